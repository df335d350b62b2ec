"""Values that pass between the stages of an index: frozen, and checked where they are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Date
from typing import Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["Document", "Encoder", "Passage", "SearchResult", "VectorIndex", "Vectors"]

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Document:
    """An article as it was read.

    `text` is never altered: every offset in this product counts characters into it.
    `id` derives from the content, so it is the same in every rebuild and after a rename.
    """

    id: str
    title: str | None
    text: str
    date: Date | None
    source: str
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of sentences: `document.text[start:end] == text`, always."""

    id: str
    document_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A passage with its score; higher is better.

    From `PassageIndex.search` the score is the reciprocal rank fusion of the dense and the BM25
    ranking (Cormack, Clarke and Büttcher, SIGIR 2009), in (0, 2 / (k + 1)].
    """

    passage: Passage
    score: float


class Encoder(Protocol):
    """Turns texts into unit vectors."""

    @property
    def name(self) -> str: ...

    @property
    def digest(self) -> str:
        """SHA-256 of the weights, lower-case hexadecimal."""

    @property
    def dimension(self) -> int: ...

    def encode(self, texts: list[str]) -> Vectors:
        """Return float32 of shape (len(texts), dimension), each row of length 1."""

    def count_tokens(self, text: str) -> int:
        """Return the number of word pieces in `text`, without the special ones."""


class VectorIndex(Protocol):
    """Nearest neighbours by inner product, with the caller's ids."""

    def search(self, queries: Vectors, top_k: int) -> tuple[npt.NDArray[np.int64], Vectors]:
        """Return ids and inner products, both (len(queries), k), best first, k <= top_k."""
