"""The process that `guarded` starts: it reads one file after the other until its input ends."""

from __future__ import annotations

import contextlib
import importlib
import logging
import math
import os
import signal
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from index.formats.article import Article, Unread
from index.formats.guarded import receive, send
from index.formats.limits import MAX_CHARACTERS, TOO_LONG

__all__ = ["main"]

GRACE_SECONDS = 5  # the parent, if it still lives, ends a file's reading earlier
SWOLLEN_SHARE = 0.25  # of a file's memory


def main() -> None:
    """Serve the requests on standard input, with answers on what was standard output.

    Whatever a library prints goes nowhere. An interrupt is the parent's affair.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests = sys.stdin.buffer
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(nowhere, 1)
        logging.disable()
        warnings.simplefilter("ignore")
        with contextlib.suppress(EOFError, OSError):  # the parent has ended
            send(answers, {"kind": "ready"})
            while _serve(requests, answers):
                pass


def _serve(requests: IO[bytes], answers: IO[bytes]) -> bool:
    """Answer one request; return whether this process can take another."""
    request, content = receive(requests)
    with _limited(request["memory"], request["seconds"]):
        header, body = _answer(request, content)
        header["last"] = header["kind"] == "memory" or _swollen(request["memory"])
        send(answers, header, body)
    return not header["last"]


def _answer(request: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        read = importlib.import_module(request["module"]).read
        return _written(read(content, request["name"]))
    except MemoryError:
        return {"kind": "memory"}, b""


def _written(result: Article | Unread) -> tuple[dict[str, Any], bytes]:
    if isinstance(result, Article) and len(result.text) > MAX_CHARACTERS:
        result = Unread(TOO_LONG)
    if isinstance(result, Unread):
        return {"kind": "unread", "reason": result.reason, "part": result.part}, b""
    header = {
        "kind": "article",
        "part": result.part,
        "title": result.title,
        "date": result.date.isoformat() if result.date else None,
        "metadata": dict(result.metadata),
    }
    return header, result.text.encode()


def _swollen(memory: int) -> bool:
    """Return whether this process holds so much that the next file would get less."""
    try:
        # not getrusage: to it, what the parent used before this process began counts, too
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return False
    return pages * os.sysconf("SC_PAGE_SIZE") > memory * SWOLLEN_SHARE


@contextlib.contextmanager
def _limited(memory: int, seconds: float) -> Iterator[None]:
    """Bound this process's address space, and its time, where the system can."""
    try:
        import resource
    except ImportError:
        yield
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, hard))
    signal.alarm(math.ceil(seconds) + GRACE_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)


if __name__ == "__main__":
    main()
