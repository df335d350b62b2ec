"""PDF: pages joined, where each begins, and what a file says of itself."""

from __future__ import annotations

import io
import zlib
from datetime import date

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, StreamObject, TextStringObject

from index.formats.article import Article, Unread
from index.formats.pdf import joined_pages, made_by_a_program, read

pytestmark = pytest.mark.unit

XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<xmp:CreateDate>2024-01-02</xmp:CreateDate>
<prism:publicationDate>2023-05-04</prism:publicationDate></rdf:Description></rdf:RDF></x:xmpmeta>"""


def stream_of(*lines: str) -> bytes:
    shown = b"0 -14 Td ".join(b"(%s) Tj " % line.encode("cp1252") for line in lines)
    return b"BT /F1 12 Tf 72 700 Td " + shown + b"ET"


def pdf(*streams: bytes, packed: bool = False) -> bytes:
    """Write a file by hand, a page for each content stream."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>"
        % (len(streams), b" ".join(b"%d 0 R" % (4 + 2 * at) for at in range(len(streams)))),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    coded = b"/Filter/FlateDecode" if packed else b""
    for number, stream in enumerate(streams):
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>>>>>" % (5 + 2 * number),
            b"<<%s/Length %d>>stream\n%s\nendstream" % (coded, len(stream), stream),
        ]
    written = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return written + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF"
        % (size, table, size, len(written))
    )


def rewritten(writer: PdfWriter) -> bytes:
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def described(**said: str) -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(pdf(stream_of("The mayor opened a zoo.")))))
    writer.add_metadata({f"/{key}": value for key, value in said.items()})
    return rewritten(writer)


def article(content: bytes) -> Article:
    found = read(content, "a.pdf")
    assert isinstance(found, Article), found
    return found


def test_pages_are_joined_and_found_by_their_offsets() -> None:
    found = article(
        pdf(
            b"",
            stream_of("The mayor opened a “zoo”", "on Thursday and a"),
            stream_of("café on Friday."),
            b"",
            stream_of("Both are free."),
            b"",
        )
    )
    text = "The mayor opened a “zoo”\non Thursday and a\ncafé on Friday.\n\nBoth are free."
    assert found == Article(text, metadata={"format": "pdf", "pages": "0 0 43 60 60 74"})
    assert text[43:].startswith("café")
    assert text[60:] == "Both are free."
    assert len(text) == 74


def test_pages_join_where_a_sentence_runs_on() -> None:
    assert joined_pages([]) == ("", [])
    assert joined_pages([" ", ""]) == ("", [0, 0])
    assert joined_pages(["a.” \n", "b", "c"]) == ("a.”\n\nb\nc", [0, 5, 7])


def test_what_the_file_says_of_itself() -> None:
    writer = PdfWriter(PdfReader(io.BytesIO(pdf(stream_of("The mayor opened a zoo.")))))
    writer.add_metadata(
        {"/Title": " Zoo\nopens ", "/Author": "Ivan Petrenko", "/CreationDate": "D:20240102"}
    )
    writer.root_object[NameObject("/Lang")] = TextStringObject("uk-UA")
    described_by = StreamObject()
    described_by.set_data(XMP.encode())
    writer.root_object[NameObject("/Metadata")] = writer._add_object(described_by)
    found = article(rewritten(writer))
    assert (found.title, found.date) == ("Zoo opens", date(2023, 5, 4))
    assert found.metadata == {
        "format": "pdf",
        "pages": "0",
        "author": "Ivan Petrenko",
        "language": "uk",
    }


def test_the_day_a_file_was_made_is_no_publish_date() -> None:
    assert article(described(CreationDate="D:20240102030405Z")).date is None


@pytest.mark.parametrize(
    "title",
    [
        "Microsoft Word - zoo final.docx",
        "untitled",
        "Untitled-1",
        "Document1",
        "zoo_v2.indd",
        "zoo final.docx",
        "(anonymous)",
        "\x00\x01",
        "",
    ],
)
def test_a_program_s_title_is_none(title: str) -> None:
    assert article(described(Title=title)).title is None


@pytest.mark.parametrize("title", ["Zoo opens", "Untitled document found in attic", "Node.js"])
def test_a_title_is_kept(title: str) -> None:
    assert not made_by_a_program(title)


def test_surrogates_of_a_font_s_map_are_joined() -> None:
    codes = b"<01> <D83DDE00>\n<02> <D83D>\n<03> <0041>\n<04> <0000>"
    mapping = (
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF>"
        b" endcodespacerange 4 beginbfchar\n" + codes + b"\nendbfchar endcmap end"
    )
    writer = PdfWriter(PdfReader(io.BytesIO(pdf(b"BT /F1 9 Tf (\x01\x02\x03\x04\x03) Tj ET"))))
    stream = StreamObject()
    stream.set_data(mapping)
    font = writer.pages[0]["/Resources"]["/Font"]["/F1"]  # type: ignore[index]
    font[NameObject("/ToUnicode")] = writer._add_object(stream)
    assert article(rewritten(writer)).text == "😀\ufffdA\ufffdA"


def test_a_password_is_named() -> None:
    writer = PdfWriter(PdfReader(io.BytesIO(pdf(stream_of("The mayor opened a zoo.")))))
    writer.encrypt("secret", algorithm="RC4-128")
    assert read(rewritten(writer), "a.pdf") == Unread(
        "encrypted with a password: save it without one"
    )


def test_an_empty_password_is_none() -> None:
    writer = PdfWriter(PdfReader(io.BytesIO(pdf(stream_of("The mayor opened a zoo.")))))
    writer.encrypt("", "owner", algorithm="RC4-128")
    assert article(rewritten(writer)).text == "The mayor opened a zoo."


@pytest.mark.parametrize(
    ("pages", "why"),
    [
        (1, "no text on its page: it may be scanned"),
        (3, "no text on its 3 pages: it may be scanned"),
    ],
)
def test_pictures_alone_are_no_text(pages: int, why: str) -> None:
    assert read(pdf(*[b"0 0 100 100 re f"] * pages), "a.pdf") == Unread(why)


def test_pages_that_cannot_be_read_are_named() -> None:
    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(b" " * 2**20) for _ in range(80)) + packer.flush()
    good = zlib.compress(stream_of("The mayor opened a zoo."))
    found = article(pdf(good, bomb, packed=True))
    assert found.text == "The mayor opened a zoo."
    assert found.metadata == {"format": "pdf", "pages": "0 23", "unread_pages": "2"}
    assert read(pdf(bomb, packed=True), "a.pdf") == Unread("damaged, or not a PDF file")


@pytest.mark.parametrize(
    "content",
    [
        b"A text of its own.",
        b"%PDF-1.7\n",
        pdf(stream_of("The mayor opened a zoo."))[:250],
        pdf().replace(b"/Kids[]", b"/Kids[2 0 R]"),
        b"%PDF-1.4\n" + b"[" * 50_000,
        pdf().replace(b"/Pages 2 0 R", b"/Pages 9 0 R"),
    ],
    ids=["text", "head", "truncated", "own child", "brackets", "no pages"],
)
def test_what_is_no_pdf_says_so(content: bytes) -> None:
    assert read(content, "a.pdf") == Unread("damaged, or not a PDF file")


def test_an_empty_file() -> None:
    assert read(b"", "a.pdf") == Unread("empty")
