"""What happens on the page: each method answers one event with new values for its panels."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import gradio as gr

from page import rendering
from page.conversation import Exchange
from page.desk import Desk, Visit
from page.scope_boxes import read_scope
from page.shelf import Shelf
from qa.history import InvalidFeedbackError
from qa.scope import Scope, Step

__all__ = ["Handlers", "Update", "place_of", "unescaped"]

ASK: dict[str, Any] = {"submit_btn": "Ask", "stop_btn": False}  # the button in the question box
STOP: dict[str, Any] = {"submit_btn": False, "stop_btn": "Stop"}
Messages = list[dict[str, str]]
# The chat, the sources, the visit, the question box, the feedback panel.
Update = tuple[Any, Any, Visit, Any, Any]


class Handlers:
    """The page's event handlers. All of a visitor's state comes in and goes out as a `Visit`.

    `keep` is the visitor's key and conversation, as their browser keeps it.
    """

    def __init__(self, desk: Desk, shelf: Shelf) -> None:
        self._desk = desk
        self.shelf = shelf

    # Conversations

    def enter(self, keep: dict[str, str] | None, request: gr.Request) -> tuple[Any, ...]:
        """Show the conversation that the visitor left, after a reload or a restart."""
        visit = self.entered(Visit(), keep, request)
        # A question may stand in the box already.
        return (
            *self._shown(visit),
            gr.skip(),
            gr.skip(),
            *self.kept(visit),
            *self.shelf.shown(visit),
        )

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
        choices = [(f"{rendering.label_text(one.title)} ({one.turns})", one.id) for one in found]
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
                # The words are left alone now: the next question may already stand in the box.
                yield (*self._shown(step), gr.update(**ASK), gr.update(visible=False))

    def again(self, visit: Visit, place: int) -> tuple[str, Visit]:
        """Take back the exchange at `place` and what follows; return its message, too."""
        message = visit.history[place].message if place < len(visit.history) else ""
        return message, self._desk.back_to(visit, place)

    def undo(self, visit: Visit, event: gr.UndoData) -> Update:
        message, visit = self.again(visit, place_of(event.index))
        return (*self._shown(visit), message, gr.update(visible=False))

    def stopped(self, visit: Visit) -> Update:
        return (*self._shown(visit), gr.update(**ASK), gr.update(visible=False))

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

    # Panels

    def _update(self, visit: Visit) -> Update:
        return (*self._shown(visit), "", gr.update(visible=False))

    def _shown(self, visit: Visit) -> tuple[Messages, str, Visit]:
        """The chat, the sources and the visit."""
        return self._messages(visit), self.sources(visit), visit

    def _waiting(self, message: str, visit: Visit, step: Step | None, scope: Scope) -> Update:
        pending = _assistant(rendering.pending_html(step, self.shelf.catalogue_of(visit), scope))
        messages = [*self._messages(visit), *_user(message), pending]
        box = gr.skip() if step else gr.update(value="", **STOP)
        return messages, gr.skip(), visit, box, gr.update(visible=False)

    def sources(self, visit: Visit) -> str:
        return rendering.sources_html(visit.history, partial(self._desk.document, visit))

    def _messages(self, visit: Visit) -> Messages:
        catalogue = self.shelf.catalogue_of(visit)
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
