"""Headline, publish date, dateline and lead: found where they stand, None where they don't."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.headers import date_in_words, read_header

pytestmark = pytest.mark.unit

SEEDS = Path(__file__).parents[2] / "seeds"
BODY = "\n\nThe body of the article says a good deal more than its head does, as bodies do.\n"


def seed(number: str) -> str:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    return path.read_bytes().decode()


def test_the_first_seed_has_a_date_a_dateline_and_no_headline() -> None:
    header = read_header(seed("000"))
    assert header.date == date(2023, 4, 12)
    assert (header.dateline, header.place) == ("Washington [US], April 12", "Washington [US]")
    assert header.title_source == "lead"
    assert header.title is not None
    assert header.title.startswith("United States State Secretary Antony Blinken has spoken")
    assert header.title.endswith("…")
    assert len(header.title) <= 91


def test_the_second_seed_has_a_caption_for_a_first_line() -> None:
    header = read_header(seed("001"))
    assert (header.date, header.dateline, header.place) == (None, None, None)
    assert header.title_source == "lead"
    assert header.title is not None
    assert header.title.startswith("The United States Secretary of State, Antony Blinkcalled his")


@pytest.mark.parametrize(
    "caption",
    [
        "Antony Blinken, US Secretary of State (via Reuters)",
        "Zelensky y Blinken, and Kiev (Reuters)",
        "Smoke over the city on Monday (AP Photo/Efrem Lukatsky)",
        "Photo: a tower in the centre of the city",
        "The minister arrives for talks. Getty Images",
    ],
)
def test_a_caption_is_no_headline(caption: str) -> None:
    assert (
        read_header(caption + BODY).title == "The body of the article says a good deal more than "
        "its head does, as bodies do."
    )


@pytest.mark.parametrize(
    ("text", "place", "dateline", "day"),
    [
        ("KYIV, April 12 (Reuters) - Rockets fell.", "KYIV", "KYIV, April 12", None),
        ("WASHINGTON (AP) — Rockets fell.", "WASHINGTON", "WASHINGTON", None),
        ("NEW DELHI: Rockets fell.", "NEW DELHI", "NEW DELHI", None),
        (
            "Washington, D.C., Sept. 5, 2022 (CNN) -- Rockets fell.",
            "Washington, D.C.",
            "Washington, D.C., Sept. 5, 2022",
            date(2022, 9, 5),
        ),
        ("Kyiv [Ukraine], 3 May : Rockets fell.", "Kyiv [Ukraine]", "Kyiv [Ukraine], 3 May", None),
    ],
)
def test_datelines(text: str, place: str, dateline: str, day: date | None) -> None:
    header = read_header(text)
    assert (header.place, header.dateline, header.date) == (place, dateline, day)
    assert header.title == "Rockets fell."


@pytest.mark.parametrize(
    "text",
    [
        "Blinken: we will stand with them.",
        "On February 24, 2022 the war began.",
        "The war began on 2022-02-24 - a Thursday.",
        "He said (Reuters) - so they claim.",
    ],
)
def test_what_looks_like_a_dateline_or_a_date_and_is_not(text: str) -> None:
    header = read_header(text)
    assert (header.place, header.dateline, header.date) == (None, None, None)
    assert header.title == text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("date 2023-04-12 Rockets fell.", date(2023, 4, 12)),
        ("Date: 12 April 2023\n\nRockets fell.", date(2023, 4, 12)),
        ("Published: April 12, 2023\nRockets fell.", date(2023, 4, 12)),
        ("2023-04-12\n\nRockets fell.", date(2023, 4, 12)),
        ("\ufeffdate 2023-04-12T08:30 Rockets fell.", date(2023, 4, 12)),
        ("date 2023-02-30 Rockets fell.", None),
    ],
)
def test_publish_dates(text: str, day: date | None) -> None:
    header = read_header(text)
    assert header.date == day
    assert header.title == "Rockets fell."


def test_a_headline_is_kept_whole_and_a_dateline_under_it_is_found() -> None:
    header = read_header("US pledges $350m in arms\n\nKYIV, May 1 (AP) — Rockets fell." + BODY)
    assert (header.title, header.title_source) == ("US pledges $350m in arms", "headline")
    assert header.place == "KYIV"
    labelled = read_header("Title: Arms for Kyiv\nDate: 2023-04-12\n\nRockets fell.")
    assert (labelled.title, labelled.title_source) == ("Arms for Kyiv", "headline")
    assert labelled.date == date(2023, 4, 12)


def test_a_date_in_words_does_not_hang_on_the_locale() -> None:
    assert date_in_words(date(2023, 4, 2)) == "2 April 2023"


@given(st.text())
def test_any_text_has_a_header(text: str) -> None:
    header = read_header(text)
    assert (header.title is None) == (header.title_source is None)
    assert header.title != ""
    assert header.title is None or ("\n" not in header.title and len(header.title) <= 161)


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("KYIV, April 12 (Reuters) - Rockets fell.", "Reuters"),
        ("WASHINGTON (AP) — Rockets fell.", "AP"),
        ("Kyiv [Ukraine], April 12 (ANI): Rockets fell.", "ANI"),
        ("date 2023-04-12 New Delhi [India], April 12 (ANI) : Rockets fell.", "ANI"),
        ("(Reuters) - Rockets fell.", "Reuters"),
        ("Arms for Kyiv\n\nAnn Lee\n\nAssociated Press\n\nKYIV — Rockets fell.", "AP"),
        ("By REUTERS\n\nRockets fell.", "Reuters"),
        ("By Ann M. Lee and Bo Ek, The Associated Press\n\nRockets fell.", "AP"),
        ("By ANN LEE AP Business Writer\n\nRockets fell.", "AP"),
        ("Ann Lee, Press Trust of India\n\nRockets fell.", "PTI"),
        ("Rockets fell.\n\nSource: ANI", "ANI"),
        ("Rockets fell.\n\n©2023 Reuters", "Reuters"),
        ("Rockets fell.\n\nCopyright 2023 The Associated Press. All rights reserved.", "AP"),
        ("Rockets fell.\n\n(c) Copyright Thomson Reuters 2023.", "Reuters"),
        ("Rockets fell.\n\nOur Standards: The Thomson Reuters Trust Principles.", "Reuters"),
        ("Rockets fell, the army said. (ANI)", "ANI"),
        (f"Rockets fell. {BODY * 20} (PTI)", "PTI"),
    ],
)
def test_agencies(text: str, agency: str) -> None:
    assert read_header(text).agency == agency


@pytest.mark.parametrize(
    "text",
    [
        "Rockets fell, Reuters said.",
        "He said (Reuters) - so they claim.",
        "By Monday, the army had left, sources told Reuters",
        "Rockets over Kyiv (AP Photo/Efrem Lukatsky)\n\nRockets fell.",
        "Antony Blinken, US Secretary of State (via Reuters)\n\nRockets fell.",
        "Rockets fell.\n\nContributing: The Associated Press",
        "Rockets fell.\n\nAnn Lee of the Associated Press contributed to this report.",
        "Source: USA TODAY reporting; Reuters; the army\n\nRockets fell.",
        "Elon Musk Sues Reuters\n\nRockets fell.",
        "APOLOGIES (APA) — Rockets fell.",
        f"Rockets fell. {BODY * 20}\n\nAssociated Press\n\n{BODY * 20}",
    ],
)
def test_an_agency_that_is_only_spoken_of_is_none(text: str) -> None:
    assert read_header(text).agency is None


def test_the_seeds_name_no_agency() -> None:
    assert [read_header(seed(number)).agency for number in ("000", "001")] == [None, None]


@pytest.mark.parametrize("part", ["A ", "By A ", "A, ", "(AP) ", "© ", "a", "\n", "and "])
def test_the_agency_of_a_very_long_text(part: str) -> None:
    read_header(part * (200_000 // len(part)))
