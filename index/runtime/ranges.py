"""Which inputs a model's linear layers get, so that they can multiply int8; kept by its weights."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from index.errors import ModelError

__all__ = ["FOLDER", "Range", "Ranges", "find_ranges", "range_of", "read_ranges", "write_ranges"]

FOLDER = Path(__file__).parent / "int8"
USUAL = 0.95  # of the channels; the values of the others are peaks
_DIGITS = 16  # of a digest that name a file

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Range:
    """The inputs of a layer: from `low` to `high` once the channels of `peaks` are divided.

    `peaks` gives a channel's factor, above 1.
    """

    low: float
    high: float
    peaks: Mapping[int, float] = field(default_factory=dict)

    def factors(self, width: int) -> Floats:
        """Return the factor of each channel, 1 for those without a peak."""
        found = np.ones(width, dtype=np.float32)
        found[list(self.peaks)] = list(self.peaks.values())
        return found


Ranges: TypeAlias = Mapping[str, Range]
"""By name of the layer; a layer that has none doesn't multiply int8."""


def range_of(lows: Floats, highs: Floats) -> Range:
    """Return the range of inputs from the least and the greatest value of each channel.

    The largest channels are divided down to the size of the 95th in a hundred. A range that is
    negative in part is made symmetric, -128 to 127 in int8; one that is hardly so (GELU's), is not.
    """
    sizes = np.maximum(np.abs(lows), np.abs(highs))
    usual = max(float(np.quantile(sizes, USUAL)), 1e-6)
    peaks = {
        int(channel): round(float(sizes[channel]) / usual, 4)
        for channel in np.flatnonzero(sizes > usual)
    }
    factors = Range(0, 0, peaks).factors(len(sizes))
    low, high = float((lows / factors).min()), float((highs / factors).max())
    if -low > high / 8:
        high = max(-low, high)
        low = -high * 128 / 127
    return Range(round(low, 5), round(high, 5), {k: v for k, v in peaks.items() if v > 1})


def find_ranges(digest: str, folder: Path = FOLDER) -> Ranges | None:
    """Return the ranges of the weights with this SHA-256, or None where none were measured.

    Raises:
        ModelError: their file cannot be read.
    """
    path = folder / f"{digest[:_DIGITS]}.json"
    return read_ranges(path) if path.exists() else None


def read_ranges(path: Path) -> Ranges:
    """Read what `write_ranges` wrote.

    Raises:
        ModelError: the file holds something else.
    """
    try:
        return {
            name: Range(
                float(entry["low"]),
                float(entry["high"]),
                {int(channel): float(factor) for channel, factor in entry["peaks"].items()},
            )
            for name, entry in json.loads(path.read_text(encoding="utf-8")).items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{path} holds no ranges ({error}): set QA_PRECISION=bf16") from error


def write_ranges(ranges: Ranges, digest: str, folder: Path = FOLDER) -> Path:
    """Write the ranges of the weights with this SHA-256, a layer a line; return the file."""
    rows = (f"{json.dumps(name)}: {json.dumps(asdict(one))}" for name, one in ranges.items())
    path = folder / f"{digest[:_DIGITS]}.json"
    path.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
    return path
