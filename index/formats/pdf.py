"""PDF: what pypdf takes from its pages, one after the other.

Line feeds inside a page stay as they are. A blank line parts two pages unless the first ends amid a
sentence, which a single line feed keeps whole.

The day on which a file was made is not when its article was published, and many a file is made by
printing an old page; so only PRISM's publication date, which publishers write, counts as the date.
It is a hostile input: `guarded` is how to read one.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.formats.article import Article, Unread
from index.formats.extras import iso_language, missing
from index.formats.fields import one_line, written_day
from index.formats.limits import MAX_CHARACTERS, TOO_LONG

if TYPE_CHECKING:
    from pypdf import PdfReader

__all__ = ["joined_pages", "made_by_a_program", "read"]

logger = logging.getLogger(__name__)

DAMAGED = "damaged, or not a PDF file"
ENCRYPTED = "encrypted with a password: save it without one"
RESTRICTED = "encrypted with AES, which is not read: save it without password and restrictions"
PRISM = "http://prismstandard.org/namespaces/basic/"

_PROGRAM = re.compile(
    r"microsoft (?:word|powerpoint|excel)\b.*|untitled\W*\d*|(?:document|presentation|slide) ?\d*"
    r"|(?:print|layout) ?\d*|\(?(?:no title|anonymous|unknown|unspecified)\)?"
    r"|\S*\.(?:docx?|dotx?|odt|rtf|pdf|indd|qxp|qxd|pmd|tex|dvi|ps|eps|pages|xlsx?|pptx?|html?|txt)"
    r"|.*[\w ]\.(?:docx?|indd|qxp|qxd|tex|dvi|pdf)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*\s*$")
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def read(content: bytes, name: str) -> Article | Unread:  # noqa: ARG001
    """Read a PDF file; a password that is empty is no password.

    Pages that can't be read are named, counted from 1, in the article's metadata as "unread_pages".

    Raises:
        MemoryError: it needs more than there is.
    """
    if not content.strip():
        return Unread("empty")
    try:
        import pypdf
        from pypdf.errors import DependencyError
    except ImportError:
        return Unread(missing("formats"))
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            return Unread(ENCRYPTED)
        return _article(reader)
    except MemoryError:
        raise
    except DependencyError:
        return Unread(RESTRICTED)
    except Exception as error:
        logger.debug("PDF not read: %r", error)
        return Unread(DAMAGED)


def joined_pages(pages: Sequence[str]) -> tuple[str, list[int]]:
    """Return the pages' text, without the space around each, and where in it each begins.

    A page without text begins where the next one does, or at the end.
    """
    parts: list[str] = []
    starts: list[int] = []
    length = waiting = 0
    for page in map(str.strip, pages):
        waiting += 1
        if not page:
            continue
        if parts:
            parts.append("\n\n" if _SENTENCE_END.search(parts[-1][-20:]) else "\n")
            length += len(parts[-1])
        starts += [length] * waiting
        waiting = 0
        parts.append(page)
        length += len(page)
    return "".join(parts), starts + [length] * waiting


def made_by_a_program(title: str) -> bool:
    """Return whether a file's title is none: the name of another file, or a program's default."""
    return _PROGRAM.fullmatch(title.strip()) is not None


def _article(reader: PdfReader) -> Article | Unread:
    pages: list[str] = []
    unread: list[int] = []
    characters = 0
    for number in range(1, len(reader.pages) + 1):
        try:
            pages.append(_storable(reader.pages[number - 1].extract_text()))
        except MemoryError:
            raise
        except Exception as error:
            logger.debug("page %d of a PDF not read: %r", number, error)
            pages.append("")
            unread.append(number)
        characters += len(pages[-1])
        if characters > MAX_CHARACTERS:
            return Unread(TOO_LONG)
    text, starts = joined_pages(pages)
    if not text:
        if unread or not pages:
            return Unread(DAMAGED)
        count = "its page" if len(pages) == 1 else f"its {len(pages):,} pages"
        return Unread(f"no text on {count}: it may be scanned")
    metadata = {
        "format": "pdf",
        "pages": " ".join(map(str, starts)),
        "unread_pages": " ".join(map(str, unread)),
        **_described(reader),
    }
    title, written = metadata.pop("title", ""), metadata.pop("date", "")
    return Article(
        text,
        title=title if title and not made_by_a_program(title) else None,
        date=written_day(written),
        metadata={key: value for key, value in metadata.items() if value},
    )


def _described(reader: PdfReader) -> dict[str, str]:
    """Return what the file says of itself, as far as that can be read."""
    said: dict[str, str | None] = {}
    try:
        information = reader.metadata
        if information is not None:
            said["title"] = one_line(information.title)
            said["author"] = one_line(information.author)
        said["language"] = iso_language(str(reader.root_object.get("/Lang", "")))
        said["date"] = _published(reader)
    except MemoryError:
        raise
    except Exception as error:
        logger.debug("what a PDF says of itself is not read: %r", error)
    return {key: value for key, value in said.items() if value}


def _published(reader: PdfReader) -> str | None:
    described = reader.xmp_metadata
    if described is None:
        return None
    for version in ("2.0", "2.1", "3.0", "1.2"):
        for node in described.get_element("", f"{PRISM}{version}/", "publicationDate"):
            children = node.childNodes
            value = getattr(node, "value", None) or (children[0].data if children else "")
            if written_day(value):
                return str(value)
    return None


def _storable(text: str) -> str:
    """Return the text with its surrogates joined; what is no character becomes U+FFFD."""
    if not _UNSTORABLE.search(text):
        return text
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\0", "\ufffd")
