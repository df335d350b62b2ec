"""Web pages: the article without what is around it, in whatever encoding."""

from __future__ import annotations

import re
from datetime import date

import pytest
from lxml import etree

from index.formats.article import Article, Unread
from index.formats.html import Kinds, decoded_page, paragraphs, read

pytestmark = pytest.mark.unit

PARAGRAPHS = [
    "The mayor of Kraków opened a zoo on Thursday. Its first giraffe is called Melman.",
    "“We waited for ten years,” said Olha Koval, who runs the zoo, to the daily paper.",
    "The zoo is open from nine to five, and children under six need no ticket on weekdays.",
    "Visitors came from as far as Łódź on the first day, and the queue was two kilometres long.",
]
PAGE = f"""<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">
<title>Zoo opens in Kraków - The Daily Test</title>
<meta property="og:site_name" content="The Daily Test">
<meta property="article:published_time" content="2023-05-04T23:30:00+02:00">
<meta name="author" content="Ivan Petrenko">
<link rel="canonical" href="https://news.example.org/2023/zoo"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
<article><h1>Zoo opens in Kraków</h1><p>{PARAGRAPHS[0]}</p>
<p>“We waited for ten years,” said <b>Olha Koval</b>, who
runs the <a href="/z">zoo</a>, to the daily paper.<script>track("Olha")</script></p>
<h2>Hours</h2><ul><li>Monday to Friday</li><li>Saturday</li></ul><p>{PARAGRAPHS[2]}</p>
<table><tr><th>Animal</th><th>Number</th></tr><tr><td>Giraffes</td><td>1</td></tr></table>
<p>{PARAGRAPHS[3]}</p></article>
<aside><h3>Read also</h3><ul><li><a href="/a">Ten best zoos in the world</a></li></ul></aside>
<div class="comments"><p>Nice, said a reader in a comment.</p></div>
<footer><p>© 2024 The Daily Test. All rights reserved.</p></footer></body></html>"""
TEXT = "\n\n".join(
    [
        "Zoo opens in Kraków",
        *PARAGRAPHS[:2],
        "Hours",
        "Monday to Friday",
        "Saturday",
        PARAGRAPHS[2],
        "Animal\tNumber",
        "Giraffes\t1",
        PARAGRAPHS[3],
    ]
)


def article(content: bytes) -> Article:
    found = read(content, "a.html")
    assert isinstance(found, Article), found
    return found


def test_the_article_alone_is_taken() -> None:
    assert article(PAGE.encode()) == Article(
        TEXT,
        title="Zoo opens in Kraków",
        date=date(2023, 5, 4),
        metadata={
            "format": "html",
            "url": "https://news.example.org/2023/zoo",
            "publisher": "The Daily Test",
            "author": "Ivan Petrenko",
            "language": "en",
        },
    )


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ('<meta charset="windows-1250">', "cp1250"),
        ('<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=ISO-8859-2">', "iso8859-2"),
        ('<meta charset="iso-8859-1">', "utf-8"),  # wrong, and shown to be by the bytes
        ('<meta charset="no-such-thing">', "utf-8"),
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
    ],
)
def test_the_encoding_is_the_declared_one_unless_the_bytes_say_otherwise(
    declared: str, encoding: str
) -> None:
    page = PAGE.replace('<meta charset="utf-8">', declared)
    assert article(page.encode(encoding, "xmlcharrefreplace")).text == TEXT


def test_a_byte_that_the_declared_encoding_has_not_costs_that_byte() -> None:
    page = decoded_page(b'<meta charset="utf-8"><p>caf\xc3\xa9 \xff na\xefve')
    assert page == '<meta charset="utf-8"><p>café \ufffd na\ufffdve'


def test_latin_1_is_what_browsers_take_it_for() -> None:
    assert decoded_page(b'<meta charset="iso-8859-1">\x93zoo\x94') == (
        '<meta charset="iso-8859-1">“zoo”'
    )


@pytest.mark.parametrize("label", ["unicode_escape", "utf-7", "hex", "idna", "a\\x00", "-" * 50])
def test_only_encodings_of_pages_are_taken(label: str) -> None:
    content = f'<meta charset="{label}"><p>A \\u0041 zoo'.encode()
    assert decoded_page(content) == content.decode()


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("", None),  # only the footer's year
        ("<p>The treaty was signed on 2014-03-05 in Minsk, they said.</p>", None),
        ("<p>“From 2014-03-05T10:00 on”, it says in <b>the treaty</b>.</p>", None),
        ('<p class="published">5 March 2014</p>', date(2014, 3, 5)),
        ('<p>Updated <time datetime="2014-03-05">on Wednesday</time></p>', date(2014, 3, 5)),
        (
            '<ul><li>Olha Koval <i itemprop="datePublished">2014-03-05</i></li></ul>',
            date(2014, 3, 5),
        ),
        ('<meta name="date" content="2999-03-05">', None),  # not yet
    ],
)
def test_a_day_in_a_sentence_is_no_publish_date(said: str, day: date | None) -> None:
    page = re.sub("<meta property=.article:published_time[^>]*>", "", PAGE)
    found = article(page.replace("<h2>Hours", said + "<h2>Hours").encode())
    assert found.date == day
    assert day or re.sub("<[^>]*>", "", said) in found.text


@pytest.mark.parametrize(
    "content",
    [
        b"<html><body><nav></nav><img src='a.png'><script>var a = 'A zoo';</script></body></html>",
        b"Just a sentence without any markup.",
        b"<html>",
        PAGE.encode()[:400],
        b"<html><body><p>" + b"x" * 11_000_000,
        b"<html><body>" + b"<div>" * 100_000 + b"<p>" + TEXT.encode(),
        b"<html><body><p>" + b"<b>" * 100_000 + TEXT.encode(),
    ],
    ids=["pictures", "sentence", "bare", "truncated", "huge word", "deep divs", "deep in a line"],
)
def test_a_page_without_an_article_says_so(content: bytes) -> None:
    assert read(content, "a.html") == Unread("no article found in this HTML page")


def test_a_part_of_a_page_is_read() -> None:
    found = article(b"<p>The mayor opened a zoo on Thursday in Lviv.</p>")
    assert found == Article(
        "The mayor opened a zoo on Thursday in Lviv.", metadata={"format": "html"}
    )


def test_no_page_at_all() -> None:
    assert read(b"\r\n ", "a.html") == Unread("empty")
    assert read(b"<p>\0" + bytes(range(256)), "a.html") == Unread("binary, not text")


def test_a_line_of_five_megabytes() -> None:
    sentence = "The mayor of Kraków opened a zoo on Thursday. "
    found = article(f"<html><body><article><p>{sentence * 110_000}</article>".encode())
    assert found.text == (sentence * 110_000).strip()


def test_paragraphs_part_blocks_and_keep_lines() -> None:
    tree = etree.fromstring(
        "<body>one <i>two</i><!-- no --> three<p>four<br/>five\n six</p><x>no<p>no</p></x>"
        "<t><r><c><p>a</p></c><c>b <p>c</p></c></r><r><c/><c>d</c></r></t>"
        "<pre>e\n  f\n\n\ng</pre>tail<p> <i> </i>\u00a0</p></body>"
    )
    kinds = Kinds(
        blocks=frozenset({"p", "pre", "t"}),
        rows=frozenset({"r"}),
        cells=frozenset({"c"}),
        breaks=frozenset({"br"}),
        kept=frozenset({"pre"}),
        skipped=frozenset({"x"}),
    )
    assert paragraphs(tree, kinds).split("\n\n") == [
        "one two three",
        "four\nfive six",
        "a\tb c",
        "d",
        "e\nf",
        "g",
        "tail",
    ]


def test_a_tree_deeper_than_calls_can_nest() -> None:
    root = inner = etree.Element("p")
    for _ in range(20_000):
        inner = etree.SubElement(inner, "i")
    inner.text = "deep"
    kinds = Kinds(frozenset({"p"}), frozenset(), frozenset(), frozenset())
    assert paragraphs(root, kinds) == "deep"
