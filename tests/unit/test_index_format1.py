"""The committed index of format 1 answers for ever, and the next build brings it up to date."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from corpus import article, write_articles
from fakes import FakeEncoder

from index import PassageIndex, build_index
from index.errors import IndexCorruptError, IndexMismatchError
from index.layout import FORMAT_VERSION, Layout
from index.store import Store

pytestmark = pytest.mark.unit

FORMAT1 = Path(__file__).parents[1] / "data" / "format1"
QUERIES = ("minister grain port", "howitzers in February", "Report 3")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return shutil.copytree(FORMAT1, tmp_path / "old")


def encoder() -> FakeEncoder:
    return FakeEncoder(dimension=8)


def results(path: Path) -> list[list[tuple[str, str, float]]]:
    """Return what is found, by what doesn't depend on where the articles lay."""
    with PassageIndex.open(path, encoder=encoder()) as index:
        return [
            [(found.passage.id, found.passage.text, found.score) for found in ranking]
            for query in QUERIES
            for ranking in index.rankings(query, 50).values()
        ]


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    news = write_articles(tmp_path / "news", 7, sentences=9)
    (news / "002.txt").unlink()
    build_index(news, tmp_path / "fresh", encoder=encoder())
    return tmp_path / "fresh"


def test_it_answers_as_an_index_of_today(old: Path, fresh: Path) -> None:
    before = sorted(file for file in old.rglob("*") if file.is_file())
    assert results(old) == results(fresh)
    with PassageIndex.open(old, encoder=encoder()) as index:
        index.check()
        assert index.info().format_version == 1
        assert index.document(index.documents()[0].id).text == article(0, sentences=9)
    assert sorted(file for file in old.rglob("*") if file.is_file()) == before


def test_a_build_brings_it_up_to_date_without_embedding_again(
    old: Path, fresh: Path, tmp_path: Path
) -> None:
    (tmp_path / "more.txt").write_text(article(9))
    report = build_index(tmp_path / "more.txt", old, encoder=(used := encoder()))
    assert report.added == 1
    assert len(used.encoded) == report.embedded < report.passages
    with PassageIndex.open(old, encoder=encoder()) as index:
        assert index.info().format_version == FORMAT_VERSION
    build_index(tmp_path / "more.txt", fresh, encoder=encoder())
    assert results(old) == results(fresh)


def test_damaged_vectors_are_noticed(old: Path) -> None:
    file = old / "generations" / "2" / "vectors.faiss"
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    with pytest.raises(IndexCorruptError, match=r"vectors\.faiss is not what was written"):
        PassageIndex.open(old, encoder=encoder())


def test_a_newer_format_is_refused_with_the_way_out(fresh: Path) -> None:
    store = Store(Layout(fresh).store, writable=True)
    store.set_meta({"format_version": str(FORMAT_VERSION + 1)})
    store.commit()
    store.close()
    before = {file: file.read_bytes() for file in fresh.rglob("*") if file.is_file()}
    for use in (
        lambda: PassageIndex.open(fresh, encoder=encoder()),
        lambda: build_index(fresh.parent / "news", fresh, encoder=encoder()),
    ):
        with pytest.raises(IndexMismatchError, match=r"format 3.*reads up to 2: install the"):
            use()
    after = {file: file.read_bytes() for file in fresh.rglob("*") if file.is_file()}
    assert {file for file in before if before[file] != after.get(file)} <= {
        Layout(fresh).lock,
        Layout(fresh).path / "store.sqlite-shm",
    }
