"""What happens on the page: each method answers one event with new values for its panels."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from index.errors import GroundwireError
from index.types import Document
from page import rendering
from page.articles import Catalogue, heading
from page.conversation import Exchange
from page.desk import Desk, Visit
from page.scope_boxes import read_scope
from qa.history import InvalidFeedbackError
from qa.scope import Scope, Step

__all__ = ["Handlers", "Update", "place_of", "unescaped"]

MAX_CHOICES = 500  # articles offered to narrow down to
Messages = list[dict[str, str]]
# The chat, the sources, the visit, the question box, the feedback panel.
Update = tuple[Any, Any, Visit, Any, Any]
# The articles, those to narrow down to, those to remove, the report.
ArticlesUpdate = tuple[str, Any, Any, str]


class Handlers:
    """The page's event handlers. All of a visitor's state comes in and goes out as a `Visit`.

    `keep` is the visitor's key and conversation, as their browser keeps it.
    """

    def __init__(self, desk: Desk, documents: list[Document], shared: bool) -> None:
        self._desk = desk
        self._shared = shared
        self._documents = documents
        self.catalogue = Catalogue.of(documents)

    # Conversations

    def enter(self, keep: dict[str, str] | None, request: gr.Request) -> tuple[Any, ...]:
        """Show the conversation that the visitor left, after a reload or a restart."""
        visit = self.entered(Visit(), keep, request)
        return *self._update(visit), *self.kept(visit), *self.articles(visit)

    def entered(self, visit: Visit, keep: dict[str, str] | None, request: gr.Request) -> Visit:
        """Return the visit; one that asks before the page has loaded it is entered here."""
        if visit.owner:
            return visit
        keep = keep if isinstance(keep, dict) else {}
        owner = f"login {request.username}" if request.username else str(keep.get("visitor") or "")
        return self._desk.enter(owner, keep.get("conversation") or None)

    def kept(self, visit: Visit) -> tuple[dict[str, str], Any, Any]:
        """Return what the browser keeps, and the list of conversations with the title of this."""
        found = self._desk.conversations(visit)
        choices = [(f"{one.title} ({one.turns})", one.id) for one in found]
        title = next((one.title for one in found if one.id == visit.conversation), "")
        chosen = visit.conversation if title else None
        keep = {"visitor": visit.owner, "conversation": chosen or ""}
        return keep, gr.Radio(choices=choices, value=chosen, visible=bool(choices)), title

    def open(self, conversation: str | None, visit: Visit) -> Update:
        return self._update(self._desk.open(visit, conversation))

    def begin(self, visit: Visit) -> Update:
        return self._update(self._desk.begin(visit))

    def rename(self, title: str, visit: Visit) -> None:
        self._desk.rename(visit, title)

    def delete(self, visit: Visit) -> Update:
        return self._update(self._desk.delete(visit))

    # Questions

    def typed(
        self,
        message: str,
        visit: Visit,
        keep: dict[str, str] | None,
        since: str,
        until: str,
        as_of: str,
        only: list[str] | None,
        request: gr.Request,
    ) -> Iterator[Update]:
        """Answer what was typed into the box."""
        visit = self.entered(visit, keep, request)
        yield from self.answer(message, visit, since, until, as_of, only)

    def answer(self, message: str, visit: Visit, *boxes: Any) -> Iterator[Update]:
        """Show the question at once, then each step, then the answer."""
        problem, scope = read_scope(boxes)
        if problem:
            visit = replace(visit, history=(*visit.history, Exchange(message, problem=problem)))
            yield self._update(visit)
            return
        yield self._waiting(message, visit, None, scope)
        for step in self._desk.ask(visit, message, scope):
            if isinstance(step, Step):
                yield self._waiting(message, visit, step, scope)
            else:
                # The box is left alone now: the next question may already stand in it.
                yield (*self._update(step)[:3], gr.skip(), gr.update(visible=False))

    def again(self, visit: Visit, place: int) -> tuple[str, Visit]:
        """Take back the exchange at `place` and what follows; return its message, too."""
        message = visit.history[place].message if place < len(visit.history) else ""
        return message, self._desk.back_to(visit, place)

    def undo(self, visit: Visit, event: gr.UndoData) -> Update:
        message, visit = self.again(visit, place_of(event.index))
        return (*self._update(visit)[:3], message, gr.update(visible=False))

    def stopped(self, visit: Visit) -> Update:
        return self._update(visit)

    def export(self, visit: Visit) -> str:
        return rendering.chat_markdown(visit.history)

    # Feedback

    def like(self, visit: Visit, event: gr.LikeData) -> tuple[Any, Any, int]:
        """Keep a thumb; ask for a word after it."""
        place = place_of(event.index)
        liked = event.liked if isinstance(event.liked, bool) else None
        kept = self._desk.judge(visit, place, liked)
        words = "Thank you." if liked is None else "Thank you. Anything to add?"
        if not kept:
            words = "This could not be kept: the index's folder cannot be written."
        return gr.update(visible=True), words, place if liked is False else -1 - place

    def comment(
        self, visit: Visit, place: int, comment: str, correct: str, unanswerable: bool
    ) -> tuple[Any, str]:
        """Keep the words; `place` is negative where the thumb was up."""
        liked, place = place < 0, -1 - place if place < 0 else place
        try:
            kept = self._desk.judge(
                visit,
                place,
                liked,
                comment,
                "" if liked else correct,
                unanswerable=unanswerable and not liked,
            )
        except InvalidFeedbackError as error:
            return gr.update(visible=True), str(error)
        words = "Kept. Thank you." if kept else "This could not be kept."
        return gr.update(visible=True), words

    # Articles

    def add(self, files: list[str] | None, visit: Visit) -> ArticlesUpdate:
        """Add files that were dropped onto the page."""
        return self._add([Path(file) for file in files or ()], visit)

    def paste(self, title: str, text: str, visit: Visit) -> ArticlesUpdate:
        return self._add([(title.strip(), text)] if text.strip() else [], visit)

    def _add(self, uploads: list[Any], visit: Visit) -> ArticlesUpdate:
        progress = gr.Progress()
        articles = self._desk.sessions.articles_of(visit.owner)

        def tell(done: int, total: int, what: str) -> None:
            progress((done, total), desc="Embedding articles", unit=what)

        try:
            report = articles.add(uploads, progress=tell)
        except GroundwireError as error:
            html = rendering.add_report_html((), (), [("", str(error))])
        else:
            skipped = [(one.source, one.reason) for one in report.skipped]
            html = rendering.add_report_html(report.added, report.replaced, skipped)
        return (*self.articles(visit)[:3], html)

    def remove(self, document_ids: list[str] | None, visit: Visit) -> ArticlesUpdate:
        articles = self._desk.sessions.articles_of(visit.owner)
        problems = []
        for document_id in document_ids or ():
            try:
                articles.remove(document_id)
            except GroundwireError as error:
                problems.append(("", str(error)))
        html = rendering.add_report_html((), (), problems)
        return (*self.articles(visit)[:3], html)

    def articles(self, visit: Visit) -> ArticlesUpdate:
        """Return what the session may ask about, and what of it was added."""
        added = self._desk.sessions.added(visit.owner)
        known = [*added, *self._documents][:MAX_CHOICES]
        return (
            rendering.articles_html(self._catalogue(visit, added)),
            gr.Dropdown(choices=[(heading(one), one.id) for one in known]),
            gr.Dropdown(
                choices=[(heading(one), one.id) for one in added], value=[], visible=bool(added)
            ),
            "",
        )

    def _catalogue(self, visit: Visit, added: list[Document] | None = None) -> Catalogue:
        """Return the articles that the visitor may ask about, their own first."""
        added = self._desk.sessions.added(visit.owner) if added is None else added
        if not added:
            return self.catalogue
        own = Catalogue.of(added, uploaded={one.id for one in added})
        ids = {article.id for article in own.articles}
        others = (article for article in self.catalogue.articles if article.id not in ids)
        return replace(self.catalogue, articles=(*own.articles, *others))

    # Panels

    def _update(self, visit: Visit) -> Update:
        return (
            self._messages(visit),
            self.sources(visit),
            visit,
            "",
            gr.update(visible=False),
        )

    def _waiting(self, message: str, visit: Visit, step: Step | None, scope: Scope) -> Update:
        pending = _assistant(rendering.pending_html(step, self._catalogue(visit), scope))
        messages = [*self._messages(visit), *_user(message), pending]
        return messages, gr.skip(), visit, "", gr.update(visible=False)

    def sources(self, visit: Visit) -> str:
        return rendering.sources_html(visit.history, partial(self._desk.document, visit))

    def _messages(self, visit: Visit) -> Messages:
        catalogue = self._catalogue(visit)
        messages: Messages = []
        for number, exchange in enumerate(visit.history, start=1):
            reply = rendering.reply_html(exchange, number, catalogue, exchange.scope)
            messages += [*_user(exchange.message), _assistant(reply)]
        return messages


def place_of(index: int | tuple[int, int]) -> int:
    """Return the place of the exchange of a message, its question or its reply."""
    return (index if isinstance(index, int) else index[0]) // 2


def unescaped(message: str) -> str:
    """Return a message as it was typed, from its HTML in the chat."""
    return html.unescape(message)


def _user(message: str) -> Messages:
    # A blank message is shown, too: two messages make an exchange.
    return [{"role": "user", "content": rendering.question_html(message) or "…"}]


def _assistant(content: str) -> dict[str, str]:
    return {"role": "assistant", "content": content}
