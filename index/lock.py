"""One writer at a time. The operating system drops the lock when its process ends, however."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from index.errors import IndexLockedError, PassageIndexError

__all__ = ["WriterLock"]


class WriterLock:
    """An exclusive lock on a file, held between `with` and its end.

    Raises:
        IndexLockedError: another process, or another lock of this one, holds it.
        PassageIndexError: it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def __enter__(self) -> WriterLock:
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise self._unwritable(error) from error
        try:
            _lock(descriptor)
        except OSError as error:
            holder = os.pread(descriptor, 32, 0) if hasattr(os, "pread") else b""
            os.close(descriptor)
            process = holder.decode(errors="replace").strip() or "unknown"
            raise IndexLockedError(
                f"{self._path.parent} is being written by process {process}: "
                "wait until it ends, or choose another folder"
            ) from error
        try:
            os.truncate(descriptor, 0)
            os.write(descriptor, f"{os.getpid()}\n".encode())
        except OSError as error:
            os.close(descriptor)
            raise self._unwritable(error) from error
        self._descriptor = descriptor
        return self

    def _unwritable(self, error: OSError) -> PassageIndexError:
        return PassageIndexError(f"{self._path} cannot be written: {error.strerror or error}")

    def __exit__(self, *_: object) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        # a byte far behind the process id, which others must still be able to read
        os.lseek(descriptor, 1 << 20, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
