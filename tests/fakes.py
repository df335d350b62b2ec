"""Stand-ins that implement the real interfaces, deterministic and without a model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from index.types import Vectors


class FakeEncoder:
    """Bags of hashed words as unit vectors; a word is a token.

    `encoded` collects what it was asked to encode, passages and questions alike.
    """

    def __init__(
        self, *, dimension: int = 32, max_tokens: int = 254, name: str = "fake", seed: int = 0
    ) -> None:
        self.dimension = dimension
        self.max_tokens = max_tokens
        self.name = name
        self.digest = hashlib.sha256(f"{name} {seed} {dimension}".encode()).hexdigest()
        self.encoded: list[str] = []
        self._words: dict[str, Vectors] = {}

    def encode(self, texts: Sequence[str], *, queries: bool = False) -> Vectors:
        self.encoded += texts
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in text.casefold().split() or [""]:
                row += self._word(word)
            row /= np.linalg.norm(row)
        return vectors

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def _word(self, word: str) -> Vectors:
        if word not in self._words:
            self._words[word] = self._draw(word)
        return self._words[word]

    def _draw(self, word: str) -> Vectors:
        seed = hashlib.sha256((self.digest + word).encode(errors="surrogatepass")).digest()
        generator = np.random.default_rng(np.frombuffer(seed, dtype=np.uint32))
        return generator.standard_normal(self.dimension).astype(np.float32)
