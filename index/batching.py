"""What several threads ask of a model at the same time, in one batch."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

__all__ = ["Batcher", "batches"]

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(slots=True, eq=False)
class _Job(Generic[Item, Result]):
    items: Sequence[Item]
    results: Sequence[Result] | None = None
    error: Exception | None = None
    woken: threading.Event = field(default_factory=threading.Event)

    @property
    def done(self) -> bool:
        return self.results is not None or self.error is not None


class Batcher(Generic[Item, Result]):
    """Joins the calls of several threads into calls of one function, one at a time.

    Whoever calls while none runs, runs at once; what comes meanwhile waits, and the first of those
    who wait runs it for all of them. First come, first served: nobody waits for more than the batch
    that runs and, where more than `most` items wait, those before his own.

    Args:
        run: returns one result an item, in their order.
        most: items of a batch; those of one call are never parted, and may be more.
    """

    def __init__(self, run: Callable[[Sequence[Item]], Sequence[Result]], most: int) -> None:
        self._run = run
        self._most = most
        self._lock = threading.Lock()
        self._waiting: deque[_Job[Item, Result]] = deque()
        self._running = False

    def __call__(self, items: Sequence[Item]) -> Sequence[Result]:
        """Return one result an item; raises what `run` raises for these items."""
        job: _Job[Item, Result] = _Job(items)
        with self._lock:
            self._waiting.append(job)
            first = not self._running
            self._running = True
        if not first:
            self._wait(job)
        if not job.done:
            self._serve()
        if job.error is not None:
            raise job.error
        assert job.results is not None  # noqa: S101 served, and no error
        return job.results

    def _serve(self) -> None:
        """Run the next batch, which this thread's own job begins; then wake whose turn it is."""
        with self._lock:
            jobs = [self._waiting.popleft()]
            size = len(jobs[0].items)
            while self._waiting and size + len(self._waiting[0].items) <= self._most:
                jobs.append(self._waiting.popleft())
                size += len(jobs[-1].items)
        try:
            self._answer(jobs)
        finally:
            with self._lock:
                self._waiting.extendleft(job for job in reversed(jobs[1:]) if not job.done)
                self._pass_on()
            for job in jobs:
                if job.done:
                    job.woken.set()

    def _pass_on(self) -> None:
        """Make the first who waits run the next batch; the lock is held."""
        self._running = bool(self._waiting)
        if self._waiting:
            self._waiting[0].woken.set()

    def _wait(self, job: _Job[Item, Result]) -> None:
        """Wait until a job is done or its thread's turn has come; broken off, give both up."""
        try:
            job.woken.wait()
        except BaseException:
            with self._lock:
                if job in self._waiting:
                    self._waiting.remove(job)
                    if job.woken.is_set():
                        self._pass_on()
            raise

    def _answer(self, jobs: Sequence[_Job[Item, Result]]) -> None:
        """Run jobs together; where that fails, each alone, so that it fails for its own fault."""
        try:
            results = self._run([item for job in jobs for item in job.items])
        except Exception as error:
            if len(jobs) == 1:
                jobs[0].error = error
                return
            for job in jobs:
                self._answer([job])
            return
        start = 0
        for job in jobs:
            job.results = results[start : start + len(job.items)]
            start += len(job.items)


def batches(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Yield the places of sequences in batches of like length, the shortest first.

    `budget` is how many tokens a batch holds at most, padding included, unless it is of one.
    """
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and lengths[place] * (len(batch) + 1) > budget:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch
