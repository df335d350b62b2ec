"""What a session remembers, and one step of it: a message in, an exchange out."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from index.errors import GroundwireError
from qa import Chat, QAPipeline
from qa.types import Turn

__all__ = ["Exchange", "reply"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A message with its turn, or with the one line that says why there is none."""

    message: str
    turn: Turn | None = None
    problem: str | None = None


def reply(pipeline: QAPipeline, history: tuple[Exchange, ...], message: str) -> Exchange:
    """Ask `message` after the turns of `history`; never raises, since a page must say something."""
    chat = Chat(pipeline, tuple(past.turn for past in history if past.turn))
    try:
        chat.ask(message)
    except GroundwireError as error:
        return Exchange(message, problem=str(error))
    except Exception:
        logger.exception("the question could not be answered")
        return Exchange(
            message, problem="Something went wrong here; the terminal that runs the page says what."
        )
    return Exchange(message, turn=chat.turns[-1])
