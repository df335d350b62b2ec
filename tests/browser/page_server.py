"""A free port, and waiting for the page that is to answer there."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

# Its first answer is that of the page's load event: the server knows the visitor from then on.
LOADED = "**/gradio_api/run/predict"
START_SECONDS = 300  # a first start embeds the articles, on a machine that may be busy


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    pause = threading.Event()
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(url):
                return
        except (urllib.error.URLError, ConnectionError):
            pause.wait(0.5)
    raise AssertionError(f"no page at {url} after {START_SECONDS} s:\n{log.read_text()}")
