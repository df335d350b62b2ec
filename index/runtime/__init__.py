"""BERT on OpenVINO: the same weights as the reference path, without torch and transformers.

`QA_RUNTIME` chooses: "openvino", "torch" (the reference: sentence-transformers and transformers,
which run any model), or "auto", the default: OpenVINO where it is installed, knows the model, and
no GPU waits for torch.
"""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

from index.errors import ModelError
from index.runtime.bert import BertNetwork, is_bert, precision, usable_ranges

__all__ = ["RUNTIMES", "BertNetwork", "chosen_runtime", "is_bert", "precision_of"]

RUNTIMES = ("auto", "openvino", "torch")


def chosen_runtime(folder: Path) -> str:
    """Return "openvino" or "torch" for the model in a folder.

    Raises:
        ModelError: QA_RUNTIME names none, or one that cannot run the model.
    """
    asked = os.environ.get("QA_RUNTIME") or "auto"
    if asked not in RUNTIMES:
        raise ModelError(f"QA_RUNTIME={asked}: choose one of {', '.join(RUNTIMES)}")
    installed = importlib.util.find_spec("openvino") is not None
    if asked == "openvino" and not installed:
        raise ModelError('QA_RUNTIME=openvino needs the fast extra: pip install "groundwire[fast]"')
    if asked == "openvino" and not is_bert(folder):
        raise ModelError(f"{folder} is no BERT model, which OpenVINO is used for: unset QA_RUNTIME")
    if asked == "auto" and installed and is_bert(folder) and not _has_gpu():
        return "openvino"
    return "openvino" if asked == "openvino" else "torch"


def precision_of(digest: str) -> str:
    """Return the number format in which OpenVINO runs the model with these weights, by SHA-256.

    Raises:
        ModelError: see `index.runtime.bert.precision`.
    """
    return precision(usable_ranges(digest))


def _has_gpu() -> bool:
    """Return whether a driver for torch's GPUs is there; torch itself takes seconds to ask."""
    return Path("/proc/driver/nvidia/version").exists()
