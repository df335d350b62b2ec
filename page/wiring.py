"""Which event of which component calls which handler, and what it writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import gradio as gr

from page.desk import Visit
from page.handlers import Handlers, Update, place_of, unescaped
from page.serving import PageSettings
from page.shelf import Shelf

if TYPE_CHECKING:
    from page.layout import Panels

__all__ = ["connect"]

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_SAVE = """(text) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
  link.download = "groundwire.md";
  link.click();
  URL.revokeObjectURL(link.href);
}"""


def connect(app: gr.Blocks, panels: Panels, handlers: Handlers, settings: PageSettings) -> None:
    """Make the page work."""
    chat = [panels.chatbot, panels.sources, panels.visit, panels.question, panels.feedback]
    people = [panels.keep, panels.conversations, panels.title]
    articles = [panels.masthead, panels.articles, panels.boxes[-1], panels.added, panels.report]
    app.load(handlers.enter, [panels.keep], [*chat, *people, *articles], queue=False, **QUIET)
    _ask(panels, handlers, settings, chat, people)
    _converse(panels, handlers, chat, people)
    _judge(panels, handlers)
    _add(panels, handlers.shelf, articles)


def _ask(
    panels: Panels, handlers: Handlers, settings: PageSettings, chat: list[Any], people: list[Any]
) -> None:
    asking: dict[str, Any] = {
        "outputs": chat,
        "concurrency_limit": settings.concurrent,
        "concurrency_id": "ask",
        **QUIET,
    }

    def example(
        visit: Visit,
        keep: Any,
        since: str,
        until: str,
        as_of: str,
        only: Any,
        event: gr.SelectData,
        request: gr.Request,
    ) -> Iterator[Update]:
        text = event.value["text"]
        yield from handlers.typed(text, visit, keep, since, until, as_of, only, request)

    def retry(
        visit: Visit, since: str, until: str, as_of: str, only: Any, event: gr.RetryData
    ) -> Iterator[Update]:
        message, visit = handlers.again(visit, place_of(event.index))
        yield from handlers.answer(message, visit, since, until, as_of, only)

    def edit(
        visit: Visit, since: str, until: str, as_of: str, only: Any, event: gr.EditData
    ) -> Iterator[Update]:
        _, visit = handlers.again(visit, place_of(event.index))
        message = unescaped(str(event.value))
        yield from handlers.answer(message, visit, since, until, as_of, only)

    chatbot, question = panels.chatbot, panels.question
    events: list[Any] = [
        question.submit(
            handlers.typed, [question, panels.visit, panels.keep, *panels.boxes], **asking
        ),
        chatbot.example_select(example, [panels.visit, panels.keep, *panels.boxes], **asking),
        chatbot.retry(retry, [panels.visit, *panels.boxes], **asking),
        chatbot.edit(edit, [panels.visit, *panels.boxes], **asking),
    ]
    for event in events:
        event.then(handlers.kept, [panels.visit], people, queue=False, **QUIET)
    stopped: dict[str, Any] = {"inputs": [panels.visit], "outputs": chat, "queue": False, **QUIET}
    # Twice: a step that was under way may still arrive after the first.
    question.stop(handlers.stopped, cancels=events, **stopped).then(handlers.stopped, **stopped)


def _converse(panels: Panels, handlers: Handlers, chat: list[Any], people: list[Any]) -> None:
    visit = [panels.visit]
    still: dict[str, Any] = {"queue": False, **QUIET}
    events = [
        panels.chatbot.undo(handlers.undo, visit, chat, **still),
        panels.chatbot.clear(handlers.begin, visit, chat, **still),
        panels.begin.click(handlers.begin, visit, chat, **still),
        panels.conversations.input(
            handlers.open, [panels.conversations, panels.visit], chat, **still
        ),
        panels.rename.click(handlers.rename, [panels.title, panels.visit], None, **still),
        panels.title.submit(handlers.rename, [panels.title, panels.visit], None, **still),
        panels.delete.click(handlers.delete, visit, chat, **still),
    ]
    for event in events:
        event.then(handlers.kept, visit, people, **still)
    panels.export.click(handlers.export, visit, panels.exported, **still).then(
        None, panels.exported, None, js=_SAVE, **still
    )


def _judge(panels: Panels, handlers: Handlers) -> None:
    panels.chatbot.like(
        handlers.like,
        [panels.visit],
        [panels.feedback, panels.thanks, panels.judged],
        queue=False,
        **QUIET,
    )
    panels.send.click(
        handlers.comment,
        [panels.visit, panels.judged, panels.comment, panels.correct, panels.unanswerable],
        [panels.feedback, panels.thanks],
        queue=False,
        **QUIET,
    )


def _add(panels: Panels, shelf: Shelf, articles: list[Any]) -> None:
    adding: dict[str, Any] = {"api_visibility": "private", "concurrency_id": "add"}
    panels.files.upload(shelf.add, [panels.files, panels.visit], articles, **adding).then(
        lambda: None, None, panels.files, queue=False, **QUIET
    )
    panels.paste.click(
        shelf.paste, [panels.paste_title, panels.paste_text, panels.visit], articles, **adding
    ).then(lambda: ("", ""), None, [panels.paste_title, panels.paste_text], queue=False, **QUIET)
    panels.remove.click(shelf.remove, [panels.added, panels.visit], articles, **adding)
