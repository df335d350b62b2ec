"""A BERT on OpenVINO, in the number format that the processor multiplies fastest.

Int8 (cosine to float32 0.999) needs the ranges of the model's inputs (`index.runtime.ranges`) and a
processor that multiplies it itself (VNNI, AMX); bfloat16 (0.99999) such a processor, too; else it
is float32. QA_PRECISION ("int8", "bf16", "f32"; "auto", the default) overrules.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.errors import ModelError
from index.models import weights_digest
from index.runtime.layers import Graph
from index.runtime.ranges import Ranges, find_ranges

__all__ = ["PRECISIONS", "BertNetwork", "is_bert", "padded", "precision", "usable_ranges"]

PRECISIONS = ("auto", "int8", "bf16", "f32")
PROCESSOR = Path("/proc/cpuinfo")

Tokens = Sequence[int]

_CONFIG = {"model_type": "bert", "hidden_act": "gelu", "position_embedding_type": "absolute"}
_INT8_FLAGS = frozenset({"avx512_vnni", "avx_vnni", "amx_int8"})


def is_bert(folder: Path) -> bool:
    """Return whether a folder holds a model that `BertNetwork` can run."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    alike = all(config.get(key, value) == value for key, value in _CONFIG.items())
    whole = (folder / "model.safetensors").exists() and (folder / "tokenizer.json").exists()
    return alike and config.get("model_type") == "bert" and whole


def precision(ranges: Ranges | None = None) -> str:
    """Return the number format of a network's products: "int8", "bf16" or "f32".

    "int8" is for networks with ranges only; without them it stands for "auto".

    Raises:
        ModelError: QA_PRECISION names none, or "int8" on a processor that doesn't multiply it.
    """
    asked = os.environ.get("QA_PRECISION") or "auto"
    if asked not in PRECISIONS:
        raise ModelError(f"QA_PRECISION={asked}: choose {', '.join(PRECISIONS)}")
    if asked == "int8" and not _multiplies_int8():
        raise ModelError("QA_PRECISION=int8: this processor has no VNNI or AMX, choose auto")
    if asked in {"bf16", "f32"}:
        return asked
    return "int8" if ranges and _multiplies_int8() else _floats()


def _floats() -> str:
    import openvino

    able = openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return "bf16" if "BF16" in able else "f32"


def _multiplies_int8() -> bool:
    """Return whether the processor has units for int8; False where Linux doesn't tell.

    OpenVINO reports int8 for any processor; without such units sums of two products overflow.
    """
    try:
        lines = PROCESSOR.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    flags = next((line for line in lines if line.startswith("flags")), "")
    return not _INT8_FLAGS.isdisjoint(flags.split())


class BertNetwork:
    """Runs batches of token ids; callable from several threads.

    Its output is float32 of shape (batch, tokens, width): the last hidden states or, where the
    model has a span head, the two logits.

    Args:
        digest: SHA-256 of the weights; without it, it is computed.

    Raises:
        ModelError: the weights are not those of such a model.
    """

    def __init__(self, folder: Path, digest: str = "") -> None:
        import openvino

        digest = digest or weights_digest(folder, variable="QA_READER or QA_ENCODER")
        ranges = usable_ranges(digest)
        self.precision = precision(ranges)
        in_int8 = self.precision == "int8"
        try:
            graph = Graph(folder, ranges if in_int8 else None)
        except KeyError as error:
            raise ModelError(f"{folder} lacks the weights {error}: name another model") from error
        self.has_head = graph.has_head
        hint = _floats() if in_int8 else self.precision
        options = {"INFERENCE_PRECISION_HINT": hint, "PERFORMANCE_HINT": "LATENCY"}
        self._compiled: Any = openvino.Core().compile_model(graph.model, "CPU", options)
        self._local = threading.local()

    def __call__(
        self, ids: Sequence[Tokens], types: Sequence[Tokens] | None = None
    ) -> npt.NDArray[np.float32]:
        """Return the output for sequences of token ids, with zeros of padding after the shorter.

        `types` tell the two halves of pairs apart; without them all tokens are of the first.
        """
        if not hasattr(self._local, "request"):
            self._local.request = self._compiled.create_infer_request()
        (output,) = self._local.request.infer(list(padded(ids, types))).values()
        return np.array(output, dtype=np.float32)


def padded(ids: Sequence[Tokens], types: Sequence[Tokens] | None = None) -> npt.NDArray[np.int64]:
    """Return the inputs of a network: (3, batch, tokens), the ids, ones for tokens, the types."""
    longest = max(map(len, ids))
    inputs = np.zeros((3, len(ids), longest), dtype=np.int64)
    for row, tokens in enumerate(ids):
        inputs[0, row, : len(tokens)] = tokens
        inputs[1, row, : len(tokens)] = 1
        if types is not None:
            inputs[2, row, : len(tokens)] = types[row]
    return inputs


def usable_ranges(digest: str) -> Ranges | None:
    """Return the ranges of the weights with this SHA-256, where the number format may be int8.

    Raises:
        ModelError: their file cannot be read.
    """
    asked = os.environ.get("QA_PRECISION") or "auto"
    may = asked in {"auto", "int8"} and _multiplies_int8()
    return find_ranges(digest) if may else None
