"""Every piece of HTML of the page, made from values; all text passes through `escape`."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from page.articles import Catalogue
from page.conversation import Exchange
from qa.escaping import escape
from qa.types import Answer, Citation

__all__ = [
    "articles_html",
    "masthead_html",
    "pending_html",
    "question_html",
    "reply_html",
    "sources_html",
    "welcome_html",
]

HIGH_CONFIDENCE = 0.8
LOW_CONFIDENCE = 0.5
LONGEST_MESSAGE = 300
LONGEST_LIST = 100

HeadingOf = Callable[[Citation], str]


def masthead_html(catalogue: Catalogue) -> str:
    days = sorted(article.date for article in catalogue.articles if article.date)
    edition = _count(len(catalogue.articles), "article")
    if days and days[0] != days[-1]:
        edition += f", {_day(days[0])} to {_day(days[-1])}"
    return (
        '<header class="gw-masthead"><div><h1>Groundwire</h1>'
        "<p>Answers quoted from your articles, or an honest “the articles don’t say”.</p></div>"
        f'<p class="gw-edition">{edition}</p></header>'
    )


def articles_html(catalogue: Catalogue) -> str:
    """The list of what can be asked about."""
    rows = "".join(
        f'<li><h3>{escape(article.heading)}</h3><p class="gw-meta">{_date(article.date)} · '
        f'{_count(article.words, "word")} · <span class="gw-file">{escape(article.source)}</span>'
        "</p></li>"
        for article in catalogue.articles[:LONGEST_LIST]
    )
    body = f"<ul>{rows}</ul>" if rows else "<p>There are no articles in this index.</p>"
    if len(catalogue.articles) > LONGEST_LIST:
        body += f'<p class="gw-meta">and {len(catalogue.articles) - LONGEST_LIST:,} more</p>'
    return (
        '<section class="gw-articles" aria-labelledby="gw-articles-heading">'
        f'<h2 id="gw-articles-heading">Articles it knows</h2>{body}</section>'
    )


def welcome_html(catalogue: Catalogue) -> str:
    """What stands in the chat before the first question."""
    return (
        f'<div class="gw-welcome"><p>Ask about {_count(len(catalogue.articles), "article")}. '
        "Every answer is quoted word for word, with its place in the article.</p></div>"
    )


def question_html(message: str) -> str:
    """The user's message as typed; a very long one is cut, being only a label by then."""
    message = message.strip()
    if len(message) > LONGEST_MESSAGE:
        return f"{escape(message[:LONGEST_MESSAGE])}… ({len(message):,} characters)"
    return escape(message)


def pending_html(catalogue: Catalogue) -> str:
    count = _count(len(catalogue.articles), "article")
    return f'<p class="gw-pending">Searching {count}, reading what comes near…</p>'


def reply_html(exchange: Exchange, number: int, catalogue: Catalogue) -> str:
    """The chat's reply to exchange `number`; its marks link to the cards of `sources_html`.

    No `aria-*` or `data-*` attribute stands here: the chat's sanitizer drops them.
    """
    if exchange.turn is None:
        return f'<p class="gw-problem">{escape(exchange.problem or "")}</p>'
    answer = exchange.turn.answer
    body = _abstention(answer, number) if answer.abstained else _quotes(answer, number)
    return (
        f'<div class="gw-answer" id="gw-answer-{number}" tabindex="-1">{body}</div>'
        f"{_searched(exchange.message, answer, catalogue)}"
    )


def sources_html(history: Sequence[Exchange], heading_of: HeadingOf) -> str:
    """The panel beside the chat: the newest turn's cards open, those of earlier turns folded."""
    groups = [
        (exchange.message, _group(number, exchange.turn.answer, heading_of))
        for number, exchange in enumerate(history, start=1)
        if exchange.turn
    ]
    body = (
        '<p class="gw-hint">The passages behind an answer appear here, '
        "the quoted words highlighted.</p>"
    )
    if groups:
        (_, newest), *earlier = reversed(groups)
        body = newest + "".join(
            f'<details class="gw-earlier"><summary>{question_html(message)}</summary>{group}'
            "</details>"
            for message, group in earlier
        )
    return (
        '<section class="gw-sources" aria-labelledby="gw-sources-heading">'
        f'<h2 id="gw-sources-heading">Sources</h2>{body}</section>'
    )


def _quotes(answer: Answer, number: int) -> str:
    parts = "; ".join(
        f'<span class="gw-quote">{escape(part[0].quote)}</span>'
        + "".join(_mark(citation, number) for citation in part)
        for part in answer.parts
    )
    verdict = f"<strong>{answer.verdict.capitalize()}:</strong> " if answer.verdict else ""
    unsure = " gw-unsure" if answer.confidence < LOW_CONFIDENCE else ""
    return f'<p class="gw-text{unsure}">{verdict}{parts}</p>{_confidence(answer.confidence)}'


def _mark(citation: Citation, number: int) -> str:
    return (
        f'<a class="gw-mark" href="#{_card_id(number, citation)}" '
        f'title="Go to source {citation.number}">[{citation.number}]</a>'
    )


def _abstention(answer: Answer, number: int) -> str:
    link = f'<p><a href="#gw-group-{number}">See the nearest passages</a></p>'
    return '<p class="gw-text gw-abstained">The articles don’t say.</p>' + (
        link if answer.alternatives else ""
    )


def _confidence(confidence: float) -> str:
    words, caution = "Low confidence: read the source first", " gw-caution"
    if confidence >= LOW_CONFIDENCE:
        words, caution = "Fair confidence", ""
    if confidence >= HIGH_CONFIDENCE:
        words = "High confidence"
    percent = f"{confidence:.0%}"
    return (
        f'<p class="gw-confidence{caution}"><meter min="0" max="1" low="{LOW_CONFIDENCE}" '
        f'high="{HIGH_CONFIDENCE}" optimum="1" value="{confidence:.3f}" '
        f'title="Confidence {percent}">{percent}</meter>{words} · {percent}</p>'
    )


def _searched(message: str, answer: Answer, catalogue: Catalogue) -> str:
    """What was searched: the question, too, when it is not the message or found no answer."""
    line = f"Searched {_count(len(catalogue.articles), 'article')}"
    if answer.abstained or answer.standalone_question.strip() != message.strip():
        line += f" for “{escape(answer.standalone_question.strip())}”"
    total = answer.timings.get("total")
    elapsed = f" in {total / 1000:.2f} s" if total else ""
    return f'<p class="gw-searched">{line}{elapsed}</p>'


def _group(number: int, answer: Answer, heading_of: HeadingOf) -> str:
    if not answer.abstained:
        cards = "".join(
            _card(citation, heading_of, _card_id(number, citation), number)
            for citation in answer.citations
        )
        return f'<div class="gw-group" id="gw-group-{number}" tabindex="-1">{cards}</div>'
    cards = "".join(_card(near.citation, heading_of) for near in answer.alternatives)
    words = "Closest, but not an answer" if cards else "Nothing in the articles comes near"
    return (
        f'<div class="gw-group" id="gw-group-{number}" tabindex="-1">'
        f'<p class="gw-near">{words}</p>{cards}</div>'
    )


def _card(citation: Citation, heading_of: HeadingOf, card_id: str = "", number: int = 0) -> str:
    """A passage and its origin; without a `card_id` it is only near: no number, no highlight."""
    badge = (
        '<span class="gw-number"><span class="gw-visually-hidden">Source </span>'
        f"{citation.number}</span>"
    )
    back = f'<p class="gw-back"><a href="#gw-answer-{number}">Back to the answer</a></p>'
    attributes = f' id="{card_id}" tabindex="-1"' if card_id else ""
    notes = "".join(f'<p class="gw-note">{escape(note)}</p>' for note in citation.notes)
    return (
        f'<article class="gw-card"{attributes}><h3>{badge if card_id else ""}'
        f"{escape(heading_of(citation))}</h3>"
        f'<p class="gw-meta">{_date(citation.date)} · <span class="gw-file">'
        f"{escape(citation.source)}</span> · characters {citation.start:,}–{citation.end:,}</p>"
        f"<blockquote>{_passage(citation, 'mark' if card_id else 'em')}</blockquote>"
        f"{notes}"
        f"{back if card_id else ''}</article>"
    )


def _passage(citation: Citation, element: str) -> str:
    """The passage with its quote in `element`, cut by offsets and never by searching."""
    start = citation.start - citation.context_start
    end = citation.end - citation.context_start
    before, quote, after = (
        escape(part)
        for part in (
            citation.context[:start],
            citation.context[start:end],
            citation.context[end:],
        )
    )
    return f"{before}<{element}>{quote}</{element}>{after}"


def _card_id(number: int, citation: Citation) -> str:
    return f"gw-source-{number}-{citation.number}"


def _date(day: datetime.date | None) -> str:
    if day is None:
        return "undated"
    return f'<time datetime="{day.isoformat()}">{_day(day)}</time>'


def _day(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
