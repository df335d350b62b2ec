"""Chromium from the system and the real page in a process of its own.

Every test gets a fresh tab; when it closes, the tab may have asked nothing but this machine, opened
no dialog and raised no error.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from page_server import LOADED, free_port, wait_for
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
# No test asserts a time: a busy machine only takes longer.
WAIT_MILLISECONDS = int(os.environ.get("BROWSER_WAIT_MS", "120000"))

OpenTab = Callable[..., AbstractContextManager[Page]]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        reason = f"no browser found: install one of {', '.join(BROWSERS)}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        expect.set_options(timeout=WAIT_MILLISECONDS)
        browser = playwright.chromium.launch(executable_path=executable, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def index_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("page") / "index"


@pytest.fixture(scope="session")
def address(index_folder: Path) -> Iterator[str]:
    """Where `app.py` answers over `seeds`; its first start builds the index."""
    port = free_port()
    log = index_folder.with_suffix(".log")
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "app.py", "--port", str(port), "--index", str(index_folder)],
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}/"
    try:
        wait_for(url, process, log)
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            status = process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    assert status == 0, log.read_text()
    assert "Traceback" not in log.read_text()


@pytest.fixture
def open_tab(chromium: Browser) -> OpenTab:
    return lambda url, **options: tab_at(chromium, url, **options)


@pytest.fixture
def tab(open_tab: OpenTab, address: str) -> Iterator[Page]:
    with open_tab(address) as page:
        yield page


@contextmanager
def tab_at(chromium: Browser, url: str, **options: object) -> Iterator[Page]:
    context = chromium.new_context(**{"viewport": {"width": 1280, "height": 860}, **options})
    context.set_default_timeout(WAIT_MILLISECONDS)
    page = context.new_page()
    requested: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
    with page.expect_response(LOADED):
        page.goto(url)
    page.get_by_role("textbox").first.wait_for()
    yield page
    page.wait_for_timeout(300)  # whatever was injected would have asked for its image by now
    context.close()
    assert requested
    assert [to for to in requested if not is_local(to)] == []
    assert wrong == []


def is_local(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("data", "blob") or parts.hostname == "127.0.0.1"
