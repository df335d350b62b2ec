"""The normal form of short answers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from qa.amounts import QUALIFIER
from qa.facts import DateValue, Fact, Figure, Kind, fact
from qa.facts.qualifiers import leading

pytestmark = pytest.mark.unit

WEDNESDAY = date(2023, 4, 12)


@pytest.mark.parametrize(
    ("text", "kind", "value", "qualifier", "unit", "detail"),
    [
        ("USD 350 million", "money", "350000000", "", "usd", ""),
        ("US$350,000,000", "money", "350000000", "", "usd", ""),
        ("more than $16.8 billion in aid", "money", "16800000000", "more than", "usd", "aid"),
        ("a $350 million package", "money", "350000000", "", "usd", "packag"),
        ("an estimated 2.5 million euros", "money", "2500000", "about", "eur", ""),
        ("99 cents", "money", "0.99", "", "usd", ""),
        ("₹500 crore", "money", "5000000000", "", "inr", ""),
        ("Rs 1,50,000", "money", "150000", "", "inr", ""),
        ("5,000 Swiss francs", "money", "5000", "", "chf", ""),
        ("A$20m", "money", "20000000", "", "aud", ""),
        ("$70 a barrel", "money", "70", "", "usd/barrel", ""),
        ("-$55.50", "money", "-55.5", "", "usd", ""),
        ("200 pounds of explosives", "quantity", "200", "", "pound", "explos"),
        ("nearly 50", "quantity", "50", "nearly", "", ""),
        ("as many as 50,000 troops", "quantity", "50000", "up to", "soldier", ""),
        ("no fewer than 12 people", "quantity", "12", "at least", "peopl", ""),
        ("50+ people", "quantity", "50", "at least", "peopl", ""),
        ("Thirty four", "quantity", "34", "", "", ""),
        ("two hundred and five", "quantity", "205", "", "", ""),
        ("twelve hundred", "quantity", "1200", "", "", ""),
        ("one million two hundred thousand", "quantity", "1200000", "", "", ""),
        ("three and a half million", "quantity", "3500000", "", "", ""),
        ("7½", "quantity", "7.5", "", "", ""),
        ("half a dozen", "quantity", "6", "", "", ""),
        ("34 felony counts", "quantity", "34", "", "count", "feloni"),
        ("34-count indictment", "quantity", "34", "", "count", "indict"),
        ("34 people were killed", "quantity", "34", "", "peopl", "kill"),
        ("5 kilometres", "quantity", "5", "", "kilomet", ""),
        ("155mm shells", "quantity", "155", "", "millimet", "shell"),
        ("60 mph", "quantity", "60", "", "mile/hour", ""),
        ("-5 degrees Celsius", "quantity", "-5", "", "celsius", ""),
        ("2000 soldiers", "quantity", "2000", "", "soldier", ""),
        ("per cent", "text", None, "", "", ""),
        ("12.5 per cent", "percent", "12.5", "", "%", ""),
        ("0.7 percentage points", "percent", "0.7", "", "point", ""),
        ("three in ten", "percent", "30", "", "%", ""),
        ("a third of voters", "percent", "33.33", "", "%", "voter"),
        ("aged 34", "duration", "34", "", "year", ""),
        ("34-year-old", "duration", "34", "", "year", ""),
        ("1 hour 20 minutes", "duration", "80", "", "minute", ""),
        ("a year and a half", "duration", "1.5", "", "year", ""),
        ("half an hour", "duration", "0.5", "", "hour", ""),
        ("the 34th drawdown", "ordinal", "34", "", "drawdown", ""),
        ("twenty-first", "ordinal", "21", "", "", ""),
        ("a second strike", "ordinal", "2", "", "strike", ""),
        ("the third-largest city", "ordinal", "3", "", "citi", "largest"),
    ],
)
def test_figures(
    text: str, kind: str, value: str | None, qualifier: str, unit: str, detail: str
) -> None:
    read = fact(text)
    assert (read.kind, read.qualifier, read.unit) == (kind, qualifier, unit)
    assert read.detail == frozenset(detail.split())
    if value is not None:
        assert read.value == Figure(Decimal(value), Decimal(value))


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("between $10 and $15 million", 10_000_000, 15_000_000, "usd"),
        ("10-15 million people", 10_000_000, 15_000_000, "peopl"),
        ("30 to 40", 30, 40, ""),
        ("from 900,000 to 1.5 million", 900_000, 1_500_000, ""),
        ("two or three weeks", 2, 3, "week"),
        ("50–60%", 50, 60, "%"),
    ],
)
def test_ranges(text: str, low: int, high: int, unit: str) -> None:
    assert (fact(text).value, fact(text).unit) == (Figure(Decimal(low), Decimal(high)), unit)


NO_FIGURES = """
3-2 | 6-4, 7-5 | 9/11 | 24/7 | 5G networks | 49ers | 2, 10 | one of the largest | two three | 3 to 1
first-degree murder | the 2014 season | 500 BC | dozens of people | 12/04/2023 | may | a march
31 April every year | 1:45
Four Seasons | Second World War | 2023 Oscars | the 1994 World Championships
"""


@pytest.mark.parametrize("text", NO_FIGURES.strip().replace("\n", " | ").split(" | "))
def test_numbers_that_are_no_figures(text: str) -> None:
    assert fact(text, WEDNESDAY).kind in (Kind.TEXT, Kind.NAME)


QUALIFIERS = """
up to | more than | less than | fewer than | at least | at most | as much as | as many as | nearly
almost | about | around | roughly | approximately | some | over | under | an estimated
"""


@pytest.mark.parametrize("word", QUALIFIERS.strip().replace("\n", " | ").split(" | "))
def test_qualifiers_are_those_that_quotes_are_widened_by(word: str) -> None:
    assert QUALIFIER.search(f"{word} ")
    qualifier, at, _ = leading(f"{word} 50")
    assert qualifier
    assert at == len(word) + 1


def days(read: Fact) -> tuple[str, str]:
    return str(read.date.first), str(read.date.last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("April 12", "2023-04-12", "2023-04-12"),
        ("12th of April, 2022", "2022-04-12", "2022-04-12"),
        ("Sept. 11, 2001", "2001-09-11", "2001-09-11"),
        ("2023-04-12", "2023-04-12", "2023-04-12"),
        ("13/04/2023", "2023-04-13", "2023-04-13"),
        ("Wed, April 12", "2023-04-12", "2023-04-12"),
        ("December 14", "2022-12-14", "2022-12-14"),
        ("June 1", "2023-06-01", "2023-06-01"),
        ("February 29", "2024-02-29", "2024-02-29"),
        ("May", "2023-05-01", "2023-05-31"),
        ("February 2024", "2024-02-01", "2024-02-29"),
        ("1945", "1945-01-01", "1945-12-31"),
        ("the 1990s", "1990-01-01", "1999-12-31"),
        ("the nineteenth century", "1801-01-01", "1900-12-31"),
        ("Q4 2022", "2022-10-01", "2022-12-31"),
        ("the second half of 2022", "2022-07-01", "2022-12-31"),
        ("Wednesday", "2023-04-12", "2023-04-12"),
        ("on Thursday", "2023-04-06", "2023-04-06"),
        ("last Wednesday", "2023-04-05", "2023-04-05"),
        ("next Wednesday", "2023-04-19", "2023-04-19"),
        ("this Friday", "2023-04-14", "2023-04-14"),
        ("yesterday", "2023-04-11", "2023-04-11"),
        ("last week", "2023-04-03", "2023-04-09"),
        ("the weekend", "2023-04-08", "2023-04-09"),
        ("earlier this month", "2023-04-01", "2023-04-30"),
        ("last quarter", "2023-01-01", "2023-03-31"),
        ("last year", "2022-01-01", "2022-12-31"),
        ("three days ago", "2023-04-09", "2023-04-09"),
        ("two months ago", "2023-02-01", "2023-02-28"),
        ("April 12-14, 2022", "2022-04-12", "2022-04-14"),
        ("26 -- 28 February", "2023-02-26", "2023-02-28"),
        ("December 2022 to March 2023", "2022-12-01", "2023-03-31"),
        ("from March to May 2022", "2022-03-01", "2022-05-31"),
        ("2014-18", "2014-01-01", "2018-12-31"),
        ("since February 24, 2022", "2022-02-24", "2022-02-24"),
    ],
)  # fmt: skip
def test_dates_of_an_article_of_wednesday_12_april_2023(text: str, first: str, last: str) -> None:
    read = fact(text, WEDNESDAY)
    assert read.kind == Kind.DATE
    assert days(read) == (first, last)


@pytest.mark.parametrize(
    ("text", "published", "first"),
    [
        ("last month", date(2023, 1, 31), "2022-12-01"),
        ("last month", date(2024, 3, 31), "2024-02-01"),
        ("last quarter", date(2023, 2, 1), "2022-10-01"),
        ("last week", date(2023, 1, 1), "2022-12-19"),
        ("tomorrow", date(2024, 2, 28), "2024-02-29"),
        ("December 28", date(2023, 1, 3), "2022-12-28"),
        ("January 3", date(2022, 12, 28), "2023-01-03"),
    ],
)
def test_ends_of_months_and_years(text: str, published: date, first: str) -> None:
    assert days(fact(text, published))[0] == first


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("early Monday", "early"),
        ("the end of March", "late"),
        ("Monday night", "night"),
        ("2:30 p.m. on Monday", "14:30"),
        ("Monday at 9 a.m. GMT", "09:00"),
        ("noon", "12:00"),
        ("this morning", "morning"),
    ],
)
def test_parts_of_days(text: str, part: str) -> None:
    assert fact(text, WEDNESDAY).date.part == part


def test_dates_without_a_publish_date() -> None:
    assert fact("April 12").value == DateValue(month=4, day=12)
    assert fact("Thursday").value == DateValue(weekday=3)
    assert fact("last month").value == DateValue(phrase="last month")
    assert days(fact("April 12, 2023")) == ("2023-04-12", "2023-04-12")


@pytest.mark.parametrize("text", ["next year", "the 1990s", "2 years ago", "last week", "April 1"])
@pytest.mark.parametrize("published", [date.min, date.max])
def test_the_ends_of_the_calendar(text: str, published: date) -> None:
    assert fact(text, published).text == text


@pytest.mark.parametrize(
    ("text", "names", "titles"),
    [
        ("US President Joe Biden", "joe biden", "us president"),
        ("Antony Blinken, the US Secretary of State", "antony blinken", "us secretary state"),
        ("Joe Biden, 80", "joe biden", "80"),
        ("Apple CEO Tim Cook", "tim cook", "apple ceo"),
        ("Sen. Bernie Sanders (I-Vt.)", "bernie sanders", "sen"),
        ("Prime Minister of Israel Benjamin Netanyahu", "benjamin netanyahu",
         "prime minister israel"),
        ("Zelenskyy’s", "zelenskyy", ""),
        ("J. D. Vance", "jd vance", ""),
        ("Nikola Jokić", "nikola jokic", ""),
        ("the White House", "white house", ""),
        ("Massachusetts General Hospital", "massachusetts general hospital", ""),
        ("Lord of the Rings", "lord rings", ""),
        ("Secretary of State", "secretary state", ""),
        ("Germany, France, and Poland", "germany|france|poland", ""),
        ("Faslane in Scotland", "faslane|scotland", ""),
    ],
)  # fmt: skip
def test_names(text: str, names: str, titles: str) -> None:
    read = fact(text)
    assert read.kind == Kind.NAME
    assert read.words == tuple(names.split("|"))
    assert read.detail == frozenset(titles.split())


@pytest.mark.parametrize("text", ["They", "No", "", "?", "Russian forces said", "the film Jaws"])
def test_other_texts(text: str) -> None:
    assert fact(text).kind == Kind.TEXT


def test_a_value_of_another_kind_is_an_error() -> None:
    with pytest.raises(TypeError, match="no figure"):
        _ = fact("Kyiv").figure
    with pytest.raises(TypeError, match="no date"):
        _ = fact("50").date
    assert fact("50").words == ()
