"""Whether a question can be asked at all."""

from __future__ import annotations

from index.errors import InvalidQuestionError

__all__ = ["MAX_QUESTION_CHARACTERS", "checked_question"]

MAX_QUESTION_CHARACTERS = 1_000


def checked_question(question: str) -> str:
    """Return the question without space around it.

    Raises InvalidQuestionError if it can't be asked.
    """
    question = question.strip()
    if not any(character.isalnum() for character in question):
        raise InvalidQuestionError(f"no question in {question!r}: ask in words")
    if len(question) > MAX_QUESTION_CHARACTERS:
        raise InvalidQuestionError(
            f"a question of {len(question):,} characters: ask in at most "
            f"{MAX_QUESTION_CHARACTERS:,}"
        )
    return question
