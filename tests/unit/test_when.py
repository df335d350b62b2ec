"""Time expressions of questions and quotes, on calendars worked by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.lexicon import MONTHS, WEEKDAYS
from qa.when import Period, asks_for_latest, explain, in_words, time_expressions

pytestmark = pytest.mark.unit

WEDNESDAY = date(2023, 4, 12)
YEAR_2021 = Period(date(2021, 1, 1), date(2021, 12, 31))
dates = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("last month, in March, on Tuesday, 2022", "relative absolute relative absolute"),
        ("from yesterday to Friday; since last May", "relative relative"),
        ("the latest figures so far, now and recently", "latest latest latest latest"),
        ("an electric current, now-defunct, from now on, at the latest, so far away", ""),
    ],
)
def test_kinds(text: str, kinds: str) -> None:
    assert [e.kind for e in time_expressions(text, None)] == kinds.split()


def test_without_a_reference_only_what_bears_its_year_has_a_period() -> None:
    text = "last month, in March, on Tuesday; April 12, from March to May, in March 2022, in 2021"
    periods = [expression.period for expression in time_expressions(text, None)]
    assert periods[:5] == [None] * 5
    assert periods[5:] == [Period(date(2022, 3, 1), date(2022, 3, 31)), YEAR_2021]


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("What did the article of April 3 say?", "publication"),
        ("articles published last week", "publication"),
        ("What was yesterday's news?", "publication"),
        ("What was reported on Monday?", "publication"),
        ("Who was killed on Monday?", "event"),
        ("He told NBC News on Saturday", "event"),
        ("Uber made headlines last week", "event"),
    ],
)
def test_what_a_time_is_about(text: str, about: str) -> None:
    assert [e.about for e in time_expressions(text, WEDNESDAY)] == [about]


def test_explanations() -> None:
    text = "Last month, he said on Tuesday, it was sold. In 2019 it was dear. On Tuesday he left."
    assert [str(explanation) for explanation in explain(text, WEDNESDAY)] == [
        "Last month → March 2023, article of 2023-04-12",
        "Tuesday → 11 April 2023, article of 2023-04-12",
    ]
    assert explain(text, None) == ()
    assert explain("A few days ago, in March", WEDNESDAY) == ()


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2023-04-12", "2023-04-12", "12 April 2023"),
        ("2023-04-10", "2023-04-16", "10–16 April 2023"),
        ("2023-03-30", "2023-04-02", "30 March – 2 April 2023"),
        ("2022-12-28", "2023-01-03", "28 December 2022 – 3 January 2023"),
        ("2024-02-01", "2024-02-29", "February 2024"),
        ("2024-02-01", "2024-02-28", "1–28 February 2024"),
        ("2023-03-01", "2023-05-31", "March–May 2023"),
        ("2022-12-01", "2023-02-28", "December 2022 – February 2023"),
        ("2022-01-01", "2022-12-31", "2022"),
        ("2019-01-01", "2021-12-31", "2019–2021"),
        ("2022-02-24", None, "since 24 February 2022"),
        (None, "2022-02-24", "until 24 February 2022"),
        (None, None, "any time"),
    ],
)
def test_periods_in_words(first: str | None, last: str | None, words: str) -> None:
    days = [date.fromisoformat(day) if day else None for day in (first, last)]
    assert in_words(Period(*days)) == words


ASKS = """
What is the latest on the war?
what's the newest aid package
who is currently prime minister
Who is president of France today?
How many have died so far?
any news on the talks?
Has the war ended yet?
Is Zelensky still president?
When was the last time Biden visited Kyiv?
When did they last meet?
as of now, how many
What has been pledged so far this year?
latest on the war that began in 2022
most recent vote since February 24
"""
ASKS_NOT = """
When was the last time it rained before 2010?
What happened last month?
What is his last name?
What was the latest figure in 2019?
How long did the war last?
What did Biden announce today?
Where was he last night?
What were the most recent figures by March 2023?
What is an electric current?
By Friday at the latest?
What is the news agency called?
Who won the 2022 election?
"""


@pytest.mark.parametrize("question", ASKS.strip().split("\n"))
def test_questions_for_the_newest(question: str) -> None:
    assert asks_for_latest(question)


@pytest.mark.parametrize("question", ["", *ASKS_NOT.strip().split("\n")])
def test_questions_for_another_time(question: str) -> None:
    assert not asks_for_latest(question)


WORDS = """
    2022 2000 12 29 31st ' - – / , . in on of the last next this past ago from to between and since
    until early week year weekend decade Q1 winter two will now fİrst ſunday
"""
PHRASES = ("end of", "first quarter", "1500 years ago", "last 9999 years")
PIECES = st.sampled_from([*MONTHS, *WEEKDAYS, *WORDS.split(), *PHRASES])
TEXTS = st.text() | st.lists(PIECES, max_size=12).map(" ".join) | st.lists(PIECES).map("".join)


@given(TEXTS, st.none() | st.dates())
def test_any_text_is_read_in_order_without_overlap(text: str, reference: date | None) -> None:
    end = 0
    for expression in time_expressions(text, reference):
        assert end <= expression.start < expression.end <= len(text)
        assert text[expression.start : expression.end] == expression.text
        end = expression.end
    assert all(e.article == str(reference) for e in explain(text, reference))
    assert asks_for_latest(text) in (True, False)


@pytest.mark.parametrize("piece", ["a", "1", " ", "-", ".", "may "])
def test_long_texts_without_a_time(piece: str) -> None:
    assert time_expressions((piece * 100_000)[:100_000], WEDNESDAY) == ()


def test_a_long_text_full_of_times() -> None:
    assert len(time_expressions("April 12 " * 10_000, WEDNESDAY)) == 10_000


def period(text: str, reference: date | None) -> Period:
    (expression,) = time_expressions(text, reference)
    assert expression.period is not None
    return expression.period


@given(dates)
def test_last_month_is_the_calendar_month_before(day: date) -> None:
    last = day.replace(day=1) - timedelta(1)
    assert period("last month", day) == Period(last.replace(day=1), last)
    assert period("next month", last.replace(day=1)).holds(day)


@given(dates, st.sampled_from(WEEKDAYS))
def test_a_weekday_is_the_nearest_not_after(day: date, weekday: str) -> None:
    there = period(f"he said on {weekday}", day).first
    assert there is not None
    assert 0 <= (day - there).days <= 6
    assert WEEKDAYS[there.weekday()] == weekday
    assert period(f"last {weekday}", day).distance(day) in range(1, 8)
    assert period(f"next {weekday}", day).distance(day) in range(1, 8)


@given(dates, st.integers(0, 11))
def test_a_month_is_the_latest_that_began_not_after(day: date, month: int) -> None:
    there = period(f"what happened in {MONTHS[month]}", day).first
    assert there == date(day.year - (month + 1 > day.month), month + 1, 1)


@given(dates)
def test_a_day_is_read_in_every_order(day: date) -> None:
    month = MONTHS[day.month - 1].capitalize()
    for written in (f"{day}", f"{day.day} {month} {day.year}", f"{day:%b} {day.day}, {day.year}"):
        assert period(written, None) == Period(day, day)
    assert in_words(Period(day, day)) == f"{day.day} {month} {day.year}"
    assert period(in_words(period("this month", day)), None).holds(day)


@given(dates)
def test_weeks_start_on_monday(day: date) -> None:
    week = period("this week", day)
    assert week.first is not None
    assert (week.first.isocalendar().weekday, week.holds(day)) == (1, True)
    assert period("last week", day + timedelta(7)) == week


@given(st.integers(2000, 2100), st.integers(0, 11))
def test_early_mid_and_late_make_the_month(year: int, month: int) -> None:
    name = f"{MONTHS[month]} {year}"
    parts = [period(f"{part} {name}", None) for part in ("early", "mid", "late")]
    days = [d for p in parts if p.first and p.last for d in (p.first, p.last)]
    assert (days[2] - days[1], days[4] - days[3]) == (timedelta(1), timedelta(1))
    assert Period(days[0], days[-1]) == period(name, None)


@given(dates, st.integers(0, 40), st.integers(-60, 60))
def test_distance_counts_the_days_outside(first: date, length: int, offset: int) -> None:
    span = [first + timedelta(n) for n in range(length + 1)]
    day = first + timedelta(offset)
    whole = Period(first, span[-1])
    assert whole.distance(day) == min(abs((day - inside).days) for inside in span)
    assert whole.holds(day) == (day in span)
    assert Period(None, span[-1]).distance(day) == max(0, (day - span[-1]).days)


def test_a_period_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(ValueError, match="2023-04-12 to 2023-04-11"):
        Period(WEDNESDAY, date(2023, 4, 11))
