"""The language of a text, by py3langid; where that is not installed, none is known."""

from __future__ import annotations

import threading
from functools import lru_cache
from importlib import import_module
from typing import Protocol

__all__ = ["detect"]

READ_LENGTH = 1_000  # characters; more tells no more
LEAST_LETTERS = 40
LEAST_PROBABILITY = 0.6

_loading = threading.Lock()


class _Identifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...


def detect(text: str) -> str | None:
    """Return the ISO 639-1 code of a text's language, judged by its first 1,000 characters.

    None where these hold fewer than 40 letters or the language is uncertain, and without py3langid
    (`pip install "groundwire[formats]"`). Callable from several threads.
    """
    head = text[:READ_LENGTH]
    if sum(map(str.isalpha, head)) < LEAST_LETTERS:
        return None
    with _loading:
        identifier = _identifier()
    if identifier is None:
        return None
    code, probability = identifier.classify(head)
    # a code of three letters is ISO 639-3: a language without a shorter one, or "zxx" for none
    return code if probability >= LEAST_PROBABILITY and len(code) == 2 else None


@lru_cache(maxsize=1)
def _identifier() -> _Identifier | None:
    """Load the model, which takes about half a second, once in a process."""
    try:
        langid = import_module("py3langid.langid")
    except ImportError:
        return None
    identifier: _Identifier = langid.LanguageIdentifier.from_model_file(
        langid.MODEL_FILE, norm_probs=True
    )
    return identifier
