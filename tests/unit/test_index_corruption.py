"""Damaged files are named when an index is opened, never read as if they were whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from corpus import write_articles
from fakes import FakeEncoder

from index import PassageIndex, build_index
from index.errors import IndexCorruptError, PassageIndexError

pytestmark = pytest.mark.unit

State: TypeAlias = tuple[object, ...]

DERIVED = [
    "manifest.json",
    "vectors.faiss",
    "bm25/data.csc.index.npy",
    "bm25/ids.npy",
    "bm25/indices.csc.index.npy",
    "bm25/indptr.csc.index.npy",
    "bm25/lengths.npy",
    "bm25/params.index.json",
    "bm25/vocab.index.json",
]


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


DAMAGES: dict[str, Callable[[Path], None]] = {
    "deleted": Path.unlink,
    "emptied": lambda file: os.truncate(file, 0),
    "truncated": lambda file: os.truncate(file, file.stat().st_size // 2),
    "flipped": flip,
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corruption")
    build_index(write_articles(folder / "news", 6), folder / "index", encoder=FakeEncoder())
    return folder


@pytest.fixture
def index(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built / "index", tmp_path / "index")


def state(path: Path) -> State:
    """Read everything there is, checked."""
    with PassageIndex.open(path, encoder=FakeEncoder()) as index:
        index.check()
        documents = tuple(
            (document.id, document.title, document.text, document.date, document.source)
            for document in index.documents()
        )
        found = tuple(index.search("minister grain port", top_k=50))
        return documents, found, index.info().passages


def test_the_list_of_derived_files_is_whole(built: Path) -> None:
    folder = built / "index" / "generations" / "1"
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert sorted(file.relative_to(folder).as_posix() for file in files) == sorted(DERIVED)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", DERIVED)
def test_a_damaged_derived_file_is_named_and_repaired_by_a_build(
    built: Path, index: Path, name: str, damage: str
) -> None:
    DAMAGES[damage](index / "generations" / "1" / name)
    with pytest.raises(IndexCorruptError, match=rf"{name}.*index the sources again"):
        PassageIndex.open(index, encoder=FakeEncoder())
    encoder = FakeEncoder()
    report = build_index(built / "news", index, encoder=encoder)
    lost = name in {"manifest.json", "vectors.faiss"}
    assert len(encoder.encoded) == report.embedded == (report.passages if lost else 0)
    assert state(index) == state(built / "index")


@pytest.mark.parametrize("damage", ["deleted", "emptied", "truncated"])
def test_a_damaged_database_is_named(index: Path, damage: str) -> None:
    DAMAGES[damage](index / "store.sqlite")
    with pytest.raises(IndexCorruptError, match=r"store\.sqlite.*delete the folder"):
        state(index)


def test_no_flipped_byte_of_the_database_changes_what_is_read(built: Path, index: Path) -> None:
    file = index / "store.sqlite"
    whole, expected = file.read_bytes(), state(built / "index")
    noticed = 0
    for place in range(0, len(whole), len(whole) // 60):
        content = bytearray(whole)
        content[place] ^= 0x11
        file.write_bytes(content)
        try:
            assert state(index) == expected, place
        except PassageIndexError:
            noticed += 1
        for leftover in index.glob("store.sqlite-*"):
            leftover.unlink()
    assert noticed > 12
    file.write_bytes(whole)
    assert state(index) == expected


def test_files_of_another_index_are_noticed(built: Path, index: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    build_index(write_articles(tmp_path / "more", 9), other, encoder=FakeEncoder())
    shutil.rmtree(index / "generations")
    shutil.copytree(other / "generations", index / "generations")
    with pytest.raises(IndexCorruptError, match="manifest"):
        PassageIndex.open(index, encoder=FakeEncoder())
