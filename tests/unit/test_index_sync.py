"""What a build reads, embeds, keeps and removes as its sources change."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date as Date
from pathlib import Path

import pytest
from corpus import article, write_articles
from fakes import FakeEncoder

import index.formats
import index.reading
from index import Document, IndexReport, PassageIndex, Skipped, build_index
from index.formats import Unread
from index.formats.extras import missing

pytestmark = pytest.mark.unit


@pytest.fixture
def news(tmp_path: Path) -> Path:
    return write_articles(tmp_path / "news", 4, sentences=3)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the names of the files that a reader is called for."""
    names: list[str] = []

    def counted(file: object, name: str, **options: object) -> Iterator[object]:
        names.append(name)
        yield from index.formats.read_articles(file, name, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(index.reading, "read_articles", counted)
    return names


def build(*sources: str | Path, to: Path) -> tuple[IndexReport, list[str]]:
    """Build; return the report and what was embedded."""
    encoder = FakeEncoder()
    report = build_index(sources, to, encoder=encoder)
    return report, encoder.encoded


def documents(path: Path) -> dict[str, Document]:
    """Return the documents by the name of their source, without its folder."""
    with PassageIndex.open(path, encoder=FakeEncoder()) as opened:
        opened.check()
        return {document.source.rpartition("news/")[2]: document for document in opened.documents()}


def lines(file: Path, *records: Mapping[str, str]) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return file


def record(number: int, **values: str) -> dict[str, str]:
    return {"text": article(number, sentences=3)} | values


def kinds(report: IndexReport) -> list[tuple[str, str]]:
    return [(change.kind, change.source.rpartition("news/")[2]) for change in report.changes]


def test_of_json_lines_only_the_changed_line_is_embedded(tmp_path: Path, path: Path) -> None:
    file = lines(tmp_path / "news" / "a.jsonl", *map(record, range(3)))
    build(file, to=path)
    lines(file, record(0), record(7), record(2))
    report, encoded = build(file, to=path)
    assert kinds(report) == [("updated", "a.jsonl/2")]
    assert encoded
    assert all("Report 7" in text or "Report" not in text for text in encoded)
    assert documents(path)["a.jsonl/2"].text == article(7, sentences=3)


def test_a_line_at_the_top_embeds_itself_alone(tmp_path: Path, path: Path) -> None:
    file = lines(tmp_path / "news" / "a.jsonl", *map(record, range(12)))
    build(file, to=path)
    lines(file, *map(record, (50, *range(12))))
    report, encoded = build(file, to=path)
    assert report.documents == 13
    assert report.embedded == len(encoded)
    assert not any(f"Report {number} " in text for text in encoded for number in range(12))
    assert documents(path)["a.jsonl/13"].text == article(11, sentences=3)


def test_a_member_that_leaves_a_zip_leaves_the_index(tmp_path: Path, path: Path) -> None:
    file = tmp_path / "news.zip"
    for numbers in ((0, 1, 2), (0, 2)):
        with zipfile.ZipFile(file, "w") as archive:
            for number in numbers:
                archive.writestr(f"in/{number}.txt", article(number))
        report, encoded = build(file, to=path)
    assert [(change.kind, change.source[-8:]) for change in report.changes] == [
        ("removed", "in/1.txt")
    ]
    assert (report.documents, report.unchanged, encoded) == (2, 2, [])


def test_a_file_that_a_pattern_fitted_is_removed(news: Path, path: Path) -> None:
    pattern = str(news / "**" / "*.txt")
    (news / "below").mkdir()
    (news / "below" / "x.txt").write_text(article(9))
    build(pattern, to=path)
    (news / "001.txt").unlink()
    (news / "below" / "x.txt").unlink()
    report, _ = build(pattern, to=path)
    assert kinds(report) == [("removed", "001.txt"), ("removed", "below/x.txt")]
    (news / "other.md").write_text("# Not of this pattern\n\n" + article(20))
    build(news, to=path)
    report, _ = build(str(news / "*.md"), to=path)
    assert (report.changes, report.documents) == ((), 4)


def test_another_title_or_date_is_embedded_anew(tmp_path: Path, path: Path) -> None:
    file = lines(tmp_path / "news" / "a.jsonl", record(0, title="Old", publish_date="2020-05-01"))
    build(file, to=path)
    lines(file, record(0, title="New", publish_date="2021-06-02"))
    report, encoded = build(file, to=path)
    assert kinds(report) == [("updated", "a.jsonl/1")]
    assert encoded
    assert all(text.startswith("New\n2021-06-02") for text in encoded)
    assert (documents(path)["a.jsonl/1"].title, report.documents) == ("New", 1)
    with PassageIndex.open(path, encoder=FakeEncoder()) as opened:
        assert opened.search("report", until=Date(2020, 12, 31)) == []
        assert opened.search("report", since=Date(2021, 6, 2), until=Date(2021, 6, 2))


def test_other_metadata_is_shown_and_embeds_nothing(tmp_path: Path, path: Path) -> None:
    file = lines(tmp_path / "news" / "a.jsonl", record(0, title="T", url="https://a.test/1"))
    build(file, to=path)
    lines(file, record(0, title="T", url="https://a.test/2"))
    report, encoded = build(file, to=path)
    assert (kinds(report), encoded) == ([("updated", "a.jsonl/1")], [])
    assert documents(path)["a.jsonl/1"].metadata["url"] == "https://a.test/2"
    assert build(file, to=path)[0].changes == ()


@pytest.mark.parametrize("gone", ["001.txt", "copy.txt"])
def test_of_two_files_of_one_text_either_may_go(news: Path, path: Path, gone: str) -> None:
    (news / "copy.txt").write_text((news / "001.txt").read_text())
    report, _ = build(news, to=path)
    assert (report.added, report.duplicates, report.documents) == (5, 1, 4)
    assert documents(path)["001.txt"].metadata["also_in"] == (news / "copy.txt").as_posix()
    (news / gone).unlink()
    report, encoded = build(news, to=path)
    assert (kinds(report), report.documents, encoded) == ([("removed", gone)], 4, [])
    (left,) = {"001.txt", "copy.txt"} - {gone}
    assert "also_in" not in documents(path)[left].metadata


def test_what_cannot_be_opened_keeps_its_article(
    news: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(news, to=path)

    def failing(file: index.types.SourceFile, fields: object) -> str:
        if file.source.endswith("001.txt"):
            raise PermissionError(13, "Permission denied")
        return index.reading.digest_of(file, fields)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr("index.sync.digest_of", failing)
        (news / "002.txt").unlink()
        report, _ = build(news, to=path)
    reason = "not readable: Permission denied: what it held stays"
    assert report.skipped == (Skipped((news / "001.txt").as_posix(), reason),)
    assert kinds(report) == [("removed", "002.txt")]
    assert documents(path)["001.txt"].text == article(1, sentences=3)


def test_what_cannot_be_listed_keeps_its_articles(
    news: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = write_articles(news / "below", 6, sentences=3)
    build(news, to=path)
    listed = Path.iterdir

    def failing(folder: Path) -> Iterator[Path]:
        if folder == below:
            raise PermissionError(13, "Permission denied")
        return listed(folder)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "iterdir", failing)
        report, _ = build(news, to=path)
    reason = "folder not readable: Permission denied"
    assert report.skipped == (Skipped(below.as_posix(), reason),)
    assert (report.changes, report.documents) == ((), 6)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.parametrize("kind", ["folder", "pipe", "binary"])
def test_what_is_no_article_any_more_leaves(news: Path, path: Path, kind: str) -> None:
    build(news, to=path)
    file = news / "001.txt"
    file.unlink()
    if kind == "folder":
        file.mkdir()
    elif kind == "pipe":
        os.mkfifo(file)
    else:
        file.write_bytes(b"\0\1")
    report, encoded = build(news, to=path)
    assert (kinds(report), encoded) == ([("removed", "001.txt")], [])
    reasons = {"folder": [], "pipe": ["not a regular file"], "binary": ["binary, not text"]}
    assert [skipped.reason for skipped in report.skipped] == reasons[kind]


def test_only_what_changed_is_read(news: Path, path: Path, read: list[str]) -> None:
    build(news, to=path)
    assert read == ["000.txt", "001.txt", "002.txt", "003.txt"]
    read.clear()
    os.utime(news / "000.txt", (1, 1))
    (news / "002.txt").write_text(article(22))
    build(news, to=path)
    assert read == ["002.txt"]


def test_a_problem_is_told_each_time_and_read_once_but_for_a_missing_extra(
    news: Path, path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (news / "b.txt").write_bytes(b"\0")
    (news / "c.html").write_text("<p>x")
    needs = missing("formats")
    monkeypatch.setattr("index.formats.guarded.guarded", lambda *_: Unread(needs))
    expected = (
        Skipped((news / "b.txt").as_posix(), "binary, not text"),
        Skipped((news / "c.html").as_posix(), needs),
    )
    assert build(news, to=path)[0].skipped == expected
    for _ in range(2):
        read.clear()
        assert build(news, to=path)[0].skipped == expected
        assert read == ["c.html"]
