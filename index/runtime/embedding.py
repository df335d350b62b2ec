"""A sentence encoder of the plain kind on OpenVINO: mean of the last hidden states, length 1."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.batching import batches
from index.runtime.bert import BertNetwork
from index.types import Vectors

__all__ = ["PlainEmbedder", "is_plain"]

TOKEN_BUDGET = 2_048  # of a batch, padding included
_PARTS = ["Transformer", "Pooling", "Normalize"]


def is_plain(folder: Path) -> bool:
    """Return whether a sentence-transformers folder holds such an encoder, without prompts."""
    try:
        parts, pooling, transformer, settings = (
            json.loads((folder / name).read_text(encoding="utf-8"))
            for name in (
                "modules.json",
                "1_Pooling/config.json",
                "sentence_bert_config.json",
                "config_sentence_transformers.json",
            )
        )
        names = [part["type"].rpartition(".")[2] for part in parts]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    modes = {mode for mode, used in pooling.items() if mode.startswith("pooling_mode_") and used}
    prompted = settings.get("prompts") or settings.get("default_prompt_name")
    return (
        names == _PARTS
        and modes == {"pooling_mode_mean_tokens"}
        and not transformer.get("do_lower_case")
        and not (prompted and any(settings.get("prompts", {}).values()))
    )


class PlainEmbedder:
    """Embeds texts with the model in a folder; callable from several threads.

    Args:
        tokenizer: a `tokenizers.Tokenizer`, which cuts off what is too long, and doesn't pad.
        digest: SHA-256 of the weights, if known; see `BertNetwork`.
    """

    def __init__(self, folder: Path, tokenizer: Any, digest: str = "") -> None:
        self._network = BertNetwork(folder, digest)
        self.precision = self._network.precision
        self._tokenizer = tokenizer

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return float32 of shape (len(texts), dimension), each row of length 1."""
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        vectors: Vectors | None = None
        for batch in batches([len(own) for own in ids], TOKEN_BUDGET):
            hidden = self._network([ids[number] for number in batch])
            if vectors is None:
                vectors = np.empty((len(texts), hidden.shape[2]), dtype=np.float32)
            for row, number in enumerate(batch):
                mean = hidden[row, : len(ids[number])].mean(axis=0)
                vectors[number] = mean / max(float(np.linalg.norm(mean)), 1e-12)
        return np.empty((0, 0), dtype=np.float32) if vectors is None else vectors
