"""What a question demands, and whether an article meets it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from index.types import Document
from qa.amounts import amounts, asks_for_money, joined_by_list
from qa.evidence import Evidence, demands, unsupported, weigh

pytestmark = pytest.mark.unit

TEXT = (
    "Washington announced on Tuesday that it will send Kiev USD 350 million. "
    "Last month, Paris spoke of 50 tanks, said Anna Lindqvist."
)
ARTICLE = Document("d", "Aid", TEXT, date(2023, 4, 12), "aid.txt")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How much did the US pledge in February?", [("place", "US"), ("month", "February")]),
        ("how much did the us pledge in may", [("place", "the us"), ("month", "may")]),
        ("May I ask who will march?", []),
        ("Who told us to leave?", []),
        (
            "What did Anna Lindqvist say in 2023?",
            [("name", "Anna"), ("name", "Lindqvist"), ("year", "2023")],
        ),
        ("When did Germany pledge 425 million?", [("place", "Germany"), ("number", "425")]),
    ],
)
def test_demands(question, expected):
    assert [(demand.kind, demand.text) for demand in demands(question)] == expected


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ("What will the US send?", []),
        ("What will America send to Ukraine?", []),
        ("What will Germany send?", ["Germany"]),
        ("What did France say in March?", []),
        ("What did France say in June?", ["June"]),
        ("What was said on Tuesday?", []),
        ("What was said on Friday?", ["Friday"]),
        ("Who promised 350 million in 2023?", []),
        ("Who promised 35 million in 2019?", ["35", "2019"]),
        ("What did Lindqvist say to Moreau?", ["Moreau"]),
        ("What did Anna Lindqvist say?", []),
        ("What did Lindqvist of Aid say?", ["Lindqvist of Aid"]),
    ],
)
def test_unsupported(question, lacking):
    assert [demand.text for demand in unsupported(question, TEXT, ARTICLE)] == lacking


def test_a_name_may_stand_elsewhere_in_the_article_but_a_month_may_not():
    first, second = TEXT.split(". ")
    assert unsupported("What did Lindqvist say?", first, ARTICLE) == ()
    assert [d.text for d in unsupported("What came in March?", first, ARTICLE)] == ["March"]
    assert unsupported("What came in March?", second, ARTICLE) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "up to USD 425 million, as well as USD 1.75 billion in",
            ["USD 425 million", "USD 1.75 billion"],
        ),
        ("more than $16.8 billion in aid", ["$16.8 billion"]),
        ("€3bn, £20 and 40 million euros", ["€3bn", "£20", "40 million euros"]),
        ("the 34th of 50 countries", []),
    ],
)
def test_amounts(text, expected):
    assert [text[start:end] for start, end in amounts(text)] == expected


@pytest.mark.parametrize(
    "question", ["How much did it cost?", "What sum was paid?", "how many dollars"]
)
def test_asks_for_money(question):
    assert asks_for_money(question)


@pytest.mark.parametrize("question", ["How many countries?", "How much time is left?", "Who paid?"])
def test_does_not_ask_for_money(question):
    assert not asks_for_money(question)


@pytest.mark.parametrize(
    ("gap", "linked", "bare"),
    [
        (", as well as ", True, True),
        (" and ", True, True),
        (" from existing stocks, and ", True, False),
        (". The new package marks ", False, False),
        (" was raised to ", False, False),
    ],
)
def test_joined_by_list(gap, linked, bare):
    assert joined_by_list(gap) is linked
    assert joined_by_list(gap, bare=True) is bare


@pytest.mark.parametrize(
    ("question", "quote", "expected"),
    [
        ("How much will Washington send?", "USD 350 million", Evidence(0, True, 2 / 3)),
        ("How much will France send?", "USD 350 million", Evidence(0, False, 1 / 3)),
        ("How much will Germany send?", "USD 350 million", Evidence(1, False, 1 / 3)),
        ("How much will Washington send?", "Kiev", Evidence(0, True, 2 / 3, misfit=True)),
        ("Who will send it?", "send", Evidence(0, False, 1.0, echo=True)),
        ("Who?", "Kiev", Evidence(0, False, 0.0)),
    ],
)
def test_weigh(question, quote, expected):
    start = TEXT.index(quote)
    found = weigh(question, TEXT, start, start + len(quote), ARTICLE)
    assert replace(found, overlap=0.0) == replace(expected, overlap=0.0)
    assert found.overlap == pytest.approx(expected.overlap)
