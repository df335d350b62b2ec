"""What a file's reader yields: articles, and the parts that hold none, with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date as Date
from typing import TypeAlias

__all__ = ["Article", "Articles", "Unread"]


@dataclass(frozen=True, slots=True)
class Article:
    """An article as a reader took it out of a file.

    `text` is what every later offset counts characters into. `part` says where in the file it
    stood, such as a member's path or a line's number, and is "" where the file is one article.
    `title` and `date` are those that the file itself names beside the text. `metadata` holds, where
    known, "format" (such as "pdf"), "url", "publisher", "author", "language" (ISO 639-1), and
    "pages": the offsets at which the pages begin, ascending, joined by spaces.
    """

    text: str
    part: str = ""
    title: str | None = None
    date: Date | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unread:
    """A part of a file, or the file itself where `part` is "", without an article, and why."""

    reason: str
    part: str = ""


Articles: TypeAlias = Iterator[Article | Unread]
