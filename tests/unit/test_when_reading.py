"""What is read in questions and quotes, worked by hand on the calendar of 2023."""

from __future__ import annotations

import re
from datetime import date

import pytest

from qa.when import in_words, time_expressions

pytestmark = pytest.mark.unit

WEDNESDAY = date(2023, 4, 12)

# Braces hold what must be found in a line, and nothing else, with its period; "?" where none.
DEICTIC = """
what happened {last month = March 2023}
{today = 12 April 2023}, {Yesterday = 11 April 2023}, {tomorrow = 13 April 2023}
{tonight = 12 April 2023}
{last night = 11 April 2023}, {the day before yesterday = 10 April 2023}
{this morning = 12 April 2023}
{this week = 10–16 April 2023}, {last week = 3–9 April 2023}, {next week = 17–23 April 2023}
{last year = 2022} and {this month = April 2023}
{last weekend = 8–9 April 2023} or {next weekend = 22–23 April 2023}
he spoke over the {weekend = 8–9 April 2023}
{last quarter = January–March 2023}, {last decade = 2010–2019}, {this century = 2001–2100}
the {past week = 5–12 April 2023}, over the {last year = 12 April 2022 – 12 April 2023}
in the {past 30 days = 13 March – 12 April 2023}
in the {last 48 hours = 10–12 April 2023} and the {next two days = 12–14 April 2023}
{3 days ago = 9 April 2023}, {two weeks ago = 27 March – 2 April 2023}, {a year ago = 2022}
{four months ago = December 2022}, {a few days ago = ?}, more than {two years ago = ?}
half {a year ago = ?}, {a decade ago = ?}, in the {coming weeks = ?}
{earlier this week = 10–12 April 2023} and {later this month = 12–30 April 2023}
how many {so far this year = 1 January – 12 April 2023}
{early last year = January–April 2022}, {late last week = 7–9 April 2023}
{by the end of the year = until 31 December 2023}
in {2005 = 2005} and {by the end of the year = ?}
what did biden say on {tuesday = 11 April 2023}
He said on {Wednesday = 12 April 2023} that
{last Tuesday = 11 April 2023}, {last Wednesday = 5 April 2023}, {next Wednesday = 19 April 2023}
{this Friday = 14 April 2023}
{Monday of last week = 3 April 2023}, {last week on Thursday = 6 April 2023}
on {fri = 7 April 2023}
The Senate will vote on {Tuesday = 18 April 2023}, he said on {Monday = 10 April 2023}.
He will face trial, police said on {Tuesday = 11 April 2023}.
On {Friday = 14 April 2023}, the Senate will vote.
It is to be held on {Wednesday = 12 April 2023}.
"""

NAMED = """
how much did the us pledge in {march = March 2023}
Who will win in {May = May 2023}?
What came in {May = May 2022}?
WHAT HAPPENED IN {MARCH 2022 = March 2022}
{last March = March 2023}, {last April = April 2022}, {next April = April 2024}
{this June = June 2023}
{March last year = March 2022}, {May of next year = May 2024}
{early March = 1–10 March 2023}, {mid-March = 11–20 March 2023}
the {end of February = 21–28 February 2023}
the {March = March 2023} vote, its {May = May 2022} report, {March = March 2023}'s figures
Talks held in {Feb. = February 2023}, not by Jan Novak
What happened on {April 12 = 12 April 2023}? On {13 april = 13 April 2022}?
The deadline is {April 20 = 20 April 2023}.
at 4 p.m. on {Monday (April 3) = 3 April 2023}, and told
It will open from 9 a.m. to 2 p.m. on {Monday = 17 April 2023}.
{12 April 2022 = 12 April 2022}, {April 12th, 2022 = 12 April 2022}
the {12th of April, 2022 = 12 April 2022}
{Tuesday, 11 April 2023 = 11 April 2023} and {Sept. 11, 2001 = 11 September 2001}
{2023-04-12 = 12 April 2023}, {25/04/2023 = 25 April 2023}, {04/25/2023 = 25 April 2023}
{12.04.2023 = 12 April 2023}
{12/04/2023 = ?}, {04/04/2023 = 4 April 2023}, 2023-13-45
was it {February 29 = 29 February 2020} or {29 February 2023 = ?}
{Q1 2023 = January–March 2023}, the {third quarter of 2022 = July–September 2022}
the {first quarter = January–March 2023}
{first half of last year = January–June 2022}, {H2 2022 = July–December 2022}
{last summer = June–August 2022}, {spring 2023 = March–May 2023}
in the {fall = September–November 2022}
{this winter = December 2022 – February 2023}, {winter 2022-23 = December 2022 – February 2023}
{next spring = March–May 2024}
the {first week of March = 1–7 March 2023}, the {last week of February 2024 = 23–29 February 2024}
the {1990s = 1990–1999}, the {'80s = 1980–1989}, the {early 2000s = 2000–2003}
the {nineties = 1990–1999}
the {1800s = 1800–1899} and the {20th century = 1901–2000}
"""

YEARS = """
in {2022 = 2022} elections were held
2000 soldiers died in {2000 = 2000}
2,000 men, 2022 soldiers, 2000 Russian troops, 2000 km, $2019
Resolution 1701, at 1900 GMT, 2000-strong, between 1500 and 1600 people
rose from 1500 to 1900, a total of 2019, 1600 Pennsylvania Avenue
the {2022 = 2022} midterms, the {2022 = 2022} Masters, Expo {2020 = 2020}, its {2018 = 2018} report
{late 2022 = September–December 2022}, {mid-2021 = May–August 2021}, 1499, 2101
in {2022-23 = 2022–2023}, {1939-45 = 1939–1945}, {2023-04 = April 2023}, {2003-11 = ?}
"""

RANGES = """
{from March to May 2022 = March–May 2022}
{from November to February 2023 = November 2022 – February 2023}
{from December 2022 to February = December 2022 – February 2023}
{between 2019 and 2021 = 2019–2021}
{2014–2016 = 2014–2016} or {1800-1824 = 1800–1824}
{10–16 April 2023 = 10–16 April 2023}, {April 3-5 = 3–5 April 2023}
{between April 6 and 8 = 6–8 April 2023}
{30 March to 2 April = 30 March – 2 April 2023}, {May 21-June 11, 2022 = 21 May – 11 June 2022}
{from Friday to Monday = 7–10 April 2023}
The vote was moved from {Monday = 10 April 2023} to {Tuesday = 11 April 2023}
{since February 24 = since 24 February 2023}, {since 2019 = since 1 January 2019}
The deal runs {until May = until 31 May 2023}.
It must be ready {by Friday = until 14 April 2023}.
{before April 1 = until 31 March 2023}, {prior to 2020 = until 31 December 2019}
what came {after March 2022 = since 1 April 2022}?
{from Monday onwards = since 10 April 2023}
after {Tuesday = 11 April 2023}'s attack, after the {May = May 2022} vote
"""

NO_TIMES = """
They march on. May I ask who may come? This may help. At least 10 may have died.
the fall of Kabul, prices fall, a hot spring, Ukraine's spring counteroffensive
Black Friday, the Sunday Times, every Monday, on Tuesdays, the Mail on Sunday, USA TODAY
Theresa May spoke; a law backed by May
the April Jones trial, June Carter, an august body, wait a second
a touchdown in the first quarter
the next year he died, one of the last weeks of his life
children 2 to 5 may not come
"""

_MARKED = re.compile(r"\{(.+?) = (.+?)\}")


@pytest.mark.parametrize("line", (DEICTIC + NAMED + YEARS + RANGES + NO_TIMES).strip().split("\n"))
def test_what_is_read(line: str) -> None:
    text = _MARKED.sub(r"\1", line)
    read = [
        (expression.text, in_words(expression.period) if expression.period else "?")
        for expression in time_expressions(text, WEDNESDAY)
    ]
    assert read == _MARKED.findall(line)
