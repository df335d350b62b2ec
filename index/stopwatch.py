"""Where the time of one question goes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Stopwatch"]


class Stopwatch:
    """Milliseconds by stage; "retrieve/encode" is a part of "retrieve". For one thread."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self._spent: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what is done in this context for a stage, beside what was counted before."""
        started = time.perf_counter()
        try:
            yield
        finally:
            spent = (time.perf_counter() - started) * 1000
            self._spent[name] = self._spent.get(name, 0.0) + spent

    def timings(self) -> dict[str, float]:
        """Return milliseconds by stage, in the order these began to count, and their "total"."""
        return self._spent | {"total": (time.perf_counter() - self._started) * 1000}
