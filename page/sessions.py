"""What each session searches: the shared index and the articles that it added itself."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from index.joined import JoinedIndex
from index.types import Document
from index.uploads import SessionArticles, SharedArticles
from page.serving import PageSettings
from qa import QAPipeline

__all__ = ["Sessions"]

MAX_SESSIONS = 200  # with articles of their own; the one unused for longest gives way


@dataclass(slots=True)
class _Session:
    articles: SessionArticles
    pipeline: QAPipeline | None = None


class Sessions:
    """Gives each session, by its key, its articles and a pipeline over them. Safe from threads.

    A visitor's key is that of their browser, so that a reload loses nothing; their articles are
    deleted when they remove them, when the program ends, or when MAX_SESSIONS others came since.
    """

    def __init__(self, pipeline: QAPipeline, settings: PageSettings) -> None:
        self._pipeline = pipeline
        self._max_bytes = settings.max_upload_mb * 1024**2
        self._lock = threading.Lock()
        self._sessions: OrderedDict[str, _Session] = OrderedDict()
        self._shared = (
            SharedArticles(pipeline.index.path, pipeline.index.encoder, max_bytes=self._max_bytes)
            if settings.shared_uploads
            else None
        )

    def articles_of(self, session: str) -> SessionArticles | SharedArticles:
        """Return what the session adds to: its own articles, or the index that all share."""
        return self._shared or self._session(session).articles

    def added(self, session: str) -> list[Document]:
        """Return the articles that were added, and that the session may remove."""
        if self._shared:
            return self._shared.documents()
        with self._lock:
            known = self._sessions.get(session)
        return known.articles.documents() if known else []

    def pipeline_of(self, session: str) -> QAPipeline:
        """Return a pipeline over all that the session may search."""
        with self._lock:
            known = self._sessions.get(session)
            if known:
                self._sessions.move_to_end(session)
        if known is None:
            return self._pipeline
        own = known.articles.index
        with self._lock:
            if own is None:
                known.pipeline = None
                return self._pipeline
            if known.pipeline is None:
                joined = JoinedIndex([self._pipeline.current_index(), own])
                known.pipeline = QAPipeline(
                    joined,
                    self._pipeline.reader,
                    self._pipeline.calibration,
                    ranking=self._pipeline.ranking,
                    top_k=self._pipeline.top_k,
                )
            return known.pipeline

    def _session(self, key: str) -> _Session:
        with self._lock:
            if key not in self._sessions:
                encoder = self._pipeline.index.encoder
                articles = SessionArticles(encoder, max_bytes=self._max_bytes)
                self._sessions[key] = _Session(articles)
            self._sessions.move_to_end(key)
            oldest = len(self._sessions) > MAX_SESSIONS and self._sessions.popitem(last=False)[1]
            known = self._sessions[key]
        if oldest:
            oldest.articles.close()
        return known
