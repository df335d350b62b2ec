"""The page's components; what happens between them is in `page.wiring` and `page.handlers`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from index.upload_files import SUFFIXES
from page import rendering
from page.api import add_endpoints
from page.articles import Catalogue, LiveCatalogue
from page.desk import Desk, Visit
from page.handlers import ASK, Handlers
from page.serving import PageSettings, queue_options
from page.sessions import Sessions
from page.shelf import Shelf
from page.style import LINKS_SCRIPT
from page.wiring import connect
from qa import QAPipeline
from qa.history import ConversationStore, FeedbackStore

__all__ = ["Panels", "build_app"]


def build_app(
    pipeline: QAPipeline,
    settings: PageSettings | None = None,
    *,
    history: Path | None = None,
) -> gr.Blocks:
    """Return the page over `pipeline`; start it with `launch(**launch_options())`.

    `history` is the file that keeps conversations and feedback; None keeps them nowhere.
    """
    settings = settings or PageSettings()
    sessions = Sessions(pipeline, settings)
    desk = Desk(
        sessions,
        ConversationStore(history) if history else None,
        FeedbackStore(history) if history else None,
    )
    handlers = Handlers(desk, Shelf(sessions, LiveCatalogue(pipeline.current_index)))
    app = gr.Blocks(title="Groundwire", analytics_enabled=False)
    with app:
        connect(app, draw(handlers), handlers, settings)
        add_endpoints(sessions, settings)
    app.queue(**queue_options(settings))
    return app


@dataclass(frozen=True, slots=True)
class Panels:
    """The components that events read or write."""

    keep: gr.BrowserState
    visit: gr.State
    masthead: gr.HTML
    chatbot: gr.Chatbot
    question: gr.Textbox
    sources: gr.HTML
    # feedback
    feedback: gr.Column
    thanks: gr.Markdown
    judged: gr.State
    comment: gr.Textbox
    correct: gr.Textbox
    unanswerable: gr.Checkbox
    send: gr.Button
    # conversations
    begin: gr.Button
    export: gr.Button
    exported: gr.Textbox
    conversations: gr.Radio
    title: gr.Textbox
    rename: gr.Button
    delete: gr.Button
    # what is asked
    boxes: tuple[Any, ...]
    # articles
    articles: gr.HTML
    files: gr.File
    paste_title: gr.Textbox
    paste_text: gr.Textbox
    paste: gr.Button
    report: gr.HTML
    added: gr.Dropdown
    remove: gr.Button


def draw(handlers: Handlers) -> Panels:
    """Lay the components out; `connect` makes them work."""
    catalogue = handlers.shelf.catalogue_of(Visit())
    masthead = _html(rendering.masthead_html(catalogue))
    with gr.Row(elem_id="gw-columns"):
        with gr.Column(scale=3, min_width=320, elem_id="gw-conversation"):
            chatbot, question = _chatbot(catalogue), _question_box()
            feedback = _feedback()
        with gr.Column(scale=2, min_width=320, elem_id="gw-side"):
            sources = _html(rendering.sources_html((), lambda _: None), script=LINKS_SCRIPT)
            conversations = _conversations()
            boxes = _filters()
            articles = _articles(catalogue)
    return Panels(
        # The key names a visitor, and is kept in their browser only; nothing in it is secret to it.
        keep=gr.BrowserState({}, storage_key="groundwire", secret="groundwire"),  # noqa: S106
        visit=gr.State(Visit()),
        masthead=masthead,
        chatbot=chatbot,
        question=question,
        sources=sources,
        boxes=boxes,
        **feedback,
        **conversations,
        **articles,
    )


def _html(value: str, script: str | None = None, **options: Any) -> gr.HTML:
    return gr.HTML(value, js_on_load=script, apply_default_css=False, **options)


def _chatbot(catalogue: Catalogue) -> gr.Chatbot:
    """The transcript; its messages are HTML of ours, which Gradio sanitizes once more.

    With `render_markdown=False` a message is still read as HTML, but Markdown in it, such as an
    image that a user or an article names, stays text.
    """
    return gr.Chatbot(
        label="Conversation",
        show_label=False,
        elem_id="gw-chat",
        height=None,
        buttons=[],
        layout="panel",
        editable="user",
        render_markdown=False,
        sanitize_html=True,
        allow_tags=False,
        latex_delimiters=[],
        allow_file_downloads=False,
        placeholder=rendering.welcome_html(catalogue),
        examples=[{"text": text} for text in catalogue.examples] or None,
    )


def _question_box() -> gr.Textbox:
    return gr.Textbox(
        label="Your question",
        placeholder="Ask the articles…",
        lines=1,
        max_lines=6,
        **ASK,
        autofocus=True,
        elem_id="gw-question",
    )


def _feedback() -> dict[str, Any]:
    with gr.Column(visible=False, elem_id="gw-feedback") as panel:
        thanks = gr.Markdown(sanitize_html=True)
        comment = gr.Textbox(label="In a word", max_length=2_000)
        correct = gr.Textbox(label="The right answer, if the articles say it", max_length=2_000)
        unanswerable = gr.Checkbox(label="The articles don’t say it")
        send = gr.Button("Send", size="sm")
    return {
        "feedback": panel,
        "thanks": thanks,
        "judged": gr.State(0),
        "comment": comment,
        "correct": correct,
        "unanswerable": unanswerable,
        "send": send,
    }


def _conversations() -> dict[str, Any]:
    with gr.Accordion("Conversations", open=False, elem_id="gw-history"):
        with gr.Row():
            begin = gr.Button("New conversation", size="sm", elem_id="gw-begin")
            export = gr.Button("Export as Markdown", size="sm")
        exported = gr.Textbox(visible="hidden", elem_id="gw-exported")
        earlier = gr.Radio(label="Earlier conversations", visible=False)
        with gr.Row():
            title = gr.Textbox(label="Title of this one", max_length=200, scale=3)
            rename = gr.Button("Rename", size="sm", scale=1, min_width=90)
            delete = gr.Button("Delete", size="sm", variant="stop", scale=1, min_width=90)
    return {
        "begin": begin,
        "export": export,
        "exported": exported,
        "conversations": earlier,
        "title": title,
        "rename": rename,
        "delete": delete,
    }


def _filters() -> tuple[Any, ...]:
    with gr.Accordion("Narrow down", open=False, elem_id="gw-filters"):
        with gr.Row():
            since, until, as_of = (
                gr.Textbox(label=label, placeholder="2023-04-12", max_length=10, min_width=100)
                for label in ("From", "To", "As of")
            )
        only = gr.Dropdown(label="Only these articles", multiselect=True, choices=[])
    return since, until, as_of, only


def _articles(catalogue: Catalogue) -> dict[str, Any]:
    articles = _html(rendering.articles_html(catalogue))
    with gr.Accordion("Add articles", open=False, elem_id="gw-add"):
        files = gr.File(
            label="Drop files here",
            file_count="multiple",
            file_types=sorted(SUFFIXES),
            height=120,
        )
        paste_title = gr.Textbox(label="Title of a pasted article", max_length=200)
        paste_text = gr.Textbox(label="Its text", lines=3, max_lines=8)
        paste = gr.Button("Add the text", size="sm")
        report = _html("", elem_id="gw-report")
        added = gr.Dropdown(label="Added by you", multiselect=True, visible=False)
        remove = gr.Button("Remove", size="sm")
    return {
        "articles": articles,
        "files": files,
        "paste_title": paste_title,
        "paste_text": paste_text,
        "paste": paste,
        "report": report,
        "added": added,
        "remove": remove,
    }
