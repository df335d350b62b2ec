"""The page's HTML: what it shows, and that no text from outside becomes markup."""

from __future__ import annotations

import html
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from fakes_page import FEBRUARY, QUOTES, FakePipeline, cite, seed_documents
from hypothesis import given
from hypothesis import strategies as st

from index.documents import make_document
from index.types import Document
from page import rendering
from page.articles import Catalogue
from page.conversation import Exchange
from qa.escaping import escape
from qa.types import Alternative, Answer, Turn

pytestmark = pytest.mark.unit

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus='alert(1)",
    "![pixel](http://outside.example/x.png) [click](javascript:alert(1))",
    "<a href=javascript:alert(1)>read on</a>",
    "</mark></blockquote></article><iframe src=//outside.example>",
    "{{constructor}} ${alert(1)} $$\\href{javascript:alert(1)}{x}$$",
    "safe\u202egnp.exe\u202c \u2066inside\u2069",
    "nul\x00 bell\x07 lone\ud800",
)
TAGS = frozenset(
    (
        *("a", "article", "blockquote", "details", "div", "em", "h1", "h2", "h3", "header", "li"),
        *("mark", "meter", "p", "section", "span", "summary", "time", "ul"),
    )
)
ATTRIBUTES = frozenset(
    (
        *("aria-labelledby", "class", "datetime", "high", "href", "id", "low", "max", "min"),
        *("optimum", "tabindex", "title", "value"),
    )
)


class Parsed(HTMLParser):
    """The elements and the text of a piece of HTML."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text_of: dict[str, list[str]] = {}
        self.text = ""
        self._open: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.text_of.setdefault(tag, []).append("")
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        for tag in self._open:
            self.text_of[tag][-1] += data

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
    chat = [rendering.welcome_html(catalogue), rendering.pending_html(catalogue)]
    for number, each in enumerate(exchanges, start=1):
        chat.append(rendering.question_html(each.message))
        chat.append(rendering.reply_html(each, number, catalogue))
    beside = [
        rendering.masthead_html(catalogue),
        rendering.sources_html(exchanges, lambda citation: citation.title or citation.source),
        rendering.articles_html(catalogue),
    ]
    return Parsed("".join(chat)), Parsed("".join(beside))


@pytest.fixture
def answered() -> Answer:
    return FakePipeline().ask(FEBRUARY)


def test_an_answer_has_marks_that_lead_to_cards_and_back(answered: Answer) -> None:
    chat, beside = page_of(seed_documents(), exchange(answered))
    assert "USD 425 million[1]; USD 1.75 billion[2]" in chat.text
    assert chat.links() == ["#gw-source-1-1", "#gw-source-1-2"]
    assert {link[1:] for link in chat.links()} <= beside.ids()
    assert {link[1:] for link in beside.links()} <= chat.ids()


def test_a_card_highlights_its_own_quote_in_its_passage(answered: Answer) -> None:
    _, beside = page_of(seed_documents(), exchange(answered))
    assert beside.text_of["mark"] == list(QUOTES)
    assert beside.text_of["blockquote"] == [citation.context for citation in answered.citations]
    assert "12 April 2023" in beside.text
    assert answered.citations[0].source in beside.text
    assert "undated" in beside.text


def test_the_highlight_is_cut_by_offsets_when_the_quote_stands_twice() -> None:
    document = make_document("One of one and one of two.", "twice.txt")
    start = document.text.rindex("one")
    citation = replace(cite(document, "one", 1), start=start, end=start + 3)
    answer = Answer("q", "q", "one", 0.9, (citation,))
    markup = rendering.sources_html((exchange(answer),), lambda _: "Twice")
    assert "One of one and <mark>one</mark> of two." in markup


@pytest.mark.parametrize(
    ("confidence", "words"), [(0.93, "High"), (0.8, "High"), (0.6, "Fair"), (0.3, "Low")]
)
def test_confidence_is_in_words_and_in_a_bar(
    answered: Answer, confidence: float, words: str
) -> None:
    chat, _ = page_of(seed_documents(), exchange(replace(answered, confidence=confidence)))
    assert f"{words} confidence" in chat.text
    (meter,) = (attributes for tag, attributes in chat.elements if tag == "meter")
    assert float(meter["value"] or "") == confidence
    unsure = any("gw-unsure" in (attributes.get("class") or "") for _, attributes in chat.elements)
    assert unsure == (words == "Low")


def test_an_abstention_cites_nothing_and_says_what_was_searched() -> None:
    abstained = FakePipeline().ask("Who is the prime minister of Japan?")
    chat, beside = page_of(seed_documents(), exchange(abstained))
    assert "The articles don’t say." in chat.text
    assert "Searched 2 articles for “Who is the prime minister of Japan?”" in chat.text
    assert chat.links() == ["#gw-group-1"]
    assert "gw-group-1" in beside.ids()
    assert "Closest, but not an answer" in beside.text
    assert "mark" not in beside.text_of
    assert beside.text_of["em"] == [abstained.alternatives[0].text]


def test_a_rewritten_question_is_shown(answered: Answer) -> None:
    follow_up = exchange(answered, message="and in February?")
    chat, _ = page_of(seed_documents(), follow_up)
    assert f"Searched 2 articles for “{FEBRUARY}”" in chat.text
    chat, _ = page_of(seed_documents(), exchange(answered))
    assert "articles for" not in chat.text


def test_every_turn_keeps_its_cards_and_no_id_stands_twice(answered: Answer) -> None:
    history = (exchange(answered), Exchange("", problem="empty"), exchange(answered))
    chat, beside = page_of(seed_documents(), *history)
    ids = [
        attributes["id"] for _, attributes in chat.elements + beside.elements if "id" in attributes
    ]
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in chat.links()} <= beside.ids()
    assert beside.text_of["summary"] == [FEBRUARY]


def test_a_problem_is_one_message() -> None:
    chat, _ = page_of(seed_documents(), Exchange("x" * 10_000, problem="too long: ask in fewer"))
    assert "too long: ask in fewer" in chat.text
    assert "(10,000 characters)" in chat.text
    assert len(chat.text) < 1_000


def test_a_long_list_of_articles_is_cut_and_counted() -> None:
    documents = tuple(make_document(f"Article {number}.", f"{number}.txt") for number in range(250))
    _, beside = page_of(documents)
    assert len(beside.text_of["li"]) == 100
    assert "250 articles" in beside.text
    assert "and 150 more" in beside.text


def test_an_untitled_article_goes_by_its_opening_words() -> None:
    document = replace(make_document(" ".join("word" for _ in range(40)), "a.txt"), title=None)
    _, beside = page_of((document,))
    assert " ".join(["word"] * 12) + "…" in beside.text


def test_examples_are_offered_only_where_they_can_be_answered() -> None:
    examples = Catalogue.of(seed_documents()).examples
    assert len(examples) == 4
    assert examples[0] == FEBRUARY
    assert Catalogue.of([make_document("Another matter.", "b.txt")]).examples == ()


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_text_becomes_markup(hostile: str) -> None:
    text = f"Before. {hostile} After."
    document = Document("d", hostile, text, None, f"{hostile}.txt")
    citation = replace(cite(document, hostile, 1), context=text, context_start=0)
    answered = Answer(hostile, f"{hostile}?", hostile, 0.9, (citation,))
    abstained = Answer(hostile, hostile, None, 0.1, (), (Alternative(hostile, 0.1, citation),))
    chat, beside = page_of(
        (document,), exchange(answered), exchange(abstained), Exchange(hostile, problem=hostile)
    )
    for parsed in (chat, beside):
        assert {tag for tag, _ in parsed.elements} <= TAGS
        assert {name for _, attributes in parsed.elements for name in attributes} <= ATTRIBUTES
        assert all(link.startswith("#gw-") for link in parsed.links())
        assert not set(parsed.text) & set("\u202e\u202c\u2066\u2069\x00\x07\ud800")
    shown = html.unescape(escape(hostile))
    assert beside.text_of["mark"] == [shown]
    assert f"Before. {shown} After." in beside.text
    assert chat.text.count(shown) >= 4


@given(st.text(alphabet=st.characters()))
def test_escaping_keeps_the_length_and_yields_plain_text(text: str) -> None:
    escaped = escape(text)
    assert not set(escaped) & set("<>\"'")
    assert len(html.unescape(escaped)) == len(text)
    escaped.encode()
