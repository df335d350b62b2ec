"""However sources of several kinds changed, an index is as one built from scratch."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from corpus import article
from fakes import FakeEncoder
from hypothesis import given, settings
from hypothesis import strategies as st

from index import PassageIndex, build_index
from index.build import planned

pytestmark = pytest.mark.unit

QUERIES = ("minister grain port", "howitzers in February", "Report 3 of Kyiv")
NAMES = ("a.txt", "b.txt", "c.jsonl", "d.jsonl", "e.zip", "f.zip")
Step: TypeAlias = tuple[str, str, Sequence[int]]

NAME = st.sampled_from(NAMES)
STEPS: st.SearchStrategy[list[Step]] = st.lists(
    st.one_of(
        st.tuples(st.just("write"), NAME, st.lists(st.integers(0, 7), min_size=1, max_size=4)),
        st.tuples(st.just("remove"), NAME, st.just([])),
        st.tuples(st.just("copy"), NAME, st.lists(st.integers(0, 5), min_size=1, max_size=1)),
        st.tuples(st.just("sync"), st.just(""), st.just([])),
        st.tuples(st.just("sync one"), NAME, st.just([])),
    ),
    max_size=12,
)


def write(file: Path, numbers: Sequence[int]) -> None:
    """Write articles into a file as its kind has them; the texts of two kinds are not the same."""
    first = NAMES.index(file.name) // 2 * 10
    texts = [article(first + number, sentences=2 + number) for number in numbers]
    if file.suffix == ".txt":
        file.write_text(texts[0])
    elif file.suffix == ".jsonl":
        file.write_text(
            "".join(
                json.dumps({"text": text, "title": f"Title {number}"}) + "\n"
                for text, number in zip(texts, numbers, strict=True)
            )
        )
    else:
        with zipfile.ZipFile(file, "w") as archive:
            for name, text in {f"{n % 3}.txt": text for n, text in enumerate(texts)}.items():
                archive.writestr(name, text)


def apply(news: Path, kind: str, name: str, numbers: Sequence[int]) -> None:
    file = news / name
    if kind == "write":
        write(file, numbers)
    elif kind == "remove":
        file.unlink(missing_ok=True)
    elif kind == "copy" and file.exists():
        target = news / NAMES[numbers[0]]
        if target.suffix == file.suffix:
            target.write_bytes(file.read_bytes())


def state(path: Path) -> list[Any]:
    """Return documents and rankings, equal scores in the order of their passages' ids."""
    with PassageIndex.open(path, encoder=FakeEncoder()) as index:
        index.check()
        held: list[Any] = [
            (one.id, one.title, one.date, one.text, one.source, dict(one.metadata))
            for one in index.documents()
        ]
        for query in QUERIES:
            found = index.rankings(query, 999)
            for name in ("dense", "bm25"):
                ranking = found[name]
                held.append(sorted((-one.score, one.passage.id) for one in ranking))
        return held


@settings(max_examples=25)
@given(STEPS)
def test_any_history_of_any_kinds_equals_a_build_from_scratch(steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as name:
        news, synced, fresh = (Path(name) / part for part in ("news", "synced", "fresh"))
        news.mkdir()
        (news / "always.txt").write_text(article(99))
        for kind, file, numbers in [*steps, ("sync", "", ())]:
            source = news / file
            if kind == "sync" or (kind == "sync one" and source.exists()):
                plan = planned([source], synced)
                report = build_index(source, synced, encoder=FakeEncoder())
                assert plan.changes == report.changes
                assert plan.skipped == report.skipped
                assert (plan.unchanged, plan.duplicates) == (report.unchanged, report.duplicates)
            else:
                apply(news, kind, file, numbers)
        build_index(news, fresh, encoder=FakeEncoder())
        assert state(synced) == state(fresh)
        assert planned([news], synced).changes == ()
