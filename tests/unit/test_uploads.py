"""Articles that visitors add: what is taken, under which name, and what is refused."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from corpus import article, write_articles
from fakes import FakeEncoder
from hypothesis import given
from hypothesis import strategies as st

from index import PassageIndex, build_index
from index.errors import IndexLockedError, PassageIndexError, UnknownIdError
from index.joined import JoinedIndex
from index.lock import WriterLock
from index.types import Skipped
from index.upload_files import source_name
from index.uploads import AddReport, SessionArticles, SharedArticles

pytestmark = pytest.mark.unit

ZOO = "date 2023-05-04 LVIV: The mayor opened a zoo. Its first giraffe is called Melman.\n"
NOT_ONE = (
    "not a file of one article: give .docx, .epub, .htm, .html, .markdown, .md, .pdf, .text, .txt, "
    ".xhtml"
)
PORT = "date 2023-06-05 ODESA: The port is open again. Grain leaves it on Monday.\n"


@pytest.fixture
def session() -> Iterator[SessionArticles]:
    articles = SessionArticles(FakeEncoder())
    yield articles
    articles.close()


def reasons(report: AddReport) -> list[str]:
    assert (report.added, report.replaced) == ((), ())
    return [skipped.reason for skipped in report.skipped]


def test_what_is_added_is_what_a_build_makes_of_the_file(
    session: SessionArticles, tmp_path: Path
) -> None:
    text = "\ufeff" + ZOO.replace("\n", "\r\n") + "\r\nDon’t feed it."
    (tmp_path / "zoo.txt").write_bytes(text.encode())
    build_index(tmp_path / "zoo.txt", tmp_path / "index", encoder=FakeEncoder())
    assert session.index is None
    report = session.add([("zoo.txt", text.encode())])
    assert report == AddReport(added=("zoo.txt",))
    with PassageIndex.open(tmp_path / "index", encoder=FakeEncoder()) as built:
        (expected,), (document,) = built.documents(), session.documents()
        index = session.index
        assert index is not None
        assert (document.id, document.title, document.text, document.date, document.metadata) == (
            (expected.id, expected.title, expected.text, expected.date, expected.metadata)
        )
        assert document.source == "zoo.txt"
        assert index.passages_of(document.id) == built.passages_of(document.id)
        found, wanted = index.search("giraffe"), built.search("giraffe")
        assert found == wanted


def test_files_bytes_and_text_are_taken(session: SessionArticles, tmp_path: Path) -> None:
    (tmp_path / "File.MD").write_text(PORT, encoding="utf-8")
    report = session.add([tmp_path / "File.MD", ("a.txt", ZOO.encode()), ("", "US/UK talks go on")])
    assert report.added == ("File.MD", "a.txt", "US-UK talks go on")
    assert [d.source for d in session.documents()] == ["File.MD", "US-UK talks go on", "a.txt"]


def test_the_same_text_is_there_already_and_the_same_name_is_replaced(
    session: SessionArticles,
) -> None:
    assert session.add([("a.txt", ZOO)]).added == ("a.txt",)
    assert reasons(session.add([("a.txt", ZOO)])) == ["already there as a.txt"]
    assert reasons(session.add([("b.txt", ZOO)])) == ["already there as a.txt"]
    assert session.add([("x/a.txt", PORT)]) == AddReport(replaced=("a.txt",))
    assert [document.text for document in session.documents()] == [PORT]
    index = session.index
    assert index is not None
    assert (index.has_word("giraffe"), index.has_word("grain")) == (False, True)


def test_a_later_file_of_one_call_counts(session: SessionArticles) -> None:
    report = session.add([("a.txt", ZOO), ("a.txt", PORT), ("b.txt", ZOO), ("c.txt", PORT)])
    assert report.added == ("a.txt", "b.txt")
    assert report.skipped == (Skipped("c.txt", "already there as a.txt"),)
    assert [(d.source, d.text) for d in session.documents()] == [("a.txt", PORT), ("b.txt", ZOO)]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", " \n\ufeff\t", "empty"),
        ("a.txt", b"PK\0\x01", "binary, not text"),
        ("a.txt", "lone \ud800", "not valid Unicode"),
        ("a.pdf", b"%PDF-1.7", "damaged, or not a PDF file"),
        ("txt", b"words", NOT_ONE),
        ("news.zip", b"PK", NOT_ONE),
        ("news.jsonl.gz", b"", NOT_ONE),
        ("a.txt", b"x" * 301, "301 bytes, above the limit of 300 bytes"),
        ("a.txt", "\u00e9" * 151, "302 bytes, above the limit of 300 bytes"),
    ],
)
def test_what_cannot_be_read_is_refused_with_one_reason(
    name: str, content: bytes | str, reason: str
) -> None:
    articles = SessionArticles(FakeEncoder(), max_bytes=300)
    report = articles.add([(name, content)])
    assert report == AddReport(skipped=(Skipped(name, reason),))
    assert (articles.documents(), articles.index) == ([], None)
    articles.close()


def test_files_that_are_none_are_refused(tmp_path: Path) -> None:
    articles = SessionArticles(FakeEncoder(), max_bytes=2 << 20)
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "big.txt").write_bytes(b"x" * (3 << 20))
    files = [tmp_path / "gone.txt", tmp_path / "folder.txt", tmp_path / "big.txt"]
    assert reasons(articles.add(files)) == [
        "not a regular file",
        "not a regular file",
        "3.0 MiB, above the limit of 2.0 MiB",
    ]
    articles.close()


def test_no_more_than_so_many_articles() -> None:
    articles = SessionArticles(FakeEncoder(), max_articles=2)
    report = articles.add([(f"{number}.txt", f"Report {number}.") for number in range(3)])
    assert report.added == ("0.txt", "1.txt")
    assert report.skipped == (Skipped("2.txt", "more than 2 articles: remove some first"),)
    assert articles.add([("1.txt", ZOO)]).replaced == ("1.txt",)
    articles.remove(articles.documents()[0].id)
    assert articles.add([("2.txt", PORT)]).added == ("2.txt",)
    articles.close()


def test_removing_down_to_none_and_adding_again(session: SessionArticles) -> None:
    shared = SessionArticles(FakeEncoder())
    shared.add([("port.txt", PORT)])
    session.add([("a.txt", ZOO)])
    first, own = shared.index, session.index
    assert first is not None
    assert own is not None
    joined = JoinedIndex([first, own])
    session.remove(session.documents()[0].id)
    assert (session.documents(), session.index) == ([], None)
    current = joined.reopened()
    assert [document.text for document in current.documents()] == [PORT]
    assert {r.passage.document_id for r in current.search("giraffe port")} == {
        current.documents()[0].id
    }
    assert own.search("giraffe")  # whoever still asks it
    assert session.add([("b.txt", ZOO)]).added == ("b.txt",)
    assert session.index is not None
    assert current.reopened().has_word("giraffe")
    shared.close()


def test_removing_what_is_not_there(session: SessionArticles) -> None:
    with pytest.raises(UnknownIdError, match="removed already"):
        session.remove("0123")
    session.add([("a.txt", ZOO)])
    with pytest.raises(UnknownIdError):
        session.remove("0123")


def test_closing_deletes_the_folder(session: SessionArticles) -> None:
    session.add([("a.txt", ZOO)])
    index = session.index
    assert index is not None
    assert index.path.stat().st_mode & 0o077 == 0
    session.close()
    assert not index.path.exists()
    session.close()
    assert (session.documents(), session.index) == ([], None)
    with pytest.raises(PassageIndexError, match="another session"):
        session.add([("a.txt", ZOO)])


def test_progress_is_told(session: SessionArticles) -> None:
    calls: list[tuple[int, int, str]] = []
    files = [(f"{number}.txt", article(number, sentences=1)) for number in range(40)]
    session.add(files, progress=lambda *call: calls.append(call))
    assert calls == [(done, 40, "articles") for done in range(1, 41)]


def test_sessions_do_not_see_each_other(session: SessionArticles) -> None:
    other = SessionArticles(FakeEncoder())
    other.add([("a.txt", ZOO)])
    session.add([("a.txt", PORT)])
    assert [document.text for document in other.documents()] == [ZOO]
    other.close()
    assert [document.text for document in session.documents()] == [PORT]


def test_adding_from_several_threads(session: SessionArticles) -> None:
    def add(number: int) -> None:
        session.add([(f"{number}.txt", f"Report {number}.")])

    threads = [threading.Thread(target=add, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(session.documents()) == 4


@pytest.fixture
def shared(tmp_path: Path) -> SharedArticles:
    write_articles(tmp_path / "seeds", 3)
    build_index(tmp_path / "seeds", tmp_path / "index", encoder=FakeEncoder())
    return SharedArticles(tmp_path / "index", FakeEncoder())


def test_a_later_build_keeps_uploads(shared: SharedArticles, tmp_path: Path) -> None:
    assert shared.documents() == []
    assert shared.add([("zoo.txt", ZOO), ("000.txt", PORT)]).added == ("zoo.txt", "000.txt")
    (tmp_path / "seeds" / "001.txt").unlink()
    (tmp_path / "seeds" / "002.txt").write_text("Changed.", encoding="utf-8")
    for source in (tmp_path / "seeds", tmp_path):
        report = build_index(source, tmp_path / "index", encoder=FakeEncoder())
        assert report.documents == 4
    assert [d.source for d in shared.documents()] == ["uploads/000.txt", "uploads/zoo.txt"]
    with PassageIndex.open(tmp_path / "index", encoder=FakeEncoder()) as index:
        assert index.has_word("giraffe")
        index.check()


def test_a_build_of_a_folder_named_uploads_keeps_them(
    shared: SharedArticles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared.add([("zoo.txt", ZOO)])
    monkeypatch.chdir(tmp_path)
    write_articles(tmp_path / "uploads", 1)
    build_index("uploads", "index", encoder=FakeEncoder())
    build_index("uploads", "index", encoder=FakeEncoder())
    assert [document.text for document in shared.documents()] == [ZOO]


def test_only_uploads_are_removed(shared: SharedArticles, tmp_path: Path) -> None:
    index = shared.index
    assert index is not None
    seed = index.documents()[0]
    with pytest.raises(UnknownIdError):
        shared.remove(seed.id)
    (skipped,) = shared.add([("copy.txt", seed.text)]).skipped
    assert skipped.reason == "already there as 000.txt"  # and no folder of the server's
    shared.add([("zoo.txt", ZOO)])
    (upload,) = shared.documents()
    (tmp_path / "seeds" / "zoo.txt").write_text(ZOO, encoding="utf-8")
    build_index(tmp_path / "seeds", tmp_path / "index", encoder=FakeEncoder())
    shared.remove(upload.id)
    assert shared.documents() == []
    assert index.is_stale()
    again = shared.index
    assert again is not None
    assert again.document(upload.id).source.endswith("seeds/zoo.txt")


def test_removing_from_an_index_of_an_earlier_recipe_makes_it_anew(
    shared: SharedArticles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared.add([("zoo.txt", ZOO)])
    monkeypatch.setattr("index.segments.RECIPE", "next")
    encoder = FakeEncoder()
    SharedArticles(tmp_path / "index", encoder).remove(shared.documents()[0].id)
    assert len(encoder.encoded) >= 3
    with PassageIndex.open(tmp_path / "index", encoder=FakeEncoder()) as index:
        assert len(index.documents()) == 3


def test_a_second_writer_is_one_line(shared: SharedArticles, tmp_path: Path) -> None:
    with WriterLock(tmp_path / "index" / "writer.lock"):
        with pytest.raises(IndexLockedError, match="wait until it ends") as caught:
            shared.add([("zoo.txt", ZOO)])
        assert "\n" not in str(caught.value)
    assert shared.add([("zoo.txt", ZOO)]).added == ("zoo.txt",)


def test_a_shared_index_is_made_where_there_is_none(tmp_path: Path) -> None:
    shared = SharedArticles(tmp_path / "new", FakeEncoder())
    assert (shared.documents(), shared.index) == ([], None)
    shared.add([("zoo.txt", ZOO)])
    assert shared.index is not None
    shared.close()
    assert (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.txt", "a.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\My news.txt", "My news.txt"),
        ("/tmp/x/", ""),
        ("..", ""),
        ("", ""),
        ("a\nb\0c.txt", "a b c.txt"),
        ("evil\u202etxt.exe", "eviltxt.exe"),
        ("zero\u200bwidth\ufeff.txt", "zerowidth.txt"),
        ("cafe\u0301.txt", "caf\u00e9.txt"),
        ("n" * 300 + ".txt", "n" * 196 + ".txt"),
        ("n" * 300, "n" * 200),
    ],
)
def test_a_name_is_its_last_part_on_one_line(name: str, expected: str) -> None:
    assert source_name(name) == expected


@given(st.text())
def test_a_name_is_safe_to_show_whatever_it_was(name: str) -> None:
    for made in (source_name(name), source_name(name * 100)):
        assert len(made) <= 200
        assert not set("/\\\n\r") & set(made)
        categories = {unicodedata.category(character) for character in made}
        assert not categories & {"Cc", "Cf", "Cs", "Zl", "Zp"}
        assert made == source_name(made)
        made.encode()


@given(st.binary(max_size=60), st.text(max_size=20))
def test_any_content_is_added_or_refused(content: bytes, name: str) -> None:
    articles = SessionArticles(FakeEncoder())
    report = articles.add([(name + ".txt", content)])
    assert len(report.added) + len(report.skipped) == 1
    texts = [document.text for document in articles.documents()]
    assert len(texts) == len(report.added)
    with suppress(UnicodeDecodeError):  # other encodings are the reader's own to test
        assert texts in ([], [content.decode()])
    articles.close()
