"""Markdown: the source is the text; title and date from its head."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.formats.article import Article, Unread
from index.formats.markdown import read

pytestmark = pytest.mark.unit


def article(source: str) -> Article:
    found = read(source.encode(), "a.md")
    assert isinstance(found, Article), found
    assert found.text == source
    return found


def test_yaml_front_matter() -> None:
    source = (
        '\ufeff---\r\ntitle: "The \\"zoo\\": opened"  # a comment\r\ntags: [a, b]\r\n'
        "  title: nested\r\ndate: 2023-05-04T10:00:00+02:00\r\nauthor: Ivan Petrenko # him\r\n"
        "lang: uk-UA\r\nurl: https://news.example.org/zoo\r\n---\r\n\r\n# Another title\r\n"
    )
    found = article(source)
    assert (found.title, found.date) == ('The "zoo": opened', date(2023, 5, 4))
    assert found.metadata == {
        "format": "markdown",
        "author": "Ivan Petrenko",
        "language": "uk",
        "url": "https://news.example.org/zoo",
    }


def test_toml_front_matter() -> None:
    found = article(
        "+++\ntitle = 'It''s open'\ndate = 2023-05-04\n[extra]\nlang = \"en\"\n+++\nText"
    )
    assert (found.title, found.date) == ("It's open", date(2023, 5, 4))
    assert found.metadata["language"] == "en"


@pytest.mark.parametrize("value", ["|", ">-", "null", "~", "[a]", "&anchor a", ""])
def test_a_title_that_is_no_plain_value_is_left_to_the_heading(value: str) -> None:
    assert article(f"---\ntitle: {value}\n---\n# Zoo\n").title == "Zoo"


@pytest.mark.parametrize("written", ["2023-02-30", "soon", "0101-01-01", "[2023-05-04]"])
def test_an_impossible_date_is_none(written: str) -> None:
    assert article(f"---\ndate: {written}\n---\nText").date is None


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("# Zoo opens #\n\n# Second", "Zoo opens"),
        ("Some text.\n\n## Small\n\n# Zoo", "Zoo"),
        ("   #\tThe **new** [zoo](https://x.org/a_b) of `Lviv`", "The new zoo of Lviv"),
        ("# 3 * 4 * 5 snake_case", "3 * 4 * 5 snake_case"),
        ("Zoo opens\n=========\nText", "Zoo opens"),
        ("```sh\n# a comment\n```\n# Zoo", "Zoo"),
        ("~~~~\n~~~\n# a comment\n~~~~\n# Zoo", "Zoo"),
        ("---\ntitle: not closed\n\n# Zoo", "Zoo"),
        ("#hashtag\n####### seven\n#\n", None),
        ("    # code\n", None),
        ("Only text.", None),
    ],
)
def test_the_first_heading_is_the_title(source: str, title: str | None) -> None:
    assert article(source).title == title


def test_another_encoding_is_named() -> None:
    found = read("# Zoö für Köln\n".encode("cp1252"), "a.md")
    assert found == Article(
        "# Zoö für Köln\n",
        title="Zoö für Köln",
        metadata={"format": "markdown", "encoding": "cp1252"},
    )


def test_a_line_of_megabytes_is_cut() -> None:
    source = "# " + "zoo " + " " * 2_000_000 + "#x\n# Title\n"
    assert article(source).title == "zoo"


def test_what_text_refuses_is_refused() -> None:
    assert read(b"", "a.md") == Unread("empty")
    assert read(b"# A\0", "a.md") == Unread("binary, not text")


@given(
    st.binary(max_size=200)
    | st.text("-+#:=`~[]()*_\"' \n\rtitledae0123456789\ufeff").map(str.encode)
)
def test_any_bytes_give_an_article_or_a_reason(content: bytes) -> None:
    found = read(content, "a.md")
    if isinstance(found, Article):
        assert content.decode(found.metadata.get("encoding", "utf-8")) == found.text
        assert found.title is None or (found.title == found.title.strip() != "")
    else:
        assert found.reason
