"""Word files: paragraphs, tables and text boxes in the order of the document.

A blank line parts paragraphs and rows of tables, a tab the cells of a row. What was deleted with
changes tracked is left out, what was inserted is taken. The day on which a file was made is not
when its article was published, so there is no date. `guarded` is how to read a file of a stranger.
"""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.formats.article import Article, Unread
from index.formats.extras import iso_language, missing
from index.formats.fields import fault, one_line
from index.formats.limits import MAX_UNPACKED_BYTES, TOO_LONG_UNPACKED
from index.formats.pdf import made_by_a_program

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element

__all__ = ["read"]

logger = logging.getLogger(__name__)

DAMAGED = "damaged, or not a Word file"
ENCRYPTED = "encrypted with a password, or of Word before 2007: save it as .docx without one"
NO_TEXT = "no text in this Word file"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEFT_OUT = frozenset(
    [
        *(_W + name for name in ("del", "moveFrom", "pPr", "rPr", "delText", "instrText")),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    ]
)
_CHARACTERS = {
    _W + "tab": "\t",
    _W + "ptab": "\t",
    _W + "br": "\n",
    _W + "cr": "\n",
    _W + "noBreakHyphen": "\u2011",
}


def read(content: bytes, name: str) -> Article | Unread:  # noqa: ARG001
    """Read a .docx file; its title is its first paragraph of a title's or a heading's style.

    Raises:
        MemoryError: it needs more than there is.
    """
    if not content.strip():
        return Unread("empty")
    if content.startswith(_OLE):
        return Unread(ENCRYPTED)
    try:
        import docx
    except ImportError:
        return Unread(missing("formats"))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(member.file_size for member in package.infolist()) > MAX_UNPACKED_BYTES:
                return Unread(TOO_LONG_UNPACKED)
        return _article(docx.Document(io.BytesIO(content)))
    except MemoryError:
        raise
    except Exception as error:
        logger.debug("Word file not read: %r", error)
        return Unread(DAMAGED)


def _article(document: Document) -> Article | Unread:
    headings = {
        style.style_id
        for style in document.styles
        if (style.name or "").lower().startswith(("title", "heading"))
    }
    blocks: list[str] = []
    title: str | None = None
    for style, block in _blocks(document.element.body):
        blocks.append(block)
        if title is None and style in headings:
            title = one_line(block)
    text = "\n\n".join(blocks)
    if not text:
        return Unread(NO_TEXT)
    if reason := fault(text):
        return Unread(reason)
    properties = document.core_properties
    named = one_line(properties.title)
    metadata = {
        "format": "docx",
        "author": one_line(properties.author),
        "language": iso_language(properties.language),
    }
    return Article(
        text,
        title=title or (named if named and not made_by_a_program(named) else None),
        metadata={key: value for key, value in metadata.items() if value},
    )


def _blocks(parent: _Element) -> Iterator[tuple[str | None, str]]:
    """Yield the style's id and the text of each paragraph, and of each row with None."""
    for child in parent:
        if child.tag == _W + "p":
            text, boxes = _paragraph(child)
            if text:
                style = child.find(f"{_W}pPr/{_W}pStyle")
                yield None if style is None else style.get(_W + "val"), text
            for box in boxes:
                yield from _blocks(box)
        elif child.tag == _W + "tr":
            cells = (cell for cell in child.iter(_W + "tc") if _row_of(cell) is child)
            row = "\t".join(" ".join(text for _, text in _blocks(cell)) for cell in cells)
            if row.strip():
                yield None, row.strip()
        elif child.tag not in _LEFT_OUT:
            yield from _blocks(child)  # a table, a content control, an insertion


def _row_of(cell: _Element) -> _Element | None:
    return next(cell.iterancestors(_W + "tr"), None)


def _paragraph(paragraph: _Element) -> tuple[str, list[_Element]]:
    """Return a paragraph's text, and the text boxes that stand in it."""
    pieces: list[str] = []
    boxes: list[_Element] = []
    waiting = [iter(paragraph)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
        elif element.tag == _W + "t":
            pieces.append(element.text or "")
        elif element.tag in _CHARACTERS:
            pieces.append(_CHARACTERS[element.tag])
        elif element.tag == _W + "txbxContent":
            boxes.append(element)
        elif element.tag not in _LEFT_OUT:
            waiting.append(iter(element))
    return "".join(pieces).strip(), boxes
