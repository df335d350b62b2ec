"""What a question is asked of, and how far its answer has come."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date as Date
from typing import Literal

__all__ = ["EVERYTHING", "Scope", "Step"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which articles a question is asked of, and on which day.

    Attributes:
        as_of: answer as on that day: articles published later are left out, those of the weeks
            before count more, and "last month" is the month before. See `qa.asked_time`.
        since, until: the first and last publish date to take, both included; an article without a
            date is always taken.
        documents: ids of the only articles to take; None for all.
        top_k: how many passages to read; None leaves it to the pipeline.
    """

    as_of: Date | None = None
    since: Date | None = None
    until: Date | None = None
    documents: Collection[str] | None = None
    top_k: int | None = None


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Step:
    """What is done next for an answer: "retrieve", or "read" so many `passages`."""

    stage: Literal["retrieve", "read"]
    passages: int = 0
