"""What kind of answer a question asks for, told by closed classes of words and their order.

Capitals, apostrophes and question marks are often left out in a chat: none of them is relied upon.
"""

from __future__ import annotations

from qa.question_kind.core import core
from qa.question_kind.kinds import kind_of
from qa.question_kind.types import QuestionKind, answer_form

__all__ = ["QuestionKind", "answer_form", "core", "kind_of"]
