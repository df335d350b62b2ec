"""What a session remembers, and one step of it: a message in, an exchange out."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from index.errors import GroundwireError
from qa import Chat, QAPipeline
from qa.scope import EVERYTHING, Scope, Step
from qa.types import Answer, Turn

__all__ = ["Exchange", "reply"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A message with its turn, or with the one line that says why there is none.

    `scope` is what it was asked of.
    """

    message: str
    turn: Turn | None = None
    problem: str | None = None
    scope: Scope = EVERYTHING


def reply(
    pipeline: QAPipeline,
    history: tuple[Exchange, ...],
    message: str,
    scope: Scope = EVERYTHING,
) -> Iterator[Step | Exchange]:
    """Ask `message` after the turns of `history`: yield each step, at last the exchange.

    Never raises, since a page must say something.
    """
    chat = Chat(pipeline, tuple(past.turn for past in history if past.turn))
    try:
        for step in chat.stream(message, scope):
            if isinstance(step, Answer):
                yield Exchange(message, chat.turns[-1], scope=scope)
            else:
                yield step
    except GroundwireError as error:
        yield Exchange(message, problem=str(error))
    except Exception:
        logger.exception("the question could not be answered")
        yield Exchange(
            message, problem="Something went wrong here; the terminal that runs the page says what."
        )
