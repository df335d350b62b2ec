"""A dry run says what the build then does; and sources that overlap, or are spelled otherwise."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from corpus import article, write_articles
from fakes import FakeEncoder

from index import Document, IndexReport, PassageIndex, build_index
from index.build import planned
from index.errors import SourceEmptyError, SourceMissingError
from index.types import Change

pytestmark = pytest.mark.unit


@pytest.fixture
def news(tmp_path: Path) -> Path:
    return write_articles(tmp_path / "news", 4, sentences=3)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "index"


def build(*sources: str | Path, to: Path) -> tuple[IndexReport, list[str]]:
    encoder = FakeEncoder()
    return build_index(sources, to, encoder=encoder), encoder.encoded


def documents(path: Path) -> list[Document]:
    with PassageIndex.open(path, encoder=FakeEncoder()) as opened:
        opened.check()
        return opened.documents()


def contents(folder: Path) -> dict[str, bytes | None]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() if file.is_file() else None
        for file in folder.rglob("*")
        if not file.name.endswith(("-shm", "-wal"))  # SQLite's readers share them
    }


def titled(file: Path, *titles: str) -> Path:
    """Write JSON Lines of one text under several titles."""
    written = [json.dumps({"text": article(0), "title": title}) + "\n" for title in titles]
    file.write_text("".join(written))
    return file


def test_a_dry_run_changes_no_byte_and_says_what_is_done(news: Path, path: Path) -> None:
    build(news, to=path)
    (news / "000.txt").write_text(article(10))
    (news / "001.txt").unlink()
    (news / "002.txt").rename(news / "902.txt")
    (news / "004.txt").write_text(article(4))
    before = contents(path.parent)
    plan = planned([news], path)
    assert contents(path.parent) == before
    assert plan.changes == (
        Change("updated", (news / "000.txt").as_posix()),
        Change("added", (news / "004.txt").as_posix()),
        Change("renamed", (news / "902.txt").as_posix(), (news / "002.txt").as_posix()),
        Change("removed", (news / "001.txt").as_posix()),
    )
    assert (plan.unchanged, plan.documents, plan.generation, plan.embedded) == (1, 4, 1, 0)
    assert build(news, to=path)[0].changes == plan.changes


def test_a_dry_run_without_an_index_makes_none(news: Path, path: Path) -> None:
    plan = planned([news], path)
    assert [change.kind for change in plan.changes] == ["added"] * 4
    assert (plan.documents, plan.passages, plan.generation) == (0, 0, 0)
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["news"]
    with pytest.raises(SourceMissingError, match="nope"):
        planned([news / "nope"], path)
    (news / "empty").mkdir()
    with pytest.raises(SourceEmptyError, match="nothing to index"):
        planned([news / "empty"], path)


def test_a_dry_run_takes_a_source_as_a_build_does(
    news: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(news.parent)
    build_index("news", path, encoder=FakeEncoder())
    assert planned("news", path).unchanged == 4


def test_a_source_is_the_same_however_it_is_spelled(
    news: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(news.parent)
    build("news", to=path)
    for spelling in (news, "./news", "news/../news", "news/*.txt"):
        report, encoded = build(spelling, to=path)
        assert (report.changes, report.unchanged, encoded) == ((), 4, [])
    (news / "001.txt").unlink()
    (news / "002.txt").write_text(article(12))
    report, _ = build(news, to=path)
    assert report.changes == (
        Change("updated", (news / "002.txt").as_posix()),
        Change("removed", "news/001.txt"),
    )
    names = ["news/000.txt", "news/003.txt", (news / "002.txt").as_posix()]
    assert sorted(document.source for document in documents(path)) == sorted(names)


def test_a_source_within_another(news: Path, path: Path) -> None:
    below = write_articles(news / "below", 6, sentences=5)
    report, _ = build(news, below, below / "000.txt", to=path)
    assert (report.added, report.documents) == (10, 10)
    (below / "000.txt").unlink()
    (news / "000.txt").unlink()
    report, _ = build(below, to=path)
    assert report.changes == (Change("removed", (below / "000.txt").as_posix()),)
    report, _ = build(news, to=path)
    assert report.changes == (Change("removed", (news / "000.txt").as_posix()),)
    assert report.documents == 8


def test_the_order_of_the_sources_is_all_one(tmp_path: Path, path: Path) -> None:
    """What several sources hold is described by the first, in the order of their names."""
    files = [
        titled(tmp_path / "a.jsonl", "First"),
        titled(tmp_path / "b.jsonl", "Second"),
        titled(tmp_path / "c.jsonl", "Third", "Fourth"),
    ]
    for number, order in enumerate(itertools.permutations(files)):
        (document,) = build_all(order, tmp_path / f"{number}")
        assert (document.title, document.source) == ("First", f"{files[0].as_posix()}/1")
        for file in order:
            build(file, to=path)
        assert documents(path) == [document]


def build_all(sources: Sequence[Path], path: Path) -> list[Document]:
    build(*sources, to=path)
    return documents(path)


def test_a_text_that_is_there_already_is_described_by_the_first_that_comes(
    tmp_path: Path, path: Path
) -> None:
    """Neither the order of the sources nor what the index says so far tells."""
    last = titled(tmp_path / "z.jsonl", "First")
    build(last, to=path)
    first = titled(tmp_path / "a.jsonl", "First")
    second = titled(tmp_path / "b.jsonl", "Second")
    build(second, first, last, to=path)
    assert [document.title for document in documents(path)] == ["First"]


def test_a_text_that_moves_takes_its_title_along(tmp_path: Path, path: Path) -> None:
    file = titled(tmp_path / "a.jsonl", "Old")
    build(file, to=path)
    other = json.dumps({"text": article(5)}) + "\n"
    file.write_text(other + titled(tmp_path / "b.jsonl", "New").read_text())
    build(file, to=path)
    assert [document.title for document in documents(path) if document.text == article(0)] == [
        "New"
    ]


def test_a_text_whose_first_source_goes_is_described_by_the_next(
    tmp_path: Path, path: Path
) -> None:
    news = tmp_path / "news"
    news.mkdir()
    titled(news / "a.jsonl", "First")
    titled(news / "b.jsonl", "Second")
    build(news, to=path)
    (news / "a.jsonl").unlink()
    build(news, to=path)
    assert [document.title for document in documents(path)] == ["Second"]
