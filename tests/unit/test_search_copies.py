"""One report in several papers is found once, and says where else it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from corpus import article
from fakes import FakeEncoder

from index import PassageIndex, build_index
from index.joined import JoinedIndex

pytestmark = pytest.mark.unit

REPORT = article(1, sentences=40)
WIRE_COPY = "THE HARBOUR POST\n\n" + REPORT.replace("Report 1", "Our report")
OWN_END = REPORT.rstrip() + " Only this paper adds that a giraffe escaped from the zoo of Lviv."
OTHER = article(2, sentences=40)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[PassageIndex]:
    news = tmp_path / "news"
    news.mkdir()
    for name, text in (
        ("a.txt", REPORT),
        ("b.txt", WIRE_COPY),
        ("c.txt", OWN_END),
        ("d.txt", OTHER),
        ("e.txt", REPORT),
    ):
        (news / name).write_text(text)
    build_index(news, tmp_path / "index", encoder=FakeEncoder())
    with PassageIndex.open(tmp_path / "index", encoder=FakeEncoder()) as opened:
        yield opened


def sources(index: PassageIndex, query: str, top_k: int) -> list[str]:
    found = index.search(query, top_k=top_k)
    return [Path(index.document(one.passage.document_id).source).name for one in found]


def test_what_a_copy_repeats_makes_room_for_others(index: PassageIndex) -> None:
    passages = {
        name: len(index.passages_of(document.id))
        for document in index.documents()
        for name in [Path(document.source).name]
    }
    assert passages["a.txt"] > 2
    found = sources(index, "Report rocket tower bridge", sum(passages.values()))
    copies = [name for name in found if name != "d.txt"]
    # each part of the report once, whichever copy it comes from; c.txt may add its own last one
    assert passages["a.txt"] <= len(copies) <= passages["a.txt"] + 1
    assert found.count("d.txt") == passages["d.txt"]
    raw = index.rankings("Report rocket tower bridge", 999)["fused"]
    assert len(raw) == sum(passages.values())


def test_what_only_a_copy_says_is_found(index: PassageIndex) -> None:
    assert sources(index, "a giraffe escaped from the zoo", 1) == ["c.txt"]


def test_copies_and_the_same_text_elsewhere_are_named(index: PassageIndex) -> None:
    by_name = {Path(document.source).name: document.id for document in index.documents()}
    folder = index.path.parent / "news"

    def names(name: str) -> list[str]:
        return [Path(source).name for source in index.also_in(by_name[name])]

    assert set(by_name) == {"a.txt", "b.txt", "c.txt", "d.txt"}
    assert names("a.txt") == ["e.txt", "b.txt", "c.txt"]
    assert sorted(names("b.txt")) == ["a.txt", "c.txt", "e.txt"]
    assert names("d.txt") == []
    (folder / "c.txt").unlink()
    build_index(folder, index.path, encoder=FakeEncoder())
    with index.reopened() as now:
        assert [Path(source).name for source in now.also_in(by_name["a.txt"])] == ["e.txt", "b.txt"]


def test_joined_indexes_know_their_copies(index: PassageIndex, tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text(article(7))
    build_index(tmp_path / "own.txt", tmp_path / "own", encoder=FakeEncoder())
    with PassageIndex.open(tmp_path / "own", encoder=FakeEncoder()) as own:
        joined = JoinedIndex([index, own])
        report = next(one for one in index.documents() if one.text == REPORT)
        assert joined.also_in(report.id) == index.also_in(report.id)
        query = "Report rocket tower bridge"
        texts = {one.passage.text for one in index.search(query, top_k=5)}
        assert texts & {one.passage.text for one in joined.search(query, top_k=5)}
