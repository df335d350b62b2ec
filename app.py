"""The chat page: `python app.py` opens the index, or builds one from `seeds`, and serves it."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from index.errors import GroundwireError, PortInUseError
from page import build_app, launch_options
from qa import QAPipeline
from qa.cli.terminal import Progress

__all__ = ["build_app", "main"]

SEEDS = Path("seeds")


def main(argv: Sequence[str] | None = None) -> int:
    """Serve the page until interrupted; return the process's exit status."""
    arguments = _parser().parse_args(argv)
    try:
        _require_free_port(arguments.host, arguments.port)
        progress = Progress()
        pipeline = QAPipeline.open(arguments.index, build_from=SEEDS, progress=progress)
        progress.close()
    except GroundwireError as error:
        print("app.py:", *str(error).split(), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    _serve(pipeline, arguments.host, arguments.port)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="app.py", description="Ask news articles questions in a chat page on this machine."
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: %(default)s)"
    )
    parser.add_argument("--port", type=_port, default=7860, help="default: %(default)s")
    parser.add_argument(
        "--index", type=Path, metavar="DIR", help="the index to answer from (default: QA_INDEX_DIR)"
    )
    return parser


def _port(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no port: choose one from 1 to 65535")


def _require_free_port(host: str, port: int) -> None:
    """Raise before the models are loaded, and with a clearer word than the server's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortInUseError(
                f"cannot listen on {host}:{port} ({error.strerror or error}): "
                f"choose another with --port, for example --port {port % 65535 + 1}"
            ) from error


def _serve(pipeline: QAPipeline, host: str, port: int) -> None:
    # A handler runs inside whatever the main thread does: to set an Event there can deadlock.
    stopped: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: stopped.append(number))
    app = build_app(pipeline)
    _, url, _ = app.launch(
        server_name=host,
        server_port=port,
        quiet=True,
        inbrowser=_has_desktop(),
        prevent_thread_lock=True,
        **launch_options(),
    )
    print(f"Groundwire answers at {url}  (Ctrl+C stops it)", flush=True)
    while not stopped:
        time.sleep(0.2)
    app.close(verbose=False)


def _has_desktop() -> bool:
    """Someone sits at a terminal of a desktop: opening a browser tab helps them."""
    if not sys.stdout.isatty():
        return False
    on_linux = sys.platform.startswith("linux")
    return not on_linux or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main())
