"""An exported index is the same elsewhere, or isn't there at all."""

from __future__ import annotations

import errno
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from corpus import article
from fakes import FakeEncoder
from transferring import built, refused, target

from index import PassageIndex, build_index, transfer
from index.errors import IndexCorruptError, IndexMissingError, PassageIndexError
from index.local_reader import LocalReader
from index.transfer import export_index, import_index
from index.verify import verify_index

__all__ = ["built", "target"]  # fixtures

pytestmark = pytest.mark.unit


def state(path: Path) -> Any:
    with PassageIndex.open(path, encoder=FakeEncoder()) as index:
        index.check()
        queries = ("minister grain port", "Report 3 of Kyiv")
        return index.documents(), [
            (name, one.passage.id, one.score)
            for query in queries
            for name, ranking in index.rankings(query, 999).items()
            for one in ranking
        ]


def test_what_is_imported_answers_as_what_was_exported(built: Path, target: Path) -> None:
    told: list[tuple[int, int, str]] = []
    import_index(built / "whole.zip", target, progress=lambda *step: told.append(step))
    assert state(target) == state(built / "index")
    assert verify_index(target) == []
    with zipfile.ZipFile(built / "whole.zip") as archive:
        names = archive.namelist()
    assert told == [(done, len(names) - 1, "files") for done in range(len(names) - 1)]
    assert not any("people" in name for name in names)
    report = build_index(built / "news", target, encoder=FakeEncoder())
    assert (report.changes, report.embedded) == ((), 0)
    assert sorted(entry.name for entry in target.parent.iterdir()) == ["index"]


def test_an_empty_folder_is_taken(built: Path, target: Path) -> None:
    target.mkdir(parents=True)
    import_index(built / "whole.zip", target)
    assert state(target) == state(built / "index")


def test_a_build_meanwhile_changes_nothing_of_an_export(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, news = tmp_path / "index", shutil.copytree(built / "news", tmp_path / "news")
    build_index(news, path, encoder=FakeEncoder())
    expected = state(path)

    def build(*_: object) -> None:
        for file in list(news.iterdir())[:6]:
            file.unlink()
        (news / "new.txt").write_text(article(77))
        build_index(news, path, encoder=FakeEncoder())

    builds = iter([build])
    export_index(
        path, tmp_path / "out.zip", progress=lambda *step: next(builds, lambda *_: None)(*step)
    )
    import_index(tmp_path / "out.zip", tmp_path / "other")
    assert state(tmp_path / "other") == expected
    assert state(path) != expected

    class Overtaken(LocalReader):
        """Opens a state that is no more by the time its files are."""

        def __init__(self, path: Path) -> None:
            super().__init__(path)
            if not (news / "newer.txt").exists():
                (news / "newer.txt").write_text(article(78))
                build_index(news, path, encoder=FakeEncoder())

    monkeypatch.setattr(transfer, "LocalReader", Overtaken)
    export_index(path, tmp_path / "newer.zip")
    import_index(tmp_path / "newer.zip", tmp_path / "newer")
    assert state(tmp_path / "newer") == state(path)


def test_where_nothing_can_be_written_or_read(
    built: Path, tmp_path: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, plain = built / "whole.zip", tmp_path / "plain.txt"
    plain.write_text("no archive")
    with pytest.raises(PassageIndexError, match="is there already: name another folder"):
        import_index(whole, tmp_path)
    with pytest.raises(PassageIndexError, match="is there already: name another folder"):
        import_index(whole, plain)
    refused(tmp_path / "nope.zip", target, PassageIndexError, "no such file: .*nope")
    refused(tmp_path, target, PassageIndexError, "cannot be read: Is a directory")
    refused(plain, target, IndexCorruptError, r"plain\.txt is damaged")
    with pytest.raises(PassageIndexError, match=r"plain\.txt/index cannot be written"):
        import_index(whole, plain / "index")
    with pytest.raises(PassageIndexError, match="is there already: name another file"):
        export_index(built / "index", plain)
    for file in (plain / "out.zip", target / "out.zip"):
        with pytest.raises(PassageIndexError, match="is no folder"):
            export_index(built / "index", file)
    with pytest.raises(IndexMissingError):
        export_index(tmp_path, tmp_path / "out.zip")
    assert [entry.name for entry in tmp_path.iterdir()] == ["plain.txt"]


@pytest.mark.parametrize("at", ["mkdir", "replace"])
def test_a_folder_that_takes_nothing(
    built: Path, tmp_path: Path, target: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    if at == "replace":
        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", denied)
            with pytest.raises(PassageIndexError, match=r"out\.zip cannot be written"):
                export_index(built / "index", tmp_path / "out.zip")
        assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(Path, at, denied)
    refused(built / "whole.zip", target, PassageIndexError, "index cannot be written: .*denied")
