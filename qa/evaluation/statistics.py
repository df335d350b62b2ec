"""How sure a figure is, and whether the difference of two is more than chance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Difference", "paired_bootstrap", "paired_permutation_test", "percent", "percentiles"]

Floats = NDArray[np.float64]

_EXACT_UP_TO = 12  # differences other than 0; 4096 ways to give them signs
_DRAWN_AT_ONCE = 1_000_000  # numbers held in memory, 8 bytes each


@dataclass(frozen=True, slots=True)
class Difference:
    """The second mean less the first, and the bounds of its interval, `low` <= `high`."""

    value: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        return self.low > 0.0 or self.high < 0.0


def percent(values: Iterable[float | None]) -> float | None:
    """Return the mean of shares or verdicts times 100, without those that are None, if any is."""
    known = [float(value) for value in values if value is not None]
    return 100.0 * sum(known) / len(known) if known else None


def percentiles(
    values: Sequence[float], points: Sequence[float] = (50, 95)
) -> dict[str, float | None]:
    """Return {"p50": …, "p95": …} in the unit of `values`; None for each without any value.

    Linear between the closest ranks, as numpy does by default: definition 7 of Hyndman and Fan (The
    American Statistician, 1996). `points` lie in [0, 100].
    """
    if not len(values):
        return {f"p{point:g}": None for point in points}
    found = np.percentile(np.asarray(values, dtype=np.float64), points, method="linear")
    return {f"p{point:g}": float(value) for point, value in zip(points, found, strict=True)}


def paired_bootstrap(
    left: Sequence[float],
    right: Sequence[float],
    *,
    resamples: int = 10_000,
    level: float = 0.95,
    seed: int = 0,
) -> Difference:
    """Return mean(right) - mean(left) with its percentile interval at `level`.

    The pairs are drawn with replacement, as many as there are, `resamples` times; the interval
    lies between the quantiles of the means drawn (Efron and Tibshirani, An Introduction to the
    Bootstrap, 1993, chapter 13).

    Raises:
        ValueError: no pair, other lengths, values that are not finite, a level outside (0, 1).
    """
    differences = _differences(left, right)
    if resamples < 1 or not 0.0 < level < 1.0:
        raise ValueError(f"{resamples} resamples at level {level}: give 1 or more, and 0 < L < 1")
    # How often each distinct difference is drawn is multinomial: no need to draw pair by pair.
    values, counts = np.unique(differences, return_counts=True)
    generator = np.random.default_rng(seed)
    means = [
        generator.multinomial(len(differences), counts / len(differences), size) @ values
        for size in _sizes(resamples, len(values))
    ]
    tail = (1.0 - level) / 2.0
    low, high = np.quantile(np.concatenate(means) / len(differences), [tail, 1.0 - tail])
    return Difference(float(differences.mean()), float(low), float(high))


def paired_permutation_test(
    left: Sequence[float], right: Sequence[float], *, resamples: int = 10_000, seed: int = 0
) -> float:
    """Return the two-sided p, in (0, 1], of a mean difference as far from 0 as the one observed.

    Fisher's randomisation: were both alike, every difference could as well have the other sign
    (Smucker, Allan and Carterette, CIKM 2007). Up to 12 differences other than 0 all ways are
    counted; beyond, `resamples` are drawn and p is (b + 1) / (m + 1), b of the m being as far.

    Raises:
        ValueError: no pair, other lengths, values that are not finite.
    """
    differences = _differences(left, right)
    differences = differences[differences != 0.0]
    observed = abs(float(differences.sum()))
    near = 1e-9 * float(np.abs(differences).sum())  # sums in another order differ in last digits
    if len(differences) <= _EXACT_UP_TO:
        ways = np.arange(2 ** len(differences))[:, None] >> np.arange(len(differences)) & 1
        return float(np.mean(np.abs((1 - 2 * ways) @ differences) >= observed - near))
    # Of equal sizes it matters only how many keep their sign, which is binomial.
    sizes, counts = np.unique(np.abs(differences), return_counts=True)
    generator = np.random.default_rng(seed)
    as_far = 0
    for size in _sizes(resamples, len(sizes)):
        kept = generator.binomial(counts, 0.5, (size, len(sizes)))
        as_far += int(np.sum(np.abs((2 * kept - counts) @ sizes) >= observed - near))
    return (as_far + 1) / (resamples + 1)


def _differences(left: Sequence[float], right: Sequence[float]) -> Floats:
    first, second = np.asarray(left, dtype=np.float64), np.asarray(right, dtype=np.float64)
    if first.ndim != 1 or first.shape != second.shape or not len(first):
        raise ValueError(f"shapes {first.shape} and {second.shape}: give at least one pair")
    differences = second - first
    if not np.isfinite(differences).all():
        raise ValueError("a value is not finite: leave its pair out")
    return differences


def _sizes(resamples: int, width: int) -> Iterator[int]:
    """Yield sizes of at least 1 that add up to `resamples` and keep size * width small."""
    step = max(1, _DRAWN_AT_ONCE // width)
    for first in range(0, resamples, step):
        yield min(step, resamples - first)
