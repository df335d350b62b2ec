"""RSS and Atom: each entry an article, as far as the feed itself carries its text."""

from __future__ import annotations

import codecs
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date as Date
from typing import Any

from index.formats.article import Article, Articles, Unread
from index.formats.extras import iso_language, missing
from index.formats.fields import fault, one_line, web_address, written_day

__all__ = ["MAX_BYTES", "plain_text", "read"]

MAX_BYTES = 20 * 2**20
MAX_PART = 200

NOT_A_FEED = "not an RSS or Atom feed"

_BOMS = (  # UTF-32's begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED = ((b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"))
_ENCODING = re.compile(r"(?:us-ascii|iso|latin|windows|cp|koi|mac|euc|gb|big5|shift|ks_|tis)", re.I)
_DECLARED = re.compile(
    rb"\s{0,100}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([\w.:-]{1,40})[\"']"
)
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]{0,30}:)?(?:rss|rdf|feed)[\s>/]", re.I)
# feedparser looks for addresses in authors' names in a way that takes the square of their length.
_LONG_WORD = re.compile(r"(?<![\w.+-])([\w.+-]{1000})[\w.+-]+", re.A)
_CROWDED = re.compile(r"<[A-Za-z](?:[^<=]+=){1000}")  # and in that of the attributes of an element
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|&(?:#[0-9]+|#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);")

_DROPPED = frozenset("script style template noscript head iframe object embed svg math".split())
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary"
    " table tbody tfoot thead tr ul".split()
)
_SPACED = frozenset({"td", "th", "option"})
_PARAGRAPH = re.compile(r"\n{2,}")


def read(content: bytes) -> Articles:
    """Yield the entries of a feed; nothing is fetched.

    The text is the longest of an entry's contents, summary and description, markup turned into
    paragraphs. `part` is the entry's id or else its link where no other entry has the same one, it
    is printable and up to `MAX_PART` characters long; otherwise the entry's number, from 1. The
    date is the day that is written, in the feed's own zone. Entities that a feed declares itself
    are not resolved, and words of more than 1,000 characters, such as pictures' data, are cut.
    """
    try:
        import feedparser
        import lxml.etree  # noqa: F401
    except ImportError:
        yield Unread(missing("formats"))
        return
    markup = _markup(content)
    if isinstance(markup, Unread):
        yield markup
        return
    try:
        # A stream, because feedparser opens what it takes for an address or a path. The markup
        # stays as it is, because all of it goes when it is made plain.
        feed = feedparser.parse(
            io.BytesIO(markup), sanitize_html=False, resolve_relative_uris=False
        )
        found = list(feed.entries)
        about = dict(feed.feed)
        is_atom = str(feed.get("version") or "").startswith("atom")
    except Exception:  # malformed feeds take it by surprise in many ways
        yield Unread("its reader crashed")
        return
    if not found:
        yield Unread("no entries in this feed" if feed.get("version") else NOT_A_FEED)
        return
    for entry, part in zip(found, _parts(found), strict=True):
        yield _article(dict(entry), about, part, is_atom)


def _markup(content: bytes) -> bytes | Unread:
    """Return the root element as UTF-8, without what stands before it, such as entities.

    feedparser's own way through declarations can take the square or the cube of their length.
    """
    text = _decoded(content)
    if text is None or "\0" in text:
        return Unread(NOT_A_FEED)
    start = _root(text)
    if not _ROOT.match(text, start):
        return Unread(NOT_A_FEED)
    if _CROWDED.search(text, start):
        return Unread("an element with 1,000 attributes: refused")
    root = _LONG_WORD.sub(r"\1", text[start:])
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + root.encode(errors="replace")


def _decoded(content: bytes) -> str | None:
    for encoding in (_encoding(content), "utf-8", "cp1252"):
        try:
            return content.decode(encoding).removeprefix("\ufeff")
        except (LookupError, ValueError):
            continue
    return None


def _encoding(content: bytes) -> str:
    for beginning, encoding in (*_BOMS, *_UNMARKED):
        if content.startswith(beginning):
            return encoding
    match = _DECLARED.match(content)
    declared = match[1].decode() if match else ""
    if declared.lower() in ("gb2312", "gbk"):
        return "gb18030"
    # Not UTF-16, or its name could not be read; and Python has encodings that are none for text.
    return declared if _ENCODING.match(declared) else "utf-8"


def _root(text: str) -> int:
    """Return where the root element begins, or where no declaration or comment does."""
    at = 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if text.startswith("<?", at):
            end = text.find("?>", at)
        elif text.startswith("<!--", at):
            end = text.find("-->", at)
        elif text.startswith("<!", at):
            end = text.find(">", at)
            subset = text.find("[", at, end)
            end = text.find("]>", subset) if subset >= 0 else end
        else:
            return at
        if end < 0:
            return len(text)
        at = text.find(">", end) + 1


def _parts(entries: list[Any]) -> Iterator[str]:
    named = [
        [value for key in ("id", "link") if (value := _short(entry.get(key)))] for entry in entries
    ]
    times = Counter(value for values in named for value in set(values))
    for number, values in enumerate(named, start=1):
        part = next((value for value in values if times[value] == 1), None)
        if part is None:
            part = str(number)
            while times[part]:
                part = f"#{part}"
        yield part


def _short(value: object) -> str | None:
    is_fit = isinstance(value, str) and 0 < len(value) <= MAX_PART and value.isprintable()
    return str(value) if is_fit else None


def _article(
    entry: Mapping[str, Any], feed: Mapping[str, Any], part: str, is_atom: bool
) -> Article | Unread:
    contents = [*(entry.get("content") or ()), _detail(entry, "summary")]
    texts = [(_text(content, is_atom), content) for content in contents]
    text, content = max(texts, key=lambda pair: len(pair[0]))
    if not text.replace("\ufeff", "").strip():
        return Unread("empty", part)
    title = one_line(_text(_detail(entry, "title"), is_atom))
    metadata = {
        "format": "feed",
        "url": web_address(entry.get("link")),
        "publisher": one_line(_text(_detail(feed, "title"), is_atom)),
        "author": one_line(entry.get("author")),
        "language": iso_language(content.get("language") or feed.get("language")),
    }
    known = {key: value for key, value in metadata.items() if value}
    if reason := fault(text) or fault(known.get("url", "")):
        return Unread(reason, part)
    return Article(text, part, title, _day(entry), known)


def _detail(owner: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    detail = owner.get(f"{key}_detail")
    return detail if isinstance(detail, dict) else {"value": owner.get(key)}


def _text(content: Mapping[str, Any], is_atom: bool) -> str:
    value, kind = content.get("value"), content.get("type")
    if not isinstance(value, str):
        return ""
    # RSS doesn't say which it is; Atom does.
    is_html = kind in ("text/html", "application/xhtml+xml")
    if is_html or (not is_atom and _MARKUP.search(value)):
        return plain_text(value)
    return value


def _day(entry: Mapping[str, Any]) -> Date | None:
    # feedparser's own dates are moved to UTC, and guessed where a format is a rare one.
    days = (written_day(entry.get(key)) for key in ("published", "updated", "created"))
    return next((day for day in days if day), None)


def plain_text(markup: str) -> str:
    """Return the text of a piece of HTML, its paragraphs separated by blank lines.

    Scripts, styles and whatever is no text are dropped. Nothing is fetched.
    """
    from lxml import etree

    # Neither depth nor length is limited, because no tree is built.
    parser = etree.HTMLParser(encoding="utf-8", target=_Paragraphs(), huge_tree=True)
    content = f"<body>{markup}".replace("\0", "").encode(errors="replace")
    try:
        text: str = etree.fromstring(content, parser)
    except etree.ParseError:
        return ""
    return text


class _Paragraphs:
    """Takes what the parser meets, and breaks text as a browser does: by blocks and `<br>`."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._lines: list[list[str]] = [[]]
        self._dropped: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        del attributes
        if self._dropped or tag in _DROPPED:
            self._dropped.append(tag)
        elif tag == "br":
            self._lines.append([])
        else:
            self._edge(tag)

    def end(self, tag: str) -> None:
        if self._dropped:
            self._dropped.pop()
        else:
            self._edge(tag)

    def data(self, text: str) -> None:
        if not self._dropped:
            self._lines[-1].append(text)

    def close(self) -> str:
        self._finish()
        return "\n\n".join(self._done)

    def _edge(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._finish()
        elif tag in _SPACED:
            self._lines[-1].append(" ")

    def _finish(self) -> None:
        lines = [" ".join("".join(pieces).split()) for pieces in self._lines]
        if paragraph := _PARAGRAPH.sub("\n\n", "\n".join(lines).strip()):
            self._done.append(paragraph)
        self._lines = [[]]
