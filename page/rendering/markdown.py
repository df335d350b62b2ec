"""An answer as Markdown, to paste elsewhere: whatever the articles say, it stays plain text."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from page.conversation import Exchange
from page.rendering.pieces import confidence_words, day_in_words, is_sentence
from qa.escaping import escape
from qa.types import JOINT, Answer, Citation

__all__ = ["answer_markdown", "chat_markdown"]

# What Markdown and its extensions read as more than text. A full stop, an at sign and slashes only
# where they would make an address that is linked by itself; figures such as 1.75 stay as they are.
_SPECIAL = re.compile(
    r"[\\`*_\[\]|~$]|(?<=[^\W\d])\.(?=\w)|(?<=\w)\.(?=[^\W\d])|(?<=\w)@(?=\w)|:(?=/)|(?<=/)/"
)
_ENTITY = re.compile(r"&(?=#?\w+;)")
_PLAIN_FILE = re.compile(r"[\w.:/\\ -]+")
_LINE_START = re.compile(r"^(\d{1,9}(?=[.)])|)([-+=#:>.)])")


def answer_markdown(exchange: Exchange) -> str:
    """Return an exchange as Markdown: question, answer with its marks, sources with the quotes."""
    blocks = [f"**{_line(exchange.message) or '(no question)'}**"]
    if exchange.turn is None:
        return "\n\n".join([*blocks, _line(exchange.problem or "")]) + "\n"
    answer = exchange.turn.answer
    if answer.standalone_question.strip() != exchange.message.strip():
        blocks.append(f"Searched for: {_line(answer.standalone_question)}")
    if answer.abstained:
        return "\n\n".join([*blocks, "The articles don’t say."]) + "\n"
    blocks += _answer(answer)
    for citation in answer.citations:
        blocks += _source(f"[{citation.number}]", citation)
    for other in answer.conflicts:
        blocks += _source("Another article says otherwise:", other.citation)
    return "\n\n".join(blocks) + "\n"


def chat_markdown(history: Sequence[Exchange]) -> str:
    """Return a conversation as Markdown, "" for an empty one."""
    return "\n---\n\n".join(answer_markdown(exchange) for exchange in history)


def _answer(answer: Answer) -> list[str]:
    """The answer's paragraphs, and how sure it is."""
    parts = [
        f"{_line(part[0].quote)} {''.join(f'[{citation.number}]' for citation in part)}"
        for part in answer.parts
    ]
    if answer.verdict:
        parts[:1] = [f"{answer.verdict.capitalize()}: {''.join(parts[:1])}"]
    if not any(is_sentence(part[0]) for part in answer.parts):
        parts = [JOINT.join(parts)]
    return [*parts, f"{confidence_words(answer.confidence)} ({answer.confidence:.0%})"]


def _source(label: str, citation: Citation) -> list[str]:
    """A source's line, its notes and its quote."""
    date = day_in_words(citation.date) if citation.date else "undated"
    origin = ", ".join(
        (
            *([_line(citation.title)] if citation.title else []),
            date,
            _file(citation.source),
            *([f"page {citation.page:,}"] if citation.page else []),
            f"characters {citation.start:,}–{citation.end:,}",
        )
    )
    quote = "\n".join(f"> {_line(line)}".rstrip() for line in citation.quote.splitlines())
    also_in = ", ".join(map(_file, citation.also_in))
    copies = [f"Also in: {also_in}"] if also_in else []
    notes = map(_line, citation.notes)
    return [f"{label} {origin}", *([quote] if quote else []), *notes, *copies]


def _file(source: str) -> str:
    """A file's name as code where nothing in it could end that: so it needs no backslashes."""
    return f"`{source}`" if _PLAIN_FILE.fullmatch(source) else _line(source)


def _line(text: str) -> str:
    """Return `text` on one line as Markdown that reads as nothing but that text.

    Safe from HTML, too, with renderers that know no backslash before "<".
    """
    # `escape` shows what is unsafe; its entities are for HTML.
    shown = " ".join(html.unescape(escape(text)).split())
    shown = _ENTITY.sub("&amp;", _SPECIAL.sub(r"\\\g<0>", shown)).replace("<", "&lt;")
    return _LINE_START.sub(r"\1\\\2", shown)
