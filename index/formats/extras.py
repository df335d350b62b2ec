"""What readers of files share: the reason of a missing library, and a language's code."""

from __future__ import annotations

import re

__all__ = ["iso_language", "missing"]

_LANGUAGE = re.compile(r"\s*([A-Za-z]{2})(?:[-_]\w+)*\s*", re.ASCII)


def missing(extra: str) -> str:
    """Return why a file is not read where the libraries of `extra` are not installed."""
    return f'needs the {extra} extra: pip install "groundwire[{extra}]"'


def iso_language(tag: str | None) -> str | None:
    """Return the ISO 639-1 code of a language tag, "en" of `en-GB`, or None if it has none."""
    match = _LANGUAGE.fullmatch((tag or "")[:100])
    return match[1].lower() if match else None
