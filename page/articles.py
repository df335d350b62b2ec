"""What the page tells about the articles, read off the index once."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from index import PassageIndex
from index.errors import PassageIndexError
from index.types import Document
from qa.scope import EVERYTHING, Scope

__all__ = ["Article", "Catalogue", "LiveCatalogue", "heading"]

# A question and words of the article that answers it: over other articles it is not offered.
EXAMPLES = (
    ("How much did the US pledge in February?", "USD 1.75 billion in Ukraine Security Assistance"),
    ("What did Putin threaten?", "threatened to launch further such attacks"),
    ("How many countries support Ukraine?", "the more than 50 countries"),
    ("Who is Laura Cooper?", "Laura Cooper, a senior Defense Department official"),
)
OPENING_WORDS = 12
READ_AT_ONCE = 500  # articles


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


class LiveCatalogue:
    """The catalogue of the articles that all share, as the index holds them now.

    After a change of a large index it is read anew beside the questions, which go on meanwhile
    with the one before. Safe from threads.

    Args:
        current_index: returns the index in its newest state, the same object while it is.
    """

    def __init__(self, current_index: Callable[[], PassageIndex]) -> None:
        self._current_index = current_index
        self._lock = threading.Lock()
        self._index = current_index()
        self._catalogue = Catalogue.of(self._index.documents())

    def __call__(self) -> Catalogue:
        """Return the catalogue; the same object while nothing changes."""
        try:
            index = self._current_index()
        except PassageIndexError:  # an index that is gone is the question's to tell
            return self._catalogue
        with self._lock:
            changed, self._index = index is not self._index, index
        if changed and len(self._catalogue.articles) > READ_AT_ONCE:
            threading.Thread(target=self._read, args=(index,), daemon=True).start()
        elif changed:
            self._read(index)
        return self._catalogue

    def _read(self, index: PassageIndex) -> None:
        catalogue = Catalogue.of(index.documents())
        with self._lock:
            if index is self._index:  # else a newer one is being read
                self._catalogue = catalogue


def heading(document: Document) -> str:
    """The title, or an untitled article's opening words, by which a reader knows it again."""
    if document.title:
        return document.title
    words = document.text.split(maxsplit=OPENING_WORDS)
    return " ".join(words[:OPENING_WORDS]) + ("…" if len(words) > OPENING_WORDS else "")
