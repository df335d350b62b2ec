"""Candidates that say the same, and what a claim's probability is made of."""

from __future__ import annotations

from datetime import date
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Document, Passage
from qa.candidates import Candidate
from qa.claims import FEATURES, Claim, claims_of, features_of, grouped, newest_first
from qa.evidence import Evidence
from qa.reader.calibration import Calibration

pytestmark = pytest.mark.unit

PLAIN = Evidence(unmet=0, met=False, overlap=0.0)


def candidate(
    quote: str,
    score: float = 0.0,
    *,
    article: str = "a",
    rank: int = 0,
    cosine: float | None = None,
    published: date | None = date(2023, 4, 12),
    evidence: Evidence = PLAIN,
) -> Candidate:
    """Return a candidate that is the whole text of its article."""
    document = Document(article, None, quote, published, f"{article}.txt")
    passage = Passage(f"{article}:0", article, 0, len(quote), quote)
    return Candidate(document, passage, 0, len(quote), score, evidence, rank, cosine)


def quotes(groups: list[list[Candidate]]) -> list[list[str]]:
    return [[member.quote for member in members] for members in groups]


def test_one_fact_of_several_articles_is_one_group() -> None:
    found = grouped(
        [
            candidate("USD 350 million", 4.0, article="a"),
            candidate("USD 500 million", 3.0, article="b"),
            candidate("$350m", 2.0, article="c"),
            candidate("Kyiv", 1.0, article="d"),
        ]
    )
    assert quotes(found) == [["USD 350 million", "$350m"], ["USD 500 million"], ["Kyiv"]]


def test_the_words_with_most_votes_come_first() -> None:
    # votes: 0.88 for the first, 0.73 + 0.73 for the words of the two others
    found = grouped(
        [
            candidate("$350m", 4.0, article="a"),
            candidate("USD 350 million", 2.0, article="b"),
            candidate("usd 350 million", 2.0, article="c"),
        ]
    )
    assert quotes(found) == [["USD 350 million", "usd 350 million", "$350m"]]


def test_case_marks_and_article_make_no_other_words() -> None:
    # votes: 0.88 for "the Kremlin", 0.62 + 0.62 + 0.62 for the others if they are alike
    found = grouped(
        [
            candidate("Zelensky", 4.0, article="a"),
            candidate("the Kremlin", 4.0, article="b"),
            candidate("The Kremlin.", 1.0, article="c"),
            candidate("Kremlin", 1.0, article="d"),
        ]
    )
    assert quotes(found) == [["Zelensky"], ["the Kremlin", "The Kremlin.", "Kremlin"]]


def test_features_by_hand() -> None:
    found = features_of(
        [
            [
                candidate(
                    "USD 350 million", 2.0, article="a", rank=1, cosine=0.6,
                    evidence=Evidence(unmet=1, met=False, overlap=0.5),
                ),
                candidate(
                    "$350m", 0.0, article="b", rank=3, cosine=None,
                    evidence=Evidence(unmet=0, met=True, overlap=0.75, echo=True),
                ),
            ]
        ]
    )  # fmt: skip
    assert len(found) == 1
    assert tuple(found[0]) == FEATURES
    # sigmoid(2 / 2) = 0.731059 at 2 ** -0.3 = 0.812252, sigmoid(0) = 0.5 at 4 ** -0.3 = 0.659754
    assert found[0] == pytest.approx(
        {
            "score": 2.0,
            "votes": log(0.731059 * 0.812252 + 0.5 * 0.659754 + 0.001),
            "rank": log(2),
            "cosine": 0.6,
            "overlap": 0.75,
            "met": 1.0,
            "unmet": 1.0,
            "amiss": 0.0,
            "length": log(3),
        },
        abs=1e-5,
    )


def test_a_passage_has_one_vote() -> None:
    twice = [candidate("Kyiv", 2.0, article="a"), candidate("Kyiv", 1.0, article="a")]
    apart = [candidate("Kyiv", 2.0, article="a"), candidate("Kyiv", 1.0, article="b")]
    one, two = (features_of([members])[0]["votes"] for members in (twice, apart))
    assert one == pytest.approx(log(0.731059 + 0.001), abs=1e-5)
    assert two == pytest.approx(log(0.731059 + 0.622459 + 0.001), abs=1e-5)


def test_without_any_cosine_it_is_0() -> None:
    assert features_of([[candidate("Kyiv", cosine=None)]])[0]["cosine"] == 0.0
    assert features_of([[candidate("Kyiv", cosine=-0.2)]])[0]["cosine"] == -0.2


@pytest.mark.parametrize("name", ["misfit", "expected", "echo", "choice"])
def test_what_is_amiss_is_that_of_the_best(name: str) -> None:
    amiss = candidate("Kyiv", 2.0, evidence=Evidence(0, False, 0.0, **{name: True}))
    sound = candidate("Kyiv", 1.0, article="b")
    assert features_of([[amiss, sound]])[0]["amiss"] == 1.0
    assert features_of([[sound, amiss]])[0]["amiss"] == 0.0


@given(st.floats(-1e9, 1e9), st.integers(0, 10**6), st.text(min_size=1, max_size=20))
def test_features_are_finite(score: float, rank: int, quote: str) -> None:
    (found,) = features_of([[candidate(quote, score, rank=rank)]])
    assert all(abs(value) < 1e10 for value in found.values())


def two_claims() -> list[Candidate]:
    """A higher score, and a cosine that is higher."""
    return [
        candidate("Kyiv", 3.0, article="a", cosine=0.1),
        candidate("Lviv", 1.0, article="b", cosine=0.9),
    ]


def test_the_order_is_of_its_own_weights() -> None:
    calibration = Calibration(0.0, weights={"score": 1.0}, order={"cosine": 1.0})
    first, second = claims_of(two_claims(), calibration)
    assert (first.best.quote, second.best.quote) == ("Lviv", "Kyiv")
    assert first.probability == pytest.approx(0.731059, abs=1e-5)  # sigmoid(1)
    assert second.probability == pytest.approx(0.952574, abs=1e-5)  # sigmoid(3)


def test_without_an_order_the_likeliest_is_first() -> None:
    found = claims_of(two_claims(), Calibration(-5.0, weights={"score": 1.0}))
    assert [claim.best.quote for claim in found] == ["Kyiv", "Lviv"]
    assert found[0].probability == pytest.approx(0.119203, abs=1e-5)  # sigmoid(-2)


def test_a_claim_holds_all_who_say_it() -> None:
    both = [candidate("USD 350 million", 3.0), candidate("$350m", 1.0, article="b")]
    (claim,) = claims_of(both, Calibration(0.0, weights={"score": 1.0}))
    assert claim.candidates == tuple(both)
    assert claim.best is both[0]


def test_nothing_claims_nothing() -> None:
    assert claims_of([], Calibration()) == []


@pytest.mark.parametrize(
    ("claims", "first"),
    [
        ([("old", 0.8, 1), ("new", 0.5, 9)], "new"),
        ([("old", 0.8, 1), ("new", 0.39, 9)], "old"),  # below half
        ([("old", 0.6, 1), ("new", 0.35, 9)], "old"),  # below the least
        ([("old", 0.8, 1), ("undated", 0.7, None)], "old"),
        ([("undated", 0.8, None), ("dated", 0.7, 1)], "dated"),
        ([("a", 0.8, 9), ("b", 0.7, 9)], "a"),
    ],
)
def test_of_likely_claims_the_newest_comes_first(claims, first) -> None:
    made = [
        Claim((candidate(quote, published=day and date(2023, 4, day)),), likely)
        for quote, likely, day in claims
    ]
    found = newest_first(made, least=0.36)
    assert found[0].best.quote == first
    assert sorted(map(id, found)) == sorted(map(id, made))
