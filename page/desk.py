"""What the page does for a visitor, apart from how it looks: it asks, keeps and takes back."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from index.errors import GroundwireError
from index.types import Document
from page.conversation import Exchange, reply
from page.sessions import Sessions
from qa.history import (
    Conversation,
    ConversationStore,
    FeedbackStore,
    HistoryError,
    InvalidFeedbackError,
    UnknownConversationError,
)
from qa.scope import EVERYTHING, Scope, Step

__all__ = ["Desk", "Visit"]

logger = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Visit:
    """A visitor and the conversation before them; `conversation` is None until it is kept.

    `owner` is a login or the random key of a browser: with it come what it kept and what it added.
    """

    owner: str = ""
    conversation: str | None = None
    history: tuple[Exchange, ...] = ()


class Desk:
    """Asks, keeps and takes back. Callable from several threads: all state is in a `Visit`.

    Where nothing can be kept (a read-only folder, say), `store` and `feedback` are None and the
    page goes on without. What the store refuses is logged, never lost from the screen.
    """

    def __init__(
        self,
        sessions: Sessions,
        store: ConversationStore | None = None,
        feedback: FeedbackStore | None = None,
    ) -> None:
        self.sessions = sessions
        self._store = store
        self._feedback = feedback

    def enter(self, owner: str, conversation: str | None) -> Visit:
        """Return the visit of a known owner or of a new one, at a conversation if it is theirs."""
        return self.open(Visit(owner or secrets.token_urlsafe(16)), conversation)

    def conversations(self, visit: Visit) -> list[Conversation]:
        """Return the visitor's conversations that have a turn, the newest first."""
        store = self._store
        found = self._kept(lambda: store.conversations(visit.owner)) if store else None
        return [conversation for conversation in found or [] if conversation.turns]

    def open(self, visit: Visit, conversation: str | None) -> Visit:
        """Return the visit at another conversation; at an empty one if there is none of that id."""
        empty = self.begin(visit)
        store = self._store
        if store is None or conversation is None:
            return empty
        turns = self._kept(lambda: store.turns(visit.owner, conversation))
        if turns is None:
            return empty
        history = tuple(
            Exchange(
                stored.turn.message,
                stored.turn,
                scope=Scope(stored.as_of, stored.since, stored.until),
            )
            for stored in turns
        )
        return replace(visit, conversation=conversation, history=history)

    def begin(self, visit: Visit) -> Visit:
        """Return the visit at an empty conversation."""
        return replace(visit, conversation=None, history=())

    def rename(self, visit: Visit, title: str) -> None:
        store, id = self._store, visit.conversation
        if store and id:
            self._kept(lambda: store.rename(visit.owner, id, title))

    def delete(self, visit: Visit) -> Visit:
        """Delete the conversation and return the visit at an empty one."""
        store, id = self._store, visit.conversation
        if store and id:
            self._kept(lambda: store.delete(visit.owner, id))
        return self.begin(visit)

    def document(self, visit: Visit, document_id: str) -> Document | None:
        """Return an article that the visitor may search, or None if it is gone."""
        try:
            return self.sessions.pipeline_of(visit.owner).index.document(document_id)
        except GroundwireError:
            return None

    def ask(self, visit: Visit, message: str, scope: Scope = EVERYTHING) -> Iterator[Step | Visit]:
        """Yield each step of the answer, at last the visit with the exchange added."""
        pipeline = self.sessions.pipeline_of(visit.owner)
        for step in reply(pipeline, visit.history, message, scope):
            yield step if isinstance(step, Step) else self._with(visit, step)

    def back_to(self, visit: Visit, count: int) -> Visit:
        """Return the visit with only the first `count` exchanges, taking the others back."""
        kept = visit.history[:count]
        store, id = self._store, visit.conversation
        if store and id:
            self._kept(lambda: store.truncate(visit.owner, id, _turns(kept)))
        return replace(visit, history=kept)

    def judge(
        self,
        visit: Visit,
        place: int,
        liked: bool | None,
        comment: str = "",
        correct: str = "",
        *,
        unanswerable: bool = False,
    ) -> bool:
        """Keep what the visitor says of the exchange at `place`; None takes it back.

        Returns whether it is kept. Raises InvalidFeedbackError where it contradicts itself.
        """
        store, key = self._feedback, self._key(visit, place)
        if store is None or key is None:
            return False

        def say() -> bool:
            if liked is None:
                store.withdraw(*key)
            else:
                right = correct.strip() or None
                verdict: Literal["up", "down"] = "up" if liked else "down"
                store.put(*key, verdict, comment, right, unanswerable=unanswerable)
            return True

        return bool(self._kept(say))

    def _with(self, visit: Visit, exchange: Exchange) -> Visit:
        store, id = self._store, visit.conversation
        if store and exchange.turn:

            def keep() -> str:
                if id:
                    _append(store, visit.owner, id, exchange)
                    return id
                begun = store.create(visit.owner).id
                # Those before could not be kept when they were said.
                for past in (*visit.history, exchange):
                    _append(store, visit.owner, begun, past)
                return begun

            id = self._kept(keep)
        return replace(visit, conversation=id, history=(*visit.history, exchange))

    def _key(self, visit: Visit, place: int) -> tuple[str, str, int] | None:
        if visit.conversation is None or not 0 <= place < len(visit.history):
            return None
        if visit.history[place].turn is None:
            return None
        return visit.owner, visit.conversation, _turns(visit.history[:place])

    def _kept(self, work: Callable[[], T]) -> T | None:
        """Return what `work` with the store returns, or None where it cannot be done."""
        try:
            return work()
        except InvalidFeedbackError:
            raise
        except UnknownConversationError:
            return None
        except HistoryError as error:
            logger.warning("%s", error)
            return None


def _append(store: ConversationStore, owner: str, id: str, exchange: Exchange) -> None:
    scope = exchange.scope
    if exchange.turn:
        store.append(
            owner, id, exchange.turn, as_of=scope.as_of, since=scope.since, until=scope.until
        )


def _turns(history: tuple[Exchange, ...]) -> int:
    return sum(exchange.turn is not None for exchange in history)
