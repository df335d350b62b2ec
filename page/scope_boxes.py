"""The boxes by which a question is narrowed down, read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as Date
from typing import Any

from qa.scope import Scope

__all__ = ["read_scope"]


def read_scope(boxes: Sequence[Any]) -> tuple[str, Scope]:
    """Return the line that says what is wrong, or "", and the scope.

    `boxes` holds the text of "since", "until" and "as of" and the ids of articles, as they stand.
    """
    since, until, as_of, documents = boxes
    days: list[Date | None] = []
    for name, text in (("From", since), ("To", until), ("As of", as_of)):
        try:
            days.append(Date.fromisoformat(text.strip()) if text and text.strip() else None)
        except ValueError:
            return f"“{name}”: {text.strip()!r} is no date, write it like 2023-04-12", Scope()
    first, last, day = days
    if first and last and first > last:
        return f"“From” {first} is after “To” {last}: exchange the two", Scope()
    return "", Scope(day, first, last, frozenset(documents) if documents else None)
