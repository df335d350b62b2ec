"""The panel beside the chat: the passages behind each answer, and the articles they stand in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.types import Document
from page.articles import heading
from page.conversation import Exchange
from page.rendering.article import article_html, holds, passage_html
from page.rendering.chat import question_html
from page.rendering.markdown import answer_markdown
from page.rendering.pieces import (
    answer_id,
    card_id,
    confidence_words,
    copy_id,
    date_html,
    group_id,
    isolated,
    meter_html,
    other_id,
)
from qa.escaping import escape
from qa.types import Answer, Citation

__all__ = ["DocumentOf", "sources_html"]

DocumentOf = Callable[[str], Document | None]
"""Gives the article of a `document_id`; None where it is gone since it was cited."""

ARTICLE_SIZE = 60_000  # characters that the fold of a card shows
MOST_COPIES = 5  # sources of copies that a card names
EARLIER_SIZE = 12_000  # that of an earlier turn: all of them are sent anew with every answer


def sources_html(history: Sequence[Exchange], document_of: DocumentOf) -> str:
    """The newest turn's cards, those of earlier turns folded, and what "Copy" copies, hidden."""
    turns = [(number, one) for number, one in enumerate(history, start=1) if one.turn]
    body = (
        '<p class="gw-hint">The passages behind an answer appear here, '
        "the quoted words highlighted.</p>"
    )
    if turns:
        (number, newest), *earlier = reversed(turns)
        body = _group(number, newest, document_of, ARTICLE_SIZE) + "".join(
            f'<details class="gw-earlier"><summary><bdi>{question_html(one.message)}</bdi>'
            f"</summary>{_group(number, one, document_of, EARLIER_SIZE)}</details>"
            for number, one in earlier
        )
    copies = "".join(
        f'<pre id="{copy_id(number)}" hidden>{escape(answer_markdown(one))}</pre>'
        for number, one in turns
    )
    return (
        '<section class="gw-sources" aria-labelledby="gw-sources-heading">'
        f'<h2 id="gw-sources-heading">Sources</h2>{body}{copies}</section>'
    )


def _group(number: int, exchange: Exchange, document_of: DocumentOf, size: int) -> str:
    assert exchange.turn  # noqa: S101 the groups are those of turns
    answer = exchange.turn.answer
    body = _near(answer, document_of, size)
    if not answer.abstained:
        back = f'<p class="gw-back"><a href="#{answer_id(number)}">Back to the answer</a></p>'
        body = "".join(
            _card(
                citation,
                answer.confidence,
                document_of(citation.document_id),
                size,
                card_id=card_id(number, citation),
                back=back,
            )
            for citation in answer.citations
        ) + _rivals(answer, number, document_of, size)
    return f'<div class="gw-group" id="{group_id(number)}" tabindex="-1">{body}</div>'


def _near(answer: Answer, document_of: DocumentOf, size: int) -> str:
    """The passages nearest to a question that has no answer."""
    cards = "".join(
        _card(near.citation, near.confidence, document_of(near.citation.document_id), size)
        for near in answer.alternatives
    )
    words = "Closest, but not an answer" if cards else "Nothing in the articles comes near"
    return f'<p class="gw-near">{words}</p>{cards}'


def _rivals(answer: Answer, number: int, document_of: DocumentOf, size: int) -> str:
    """The passages that cannot be right together with the answer."""
    cards = "".join(
        _card(
            other.citation,
            other.confidence,
            document_of(other.citation.document_id),
            size,
            other_id=other_id(number, place),
        )
        for place, other in enumerate(answer.conflicts, start=1)
    )
    return f'<p class="gw-near">Another article says</p>{cards}' if cards else ""


def _card(
    citation: Citation,
    confidence: float,
    document: Document | None,
    size: int,
    *,
    card_id: str = "",
    other_id: str = "",
    back: str = "",
) -> str:
    """A passage and its origin; one without a `card_id` backs no answer: no number, no mark."""
    badge = (
        '<span class="gw-number"><span class="gw-visually-hidden">Source </span>'
        f"{citation.number}</span>"
    )
    target = card_id or other_id
    attributes = f' id="{target}" tabindex="-1"' if target else ""
    notes = "".join(f'<p class="gw-note">{isolated(note)}</p>' for note in citation.notes)
    title = heading(document) if document else citation.title or citation.source
    page = f"page {citation.page:,} · " if citation.page else ""
    return (
        f'<article class="gw-card"{attributes}><h3>{badge if card_id else ""}'
        f"{isolated(title)}</h3>"
        f'<p class="gw-meta">{date_html(citation.date)} · {isolated(citation.source, "gw-file")}'
        f" · {page}characters {citation.start:,}–{citation.end:,}</p>{_also_in(citation)}"
        f'<p class="gw-confidence">{meter_html(confidence)}{confidence_words(confidence)} · '
        f"{confidence:.0%}</p>"
        f'<blockquote dir="auto">{passage_html(citation, "mark" if card_id else "em")}'
        f"</blockquote>{notes}"
        f"{_article(document, citation, 'mark' if card_id else 'span', size)}{back}</article>"
    )


def _also_in(citation: Citation) -> str:
    """Where else the article, or a near-copy of it, is found."""
    if not citation.also_in:
        return ""
    shown = ", ".join(isolated(source, "gw-file") for source in citation.also_in[:MOST_COPIES])
    more = len(citation.also_in) - MOST_COPIES
    return f'<p class="gw-meta">Also in: {shown}{f" and {more} more" if more > 0 else ""}</p>'


def _article(document: Document | None, citation: Citation, element: str, size: int) -> str:
    if document is None:
        return '<p class="gw-gone">The article is no longer here; this passage is kept.</p>'
    if not holds(document, citation):
        return '<p class="gw-gone">The article has changed since it was quoted.</p>'
    return article_html(document, citation, element, size)
