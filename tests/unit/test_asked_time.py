"""Words about time in a question: where they point among dated articles."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.asked_time import AskedTime, asked_time, resolved

pytestmark = pytest.mark.unit

NEWEST = date(2023, 4, 12)


def asked(question: str, as_of: date | None = None) -> AskedTime:
    return asked_time(question, as_of, lambda: NEWEST)


def test_without_words_about_time_the_day_of_asking_counts_and_nothing_else_is_looked_up():
    def never() -> date:
        raise AssertionError

    assert asked_time("Who is Laura Cooper?", None, never) == AskedTime()
    assert asked_time("Who is Laura Cooper?", NEWEST, never) == AskedTime(((NEWEST, NEWEST),))


def test_a_month_is_the_last_one_before_the_newest_article_or_the_day_of_asking():
    february = (date(2023, 2, 1), date(2023, 3, 14))
    assert asked("How much did the US pledge in February?") == AskedTime((february,))
    as_of = date(2022, 12, 5)
    found = asked("How much did the US pledge in February?", as_of)
    assert found == AskedTime(((as_of, as_of), (date(2022, 2, 1), date(2022, 3, 14))))


@pytest.mark.parametrize(
    "question", ["Who won the election in 2020?", "How many have fled since 2014?", "Who won?"]
)
def test_a_long_or_open_time_points_to_no_days(question):
    assert asked(question) == AskedTime()


def test_words_that_date_the_articles_leave_out_the_others():
    found = asked("Which articles from last week mention tanks?")
    assert (found.since, found.until) == (date(2023, 4, 3), date(2023, 4, 9))


def test_the_latest_is_looked_for_around_the_newest_article():
    assert asked("What is the latest on Bakhmut?") == AskedTime(((NEWEST, NEWEST),), latest=True)


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("How much did it pledge last month?", "How much did it pledge in March?"),
        ("How much did it pledge in the previous month?", "How much did it pledge in March?"),
        ("Who resigned last year?", "Who resigned in 2022?"),
        ("What is planned for next month's summit?", "What is planned for next month's summit?"),
        ("Who resigned last week?", "Who resigned last week?"),
    ],
)
def test_resolved(question, meant):
    assert resolved(question, NEWEST) == meant
    assert resolved(question, None) == question


@given(st.text(max_size=80), st.dates())
def test_any_question_and_day_are_understood_or_left_alone(question, day):
    found = asked_time(question, day, lambda: None)
    assert all(first <= last for first, last in found.near)
    resolved(question, day)
