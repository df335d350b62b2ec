"""Captions, credits, promotions and notices are told from the report, which stays whole."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.asides import KINDS, Aside, asides, in_aside

pytestmark = pytest.mark.unit

BODY = "The river rose by three metres overnight."
LINES = {
    "caption": [
        "Smoke over the city on Monday. (AP Photo/Efrem Lukatsky)",
        "[AP Photo/Efrem Lukatsky]",
        "(Image credit: Leon Neal/AFP via Getty Images)",
        "A man sweeps the street (Image credit: Netflix)",
        "People hug near the scene of the shooting on Saturday. Joshua Bessex/AP",
        "A parishioner bows his head in New York City. Alexi Rosenfeld/Getty Images",
        "Adults need seven hours of sleep. Shutterstock",
        "Antony Blinken, US Secretary of State (via Reuters)",
        "Zelensky y Blinken, and Kiev (Reuters)",
        "FILE PHOTO: A tanker leaves the port of Odesa",
        "FILE - A tanker leaves the port of Odesa on Monday.",
        "Photo: a tower in the centre of the city",
        "Photo by Paul Moreau of the agency.",
        "Photo credit: Anna Lindqvist",
        "Credit: Anna Lindqvist",
        "Photos: Russia invades Ukraine A child holds a flag on March 24. Hide Caption 109 of 266",
    ],
    "promotion": [
        "Read more: Ten rivers that rose this spring",
        "READ MORE",
        "► Watch:Dogs help in the search for victims",
        "Sign up for our newsletter",
        "Sign up for CNN’s Wonder Theory science newsletter. Explore the universe.",
        "A version of our daily newsletter is free. You can sign up here.",
        "Subscribe to our weekly digest",
        "Support local journalism. Subscribe today.",
        "Follow us on Twitter",
        "Follow Susan Miller on X: @susmiller",
        "Click here to see the map",
        "For the full story, click here.",
        "Download our app",
        "Need a break? Play the Daily Crossword Puzzle.",
    ],
    "credit": [
        "Reporting by Ann Lee in Oslo; editing by Bo Ek",
        "(Reporting by Ann Lee; Additional reporting by Bo Ek in Rome; Editing by Cy Dow)",
        "Our Standards: The Thomson Reuters Trust Principles.",
        "Associated Press writers Ann Lee and Bo Ek contributed to this report.",
        "Contributing: The Associated Press",
        "Contact reporter Ann Lee at ann@example.org",
        "Ann Lee covers courts for the Post. Reach her at ann@example.org.",
    ],
    "navigation": [
        "Share this article",
        "Share this story on Facebook",
        "Advertisement",
        "ADVERTISEMENT - Article continues below",
        "Story continues below",
        "(Story continues after photo gallery.)",
        "Related: Ten rivers that rose this spring",
        "More:Stocks dive on the news",
        "Most popular",
        "Skip to content",
        "Back to top",
    ],
    "legal": [
        "© 2023 The Daily Post",
        "Copyright 2023 The Associated Press. All rights reserved.",
        "(c) 2023 The Daily Post. All rights reserved.",
        "The material on this site may not be reproduced.",
        "This article was produced by the Centre for Reporting.",
        "This story was originally published by ProPublica.",
    ],
}
REPORT = [
    "He said the advertisement was misleading.",
    "Follow the money",
    "Follow the money, prosecutors wrote on Facebook in a long post about the trial in Lyon.",
    "Related charges were dropped in May.",
    "Related by blood, they did not speak.",
    "More than 30 people were hurt.",
    "More rain is expected.",
    "Read the room, the minister told his party.",
    "Read more books, the teacher said.",
    "Photos from the scene show a long bridge.",
    "Photo of the day",
    "Credit Suisse said on Tuesday that prices could fall.",
    "Credit: he deserves some of it, but not all.",
    "Image problems have cost the party votes.",
    "Sign up for health coverage by December 15, officials said.",
    "Users can sign up for the newsletter here, the company said.",
    "Subscribers are sensitive to prices.",
    "Subscribe to the theory or not, the vote is close.",
    "“Click here if you have a question” was all it said.",
    "The Puma was scratched from the field on May 2. Click here to read more.",
    "Download speeds fell by half.",
    "Reporting by USA TODAY found that the fund was empty.",
    "Reporting by candlelight was hard.",
    "Heavy rain contributed to this report of a flood.",
    "Share prices of insurers fell by a tenth.",
    "Most popular girl name: Linda",
    "The most popular film was shown twice.",
    "Advertisement revenue fell by a tenth.",
    "The story continues below the surface of the sea.",
    "Copyright Office officials ruled in 2019 that it was fair use.",
    "Copyright law changed in 2019.",
    "(c) In 2019 the company moved to Rome.",
    "This report was published by the United Nations in March.",
    "This story was told by sailors.",
    "KYIV, April 12 (Reuters) - Rockets fell.",
    "Rockets fell on Monday, said the army. (ANI)",
    "The Star (which relies on the AP) called the race.",
    "He spoke to Reuters/Ipsos pollsters.",
    "Anyone with information is asked to contact Dan Smith or email him at dan@example.org",
    "Join us at Peninsula Players where the sun sets.",
]


@pytest.mark.parametrize(
    ("kind", "line"), [(kind, line) for kind, lines in LINES.items() for line in lines]
)
def test_asides(kind: str, line: str) -> None:
    assert asides(line) == [Aside(0, len(line), kind)]
    text = f"{BODY}\r\n\r\n  {line} \r\n\r\n{BODY}"
    start = len(BODY) + 6
    assert asides(text) == [Aside(start, start + len(line), kind)]


@pytest.mark.parametrize("line", REPORT)
def test_the_report_is_none(line: str) -> None:
    assert asides(f"{BODY}\n\n{line}\n\n{BODY}") == []


def test_a_credit_in_a_paragraph_is_an_aside_and_the_paragraph_is_none() -> None:
    text = f"{BODY} (Photo: Paul Moreau) {BODY}"
    assert asides(text) == [Aside(42, 62, "caption")]
    assert text[42:62] == "(Photo: Paul Moreau)"


def test_who_contributed_is_told_at_the_end_of_a_paragraph() -> None:
    credit = "CNN’s Ann Lee contributed to this report."
    assert asides(f"{BODY} {credit}") == [
        Aside(len(BODY) + 1, len(BODY) + 1 + len(credit), "credit")
    ]


def test_a_line_that_goes_on_the_one_above_is_none() -> None:
    above = "The minister said that nobody in the ministry had ever seen the"
    assert asides(f"{above}\nadvertisement.") == []
    assert [one.kind for one in asides(f"{above}.\nAdvertisement.")] == ["navigation"]
    assert [one.kind for one in asides(f"{above}\n\nAdvertisement.")] == ["navigation"]


def test_of_a_very_long_line_only_brackets_are_asides() -> None:
    filler = "It rained. " * 70
    text = f"Read more: {filler}(AP Photo/Paul Moreau) {filler}All rights reserved."
    start = text.index("(")
    assert asides(text) == [Aside(start, text.index(")") + 1, "caption")]
    assert in_aside(text, start + 10, start + 15)
    assert not in_aside(text, 0, 9)


def test_a_span_lies_in_an_aside_of_these_kinds_or_not() -> None:
    text = f"{BODY}\n\nPhoto: a tower in Lyon\n\n{BODY}"
    start = text.index("tower")
    assert in_aside(text, start, start + 5)
    assert in_aside(text, start, start + 5, ["caption"])
    assert not in_aside(text, start, start + 5, ["legal", "credit"])
    assert not in_aside(text, start, len(text))
    assert not in_aside(text, 4, 9)


PIECES = st.sampled_from(
    [
        *(line for lines in LINES.values() for line in lines),
        *REPORT,
        *"\n \r \n\n ( ) [ (AP (AP) A; A.. and @ : /AP Editing".split(" "),
        " " * 300,
        "x" * 500,
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=20), max_size=12).map("".join)


@given(TEXTS)
def test_asides_are_in_order_disjoint_and_stripped(text: str) -> None:
    found = asides(text)
    assert all(one.start < one.end and one.kind in KINDS for one in found)
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert all(text[one.start : one.end] == text[one.start : one.end].strip() for one in found)


@given(TEXTS, st.data())
def test_what_stands_around_a_span_is_enough_to_tell(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 60)))
    assert in_aside(text, start, end) == any(
        one.start <= start and end <= one.end for one in asides(text)
    )


@pytest.mark.parametrize(
    "part", ["a", " ", "(", "(AP ", "A.. ", "Editing ", "and. ", "\n", "Read ", "@ at ", "©", ". "]
)
def test_a_very_long_text_comes_to_an_end(part: str) -> None:
    assert asides(part * (200_000 // len(part))) == []
    for line in (f"Reporting by {part * 80}!", f"Contact {part * 80}", f"Follow {part * 80}"):
        asides(line[:690])
