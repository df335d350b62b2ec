"""BERT (Devlin et al., 2019, arXiv:1810.04805) as an OpenVINO network, made from safetensors.

Numbers are bfloat16 where the processor multiplies them itself (cosine to float32 0.99995), else
float32; QA_PRECISION ("bf16", "f32") overrules.
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

__all__ = ["BertNetwork", "is_bert", "precision"]

Tokens = Sequence[int]
MASKED = -1e9

_CONFIG = {"model_type": "bert", "hidden_act": "gelu", "position_embedding_type": "absolute"}


def is_bert(folder: Path) -> bool:
    """Return whether a folder holds a model that `BertNetwork` can run."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    alike = all(config.get(key, value) == value for key, value in _CONFIG.items())
    whole = (folder / "model.safetensors").exists() and (folder / "tokenizer.json").exists()
    return alike and config.get("model_type") == "bert" and whole


def precision() -> str:
    """Return the number format that networks are run in: "bf16" or "f32"."""
    asked = os.environ.get("QA_PRECISION") or ""
    if asked not in {"", "bf16", "f32"}:
        raise ModelError(f"QA_PRECISION={asked}: choose bf16 or f32")
    if asked:
        return asked
    import openvino

    able = openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return "bf16" if "BF16" in able else "f32"


class BertNetwork:
    """Runs batches of token ids; callable from several threads.

    Its output is float32 of shape (batch, tokens, width): the last hidden states or, where the
    model has a span head, the two logits.

    Raises:
        ModelError: the weights are not those of such a model.
    """

    def __init__(self, folder: Path) -> None:
        import openvino

        self.precision = precision()
        options = {"INFERENCE_PRECISION_HINT": self.precision, "PERFORMANCE_HINT": "LATENCY"}
        try:
            network, self.has_head = _network(folder)
        except KeyError as error:
            raise ModelError(f"{folder} lacks the weights {error}: name another model") from error
        compiled = openvino.Core().compile_model(network, "CPU", options)
        self._compiled: Any = compiled
        self._local = threading.local()

    def __call__(
        self, ids: Sequence[Tokens], types: Sequence[Tokens] | None = None
    ) -> npt.NDArray[np.float32]:
        """Return the output for sequences of token ids, with zeros of padding after the shorter.

        `types` tell the two halves of pairs apart; without them all tokens are of the first.
        """
        longest = max(map(len, ids))
        inputs = np.zeros((3, len(ids), longest), dtype=np.int64)
        for row, tokens in enumerate(ids):
            inputs[0, row, : len(tokens)] = tokens
            inputs[1, row, : len(tokens)] = 1
            if types is not None:
                inputs[2, row, : len(tokens)] = types[row]
        if not hasattr(self._local, "request"):
            self._local.request = self._compiled.create_infer_request()
        (output,) = self._local.request.infer(list(inputs)).values()
        return np.array(output, dtype=np.float32)


def _network(folder: Path) -> tuple[Any, bool]:
    """Build the network; also return whether it ends in a span head."""
    import openvino
    from openvino import opset13 as op
    from safetensors.numpy import load_file

    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    weights = {
        name.removeprefix("bert."): array.astype(np.float32)
        for name, array in load_file(folder / "model.safetensors").items()
    }
    layers = _Layers(op, weights, float(config["layer_norm_eps"]))
    inputs = [op.parameter([-1, -1], np.int64) for _ in range(3)]
    hidden = layers.embedded(inputs[0], inputs[2])
    mask = layers.masked(inputs[1])
    heads = int(config["num_attention_heads"])
    for number in range(int(config["num_hidden_layers"])):
        hidden = layers.encoded(hidden, mask, f"encoder.layer.{number}", heads)
    has_head = "qa_outputs.weight" in weights
    if has_head:
        hidden = layers.linear(hidden, "qa_outputs")
    return openvino.Model([op.result(hidden)], inputs, "bert"), has_head


class _Layers:
    """The parts of the network, from its weights."""

    def __init__(self, op: Any, weights: dict[str, npt.NDArray[np.float32]], epsilon: float):
        self._op = op
        self._weights = weights
        self._epsilon = epsilon

    def linear(self, values: Any, name: str) -> Any:
        product = self._op.matmul(values, self._weight(f"{name}.weight"), False, True)
        return self._op.add(product, self._weight(f"{name}.bias"))

    def embedded(self, ids: Any, types: Any) -> Any:
        op = self._op
        length = op.gather(op.shape_of(ids), self._integers(1), self._integers(0))
        places = op.range(self._integers(0), length, self._integers(1), "i64")
        tables = ("word", ids), ("token_type", types), ("position", places)
        words, kinds, positions = (
            op.gather(
                self._weight(f"embeddings.{name}_embeddings.weight"), index, self._integers(0)
            )
            for name, index in tables
        )
        return self._normal(op.add(op.add(words, kinds), positions), "embeddings.LayerNorm")

    def masked(self, attention: Any) -> Any:
        """Return what is added to the scores of attention: a large negative number for padding."""
        op = self._op
        absent = op.subtract(op.constant(np.float32(1)), op.convert(attention, "f32"))
        spread = op.unsqueeze(absent, self._integers([1, 2]))
        return op.multiply(spread, op.constant(np.float32(MASKED)))

    def encoded(self, hidden: Any, mask: Any, name: str, heads: int) -> Any:
        op = self._op
        query, key, value = (
            self._apart(self.linear(hidden, f"{name}.attention.self.{part}"), heads)
            for part in ("query", "key", "value")
        )
        seen = op.scaled_dot_product_attention(query, key, value, mask)
        joined = op.reshape(
            op.transpose(seen, self._integers([0, 2, 1, 3])), self._integers([0, 0, -1]), True
        )
        attended = op.add(hidden, self.linear(joined, f"{name}.attention.output.dense"))
        hidden = self._normal(attended, f"{name}.attention.output.LayerNorm")
        wide = op.gelu(self.linear(hidden, f"{name}.intermediate.dense"), "erf")
        return self._normal(
            op.add(hidden, self.linear(wide, f"{name}.output.dense")), f"{name}.output.LayerNorm"
        )

    def _apart(self, values: Any, heads: int) -> Any:
        """Return (batch, heads, tokens, width of a head)."""
        op = self._op
        parts = op.reshape(values, self._integers([0, 0, heads, -1]), True)
        return op.transpose(parts, self._integers([0, 2, 1, 3]))

    def _normal(self, values: Any, name: str) -> Any:
        op = self._op
        centred = op.mvn(values, self._integers([-1]), True, self._epsilon, "inside_sqrt")
        scaled = op.multiply(centred, self._weight(f"{name}.weight"))
        return op.add(scaled, self._weight(f"{name}.bias"))

    def _weight(self, name: str) -> Any:
        return self._op.constant(self._weights[name])

    def _integers(self, values: int | Sequence[int]) -> Any:
        return self._op.constant(np.array(values, dtype=np.int64))
