"""Article files to documents. The text is the file's, to the character.

Files are read as bytes and decoded as strict UTF-8: no newline is translated, nothing is replaced,
stripped or normalised. A byte order mark stays where it is, as U+FEFF, so that an offset counts the
same characters for whoever reads the file as UTF-8.
"""

from __future__ import annotations

import hashlib
import logging
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from datetime import date as Date
from pathlib import Path

from index.errors import SourceMissingError
from index.headers import read_header
from index.language import detect
from index.types import Document, Skipped, SourceFile

__all__ = [
    "MAX_FILE_BYTES",
    "SUFFIXES",
    "decoded",
    "find_files",
    "locate",
    "make_document",
    "read_file",
    "remade",
]

logger = logging.getLogger(__name__)

SUFFIXES = (".txt",)
MAX_FILE_BYTES = 20 * 2**20

_READ = ("language", "agency")  # metadata that may be given, and is read from the text if not
# Metadata that is always made here; "also_in" is the store's, by the files that it knows.
_OWN = frozenset(("title_source", "dateline", "place", "given", "also_in"))


def make_document(
    text: str,
    source: str,
    *,
    title: str | None = None,
    date: Date | None = None,
    metadata: Mapping[str, str] | None = None,
) -> Document:
    """Build a document; its id is the first 16 hexadecimal digits of the text's SHA-256.

    `metadata` is what is known beside the text, such as "url" or "publisher". A title, a date, a
    language and an agency that are known go before those that the text tells, and are noted as
    given, so that a later version, which may read texts otherwise, keeps them.
    """
    known = {key: value for key, value in (metadata or {}).items() if value and key not in _OWN}
    header = read_header(text)
    values = {"title": title, "date": date} | {key: known.get(key) for key in _READ}
    own = {
        "title_source": "headline" if title else header.title_source,
        "dateline": header.dateline,
        "place": header.place,
        "given": " ".join(name for name, value in values.items() if value) or None,
        "agency": known.get("agency") or header.agency,
        "language": known.get("language") or detect(text),
    }
    return Document(
        id=hashlib.sha256(text.encode()).hexdigest()[:16],
        title=title or header.title,
        text=text,
        date=date or header.date,
        source=source,
        metadata=known | {key: value for key, value in own.items() if value is not None},
    )


def remade(document: Document) -> Document:
    """Build a stored document anew, with what it was given."""
    given = document.metadata.get("given", "").split()
    return make_document(
        document.text,
        document.source,
        title=document.title if "title" in given else None,
        date=document.date if "date" in given else None,
        metadata={
            key: value
            for key, value in document.metadata.items()
            if key not in _READ or key in given
        },
    )


def find_files(
    sources: Iterable[str | Path], *, exclude: Path | None = None
) -> Iterator[SourceFile]:
    """Yield the files of `sources`, folders walked in sorted order, each file once.

    Hidden files and folders inside a source, and the folder `exclude`, are passed over; links are
    followed, and a folder is entered once, so that a loop of links ends.

    Raises:
        SourceMissingError: a source does not exist.
    """
    seen: set[str] = set()
    excluded = locate(exclude) if exclude else None
    for source in sources:
        path = Path(source)
        if not path.exists():
            raise SourceMissingError(f"no such file or folder: {path}: check its spelling")
        found = _walk(path, excluded, set()) if path.is_dir() else iter([path])
        for file in found:
            location = locate(file)
            if location not in seen:
                seen.add(location)
                yield SourceFile(file.as_posix(), location)


def locate(path: str | Path) -> str:
    """Return the absolute path without `..`, its links not followed."""
    return os.path.abspath(path)  # noqa: PTH100


def read_file(file: SourceFile) -> str | Skipped:
    """Return the text of an article, or why there is none to index."""
    path = Path(file.location)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # opening a named pipe would wait for ever
            return Skipped(file.source, "not a regular file")
        if path.suffix.lower() not in SUFFIXES:
            return Skipped(file.source, f"not a {' or '.join(SUFFIXES)} file")
        if status.st_size > MAX_FILE_BYTES:
            size = f"{status.st_size / 2**20:.0f} MiB"
            return Skipped(file.source, f"{size}, above the limit of {MAX_FILE_BYTES >> 20} MiB")
        content = path.read_bytes()
    except OSError as error:
        return Skipped(file.source, f"not readable: {error.strerror or error}")
    return decoded(content, file.source)


def decoded(content: bytes, source: str) -> str | Skipped:
    """Return the text of an article's bytes, or why they are none."""
    if b"\0" in content:
        return Skipped(source, "binary, not text")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return Skipped(source, f"not UTF-8: byte {content[error.start]:#04x} at {error.start}")
    if not text.replace("\ufeff", "").strip():
        return Skipped(source, "empty")
    return text


def _walk(folder: Path, exclude: str | None, entered: set[tuple[int, int]]) -> Iterator[Path]:
    """Yield the files below `folder`, depth first, names sorted."""
    try:
        status = folder.stat()
        entries = sorted(folder.iterdir())
    except OSError as error:
        logger.warning("folder %s passed over: %s", folder, error)
        return
    identity = (status.st_dev, status.st_ino)
    if identity in entered:
        return
    entered.add(identity)
    for entry in entries:
        if entry.name.startswith(".") or locate(entry) == exclude:
            continue
        if entry.is_dir():
            yield from _walk(entry, exclude, entered)
        else:
            yield entry
