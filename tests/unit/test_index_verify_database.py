"""Damage to the database is found; what can be made anew of it is, and of the rest it is said."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from corpus import write_articles
from fakes import FakeEncoder

from index import PassageIndex, build_index
from index.errors import IndexCorruptError
from index.verify import repair_index, verify_index

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verify")
    build_index(write_articles(folder / "news", 6), folder / "index", encoder=FakeEncoder())
    return folder


@pytest.fixture
def path(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built / "index", tmp_path / "index")


def sql(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path / "store.sqlite")) as connection, connection:
        assert connection.execute(statement).rowcount > 0


def found(path: Path) -> list[tuple[float, str]]:
    with PassageIndex.open(path, encoder=FakeEncoder()) as index:
        index.check()
        return [(one.score, one.passage.id) for one in index.search("minister", top_k=999)]


FIRST = "(SELECT min(rowid) FROM passages)"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (f"DELETE FROM passages WHERE rowid = {FIRST}", "does not belong to"),
        (
            f'UPDATE passages SET "end" = "end" - 9, id = document_id || ":" || start || "-" || '
            f'("end" - 9) WHERE rowid = {FIRST}',
            "BM25 does not count",
        ),
        (f'UPDATE passages SET "end" = "end" - 9 WHERE rowid = {FIRST}', "not what was stored"),
        (f"UPDATE passages SET rowid = 9999 WHERE rowid = {FIRST}", "1 passages in no segment"),
        ("UPDATE meta SET value = 'x' WHERE key = 'manifest'", "manifest.json is not what"),
        ("UPDATE meta SET value = '7' WHERE key = 'generation'", "manifest.json cannot be read"),
    ],
    ids=["passage gone", "passage cut", "bounds", "rowid", "manifest", "generation"],
)
def test_what_articles_tell_is_made_anew(
    built: Path, path: Path, statement: str, expected: str
) -> None:
    sql(path, statement)
    problems = verify_index(path)
    assert any(expected in problem for problem in problems), problems
    assert repair_index(path, encoder=FakeEncoder()) == []
    assert verify_index(path) == []
    assert found(path) == found(built / "index")


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE documents SET text = replace(text, 'Report 2', 'Report X')", "row of "),
        ("UPDATE documents SET title = 'Another' WHERE title IS NOT NULL", "row of "),
        ("UPDATE documents SET date = '1999-01-01' WHERE date IS NOT NULL", "row of "),
        ("UPDATE files SET source = 'x' || source", "row of "),
        ("DELETE FROM documents WHERE rowid = 2", "refers to nothing"),
        ("DELETE FROM files WHERE rowid = 2", "no file"),
    ],
    ids=["text", "title", "date", "source", "article gone", "file gone"],
)
def test_of_what_nothing_else_tells_it_is_said(path: Path, statement: str, expected: str) -> None:
    sql(path, statement)
    problems = verify_index(path)
    assert problems
    assert all("\n" not in problem for problem in problems)
    assert any(expected in problem for problem in problems), problems
    with pytest.raises(IndexCorruptError, match=r"store\.sqlite is damaged .*delete the folder"):
        repair_index(path, encoder=FakeEncoder())


def test_what_was_noted_of_files_is_verified(path: Path) -> None:
    sql(path, "UPDATE readings SET digest = 'x' || digest")
    problems = verify_index(path)
    assert any("row of " in problem for problem in problems), problems


def test_a_settings_table_that_is_no_more_is_told(path: Path) -> None:
    sql(path, "UPDATE meta SET value = 'two' WHERE key = 'format_version'")
    (problem,) = verify_index(path)
    assert re.search(r"store\.sqlite is damaged \(its settings are not readable\)", problem)
    with pytest.raises(IndexCorruptError, match="its settings are not readable"):
        repair_index(path, encoder=FakeEncoder())
