"""JSON Lines, plain or gzipped: an object a line, read without holding more than one line."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO, cast

from index.formats.article import Article, Articles, Unread
from index.formats.fields import Fields, fault, one_line, web_address, written_day

__all__ = ["MAX_LINE_BYTES", "MAX_UNPACKED_BYTES", "read"]

MAX_LINE_BYTES = 20 * 2**20
MAX_UNPACKED_BYTES = 2**30
MAX_RATIO = 200
MAX_STRANGE_LINES = 1_000

_CHUNK_BYTES = 2**16
_BOM = b"\xef\xbb\xbf"
_GZIP = b"\x1f\x8b"


def read(file: BinaryIO, name: str, *, size: int, fields: Fields | None = None) -> Articles:
    """Yield the article of each line, or why it holds none; `part` is its number, from 1.

    Blank lines are passed over. A file that begins as gzip is unpacked, whatever its name is, up to
    `MAX_UNPACKED_BYTES` or `MAX_RATIO` times `size`, its bytes as they lie, if that is more. A file
    whose first `MAX_STRANGE_LINES` lines are no objects is not read on.

    Raises:
        OSError: `file` can't be read.
    """
    paths = fields or Fields()
    number = strange = 0
    some_object = False
    try:
        for number, line in enumerate(_lines(_unpacked(file, name, size)), start=1):
            record = _record(line.removeprefix(_BOM) if line and number == 1 else line)
            if record is None:
                continue
            if isinstance(record, dict):
                some_object = True
                yield _article(record, str(number), paths)
                continue
            yield Unread(record, str(number))
            strange += 1
            if strange >= MAX_STRANGE_LINES and not some_object:
                lines = f"{strange:,} lines"
                yield Unread(f"not JSON Lines: none of its first {lines} is an object")
                return
    except _RefusedError as refused:
        yield Unread(str(refused))
    except (EOFError, gzip.BadGzipFile, zlib.error):
        yield Unread(f"damaged after line {number}")
    else:
        if not some_object and not strange:
            yield Unread("empty")


class _RefusedError(Exception):
    """The file as a whole is not read, or not read on."""


class _Resumed:
    """A file that begins with bytes that were already taken from it."""

    def __init__(self, head: bytes, file: BinaryIO) -> None:
        self._head = head
        self._file = file

    def read(self, size: int = -1) -> bytes:
        head, self._head = self._head, b""
        return head or self._file.read(size)


def _unpacked(file: BinaryIO, name: str, size: int) -> Iterator[bytes]:
    head = file.read(len(_GZIP))
    if head != _GZIP:
        if head and name.lower().endswith(".gz"):
            raise _RefusedError("not a gzip file")
        yield head
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk
        return
    limit = max(MAX_UNPACKED_BYTES, MAX_RATIO * size)
    total = 0
    with gzip.GzipFile(fileobj=cast(BinaryIO, _Resumed(head, file))) as stream:
        while chunk := stream.read1(_CHUNK_BYTES):
            total += len(chunk)
            if total > limit:
                raise _RefusedError(f"unpacks to more than {limit >> 20:,} MiB: not read on")
            yield chunk


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes | None]:
    """Yield the lines without their ends, None for one that is too long to be kept."""
    pieces: list[bytes] = []
    length = 0
    for chunk in chunks:
        *ended, rest = chunk.split(b"\n")
        for piece in ended:
            pieces.append(piece)
            yield None if length + len(piece) > MAX_LINE_BYTES else b"".join(pieces)
            pieces, length = [], 0
        length += len(rest)
        if length > MAX_LINE_BYTES:
            pieces = []
        else:
            pieces.append(rest)
    if length:
        yield None if length > MAX_LINE_BYTES else b"".join(pieces)


def _record(line: bytes | None) -> dict[str, object] | str | None:
    """Return the object that a line holds, why it holds none, or None for a blank line."""
    if line is None:
        return f"above the limit of {MAX_LINE_BYTES >> 20} MiB a line"
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return "not UTF-8"
    if not text.strip():
        return None
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return "not JSON"
    return record if isinstance(record, dict) else "not a JSON object"


def _article(record: dict[str, object], part: str, fields: Fields) -> Article | Unread:
    values = fields.values(record)
    text, title, url = values["text"], one_line(values["title"]), web_address(values["url"])
    if not isinstance(text, str):
        return Unread(f'no text in its field "{fields.text}"', part)
    if not text.replace("\ufeff", "").strip():
        return Unread("empty", part)
    if reason := fault(text) or fault(url or ""):
        return Unread(reason, part)
    metadata = {"format": "jsonl"} | ({"url": url} if url else {})
    return Article(text, part, title, written_day(values["date"]), metadata)
