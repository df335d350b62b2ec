"""What visitors hand over, read: its name and its text, or why it is not taken."""

from __future__ import annotations

import io
import re
import unicodedata
from pathlib import Path, PurePosixPath
from typing import TypeAlias

from index.formats import CONTAINERS, Article, Unread, read_articles
from index.formats import SUFFIXES as FILE_SUFFIXES
from index.headers import read_header
from index.types import Skipped

__all__ = ["SUFFIXES", "Upload", "read_upload", "source_name"]

Upload: TypeAlias = Path | tuple[str, bytes | str]
"""A file of this machine, or a name with a file's content, or with text that was typed or pasted.

Text in a str needs no name: "" takes its title.
"""

SUFFIXES = tuple(sorted(FILE_SUFFIXES - CONTAINERS))
NAME_LENGTH = 200
NAMELESS = "an article without a name"

_FOLDERS = re.compile(r"[/\\]")


def read_upload(upload: Upload, max_bytes: int) -> tuple[str, Article] | Skipped:
    """Return an upload's name, as `source_name` has it, and what it holds, or why not."""
    name, content = _content(upload, max_bytes)
    name = source_name(name)
    if isinstance(content, Skipped):
        return Skipped(name or NAMELESS, content.reason)
    typed = not isinstance(upload, Path) and isinstance(upload[1], str)
    kind = "typed.txt" if typed else name
    article = next(read_articles(io.BytesIO(content), kind, size=len(content)))
    if isinstance(article, Unread):
        return Skipped(name or NAMELESS, article.reason)
    title = article.title or read_header(article.text).title or ""
    return name or source_name(_FOLDERS.sub("-", title)) or NAMELESS, article


def source_name(name: str) -> str:
    """Return the last part of a file's name on one line, at most 200 characters, maybe "".

    Control characters become spaces, and characters that show nothing, or turn the direction of
    those around them, go. What is too long is cut before the suffix.
    """
    shown = (
        " " if category in {"Cc", "Zl", "Zp"} else "" if category in {"Cf", "Cs"} else character
        for character in name
        for category in [unicodedata.category(character)]
    )
    last = _FOLDERS.split(unicodedata.normalize("NFC", "".join(shown)))[-1]
    words = " ".join(last.split())
    if len(words) > NAME_LENGTH:
        suffix = PurePosixPath(words).suffix
        suffix = suffix if suffix.lower() in SUFFIXES else ""
        words = words[: NAME_LENGTH - len(suffix)].rstrip() + suffix
    return words if words.strip(". ") else ""


def _content(upload: Upload, limit: int) -> tuple[str, bytes | Skipped]:
    """Return an upload's name with its bytes, or why they are not taken."""
    name, content = (upload.name, upload) if isinstance(upload, Path) else upload
    if isinstance(content, str):
        try:
            content = content.encode()
        except UnicodeEncodeError:
            return name, Skipped(name, "not valid Unicode")
    elif PurePosixPath(source_name(name)).suffix.lower() not in SUFFIXES:
        return name, Skipped(name, f"not a file of one article: give {', '.join(SUFFIXES)}")
    try:
        if isinstance(content, Path) and not content.is_file():
            return name, Skipped(name, "not a regular file")
        size = content.stat().st_size if isinstance(content, Path) else len(content)
        if size > limit:
            return name, Skipped(name, f"{_size(size)}, above the limit of {_size(limit)}")
        return name, content.read_bytes() if isinstance(content, Path) else content
    except OSError as error:
        return name, Skipped(name, f"not readable: {error.strerror or error}")


def _size(count: int) -> str:
    return f"{count / 2**20:.1f} MiB" if count >= 2**20 else f"{count:,} bytes"
