"""A quote in its sentence, its passage and its article, cut by offsets and never by searching."""

from __future__ import annotations

from index.types import Document
from page.rendering.pieces import sentence_in
from qa.escaping import escape
from qa.types import Citation

__all__ = ["article_html", "holds", "passage_html", "window"]


def holds(document: Document, citation: Citation) -> bool:
    """Whether the article is still the one that was cited: passage and quote stand where said."""
    first = citation.context_start
    last = first + len(citation.context)
    return (
        document.text[first:last] == citation.context
        and document.text[citation.start : citation.end] == citation.quote
        and first <= citation.start <= citation.end <= last
    )


def passage_html(citation: Citation, element: str) -> str:
    """The passage, its sentence tinted, its quote in `element`: a start tag without brackets."""
    context = citation.context
    start, end = (
        min(max(place - citation.context_start, 0), len(context))
        for place in (citation.start, max(citation.start, citation.end))
    )
    left, right = sentence_in(context, start, end)
    tag = element.partition(" ")[0]
    return (
        f'{escape(context[:left])}<span class="gw-sentence">{escape(context[left:start])}'
        f"<{element}>{escape(context[start:end])}</{tag}>"
        f"{escape(context[end:right])}</span>{escape(context[right:])}"
    )


def article_html(document: Document, citation: Citation, element: str, size: int) -> str:
    """The article in a fold, or about `size` characters of it; it must hold the citation.

    The script scrolls to the class `gw-here` when the fold opens.
    """
    text = document.text
    left = citation.context_start
    right = left + len(citation.context)
    first, last = window(text, left, right, size)
    part = ""
    if last - first < len(text):
        part = (
            '<p class="gw-meta">A long article: here are the characters '
            f"{first:,}–{last:,} of {len(text):,}, around the quote.</p>"
        )
    here = f'{element} class="gw-here"'
    return (
        f'<details class="gw-article"><summary>In the article</summary>{part}'
        '<div class="gw-whole" dir="auto" tabindex="0" role="region" aria-label="The article">'
        f'{escape(text[first:left])}<span class="gw-passage">'
        f"{passage_html(citation, here)}</span>"
        f"{escape(text[right:last])}</div></details>"
    )


def window(text: str, left: int, right: int, size: int) -> tuple[int, int]:
    """Return the (start, end) of at most `size` characters that hold `text[left:right]`.

    It begins and ends with a paragraph where it can, and is larger only where the middle is.
    """
    if len(text) <= size:
        return 0, len(text)
    spare = max(size - (right - left), 0)
    first = max(min(left - spare // 2, len(text) - size), 0)
    last = min(max(first + size, right), len(text))
    first = min(first, left)
    if first > 0:
        break_after = text.find("\n", first - 1, left)
        first = break_after + 1 if break_after >= 0 else first
    if last < len(text):
        break_before = text.rfind("\n", right, last + 1)
        last = break_before if break_before >= 0 else last
    return first, last
