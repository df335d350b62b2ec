"""Writing to stdout and stderr."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

__all__ = [
    "Progress",
    "complain",
    "note",
    "one_line",
    "prepare_streams",
    "write_json",
    "write_line",
]


EVERY = 1_000  # lines are few where nobody watches


def prepare_streams() -> None:
    """Keep a terminal that knows less than Unicode from ending the program."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def write_line(text: str = "") -> None:
    """Write a line of the result."""
    sys.stdout.write(text + "\n")


def write_json(value: Any, *, indent: int | None = None) -> None:
    """Write a value as JSON, in one line unless indented, at once: a pipe may be waiting."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    text = json.dumps(value, ensure_ascii=plain, allow_nan=False, indent=indent)
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def note(text: str) -> None:
    """Tell how things go."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def complain(message: str) -> None:
    """Write `qa: message`, in one line whatever the message holds."""
    note(f"qa: {' '.join(message.split())}")


def one_line(text: str) -> str:
    """Return a name that someone else chose, on one line, without what a terminal would obey."""
    words = " ".join(text.split())
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in words)


class Progress:
    """Shows `done of total` on stderr: a line that renews itself on a terminal, else every tenth.

    Where the total is not known, it is every thousandth.
    Called as `progress(done, total, what)`; `total` is 0 while it is not known.
    """

    def __init__(self) -> None:
        self._shown: tuple[str, int] | None = None
        self._open = False

    def __call__(self, done: int, total: int, what: str) -> None:
        what = one_line(what)
        share = 10 * done // total if total else 0
        if sys.stderr.isatty():
            count = f"{done} of {total}" if total else str(done)
            sys.stderr.write(f"\r\x1b[K{what}: {count}")
            self._open = True
        elif total and self._shown != (what, share):
            sys.stderr.write(f"{what}: {done} of {total}\n")
        elif not total and done and done % EVERY == 0:
            sys.stderr.write(f"{what}: {done}\n")
        self._shown = (what, share)
        sys.stderr.flush()

    def close(self) -> None:
        """End the line that renews itself."""
        if self._open:
            sys.stderr.write("\n")
            self._open = False
