"""Web pages: the article, without the menus, the notices and the comments around it.

trafilatura tells the article from the rest and reads what the page says of itself. The text is made
here from the elements that it keeps, one paragraph, heading, list item or row of a table after the
other, with a blank line between; no character of the page's own code is part of it. A page is a
hostile input: `guarded` is how to read one.
"""

from __future__ import annotations

import codecs
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from index.formats.article import Article, Unread
from index.formats.extras import iso_language, missing
from index.formats.fields import fault, one_line, web_address, written_day
from index.formats.text import decode

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["Kinds", "decoded_page", "paragraphs", "read"]

logger = logging.getLogger(__name__)

NO_ARTICLE = "no article found in this HTML page"
DECLARED_WITHIN = 4_096  # bytes; browsers look at 1,024

_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}\bencoding\s*=\s*["']\s*([\w.:-]+)"""
    rb"""|<meta[^>]{0,400}\bcharset\s*=\s*["']?\s*([\w.:-]+)""",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<[A-Za-z!?]")
_XML_DECLARATION = re.compile(r"\A\ufeff?\s*<\?xml[^>]*\?>")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_SPACES = re.compile(r"[ \r\f]+")
_AROUND = re.compile(r" ?([\t\n]) ?")
_BLANK_LINES = re.compile(r"\n[ \t\r]*\n\s*")
_OF_A_DATE = re.compile(r"dat|time|publi|post|byline|meta", re.IGNORECASE)

# What a page that declares one of these is read as: https://encoding.spec.whatwg.org/#names-and-labels
_READ_AS: Mapping[str, str] = MappingProxyType(
    {
        "ascii": "cp1252",
        "iso8859-1": "cp1252",
        "iso8859-9": "cp1254",
        "iso8859-11": "cp874",
        "tis-620": "cp874",
        "gb2312": "gb18030",
        "gbk": "gb18030",
        "shift_jis": "cp932",
        "euc_kr": "cp949",
        "big5": "big5hkscs",
        "utf-16": "utf-8",  # the declaration itself was read a byte a character
        "utf-16-le": "utf-8",
        "utf-16-be": "utf-8",
    }
)
_CHARSETS = re.compile(
    r"utf-8|cp(?:125\d|866|874|932|949)|iso8859-\d+|koi8-[ru]|mac-cyrillic|gb18030"
    r"|big5hkscs|euc_jp|iso2022_jp"
)
_ONE_BYTE = re.compile(r"cp(?:125|8)|iso8859|koi8|mac")


@dataclass(frozen=True, slots=True)
class Kinds:
    """What the tags of a tree mean for its text; all other tags are part of a line."""

    blocks: frozenset[str]
    rows: frozenset[str]
    cells: frozenset[str]
    breaks: frozenset[str]
    kept: frozenset[str] = frozenset()  # their line feeds count
    skipped: frozenset[str] = frozenset()


_BODY = Kinds(
    blocks=frozenset("p head item quote list table div ab body".split()),
    rows=frozenset({"row"}),
    cells=frozenset({"cell"}),
    breaks=frozenset({"lb"}),
    kept=frozenset({"quote"}),
    skipped=frozenset({"graphic"}),
)


def read(content: bytes, name: str) -> Article | Unread:  # noqa: ARG001
    """Read the article of a page.

    Raises:
        MemoryError: its tree needs more than there is.
    """
    if not content.strip():
        return Unread("empty")
    try:
        import trafilatura  # noqa: F401
    except ImportError:
        return Unread(missing("formats"))
    try:
        page = decoded_page(content)
        return page if isinstance(page, Unread) else _article(page)
    except MemoryError:
        raise
    except Exception as error:
        logger.debug("page not read: %r", error)
        return Unread(NO_ARTICLE)


def decoded_page(content: bytes) -> str | Unread:
    """Return a page's code in the encoding that a mark, the page itself or its bytes show.

    What is all good UTF-8 is read so, whatever encoding of one byte a character is declared. A byte
    that the declared encoding has not becomes U+FFFD, as in a browser.
    """
    match = _DECLARED.search(content[:DECLARED_WITHIN])
    charset = _charset((match[1] or match[2]).decode("ascii", "replace")) if match else None
    marked = content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if charset and not marked:
        order = ("utf-8", charset) if _ONE_BYTE.match(charset) else (charset, "utf-8")
        for encoding in order:
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
        return content.decode(charset, "replace")
    decoded = decode(content)
    return decoded if isinstance(decoded, Unread) else decoded[0].removeprefix("\ufeff")


def paragraphs(root: _Element, kinds: Kinds) -> str:
    """Return the text of a tree, a blank line between its blocks, a tab between a row's cells."""
    return "\n\n".join(_paragraphs(root, kinds))


def _charset(label: str) -> str | None:
    """Return the codec of an encoding's name, None unless pages may be in it."""
    try:
        codec = codecs.lookup(label.replace("windows-", "cp")).name
    except (LookupError, ValueError):
        return None
    codec = _READ_AS.get(codec, codec)
    return codec if _CHARSETS.fullmatch(codec) else None


def _article(page: str) -> Article | Unread:
    import trafilatura

    if not _MARKUP.search(page):
        return Unread(NO_ARTICLE)
    page = _XML_DECLARATION.sub("", page)
    tree = trafilatura.load_html(page)
    if tree is None:  # a part of a page
        tree = trafilatura.load_html(f"<html><body>{page}</body></html>")
    if tree is None:
        return Unread(NO_ARTICLE)
    language = iso_language(tree.get("lang") or tree.get("xml:lang"))
    found = trafilatura.bare_extraction(
        tree,
        favor_precision=True,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False},  # `_published` does better
    )
    if found is None or isinstance(found, dict):
        return Unread(NO_ARTICLE)
    for element in found.body.iter("code"):
        if "\n" in "".join(element.itertext()):
            element.tag = "quote"  # a block, not a word of a sentence
    text = paragraphs(found.body, _BODY)
    if not text or fault(text):
        return Unread(NO_ARTICLE)
    metadata = {
        "format": "html",
        "url": web_address(found.url),
        "publisher": one_line(found.sitename),
        "author": one_line(found.author),
        "language": language,
    }
    return Article(
        text,
        title=one_line(found.title),
        date=written_day(_published(tree, found.url)),
        metadata={key: value for key, value in metadata.items() if value},
    )


def _published(tree: _Element, url: str | None) -> str | None:
    """Return the publish date that a page gives; its tree loses the text of its paragraphs.

    A day that stands in a sentence is what the article is about, and an extensive search would take
    the footer's year.
    """
    from htmldate import find_date

    for element in list(tree.iter("p", "li", "td", "dd", "blockquote", "pre")):
        if not any(map(_names_a_date, element.iter())):
            for part in list(element):
                element.remove(part)
            element.text = None
    found = find_date(tree, extensive_search=False, original_date=True, url=url)
    return found if isinstance(found, str) else None


def _names_a_date(element: _Element) -> bool:
    names = (element.get(key, "") for key in ("class", "id", "itemprop"))
    return element.tag == "time" or any(map(_OF_A_DATE.search, names))


def _paragraphs(root: _Element, kinds: Kinds) -> Iterator[str]:
    pieces: list[str] = []
    rows = kept = 0
    for tag, opens, text in _walk(root, kinds.skipped):
        if tag in kinds.rows or (tag in kinds.blocks and not rows):
            yield from _split("".join(pieces))
            pieces.clear()
        elif tag in kinds.blocks:
            pieces.append(" ")
        elif tag in kinds.cells and opens:
            pieces.append("\t")
        elif tag in kinds.breaks and opens:
            pieces.append("\n")
        step = 1 if opens else -1
        rows += step * (tag in kinds.rows)
        kept += step * (tag in kinds.kept)
        pieces.append(text if kept else _SPACE.sub(" ", text))
    yield from _split("".join(pieces))


def _walk(root: _Element, skipped: frozenset[str]) -> Iterator[tuple[str, bool, str]]:
    """Yield each tag, whether it opens, and the text up to the next; "" is a comment or skipped.

    A tree may be deeper than functions can call one another.
    """
    inside = [(_tag(root), root, iter(root))]
    yield inside[0][0], True, root.text or ""
    while inside:
        tag, element, children = inside[-1]
        child = next(children, None)
        if child is None:
            inside.pop()
            yield tag, False, (element.tail or "") if inside else ""
        elif (tag := _tag(child)) and tag not in skipped:
            inside.append((tag, child, iter(child)))
            yield tag, True, child.text or ""
        else:
            yield "", False, child.tail or ""


def _tag(element: _Element) -> str:
    """Return an element's name without its namespace, "" for a comment and its like."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _split(text: str) -> Iterator[str]:
    for block in _BLANK_LINES.split(text):
        if tidied := _AROUND.sub(r"\1", _SPACES.sub(" ", block)).strip():
            yield tidied
