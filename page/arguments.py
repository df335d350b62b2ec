"""What the endpoints are called with, checked: a mistake is told to the caller in one line."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date as Date

import gradio as gr

from index.errors import GroundwireError, InvalidQuestionError

__all__ = [
    "checked_count",
    "checked_day",
    "checked_days",
    "checked_ids",
    "checked_text",
    "refused",
    "told",
]

logger = logging.getLogger(__name__)

SHOWN = 60  # characters of a value that is refused


@contextmanager
def told() -> Iterator[None]:
    """Tell the caller of a mistake; what else is raised is logged and told without its words."""
    try:
        yield
    except gr.Error:
        raise
    except GroundwireError as error:
        raise refused(str(error)) from error
    except Exception as error:
        logger.exception("the endpoint failed")
        raise refused("something went wrong here; the log of the server says what") from error


def refused(message: str) -> gr.Error:
    return gr.Error(" ".join(message.split()), print_exception=False)


def checked_text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise refused(f"{name}: {_shown(value)} is no text")
    return value


def checked_count(name: str, value: object, most: int) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most:
        return value
    raise refused(f"{name}: {_shown(value)} is none of the whole numbers from 1 to {most:,}")


def checked_ids(value: object) -> Sequence[str] | None:
    if value is None:
        return None
    if isinstance(value, list) and value and all(isinstance(id, str) for id in value):
        return value
    raise refused(f"documents: {_shown(value)} is no list of ids: leave it out to ask all articles")


def checked_day(name: str, value: object) -> Date | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        with suppress(ValueError):
            return Date.fromisoformat(value)
    raise refused(f"{name}: {_shown(value)} is no date: write it like 2023-04-12")


def checked_days(since: object, until: object) -> tuple[Date | None, Date | None]:
    first, last = checked_day("since", since), checked_day("until", until)
    if first and last and first > last:
        raise InvalidQuestionError(f"since {first} is later than until {last}: exchange the two")
    return first, last


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
