"""The page in a process of its own, asked as a program asks it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from qa.bench.errors import MeasurementError

__all__ = ["ROOT", "ask_page", "served", "wait_for_page"]

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS, ANSWER_SECONDS, STOP_SECONDS = 300.0, 120.0, 30.0
LOOK_SECONDS = 0.02
OTHERS = 4  # arguments of the endpoint after the question: day of asking, since, until, articles

_web = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@contextmanager
def served(index: Path, log: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Start `app.py` over an index at a free port; give process and address, and end it.

    What it writes goes to the file `log`.
    """
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "app.py", "--port", str(port), "--index", str(index.resolve())]
    environment = {name: value for name, value in os.environ.items() if name != "QA_AUTH"}
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)  # noqa: S603
    try:
        yield process, f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        process.kill()  # does nothing to one that has ended
        process.wait()


def wait_for_page(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Return when the page answers with 200; MeasurementError if it never does."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), _web.open(url, timeout=10) as reply:
            if reply.status == 200:
                return
        time.sleep(LOOK_SECONDS)
    said = log.read_text("utf-8", errors="replace").strip()[-500:]
    raise MeasurementError(f"app.py serves no page: {said or 'it said nothing'}; start it by hand")


def ask_page(url: str, question: str) -> dict[str, Any]:
    """Return the answer of the endpoint `ask`; MeasurementError where there is none."""
    call = f"{url}gradio_api/call/ask"
    body = json.dumps({"data": [question, *[None] * OTHERS]}).encode()
    asked = urllib.request.Request(call, body, {"Content-Type": "application/json"})  # noqa: S310 our own page
    try:
        with _web.open(asked, timeout=ANSWER_SECONDS) as reply:
            event = json.load(reply)["event_id"]
        with _web.open(f"{call}/{event}", timeout=ANSWER_SECONDS) as reply:
            return answered(reply.read().decode())
    except (OSError, ValueError, KeyError) as error:
        raise MeasurementError(f"the page gives no answer: {error}; ask it by hand") from error


def answered(stream: str) -> dict[str, Any]:
    """Return the result in the events of a call; ValueError where none says "complete"."""
    event = ""
    for line in stream.splitlines():
        name, _, value = line.partition(": ")
        if name == "event":
            event = value
        elif name == "data" and event == "complete":
            return dict(json.loads(value)[0])
    raise ValueError(f"the events end without an answer: {stream[:200]!r}")
