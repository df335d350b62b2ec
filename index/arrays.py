"""Arrays in `.npy` files."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

__all__ = ["load_array", "save_array"]

_parsing = threading.Lock()


def load_array(path: Path, *, mapped: bool = False) -> npt.NDArray[Any]:
    """Read an array, or map it into memory.

    numpy parses a file's header as Python, which CPython 3.11 can't always do in two threads at
    once (SystemError, python/cpython#106905): so one file is opened at a time.

    Raises:
        OSError, ValueError, EOFError: it cannot be read, or is no array.
    """
    with _parsing:
        array = np.load(path, mmap_mode="r" if mapped else None, allow_pickle=False)
    if not isinstance(array, np.ndarray):
        array.close()
        raise ValueError("an archive, not an array")
    return array.view(np.ndarray)  # a memmap's every slice would cost a microsecond more


def save_array(path: Path, array: npt.NDArray[Any]) -> None:
    """Write an array durably; OSError if not all of it can be written.

    numpy itself, given a file, passes over a failure to write the last bytes.
    """
    with path.open("wb") as stream:
        np.lib.format.write_array(_Written(stream), array, allow_pickle=False)
        stream.flush()
        os.fsync(stream.fileno())


class _Written:
    """What numpy doesn't take for a file, so that it writes through it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.write = stream.write
