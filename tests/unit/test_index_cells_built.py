"""A build writes cells where there are many passages, and makes them anew without embedding."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEncoder

from index import PassageIndex, build_index
from index.cells import CELLS, CellIndex
from index.errors import IndexCorruptError
from index.layout import MANIFEST, Layout
from index.lexical import FILES as LEXICAL_FILES
from index.segment import ROWIDS, VECTORS, Segment
from index.stamps import stamp
from index.transfer import export_index, import_index
from index.vectors import FlatVectorIndex
from index.verify import repair_index, verify_index

pytestmark = pytest.mark.unit

ARTICLES = 600
QUESTIONS = ("a treaty on grain", "the minister of the port in spring", "river 17 and army 3")
WORDS = "grain port minister treaty river army budget spring border winter".split()


@pytest.fixture(scope="module", autouse=True)
def few_are_many() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.cells.FEWEST", 300)
        patch.setattr("index.cells.TRIED", 32)
        yield patch


def write(news: Path, numbers: range) -> None:
    news.mkdir(exist_ok=True)
    with (news / "articles.jsonl").open("w") as stream:
        for number in numbers:
            words = " ".join(WORDS[number // 10**place % 10] for place in range(4))
            text = f"The {words} of day {number % 31} was number {number} in all."
            stream.write(json.dumps({"title": f"Report {number}", "text": text}) + "\n")


def built_of(news: Path, path: Path) -> int:
    """Build; return how many passages were embedded."""
    encoder = FakeEncoder()
    report = build_index(news, path, encoder=encoder)
    assert len(encoder.encoded) == report.embedded
    return report.embedded


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cells")
    write(folder / "news", range(ARTICLES))
    assert built_of(folder / "news", folder / "index") == ARTICLES
    return folder


@pytest.fixture
def path(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built / "index", tmp_path / "index")


def found(path: Path) -> list[list[tuple[str, float]]]:
    with PassageIndex.open(path, encoder=FakeEncoder()) as index:
        index.check()
        return [
            [(one.passage.id, one.score) for one in index.rankings(question)["dense"]]
            for question in QUESTIONS
        ]


def kinds(path: Path) -> list[str]:
    with PassageIndex.open(path, encoder=FakeEncoder()) as index:
        return [kind.split()[0] for kind in index.info().vector_indexes]


def files(path: Path) -> list[Path]:
    return sorted(path.glob(f"segments/*/{CELLS}"))


def sealed(path: Path) -> None:
    """Make the manifest say that the cells are as they should be."""
    (manifest,) = path.glob(f"generations/*/{MANIFEST}")
    values: dict[str, Any] = json.loads(manifest.read_text())
    for name, held in values["segments"].items():
        written = stamp(Layout(path).segment(name) / CELLS)
        held[CELLS] = {key: getattr(written, key) for key in ("sha256", "bytes", "mtime_ns")}
    manifest.write_text(json.dumps(values))
    digest = hashlib.sha256(manifest.read_bytes()).hexdigest()
    with closing(sqlite3.connect(path / "store.sqlite")) as connection, connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'manifest'", (digest,))


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def flip_unseen(file: Path) -> None:
    status = file.stat()
    flip(file)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


DAMAGES: dict[str, Callable[[Path], None]] = {
    "deleted": Path.unlink,
    "emptied": lambda file: os.truncate(file, 0),
    "truncated": lambda file: os.truncate(file, file.stat().st_size // 2),
    "flipped": flip,
}


def test_a_search_reads_cells_and_finds_what_comparing_all_finds(built: Path, path: Path) -> None:
    assert kinds(path) == ["ivf64"]
    (file,) = files(path)
    folder = file.parent
    segment = Segment.load(folder, cells=True)
    query = FakeEncoder().encode([QUESTIONS[0]])[0]
    assert segment.cells is not None
    assert segment.cells.proposed(query, 100, None) is not None
    flat = Segment.load(folder)
    hits = 0
    for question, ranking in zip(QUESTIONS, found(path), strict=True):
        _, exact = flat.nearest(FakeEncoder().encode([question])[0], 100)
        hits += sum(score >= exact[-1] - 1e-6 for _, score in ranking)
    assert hits >= 0.97 * 100 * len(QUESTIONS)


def test_few_passages_have_no_cells(tmp_path: Path) -> None:
    write(tmp_path / "news", range(299))
    built_of(tmp_path / "news", tmp_path / "index")
    assert kinds(tmp_path / "index") == ["flat"]
    assert files(tmp_path / "index") == []


def test_an_index_from_before_is_searched_flat_until_a_build_puts_it_into_cells(
    built: Path, tmp_path: Path, few_are_many: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "index"
    few_are_many.setattr("index.cells.FEWEST", ARTICLES + 1)
    built_of(built / "news", path)
    few_are_many.setattr("index.cells.FEWEST", 300)
    assert (kinds(path), verify_index(path), files(path)) == (["flat"], [], [])
    with PassageIndex.open(path, encoder=FakeEncoder()) as before:
        assert built_of(built / "news", path) == 0
        assert before.is_stale()
    assert kinds(path) == ["ivf64"]
    assert found(path) == found(built / "index")
    assert verify_index(path) == []
    with PassageIndex.open(path, encoder=FakeEncoder()) as now:
        assert built_of(built / "news", path) == 0
        assert not now.is_stale()


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_named_and_made_anew_without_embedding(
    built: Path, path: Path, damage: str
) -> None:
    (file,) = files(path)
    DAMAGES[damage](file)
    with pytest.raises(IndexCorruptError, match=rf"{CELLS}.*index the sources again"):
        PassageIndex.open(path, encoder=FakeEncoder())
    assert built_of(built / "news", path) == 0
    assert found(path) == found(built / "index")
    assert [file.read_bytes() for file in files(path)] == [
        file.read_bytes() for file in files(built / "index")
    ]


def repaired(path: Path, expected: str) -> None:
    (problem,) = verify_index(path)
    assert expected in problem
    encoder = FakeEncoder()
    assert repair_index(path, encoder=encoder) == []
    assert encoder.encoded == []
    assert kinds(path) == ["ivf64"]


def test_damage_that_the_time_of_a_file_hides_is_found_and_repaired(path: Path) -> None:
    flip_unseen(files(path)[0])
    repaired(path, f"{CELLS} is not what was written")


def test_cells_of_other_vectors_are_found_and_repaired(built: Path, path: Path) -> None:
    (file,) = files(path)
    vectors = FlatVectorIndex.load(file.parent / VECTORS).vectors()
    CellIndex.of(FlatVectorIndex(vectors[::-1])).save(file)
    sealed(path)
    repaired(path, "segment 0: its cells are not of its vectors")
    assert found(path) == found(built / "index")


def test_cells_of_more_vectors_are_found_and_repaired(path: Path) -> None:
    (file,) = files(path)
    vectors = FlatVectorIndex.load(file.parent / VECTORS).vectors()
    CellIndex.of(FlatVectorIndex(vectors[:-1])).save(file)
    sealed(path)
    repaired(path, "not of the vectors beside it")


def test_what_are_no_cells_is_found_and_repaired(path: Path) -> None:
    files(path)[0].write_bytes(b"no cells")
    sealed(path)
    repaired(path, "is not a FAISS index")


@pytest.mark.parametrize("flush", [130, 50_000])
def test_cells_and_terms_damaged_together_cost_no_embedding(
    built: Path, path: Path, flush: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.segments.FLUSH", flush)
    (file,) = files(path)
    for name in (CELLS, LEXICAL_FILES[0]):
        flip(file.parent / name)
    assert built_of(built / "news", path) == 0
    assert verify_index(path) == []
    assert found(path) == found(built / "index")


def test_damaged_rowids_leave_nothing_to_trust(built: Path, path: Path) -> None:
    (file,) = files(path)
    flip(file.parent / ROWIDS)
    assert built_of(built / "news", path) == ARTICLES
    assert verify_index(path) == []


def test_what_is_gone_is_not_found_and_what_is_joined_has_cells(tmp_path: Path) -> None:
    news, path = tmp_path / "news", tmp_path / "index"
    write(news, range(ARTICLES))
    built_of(news, path)
    write(news, range(60, ARTICLES))  # a tenth gone: masked
    built_of(news, path)
    assert kinds(path) == ["ivf64"]
    assert verify_index(path) == []
    with PassageIndex.open(path, encoder=FakeEncoder()) as index:
        passages = [one.passage.text for one in index.rankings("number 7 in all")["dense"]]
    numbers = [int(text.split(" in all")[0].split()[-1]) for text in passages]
    assert len(numbers) == 100
    assert min(numbers) >= 60
    write(news, range(60, 2 * ARTICLES))  # more than there were: joined
    built_of(news, path)
    assert kinds(path) == ["ivf64"]
    assert len(files(path)) == 1
    assert verify_index(path) == []


def test_cells_are_exported_and_imported(built: Path, tmp_path: Path) -> None:
    export_index(built / "index", tmp_path / "index.zip")
    import_index(tmp_path / "index.zip", tmp_path / "imported")
    assert kinds(tmp_path / "imported") == ["ivf64"]
    assert found(tmp_path / "imported") == found(built / "index")
