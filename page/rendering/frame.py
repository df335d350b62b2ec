"""What stands around the conversation: masthead, welcome, the list of articles, what was added."""

from __future__ import annotations

from collections.abc import Sequence

from page.articles import Article, Catalogue
from page.rendering.pieces import count, date_html, day_in_words, isolated
from qa.escaping import escape

__all__ = ["add_report_html", "articles_html", "masthead_html", "welcome_html"]

LONGEST_LIST = 100


def masthead_html(catalogue: Catalogue) -> str:
    days = sorted(article.date for article in catalogue.articles if article.date)
    edition = count(len(catalogue.articles), "article")
    if days and days[0] != days[-1]:
        edition += f", {day_in_words(days[0])} to {day_in_words(days[-1])}"
    return (
        '<header class="gw-masthead"><div><h1>Groundwire</h1>'
        "<p>Answers quoted from your articles, or an honest “the articles don’t say”.</p></div>"
        f'<p class="gw-edition">{edition}</p></header>'
    )


def welcome_html(catalogue: Catalogue) -> str:
    """What stands in the chat before the first question."""
    return (
        f'<div class="gw-welcome"><p>Ask about {count(len(catalogue.articles), "article")}. '
        "Every answer is quoted word for word, with its place in the article.</p></div>"
    )


def articles_html(catalogue: Catalogue) -> str:
    """The list of what can be asked about, the visitor's own marked."""
    rows = "".join(_row(article) for article in catalogue.articles[:LONGEST_LIST])
    body = f"<ul>{rows}</ul>" if rows else "<p>There are no articles in this index.</p>"
    if len(catalogue.articles) > LONGEST_LIST:
        body += f'<p class="gw-meta">and {len(catalogue.articles) - LONGEST_LIST:,} more</p>'
    return (
        '<section class="gw-articles" aria-labelledby="gw-articles-heading">'
        f'<h2 id="gw-articles-heading">Articles it knows</h2>{body}</section>'
    )


def add_report_html(
    added: Sequence[str], replaced: Sequence[str], skipped: Sequence[tuple[str, str]]
) -> str:
    """What became of the articles that a visitor handed over; "" where there were none.

    Args:
        added: the names of those that can be asked about now.
        replaced: the names of those whose earlier text gave way.
        skipped: the others' names, maybe "", each with the reason.
    """
    parts = [
        _names("Added", added),
        _names("Replaced by the new text", replaced),
        _names("Not added", [": ".join(filter(None, pair)) for pair in skipped], " gw-refused"),
    ]
    body = "".join(parts)
    return f'<div class="gw-report" role="status">{body}</div>' if body else ""


def _row(article: Article) -> str:
    own = '<span class="gw-own">yours</span> ' if article.uploaded else ""
    return (
        f'<li><h3 dir="auto">{escape(article.heading)}</h3><p class="gw-meta">{own}'
        f"{date_html(article.date)} · {count(article.words, 'word')} · "
        f"{isolated(article.source, 'gw-file')}</p></li>"
    )


def _names(title: str, names: Sequence[str], kind: str = "") -> str:
    if not names:
        return ""
    rows = "".join(f"<li>{isolated(name)}</li>" for name in names[:LONGEST_LIST])
    if len(names) > LONGEST_LIST:
        rows += f"<li>and {len(names) - LONGEST_LIST:,} more</li>"
    return f'<div class="gw-outcome{kind}"><h4>{title} ({len(names):,})</h4><ul>{rows}</ul></div>'
