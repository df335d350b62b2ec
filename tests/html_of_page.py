"""The page's HTML taken apart, for the tests of what it shows."""

from __future__ import annotations

import html
from html.parser import HTMLParser

from fakes_page import cite, seed_documents

from index.types import Document
from page import rendering
from page.articles import Catalogue
from page.conversation import Exchange
from qa.escaping import escape
from qa.scope import Step
from qa.types import Answer, Turn

# What Gradio's sanitizer leaves of a message in the chat; beside it nothing is sanitized.
CHAT_TAGS = frozenset(
    (
        *("a", "bdi", "button", "details", "div", "li", "meter", "ol", "p", "span", "strong"),
        *("summary", "time", "ul"),
    )
)
TAGS = CHAT_TAGS | frozenset(
    ("article", "blockquote", "em", "h1", "h2", "h3", "h4", "header", "mark", "pre", "section")
)
CHAT_ATTRIBUTES = frozenset(
    (
        *("class", "datetime", "high", "href", "id", "low", "max", "min", "optimum", "tabindex"),
        *("title", "type", "value"),
    )
)
ATTRIBUTES = CHAT_ATTRIBUTES | frozenset(("aria-label", "aria-labelledby", "dir", "hidden", "role"))
SEED, OTHER_SEED = seed_documents()


class Parsed(HTMLParser):
    """The elements and the text of a piece of HTML."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text_of: dict[str, list[str]] = {}
        self.text = ""
        self._open: list[tuple[str, int]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        texts = self.text_of.setdefault(tag, [])
        self._open.append((tag, len(texts)))
        texts.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        for tag, place in self._open:
            self.text_of[tag][place] += data

    def ids(self) -> set[str]:
        return {attributes["id"] or "" for _, attributes in self.elements if "id" in attributes}

    def links(self) -> list[str]:
        return [attributes["href"] or "" for tag, attributes in self.elements if tag == "a"]


def exchange(answer: Answer, message: str | None = None) -> Exchange:
    message = answer.question if message is None else message
    return Exchange(message, Turn(message, answer.standalone_question, answer))


def page_of(documents: tuple[Document, ...], *exchanges: Exchange) -> tuple[Parsed, Parsed]:
    """The chat and what stands beside it."""
    catalogue = Catalogue.of(documents)
    chat = [rendering.welcome_html(catalogue), rendering.pending_html(Step("read", 10), catalogue)]
    for number, each in enumerate(exchanges, start=1):
        chat.append(rendering.question_html(each.message))
        chat.append(rendering.reply_html(each, number, catalogue))
    beside = [
        rendering.masthead_html(catalogue),
        rendering.sources_html(exchanges, {one.id: one for one in documents}.get),
        rendering.articles_html(catalogue),
    ]
    return Parsed("".join(chat)), Parsed("".join(beside))


def citing(document: Document, *quotes: str) -> Answer:
    citations = tuple(cite(document, quote, place) for place, quote in enumerate(quotes, start=1))
    return Answer("Why?", "Why?", "; ".join(quotes), 0.9, citations)


def harmless(chat: Parsed, beside: Parsed) -> None:
    for parsed, tags, names in (
        (chat, CHAT_TAGS, CHAT_ATTRIBUTES),
        (beside, TAGS, ATTRIBUTES),
    ):
        assert {tag for tag, _ in parsed.elements} <= tags
        assert {name for _, attributes in parsed.elements for name in attributes} <= names
        assert all(link.startswith("#gw-") for link in parsed.links())
        assert not set(parsed.text) & set("\u202a\u202e\u202c\u2066\u2069\x00\x07\ud800")


def plain(text: str) -> str:
    return html.unescape(escape(text))
