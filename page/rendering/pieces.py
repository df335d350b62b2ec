"""Small pieces of HTML that several panels share, and the ids by which they link to each other."""

from __future__ import annotations

import datetime
import html
import re

from qa.escaping import escape
from qa.sentences import sentence_around
from qa.types import Citation

__all__ = [
    "LOW_CONFIDENCE",
    "answer_id",
    "card_id",
    "confidence_words",
    "copy_id",
    "count",
    "date_html",
    "day_in_words",
    "group_id",
    "is_sentence",
    "isolated",
    "label_text",
    "meter_html",
    "other_id",
    "sentence_in",
]

HIGH_CONFIDENCE = 0.8
LOW_CONFIDENCE = 0.5

SENTENCE_ENDS = ".!?…"
CLOSING = "\"'”’»)]"

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def isolated(text: str, kind: str = "") -> str:
    """Text of others inside a line of ours: its direction, right to left say, stays its own."""
    name = f' class="{kind}"' if kind else ""
    return f"<bdi{name}>{escape(text)}</bdi>"


def label_text(text: str) -> str:
    """Text of others as a choice of Gradio's, which escapes markup but not what turns a line."""
    return html.unescape(escape(text))


def date_html(day: datetime.date | None) -> str:
    if day is None:
        return "undated"
    return f'<time datetime="{day.isoformat()}">{day_in_words(day)}</time>'


def day_in_words(day: datetime.date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def confidence_words(confidence: float) -> str:
    if confidence >= HIGH_CONFIDENCE:
        return "High confidence"
    return "Fair confidence" if confidence >= LOW_CONFIDENCE else "Low confidence"


def meter_html(confidence: float) -> str:
    """A bar; what it says must stand beside it in words."""
    percent = f"{confidence:.0%}"
    return (
        f'<meter min="0" max="1" low="{LOW_CONFIDENCE}" high="{HIGH_CONFIDENCE}" optimum="1" '
        f'value="{confidence:.3f}" title="Confidence {percent}">{percent}</meter>'
    )


def is_sentence(citation: Citation) -> bool:
    """Whether the quote is one or several whole sentences of its passage."""
    if not citation.quote.rstrip().rstrip(CLOSING).endswith(tuple(SENTENCE_ENDS)):
        return False
    start, end = (place - citation.context_start for place in (citation.start, citation.end))
    left, right = sentence_in(citation.context, start, end)
    return start <= left and right <= end


def sentence_in(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the sentences around `text[start:end]`, whatever the text."""
    # The splitter takes UTF-8, which has no lone surrogates.
    return sentence_around(_LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text), start, end)


def answer_id(number: int) -> str:
    return f"gw-answer-{number}"


def group_id(number: int) -> str:
    return f"gw-group-{number}"


def copy_id(number: int) -> str:
    return f"gw-copy-{number}"


def card_id(number: int, citation: Citation) -> str:
    return f"gw-source-{number}-{citation.number}"


def other_id(number: int, place: int) -> str:
    """The card of the conflict at `place`: its citation's number may be that of a source."""
    return f"gw-other-{number}-{place}"
