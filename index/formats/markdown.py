"""Markdown: its source is the text, to the character; title and date come from its head.

The head is front matter, YAML between lines of `---` or TOML between lines of `+++`, of which only
lines of a key and a plain value are read. Without a title there, the first heading of the first
level is it.
"""

from __future__ import annotations

import re
from itertools import islice

from index.formats.article import Article, Unread
from index.formats.extras import iso_language
from index.formats.fields import one_line, web_address, written_day
from index.formats.text import decode

__all__ = ["read"]

FRONT_MATTER_LINES = 200
HEAD_CHARACTERS = 200_000  # a title is not looked for below
LINE_CHARACTERS = 1_000

_FENCES = {"---": ("---", "..."), "+++": ("+++",)}
_FIELD = re.compile(r"([A-Za-z_-]+)[ \t]*[:=][ \t]*(\S.*)")
_QUOTED = re.compile(r"""(["'])(.*?)(?<!\\)\1(?:[ \t]*|[ \t]+#.*)""")
_COMMENT = re.compile(r"[ \t]+#.*")
_NOT_PLAIN = re.compile(r"[|>\[{&*!]|(?:null|~)$")
_HEADING = re.compile(r" {0,3}#[ \t]+(\S.*?)(?:[ \t]+#+)?[ \t]*")
_CODE_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_UNDERLINE = re.compile(r" {0,3}=+[ \t]*")
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
_EMPHASIS = re.compile(r"(\*{1,3}|_{1,3}|`+)(?=\S)(.+?)(?<=\S)\1")


def read(content: bytes, name: str) -> Article | Unread:  # noqa: ARG001
    """Read a file of Markdown in whatever encoding `text.read` would take."""
    decoded = decode(content)
    if isinstance(decoded, Unread):
        return decoded
    text, encoding = decoded
    head = text[:HEAD_CHARACTERS].removeprefix("\ufeff")
    lines = [line[:LINE_CHARACTERS] for line in head.splitlines()]
    fields, first = _front_matter(lines)
    metadata = {
        "format": "markdown",
        "encoding": encoding if encoding != "utf-8" else None,
        "author": one_line(fields.get("author")),
        "language": iso_language(fields.get("lang") or fields.get("language")),
        "url": web_address(fields.get("url") or fields.get("canonical")),
    }
    return Article(
        text,
        title=one_line(fields.get("title")) or _first_heading(lines[first:]),
        date=written_day(fields.get("date")),
        metadata={key: value for key, value in metadata.items() if value},
    )


def _front_matter(lines: list[str]) -> tuple[dict[str, str], int]:
    """Return the plain values of the front matter by key, and the number of the line after it."""
    ends = _FENCES.get(lines[0].rstrip()) if lines else None
    if ends is None:
        return {}, 0
    fields: dict[str, str] = {}
    for number, line in enumerate(islice(lines, 1, FRONT_MATTER_LINES), 1):
        if line.rstrip() in ends:
            return fields, number + 1
        if (match := _FIELD.fullmatch(line)) and (value := _value(match[2])):
            fields.setdefault(match[1].lower(), value)
    return {}, 0  # not closed: a rule across the page


def _value(written: str) -> str | None:
    if quoted := _QUOTED.fullmatch(written):
        quote, value = quoted.groups()
        return value.replace("\\" + quote, quote) if quote == '"' else value.replace("''", "'")
    plain = _COMMENT.sub("", written).strip()
    return None if _NOT_PLAIN.match(plain) else plain


def _first_heading(lines: list[str]) -> str | None:
    fence = ""
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if match := _CODE_FENCE.match(line):
            if not fence:
                fence = match[1]
            elif match[1].startswith(fence):
                fence = ""
        elif fence or not line.strip():
            continue
        elif heading := _HEADING.fullmatch(line):
            return _plain(heading[1])
        elif _UNDERLINE.fullmatch(below) and not line.startswith("    "):
            return _plain(line)
    return None


def _plain(heading: str) -> str | None:
    """Return a heading without its links' addresses and its emphasis."""
    heading = _LINK.sub(r"\1", heading)
    return one_line(_EMPHASIS.sub(r"\2", heading))
