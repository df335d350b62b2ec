"""JSON Lines: a line an article, whatever the other lines hold."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from datetime import date as Date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.formats import jsonl
from index.formats.article import Article, Unread
from index.formats.fields import Fields, one_line, web_address, written_day

pytestmark = pytest.mark.unit


def read(
    content: bytes, name: str = "a.jsonl", fields: Fields | None = None
) -> list[Article | Unread]:
    return list(jsonl.read(io.BytesIO(content), name, size=len(content), fields=fields))


def row(text: object = "Rockets fell.", **more: object) -> bytes:
    return json.dumps({"text": text, **more}).encode() + b"\n"


def test_a_line_is_an_article() -> None:
    line = row(
        " A.\r\n\u00a0B \U0001f680\n",
        url="https://x.org/a?b=1",
        title=" Big\nnews ",
        publish_date="2018/03/15",
    )
    assert read(line) == [
        Article(
            " A.\r\n\u00a0B \U0001f680\n",
            "1",
            "Big news",
            Date(2018, 3, 15),
            {"format": "jsonl", "url": "https://x.org/a?b=1"},
        )
    ]


def test_lines_are_numbered_with_the_blank_ones_among_them() -> None:
    content = (
        b"\xef\xbb\xbf" + row("a") + b"\r\n \t\n" + row("b").replace(b"\n", b"\r\n") + row("c")
    )
    assert [
        (item.part, item.text) for item in read(content.rstrip()) if isinstance(item, Article)
    ] == [
        ("1", "a"),
        ("4", "b"),
        ("5", "c"),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not JSON"),
        (b"[" * 200_000, "not JSON"),
        (b'{"text": ' + b"9" * 5000 + b"}", "not JSON"),
        (b'["text"]', "not a JSON object"),
        (b'"text"', "not a JSON object"),
        (b'{"text": "M\xfcller"}', "not UTF-8"),
        (b'{"text": "a\\ud800b"}', "not valid Unicode"),
        (b'{"text": "a\\u0000b"}', "binary, not text"),
        (b'{"text": " \\n\\ufeff"}', "empty"),
        (b'{"text": ["a"]}', 'no text in its field "text"'),
        (b'{"body": "a"}', 'no text in its field "text"'),
        (b"\xef\xbb\xbf" + b'{"text": "a"}', "not JSON"),
    ],
)
def test_a_line_without_an_article_says_why_and_the_next_is_read(line: bytes, reason: str) -> None:
    first, second, third = read(row("a") + line + b"\n" + row("b"))
    assert second == Unread(reason, "2")
    assert [first, third] == [
        Article("a", "1", metadata={"format": "jsonl"}),
        Article("b", "3", metadata={"format": "jsonl"}),
    ]


@pytest.mark.parametrize("ends", [True, False])
def test_a_line_that_is_too_long_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, ends: bool
) -> None:
    monkeypatch.setattr(jsonl, "MAX_LINE_BYTES", 1 << 20)
    fits = row("x" * ((1 << 20) - 12))
    assert len(fits) == (1 << 20) + 1
    long = row("y" * ((1 << 20) - 11))
    content = fits + long + row("b") if ends else fits + row("b") + long.rstrip()
    expected = [("1", None), ("2", "above the limit of 1 MiB a line"), ("3", None)]
    if not ends:
        expected = [("1", None), ("2", None), ("3", "above the limit of 1 MiB a line")]
    assert [(item.part, getattr(item, "reason", None)) for item in read(content)] == expected


def test_a_line_of_five_megabytes_is_read_to_the_character() -> None:
    text = "é and z. " * 600_000
    (article,) = read(json.dumps({"text": text}, ensure_ascii=False).encode())
    assert isinstance(article, Article)
    assert article.text == text


def test_gzip_is_known_by_its_bytes() -> None:
    packed = gzip.compress(row("a")) + gzip.compress(row("b"))
    for name in ("a.jsonl.gz", "a.jsonl"):
        assert [item.part for item in read(packed, name)] == ["1", "2"]
    assert read(row("a"), "a.jsonl.gz") == [Unread("not a gzip file")]


def test_what_was_read_before_the_damage_is_kept() -> None:
    noise = [row(hashlib.sha256(bytes([n % 256, n // 256])).hexdigest()) for n in range(3000)]
    packed = gzip.compress(b"".join(noise))
    items = read(packed[: len(packed) // 2])
    assert items[-1] == Unread(f"damaged after line {len(items) - 1}")
    assert 100 < len(items) < 2900
    assert all(isinstance(item, Article) for item in items[:-1])
    assert read(packed[:-8] + b"\0" * 8)[-1] == Unread("damaged after line 3000")


def test_a_bomb_is_left_when_it_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "MAX_UNPACKED_BYTES", 8 << 20)
    bomb = gzip.compress(row("a") + b" " * (64 << 20))
    first, last = read(bomb)
    assert first.part == "1"
    assert last == Unread(f"unpacks to more than {max(8, 200 * len(bomb) >> 20)} MiB: not read on")


def test_a_file_of_something_else_is_not_read_to_its_end() -> None:
    items = read(b"a line of a log\n" * 3000)
    assert len(items) == 1001
    assert items[-1] == Unread("not JSON Lines: none of its first 1,000 lines is an object")
    mixed = read(row("a") + b"x\n" * 3000 + row("b"))
    assert [mixed[0].part, mixed[-1].part] == ["1", "3002"]


def test_a_file_without_a_line_is_empty() -> None:
    assert read(b"") == read(b"\n \n") == read(gzip.compress(b"")) == [Unread("empty")]


def test_an_error_of_the_disk_is_no_error_of_the_file() -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input/output"):
        list(jsonl.read(Failing(), "a.jsonl", size=3))


def test_fields_are_keys_or_paths() -> None:
    fields = Fields.parse("text=body.text, date=published")
    assert fields == Fields(text="body.text", date="published")
    line = {"body": {"text": "a"}, "published": "2020-02-03", "title": "T"}
    nested = Article("a", "1", "T", Date(2020, 2, 3), {"format": "jsonl"})
    assert read(json.dumps(line).encode(), fields=fields) == [nested]
    (dotted,) = read(b'{"body.text": "b", "body": {"text": "a"}}', fields=fields)
    assert isinstance(dotted, Article)
    assert dotted.text == "b"
    assert read(b'{"body": "a"}', fields=fields) == [
        Unread('no text in its field "body.text"', "1")
    ]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("body", "'body'.*url, title, text, date"),
        ("", "''"),
        ("text=", "'text='"),
        ("txt=body", "'txt=body'"),
        ("text=a,text=b", "'text' is given twice"),
    ],
)
def test_fields_that_cannot_be_read_are_named(written: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        Fields.parse(written)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2018-03-15", (2018, 3, 15)),
        (" 2018/3/5 ", (2018, 3, 5)),
        ("20180315", (2018, 3, 15)),
        (20180315, (2018, 3, 15)),
        ("20180315T101500Z", (2018, 3, 15)),
        ("2018-03-15T23:59:59.123Z", (2018, 3, 15)),
        ("2018-03-15 23:30:00-11:00", (2018, 3, 15)),
        ("Thu, 15 Mar 2018 23:30:00 -0500", (2018, 3, 15)),
        ("5 September 99 10:00 GMT", (1999, 9, 5)),
        ("29 Feb 2020", (2020, 2, 29)),
        ("2018-02-30", None),
        ("2018-03/15", None),
        ("2018-03-15x", None),
        ("15 Foo 2018", None),
        ("0001-01-01T00:00:00", None),
        ("9999-12-31", None),
        ("March 2018", None),
        (1521072000, None),
        (True, None),
        (None, None),
        ("2018-03-15T1:" + "0" * 100, None),
    ],
)
def test_a_date_is_the_day_that_is_written(
    written: object, day: tuple[int, int, int] | None
) -> None:
    assert written_day(written) == (Date(*day) if day else None)


def test_addresses_are_those_of_the_web() -> None:
    assert web_address(" HTTPS://x.org/é?a=[1] ") == "HTTPS://x.org/é?a=[1]"
    for value in ("javascript:alert(1)", "file:///etc/passwd", "http://x y", 'http://x"', 7, ""):
        assert web_address(value) is None


def test_titles_are_shown_on_one_line() -> None:
    assert one_line("a\ud800\n b\0c\u202e") == "a b c"
    assert one_line("x" * 301) == "x" * 299 + "…"
    assert one_line(" \n") is None
    assert one_line(3) is None


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
objects: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {}, optional={name: st.text() | values for name in ("url", "title", "text", "publish_date")}
)


@given(st.lists(st.binary(max_size=30) | objects.map(lambda row: json.dumps(row).encode())))
def test_no_lines_raise_and_no_parts_are_the_same(lines: list[bytes]) -> None:
    content = b"\n".join(lines)
    for name, packed in (("a.jsonl", content), ("a.jsonl.gz", gzip.compress(content))):
        items = read(packed, name)
        assert len({item.part for item in items}) == len(items)
        for item in items:
            if isinstance(item, Article):
                line = content.split(b"\n")[int(item.part) - 1].removeprefix(b"\xef\xbb\xbf")
                assert item.text == json.loads(line)["text"]


@given(st.binary(), st.integers(0, 200))
def test_no_bytes_raise(content: bytes, cut: int) -> None:
    packed = gzip.compress(row("a") + content)
    for broken in (content, b"\x1f\x8b" + content, packed[:cut], packed[:cut] + content):
        for name in ("a.jsonl", "a.ndjson.gz"):
            assert all(isinstance(item, Article | Unread) for item in read(broken, name))
