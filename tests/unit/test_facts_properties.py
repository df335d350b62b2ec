"""What holds of all facts, whatever their text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.facts import Fact, Kind, conflicts, fact, fuller, group, same

pytestmark = pytest.mark.unit

PIECES = st.sampled_from(
    """
    $ USD 350 m million billion 34 34th thirty-four half a an the nearly more than between and to
    or in % percent people felony counts dollars years ago last next Thursday April December 12 2023
    12, 2023-04-12 early morning p.m. President Joe Biden Hunter Zelensky Zelenskyy Volodymyr Xi III
    U.S. United States Kyiv House White of , ; - -- ( ) ' ’s . not weapons aid / ½ – é 5G 1,500 1.5
    - hour
    """.split()
)
ANSWERS = st.lists(PIECES, max_size=7).map(" ".join) | st.text(max_size=30)
DAYS = st.none() | st.dates(date(2020, 1, 1), date(2026, 12, 31))
FACTS = st.builds(fact, ANSWERS, DAYS)


@given(FACTS, FACTS)
def test_relations_fit_together(a: Fact, b: Fact) -> None:
    assert same(a, a)
    assert not fuller(a, a)
    assert not conflicts(a, a)
    assert same(a, b) == same(b, a)
    assert conflicts(a, b) == conflicts(b, a)
    assert not (fuller(a, b) and fuller(b, a))
    assert not (conflicts(a, b) and (same(a, b) or fuller(a, b) or fuller(b, a)))


@given(st.lists(FACTS, max_size=8))
def test_groups_part_the_facts_without_conflict(facts: list[Fact]) -> None:
    groups = group(facts)
    assert sorted(n for members in groups for n in members) == list(range(len(facts)))
    assert [members[0] for members in groups] == sorted(members[0] for members in groups)
    for members in groups:
        assert members == sorted(members)
        assert not any(conflicts(facts[n], facts[m]) for n in members for m in members)


@given(st.text(), st.none() | st.dates())
def test_any_text_is_a_fact(text: str, published: date | None) -> None:
    read = fact(text, published)
    assert read.text == text
    assert hash(read) == hash(fact(text, published))


@pytest.mark.parametrize("character", [*"a1 .,-'$%A½’(\n", "1,", "a.", "A ", "and ", "a-"])
def test_long_texts_are_read(character: str) -> None:
    long = fact(character * (100_000 // len(character)))
    assert long.kind == Kind.TEXT
    assert same(long, long)
    assert not fuller(long, fact(character * 50_000 + " "))
