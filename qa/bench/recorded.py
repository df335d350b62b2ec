"""Embeddings of an index taken for an encoder's: to time all else, without an hour of waiting."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from index import SentenceEncoder
from index.derived import derive
from index.layout import check_encoder
from index.local_reader import LocalReader
from index.protocols import Encoder
from index.types import Vectors

__all__ = ["RecordedEncoder"]


class RecordedEncoder:
    """An encoder that looks up what an index holds already, and counts what it doesn't.

    Args:
        path: the folder of an index that `encoder` made.
        encoder: asked for everything else; None takes `SentenceEncoder()`.

    Raises:
        IndexMissingError, IndexMismatchError, IndexCorruptError: the index cannot be read.
    """

    def __init__(self, path: Path, encoder: Encoder | None = None) -> None:
        self._encoder = encoder or SentenceEncoder()
        with closing(LocalReader(path)) as reader:
            check_encoder(reader.manifest, self._encoder, path)
            rowids, _, texts = derive(reader.store)
            self._vectors = np.concatenate(
                [
                    reader.snapshot.vectors_at(rowids[start : start + 10_000].tolist())
                    for start in range(0, len(rowids), 10_000)
                ]
            )
        self._rows = {_key(text): row for row, text in enumerate(texts)}
        self.name, self.digest = self._encoder.name, self._encoder.digest
        self.dimension, self.max_tokens = self._encoder.dimension, self._encoder.max_tokens
        self.count_tokens = self._encoder.count_tokens
        self.encoded = 0

    def encode(self, texts: Sequence[str], *, queries: bool = False) -> Vectors:
        """Return vectors as the encoder would, of shape (len(texts), dimension)."""
        rows = [-1 if queries else self._rows.get(_key(text), -1) for text in texts]
        vectors = self._vectors[rows].copy()
        unknown = [place for place, row in enumerate(rows) if row < 0]
        if unknown:
            self.encoded += len(unknown)
            vectors[unknown] = self._encoder.encode([texts[place] for place in unknown])
        return vectors


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()
