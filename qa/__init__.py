"""Groundwire: answers quoted from news articles, cited to the character, or none.

from qa import ask

print(ask("how much did the US pledge in February?"))
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.lazy import lazily

if TYPE_CHECKING:
    from index import build_index
    from index.errors import GroundwireError
    from qa.asking import ask
    from qa.conversation import Chat
    from qa.pipeline import QAPipeline
    from qa.types import Alternative, Answer, Citation, Span, Turn

__all__ = [
    "Alternative",
    "Answer",
    "Chat",
    "Citation",
    "GroundwireError",
    "QAPipeline",
    "Span",
    "Turn",
    "ask",
    "build_index",
]

__getattr__ = lazily(
    __name__,
    {
        "Alternative": "qa.types",
        "Answer": "qa.types",
        "Chat": "qa.conversation",
        "Citation": "qa.types",
        "GroundwireError": "index.errors",
        "QAPipeline": "qa.pipeline",
        "Span": "qa.types",
        "Turn": "qa.types",
        "ask": "qa.asking",
        "build_index": "index",
    },
)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
