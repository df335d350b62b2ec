"""What a second build does, and doesn't."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from corpus import article, write_articles
from fakes import FakeEncoder

from index import IndexReport, PassageIndex, Skipped, build_index, layout
from index.errors import (
    IndexLockedError,
    IndexMissingError,
    PassageIndexError,
    SourceEmptyError,
    SourceMissingError,
)
from index.lock import WriterLock
from index.types import Change

pytestmark = pytest.mark.unit


@pytest.fixture
def news(tmp_path: Path) -> Path:
    return write_articles(tmp_path / "news", 5)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "index"


def counts(report: IndexReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.removed, report.unchanged


def texts(path: Path) -> list[str]:
    with PassageIndex.open(path, encoder=FakeEncoder()) as index:
        index.check()
        return [document.text for document in index.documents()]


def build(sources: Path | list[Path], path: Path) -> tuple[IndexReport, FakeEncoder]:
    encoder = FakeEncoder()
    return build_index(sources, path, encoder=encoder), encoder


def assert_equal_to_a_fresh_build(sources: list[Path], path: Path) -> None:
    """An index that grew ranks as one made at once."""
    fresh = path.with_name("fresh")
    build(sources, fresh)
    with (
        PassageIndex.open(path, encoder=FakeEncoder()) as grown,
        PassageIndex.open(fresh, encoder=FakeEncoder()) as made,
    ):
        for query in ("grain port minister", "Report 3", "Lviv February"):
            one, other = grown.rankings(query, 999), made.rankings(query, 999)
            for name in ("dense", "bm25"):
                assert sorted(
                    (round(result.score, 5), result.passage.id) for result in one[name]
                ) == sorted((round(result.score, 5), result.passage.id) for result in other[name])


def test_a_second_build_embeds_nothing(news: Path, path: Path) -> None:
    first, encoder = build(news, path)
    assert counts(first) == (5, 0, 0, 0)
    assert first.embedded == first.passages == len(encoder.encoded) > 5
    assert (first.documents, first.generation, first.path) == (5, 1, path)
    second, encoder = build(news, path)
    assert counts(second) == (0, 0, 0, 5)
    assert (second.embedded, encoder.encoded, second.generation) == (0, [], 1)


def test_changed_new_and_deleted_files(news: Path, path: Path) -> None:
    build(news, path)
    (news / "001.txt").write_text(article(101))
    (news / "002.txt").unlink()
    (news / "005.txt").write_text(article(5))
    report, encoder = build(news, path)
    assert counts(report) == (1, 1, 1, 3)
    assert len(encoder.encoded) == report.embedded < report.passages
    assert texts(path) == [article(number) for number in (0, 101, 3, 4, 5)]
    assert_equal_to_a_fresh_build([news], path)


def test_a_renamed_file_is_not_embedded_again(news: Path, path: Path) -> None:
    build(news, path)
    (news / "001.txt").rename(news / "901.txt")
    report, encoder = build(news, path)
    assert counts(report) == (0, 0, 0, 4)
    names = [(news / name).as_posix() for name in ("901.txt", "001.txt")]
    assert (report.renamed, report.changes) == (1, (Change("renamed", *names),))
    assert encoder.encoded == []
    with PassageIndex.open(path, encoder=FakeEncoder()) as index:
        sources = [document.source for document in index.documents()]
    assert sources[-1] == (news / "901.txt").as_posix()
    assert len(sources) == 5


def test_the_same_text_twice_is_one_document(news: Path, path: Path) -> None:
    (news / "copy.txt").write_text(article(2))
    report, _ = build(news, path)
    assert (report.added, report.documents) == (6, 5)
    with PassageIndex.open(path, encoder=FakeEncoder()) as index:
        document = index.documents()[2]
    assert document.source == (news / "002.txt").as_posix()
    assert document.metadata["also_in"] == (news / "copy.txt").as_posix()
    (news / "002.txt").unlink()
    report, encoder = build(news, path)
    assert (report.removed, report.documents, encoder.encoded) == (1, 5, [])


def test_another_source_adds_and_does_not_remove(news: Path, path: Path, tmp_path: Path) -> None:
    build(news, path)
    more = tmp_path / "more"
    more.mkdir()
    (more / "x.txt").write_text(article(50))
    report, _ = build(more, path)
    assert (counts(report), report.documents) == ((1, 0, 0, 0), 6)
    (news / "000.txt").unlink()
    report, _ = build(more / "x.txt", path)
    assert (counts(report), report.documents) == ((0, 0, 0, 1), 6)
    report, _ = build([news, more], path)
    assert (counts(report), report.documents) == ((0, 0, 1, 5), 5)
    assert_equal_to_a_fresh_build([news, more], path)


def test_a_folder_with_a_like_name_is_another_source(path: Path, tmp_path: Path) -> None:
    one, other = write_articles(tmp_path / "a", 2), write_articles(tmp_path / "a2", 3)
    build([one, other], path)
    report, _ = build(one, path)
    assert (counts(report), report.documents) == ((0, 0, 0, 2), 3)


def test_files_that_cannot_be_read_are_reported(news: Path, path: Path) -> None:
    (news / "a.pdf").write_bytes(b"%PDF")
    (news / "b.txt").write_bytes(b"\0")
    report, _ = build(news, path)
    assert report.documents == 5
    assert report.skipped == (
        Skipped((news / "a.pdf").as_posix(), "damaged, or not a PDF file"),
        Skipped((news / "b.txt").as_posix(), "binary, not text"),
    )


def test_no_sources(news: Path, path: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "a.jpg").write_bytes(b"\xff\xd8")
    with pytest.raises(SourceEmptyError, match=r"nothing to index in .*empty \(no files\)"):
        build(tmp_path / "empty", path)
    with pytest.raises(SourceEmptyError, match=r"a\.jpg: not a kind of file .*: \.jpg"):
        build([tmp_path / "pictures", tmp_path / "empty"], path)
    with pytest.raises(SourceMissingError, match="no such file or folder"):
        build([news, tmp_path / "nope"], path)
    (tmp_path / "empty" / "a.txt").write_text(" ")
    with pytest.raises(SourceEmptyError, match=r"a\.txt: empty"):
        build(tmp_path / "empty", path)
    assert not path.exists()


def test_the_index_may_lie_inside_its_source(news: Path) -> None:
    for _ in range(2):
        report, _ = build(news, news / "index")
        assert (report.documents, report.skipped) == (5, ())


def test_a_folder_of_other_files_is_not_taken_for_an_index(news: Path, tmp_path: Path) -> None:
    with pytest.raises(PassageIndexError, match="holds other files"):
        build(news, news)
    with pytest.raises(PassageIndexError, match="cannot be an index folder"):
        build(news, news / "000.txt")
    assert sorted(file.name for file in news.iterdir()) == [f"00{n}.txt" for n in range(5)]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["news"]


def test_progress_is_told(news: Path, path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    build_index(news, path, encoder=FakeEncoder(), progress=lambda *step: told.append(step))
    assert told == [(done, 5, "files") for done in range(6)]


def test_one_writer_at_a_time(news: Path, path: Path) -> None:
    path.mkdir()
    with WriterLock(path / "writer.lock"):
        with pytest.raises(IndexLockedError, match=rf"written by process {os.getpid()}: wait"):
            build(news, path)
        with pytest.raises(IndexMissingError):
            PassageIndex.open(path, encoder=FakeEncoder())
    assert build(news, path)[0].documents == 5


def test_the_lock_dies_with_its_process(path: Path) -> None:
    path.mkdir()
    code = (
        "import os, sys; from pathlib import Path; from index.lock import WriterLock\n"
        "WriterLock(Path(sys.argv[1])).__enter__(); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path / "writer.lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with (
            pytest.raises(IndexLockedError, match=f"process {holder.pid}:"),
            WriterLock(path / "writer.lock"),
        ):
            pass
        holder.kill()
    with WriterLock(path / "writer.lock"):
        pass


def test_an_error_in_the_middle_changes_nothing(news: Path, path: Path) -> None:
    build(news, path)
    before = texts(path)
    (news / "007.txt").write_text(article(7))

    class Failing(FakeEncoder):
        def encode(self, *_: object, **__: object) -> None:  # type: ignore[override]
            raise MemoryError

    with pytest.raises(MemoryError):
        build_index(news, path, encoder=Failing())
    assert texts(path) == before
    assert build(news, path)[0].added == 1


def test_a_full_disk_is_told_and_changes_nothing(
    news: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(news, path)
    before = texts(path)
    (news / "007.txt").write_text(article(7))
    with monkeypatch.context() as patch:
        patch.setattr("index.segment.LexicalIndex.save", fail)
        with pytest.raises(PassageIndexError, match=r"index cannot be written: .*No space"):
            build(news, path)
    assert texts(path) == before
    assert build(news, path)[0].added == 1


def fail(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_only_the_current_generation_stays(news: Path, path: Path) -> None:
    for number in range(3):
        (news / f"{number + 10}.txt").write_text(article(number + 10))
        build(news, path)
    assert [folder.name for folder in (path / "generations").iterdir()] == ["3"]


def test_the_manifest_names_format_encoder_and_files(news: Path, path: Path) -> None:
    report, encoder = build(news, path)
    manifest = json.loads((path / "generations" / "1" / "manifest.json").read_text())
    assert manifest["format_version"] == layout.FORMAT_VERSION
    assert (manifest["encoder"], manifest["encoder_digest"]) == ("fake", encoder.digest)
    assert (manifest["dimension"], manifest["passages"]) == (32, report.passages)
    assert set(manifest["segments"]) == {folder.name for folder in (path / "segments").iterdir()}
    folders = {path / "segments" / name: files for name, files in manifest["segments"].items()}
    folders[path / "generations" / "1"] = manifest["files"] | {"manifest.json": None}
    for folder, files in folders.items():
        assert set(files) == {file.name for file in folder.iterdir()}


def test_another_recipe_makes_all_passages_anew(
    news: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(news, path)
    monkeypatch.setattr("index.segments.RECIPE", "another")
    monkeypatch.setattr("index.passages.PASSAGE_TOKENS", 40)
    report, encoder = build(news, path)
    assert counts(report) == (0, 0, 0, 5)
    assert report.embedded == report.passages == len(encoder.encoded)
    assert_equal_to_a_fresh_build([news], path)
    assert build(news, path)[0].embedded == 0


def test_progress_within_a_file_of_many(path: Path, tmp_path: Path) -> None:
    lines = [json.dumps({"text": article(number)}) for number in range(3)]
    (tmp_path / "wire.jsonl").write_text("\n".join(lines))
    told: list[tuple[int, int, str]] = []
    build_index(
        tmp_path / "wire.jsonl",
        path,
        encoder=FakeEncoder(),
        progress=lambda *step: told.append(step),
    )
    what = f"articles of {(tmp_path / 'wire.jsonl').as_posix()}"
    assert told == [(0, 1, "files"), *((done, 0, what) for done in (1, 2, 3)), (1, 1, "files")]
