"""Conversations that outlive the program, each of them one owner's."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date as Date
from datetime import datetime
from typing import Any

from qa.history.database import Database
from qa.history.errors import HistoryError
from qa.history.records import StoredTurn, check_owner, dumped, loaded, now, stored_turn, text, when
from qa.types import Turn

__all__ = ["Conversation", "ConversationStore", "headline"]

TITLE_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a list of conversations shows; times are in UTC.

    `title` is the one given or, without it, the first message cut short; "" while there is neither.
    `updated` is when turns were last added or removed.
    """

    id: str
    title: str
    created: datetime
    updated: datetime
    turns: int


class ConversationStore(Database):
    """The conversations in a file, which is made when an existing folder has none.

    Callable from several threads and processes. An owner is any text, a login or a browser's random
    key. Texts come back as they were given, whatever characters they hold.

    Raises:
        UnknownConversationError: from every method that takes an id, when this owner has none.
        HistoryUnavailableError, HistoryDamagedError: from all; the former, too, when another
            program holds the file for longer than 5 s.
    """

    def conversations(self, owner: str) -> list[Conversation]:
        """Return the owner's conversations, the last updated first."""
        return self._listed("owner = ? ORDER BY updated DESC, c.rowid DESC", owner)

    def create(self, owner: str, title: str | None = None) -> Conversation:
        """Begin a conversation without turns; a blank title counts as none."""
        if not owner:
            raise HistoryError("a conversation without an owner: give a login or a random key")
        id, time = secrets.token_urlsafe(16), now()
        query = "INSERT INTO conversations (id, owner, title, created, updated) VALUES (?,?,?,?,?)"
        with self.transaction(write=True):
            self.rows(query, id, owner, _title(title), time, time)
            return self._listed("c.id = ?", id)[0]

    def turns(self, owner: str, id: str) -> tuple[StoredTurn, ...]:
        """Return the turns of a conversation, in order."""
        with self.transaction():
            check_owner(self, owner, id)
            query = "SELECT number, record FROM turns WHERE conversation = ? ORDER BY number"
            rows = self.rows(query, id)
        with self.decoding():
            return tuple(stored_turn(*row) for row in rows)

    def append(
        self,
        owner: str,
        id: str,
        turn: Turn,
        *,
        as_of: Date | None = None,
        since: Date | None = None,
        until: Date | None = None,
    ) -> int:
        """Add a turn, with the days that it was asked with; return its number, from 0.

        It is on the disk, whole, when this returns.
        """
        time = now()
        days = {"as_of": as_of, "since": since, "until": until}
        fields: dict[str, Any] = {
            "message": turn.message,
            "standalone_question": turn.standalone_question,
            "answer": turn.answer.to_dict(),
            "asked": time,
        }
        record = dumped(fields | {name: day and day.isoformat() for name, day in days.items()})
        with self.transaction(write=True):
            check_owner(self, owner, id)
            number = int(self.rows("SELECT count(*) FROM turns WHERE conversation = ?", id)[0][0])
            query = "INSERT INTO turns (conversation, number, record) VALUES (?, ?, ?)"
            self.rows(query, id, number, record)
            self._touch(id, time)
        return number

    def truncate(self, owner: str, id: str, count: int) -> None:
        """Keep the first `count` turns, 0 or more; feedback on the others stays."""
        if count < 0:
            raise ValueError(f"{count} turns cannot be kept: give 0 or more")
        with self.transaction(write=True):
            check_owner(self, owner, id)
            query = "DELETE FROM turns WHERE conversation = ? AND number >= ? RETURNING turn"
            if self.rows(query, id, count):
                self._touch(id, now())

    def rename(self, owner: str, id: str, title: str | None) -> None:
        """Give a title; None or a blank one goes back to the first message."""
        with self.transaction(write=True):
            check_owner(self, owner, id)
            self.rows("UPDATE conversations SET title = ? WHERE id = ?", _title(title), id)

    def delete(self, owner: str, id: str) -> None:
        """Delete a conversation with its turns, and the feedback on them."""
        with self.transaction(write=True):
            check_owner(self, owner, id)
            self.rows("DELETE FROM conversations WHERE id = ?", id)

    def _touch(self, id: str, time: int) -> None:
        self.rows("UPDATE conversations SET updated = ? WHERE id = ?", time, id)

    def _listed(self, condition: str, value: str) -> list[Conversation]:
        rows = self.rows(
            "SELECT c.id, title, created, updated, t.record, "  # noqa: S608
            "(SELECT count(*) FROM turns WHERE conversation = c.id) FROM conversations c "
            f"LEFT JOIN turns t ON t.conversation = c.id AND t.number = 0 WHERE {condition}",
            value,
        )
        with self.decoding():
            return [
                Conversation(text(id), _shown(title, first), when(created), when(updated), count)
                for id, title, created, updated, first, count in rows
            ]


def headline(message: str) -> str:
    """Return a message in one line of at most 60 characters, cut after a word where it can be."""
    line = " ".join(message.split())
    if len(line) <= TITLE_CHARACTERS:
        return line
    head = line[:TITLE_CHARACTERS]  # one more than is kept, so that a word may end there
    return (head.rpartition(" ")[0] or head[:-1]) + "…"


def _title(title: str | None) -> str | None:
    return title if title and title.strip() else None


def _shown(title: bytes | None, first: bytes | None) -> str:
    if title is not None:
        return text(title)
    return headline(loaded(first)["message"]) if first is not None else ""
