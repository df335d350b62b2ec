"""How large a file of each format may be, and how much may come out of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["LIMITS", "MAX_CHARACTERS", "MAX_UNPACKED_BYTES", "TOO_LONG", "TOO_LONG_UNPACKED"]

LIMITS: Mapping[str, int] = MappingProxyType(
    {
        "text": 20 * 2**20,
        "markdown": 20 * 2**20,
        "html": 100 * 2**20,
        "pdf": 100 * 2**20,
        "docx": 100 * 2**20,
        "epub": 100 * 2**20,
    }
)
"""Bytes of a file, by its reader; who calls a reader checks them first."""

MAX_CHARACTERS = 20 * 2**20
"""Characters of one article."""

MAX_UNPACKED_BYTES = 400 * 2**20
"""Bytes that a packed file may unpack to, pictures included."""

TOO_LONG = f"more than {MAX_CHARACTERS:,} characters of text"
TOO_LONG_UNPACKED = f"unpacks to more than {MAX_UNPACKED_BYTES >> 20} MiB"
