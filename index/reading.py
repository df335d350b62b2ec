"""A file to documents: what it holds now, and whether that is what it held when last read."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Container, Iterator
from pathlib import Path

from index.documents import make_document
from index.formats import Article, Fields, is_too_large, read_articles
from index.formats.extras import missing
from index.types import Document, Reading, Skipped, SourceFile

__all__ = ["digest_of", "is_current", "read_documents"]

READERS = "1"  # changes when the readers make other articles of the same bytes


def digest_of(file: SourceFile, fields: Fields | None) -> str:
    """Return what tells whether a file would be read as before: of its bytes and of the way.

    Raises:
        OSError: the file cannot be read.
    """
    path = Path(file.location)
    with path.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        if is_too_large(path.name, size):
            content = f"{size} bytes"
        else:
            content = hashlib.file_digest(stream, "sha256").hexdigest()
    return f"{content} {READERS}" + (f" {fields}" if fields else "")


def is_current(known: Reading | None, digest: str) -> bool:
    """Return whether a file need not be read again; one that a reader was missing for is."""
    return (
        known is not None
        and known.digest == digest
        and not any(problem.reason == missing("formats") for problem in known.problems)
    )


def read_documents(
    file: SourceFile, fields: Fields | None, *, only: Container[str] | None = None
) -> Iterator[tuple[SourceFile, Document] | Skipped]:
    """Yield the documents of a file, each with where it lies, and what is no article.

    With `only`, those at other locations are passed over, which takes far less time.

    Raises:
        OSError: the file cannot be read.
    """
    path = Path(file.location)
    with path.open("rb") as stream:
        for item in read_articles(stream, path.name, size=path.stat().st_size, fields=fields):
            part = f"/{item.part}" if item.part else ""
            held = SourceFile(file.source + part, file.location + part)
            if only is not None and held.location not in only:
                continue
            if isinstance(item, Article):
                yield held, _document(item, held.source)
            else:
                yield Skipped(held.source, item.reason)


def _document(article: Article, source: str) -> Document:
    return make_document(
        article.text, source, title=article.title, date=article.date, metadata=article.metadata
    )
