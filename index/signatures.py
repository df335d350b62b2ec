"""The signatures of documents in an index's database, by which near-copies are found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from index.copies import bands, is_copy, signature
from index.types import Document, Signature

if TYPE_CHECKING:
    from index.store import Store

__all__ = ["Signatures"]

MOST_IN_BAND = 50  # candidates for copies that one band of a signature may bring


class Signatures:
    """The half of a `Store` that knows about near-copies; as safe from threads as that is."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def sign(self, document: Document) -> None:
        """Note a document's signature."""
        made = signature(document.text)
        self._store.write_checked("signatures", (document.id, made.astype("<u4").tobytes()))
        for band in bands(made):
            self._store.execute("INSERT OR IGNORE INTO bands VALUES (?, ?)", (band, document.id))

    def forget(self, document_id: str) -> None:
        for made in self.of([document_id]).values():
            for band in bands(made):
                row = (band, document_id)
                self._store.execute("DELETE FROM bands WHERE band = ? AND document_id = ?", row)
        self._store.execute("DELETE FROM signatures WHERE document_id = ?", (document_id,))

    def missing(self) -> list[str]:
        """Return the documents without a signature: those of an index of format 1."""
        query = "SELECT id FROM documents WHERE id NOT IN (SELECT document_id FROM signatures)"
        return [id for (id,) in self._store.execute(query)]

    def of(self, document_ids: Iterable[str]) -> dict[str, Signature]:
        """Return the signatures of documents, uint32 of shape (64,), where they are noted."""
        if not self._store.has("signatures"):
            return {}
        query = "SELECT * FROM signatures WHERE document_id = ?"
        return {
            document_id: np.frombuffer(blob, dtype="<u4").astype(np.uint32)
            for wanted in document_ids
            for document_id, blob in self._store.checked(query, wanted)
        }

    def copies_of(self, document_id: str) -> list[Document]:
        """Return the near-copies of a document, in the order of their sources.

        Raises:
            UnknownIdError: there is no document of that id.
        """
        text = self._store.document(document_id).text
        query = "SELECT document_id FROM bands WHERE band = ? AND document_id <> ? LIMIT ?"
        found = {
            other
            for made in self.of([document_id]).values()
            for band in bands(made)
            for (other,) in self._store.execute(query, (band, document_id, MOST_IN_BAND))
        }
        documents = (self._store.document(other) for other in found)
        copies = (document for document in documents if is_copy(text, document.text))
        return sorted(copies, key=lambda document: (document.source, document.id))
