"""The sources beside the chat: passages and articles, cut by offsets."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes_page import FEBRUARY, QUOTES, FakePipeline, cite, seed_documents
from html_of_page import SEED, Parsed, citing, exchange, page_of
from hypothesis import given
from hypothesis import strategies as st

from index.documents import make_document
from index.types import Document
from page import rendering
from page.conversation import Exchange
from page.rendering.article import window
from page.rendering.sources import ARTICLE_SIZE
from qa.types import Answer

pytestmark = pytest.mark.unit


@pytest.fixture
def answered() -> Answer:
    return FakePipeline().ask(FEBRUARY)


def test_a_card_highlights_its_own_quote_in_its_passage(answered: Answer) -> None:
    _, beside = page_of(seed_documents(), exchange(answered))
    assert beside.text_of["mark"] == [QUOTES[0], QUOTES[0], QUOTES[1], QUOTES[1]]
    assert beside.text_of["blockquote"] == [citation.context for citation in answered.citations]
    assert "12 April 2023" in beside.text
    assert answered.citations[0].source in beside.text
    assert "undated" in beside.text


def test_the_highlight_is_cut_by_offsets_when_the_quote_stands_twice() -> None:
    document = make_document("One of one and one of two.", "twice.txt")
    start = document.text.rindex("one")
    citation = replace(cite(document, "one", 1), start=start, end=start + 3)
    answer = Answer("q", "q", "one", 0.9, (citation,))
    markup = rendering.sources_html((exchange(answer),), lambda _: document)
    assert "One of one and <mark>one</mark> of two." in markup
    assert 'One of one and <mark class="gw-here">one</mark> of two.' in markup


def test_every_turn_keeps_its_cards_and_no_id_stands_twice(answered: Answer) -> None:
    history = (exchange(answered), Exchange("", problem="empty"), exchange(answered))
    chat, beside = page_of(seed_documents(), *history)
    ids = [
        attributes["id"] for _, attributes in chat.elements + beside.elements if "id" in attributes
    ]
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in chat.links()} <= beside.ids()
    assert [text for text in beside.text_of["summary"] if text != "In the article"] == [FEBRUARY]


def test_the_article_stands_in_a_fold_with_its_passage_sentence_and_quote() -> None:
    answer = citing(SEED, "USD 29.3 billion")
    markup = rendering.sources_html((exchange(answer),), lambda _: SEED)
    parsed = Parsed(markup)
    whole = next(text for text in parsed.text_of["div"] if text == SEED.text)
    assert whole
    passage, sentence, quote = (
        '<span class="gw-passage">',
        '<span class="gw-sentence">The new package',
        '<mark class="gw-here">USD 29.3 billion</mark>',
    )
    places = [markup.index(piece, markup.index("gw-whole")) for piece in (passage, sentence, quote)]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("document", "words"),
    [(None, "no longer here"), (replace(SEED, text="Other words."), "has changed")],
)
def test_an_article_that_is_gone_leaves_its_passage(
    document: Document | None, words: str, answered: Answer
) -> None:
    parsed = Parsed(rendering.sources_html((exchange(answered),), lambda _: document))
    assert words in parsed.text
    assert parsed.text_of["mark"] == list(QUOTES)
    assert parsed.text_of["blockquote"] == [citation.context for citation in answered.citations]


def test_a_long_article_is_cut_at_paragraphs_around_the_quote() -> None:
    paragraph = "Twenty characters...\n"
    text = paragraph * 5_000 + "Here stands the needle.\n" + paragraph * 5_000
    document = Document("long", "Long", text, None, "long.txt")
    answer = citing(document, "needle")
    markup = rendering.sources_html((exchange(answer),), lambda _: document)
    whole = Parsed(markup).text_of["div"][1]
    assert ARTICLE_SIZE - 100 < len(whole) <= ARTICLE_SIZE
    assert whole.startswith("Twenty")
    assert whole.endswith("...")
    assert "Here stands the needle." in whole
    assert "of 210,024, around the quote" in Parsed(markup).text
    assert "around the quote" not in rendering.sources_html(
        (exchange(citing(SEED, "Bakhmut")),), lambda _: SEED
    )


@given(st.text(alphabet="ab\n", max_size=60), st.data(), st.integers(0, 70))
def test_a_window_holds_what_it_must(text: str, data: st.DataObject, size: int) -> None:
    left = data.draw(st.integers(0, len(text)))
    right = data.draw(st.integers(left, len(text)))
    first, last = window(text, left, right, size)
    assert 0 <= first <= left <= right <= last <= len(text)
    assert last - first <= max(size, right - left)
