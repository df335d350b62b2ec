"""Files of many kinds to articles.

A reader never raises on what a file holds: what can't be read becomes an `Unread` with its reason.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import BinaryIO

from index.formats.article import Article, Articles, Unread
from index.formats.fields import Fields

__all__ = [
    "CONTAINERS",
    "SUFFIXES",
    "Article",
    "Articles",
    "Fields",
    "Unread",
    "is_known",
    "is_too_large",
    "read_articles",
    "unknown_kind",
]

_SEVERAL = {"jsonl", "feed", "zip"}
_KINDS: Mapping[str, str] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".epub": "epub",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jsonl.gz": "jsonl",
    ".ndjson.gz": "jsonl",
    ".rss": "feed",
    ".atom": "feed",
    ".xml": "feed",
    ".zip": "zip",
}
SUFFIXES = frozenset(_KINDS)
CONTAINERS = frozenset(suffix for suffix, kind in _KINDS.items() if kind in _SEVERAL)
"""The suffixes of files of several articles."""


def is_known(name: str) -> bool:
    """Return whether files of such a name are read; upper and lower case are the same."""
    return _kind(name) is not None


def unknown_kind(name: str) -> str:
    """Return the reason for which a file is not read whose name `is_known` refuses."""
    stem, dot, suffix = name.rpartition("/")[2].rpartition(".")
    shown = f".{suffix}" if stem and dot and suffix.isalnum() and len(suffix) <= 10 else "no suffix"
    return f"not a kind of file that can be read: {shown}"


def is_too_large(name: str, size: int) -> bool:
    """Return whether a file of such a name and size isn't read, whatever it holds."""
    kind = _kind(name)
    return kind is not None and kind not in {"jsonl", "zip"} and size > _limit(kind)


def read_articles(
    file: BinaryIO, name: str, *, size: int, fields: Fields | None = None
) -> Articles:
    """Yield the articles of a file, and the parts of it that hold none.

    No two parts are the same. JSON Lines are read one line at a time, archives one member at a
    time, all else whole.

    Args:
        file: at its beginning; seekable if it is an archive.
        name: its suffix says what it is; nothing is opened by it.
        size: the file's bytes.
        fields: the keys of JSON Lines.

    Raises:
        OSError: `file` can't be read.
    """
    kind = _kind(name)
    if kind is None:
        yield Unread(unknown_kind(name))
    elif kind == "jsonl":
        from index.formats import jsonl

        yield from jsonl.read(file, name, size=size, fields=fields)
    elif kind == "zip":
        from index.formats import archive

        yield from archive.read(file, size=size, read_member=partial(_member, fields))
    else:
        yield from _whole(kind, file, name, size)


def _kind(name: str) -> str | None:
    lowered = name.lower()
    return next((kind for suffix, kind in _KINDS.items() if lowered.endswith(suffix)), None)


def _member(fields: Fields | None, file: BinaryIO, name: str, size: int) -> Articles:
    return read_articles(file, name, size=size, fields=fields)


def _whole(kind: str, file: BinaryIO, name: str, size: int) -> Articles:
    from index.formats import feed

    limit = _limit(kind)
    content = file.read(limit + 1) if size <= limit else b""
    size = max(size, len(content))  # a file may grow, and a member's size is only a claim
    if size > limit:
        yield Unread(f"{math.ceil(size / 2**20):,} MiB, above the limit of {limit >> 20} MiB")
    elif kind == "feed":
        yield from feed.read(content)
    else:
        yield _single(kind, content, name)


def _limit(kind: str) -> int:
    from index.formats import feed
    from index.formats.limits import LIMITS

    return feed.MAX_BYTES if kind == "feed" else LIMITS[kind]


def _single(kind: str, content: bytes, name: str) -> Article | Unread:
    if kind == "text":
        from index.formats import text

        return text.read(content, name)
    if kind == "markdown":
        from index.formats import markdown

        return markdown.read(content, name)
    from index.formats.guarded import guarded

    return guarded(kind, content, name)
