"""What a stored turn is, and its JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import date as Date
from typing import Any

from qa.history.database import Database
from qa.history.errors import HistoryError, UnknownConversationError
from qa.types import Answer, Turn

__all__ = ["StoredTurn", "check_owner", "dumped", "loaded", "now", "stored_turn", "text", "when"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """A turn with its number in the conversation, from 0, and the time it was kept, in UTC.

    `as_of`, `since` and `until` are those that it was asked with (see `QAPipeline.ask`).
    """

    number: int
    turn: Turn
    asked: datetime
    as_of: Date | None = None
    since: Date | None = None
    until: Date | None = None


def stored_turn(number: int, record: bytes) -> StoredTurn:
    """Return the turn of a record; any LookupError, TypeError, ValueError if it holds none."""
    fields = loaded(record)
    answer = Answer.from_dict(fields["answer"])
    days = (fields[name] for name in ("as_of", "since", "until"))
    as_of, since, until = (Date.fromisoformat(day) if day else None for day in days)
    turn = Turn(fields["message"], fields["standalone_question"], answer)
    return StoredTurn(number, turn, when(fields["asked"]), as_of, since, until)


def check_owner(database: Database, owner: str, conversation_id: str) -> None:
    """Raise UnknownConversationError unless the conversation is the owner's."""
    query = "SELECT 1 FROM conversations WHERE owner = ? AND id = ?"
    if not database.rows(query, owner, conversation_id):
        raise UnknownConversationError(
            f"no conversation {conversation_id[:40]!r}: it was deleted or never was; start another"
        )


def dumped(fields: dict[str, Any]) -> str:
    """Return JSON; HistoryError for a figure that JSON cannot hold."""
    try:
        return json.dumps(fields, ensure_ascii=False, allow_nan=False)
    except ValueError as error:
        raise HistoryError(f"an answer cannot be kept ({error}): give finite figures") from error


def loaded(record: bytes) -> dict[str, Any]:
    """Return what was dumped; TypeError or ValueError if it is nothing of the kind."""
    fields = json.loads(text(record))
    if not isinstance(fields, dict):
        raise TypeError("a record is no JSON object")
    return fields


def text(value: bytes) -> str:
    """Return a stored text; TypeError or ValueError if it is none."""
    return str(value, "utf-8", "surrogatepass")


def when(value: int) -> datetime:
    """Return a stored time, in UTC."""
    return EPOCH + timedelta(microseconds=value)


def now() -> int:
    """Return the time as it is stored."""
    return (datetime.now(UTC) - EPOCH) // timedelta(microseconds=1)
