"""The conversation: questions, the steps of an answer, answers and abstentions."""

from __future__ import annotations

from page.articles import Catalogue
from page.conversation import Exchange
from page.rendering.pieces import (
    LOW_CONFIDENCE,
    answer_id,
    card_id,
    confidence_words,
    copy_id,
    count,
    date_html,
    day_in_words,
    group_id,
    is_sentence,
    isolated,
    meter_html,
    other_id,
)
from qa.escaping import escape
from qa.scope import EVERYTHING, Scope, Step
from qa.types import JOINT, Alternative, Answer, Citation

__all__ = ["pending_html", "question_html", "reply_html"]

LONGEST_MESSAGE = 300


def question_html(message: str) -> str:
    """The user's message as typed; a very long one is cut, being only a label by then."""
    message = message.strip()
    if len(message) > LONGEST_MESSAGE:
        return f"{_as_typed(message[:LONGEST_MESSAGE])}… ({len(message):,} characters)"
    return _as_typed(message)


def _as_typed(text: str) -> str:
    """Escape for an element alone: who edits a question sees its quotation marks as typed."""
    return escape(text).replace("&#x27;", "'").replace("&quot;", '"')


def pending_html(step: Step | None, catalogue: Catalogue, scope: Scope = EVERYTHING) -> str:
    """The steps of an answer so far, in place of the reply; None stands before the first.

    The chat is a live region, so each step is read out as it appears.
    """
    what = count(len(catalogue.within(scope)), "article")
    done = []
    doing = f"Searching {what}"
    if step and step.stage == "read":
        done = [f"Searched {what}"]
        doing = f"Reading {count(step.passages, 'passage')}"
    rows = "".join(f'<li class="gw-done">{escape(text)}</li>' for text in done)
    return f'<ol class="gw-pending">{rows}<li class="gw-doing">{escape(doing)}…</li></ol>'


def reply_html(
    exchange: Exchange, number: int, catalogue: Catalogue, scope: Scope = EVERYTHING
) -> str:
    """The chat's reply to exchange `number`; its marks link to the cards of `sources_html`.

    `scope` is the one that it was asked with, for the line that says what was searched.
    """
    if exchange.turn is None:
        return f'<p class="gw-problem">{escape(exchange.problem or "")}</p>'
    answer = exchange.turn.answer
    body = _abstention(answer, number) if answer.abstained else _answer(answer, number)
    copy = "Copy" if answer.abstained else "Copy with sources"
    return (
        f'<div class="gw-answer" id="{answer_id(number)}" tabindex="-1">{body}</div>'
        f'<div class="gw-under"><p class="gw-searched">'
        f"{_searched(exchange.message, answer, catalogue, scope)}</p>"
        f'<button type="button" class="gw-copy" value="{copy_id(number)}">{copy}</button></div>'
    )


def _answer(answer: Answer, number: int) -> str:
    unsure = answer.confidence < LOW_CONFIDENCE
    warning = '<p class="gw-warning">Not sure, but perhaps:</p>' if unsure else ""
    quoted = f'<div class="gw-quoted{" gw-unsure" if unsure else ""}">{warning}'
    return (
        f"{quoted}{_quotes(answer, number)}</div>{_notes(answer)}{_confidence(answer.confidence)}"
        f"{_conflicts(answer, number)}{_others(answer)}"
    )


def _quotes(answer: Answer, number: int) -> str:
    """The parts with their marks: whole sentences a paragraph each, values in one line."""
    parts = [
        isolated(part[0].quote, "gw-quote") + "".join(_mark(one, number) for one in part)
        for part in answer.parts
    ]
    if answer.verdict:
        verdict = f'<strong class="gw-verdict">{answer.verdict.capitalize()}:</strong> '
        parts[:1] = [verdict + "".join(parts[:1])]
    if any(is_sentence(part[0]) for part in answer.parts):
        return "".join(f'<p class="gw-text gw-prose">{part}</p>' for part in parts)
    return f'<p class="gw-text">{JOINT.join(parts)}</p>'


def _mark(citation: Citation, number: int) -> str:
    return (
        f'<a class="gw-mark" href="#{card_id(number, citation)}" '
        f'title="Go to source {citation.number}">[{citation.number}]</a>'
    )


def _notes(answer: Answer) -> str:
    notes = dict.fromkeys(note for citation in answer.citations for note in citation.notes)
    return "".join(f'<p class="gw-note">{isolated(note)}</p>' for note in notes)


def _confidence(confidence: float) -> str:
    words, caution = confidence_words(confidence), ""
    if confidence < LOW_CONFIDENCE:
        words, caution = f"{words}: read the source first", " gw-caution"
    return (
        f'<p class="gw-confidence{caution}">{meter_html(confidence)}{words} · {confidence:.0%}</p>'
    )


def _conflicts(answer: Answer, number: int) -> str:
    return "".join(
        f'<p class="gw-conflict"><strong>Another article says</strong> '
        f"“{isolated(other.text)}” ({_origin(other)}) "
        f'<a href="#{other_id(number, place)}">See its passage</a></p>'
        for place, other in enumerate(answer.conflicts, start=1)
    )


def _others(answer: Answer) -> str:
    others = [other for other in answer.alternatives if not other.conflicting]
    if not others:
        return ""
    rows = "".join(
        f'<li>{isolated(other.text, "gw-other")} <span class="gw-meta">'
        f"{meter_html(other.confidence)}{other.confidence:.0%} · {_origin(other)}</span></li>"
        for other in others
    )
    return (
        f'<details class="gw-others"><summary>Other candidates ({len(others)})</summary>'
        f"<ul>{rows}</ul></details>"
    )


def _origin(other: Alternative) -> str:
    citation = other.citation
    return f"{isolated(citation.title or citation.source)}, {date_html(citation.date)}"


def _abstention(answer: Answer, number: int) -> str:
    link = f'<p><a href="#{group_id(number)}">See the nearest passages</a></p>'
    return '<p class="gw-text gw-abstained">The articles don’t say.</p>' + (
        link if answer.alternatives else ""
    )


def _searched(message: str, answer: Answer, catalogue: Catalogue, scope: Scope) -> str:
    """What was searched: the question, too, when it is not the message or found no answer."""
    line = _within(catalogue, scope)
    if answer.abstained or answer.standalone_question.strip() != message.strip():
        line += f" for “{isolated(answer.standalone_question.strip())}”"
    total = answer.timings.get("total")
    return f"{line} in {total / 1000:.2f} s" if total else line


def _within(catalogue: Catalogue, scope: Scope) -> str:
    """The articles that a question of this scope was asked of, in words."""
    articles, within = len(catalogue.articles), len(catalogue.within(scope))
    of = "" if within == articles else f"{within:,} of "
    line = f"Searched {of}{count(articles, 'article')}"
    days = (("as of", scope.as_of), ("from", scope.since), ("until", scope.until))
    limits = [f"{word} {day_in_words(day)}" for word, day in days if day]
    return f"{line} ({', '.join(limits)})" if limits else line
