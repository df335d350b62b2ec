"""Conversations: each message is made a question of its own before it is asked (`qa.followups`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date as Date
from typing import TYPE_CHECKING

from qa.followups import is_small_talk, standalone_question, subject_document
from qa.scope import EVERYTHING, Scope, Step
from qa.types import Answer, Turn

if TYPE_CHECKING:
    from qa.pipeline import QAPipeline

__all__ = ["Chat", "is_small_talk", "standalone_question", "subject_document"]


class Chat:
    """A conversation over one pipeline.

    `turns` may be those of an earlier conversation; it holds every turn since, in order.
    """

    def __init__(self, pipeline: QAPipeline, turns: Sequence[Turn] = ()) -> None:
        self._pipeline = pipeline
        self._turns = tuple(turns)

    @property
    def turns(self) -> tuple[Turn, ...]:
        return self._turns

    def ask(
        self,
        message: str,
        *,
        top_k: int | None = None,
        as_of: Date | None = None,
        since: Date | None = None,
        until: Date | None = None,
        documents: Collection[str] | None = None,
    ) -> Answer:
        """Answer `message` in the light of the turns before it, and add a turn.

        Takes and raises what `QAPipeline.ask` does.
        """
        *_, answer = self.stream(message, Scope(as_of, since, until, documents, top_k))
        assert isinstance(answer, Answer)  # noqa: S101 the last that `stream` yields
        return answer

    def stream(self, message: str, scope: Scope = EVERYTHING) -> Iterator[Step | Answer]:
        """Yield each step before it is done, at last the answer, when a turn has been added."""
        steps = self._pipeline.stream(
            message,
            scope,
            standalone=standalone_question(message, self._turns),
            subject=subject_document(message, self._turns),
        )
        for step in steps:
            if isinstance(step, Answer):
                self._turns = (*self._turns, Turn(message, step.standalone_question, step))
            yield step
