"""The chat page: `python app.py` opens the index, or builds one from `seeds`, and serves it."""

from __future__ import annotations

import argparse
import atexit
import getpass
import os
import signal
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from index.errors import GroundwireError, PortInUseError
from page import build_app, launch_options
from page.auth import Logins, login_line, readable_by_others
from page.serving import (
    PageSettings,
    ServingError,
    checked_root_path,
    is_loopback,
    server_options,
)
from qa import QAPipeline
from qa.cli.terminal import Progress
from qa.history import HistoryError, history_path

__all__ = ["build_app", "main"]

SEEDS = Path("seeds")


def main(argv: Sequence[str] | None = None) -> int:
    """Serve the page until interrupted; return the process's exit status."""
    arguments = _parser().parse_args(argv)
    if arguments.hash_password is not None:
        return _write_login(arguments.hash_password)
    try:
        settings = _settings(arguments)
        access = _access(arguments, settings)
        _require_free_port(arguments.host, arguments.port)
        progress = Progress()
        pipeline = QAPipeline.open(arguments.index, build_from=SEEDS, progress=progress)
        progress.close()
        _serve(pipeline, settings, arguments.host, arguments.port, access)
    except GroundwireError as error:
        _complain(str(error))
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        _complain(f"{message}: see `python app.py --help`")
        raise SystemExit(2)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="app.py",
        description="Ask news articles questions in a chat page on this machine.",
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    add("--port", type=_port, default=7860, help="default: %(default)s")
    add("--index", type=Path, metavar="DIR", help="the index to answer from: QA_INDEX_DIR")
    add(
        "--shared-uploads", action="store_true",
        help="articles that visitors add go into the index, for all (default: each their own)",
    )  # fmt: skip
    add(
        "--max-upload-mb", type=_number, default=PageSettings().max_upload_mb, metavar="N",
        help="the largest article, in MiB (default: %(default)s)",
    )  # fmt: skip
    add(
        "--queue-size", type=_number, default=PageSettings().queue_size, metavar="N",
        help="how many questions may wait (default: %(default)s)",
    )  # fmt: skip
    add(
        "--root-path", type=_root_path, metavar="PATH",
        help="where a proxy serves the page: /news, or https://example.org/news",
    )  # fmt: skip
    add(
        "--auth-file", type=Path, metavar="FILE",
        help="ask for a login of this file (default: QA_AUTH, else none)",
    )  # fmt: skip
    add(
        "--hash-password", metavar="NAME",
        help="read a password, print NAME's line for --auth-file, and exit",
    )  # fmt: skip
    add("--mcp", action="store_true", help="offer the endpoints as MCP tools, too")
    return parser


def _port(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no port: choose one from 1 to 65535")


def _number(text: str) -> int:
    if text.isdecimal() and len(text) <= 9 and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no count: give a whole number above 0")


def _root_path(text: str) -> str:
    try:
        return checked_root_path(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _settings(arguments: argparse.Namespace) -> PageSettings:
    try:
        return PageSettings(
            shared_uploads=arguments.shared_uploads,
            max_upload_mb=arguments.max_upload_mb,
            queue_size=arguments.queue_size,
            mcp=arguments.mcp,
        )
    except ValueError as error:
        raise ServingError(str(error)) from error


def _access(arguments: argparse.Namespace, settings: PageSettings) -> dict[str, Any]:
    """Return what the server takes; warn of what lets more people in than may be meant."""
    file = arguments.auth_file or os.environ.get("QA_AUTH")
    logins = Logins.read(Path(file)) if file else None
    if file and readable_by_others(Path(file)):
        _complain(f"warning: others can read {file}: chmod 600 it")
    if logins is None and not is_loopback(arguments.host):
        _complain(
            f"warning: {arguments.host} lets everyone who reaches this machine read all articles "
            "without a login: --auth-file FILE asks for one"
        )
    return server_options(
        settings, host=arguments.host, root_path=arguments.root_path, logins=logins
    )


def _write_login(name: str) -> int:
    try:
        if sys.stdin.isatty():
            password = getpass.getpass(f"Password for {name}: ")
            if getpass.getpass("The same again: ") != password:
                raise ValueError("the two passwords differ: start again")
        else:
            password = sys.stdin.readline().rstrip("\r\n")
        print(login_line(name, password))
    except ValueError as error:
        _complain(str(error))
        return 2
    except (EOFError, KeyboardInterrupt):
        return 130
    return 0


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


def _serve(
    pipeline: QAPipeline, settings: PageSettings, host: str, port: int, access: dict[str, Any]
) -> None:
    # A handler runs inside whatever the main thread does: to set an Event there can deadlock.
    stopped: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: stopped.append(number))
    app = _app(pipeline, settings)
    _, url, _ = app.launch(
        server_name=host,
        server_port=port,
        quiet=True,
        inbrowser=_has_desktop(),
        prevent_thread_lock=True,
        **(launch_options() | access),
    )
    print(f"Groundwire answers at {url}  (Ctrl+C stops it)", flush=True)
    while not stopped:
        time.sleep(0.2)
    app.close(verbose=False)


def _app(pipeline: QAPipeline, settings: PageSettings) -> Any:
    try:
        return build_app(pipeline, settings, history=history_path(pipeline.index.path))
    except HistoryError as error:
        _complain(f"warning: conversations and feedback are not kept: {error}")
        return build_app(pipeline, settings)


def _has_desktop() -> bool:
    """Someone sits at a terminal of a desktop: opening a browser tab helps them."""
    if not sys.stdout.isatty():
        return False
    on_linux = sys.platform.startswith("linux")
    return not on_linux or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _complain(message: str) -> None:
    print("app.py:", *message.split(), file=sys.stderr)


def _exit(status: int) -> NoReturn:
    """End without waiting for the server's threads.

    One that still reads for someone would be torn out of torch as Python shuts down, which aborts
    the process. What is registered to run at the end does run.
    """
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    _exit(main())
