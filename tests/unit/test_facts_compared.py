"""Short answers that say the same, say more, or say something else."""

from __future__ import annotations

from datetime import date

import pytest

from qa.facts import conflicts, fact, fuller, group, same

pytestmark = pytest.mark.unit

WEDNESDAY = date(2023, 4, 12)


def relation(left: str, right: str) -> str:
    """Return every relation of two answers of articles of one day, in one line."""
    a, b = fact(left, WEDNESDAY), fact(right, WEDNESDAY)
    said = {
        "same": same(a, b),
        "fuller": fuller(a, b),
        "less": fuller(b, a),
        "conflict": conflicts(a, b),
    }
    return " ".join(name for name, holds in said.items() if holds) or "none"


SAME = """
USD 350 million | $350m
USD 350 million | 350 million dollars
USD 350 million | US$350,000,000
USD 350 million | a $350-million
$350 mn | $0.35 billion
€5bn | five billion euros
half a million dollars | $500,000
50 cents | $0.50
£1.2 million | 1.2m pounds
A$20 million | 20 million Australian dollars
$15 an hour | $15 per hour
between $10 million and $15 million | $10-15 million
nearly 50 | 50
more than 50 | 50
more than 50 | over fifty
50 or more | at least 50
34 | thirty-four
34 | Thirty four
4 | four
4 | Four
1.5 million | 1,500,000
1.5 million | one and a half million
half a million | 500,000
two dozen | 24
a dozen soldiers | 12 soldiers
a hundred and five | 105
two thousand and twenty-three people | 2,023 people
about 3,000 troops | 3000 soldiers
5 km | five kilometres
5 kilometers | 5 kilometres
60 mph | 60 miles per hour
1,250 people | 1,250 persons
34 people killed | 34 people were killed
7.8-magnitude | magnitude 7.8
2000 | 2,000
third | 3rd
the third | Third
twenty-first | 21st
50% | 50 percent
50% | 50 per cent
half of voters | 50% of voters
three-quarters | 75%
a quarter of a million | 250,000
1.2 million barrels a day | 1,200,000 barrels per day
three in ten | 30 percent
two-thirds | 66.67%
two weeks | 14 days
a year and a half | 18 months
90 minutes | 1 hour 30 minutes
an hour | 60 minutes
half an hour | 30 minutes
15-year | 15 years
34 years old | aged 34
34-year-old | 34 years old
12 April 2023 | April 12, 2023
12 April 2023 | 2023-04-12
April 12th, 2023 | 12.04.2023
today | Today
on Tuesday | Tuesday
in 2022 | 2022
from 2014 to 2018 | 2014-2018
between 2014 and 2018 | 2014–18
April 3-5 | 3 to 5 April
2 p.m. | 14:00
Thursday at 2 p.m. | 2 pm on Thursday
the 1990s | 1990s
Q1 2023 | the first quarter of 2023
Volodymyr Zelensky | Volodymyr Zelenskyy
Zelenskiy | Zelensky
Odessa | Odesa
Mohammed bin Salman | Mohamed bin Salman
Joe Biden | Joseph Biden
Antony Blinken | Anthony Blinken
Joe Biden | JOE BIDEN
Nikola Jokić | Nikola Jokic
Sergey Lavrov | Sergei Lavrov
Recep Tayyip Erdoğan | Recep Tayyip Erdogan
Yoon Suk-yeol | Yoon Suk Yeol
J.D. Vance | J. D. Vance
the United States | U.S.
US | America
the US | United States
the United States | USA
Britain | UK
EU | the European Union
Kyiv | Kiev
Russia's | Russia
“Oppenheimer” | Oppenheimer
Oppenheimer. | Oppenheimer
Germany and France | France and Germany
Department of Defense | the Defense Department
the White House | White House
Apple Inc. | Apple
Bradley Fighting Vehicle | Bradley Fighting Vehicles
Weapons | weapons
economic and security | security and economic
the damaged bridge | a damaged bridge
"""

FULLER = """
Volodymyr Zelensky | Zelensky
Volodymyr Zelensky | Zelenskyy
President Joe Biden | Joe Biden
President Joe Biden | Biden
Joe Biden | President Biden
US Secretary of State Antony Blinken | Antony Blinken
US Secretary of State Antony Blinken | Blinken
Antony Blinken, the US Secretary of State | Blinken
Donald J. Trump | Donald Trump
Joe Biden | J. Biden
Florida Gov. Ron DeSantis | Ron DeSantis
Director of National Intelligence Avril Haines | Avril Haines
King Charles III | King Charles
Xi Jinping | Xi
World Health Organization | WHO
Federal Bureau of Investigation | FBI
Germany, France and Poland | France and Germany
Bakhmut, Ukraine | Bakhmut
Apple CEO Tim Cook | Cook
December 14, 2022 | December 14
April 6, 2023 | Thursday
April 12, 2023 | April 2023
April 12 | April 2023
Wednesday | today
Tuesday | yesterday
March | last month
2022 | last year
March 2023 | 2023
Tuesday | this week
Monday morning | Monday
2 p.m. on Monday | Monday
early April | April
$350 million in weapons | $350m
15 years in prison | 15 years
$350m | 350 million
$29.31 billion | $29.3 billion
50% | 50
34 felony counts | 34
34 felony counts | 34 counts
34 felony counts | 34 felonies
34 years old | 34
$15 an hour | $15
the 34th drawdown | 34th
nearly 50 people | nearly 50
nearly 50 people | 50
1,512,345 | 1.5 million
nuclear weapons | weapons
weapons and ammunition | weapons
a fire in the kitchen | a fire
economic and security | security
"""

CONFLICTS = """
USD 29.3 billion | $16.8 billion
more than USD 29.3 billion | more than $16.8 billion in aid
34 | 35
34 counts | 37 counts
34 felony counts | 35
50% | 60%
more than 50 | nearly 50
more than 100 people | 200 people
third | fourth
the 33rd drawdown | the 34th drawdown
two weeks | 10 days
34 years old | 35 years old
April 12 | April 13
2014 | February 2022
Monday | Tuesday
March | last year
2 p.m. on Monday | 3 p.m. on Monday
before 2014 | after 2014
early April | late April
Macron | Macri
Joe | J
Charles III | Charles II
Joe Biden | Vladimir Putin
Joe Biden | Hunter Biden
Russia | Ukraine
guilty | not guilty
yes | no
Yes | No
"""

NEITHER = """
€5 million | $5 million
34 people | 50 tanks
34 people | 34 tanks
50 Bradley vehicles | 30 Stryker vehicles
$350 million in weapons | $500 million in food
34 | third
34 | 34th
more than 100 | 120
about 1,000 | 1,050
up to 500 | 450
at least 12 | 14
$15 a day | $16 an hour
3 months | 90 days
before 2014 | 2012
since 2014 | 2016
Washington | the United States
Kyiv | Ukraine
Paris | France
Biden | the US
England | the United Kingdom
the White House | the House
New York | York
South Korea | Korea
Real Madrid | Madrid
New York Times | New York
Secretary of State | Antony Blinken
Germany and France | Germany and Poland
not guilty | guilty of fraud
security | national security adviser
the leader of Hamas | Hamas
Democrats | the Democratic Party
West Virginia | Virginia
Florida | Florida State University
January 6, 2021 | January 6
2 percentage points | 2%
5 | $7
20 | 2020
the destruction of weapons | weapons
guilty | a guilty plea
the damaged bridge | a dam
3-2 | 2-3
1:45 | 1:45 p.m.
12/04/2023 | April 12, 2023
Monday | weapons
"""


def pairs(table: str) -> list[list[str]]:
    return [line.split(" | ") for line in table.strip().splitlines()]


@pytest.mark.parametrize(("left", "right"), pairs(SAME))
def test_the_same_in_other_words(left: str, right: str) -> None:
    assert relation(left, right) == "same"


@pytest.mark.parametrize(("left", "right"), pairs(FULLER))
def test_fuller(left: str, right: str) -> None:
    assert relation(left, right) in ("fuller", "same fuller")


@pytest.mark.parametrize(("left", "right"), pairs(CONFLICTS))
def test_conflicts(left: str, right: str) -> None:
    assert relation(left, right) == "conflict"


@pytest.mark.parametrize(("left", "right"), pairs(NEITHER))
def test_nothing_can_be_told(left: str, right: str) -> None:
    assert relation(left, right) == "none"


@pytest.mark.parametrize(("left", "right"), [*pairs(SAME), *pairs(CONFLICTS), *pairs(NEITHER)])
def test_the_order_does_not_matter(left: str, right: str) -> None:
    assert relation(left, right) == relation(right, left)


@pytest.mark.parametrize(("left", "right"), pairs(FULLER))
def test_what_is_fuller_is_not_less(left: str, right: str) -> None:
    assert relation(right, left) in ("less", "same less")


def test_days_are_compared_across_articles() -> None:
    thursday = fact("Thursday", date(2023, 12, 15))
    assert same(thursday, fact("December 14, 2023"))
    assert fuller(fact("December 14, 2023"), thursday)
    assert same(thursday, fact("yesterday", date(2023, 12, 15)))
    assert conflicts(thursday, fact("Thursday", date(2023, 12, 22)))


def test_without_a_publish_date_the_year_stays_open() -> None:
    open_day = fact("December 14")
    assert same(open_day, fact("December 14, 2023"))
    assert fuller(fact("December 14, 2023"), open_day)
    assert fuller(fact("December 14, 2023"), fact("Thursday"))
    assert fuller(open_day, fact("December"))
    assert conflicts(open_day, fact("December 15, 2023"))
    assert conflicts(fact("Friday"), fact("December 14, 2023"))
    assert same(fact("yesterday"), fact("yesterday"))
    assert not same(fact("yesterday"), fact("Monday"))


def grouped(*texts: str) -> list[list[str]]:
    facts = [fact(text, WEDNESDAY) for text in texts]
    return [[texts[n] for n in members] for members in group(facts)]


def test_groups_of_one_fact() -> None:
    assert grouped("$350m", "Zelensky", "USD 350 million", "Volodymyr Zelenskyy", "$400m") == [
        ["$350m", "USD 350 million"],
        ["Zelensky", "Volodymyr Zelenskyy"],
        ["$400m"],
    ]


def test_the_fullest_member_keeps_others_out() -> None:
    assert grouped("Biden", "President Biden", "Joe Biden", "Hunter Biden") == [
        ["Biden", "President Biden", "Joe Biden"],
        ["Hunter Biden"],
    ]
    assert grouped("34", "34 felony counts", "34 people") == [
        ["34", "34 felony counts"],
        ["34 people"],
    ]
    assert grouped("2023", "April 12, 2023", "May 3, 2023", "April 2023") == [
        ["2023", "April 12, 2023", "April 2023"],
        ["May 3, 2023"],
    ]


def test_no_facts_no_groups() -> None:
    assert group([]) == []
