"""Near-copies are found by their runs of five words, in every process alike."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.copies import bands, distinct, is_copy, signature, similarity

pytestmark = pytest.mark.unit

RIVER = "The river rose by three metres overnight."


def words(first: int, last: int) -> str:
    """Return words that are numbers, of which no run repeats."""
    return " ".join(map(str, range(first, last)))


def jaccard(left: str, right: str) -> float:
    one, other = (
        {tuple(found[n : n + 5]) for n in range(len(found) - 4)}
        for found in (left.split(), right.split())
    )
    return len(one & other) / len(one | other)


def test_a_signature_is_the_same_in_every_process_and_on_every_platform() -> None:
    found = signature(RIVER)
    assert (found.shape, found.dtype) == ((64,), np.uint32)
    assert found[:4].tolist() == [210375338, 797309221, 430789973, 2589800760]
    assert bands(found)[:2] == [8279324738838256281, -4480264219433176263]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (RIVER, "“the RIVER rose, by three\nmetres overnight", 1.0),
        ("one two", "One, two!", 1.0),
        ("", " — ", 1.0),
        ("one two", "one two three", 0.0),
        ("", "one two", 0.0),
        (words(0, 90), words(100, 190), 0.0),
    ],
)
def test_alike_and_unlike(left: str, right: str, expected: float) -> None:
    assert similarity(signature(left), signature(right)) == expected
    assert is_copy(left, right) is (expected == 1.0)


@pytest.mark.parametrize(
    ("left", "right", "copy"),
    [
        ("a b c d e f", "a b c d e g", False),  # 1 shingle of 3
        ("a b c d e f g", "a b c d e f h", True),  # 2 of 4
        ("a b c d e f g h", "a b c d e f i j", False),  # 2 of 6
        (words(0, 300), words(0, 54), True),  # cut: all of 50 shingles
        (words(0, 300), words(0, 53), False),  # cut, but only 49
        (words(0, 300), f"{words(0, 84)} {words(900, 920)}", True),  # 80 of 100
        (words(0, 300), f"{words(0, 83)} {words(900, 921)}", False),  # 79 of 100
    ],
)
def test_is_copy(left: str, right: str, copy: bool) -> None:
    assert is_copy(left, right) is copy
    assert is_copy(right, left) is copy


def test_a_shingle_has_its_words_in_order() -> None:
    assert not is_copy("a b c d e", "e d c b a")
    assert not is_copy("a b c d e f g h i j", "f g h i j a b c d e")


def test_bands_tell_their_number_and_fit_a_signed_column() -> None:
    same = bands(np.zeros(64, dtype=np.uint32))
    assert len(set(same)) == 16
    found = bands(signature(RIVER))
    assert all(-(2**63) <= band < 2**63 for band in [*same, *found])
    assert min(found) < 0
    changed = signature(RIVER)
    changed[5] += 1  # in the second band of four rows
    assert [number for number in range(16) if bands(changed)[number] != found[number]] == [1]


def test_copies_share_a_band_and_strangers_none() -> None:
    text = words(0, 300)
    edited = f"{words(900, 910)} {words(5, 300)}"  # 291 shingles of 306
    assert set(bands(signature(text))) & set(bands(signature(edited)))
    assert not set(bands(signature(text))) & set(bands(signature(words(400, 700))))


def test_the_estimate_is_near_the_jaccard_similarity() -> None:
    chance = random.Random(7)
    errors = []
    for trial in range(0, 1_000_000, 10_000):  # words of its own each, so that errors are apart
        shared, one, other = (chance.randint(0, 200) for _ in range(3))
        common = words(trial, trial + shared + 5)
        left = f"{common} {words(trial + 1_000, trial + 1_000 + one)}"
        right = f"{common} {words(trial + 2_000, trial + 2_000 + other)}"
        errors.append(similarity(signature(left), signature(right)) - jaccard(left, right))
    assert abs(float(np.mean(errors))) < 0.02  # three standard deviations of the mean
    assert float(np.sqrt(np.mean(np.square(errors)))) < 1 / 16
    assert max(map(abs, errors)) < 4 / 16


def test_distinct_keeps_the_first_of_near_copies() -> None:
    texts = [words(0, 110), words(200, 310), words(0, 110), words(10, 110), words(300, 410)]
    assert distinct(texts) == [0, 1, 4]
    assert distinct(texts[::-1]) == [0, 1, 3]
    assert distinct([]) == []


def test_distinct_goes_by_the_share_of_the_smaller() -> None:
    texts = [words(0, 110), words(76, 120)]  # 30 of 40 shingles
    assert distinct(texts, limit=0.76) == [0, 1]
    assert distinct(texts, limit=0.75) == [0]
    assert distinct(texts[::-1], limit=0.75) == [0]


def test_what_was_left_out_hides_nothing() -> None:
    chain = [words(0, 104), words(25, 129), words(50, 154)]  # each 75 of 100 with the next
    assert distinct(chain) == [0, 2]


TEXTS = st.lists(st.sampled_from("a b c d e f".split()), max_size=30).map(" ".join) | st.text()


@given(TEXTS, TEXTS)
def test_comparisons_are_symmetric(left: str, right: str) -> None:
    one, other = signature(left), signature(right)
    assert 0.0 <= similarity(one, other) == similarity(other, one) <= 1.0
    assert is_copy(left, right) == is_copy(right, left)


@given(TEXTS)
def test_a_text_is_its_own_copy(text: str) -> None:
    assert similarity(signature(text), signature(text)) == 1.0
    assert bands(signature(text)) == bands(signature(text))
    assert is_copy(text, text)
    assert distinct([text, text]) == [0]


@given(st.lists(TEXTS, max_size=8))
def test_distinct_is_stable(texts: list[str]) -> None:
    kept = distinct(texts)
    assert kept == sorted(set(kept))
    assert kept[:1] == [0][: len(texts)]
    assert distinct([texts[n] for n in kept]) == list(range(len(kept)))
