"""The page's components and what happens between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr
from gradio.events import api

from index.errors import GroundwireError
from page import rendering
from page.articles import Catalogue, heading
from page.conversation import Exchange, reply
from page.style import LINKS_SCRIPT
from qa import QAPipeline
from qa.types import Citation

__all__ = ["build_app"]

CONCURRENT_QUESTIONS = 2
WAITING_QUESTIONS = 32

History = tuple[Exchange, ...]
Messages = list[dict[str, str]]
# The chat, the sources, the session's history and the question box.
Update = tuple[Messages, str, History, Any]


def build_app(pipeline: QAPipeline) -> gr.Blocks:
    """Return the page over `pipeline`; start it with `launch(**launch_options())`."""
    catalogue = Catalogue.of(pipeline.index.documents())
    session = _Session(pipeline, catalogue)
    app = gr.Blocks(title="Groundwire", analytics_enabled=False)
    with app:
        _html(rendering.masthead_html(catalogue))
        with gr.Row(elem_id="gw-columns"):
            with gr.Column(scale=3, min_width=320, elem_id="gw-conversation"):
                chatbot = _chatbot(catalogue)
                question = _question_box()
            with gr.Column(scale=2, min_width=320, elem_id="gw-side"):
                sources = _html(session.sources(()), script=LINKS_SCRIPT)
                _html(rendering.articles_html(catalogue))
        history = gr.State(())
        panels = [chatbot, sources, history, question]
        asking: dict[str, Any] = {
            "outputs": panels,
            "concurrency_limit": CONCURRENT_QUESTIONS,
            "concurrency_id": "ask",
            "show_progress": "hidden",
            "api_visibility": "private",
        }
        question.submit(session.answer, inputs=[question, history], **asking)
        chatbot.example_select(session.answer_example, inputs=[history], **asking)
        chatbot.clear(session.start_over, outputs=panels, queue=False, api_visibility="private")
        api(
            _api(pipeline),
            api_name="ask",
            concurrency_limit=CONCURRENT_QUESTIONS,
            concurrency_id="ask",
        )
    app.queue(max_size=WAITING_QUESTIONS, default_concurrency_limit=CONCURRENT_QUESTIONS)
    return app


def _html(value: str, script: str | None = None) -> gr.HTML:
    return gr.HTML(value, js_on_load=script, apply_default_css=False)


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
        render_markdown=False,
        sanitize_html=True,
        allow_tags=False,
        latex_delimiters=[],
        feedback_options=None,
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
        submit_btn="Ask",
        autofocus=True,
        elem_id="gw-question",
    )


class _Session:
    """The page's event handlers: all a visitor's state comes in and goes out as `History`."""

    def __init__(self, pipeline: QAPipeline, catalogue: Catalogue) -> None:
        self._pipeline = pipeline
        self._catalogue = catalogue

    def answer(self, message: str, history: History) -> Iterator[Update]:
        """Show the question at once, then its answer."""
        pending = _assistant(rendering.pending_html(self._catalogue))
        messages = self._messages(history)
        yield [*messages, *_user(message), pending], self.sources(history), history, ""
        history = (*history, reply(self._pipeline, history, message))
        # The box is left alone now: the next question may already stand in it.
        yield self._messages(history), self.sources(history), history, gr.skip()

    def answer_example(self, history: History, event: gr.SelectData) -> Iterator[Update]:
        yield from self.answer(event.value["text"], history)

    def start_over(self) -> Update:
        return [], self.sources(()), (), ""

    def sources(self, history: History) -> str:
        return rendering.sources_html(history, self._heading_of)

    def _heading_of(self, citation: Citation) -> str:
        """The heading of a card; an article may be gone from the index since it was cited."""
        try:
            return heading(self._pipeline.index.document(citation.document_id))
        except GroundwireError:
            return citation.title or citation.source

    def _messages(self, history: History) -> Messages:
        messages: Messages = []
        for number, exchange in enumerate(history, start=1):
            messages += _user(exchange.message)
            messages.append(_assistant(rendering.reply_html(exchange, number, self._catalogue)))
        return messages


def _user(message: str) -> Messages:
    text = rendering.question_html(message)
    return [{"role": "user", "content": text}] if text else []


def _assistant(content: str) -> dict[str, str]:
    return {"role": "assistant", "content": content}


def _api(pipeline: QAPipeline) -> Any:
    def ask(question: str) -> dict[str, Any]:
        """Answer a question from the articles, with citations, or abstain.

        Returns the same JSON as `qa ask --json`: `answer` is null when the articles don't say.
        """
        try:
            return pipeline.ask(question).to_dict()
        except GroundwireError as error:
            raise gr.Error(str(error), print_exception=False) from error

    return ask
