"""Groundwire: answers quoted from news articles, cited to the character, or none.

from qa import ask

print(ask("how much did the US pledge in February?"))
"""

from __future__ import annotations

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
