"""The articles on the page: those that come with it, and those that a visitor adds and removes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr

from index.errors import GroundwireError
from page import rendering
from page.articles import Article, Catalogue
from page.desk import Visit
from page.sessions import Sessions

__all__ = ["Shelf"]

MAX_CHOICES = 500  # articles offered to narrow down to
# The masthead, the articles, those to narrow down to, those to remove, the report.
ArticlesUpdate = tuple[str, str, Any, Any, str]


class Shelf:
    """The event handlers of the articles' panels."""

    def __init__(self, sessions: Sessions, catalogue: Callable[[], Catalogue]) -> None:
        self._sessions = sessions
        self._catalogue = catalogue

    def add(
        self,
        files: list[str] | None,
        visit: Visit,
        progress: gr.Progress = gr.Progress(),  # noqa: B008 Gradio looks for it there
    ) -> ArticlesUpdate:
        """Add files that were dropped onto the page."""
        paths = [Path(file) for file in files or ()]
        try:
            return self._add(paths, visit, progress)
        finally:
            for path in paths:  # Gradio's copies, which every visitor could ask for
                with suppress(OSError):
                    path.unlink()

    def paste(
        self,
        title: str,
        text: str,
        visit: Visit,
        progress: gr.Progress = gr.Progress(),  # noqa: B008
    ) -> ArticlesUpdate:
        return self._add([(title.strip(), text)] if text.strip() else [], visit, progress)

    def _add(self, uploads: list[Any], visit: Visit, progress: gr.Progress) -> ArticlesUpdate:
        if not visit.owner:
            raise gr.Error("The page is still loading: try again.", print_exception=False)
        articles = self._sessions.articles_of(visit.owner)

        def tell(done: int, total: int, what: str) -> None:
            progress((done, total), desc="Embedding articles", unit=what)

        try:
            report = articles.add(uploads, progress=tell)
        except GroundwireError as error:
            html = rendering.add_report_html((), (), [("", str(error))])
        else:
            skipped = [(one.source, one.reason) for one in report.skipped]
            html = rendering.add_report_html(report.added, report.replaced, skipped)
        return self.shown(visit, html)

    def remove(self, document_ids: list[str] | None, visit: Visit) -> ArticlesUpdate:
        articles = self._sessions.articles_of(visit.owner)
        problems = []
        for document_id in document_ids or ():
            try:
                articles.remove(document_id)
            except GroundwireError as error:
                problems.append(("", str(error)))
        html = rendering.add_report_html((), (), problems)
        return self.shown(visit, html)

    def shown(self, visit: Visit, report: str = "") -> ArticlesUpdate:
        """Return what the session may ask about, what of it was added, and the report."""
        catalogue = self.catalogue_of(visit)
        own = [article for article in catalogue.articles if article.uploaded]
        return (
            rendering.masthead_html(self._catalogue()),
            rendering.articles_html(catalogue),
            gr.update(choices=_choices(catalogue.articles[:MAX_CHOICES])),
            gr.update(choices=_choices(own), value=[], visible=bool(own)),
            report,
        )

    def catalogue_of(self, visit: Visit) -> Catalogue:
        """Return the articles that the visitor may ask about, their own first."""
        catalogue, added = self._catalogue(), self._sessions.added(visit.owner)
        if not added:
            return catalogue
        own = Catalogue.of(added, uploaded={one.id for one in added})
        ids = {article.id for article in own.articles}
        others = (article for article in catalogue.articles if article.id not in ids)
        return replace(catalogue, articles=(*own.articles, *others))


def _choices(articles: Iterable[Article]) -> list[tuple[str, str]]:
    return [(rendering.label_text(article.heading), article.id) for article in articles]
