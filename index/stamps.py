"""Files that must be what was written: a SHA-256 each, read again only where there is doubt."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexCorruptError

__all__ = ["Stamp", "check_stamp", "damaged", "file_digest", "stamp"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file was when it was written; `bytes` and `mtime_ns` are None where not noted."""

    sha256: str
    bytes: int | None
    mtime_ns: int | None


def stamp(path: Path) -> Stamp:
    """Return the stamp of a file as it is."""
    status = path.stat()
    return Stamp(file_digest(path), status.st_size, status.st_mtime_ns)


def check_stamp(path: Path, written: Stamp, *, whole: bool = False) -> None:
    """Raise IndexCorruptError unless a file is the one that was written.

    One whose size and time are as they were is taken to be, unless it is to be read `whole`. One
    that was copied, and so has another time, is read, and gets its time back.
    """
    try:
        status = path.stat()
        if written.bytes is not None and status.st_size != written.bytes:
            raise damaged(path, f"has {status.st_size:,} bytes instead of {written.bytes:,}")
        if not whole and status.st_mtime_ns == written.mtime_ns:
            return
        digest = file_digest(path)
    except OSError as error:
        raise damaged(path, "cannot be read") from error
    if digest != written.sha256:
        raise damaged(path, "is not what was written")
    if written.mtime_ns is not None and status.st_mtime_ns != written.mtime_ns:
        with suppress(OSError):  # a folder that cannot be written
            os.utime(path, ns=(status.st_atime_ns, written.mtime_ns))


def damaged(path: Path, what: str) -> IndexCorruptError:
    """Return the error for a derived file, which a build can make again."""
    return IndexCorruptError(f"{path} {what}: index the sources again (qa index …) to repair it")


def file_digest(path: Path) -> str:
    """Return a file's SHA-256."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
