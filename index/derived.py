"""What a segment holds of passages, as the database says it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from index.passages import contexts
from index.store import Store
from index.types import Days, Document, Ids

__all__ = ["day_of", "derive"]


def derive(store: Store, document_ids: Iterable[str] | None = None) -> tuple[Ids, Days, list[str]]:
    """Return rowids (ascending), days and what BM25 sees of the passages of documents.

    Each has one entry a passage; without `document_ids` it is all passages there are.
    """
    found: list[tuple[int, int, str]] = []
    for document_id in store.document_ids() if document_ids is None else document_ids:
        document = store.document(document_id)
        ids, passages = store.passages_of(document_id)
        texts = contexts(document, passages)
        day = day_of(document)
        found += [(id, day, text) for id, text in zip(ids.tolist(), texts, strict=True)]
    found.sort()
    return (
        np.array([rowid for rowid, _, _ in found], dtype=np.int64),
        np.array([day for _, day, _ in found], dtype=np.int32),
        [text for _, _, text in found],
    )


def day_of(document: Document) -> int:
    """Return the ordinal of the publish date, 0 for none."""
    return document.date.toordinal() if document.date else 0
