"""How fast passages become vectors: the product beside sentence-transformers as it comes."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.types import Progress, Vectors
from qa.bench.measuring import timed

__all__ = ["Embedder", "Shape", "measure_embed"]


@dataclass(frozen=True, slots=True)
class Embedder:
    """Something that encodes texts to float32 of shape (texts, dimension).

    `precision` ("f32", "bf16") is the number format of its products, for what the machine can do.
    """

    encode: Callable[[Sequence[str]], Vectors]
    precision: str


COMMON = "bf16"


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a BERT model that say how many operations it needs."""

    layers: int
    width: int
    inner: int

    @classmethod
    def read(cls, folder: Path) -> Shape | None:
        """Return the shape of the model in a folder; None where it doesn't tell one."""
        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            names = ("num_hidden_layers", "hidden_size", "intermediate_size")
            return cls(*(int(config[name]) for name in names))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def operations(self, lengths: Sequence[int]) -> int:
        """Return the floating point operations for texts of so many tokens, without any padding.

        Only products of matrices count, two operations for each multiplication: four of the width
        and two to and from the inner one for each token, and two in the attention for each pair.
        """
        token = 8 * self.width**2 + 4 * self.width * self.inner
        pair = 4 * self.width
        return self.layers * sum(length * token + length**2 * pair for length in lengths)


def measure_embed(
    texts: Sequence[str],
    product: Embedder,
    defaults: Embedder,
    lengths: Sequence[int],
    *,
    shape: Shape | None = None,
    products: Mapping[str, float] | None = None,
    rounds: int = 3,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Encode the same texts by both in turn; return medians of the rates, and how alike they are.

    A first round warms up and isn't timed. `cosine` is that of the two vectors of a text.

    Args:
        lengths: of each text in tokens, as much of it as is encoded, the special ones included.
        shape: of the model; without it no operations are told.
        products: what the machine multiplies, in floating point operations a second, by precision;
            `share_of_machine` is told of the precision in use and of bfloat16, a common measure.
        progress: called as `progress(rounds done, rounds, "rounds")`.
    """
    both = {"product": product, "defaults": defaults}
    seconds: dict[str, list[float]] = {name: [] for name in both}
    vectors: dict[str, Vectors] = {}
    for done in range(rounds + 1):
        if progress:
            progress(done, rounds + 1, "rounds")
        for name, embedder in list(both.items())[:: 1 if done % 2 else -1]:
            took, vectors[name] = timed(lambda embedder=embedder: embedder.encode(texts))  # type: ignore[misc]
            seconds[name] += [took] if done else []
    if progress:
        progress(rounds + 1, rounds + 1, "rounds")
    medians = {name: statistics.median(took) for name, took in seconds.items()}
    cosines = _cosines(vectors["product"], vectors["defaults"])
    return {
        "passages": len(texts),
        "tokens": sum(lengths),
        "rounds": rounds,
        **{
            name: _rates(medians[name], lengths, shape, products or {}, both[name].precision)
            for name in both
        },
        "times_as_fast": medians["defaults"] / medians["product"],
        "cosine": {"mean": float(cosines.mean()), "least": float(cosines.min())},
        **({"operations": shape.operations(lengths)} if shape else {}),
        **({"machine_operations_per_s": dict(products)} if products else {}),
    }


def _rates(
    seconds: float,
    lengths: Sequence[int],
    shape: Shape | None,
    products: Mapping[str, float],
    precision: str,
) -> dict[str, Any]:
    figures: dict[str, Any] = {
        "precision": precision,
        "seconds": seconds,
        "passages_per_s": len(lengths) / seconds,
        "tokens_per_s": sum(lengths) / seconds,
    }
    if shape:
        figures["operations_per_s"] = shape.operations(lengths) / seconds
        figures["share_of_machine"] = {
            name: figures["operations_per_s"] / products[name]
            for name in dict.fromkeys((precision, COMMON))
            if name in products
        }
    return figures


def _cosines(left: Vectors, right: Vectors) -> Vectors:
    lengths = np.linalg.norm(left, axis=1) * np.linalg.norm(right, axis=1)
    cosines: Vectors = np.einsum("ij,ij->i", left, right) / lengths
    return cosines
