"""What all measurements need: seconds, their spread, the slope of a growth, the machine's load."""

from __future__ import annotations

import math
import os
import statistics
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from qa.evaluation.statistics import percentiles

__all__ = ["BUSY", "Figures", "busy", "load", "median_seconds", "slope", "spread", "timed"]

T = TypeVar("T")
Figures = dict[str, float | None]

BUSY = 0.5  # processes that want to run, for each core, from which timings are doubtful


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Return the seconds on the clock that `work` took, and what it returned."""
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def median_seconds(work: Callable[[], object], times: int) -> float:
    return statistics.median(timed(work)[0] for _ in range(times))


def spread(values: Sequence[float]) -> Figures:
    """Return p50, p95 and max in the unit of `values`; None for each without any value."""
    return {**percentiles(values), "max": max(values, default=None)}


def slope(sizes: Sequence[float], values: Sequence[float]) -> float | None:
    """Return the exponent b of the power a * size ** b that is nearest to the values.

    By least squares between the logarithms: 1 where a value doubles with the size, 0 where it stays
    as it is. None where fewer than two different sizes are left; pairs not above 0 are left out.
    """
    pairs = [
        (math.log(size), math.log(value))
        for size, value in zip(sizes, values, strict=True)
        if size > 0 and value > 0
    ]
    if len({x for x, _ in pairs}) < 2:
        return None
    return statistics.linear_regression(*zip(*pairs, strict=True)).slope


def load() -> Figures:
    """Return how many processes wanted to run in the last minute, on average, and the cores.

    `running` is None where the system doesn't say.
    """
    running = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {"running": running, "cores": os.cpu_count()}


def busy(loaded: Figures) -> bool:
    """Whether something else ran on the machine, so that timings are doubtful."""
    return (loaded["running"] or 0.0) > BUSY * (loaded["cores"] or 1)
