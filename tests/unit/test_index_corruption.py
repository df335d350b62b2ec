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
from index.lexical import FILES as LEXICAL_FILES
from index.segment import FILES

pytestmark = pytest.mark.unit

State: TypeAlias = tuple[object, ...]

GENERATION = Path("generations", "1")
SEGMENT = Path("segments", "1-1")
DERIVED = [
    *(GENERATION / name for name in ("deleted.npy", "manifest.json")),
    *(SEGMENT / name for name in FILES),
]
VECTORLESS = {SEGMENT / name for name in LEXICAL_FILES} | {GENERATION / "deleted.npy"}


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
    folder = built / "index"
    files = {file.relative_to(folder) for file in folder.rglob("*/*/*") if file.is_file()}
    assert files == set(DERIVED)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", DERIVED, ids=str)
def test_a_damaged_derived_file_is_named_and_repaired_by_a_build(
    built: Path, index: Path, name: Path, damage: str
) -> None:
    DAMAGES[damage](index / name)
    with pytest.raises(IndexCorruptError, match=rf"{name}.*index the sources again"):
        PassageIndex.open(index, encoder=FakeEncoder())
    encoder = FakeEncoder()
    report = build_index(built / "news", index, encoder=encoder)
    expected = 0 if name in VECTORLESS else report.passages
    assert len(encoder.encoded) == report.embedded == expected
    assert state(index) == state(built / "index")


def test_a_copied_index_is_read_whole_once(built: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(built / "index", tmp_path / "copy", copy_function=shutil.copyfile)
    files = [copied / name for name in DERIVED if name.name != "manifest.json"]
    times = [(built / "index" / file.relative_to(copied)).stat().st_mtime_ns for file in files]
    assert [file.stat().st_mtime_ns for file in files] != times
    assert state(copied) == state(built / "index")
    assert [file.stat().st_mtime_ns for file in files] == times


def test_what_the_time_of_a_file_hides_a_check_finds(index: Path) -> None:
    file = index / SEGMENT / "vectors.faiss"
    status = file.stat()
    flip(file)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    with (
        PassageIndex.open(index, encoder=FakeEncoder()) as opened,
        pytest.raises(IndexCorruptError, match=r"vectors\.faiss is not what was written"),
    ):
        opened.check()


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
    for name in ("generations", "segments"):
        shutil.rmtree(index / name)
        shutil.copytree(other / name, index / name)
    with pytest.raises(IndexCorruptError, match="manifest"):
        PassageIndex.open(index, encoder=FakeEncoder())
