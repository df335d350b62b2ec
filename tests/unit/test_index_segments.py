"""However an index came to be, it finds what one built from scratch finds."""

from __future__ import annotations

import json
import math
import tempfile
from pathlib import Path

import pytest
from corpus import article
from fakes import FakeEncoder
from hypothesis import given, settings
from hypothesis import strategies as st

from index import PassageIndex, build_index
from index.merging import to_merge

pytestmark = pytest.mark.unit

QUERIES = ("minister grain port", "howitzers in February", "Report 3 of Kyiv")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(0, 5), st.integers(0, 9)),
        st.tuples(st.just("remove"), st.integers(0, 5), st.just(0)),
        st.tuples(st.just("rename"), st.integers(0, 5), st.integers(0, 5)),
        st.tuples(st.just("sync"), st.just(0), st.just(0)),
    ),
    max_size=25,
)


def rankings(path: Path) -> list[list[tuple[float, str]]]:
    """Return all rankings with their scores, equal scores in the order of their passages' ids."""
    with PassageIndex.open(path, encoder=FakeEncoder()) as index:
        index.check()
        names = ("dense", "bm25")
        found = [index.rankings(query, 999) for query in QUERIES]
        return [
            sorted((-result.score, result.passage.id) for result in each[name])
            for each in found
            for name in names
        ]


def step(news: Path, kind: str, number: int, other: int) -> None:
    file = news / f"{number}.txt"
    if kind == "write":
        file.write_text(article(other, sentences=3 + other))
    elif kind == "remove":
        file.unlink(missing_ok=True)
    elif kind == "rename" and file.exists():
        file.rename(news / f"{other}.txt")


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_any_history_equals_a_build_from_scratch(steps: list[tuple[str, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        news, synced, fresh = (Path(name) / part for part in ("news", "synced", "fresh"))
        news.mkdir()
        (news / "always.txt").write_text(article(99))
        encoder = FakeEncoder()
        for kind, number, other in [*steps, ("sync", 0, 0)]:
            if kind == "sync":
                build_index(news, synced, encoder=encoder)
            else:
                step(news, kind, number, other)
        build_index(news, fresh, encoder=FakeEncoder())
        assert rankings(synced) == rankings(fresh)


def test_what_is_embedded_once_is_not_embedded_again(tmp_path: Path) -> None:
    news, path = tmp_path / "news", tmp_path / "index"
    news.mkdir()
    encoder = FakeEncoder()
    for number in range(30):
        (news / f"{number:02d}.txt").write_text(article(number, sentences=4))
        build_index(news, path, encoder=encoder)
    assert len(encoder.encoded) == len(set(encoder.encoded))
    manifest = json.loads((path / "generations" / "30" / "manifest.json").read_text())
    assert len(manifest["segments"]) <= 1 + math.log(30, 3)


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({}, []),
        ({"a": (10, 10)}, []),
        ({"a": (10, 10), "b": (20, 20)}, ["a", "b"]),
        ({"a": (10, 10), "b": (21, 21)}, []),
        ({"a": (1, 1), "b": (10, 10), "c": (11, 11), "d": (100, 100)}, ["a", "b", "c"]),
        ({"a": (100, 75)}, []),
        ({"a": (100, 74)}, ["a"]),
        ({"a": (1, 1), "b": (100, 70)}, ["b"]),
        ({"a": (3, 0), "b": (100, 100)}, ["a"]),
    ],
)
def test_which_segments_are_joined(sizes: dict[str, tuple[int, int]], expected: list[str]) -> None:
    assert to_merge(sizes) == expected
