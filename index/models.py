"""Models by folder or hub name, for the encoder here and the reader in qa."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import ModelNotFoundError

__all__ = ["find_model", "quiet_loading", "weights_digest"]


def find_model(name: str, *, kind: str, variable: str) -> Path:
    """Return the folder of a model given by folder or by hub name.

    `kind` ("encoder", "reader") and `variable`, the environment variable that names one, go into
    the message of the ModelNotFoundError when there is no such model.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder
    from huggingface_hub import snapshot_download

    try:
        patterns = ["*.json", "*.txt", "*.safetensors", "*.model"]
        return Path(snapshot_download(name, allow_patterns=patterns, ignore_patterns=["onnx/*"]))
    except Exception as error:  # the hub's client raises errors of many kinds
        raise ModelNotFoundError(
            f"no {kind} {name!r}: neither a folder nor to be had from the model hub "
            f"({type(error).__name__}); set {variable} to a folder that holds a model"
        ) from error


def weights_digest(folder: Path, *, variable: str) -> str:
    """Return the SHA-256 of a model's weights; of several files, that of their digests.

    Raises ModelNotFoundError when there are no safetensors.
    """
    files = sorted(folder.rglob("*.safetensors"))
    if not files:
        raise ModelNotFoundError(
            f"no *.safetensors in {folder}: name a model with such weights in {variable}"
        )
    digests = []
    for file in files:
        with file.open("rb") as stream:
            digests.append(hashlib.file_digest(stream, "sha256").hexdigest())
    return (
        digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()
    )


@contextmanager
def quiet_loading() -> Iterator[None]:
    """Keep transformers from drawing a progress bar and a report while weights load."""
    from transformers.utils import logging as transformers_logging

    shown = transformers_logging.is_progress_bar_enabled()
    transformers_logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            transformers_logging.enable_progress_bar()
