"""The truth of an index, in SQLite: documents, the files they come from, passages, settings.

Vectors and BM25 derive from it. One transaction makes a whole build current (write-ahead log,
`synchronous=FULL`), and a reader keeps a read transaction open, so that it goes on seeing the state
it was opened on.

A passage is stored as its bounds; its text is sliced out of the document, which is compared with
its checksum when it is read. Passage rowids are never used twice.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import date as Date
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np

from index.copies import bands, is_copy, signature
from index.database import SCHEMA, SINCE_FORMAT_2, connect, corrupt, translated_errors
from index.errors import UnknownIdError
from index.types import Document, Ids, Passage, Reading, Signature, Skipped, SourceFile

__all__ = ["Standing", "Store"]

MOST_IN_BAND = 50  # candidates for copies that one band of a signature may bring

Standing: TypeAlias = Literal["new", "same", "described", "retitled"]
"""Retitled: another title or date, so that its passages are embedded anew; described: the rest."""


class Store:
    """One connection to the database of an index. Safe from several threads.

    Raises:
        IndexCorruptError: from every method, when the file turns out to be damaged.
        IndexLockedError: from the writing ones, when another program holds the file.
    """

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        self._path = path
        self._lock = threading.RLock()
        with translated_errors(path):
            self._connection = connect(path, writable=writable)
        try:
            self._execute("BEGIN IMMEDIATE" if writable else "BEGIN")
            if writable:
                schema = "" if self._has("meta") else SCHEMA
                for statement in (schema + SINCE_FORMAT_2).split(";"):
                    self._execute(statement)
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Close the connection; what was written since the last commit is dropped."""
        with self._lock:
            self._connection.close()

    def commit(self) -> None:
        """Make everything written since the last commit current, durably, and go on writing."""
        with self._lock:
            self._execute("COMMIT")
            self._execute("BEGIN IMMEDIATE")

    def meta(self) -> dict[str, str]:
        """Return the settings; empty before the first build."""
        if not self._has("meta"):
            return {}
        return dict(self._execute("SELECT key, value FROM meta"))

    def set_meta(self, values: Mapping[str, str]) -> None:
        for item in values.items():
            self._execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", item)

    def files(self) -> dict[SourceFile, str]:
        """Return the id of the document that each file holds."""
        rows = self._checked("SELECT * FROM files ORDER BY location")
        return {SourceFile(source, location): id for location, source, id in rows}

    def set_file(self, file: SourceFile, document_id: str) -> None:
        row = (file.location, file.source, document_id)
        self._execute("REPLACE INTO files VALUES (?, ?, ?, ?)", (*row, _checksum(row)))

    def delete_file(self, file: SourceFile) -> None:
        self._execute("DELETE FROM files WHERE location = ?", (file.location,))

    def readings(self) -> dict[str, Reading]:
        """Return what each file was when it was last read, by its location."""
        if not self._has("readings"):
            return {}
        return {
            location: Reading(
                SourceFile(source, location),
                digest,
                tuple(Skipped(*problem) for problem in json.loads(problems)),
            )
            for location, source, digest, problems in self._checked(
                "SELECT * FROM readings ORDER BY location"
            )
        }

    def set_reading(self, reading: Reading) -> None:
        problems = json.dumps([(problem.source, problem.reason) for problem in reading.problems])
        row = (reading.file.location, reading.file.source, reading.digest, problems)
        self._execute("REPLACE INTO readings VALUES (?, ?, ?, ?, ?)", (*row, _checksum(row)))

    def delete_reading(self, location: str) -> None:
        self._execute("DELETE FROM readings WHERE location = ?", (location,))

    def set_document(self, document: Document) -> None:
        """Add a document, or replace the one of that id."""
        row = _document_row(document)
        self._execute("REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?)", (*row, _checksum(row)))

    def delete_document(self, document_id: str) -> None:
        """Delete a document whose passages are gone."""
        for made in self.signatures([document_id]).values():
            for band in bands(made):
                row = (band, document_id)
                self._execute("DELETE FROM bands WHERE band = ? AND document_id = ?", row)
        self._execute("DELETE FROM signatures WHERE document_id = ?", (document_id,))
        self._execute("DELETE FROM documents WHERE id = ?", (document_id,))

    def sign(self, document: Document) -> None:
        """Note a document's signature, by which near-copies of it are found."""
        made = signature(document.text)
        row = (document.id, made.astype("<u4").tobytes())
        self._execute("REPLACE INTO signatures VALUES (?, ?, ?)", (*row, _checksum(row)))
        for band in bands(made):
            self._execute("INSERT OR IGNORE INTO bands VALUES (?, ?)", (band, document.id))

    def unsigned(self) -> list[str]:
        """Return the documents whose signature isn't noted: those of an index of format 1."""
        query = "SELECT id FROM documents WHERE id NOT IN (SELECT document_id FROM signatures)"
        return [id for (id,) in self._execute(query)]

    def signatures(self, document_ids: Iterable[str]) -> dict[str, Signature]:
        """Return the signatures of documents, uint32 of shape (64,), where they are noted."""
        if not self._has("signatures"):
            return {}
        query = "SELECT * FROM signatures WHERE document_id = ?"
        return {
            document_id: np.frombuffer(blob, dtype="<u4").astype(np.uint32)
            for wanted in document_ids
            for document_id, blob in self._checked(query, wanted)
        }

    def copies_of(self, document_id: str) -> list[str]:
        """Return the documents that are near-copies of one, as `index.copies` has it, by their ids.

        Raises:
            UnknownIdError: there is no document of that id.
        """
        text = self.document(document_id).text
        query = "SELECT document_id FROM bands WHERE band = ? AND document_id <> ? LIMIT ?"
        found = {
            other
            for made in self.signatures([document_id]).values()
            for band in bands(made)
            for (other,) in self._execute(query, (band, document_id, MOST_IN_BAND))
        }
        return [other for other in sorted(found) if is_copy(text, self.document(other).text)]

    def orphans(self) -> list[str]:
        """Return the documents that no file holds any more."""
        query = "SELECT id FROM documents WHERE id NOT IN (SELECT document_id FROM files)"
        return [id for (id,) in self._execute(query)]

    def has_document(self, document_id: str) -> bool:
        return bool(self._execute("SELECT 1 FROM documents WHERE id = ?", (document_id,)))

    def standing(self, document: Document) -> Standing:
        """Return how a document as it was just read stands to the one that is stored.

        What several sources hold is described by the first of them, in the order of their names.
        """
        if not self.has_document(document.id):
            return "new"
        stored = self.document(document.id)
        if stored.source and document.source > stored.source:
            return "same"
        if (stored.title, stored.date) != (document.title, document.date):
            return "retitled"
        metadata = {key: value for key, value in stored.metadata.items() if key != "also_in"}
        return "same" if metadata == dict(document.metadata) else "described"

    def document_ids(self) -> list[str]:
        """Return the ids of all documents, in the order of their first source."""
        query = "SELECT document_id FROM files GROUP BY 1 ORDER BY min(source), 1"
        return [id for (id,) in self._execute(query)]

    def document(self, document_id: str) -> Document:
        """Return a document; UnknownIdError if there is none of that id."""
        with self._lock:
            rows = self._checked("SELECT * FROM documents WHERE id = ?", document_id)
            files = self._checked(
                "SELECT * FROM files WHERE document_id = ? ORDER BY source", document_id
            )
        if not rows:
            raise UnknownIdError(f"no document {document_id!r} in this index")
        id, title, date, text, metadata = rows[0]
        names = [source for _, source, _ in files]
        also = {"also_in": "\n".join(names[1:])} if len(names) > 1 else {}
        return Document(
            id=id,
            title=title,
            text=text,
            date=Date.fromisoformat(date) if date else None,
            source=names[0] if names else "",
            metadata=json.loads(metadata) | also,
        )

    def add_passages(self, passages: Iterable[Passage]) -> Ids:
        """Add passages; return their rowids, int64 of shape (n,)."""
        rows = [
            (passage.id, passage.document_id, passage.start, passage.end) for passage in passages
        ]
        query = 'INSERT INTO passages (id, document_id, start, "end") VALUES (?, ?, ?, ?)'
        with self._lock, translated_errors(self._path):
            return np.array(
                [self._connection.execute(query, row).lastrowid for row in rows], dtype=np.int64
            )

    def delete_passages(self, document_id: str) -> Ids:
        """Delete the passages of a document; return their rowids, int64 of shape (n,)."""
        rows = self._execute("SELECT rowid FROM passages WHERE document_id = ?", (document_id,))
        self._execute("DELETE FROM passages WHERE document_id = ?", (document_id,))
        return _ids(rows)

    def passage(self, passage_id: str) -> Passage:
        """Return a passage; UnknownIdError if there is none of that id."""
        rows = self._execute("SELECT rowid FROM passages WHERE id = ?", (passage_id,))
        if not rows:
            raise UnknownIdError(f"no passage {passage_id!r} in this index")
        return self.passages_at([rows[0][0]])[0]

    def passages_at(self, rowids: Sequence[int]) -> list[Passage]:
        """Return the passages of `rowids`, in that order."""
        query = 'SELECT id, document_id, start, "end" FROM passages WHERE rowid = ?'
        with self._lock:
            rows = [row for rowid in rowids for row in self._execute(query, (int(rowid),))]
        if len(rows) < len(rowids):
            raise corrupt(self._path, "passages are missing")
        texts = {id: self.document(id).text for id in {row[1] for row in rows}}
        return [self._passage(row, texts[row[1]]) for row in rows]

    def passages_of(self, document_id: str) -> tuple[Ids, list[Passage]]:
        """Return rowids and passages of a document, in the order of the text."""
        rows = self._execute(
            'SELECT rowid, id, document_id, start, "end" FROM passages WHERE document_id = ? '
            "ORDER BY start, rowid",
            (document_id,),
        )
        text = self.document(document_id).text
        return _ids(rows), [self._passage(row[1:], text) for row in rows]

    def rowids_of(self, document_ids: Iterable[str]) -> list[int]:
        """Return the rowids of the passages of documents; unknown ids are passed over."""
        query = "SELECT rowid FROM passages WHERE document_id = ?"
        return [rowid for id in document_ids for (rowid,) in self._execute(query, (id,))]

    def rowids(self) -> Ids:
        """Return the rowids of all passages, ascending, int64 of shape (n,)."""
        return _ids(self._execute("SELECT rowid FROM passages ORDER BY rowid"))

    def holders(self, rowids: Iterable[int]) -> list[str]:
        """Return the documents that hold passages, each once, in the order of its first."""
        query = "SELECT document_id FROM passages WHERE rowid = ?"
        found = (id for rowid in rowids for (id,) in self._execute(query, (int(rowid),)))
        return list(dict.fromkeys(found))

    def count(self, table: str) -> int:
        """Return the number of rows of "documents", "files" or "passages"."""
        if table not in {"documents", "files", "passages"}:
            raise ValueError(table)
        return int(self._execute(f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608

    def dates(self) -> tuple[Date | None, Date | None]:
        """Return the first and the last publish date."""
        first, last = self._execute("SELECT min(date), max(date) FROM documents")[0]
        try:
            return (Date.fromisoformat(first), Date.fromisoformat(last)) if first else (None, None)
        except ValueError as error:
            raise corrupt(self._path, "its dates are not readable") from error

    def backup(self, path: Path) -> None:
        """Write the state that this connection sees into a file of its own.

        Raises:
            PassageIndexError: it cannot be written.
        """
        with self._lock, translated_errors(path), closing(sqlite3.connect(path)) as copy:
            self._connection.backup(copy)

    def check(self) -> None:
        """Read everything and compare it with its checksums; IndexCorruptError if it differs."""
        report = self._execute("PRAGMA integrity_check(1)")
        if report != [("ok",)]:
            raise corrupt(self._path, str(report[0][0]))
        if strays := self._execute("PRAGMA foreign_key_check"):
            raise corrupt(self._path, f"a row of {strays[0][0]} refers to nothing")
        self.files()
        for document_id in self.document_ids():
            self.passages_of(document_id)

    def _passage(self, row: Sequence[Any], text: str) -> Passage:
        id, document_id, start, end = row
        if id != f"{document_id}:{start}-{end}" or not 0 <= start < end <= len(text):
            raise corrupt(self._path, f"passage {id} is not what was stored")
        return Passage(id, document_id, start, end, text[start:end])

    def _checked(self, query: str, *values: str) -> list[list[Any]]:
        """Return whole rows without the checksum they end with, having compared it."""
        rows = []
        for *row, checksum in self._execute(query, values):
            if _checksum(row) != checksum:
                raise corrupt(self._path, f"the row of {row[0]} is not what was stored")
            rows.append(row)
        return rows

    def _has(self, table: str) -> bool:
        return bool(self._execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (table,)))

    def _execute(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._lock, translated_errors(self._path):
            return self._connection.execute(query, values).fetchall()


def _document_row(document: Document) -> tuple[str | None, ...]:
    date = document.date.isoformat() if document.date else None
    metadata = json.dumps(dict(document.metadata), ensure_ascii=False, sort_keys=True)
    return document.id, document.title, date, document.text, metadata


def _checksum(row: Sequence[str | bytes | None]) -> str:
    return hashlib.sha256(json.dumps(list(row), default=repr).encode()).hexdigest()


def _ids(rows: list[tuple[Any, ...]]) -> Ids:
    return np.array([row[0] for row in rows], dtype=np.int64)
