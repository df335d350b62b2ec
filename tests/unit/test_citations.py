"""Whether citations are true and cover the answer, on an article worked by hand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from qa.evaluation.citations import (
    AnswerCitations,
    CitationGrade,
    citation_metrics,
    grade_citations,
    is_quoted,
)

pytestmark = pytest.mark.unit

TEXTS = {
    "norman": "The Normans came from Denmark in 911. Rollo led them; Poppa was with him.",
    "saxon": "Rollo never met the Saxons.",
}
SOURCES = {"norman": ["a/norman.txt", "b/norman.txt"], "saxon": ["a/saxon.txt"]}


def cite(quote: str, document: str = "norman", **changes: Any) -> dict[str, Any]:
    """Return a true citation whose context is the whole article, but for `changes`."""
    start = TEXTS[document].index(quote)
    return {
        "document_id": document,
        "source": SOURCES[document][0],
        "quote": quote,
        "start": start,
        "end": start + len(quote),
        "context": TEXTS[document],
        "context_start": 0,
    } | changes


def grade(
    answer: str | None,
    *citations: dict[str, Any],
    gold: tuple[str, ...] = ("Rollo",),
    sources: tuple[str, ...] = ("a/norman.txt",),
) -> AnswerCitations:
    row = {
        "answer": answer,
        "citations": list(citations),
        "gold": {"answers": list(gold), "sources": list(sources)},
    }
    return grade_citations(row, TEXTS.get, SOURCES.__getitem__)


def only(graded: AnswerCitations) -> CitationGrade:
    (citation,) = graded.citations
    return citation


def test_a_true_citation() -> None:
    graded = grade("Rollo", cite("Rollo"))
    assert graded == AnswerCitations((CitationGrade(True, True, True, True),), 1, 1, True)
    assert only(graded).right


@pytest.mark.parametrize(
    "changes",
    [
        {"start": 39, "end": 44},
        {"start": 38, "end": 42},
        {"quote": "rollo"},
        {"quote": "", "end": 38},
        {"start": -1, "end": 0},
    ],
)
def test_a_quote_that_does_not_stand_there(changes: dict[str, Any]) -> None:
    graded = grade("Rollo", cite("Rollo") | changes)
    assert not only(graded).offsets_ok
    assert not only(graded).right
    assert graded.parts_quoted == 0


def test_negative_offsets_do_not_count_from_the_end() -> None:
    text = TEXTS["saxon"]
    wrapped = cite("Saxons", "saxon", start=text.index("Saxons") - len(text), end=-1)
    assert text[wrapped["start"] : wrapped["end"]] == "Saxons"
    assert not only(grade("Saxons", wrapped)).offsets_ok


def test_an_unknown_article() -> None:
    citation = cite("Rollo", document_id="gone")
    row = {"answer": "Rollo", "citations": [citation], "gold": {"answers": [], "sources": ["x"]}}
    graded = grade_citations(row, TEXTS.get, lambda document_id: ())
    assert only(graded) == CitationGrade(False, True, False, None)


def test_a_further_citation_of_a_part_may_say_the_same_otherwise() -> None:
    first = cite("Rollo", part=0)
    graded = grade("Rollo", first, cite("Rollo", "saxon", part=0), cite("Poppa", part=0))
    assert [citation.holds_answer for citation in graded.citations] == [True, True, False]
    texts = {"a": "It sent USD 350 million.", "b": "They got $350m.", "c": "They got $35m."}
    quotes = {"a": "USD 350 million", "b": "$350m", "c": "$35m"}
    row = {
        "answer": quotes["a"],
        "gold": {"answers": [], "sources": []},
        "citations": [
            {"document_id": id, "quote": quote, "start": texts[id].index(quote),
             "end": texts[id].index(quote) + len(quote), "context": texts[id],
             "context_start": 0, "part": 0}
            for id, quote in quotes.items()
        ],
    }  # fmt: skip
    found = grade_citations(row, texts.get, lambda document_id: ())
    assert [citation.right for citation in found.citations] == [True, True, False]
    alone = grade_citations(row | {"citations": row["citations"][1:]}, texts.get, lambda id: ())
    assert [citation.right for citation in alone.citations] == [False, False]


def test_the_context_must_hold_the_quote_where_it_says() -> None:
    context = "Rollo led them; Poppa was with him."
    at = TEXTS["norman"].index(context)
    right = cite("Poppa", context=context, context_start=at)
    assert only(grade("Poppa", right)).holds_answer
    assert not only(grade("Poppa", right | {"context_start": at - 1})).holds_answer
    # Before its context: the slice from -5 would be found at the end.
    assert not only(grade("Poppa", right | {"context": "Poppa", "context_start": 59})).holds_answer


@pytest.mark.parametrize(
    ("answer", "quotes", "holds", "parts", "parts_quoted"),
    [
        ("Rollo; Poppa", ["Rollo", "Poppa"], [True, True], 2, 2),
        ("Rollo; Poppa", ["Poppa"], [True], 2, 1),
        ("the rollo!", ["Rollo"], [True], 1, 1),  # by SQuAD's normalisation
        ("Rollo and Poppa", ["Rollo"], [False], 1, 0),  # a part is more than a word of it
        ("Denmark", ["Denmark in 911"], [False], 1, 0),
        ("Rollo; Rollo", ["Rollo"], [True], 2, 2),
        ("Rollo led them; Poppa", ["Rollo led them; Poppa"], [True], 2, 2),  # quotes the joint
        ("Rollo led them; Poppa", ["led them; Poppa"], [False], 2, 0),
        (None, ["Rollo"], [False], 0, 0),
    ],
)
def test_the_parts_of_an_answer(
    answer: str | None, quotes: list[str], holds: list[bool], parts: int, parts_quoted: int
) -> None:
    graded = grade(answer, *map(cite, quotes))
    assert [citation.holds_answer for citation in graded.citations] == holds
    assert (graded.parts, graded.parts_quoted) == (parts, parts_quoted)


def test_a_part_without_letters_is_itself() -> None:
    # Both normalise to nothing, yet one is not the other.
    blank = cite("The") | {"quote": "...", "context": "..."}
    assert not only(grade("the", blank)).holds_answer
    assert only(grade("The", cite("The"))).right


@pytest.mark.parametrize(
    ("sources", "known"),
    [((), None), (("a/saxon.txt",), False), (("a/saxon.txt", "b/norman.txt"), True)],
)
def test_any_source_of_the_article_may_be_the_gold_one(
    sources: tuple[str, ...], known: bool | None
) -> None:
    graded = grade("Rollo", cite("Rollo"), sources=sources)
    assert only(graded).from_gold is known
    assert only(graded).right is (known is not False)


@pytest.mark.parametrize(
    ("gold", "supports"),
    [((), None), (("Poppa of Bayeux", "the Poppa"), True), (("Rol",), False), (("Saxons",), False)],
)
def test_a_context_that_says_the_gold_answer(gold: tuple[str, ...], supports: bool | None) -> None:
    graded = grade("Rollo", cite("Rollo"), gold=gold)
    assert only(graded).supports_gold is supports
    assert only(graded).right


def test_the_figures_over_all_rows() -> None:
    answers = [
        grade("Rollo; Poppa", cite("Rollo"), cite("Poppa")),  # all right
        grade("Rollo; Poppa", cite("Rollo"), cite("Poppa", end=0)),  # one right of two
        grade("Rollo", cite("Rollo", "saxon")),  # from the wrong article
        grade(None),  # withheld: a miss
        grade(None, gold=()),  # withheld as it should be
        grade("Rollo", cite("Rollo", "saxon"), gold=(), sources=()),  # nothing is known
        grade("911"),  # no citation at all
    ]
    assert [answer.expected for answer in answers] == [True] * 4 + [False] * 2 + [True]
    assert citation_metrics(answers) == {
        "citation_precision": pytest.approx(100 * 4 / 6),
        "citation_recall": pytest.approx(100 * 4 / 7),
        "gold_citation_recall": pytest.approx(100 * 2 / 5),
        "citation_offsets": pytest.approx(100 * 5 / 6),
        "citation_holds_answer": 100.0,
        "citation_from_gold": pytest.approx(100 * 4 / 5),
        "citation_supports_gold": pytest.approx(100.0),
        "citations": 6,
        "answer_parts": 7,
    }


def test_where_nothing_was_answered_there_is_nothing_to_count() -> None:
    figures = citation_metrics([grade(None, sources=()), grade(None, gold=())])
    assert (figures.pop("citations"), figures.pop("answer_parts")) == (0, 0)
    assert set(figures.values()) == {None}
    assert citation_metrics([grade(None)])["gold_citation_recall"] == 0.0
    assert citation_metrics([])["citation_precision"] is None


def test_grades_are_ready_for_json() -> None:
    graded = json.loads(json.dumps(grade("Rollo", cite("Rollo"), gold=()).to_dict()))
    assert graded == {
        "citations": [
            {
                "right": True,
                "offsets_ok": True,
                "holds_answer": True,
                "from_gold": True,
                "supports_gold": None,
            }
        ],
        "parts": 1,
        "parts_quoted": 1,
        "expected": False,
    }


@pytest.mark.parametrize(
    ("answer", "quotes", "quoted"),
    [
        (None, [], True),
        ("Rollo; Poppa", [(0, "Rollo"), (1, "Poppa")], True),
        ("Rollo", [(0, "Rollo"), (0, "Rollo the Dane")], True),
        ("Rollo and Poppa", [(0, "Rollo"), (1, "Poppa")], False),
        ("rollo", [(0, "Rollo")], False),
        ("Rollo", [], False),
        (None, [(0, "Rollo")], False),
        ("Rollo; Rollo", [(0, "Rollo")], False),
    ],
)
def test_an_answer_is_its_quotes_and_nothing_else(answer, quotes, quoted) -> None:
    citations = [{"part": part, "quote": quote} for part, quote in quotes]
    assert is_quoted({"answer": answer, "citations": citations}) is quoted
