"""One to four quoted sentences for a question that no short span answers."""

from __future__ import annotations

from qa.excerpt.choice import choose
from qa.excerpt.sentences import SENTENCE_LENGTH, sentences_of

__all__ = ["SENTENCE_LENGTH", "choose", "sentences_of"]
