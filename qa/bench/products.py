"""What a machine multiplies: the rate of a product of two matrices, the bound of a network's."""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Iterable
from functools import partial

from index.runtime.bound import product_rate
from qa.bench.measuring import timed

__all__ = ["matrix_rates"]

SIZE = 2_048
SECONDS = 1.0  # of products of one kind


def matrix_rates(precisions: Iterable[str]) -> dict[str, float]:
    """Return operations a second by number format: "int8", "bf16" or "f32".

    It is the best of products of two sizes, those of MiniLM and larger square ones, by torch or,
    where it is installed, OpenVINO, on as many threads as they take by themselves; torch is not
    asked for int8. A format that neither knows is left out.
    """
    rates = {}
    for precision in sorted(set(precisions) & {"int8", "bf16", "f32"}):
        found = [] if precision == "int8" else [_by_torch(precision)]
        if importlib.util.find_spec("openvino"):
            found += [product_rate(precision), product_rate(precision, (SIZE, SIZE, SIZE))]
        if found:
            rates[precision] = max(found)
    return rates


def _by_torch(precision: str) -> float:
    import torch

    kind = torch.bfloat16 if precision == "bf16" else torch.float32
    left, right = (torch.rand(SIZE, SIZE, dtype=kind) for _ in range(2))
    best, spent = math.inf, 0.0
    while spent < SECONDS:
        seconds, _ = timed(partial(torch.matmul, left, right))
        best, spent = min(best, seconds), spent + seconds
    return 2.0 * SIZE**3 / best
