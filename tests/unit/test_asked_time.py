"""Words about time in a question: where they point among dated articles."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.asked_time import AskedTime, as_written, asked_time, resolved

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


@pytest.mark.parametrize(
    ("question", "passage", "written"),
    [
        ("How much was it in March?", "Last month it pledged 3", "How much was it last month?"),
        ("How much in March 2023 was it?", "… last month …", "How much last month was it?"),
        ("How much in March 2022 was it?", "… last month …", None),
        ("How much in May was it?", "… last month …", None),
        ("How much in March was it?", "… this month …", None),
        ("Who won in 2022?", "He won last year.", "Who won last year?"),
        ("Who won in 2021?", "He won last year.", None),
        ("Who won?", "He won last year.", None),
    ],
)  # fmt: skip
def test_a_question_in_the_words_of_a_passage_that_counts_from_its_day(question, passage, written):
    assert as_written(question, passage, NEWEST) == written
    assert as_written(question, passage, None) is None


def test_in_january_last_month_is_december_of_the_year_before():
    day = date(2023, 1, 9)
    assert as_written("Who won in December?", "last month", day) == "Who won last month?"
    assert as_written("Who won in December 2022?", "last month", day) == "Who won last month?"
    assert as_written("Who won in December 2023?", "last month", day) is None
