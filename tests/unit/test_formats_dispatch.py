"""Every kind of file to its reader, each within its limit."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import zipfile
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.formats import (
    SUFFIXES,
    Article,
    Fields,
    Unread,
    feed,
    guarded,
    is_known,
    limits,
    read_articles,
    unknown_kind,
)

pytestmark = pytest.mark.unit

ITEM = b"<item><guid>g</guid><description>d</description></item>"
RSS = b"<rss version='2.0'><channel>" + ITEM + b"</channel></rss>"


@pytest.fixture(autouse=True)
def no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in for the readers that run in a process of their own."""

    def stand_in(reader: str, content: bytes, name: str) -> Article | Unread:
        return Article(content.decode("latin-1"), metadata={"format": reader})

    monkeypatch.setattr(guarded, "guarded", stand_in)


def read(
    content: bytes, name: str, *, size: int | None = None, fields: Fields | None = None
) -> list[Article | Unread]:
    length = len(content) if size is None else size
    if fields:
        return list(read_articles(io.BytesIO(content), name, size=length, fields=fields))
    return list(read_articles(io.BytesIO(content), name, size=length))


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name, content in members.items():
            target.writestr(name, content)
    return packed.getvalue()


def test_kinds_are_known_by_their_suffix() -> None:
    for name in ("a.txt", "A.TXT", "x/y.b.jsonl.GZ", "a.Md", "b.xhtml", "新.epub", "..pdf"):
        assert is_known(name)
    for name in ("a.jpg", "a.gz", "a.txt.gz", "txt", "a.txt ", "a.txt/b", "", "a.doc", "a.json"):
        assert not is_known(name)
    assert ".jsonl.gz" in SUFFIXES
    assert all(is_known(f"a{suffix}") for suffix in SUFFIXES)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a.JPG", ".JPG"),
        ("x.y/Makefile", "no suffix"),
        (".txt2", "no suffix"),
        ("a.", "no suffix"),
        ("a.<b>", "no suffix"),
        ("a.tar.xz", ".xz"),
        ("a." + "x" * 11, "no suffix"),
    ],
)
def test_an_unknown_kind_is_named(name: str, shown: str) -> None:
    assert unknown_kind(name) == f"not a kind of file that can be read: {shown}"
    assert read(b"x", name) == [Unread(unknown_kind(name))]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.html", "html"),
        ("a.HTM", "html"),
        ("a.xhtml", "html"),
        ("a.pdf", "pdf"),
        ("a.docx", "docx"),
        ("a.epub", "epub"),
    ],
)
def test_heavy_readers_run_in_their_own_process(name: str, kind: str) -> None:
    assert read(b"abc", name) == [Article("abc", metadata={"format": kind})]


def test_light_readers() -> None:
    (text,) = read(b"Rockets fell.\r\n", "a.txt")
    assert isinstance(text, Article)
    assert (text.text, text.part) == ("Rockets fell.\r\n", "")
    (markdown,) = read(b"# News\n\nRockets fell.", "a.md")
    assert isinstance(markdown, Article)
    assert (markdown.text, markdown.title) == ("# News\n\nRockets fell.", "News")
    (entry,) = read(RSS, "a.xml")
    assert isinstance(entry, Article)
    assert (entry.text, entry.part) == ("d", "g")
    assert read(b"<a/>", "a.xml") == [Unread("not an RSS or Atom feed")]


def test_fields_reach_the_lines_also_in_an_archive() -> None:
    line = json.dumps({"body": "a"}).encode()
    fields = Fields(text="body")
    line_1 = Article("a", "1", metadata={"format": "jsonl"})
    assert read(line, "a.ndjson", fields=fields) == [line_1]
    assert read(line, "a.jsonl") == [Unread('no text in its field "text"', "1")]
    packed = zipped(**{"a.jsonl.gz": gzip.compress(line)})
    in_zip = Article("a", "a.jsonl.gz/1", metadata={"format": "jsonl"})
    assert read(packed, "a.zip", fields=fields) == [in_zip]


def test_an_archive_of_all_kinds() -> None:
    lines = gzip.compress(b'{"text": "x"}\n' * 2)
    members = {
        "a.txt": b"A",
        "b/b.pdf": b"B",
        "c.rss": RSS,
        "d.jsonl.gz": lines,
        "e.jpg": b"",
        "f.zip": zipped(),
        "g.txt": b"",
        "h.jsonl.gz": lines[:-4],
    }
    items = read(zipped(**members), "n.ZIP")
    assert [(item.part, isinstance(item, Article)) for item in items] == [
        ("a.txt", True),
        ("b/b.pdf", True),
        ("c.rss/g", True),
        ("d.jsonl.gz/1", True),
        ("d.jsonl.gz/2", True),
        ("e.jpg", False),
        ("f.zip", False),
        ("g.txt", False),
        ("h.jsonl.gz/1", True),
        ("h.jsonl.gz/2", True),
        ("h.jsonl.gz", False),
    ]
    assert items[-1] == Unread("damaged after line 2", "h.jsonl.gz")


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LIMITS", {"text": 1 << 20, "pdf": 3 << 20})
    monkeypatch.setattr(feed, "MAX_BYTES", 2 << 20)

    class Unopened(io.BytesIO):
        def read(self, size: int | None = -1) -> NoReturn:
            raise AssertionError("read although it is too large")

    for name, limit in (("a.txt", 1), ("a.pdf", 3), ("a.rss", 2)):
        (item,) = read_articles(Unopened(), name, size=(53 << 20) - 7)
        assert item == Unread(f"53 MiB, above the limit of {limit} MiB")
    assert read(b"a" * (1 << 20), "a.txt") != read(b"a" * ((1 << 20) + 1), "a.txt")
    assert read(b"a" * ((1 << 20) + 1), "a.txt") == [Unread("2 MiB, above the limit of 1 MiB")]
    grown = read(b"a" * (9 << 20), "a.txt", size=5)
    assert grown == [Unread("2 MiB, above the limit of 1 MiB")]


def test_an_error_of_the_disk_is_raised() -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    for suffix in SUFFIXES:
        with pytest.raises(OSError, match="Input/output"):
            list(read_articles(Failing(), f"a{suffix}", size=3))


def test_no_reader_is_loaded_before_its_file() -> None:
    program = (
        "import sys, index.formats;"
        "print(sorted({'lxml', 'feedparser', 'zipfile', 'trafilatura'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"


@given(st.sampled_from(sorted(SUFFIXES)), st.binary(max_size=60))
def test_no_bytes_raise(suffix: str, content: bytes) -> None:
    items = read(content, f"a{suffix}")
    assert items
    assert len({item.part for item in items}) == len(items)
