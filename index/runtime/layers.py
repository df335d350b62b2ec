"""BERT (Devlin et al., 2019, arXiv:1810.04805) as an OpenVINO graph, made from safetensors.

Linear layers with a known range of inputs multiply int8: weights by output channel, inputs by one
scale, after their channels of large values were divided by a factor that the weights make good
(SmoothQuant, Xiao et al., ICML 2023, arXiv:2211.10438). OpenVINO finds such layers by their
FakeQuantize.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.runtime.ranges import Range

__all__ = ["SPAN_HEAD", "Graph"]

Floats = npt.NDArray[np.float32]
MASKED = -1e9
SPAN_HEAD = "qa_outputs"

_LEVELS = 256  # of an input in int8
_LARGEST = 127  # of a weight in int8


class Graph:
    """The network of the model in a folder.

    Attributes:
        model: an `openvino.Model` of three inputs, each int64 of shape (batch, tokens): ids, what
            is no padding, types. One output: see `BertNetwork`.
        has_head: whether it ends in a span head.
        watched: the inputs of the layers that may multiply int8, by name of the layer; queries,
            keys and values share theirs.

    Raises:
        KeyError: the weights lack the one named.
    """

    def __init__(self, folder: Path, ranges: Mapping[str, Range] | None = None) -> None:
        import openvino
        from openvino import opset13
        from safetensors.numpy import load_file

        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self._op: Any = opset13
        self._weights = {
            name.removeprefix("bert."): array.astype(np.float32)
            for name, array in load_file(folder / "model.safetensors").items()
        }
        self._epsilon = float(config["layer_norm_eps"])
        self._ranges = ranges or {}
        self.watched: dict[str, Any] = {}
        self.has_head = f"{SPAN_HEAD}.weight" in self._weights
        inputs = [opset13.parameter([-1, -1], np.int64) for _ in range(3)]
        hidden = self._embedded(inputs[0], inputs[2])
        mask = self._masked(inputs[1])
        heads = int(config["num_attention_heads"])
        for number in range(int(config["num_hidden_layers"])):
            hidden = self._encoded(hidden, mask, f"encoder.layer.{number}", heads)
        if self.has_head:
            hidden = self._linear(hidden, SPAN_HEAD)
        self.model: Any = openvino.Model([opset13.result(hidden)], inputs, "bert")

    def _embedded(self, ids: Any, types: Any) -> Any:
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

    def _masked(self, attention: Any) -> Any:
        """Return what is added to the scores of attention: a large negative number for padding."""
        op = self._op
        absent = op.subtract(op.constant(np.float32(1)), op.convert(attention, "f32"))
        spread = op.unsqueeze(absent, self._integers([1, 2]))
        return op.multiply(spread, op.constant(np.float32(MASKED)))

    def _encoded(self, hidden: Any, mask: Any, name: str, heads: int) -> Any:
        op = self._op
        own = f"{name}.attention.self"
        seen = self._quantised(hidden, own)
        query, key, value = (
            self._apart(self._linear(seen, f"{own}.{part}", own), heads)
            for part in ("query", "key", "value")
        )
        mixed = op.scaled_dot_product_attention(query, key, value, mask)
        joined = op.reshape(
            op.transpose(mixed, self._integers([0, 2, 1, 3])), self._integers([0, 0, -1]), True
        )
        attended = op.add(hidden, self._product(joined, f"{name}.attention.output.dense"))
        hidden = self._normal(attended, f"{name}.attention.output.LayerNorm")
        wide = op.gelu(self._product(hidden, f"{name}.intermediate.dense"), "erf")
        narrow = self._product(wide, f"{name}.output.dense")
        return self._normal(op.add(hidden, narrow), f"{name}.output.LayerNorm")

    def _product(self, values: Any, name: str) -> Any:
        return self._linear(self._quantised(values, name), name, name)

    def _quantised(self, values: Any, name: str) -> Any:
        """Return the values on the 256 levels of the layer's range, the peaks divided."""
        self.watched[name] = values
        found = self._ranges.get(name)
        if found is None:
            return values
        op = self._op
        width = self._width(name)
        if found.peaks:
            values = op.multiply(values, op.constant(1 / found.factors(width)))
        low, high = (op.constant(np.float32(bound)) for bound in (found.low, found.high))
        return op.fake_quantize(values, low, high, low, high, _LEVELS)

    def _linear(self, values: Any, name: str, ranged: str = "") -> Any:
        op = self._op
        found = self._ranges.get(ranged)
        if found is None:
            weights = self._weight(f"{name}.weight")
        else:
            array = self._weights[f"{name}.weight"]
            array = array * found.factors(array.shape[1])
            scale = np.abs(array).max(axis=1, keepdims=True) / np.float32(_LARGEST)
            scale = np.where(scale == 0, np.float32(1), scale)
            whole = op.constant(np.rint(array / scale).astype(np.int8))
            weights = op.multiply(op.convert(whole, "f32"), op.constant(scale))
        return op.add(op.matmul(values, weights, False, True), self._weight(f"{name}.bias"))

    def _width(self, name: str) -> int:
        """Return how many channels the inputs of a layer have."""
        weights = self._weights.get(f"{name}.weight")
        return int((self._weights[f"{name}.query.weight"] if weights is None else weights).shape[1])

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
