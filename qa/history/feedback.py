"""What people say of answers, kept with all that is needed to judge it later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from qa.history.database import Database
from qa.history.errors import InvalidFeedbackError, UnknownTurnError
from qa.history.records import StoredTurn, check_owner, dumped, loaded, now, stored_turn, text, when

__all__ = ["Feedback", "FeedbackStore"]

BATCH = 100
_QUERY = (
    "SELECT turn, c.id, owner, number, record, opinion "
    "FROM feedback JOIN conversations c ON c.id = conversation WHERE"
)


@dataclass(frozen=True, slots=True)
class Feedback:
    """An opinion on an answer, and the turn as it was then; `given` is in UTC.

    `correct_answer` is what the answer should have been; `unanswerable` says instead that the
    articles don't say it. `id` is the same in every export, and no other feedback's.
    """

    id: str
    owner: str
    conversation_id: str
    turn: StoredTurn
    verdict: Literal["up", "down"]
    comment: str
    correct_answer: str | None
    unanswerable: bool
    given: datetime


class FeedbackStore(Database):
    """The feedback in a file of conversations: at most one for a turn, by the conversation's owner.

    Opens, and raises, as `ConversationStore` does, from several threads and processes. Turns are
    numbered from 0; without the one named, UnknownTurnError.
    """

    def put(
        self,
        owner: str,
        conversation_id: str,
        turn_number: int,
        verdict: Literal["up", "down"],
        comment: str = "",
        correct_answer: str | None = None,
        *,
        unanswerable: bool = False,
    ) -> None:
        """Keep an opinion on a turn with a copy of the turn; it replaces an earlier one.

        A blank `correct_answer` counts as none. InvalidFeedbackError for another verdict, for a
        correction of an answer that is right, or a correct answer where there shall be none.
        """
        correct = correct_answer if correct_answer and correct_answer.strip() else None
        if verdict not in ("up", "down"):
            raise InvalidFeedbackError(f"the verdict {str(verdict)[:40]!r}: give 'up' or 'down'")
        if correct is not None and unanswerable:
            raise InvalidFeedbackError("a correct answer that the articles don't say: give one")
        if verdict == "up" and (correct is not None or unanswerable):
            raise InvalidFeedbackError("a correction of a right answer: give it with 'down'")
        opinion = {
            "verdict": verdict,
            "comment": comment,
            "correct_answer": correct,
            "unanswerable": unanswerable,
            "given": now(),
        }
        with self.transaction(write=True):
            turn = self._turn(owner, conversation_id, turn_number)
            query = "REPLACE INTO feedback SELECT *, ? FROM turns WHERE turn = ?"
            self.rows(query, dumped(opinion), turn)

    def withdraw(self, owner: str, conversation_id: str, turn_number: int) -> None:
        """Delete the feedback on a turn, if there is any."""
        with self.transaction(write=True):
            turn = self._turn(owner, conversation_id, turn_number)
            self.rows("DELETE FROM feedback WHERE turn = ?", turn)

    def get(self, owner: str, conversation_id: str, turn_number: int) -> Feedback | None:
        """Return the feedback on a turn that is still there, if there is any."""
        with self.transaction():
            turn = self._turn(owner, conversation_id, turn_number)
            rows = self.rows(f"{_QUERY} turn = ?", turn)
        return self._feedback(*rows[0]) if rows else None

    def all(self) -> Iterator[Feedback]:
        """Yield everybody's feedback in the order of the turns, those since truncated included."""
        last = 0
        while rows := self.rows(f"{_QUERY} turn > ? ORDER BY turn LIMIT {BATCH}", last):
            for row in rows:
                yield self._feedback(*row)
            last = rows[-1][0]

    def _turn(self, owner: str, conversation_id: str, number: int) -> int:
        """Return the key of a turn, which no later turn of that number shares."""
        check_owner(self, owner, conversation_id)
        query = "SELECT turn FROM turns WHERE conversation = ? AND number = ?"
        rows = self.rows(query, conversation_id, number)
        if not rows:
            raise UnknownTurnError(f"no turn {number} in this conversation: load it again")
        return int(rows[0][0])

    def _feedback(
        self, turn: int, id: bytes, owner: bytes, number: int, record: bytes, opinion: bytes
    ) -> Feedback:
        with self.decoding():
            said = loaded(opinion)
            return Feedback(
                id=f"{text(id)}-{turn}",
                owner=text(owner),
                conversation_id=text(id),
                turn=stored_turn(number, record),
                **(said | {"given": when(said["given"])}),
            )
