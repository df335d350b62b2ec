"""Readers of hostile formats, run where they can do no harm: in a process of their own.

A file that makes a parser hang, crash or eat memory costs its own line in a report, not the
program. The process starts with the first file, reads one after the other, and is replaced when one
of them ends it. It ends with this one: at the end of its input, and by an alarm where it reads a
file at that moment.

Messages are framed: the lengths of a JSON object and of what follows it, each as four bytes, then
both. Nothing is pickled.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from datetime import date as Date
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

from index.formats.article import Article, Unread

__all__ = ["READERS", "guarded", "receive", "send"]

SECONDS = 60.0
MEMORY = 2 * 2**30
START_SECONDS = 60.0

READERS: Mapping[str, str] = MappingProxyType(
    {
        "html": "index.formats.html",
        "pdf": "index.formats.pdf",
        "docx": "index.formats.docx",
        "epub": "index.formats.epub",
    }
)
"""The modules whose `read` a process is asked for, by the reader's name."""

CRASHED = "its reader crashed"
NOT_STARTED = "its reader could not be started"

_LENGTHS = struct.Struct(">II")
_ROOT = Path(__file__).resolve().parents[2]


def guarded(
    reader: str,
    content: bytes,
    name: str,
    *,
    seconds: float = SECONDS,
    memory: int = MEMORY,
) -> Article | Unread:
    """Read a file with one of `READERS` in another process. Safe from threads, one at a time.

    Args:
        content: the file, at most its format's `LIMITS`.
        name: the file's, which is not opened.
        seconds: how long reading may take; starting the process is not counted.
        memory: how many bytes of address space the process may use, where the system limits it.

    Raises:
        ValueError: there is no such reader.
    """
    if reader not in READERS:
        raise ValueError(f"no reader {reader!r}: one of {', '.join(READERS)}")
    request = {"module": READERS[reader], "name": name, "seconds": seconds, "memory": memory}
    return _process.read(request, content, seconds, memory)


def send(stream: IO[bytes], header: Mapping[str, Any], body: bytes = b"") -> None:
    """Write a message.

    Raises:
        OSError: nobody reads it.
    """
    written = json.dumps(header).encode()
    stream.write(_LENGTHS.pack(len(written), len(body)) + written)
    stream.write(body)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """Read a message.

    Raises:
        EOFError: the stream ends before the message does.
    """
    header_length, body_length = _LENGTHS.unpack(_exactly(stream, _LENGTHS.size))
    header = json.loads(_exactly(stream, header_length))
    return header, _exactly(stream, body_length)


def _exactly(stream: IO[bytes], count: int) -> bytes:
    content = stream.read(count)
    if len(content) < count:
        raise EOFError(f"{len(content)} of {count} bytes")
    return content


class _Process:
    """The process that reads, started when there is something to read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: subprocess.Popen[bytes] | None = None

    def read(
        self, request: dict[str, Any], content: bytes, seconds: float, memory: int
    ) -> Article | Unread:
        with self._lock:
            late = threading.Event()
            unread = NOT_STARTED
            try:
                process = self._started()
                unread = CRASHED
                with _killing(process, seconds, late):
                    send(_stream(process.stdin), request, content)
                    header, body = receive(_stream(process.stdout))
            except (OSError, EOFError, ValueError):
                self.stop()
                return Unread(
                    f"took longer than {seconds:g} s to read" if late.is_set() else unread
                )
            except BaseException:  # an interrupt, perhaps amid a message
                self.stop()
                raise
            if header["last"] or late.is_set():
                self.stop()
        if header["kind"] == "memory":
            return Unread(f"needs more than {_size(memory)} of memory to read")
        return _result(header, body)

    def stop(self) -> None:
        """End the process, whatever it does."""
        process, self._running = self._running, None
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):  # what was not sent is lost
                    stream.close()
        process.wait()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._running is not None and self._running.poll() is None:
            return self._running
        self.stop()
        self._running = subprocess.Popen(
            [sys.executable, "-P", "-W", "ignore", "-m", "index.formats.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
        with _killing(self._running, START_SECONDS, threading.Event()):
            receive(_stream(self._running.stdout))
        return self._running


def _environment() -> dict[str, str]:
    """Return the environment in which the process finds this package, and starts few threads."""
    environment = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    if _ROOT.name not in {"site-packages", "dist-packages"}:
        paths = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    return environment


@contextlib.contextmanager
def _killing(
    process: subprocess.Popen[bytes], seconds: float, late: threading.Event
) -> Iterator[None]:
    """Kill the process, which ends its streams, unless the block ends in time; then set `late`."""

    def kill() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(seconds, kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise EOFError("no pipe")
    return stream


def _result(header: dict[str, Any], body: bytes) -> Article | Unread:
    if header["kind"] == "unread":
        return Unread(header["reason"], header["part"])
    return Article(
        body.decode(),
        part=header["part"],
        title=header["title"],
        date=Date.fromisoformat(header["date"]) if header["date"] else None,
        metadata=header["metadata"],
    )


def _size(memory: int) -> str:
    return f"{memory / 2**30:g} GiB" if memory >= 2**30 else f"{memory >> 20} MiB"


_process = _Process()
atexit.register(_process.stop)
