"""Texts to documents. Nothing is translated, replaced, stripped or normalised.

A byte order mark stays where it is, as U+FEFF, so that an offset counts the same characters for
whoever reads the file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date as Date

from index.headers import read_header
from index.language import detect
from index.types import Document

__all__ = ["make_document", "remade"]

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
