"""Whatever is damaged is found; and what derives from the database is made anew."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
from corpus import article, write_articles
from fakes import FakeEncoder

from index import PassageIndex, build_index
from index.errors import IndexMissingError
from index.layout import DELETED, MANIFEST, Layout
from index.lexical import FILES as LEXICAL_FILES
from index.segment import DAYS, FILES, ROWIDS, VECTORS
from index.stamps import stamp
from index.types import Vectors
from index.vectors import FlatVectorIndex
from index.verify import repair_index, verify_index

pytestmark = pytest.mark.unit

Damage: TypeAlias = Callable[[Path], None]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an index of two segments, some of whose passages are gone."""
    folder = tmp_path_factory.mktemp("verify")
    news = write_articles(folder / "news", 12)
    build_index(news, folder / "index", encoder=FakeEncoder())
    (news / "012.txt").write_text(article(12))
    (news / "003.txt").unlink()
    build_index(news, folder / "index", encoder=FakeEncoder())
    return folder


@pytest.fixture
def path(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built / "index", tmp_path / "index")


def manifest_of(path: Path) -> dict[str, Any]:
    (file,) = path.glob(f"generations/*/{MANIFEST}")
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def segments(path: Path) -> list[Path]:
    """Return the folders of the segments, the largest first."""
    names = manifest_of(path)["segments"]
    folders = [Layout(path).segment(name) for name in names]
    return sorted(folders, key=lambda folder: -(folder / ROWIDS).stat().st_size)


def signed(path: Path, change: Callable[[dict[str, Any]], None] = lambda _: None) -> None:
    """Make the manifest say that all files are as they should be."""
    values = manifest_of(path)
    change(values)
    folder = Layout(path).generation(values["generation"])
    places = {folder: values["files"]}
    places |= {Layout(path).segment(name): files for name, files in values["segments"].items()}
    for place, files in places.items():
        for name in files:
            written = stamp(place / name)
            files[name] = {key: getattr(written, key) for key in ("sha256", "bytes", "mtime_ns")}
    content = json.dumps(values).encode()
    (folder / MANIFEST).write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    sql(path, f"UPDATE meta SET value = '{digest}' WHERE key = 'manifest'")


def sql(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path / "store.sqlite")) as connection, connection:
        connection.execute(statement)


def unnoticed(file: Path, change: Damage) -> None:
    """Change a file and give it its size and time back."""
    status = file.stat()
    change(file)
    os.truncate(file, status.st_size)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)


def state(path: Path) -> tuple[Any, ...]:
    with PassageIndex.open(path, encoder=FakeEncoder()) as index:
        index.check()
        rankings = [
            sorted((-one.score, one.passage.id) for one in ranking)
            for ranking in index.rankings("minister grain port Report", 999).values()
        ]
        return [(one.source, one.date, one.text) for one in index.documents()], rankings


def repaired(path: Path) -> int:
    """Repair; return how many passages were embedded."""
    encoder = FakeEncoder()
    assert repair_index(path, encoder=encoder) == []
    assert verify_index(path) == []
    return len(encoder.encoded)


def test_a_whole_index_is_whole(built: Path, path: Path) -> None:
    assert len(segments(path)) == 2
    assert np.load(next(path.glob(f"generations/*/{DELETED}"))).size > 0
    told: list[tuple[int, int, str]] = []
    assert verify_index(path, progress=lambda *step: told.append(step)) == []
    assert told == [(done, 5, "checks") for done in range(6)]
    assert repaired(path) == 0
    assert state(path) == state(built / "index")
    with pytest.raises(IndexMissingError):
        verify_index(path.parent)


@pytest.mark.parametrize("hidden", [False, True], ids=["seen", "hidden"])
@pytest.mark.parametrize("name", [*FILES, DELETED])
def test_a_changed_file_is_found_and_made_anew(
    built: Path, path: Path, name: str, hidden: bool
) -> None:
    file = next(path.glob(f"generations/*/{DELETED}"))
    file = file if name == DELETED else segments(path)[0] / name
    unnoticed(file, flip) if hidden else flip(file)
    (problem,) = verify_index(path)
    assert f"{file} is not what was written" in problem
    embedded = repaired(path)
    assert (embedded > 0) == (name in {ROWIDS, DAYS, VECTORS})
    assert state(path) == state(built / "index")


def test_a_damaged_manifest_is_made_anew(built: Path, path: Path) -> None:
    flip(next(path.glob(f"generations/*/{MANIFEST}")))
    (problem,) = verify_index(path)
    assert "manifest.json is not what was written" in problem
    assert repaired(path) > 0
    assert state(path) == state(built / "index")


def with_vectors(path: Path, change: Callable[[Vectors], Vectors]) -> None:
    file = segments(path)[0] / VECTORS
    vectors = change(FlatVectorIndex.load(file).vectors())
    file.unlink()
    FlatVectorIndex(vectors).save(file)


def scaled(path: Path) -> None:
    with_vectors(
        path, lambda vectors: vectors * np.where(np.arange(len(vectors)) == 3, 2, 1)[:, None]
    )


def not_a_number(path: Path) -> None:
    with_vectors(path, lambda vectors: np.where(np.arange(len(vectors)) == 3, np.nan, vectors.T).T)


def wrong_day(path: Path) -> None:
    file = segments(path)[0] / DAYS
    days = np.load(file)
    days[0] += 1
    np.save(file, days)


def wrong_counts(path: Path) -> None:
    file = segments(path)[0] / "counts.npy"
    counts = np.load(file)
    counts[0] += 1
    np.save(file, counts)


def others_postings(path: Path) -> None:
    one, other = segments(path)
    for name in LEXICAL_FILES:
        shutil.copyfile(other / name, one / name)


def others_vectors(path: Path) -> None:
    one, other = segments(path)
    shutil.copyfile(other / VECTORS, one / VECTORS)


def no_rowid(path: Path) -> None:
    file = segments(path)[0] / ROWIDS
    rowids = np.load(file)
    rowids[-1] += 1_000
    np.save(file, rowids)


def nothing_deleted(path: Path) -> None:
    np.save(next(path.glob(f"generations/*/{DELETED}")), np.empty(0, dtype=np.int64))


def narrow(path: Path) -> None:
    with_vectors(
        path, lambda rows: rows[:, :8] / np.linalg.norm(rows[:, :8], axis=1, keepdims=True)
    )


def no_vectors(path: Path) -> None:
    (segments(path)[0] / VECTORS).write_bytes(b"not vectors")


CONSISTENT: dict[str, tuple[Damage, str]] = {
    "scaled": (scaled, "the vector of row 3 does not have length 1"),
    "not a number": (not_a_number, "the vector of row 3 does not have length 1"),
    "day": (wrong_day, "has another day than its article"),
    "counts": (wrong_counts, "BM25 does not count the terms"),
    "others' postings": (others_postings, "don't belong together"),
    "others' vectors": (others_vectors, "don't belong together"),
    "rowid": (no_rowid, "1 passages in no segment, 1 in no article"),
    "deleted": (nothing_deleted, "does not belong to"),
    "dimension": (narrow, "dimension"),
    "no vectors": (no_vectors, "is not a FAISS index"),
}


@pytest.mark.parametrize("wrong", CONSISTENT)
def test_what_no_checksum_shows_is_found_and_everything_made_anew(
    built: Path, path: Path, wrong: str
) -> None:
    damage, expected = CONSISTENT[wrong]
    damage(path)
    signed(path)
    problems = verify_index(path)
    assert any(expected in problem for problem in problems), problems
    repaired(path)
    assert state(path) == state(built / "index")


def test_a_segment_that_is_there_twice(built: Path, path: Path) -> None:
    def twice(values: dict[str, Any]) -> None:
        name = segments(path)[0].name
        shutil.copytree(Layout(path).segment(name), Layout(path).segment("copy"))
        values["segments"]["copy"] = dict(values["segments"][name])

    signed(path, twice)
    assert verify_index(path) != []
    repaired(path)
    assert state(path) == state(built / "index")
