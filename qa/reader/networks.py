"""What a span reader asks for logits: the reference path on torch, or OpenVINO (index.runtime)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from index.errors import ModelError
from index.models import quiet_loading
from index.runtime import BertNetwork, chosen_runtime

__all__ = ["Network", "load_network"]

Tokens = Sequence[int]


class Network(Protocol):
    """A model with a span head. Callable from several threads."""

    runtime: str
    precision: str
    """The number format of its products: "int8", "bf16" or "f32"."""
    positions: int
    """Tokens of the longest window."""
    token_budget: int
    """Tokens of the best batch, padding included."""

    def __call__(self, ids: Sequence[Tokens], types: Sequence[Tokens]) -> npt.NDArray[np.float32]:
        """Return the logits of starts and ends, float32 of shape (batch, tokens, 2)."""


def load_network(folder: Path, digest: str = "") -> tuple[Network, Any]:
    """Load the model in a folder, and its tokenizer, a `tokenizers.Tokenizer`.

    `digest` is the SHA-256 of the weights, if known.

    Raises:
        ModelError: the model has no span head, or QA_RUNTIME cannot run it.
    """
    if chosen_runtime(folder) == "openvino":
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        network: Network = _Fast(folder, digest)
    else:
        from transformers import AutoTokenizer

        with quiet_loading():
            wrapped = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        tokenizer = wrapped.backend_tokenizer
        network = _Reference(folder, int(wrapped.pad_token_id or 0))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return network, tokenizer


class _Fast:
    runtime = "openvino"
    token_budget = 2_048

    def __init__(self, folder: Path, digest: str = "") -> None:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self.positions = int(config["max_position_embeddings"])
        self._network = BertNetwork(folder, digest)
        self.precision = self._network.precision
        if not self._network.has_head:
            raise ModelError(f"{folder} has no span head: name a question-answering model")

    def __call__(self, ids: Sequence[Tokens], types: Sequence[Tokens]) -> npt.NDArray[np.float32]:
        return self._network(ids, types)


class _Reference:
    runtime = "torch"
    precision = "f32"
    token_budget = 8_192

    def __init__(self, folder: Path, padding: int) -> None:
        from transformers import AutoModelForQuestionAnswering

        with quiet_loading():
            self._model = AutoModelForQuestionAnswering.from_pretrained(
                folder, local_files_only=True, dtype="float32", attn_implementation="sdpa"
            ).eval()
        self.positions = int(self._model.config.max_position_embeddings)
        self._takes_types = getattr(self._model.config, "type_vocab_size", 0) > 1
        self._padding = padding

    def __call__(self, ids: Sequence[Tokens], types: Sequence[Tokens]) -> npt.NDArray[np.float32]:
        import torch

        longest = max(map(len, ids))
        padded = torch.full((len(ids), longest), self._padding)
        kinds, attention = torch.zeros_like(padded), torch.zeros_like(padded)
        for row, (tokens, own) in enumerate(zip(ids, types, strict=True)):
            padded[row, : len(tokens)] = torch.tensor(tokens)
            kinds[row, : len(tokens)] = torch.tensor(own)
            attention[row, : len(tokens)] = 1
        inputs = {"input_ids": padded, "attention_mask": attention}
        if self._takes_types:
            inputs["token_type_ids"] = kinds
        with torch.inference_mode():
            output = self._model(**inputs)
        return np.stack([output.start_logits.numpy(), output.end_logits.numpy()], axis=2)
