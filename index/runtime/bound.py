"""What OpenVINO multiplies on this machine: the bound of a network made of such products."""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np

__all__ = ["product_rate"]

SECONDS = 1.0  # of products
LARGEST = 127


def product_rate(
    precision: str, shape: tuple[int, int, int] = (2_048, 384, 1_536), *, threads: int = 0
) -> float:
    """Return the multiplications and additions a second of OpenVINO's best product of matrices.

    Args:
        precision: "int8", "bf16" or "f32".
        shape: rows, channels summed over, and columns: by default the widest product of MiniLM.
        threads: 0 takes as many as OpenVINO takes by itself.
    """
    import openvino

    rows, inner, columns = shape
    values = np.random.default_rng(0).uniform(-1, 1, (rows, inner)).astype(np.float32)
    hint = "f32" if precision == "f32" else "bf16"
    options = {"INFERENCE_PRECISION_HINT": hint, "PERFORMANCE_HINT": "LATENCY"}
    if threads:
        options["INFERENCE_NUM_THREADS"] = str(threads)
    model = _product(rows, inner, columns, in_int8=precision == "int8")
    request = openvino.Core().compile_model(model, "CPU", options).create_infer_request()
    best, spent = math.inf, 0.0
    while spent < SECONDS:
        begun = time.perf_counter()
        request.infer([values], share_inputs=True, share_outputs=True)
        seconds = time.perf_counter() - begun
        best, spent = min(best, seconds), spent + seconds
    return 2.0 * rows * inner * columns / best


def _product(rows: int, inner: int, columns: int, *, in_int8: bool) -> Any:
    """Return a network of one product with constant weights, both sides in int8 if asked."""
    import openvino
    from openvino import opset13 as op

    values = op.parameter([rows, inner], np.float32)
    weights = np.random.default_rng(1).integers(-LARGEST, LARGEST, (columns, inner))
    low, high = op.constant(np.float32(-128 / LARGEST)), op.constant(np.float32(1))
    if in_int8:
        left = op.fake_quantize(values, low, high, low, high, 256)
        scale = op.constant(np.full((columns, 1), 1 / LARGEST, dtype=np.float32))
        right = op.multiply(op.convert(op.constant(weights.astype(np.int8)), "f32"), scale)
    else:
        left, right = values, op.constant(weights.astype(np.float32) / np.float32(LARGEST))
    product = op.matmul(left, right, False, True)
    return openvino.Model([op.result(product)], [values], "product")
