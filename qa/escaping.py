"""The one door through which text enters HTML."""

from __future__ import annotations

import html
import re

__all__ = ["escape"]

# Controls that HTML forbids, lone surrogates that JSON cannot carry, and the bidirectional
# overrides, embeddings and isolates that make a text read differently from what it says.
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def escape(text: str) -> str:
    """Return `text` as HTML that can only be read, in an element or in a quoted attribute.

    An unsafe character becomes U+FFFD, one for one, so that offsets into the text stay right and a
    reader sees that something stood there.
    """
    return html.escape(_UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text), quote=True)
