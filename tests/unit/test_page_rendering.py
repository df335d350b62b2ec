"""The chat, and what stands around it: what a person reads."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from fakes_page import FEBRUARY, FakePipeline, cite, seed_documents
from html_of_page import OTHER_SEED, SEED, Parsed, citing, exchange, page_of

from index.documents import make_document
from page import rendering
from page.articles import Catalogue
from page.conversation import Exchange
from qa.scope import Scope, Step
from qa.types import Alternative, Answer

pytestmark = pytest.mark.unit


def test_an_answer_has_marks_that_lead_to_cards_and_back(answered: Answer) -> None:
    chat, beside = page_of(seed_documents(), exchange(answered))
    assert "USD 425 million[1]; USD 1.75 billion[2]" in chat.text
    assert chat.links() == ["#gw-source-1-1", "#gw-source-1-2"]
    assert {link[1:] for link in chat.links()} <= beside.ids()
    assert {link[1:] for link in beside.links()} <= chat.ids()


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


def test_sentences_stand_in_paragraphs_and_values_in_one() -> None:
    first = "The two leaders discussed ongoing preparations"
    sentences = [
        next(line for line in SEED.text.split("\n") if line.startswith(first)),
        next(line for line in SEED.text.split("\n") if line.startswith("The US has been helping")),
    ]
    answer = citing(SEED, *sentences)
    chat, _ = page_of((SEED,), exchange(answer))
    texts = [text for text in chat.text_of["p"] if text.startswith("The ")]
    assert texts[:2] == [f"{sentences[0]}[1]", f"{sentences[1]}[2]"]
    assert "; " not in "".join(texts[:2])
    half = citing(SEED, sentences[0].rstrip("."), sentences[1][:20])
    chat, _ = page_of((SEED,), exchange(half))
    assert f"{half.parts[0][0].quote}[1]; {half.parts[1][0].quote}[2]" in chat.text


def test_the_verdict_comes_first_and_notes_follow(answered: Answer) -> None:
    note = "in February → February 2023, article of 2023-04-12"
    citations = tuple(replace(citation, notes=(note,)) for citation in answered.citations)
    answer = replace(answered, verdict="no", citations=citations)
    chat, beside = page_of(seed_documents(), exchange(answer))
    assert "No: USD 425 million[1]" in chat.text
    assert chat.text.count(note) == 1
    assert beside.text.count(note) == 2 + 2  # the cards and what is copied


def test_a_low_confidence_is_said_before_the_answer(answered: Answer) -> None:
    chat, _ = page_of(seed_documents(), exchange(replace(answered, confidence=0.3)))
    assert chat.text.index("Not sure, but perhaps:") < chat.text.index("USD 425 million")
    chat, _ = page_of(seed_documents(), exchange(answered))
    assert "perhaps" not in chat.text


def test_a_conflict_is_in_sight_and_other_candidates_are_folded(answered: Answer) -> None:
    rival = Alternative("USD 2.6 billion", 0.4, cite(OTHER_SEED, OTHER_SEED.text[:9], 3), True)
    other = Alternative("Bakhmut", 0.12, cite(SEED, "Bakhmut", 4))
    answer = replace(answered, alternatives=(rival, other))
    chat, beside = page_of(seed_documents(), exchange(answer))
    assert "Another article says “USD 2.6 billion”" in chat.text
    (fold,) = chat.text_of["details"]
    assert fold.startswith("Other candidates (1)Bakhmut")
    assert "12%" in fold
    assert SEED.title
    assert SEED.title in fold
    assert "12 April 2023" in fold
    assert "USD 2.6 billion" not in fold
    assert "gw-other-1-1" in beside.ids()
    assert "#gw-other-1-1" in chat.links()
    assert beside.text_of["em"] == [rival.citation.quote]


def test_the_steps_that_are_done_are_ticked() -> None:
    catalogue = Catalogue.of(seed_documents())
    for step in (None, Step("retrieve")):
        parsed = Parsed(rendering.pending_html(step, catalogue))
        assert parsed.text_of["li"] == ["Searching 2 articles…"]
    parsed = Parsed(rendering.pending_html(Step("read", 1), catalogue))
    assert parsed.text_of["li"] == ["Searched 2 articles", "Reading 1 passage…"]
    assert [one.get("class") for tag, one in parsed.elements if tag == "li"] == [
        "gw-done",
        "gw-doing",
    ]


def test_the_scope_says_what_was_searched(answered: Answer) -> None:
    catalogue = Catalogue.of(seed_documents())
    scope = Scope(since=datetime.date(2023, 5, 1), as_of=datetime.date(2023, 6, 2))
    markup = rendering.reply_html(exchange(answered), 1, catalogue, scope)
    assert "Searched 1 of 2 articles (as of 2 June 2023, from 1 May 2023)" in Parsed(markup).text
    assert "Searching 1 article…" in rendering.pending_html(None, catalogue, scope)
    only = Scope(documents=(SEED.id,))
    assert [article.id for article in catalogue.within(only)] == [SEED.id]
    assert len(catalogue.within(Scope(until=datetime.date(2023, 4, 12)))) == 2
    assert len(catalogue.within(Scope(until=datetime.date(2023, 4, 11)))) == 1


def test_the_visitors_own_articles_come_first_and_are_marked() -> None:
    undated = next(one for one in seed_documents() if one.date is None)
    catalogue = Catalogue.of(seed_documents(), {undated.id})
    assert [article.uploaded for article in catalogue.articles] == [True, False]
    first, second = Parsed(rendering.articles_html(catalogue)).text_of["li"]
    assert "yours" in first
    assert "yours" not in second


def test_what_was_added_is_reported_by_name() -> None:
    assert rendering.add_report_html((), (), ()) == ""
    markup = rendering.add_report_html(["a.txt"], [], [("<b>.png", "no text"), ("", "too many")])
    parsed = Parsed(markup)
    assert parsed.text_of["h4"] == ["Added (1)", "Not added (2)"]
    assert parsed.text_of["li"] == ["a.txt", "<b>.png: no text", "too many"]


@pytest.fixture
def answered() -> Answer:
    return FakePipeline().ask(FEBRUARY)
