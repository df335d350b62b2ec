"""The fit of a confidence on made-up claims, and the situations it is fitted on."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pytest
from fakes import FakeEncoder
from scipy.special import expit

from index import PassageIndex
from index.documents import make_document
from qa.claims import FEATURES
from qa.evaluation.corpus import open_corpus_index
from qa.evaluation.rag_files import RagQuestion
from qa.reader.calibration import Calibration
from qa.training.confidence import FIXED, Judged, fit
from qa.training.near_miss import NearMisses
from qa.training.situations import EARLY, Situation, situations_of

pytestmark = pytest.mark.unit

OWN = Calibration(
    intercept=-0.9,
    weights={"score": 0.25, "met": 0.3, "overlap": 1.0, "unmet": -2.0, "amiss": -2.0},
    threshold=3.3,
    working_probability=0.34,
)


def row(**values: float) -> list[float]:
    return [values.get(name, 0.0) for name in FEATURES]


def named(features: list[float]) -> dict[str, float]:
    return dict(zip(FEATURES, features, strict=True))


def judged(*claims: tuple[list[float], bool], answerable: bool = True) -> Judged:
    right = np.array([is_right for _, is_right in claims])
    features = np.array([values for values, _ in claims])
    return Judged("q", "asked", features, right, right.astype(float), answerable)


def single_claims(count: int, seed: int) -> list[Judged]:
    """Return situations of one claim, right with the probability of `truth`, a quarter empty."""
    draw = np.random.default_rng(seed)
    scores, shares = draw.normal(3.0, 3.0, count), draw.uniform(0, 1, count)
    lengths = draw.uniform(0, 3, count)
    features = [
        row(score=score, overlap=share, length=length)
        for score, share, length in zip(scores, shares, lengths, strict=True)
    ]
    right = [bool(draw.random() < truth(values)) for values in features]
    wrong = [place for place, is_right in enumerate(right) if not is_right]
    empty = set(wrong[: count // 4])
    return [
        judged((values, is_right), answerable=place not in empty)
        for place, (values, is_right) in enumerate(zip(features, right, strict=True))
    ]


def truth(features: list[float]) -> float:
    values = named(features)
    return float(expit(0.6 * values["score"] + values["overlap"] - 2.0))


def choices(count: int, seed: int) -> list[Judged]:
    """Return situations of three claims, of which the one with most votes is right.

    It has the lowest score of its question, though that of a right one is higher on the whole.
    """
    draw = random.Random(seed)
    found = []
    for number in range(count):
        ease = draw.uniform(-4, 4)
        claims = [
            (row(score=ease + 2 + draw.random(), votes=-1 - draw.random()), False),
            (row(score=ease + draw.random(), votes=draw.random()), True),
            (row(score=ease + 3 + draw.random(), votes=-2 - draw.random()), False),
        ]
        draw.shuffle(claims)
        found.append(judged(*claims))
        if number % 3 == 0:
            others = [(values, False) for values, is_right in claims if not is_right]
            found.append(judged(*others, answerable=False))
    return found


def test_the_order_prefers_the_right_claim() -> None:
    calibration = fit(choices(150, seed=1), OWN)
    assert tuple(calibration.order) == FEATURES
    for found in choices(100, seed=2):
        if found.answerable:
            values = [calibration.rank_value(named(list(claim))) for claim in found.features]
            assert found.right[int(np.argmax(values))]


def test_the_probabilities_are_calibrated() -> None:
    calibration = fit(single_claims(6_000, seed=3), OWN)
    features = [list(found.features[0]) for found in single_claims(20_000, seed=4)]
    said = np.array([calibration.probability(named(values)) for values in features])
    true = np.array([truth(values) for values in features])
    places = np.digitize(said, np.linspace(0, 1, 11))
    assert len(set(places)) >= 9
    for place in set(places):
        chosen = places == place
        assert abs(said[chosen].mean() - true[chosen].mean()) < 0.05


def test_situations_without_an_answer_weigh_a_quarter() -> None:
    """However many there are: of half right and half empty claims that look alike, 3/4 is said."""
    alike = row(score=1.0)
    for empty in (20, 100, 300):
        found = [judged((alike, True))] * 100
        found += [judged((alike, False), answerable=False)] * empty
        assert fit(found, OWN).probability(named(alike)) == pytest.approx(0.75, abs=0.01)


def test_the_weight_of_unmet_demands_is_not_fitted() -> None:
    """`cosine`, the same everywhere, has no weight of its own: half the reader's, times the slope.

    So the slope is known, and with it the weight that `unmet` must have, whatever the rows say.
    """
    own = Calibration(intercept=-0.9, weights={**OWN.weights, "cosine": 1.0})
    draw = random.Random(5)
    for helps in (True, False):
        found = []
        for _ in range(400):
            score = draw.gauss(0, 3)
            right = draw.random() < expit(score)
            unmet = float(draw.random() < (0.8 if right == helps else 0.1))
            claim = (row(score=score, cosine=0.5, unmet=unmet), right)
            found.append(judged(claim, answerable=right or draw.random() < 0.5))
        weights = fit(found, own).weights
        slope = weights["cosine"] / 0.5
        assert slope > 0.05
        assert weights["unmet"] == pytest.approx(slope * (FIXED["unmet"] - 2.0) / 2, abs=2e-3)


def test_the_working_point_lies_between_the_clouds() -> None:
    draw = random.Random(6)
    good = [row(score=draw.gauss(6, 1)) for _ in range(150)]
    bad = [row(score=draw.gauss(-4, 1)) for _ in range(150)]
    found = [judged((values, True)) for values in good]
    found += [judged((values, False), answerable=False) for values in bad]
    calibration = fit(found, OWN)
    likely = [calibration.probability(named(values)) for values in good]
    unlikely = [calibration.probability(named(values)) for values in bad]
    assert max(unlikely) < calibration.working_probability < min(likely)
    assert calibration.threshold == OWN.threshold


DAY = date(2023, 4, 12)
QUESTION = RagQuestion(
    "1", "How much aid did Germany pledge to Ukraine in February?", ("USD 350 million",), (), DAY
)
HOLDING = "On Monday, Germany pledged Ukraine aid of USD 350 million, the Berlin office said."
OTHERS = (
    "The aid that Germany pledged to Ukraine in February is late, said Olaf Scholz in Kyiv.",
    "Ukraine got aid, much of it from Poland, as Andrzej Duda told reporters.",
    "How Ukraine fared in February: the city of Bakhmut held, at a price.",
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PassageIndex]:
    documents = [
        make_document(title=None, text=text, source=f"{number}", date=DAY - timedelta(number))
        for number, text in enumerate((*OTHERS, HOLDING))
    ]
    cache = tmp_path_factory.mktemp("cache")
    with open_corpus_index(lambda: documents, "0", encoder=FakeEncoder(), cache=cache) as index:
        yield index


def made(index: PassageIndex, item: RagQuestion, seed: int = 0) -> dict[str, Situation]:
    near_misses = NearMisses({"aid": 0}, np.ones((1, 1), dtype=np.float32))
    found = list(situations_of(item, index, near_misses, random.Random(seed)))
    assert len({situation.kind for situation in found}) == len(found)
    return {situation.kind: situation for situation in found}


def texts(index: PassageIndex, situation: Situation) -> list[str]:
    assert situation.documents is not None
    return [index.document(id).text.strip() for id in situation.documents]


def test_every_kind_of_situation(index: PassageIndex) -> None:
    found = made(index, QUESTION)
    assert list(found) == ["asked", "early", "near-miss", "few", "few-near-miss", "few-without"]
    for kind, situation in found.items():
        exchanged = kind.endswith("near-miss")
        assert (situation.question == QUESTION.question) != exchanged
        assert bool(situation.answers) == (kind in ("asked", "early", "few"))
        assert situation.until == (DAY - EARLY if kind == "early" else DAY)
        assert (situation.documents is not None) == kind.startswith("few")
    assert found["near-miss"].question == found["few-near-miss"].question


def test_few_articles_with_and_without_the_answer(index: PassageIndex) -> None:
    found = made(index, QUESTION)
    few = texts(index, found["few"])
    assert len(few) == 3
    assert HOLDING in few
    assert found["few"].documents == found["few-near-miss"].documents
    assert sorted(texts(index, found["few-without"])) == sorted(OTHERS)


def test_a_near_miss_differs_in_one_fact(index: PassageIndex) -> None:
    facts = {"Germany", "Ukraine", "February"}
    gone = set()
    for seed in range(40):
        words = made(index, QUESTION, seed)["near-miss"].question.rstrip("?").split()
        old = QUESTION.question.rstrip("?").split()
        lost = set(old) - set(words)
        assert len(lost) == 1
        assert lost <= facts
        place = old.index(*lost)
        assert words[:place] == old[:place]
        assert words[len(words) - len(old) + place + 1 :] == old[place + 1 :]
        gone |= lost
    assert gone == facts


def test_what_cannot_be_made_is_left_out(index: PassageIndex) -> None:
    plain = RagQuestion("2", "who won?", ("nobody at all",), (), None)
    assert list(made(index, plain)) == ["asked", "few-without"]


def test_the_same_seed_makes_the_same(index: PassageIndex) -> None:
    assert made(index, QUESTION, 7) == made(index, QUESTION, 7)
