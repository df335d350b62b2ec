"""The page in a process of its own, and what a person waits for there, in headless Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from page.serving import ServingError
from qa.cli.terminal import note
from qa.evaluation.statistics import percentiles

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["ROOT", "find_browser", "served", "start_and_ask"]

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS, STOP_SECONDS = 300.0, 30.0
ANSWER_MILLISECONDS = 60_000
PAUSE_MILLISECONDS = 300  # what the page does after an answer is over when the next is asked
TURNS = 10  # of a conversation; then a new one begins
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
# Timed in the page, from the key itself: the way to this process and back does not count.
_WATCH = """() => {
  const replies = () => document.querySelectorAll('[data-testid="bot"]');
  const [before, pressed] = [replies().length, []];
  const press = () => pressed.push(performance.now());
  window.gwTook = null;
  document.addEventListener("keydown", press, { capture: true, once: true });
  new MutationObserver((_, watcher) => {
    if (!replies()[before]?.querySelector(".gw-text")) return;
    watcher.disconnect();
    window.gwTook = performance.now() - pressed[0];
  }).observe(document.body, { childList: true, subtree: true });
}"""


@contextmanager
def served(index: Path) -> Iterator[str]:
    """Give the address of `app.py` over an index, of seeds if the folder is not there; end it.

    Raises ServingError where its page does not come. What it writes goes to a file beside `index`.
    """
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    url, log = f"http://127.0.0.1:{port}/", index.with_name("log")
    command = [sys.executable, "app.py", "--port", str(port), "--index", str(index)]
    environment = {name: value for name, value in os.environ.items() if name != "QA_AUTH"}
    web = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)  # noqa: S603
    try:
        deadline = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            with suppress(OSError):
                web.open(url, timeout=10).close()
                break
            time.sleep(0.05)
        else:
            raise ServingError(f"app.py serves no page: {log.read_text('utf-8')[-500:]}")
        yield url
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        process.kill()  # does nothing to one that has ended
        process.wait()


def find_browser() -> str | None:
    """Return Chromium's path; None without it, or without playwright."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    return found if find_spec("playwright") else None


def start_and_ask(executable: str, index: Path, questions: Sequence[str]) -> dict[str, Any]:
    """Ask the first question of a page just started, then all of them, in conversations of TURNS.

    Returns the seconds from the start to the page and to the answer shown, and the milliseconds
    from Enter to the reply's text in the DOM. What has no answer in a minute is the last asked.
    """
    from playwright.sync_api import Error, sync_playwright

    start: dict[str, float] = {}
    took: list[float] = []
    errors: list[str] = []
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=executable, args=FLAGS).new_page()
        page.set_default_timeout(ANSWER_MILLISECONDS)
        begun = time.monotonic()
        with served(index) as url:
            start["served_s"] = time.monotonic() - begun
            try:
                page.goto(url)
                _ask(page, questions[0])
                start["answered_s"] = time.monotonic() - begun
                for number, question in enumerate(questions):
                    if number % TURNS == 0:
                        note(f"asking {number} of {len(questions)} in the browser")
                        page.get_by_role("button", name="Clear").click()
                        page.get_by_test_id("bot").first.wait_for(state="detached")
                    page.wait_for_timeout(PAUSE_MILLISECONDS)
                    took.append(_ask(page, question))
            except Error as error:
                errors.append(error.message.splitlines()[0])
    asked = {"answered": len(took), "errors": errors, "ms": percentiles(took)}
    return {"start": start, "ask": asked}


def _ask(page: Page, question: str) -> float:
    box = page.get_by_role("textbox").first
    box.fill(question)
    page.evaluate(_WATCH)
    box.press("Enter")
    page.wait_for_function("window.gwTook !== null")
    return float(page.evaluate("window.gwTook"))
