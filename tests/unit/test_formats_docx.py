"""Word files: what is read of them, in which order, and what is refused."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml

from index.formats.article import Article, Unread
from index.formats.docx import read

pytestmark = pytest.mark.unit

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
DAMAGED = Unread("damaged, or not a Word file")


def saved(document: Document) -> bytes:
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def article(document: Document) -> Article:
    found = read(saved(document), "a.docx")
    assert isinstance(found, Article), found
    return found


def with_body(*elements: str) -> Document:
    document = docx.Document()
    for element in elements:
        document.element.body.insert(-1, parse_xml(element.replace(">", f" {W} {MC}>", 1)))
    return document


def replaced(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for member in source.namelist():
            body = source.read(member)
            assert member != name or old in body
            target.writestr(member, body.replace(old, new) if member == name else body)
    return output.getvalue()


def test_paragraphs_and_tables_in_order() -> None:
    document = docx.Document()
    document.add_paragraph("THE DAILY TEST")
    document.add_heading("Zoo opens\nin Lviv", 1)
    document.add_paragraph("The mayor opened a ").add_run("zoo.").bold = True
    document.add_paragraph("  ")
    table = document.add_table(3, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Animal", "Number"
    table.cell(1, 0).text, table.cell(1, 1).text = "Giraffes", "1"
    table.cell(2, 0).merge(table.cell(2, 1)).text = "More to come"
    table.cell(1, 1).add_table(1, 1).cell(0, 0).text = "Melman"
    document.add_heading("Hours", 2)
    document.add_paragraph("Nine to five.\tDaily.")
    properties = document.core_properties
    properties.title, properties.author, properties.language = "a.docx", "Ivan Petrenko", "en-GB"
    assert article(document) == Article(
        "THE DAILY TEST\n\nZoo opens\nin Lviv\n\nThe mayor opened a zoo.\n\nAnimal\tNumber\n\n"
        "Giraffes\t1 Melman\n\nMore to come\n\nHours\n\nNine to five.\tDaily.",
        title="Zoo opens in Lviv",
        metadata={"format": "docx", "author": "Ivan Petrenko", "language": "en"},
    )


@pytest.mark.parametrize(
    ("said", "title"), [("Zoo opens", "Zoo opens"), ("Document1", None), ("", None)]
)
def test_without_a_heading_the_properties_give_the_title(said: str, title: str | None) -> None:
    document = docx.Document()
    document.add_paragraph("The mayor opened a zoo.")
    document.core_properties.title = said
    assert article(document).title == title


def test_insertions_controls_and_links_are_read_and_deletions_are_not() -> None:
    found = article(
        with_body(
            '<w:p><w:r><w:t xml:space="preserve">The </w:t></w:r><w:ins w:id="1"><w:r>'
            '<w:t>mayor</w:t></w:r></w:ins><w:del w:id="2"><w:r>'
            "<w:delText>king</w:delText></w:r></w:del>"
            "<w:hyperlink><w:r><w:t> opened</w:t></w:r></w:hyperlink><w:r><w:instrText>PAGE"
            "</w:instrText><w:tab/><w:t>a</w:t><w:br/><w:t>non</w:t><w:noBreakHyphen/></w:r></w:p>",
            "<w:sdt><w:sdtContent><w:p><w:r><w:t>In a control.</w:t></w:r></w:p></w:sdtContent>"
            "</w:sdt>",
            '<w:del w:id="3"><w:p><w:r><w:t>gone</w:t></w:r></w:p></w:del>',
            "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>In a box."
            "</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>Twice"
            "</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent><w:t>Beside it."
            "</w:t></w:r></w:p>",
        )
    )
    assert found.text == (
        "The mayor opened\ta\nnon\u2011\n\nIn a control.\n\nBeside it.\n\nIn a box."
    )


def test_no_text() -> None:
    assert read(saved(docx.Document()), "a.docx") == Unread("no text in this Word file")
    assert read(b"", "a.docx") == Unread("empty")


def test_an_encrypted_file_is_named() -> None:
    content = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1_000)
    found = read(content, "a.docx")
    assert isinstance(found, Unread)
    assert found.reason.startswith("encrypted with a password, or of Word before 2007")


def test_a_file_that_unpacks_to_too_much_is_not_unpacked() -> None:
    output = io.BytesIO(saved(with_body("<w:p><w:r><w:t>Zoo</w:t></w:r></w:p>")))
    with zipfile.ZipFile(output, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/image.bmp", b"")
    claimed = output.getvalue()
    at = claimed.rfind(b"PK\1\2")
    claimed = claimed[: at + 24] + (500 * 2**20).to_bytes(4, "little") + claimed[at + 28 :]
    assert read(claimed, "a.docx") == Unread("unpacks to more than 400 MiB")


@pytest.mark.parametrize(
    ("defined", "expected"),
    [
        ("lol", Article("Zoo", metadata={"format": "docx", "author": "python-docx"})),
        ("&l8;" * 10, DAMAGED),
    ],
    ids=["one", "bomb"],
)
def test_entities_are_not_expanded(defined: str, expected: Article | Unread) -> None:
    inner = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 9))
    kinds = f'<!DOCTYPE w [<!ENTITY l0 "lol">{inner}<!ENTITY l9 "{defined}">]><w:document'
    content = saved(with_body("<w:p><w:r><w:t>Zoo</w:t></w:r></w:p>"))
    content = replaced(content, "word/document.xml", b"<w:document", kinds.encode())
    content = replaced(content, "word/document.xml", b">Zoo<", b">Zoo&l9;<")
    assert read(content, "a.docx") == expected


@pytest.mark.parametrize(
    "content",
    [
        b"A text of its own.",
        saved(docx.Document())[:5_000],
        b"PK\5\6" + bytes(18),
        replaced(saved(docx.Document()), "word/document.xml", b"</w:body>", b""),
        replaced(saved(docx.Document()), "word/document.xml", b"<w:sectPr", b"<w:p>" * 5_000),
    ],
    ids=["text", "truncated", "empty archive", "not well-formed", "deep"],
)
def test_what_is_no_word_file_says_so(content: bytes) -> None:
    assert read(content, "a.docx") == DAMAGED
