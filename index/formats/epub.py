"""EPUB: the chapters of a book or a magazine, in the order of its spine.

Members are found by their names inside the archive and unpacked in memory, so a name such as
`../../etc/passwd` leads nowhere. Entities that a chapter defines are not expanded and nothing is
fetched. `guarded` is how to read a file of a stranger.
"""

from __future__ import annotations

import html.entities
import io
import logging
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from index.formats.article import Article, Unread
from index.formats.extras import iso_language, missing
from index.formats.fields import fault, one_line, written_day
from index.formats.html import Kinds, decoded_page, paragraphs
from index.formats.limits import MAX_CHARACTERS, MAX_UNPACKED_BYTES, TOO_LONG, TOO_LONG_UNPACKED

if TYPE_CHECKING:
    from lxml.etree import HTMLParser as _HtmlParser
    from lxml.etree import _Element

__all__ = ["read"]

logger = logging.getLogger(__name__)

DAMAGED = "damaged, or not an EPUB file"
NO_TEXT = "no text in this EPUB file"
PROTECTED = "protected against copying: its text is encrypted"

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_CHAPTERS = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_XHTML = Kinds(
    blocks=frozenset(
        """address article aside blockquote body caption center dd details div dl dt fieldset
        figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main ol p pre
        section summary table tbody tfoot thead ul""".split()
    ),
    rows=frozenset({"tr"}),
    cells=frozenset({"td", "th"}),
    breaks=frozenset({"br"}),
    kept=frozenset({"pre"}),
    skipped=frozenset("head script style nav svg math template audio video rt rp".split()),
)


class _TooLargeError(Exception):
    """The members that were read unpack to more than they may."""


def read(content: bytes, name: str) -> Article | Unread:  # noqa: ARG001
    """Read an EPUB file of version 2 or 3.

    Raises:
        MemoryError: it needs more than there is.
    """
    if not content.strip():
        return Unread("empty")
    try:
        import lxml.etree  # noqa: F401
    except ImportError:
        return Unread(missing("formats"))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _article(_Book(archive))
    except MemoryError:
        raise
    except _TooLargeError:
        return Unread(TOO_LONG_UNPACKED)
    except Exception as error:
        logger.debug("EPUB not read: %r", error)
        return Unread(DAMAGED)


class _Book:
    """The members of an archive, of which no more than is allowed is unpacked."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = MAX_UNPACKED_BYTES

    def __contains__(self, name: str) -> bool:
        return name in self._archive.NameToInfo

    def read(self, name: str) -> bytes:
        size = self._archive.getinfo(name).file_size
        self._left -= size
        if self._left < 0:
            raise _TooLargeError
        with self._archive.open(name) as member:
            return member.read(size)  # without a size it would unpack what it doesn't return

    def tree(self, name: str) -> _Element:
        root = _parsed(self.read(name))
        if root is None:
            raise ValueError(f"no XML: {name}")
        return root


def _article(book: _Book) -> Article | Unread:
    package, folder = _package(book)
    chapters = list(_spine(package, folder))
    if set(chapters) & set(_encrypted(book)):
        return Unread(PROTECTED)
    texts: list[str] = []
    characters = 0
    for chapter in chapters:
        if chapter not in book:
            continue
        page = decoded_page(book.read(chapter))
        root = None if isinstance(page, Unread) else _chapter(page)
        texts.append("" if root is None else paragraphs(root, _XHTML))
        characters += len(texts[-1])
        if characters > MAX_CHARACTERS:
            return Unread(TOO_LONG)
    text = "\n\n".join(filter(None, texts))
    if not text:
        return Unread(NO_TEXT)
    if reason := fault(text):
        return Unread(reason)
    metadata = {
        "format": "epub",
        "publisher": one_line(_said(package, "publisher")),
        "author": one_line(_said(package, "creator")),
        "language": iso_language(_said(package, "language")),
    }
    return Article(
        text,
        title=one_line(_said(package, "title")),
        date=written_day(_said(package, "date")),
        metadata={key: value for key, value in metadata.items() if value},
    )


def _package(book: _Book) -> tuple[_Element, str]:
    """Return the tree of the package document and the folder that it stands in."""
    for rootfile in book.tree(_CONTAINER).iterfind(".//{*}rootfile"):
        name = _resolved("", rootfile.get("full-path", ""))
        if name in book:
            return book.tree(name), posixpath.dirname(name)
    raise ValueError("no package document")


def _spine(package: _Element, folder: str) -> Iterator[str]:
    """Yield the names of the chapters, each once, in order and without the table of contents."""
    items = {item.get("id", ""): item for item in package.iterfind("{*}manifest/{*}item")}
    seen: set[str] = set()
    for reference in package.iterfind("{*}spine/{*}itemref"):
        item = items.get(reference.get("idref", ""))
        if item is None or item.get("media-type", "") not in _CHAPTERS:
            continue
        name = _resolved(folder, item.get("href", ""))
        if "nav" not in item.get("properties", "").split() and name not in seen:
            seen.add(name)
            yield name


def _encrypted(book: _Book) -> Iterator[str]:
    if _ENCRYPTION in book:
        for reference in book.tree(_ENCRYPTION).iterfind(".//{*}CipherReference"):
            yield _resolved("", reference.get("URI", ""))


def _resolved(folder: str, reference: str) -> str:
    """Return the member's name that a reference from `folder` stands for."""
    path = unquote(reference.partition("#")[0])
    return posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")


def _said(package: _Element, name: str) -> str | None:
    """Return the first of Dublin Core's elements of a name; of dates, that of publication."""
    found = [
        element
        for element in package.iterfind(
            f"{{*}}metadata//{{http://purl.org/dc/elements/1.1/}}{name}"
        )
        if element.get("{http://www.idpf.org/2007/opf}event", "publication") == "publication"
    ]
    return "".join(found[0].itertext()) if found else None


def _chapter(page: str) -> _Element | None:
    """Return a chapter's tree, as XML where it is, which HTML's parser reads otherwise."""
    from lxml import etree

    content = _XML_DECLARATION.sub("", _ENTITY.sub(_character, page)).encode()
    root = _parsed(content)
    if root is not None:
        return root
    return _parsed(content, etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False))


def _parsed(content: bytes, parser: _HtmlParser | None = None) -> _Element | None:
    from lxml import etree

    parser = parser or etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return None


def _character(entity: re.Match[str]) -> str:
    """Return the characters of an entity that HTML defines, the entity itself if it doesn't."""
    if entity[1] in _OF_XML:
        return entity[0]
    return html.entities.html5.get(f"{entity[1]};", entity[0])
