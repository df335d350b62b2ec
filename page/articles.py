"""What the page tells about the articles, read off the index once."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from index.types import Document
from qa.scope import EVERYTHING, Scope

__all__ = ["Article", "Catalogue", "heading"]

# A question and words of the article that answers it: over other articles it is not offered.
EXAMPLES = (
    ("How much did the US pledge in February?", "USD 1.75 billion in Ukraine Security Assistance"),
    ("What did Putin threaten?", "threatened to launch further such attacks"),
    ("How many countries support Ukraine?", "the more than 50 countries"),
    ("Who is Laura Cooper?", "Laura Cooper, a senior Defense Department official"),
)
OPENING_WORDS = 12


@dataclass(frozen=True, slots=True)
class Article:
    """A line of the list: all but the text, which stays in the index.

    `uploaded` says that the visitor added it; `id` is the document's.
    """

    heading: str
    date: datetime.date | None
    words: int
    source: str
    uploaded: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The articles and the examples that they can answer.

    The visitor's own come first, then the newest; the undated come last.
    """

    articles: tuple[Article, ...]
    examples: tuple[str, ...]

    @classmethod
    def of(cls, documents: Iterable[Document], uploaded: Collection[str] = ()) -> Catalogue:
        """Return the catalogue of `documents`; `uploaded` holds the ids of the visitor's own."""
        articles: list[Article] = []
        answerable: set[str] = set()
        for document in documents:
            words = len(document.text.split())
            own = document.id in uploaded
            articles.append(
                Article(heading(document), document.date, words, document.source, own, document.id)
            )
            answerable.update(question for question, key in EXAMPLES if key in document.text)
        articles.sort(key=lambda one: (one.uploaded, one.date or datetime.date.min), reverse=True)
        return cls(
            tuple(articles), tuple(question for question, _ in EXAMPLES if question in answerable)
        )

    def within(self, scope: Scope) -> tuple[Article, ...]:
        """Return the articles that a question of this scope is asked of."""
        if scope == EVERYTHING:  # the rule, for every exchange at every render
            return self.articles
        first = scope.since or datetime.date.min
        last = min(day for day in (scope.until, scope.as_of, datetime.date.max) if day)
        return tuple(
            article
            for article in self.articles
            if (scope.documents is None or article.id in scope.documents)
            and (article.date is None or first <= article.date <= last)
        )


def heading(document: Document) -> str:
    """The title, or an untitled article's opening words, by which a reader knows it again."""
    if document.title:
        return document.title
    words = document.text.split(maxsplit=OPENING_WORDS)
    return " ".join(words[:OPENING_WORDS]) + ("…" if len(words) > OPENING_WORDS else "")
