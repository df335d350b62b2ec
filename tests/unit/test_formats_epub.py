"""EPUB: the spine's chapters as text, and archives that mean harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date

import pytest

from index.formats import epub
from index.formats.article import Article, Unread
from index.formats.epub import read

pytestmark = pytest.mark.unit

CONTAINER = """<?xml version="1.0"?><container version="1.0"
xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>"""
PACKAGE = """<?xml version="1.0" encoding="utf-8"?><package xmlns="http://www.idpf.org/2007/opf"
xmlns:opf="http://www.idpf.org/2007/opf" version="3.0">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Weekly
Test</dc:title><dc:creator>Olha Koval</dc:creator><dc:language>uk-UA</dc:language>
<dc:publisher>Test House</dc:publisher>
<dc:date opf:event="modification">2024-01-01</dc:date><dc:date>2023-05-04T00:00:00Z</dc:date>
</metadata><manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="two" href="text/two%20b.xhtml#top" media-type="application/xhtml+xml"/>
<item id="one" href="text/one.xhtml" media-type="application/xhtml+xml"/>
<item id="out" href="../../../etc/passwd" media-type="application/xhtml+xml"/>
<item id="img" href="a.png" media-type="image/png"/></manifest>
<spine><itemref idref="nav"/><itemref idref="one"/><itemref idref="img"/><itemref idref="out"/>
<itemref idref="two"/><itemref idref="one"/><itemref idref="absent"/></spine></package>"""
ONE = """<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html
xmlns="http://www.w3.org/1999/xhtml"><head><title>Not text</title><style>p{}</style></head><body>
<h1>Zoo <em>opens</em></h1><p>The mayor&nbsp;opened a zoo &amp; a<br/>caf&eacute;.<a id="x"/></p>
<ul><li>Nine</li><li><p>Five</p></li></ul><!-- no --><table><tr><th>Animal</th><th>Number</th></tr>
<tr><td><p>Wolves</p></td><td>7</td></tr></table><script>no()</script></body></html>"""
TWO = "<html><body><p>Not well-formed<br>HTML &lt;here&gt;<p>of <b>two paragraphs</body></html>"
BOOK: Mapping[str, str | bytes] = {
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": CONTAINER,
    "OEBPS/book.opf": PACKAGE,
    "OEBPS/nav.xhtml": "<html><body><p>Contents</p></body></html>",
    "OEBPS/text/one.xhtml": ONE,
    "OEBPS/text/two b.xhtml": TWO,
    "OEBPS/a.png": b"\x89PNG",
}
TEXT = "\n\n".join(
    [
        "Zoo opens",
        "The mayor\xa0opened a zoo & a\ncafé.",
        "Nine",
        "Five",
        "Animal\tNumber",
        "Wolves\t7",
        "Not well-formed\nHTML <here>",
        "of two paragraphs",
    ]
)
DAMAGED = Unread("damaged, or not an EPUB file")
METADATA = {
    "format": "epub",
    "publisher": "Test House",
    "author": "Olha Koval",
    "language": "uk",
}


def packed(**changed: str | bytes) -> bytes:
    """Return the book, with members changed by the last part of their names before the suffix."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in BOOK.items():
            stem = name.rpartition("/")[2].partition(".")[0].replace(" ", "_")
            archive.writestr(name, changed.get(stem, content))
    return output.getvalue()


def article(content: bytes) -> Article:
    found = read(content, "a.epub")
    assert isinstance(found, Article), found
    return found


def test_the_spine_s_chapters_in_order() -> None:
    assert article(packed()) == Article(
        TEXT, title="The Weekly Test", date=date(2023, 5, 4), metadata=METADATA
    )


@pytest.mark.parametrize("written", ["2019", "0101-01-01T00:00:00+00:00", "", "spring"])
def test_a_date_that_is_no_day_is_none(written: str) -> None:
    assert article(packed(book=PACKAGE.replace("2023-05-04T00:00:00Z", written))).date is None


def test_a_declared_encoding_is_read() -> None:
    chapter = ONE.replace("utf-8", "windows-1251").replace("zoo", "зоопарк").encode("cp1251")
    assert article(packed(one=chapter)).text == TEXT.replace("zoo", "зоопарк")


def test_names_lead_to_nothing_outside_the_archive() -> None:
    package = PACKAGE.replace("text/one.xhtml", "/etc/hostname").replace(
        "text/two%20b.xhtml#top", "..%2f..%2f..%2fetc%2fhostname"
    )
    assert read(packed(book=package), "a.epub") == Unread("no text in this EPUB file")


def test_entities_are_not_expanded() -> None:
    bomb = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))
    chapter = ONE.replace("<!DOCTYPE html>", f'<!DOCTYPE html [<!ENTITY l0 "lol">{bomb}]>')
    found = article(packed(one=chapter.replace("Nine", "&l9;Nine")))
    assert "lollol" not in found.text
    outside = '<!DOCTYPE html [<!ENTITY l0 SYSTEM "file:///etc/hostname">]>'
    chapter = ONE.replace("<!DOCTYPE html>", outside).replace("<li>Nine", "<li>&l0;Nine")
    assert article(packed(one=chapter)).text == TEXT


def test_a_member_of_a_thousandfold_size_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(epub, "MAX_UNPACKED_BYTES", 2**20)
    content = packed(one=b"<p>" + b" " * 2**20)
    assert len(content) < 2**13
    assert read(content, "a.epub") == Unread("unpacks to more than 400 MiB")


def test_text_above_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(epub, "MAX_CHARACTERS", len(TEXT) - 4)  # two blank lines are not counted
    assert isinstance(read(packed(), "a.epub"), Unread)
    monkeypatch.setattr(epub, "MAX_CHARACTERS", len(TEXT))
    assert article(packed()).text == TEXT


def test_protected_chapters_are_named() -> None:
    output = io.BytesIO(packed())
    with zipfile.ZipFile(output, "a") as archive:
        archive.writestr(
            "META-INF/encryption.xml",
            '<encryption xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData><e:CipherData>'
            '<e:CipherReference URI="OEBPS/text/one.xhtml"/></e:CipherData></e:EncryptedData>'
            "</encryption>",
        )
    assert read(output.getvalue(), "a.epub") == Unread(
        "protected against copying: its text is encrypted"
    )


@pytest.mark.parametrize("chapter", [b"", b"<p", b"\x81\xfe\xfd", b"<p>" * 300, b"\0"])
def test_a_broken_chapter_leaves_the_others(chapter: bytes) -> None:
    assert article(packed(one=chapter)).text == TEXT[TEXT.index("Not well-formed") :]


@pytest.mark.parametrize(
    "content",
    [
        b"A text of its own.",
        packed()[:500],
        packed(container=b"<container/>"),
        packed(container=CONTAINER.replace("OEBPS/book.opf", "../book.opf")),
        packed(book=b"<package"),
    ],
    ids=["text", "truncated", "no package", "outside", "not well-formed"],
)
def test_what_is_no_epub_says_so(content: bytes) -> None:
    assert read(content, "a.epub") == DAMAGED


def test_a_damaged_member_is_noticed() -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
        for name, content in BOOK.items():
            archive.writestr(name, content)
    assert read(output.getvalue().replace(b"The mayor", b"The major"), "a.epub") == DAMAGED


def test_an_empty_file_and_an_empty_book() -> None:
    assert read(b"", "a.epub") == Unread("empty")
    assert read(packed(one="<p/>", two_b="<p> </p>"), "a.epub") == Unread(
        "no text in this EPUB file"
    )
