"""Which source says what a text's title, date and metadata are, where several hold the text.

It is the first of them in the order of their names, whatever came into the index when.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set

from index.types import Document, SourceFile

__all__ = ["descriptions"]


def descriptions(
    read: Mapping[str, Document],
    before: Mapping[SourceFile, str],
    after: Mapping[SourceFile, str],
    reread: Callable[[Set[SourceFile]], Iterable[Document]],
) -> Iterator[Document]:
    """Yield documents, their texts left out, as their first source describes them now.

    Those are left out whose first source is the one that it was and wasn't read.

    Args:
        read: by id, the document as the first of the sources that were read describes it.
        before: the document that each source held before.
        after: the same as it is now.
        reread: reads sources that became the first and yields documents, others of theirs, too.
    """
    was, now = _firsts(before), _firsts(after)
    unread: dict[str, SourceFile] = {}
    for document_id, first in now.items():
        document = read.get(document_id)
        if document and document.source == first.source:
            yield document
        elif document_id in was and was[document_id].location != first.location:
            unread[document_id] = first
    for document in reread(set(unread.values())) if unread else ():
        if document.id in unread and document.source == unread[document.id].source:
            yield document


def _firsts(files: Mapping[SourceFile, str]) -> dict[str, SourceFile]:
    """Return the first source of each document."""
    firsts: dict[str, SourceFile] = {}
    for file, document_id in files.items():
        known = firsts.get(document_id)
        if known is None or file.source < known.source:
            firsts[document_id] = file
    return firsts
