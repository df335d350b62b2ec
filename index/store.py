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
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from datetime import date as Date
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np

from index.database import SCHEMA, SINCE_FORMAT_2, connect, corrupt, translated_errors
from index.errors import UnknownIdError
from index.signatures import Signatures
from index.types import Document, Ids, Passage, Reading, Skipped, SourceFile

__all__ = ["Standing", "Store"]

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
        self.signatures = Signatures(self)
        with translated_errors(path):
            self._connection = connect(path, writable=writable)
        try:
            self.execute("BEGIN IMMEDIATE" if writable else "BEGIN")
            if writable:
                schema = "" if self.has("meta") else SCHEMA
                for statement in (schema + SINCE_FORMAT_2).split(";"):
                    self.execute(statement)
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
            self.execute("COMMIT")
            self.execute("BEGIN IMMEDIATE")

    def meta(self) -> dict[str, str]:
        """Return the settings; empty before the first build."""
        if not self.has("meta"):
            return {}
        return dict(self.execute("SELECT key, value FROM meta"))

    def set_meta(self, values: Mapping[str, str]) -> None:
        for item in values.items():
            self.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", item)

    def files(self) -> dict[SourceFile, str]:
        """Return the id of the document that each file holds."""
        rows = self.checked("SELECT * FROM files ORDER BY location")
        return {SourceFile(source, location): id for location, source, id in rows}

    def set_file(self, file: SourceFile, document_id: str) -> None:
        row = (file.location, file.source, document_id)
        self.write_checked("files", row)

    def delete_file(self, file: SourceFile) -> None:
        self.execute("DELETE FROM files WHERE location = ?", (file.location,))

    def readings(self) -> dict[str, Reading]:
        """Return what each file was when it was last read, by its location."""
        if not self.has("readings"):
            return {}
        return {
            location: Reading(
                SourceFile(source, location),
                digest,
                tuple(Skipped(*problem) for problem in json.loads(problems)),
            )
            for location, source, digest, problems in self.checked(
                "SELECT * FROM readings ORDER BY location"
            )
        }

    def set_reading(self, reading: Reading) -> None:
        problems = json.dumps([(problem.source, problem.reason) for problem in reading.problems])
        row = (reading.file.location, reading.file.source, reading.digest, problems)
        self.write_checked("readings", row)

    def delete_reading(self, location: str) -> None:
        self.execute("DELETE FROM readings WHERE location = ?", (location,))

    def set_document(self, document: Document) -> None:
        """Add a document, or replace the one of that id."""
        self.write_checked("documents", _document_row(document))

    def delete_document(self, document_id: str) -> None:
        """Delete a document whose passages are gone."""
        self.signatures.forget(document_id)
        self.execute("DELETE FROM documents WHERE id = ?", (document_id,))

    def orphans(self) -> list[str]:
        """Return the documents that no file holds any more."""
        query = "SELECT id FROM documents WHERE id NOT IN (SELECT document_id FROM files)"
        return [id for (id,) in self.execute(query)]

    def has_document(self, document_id: str) -> bool:
        return bool(self.execute("SELECT 1 FROM documents WHERE id = ?", (document_id,)))

    def standing(self, document: Document) -> Standing:
        """Return how a document as it was just read stands to the one that is stored."""
        if not self.has_document(document.id):
            return "new"
        stored = self.document(document.id)
        if (stored.title, stored.date) != (document.title, document.date):
            return "retitled"
        metadata = {key: value for key, value in stored.metadata.items() if key != "also_in"}
        return "same" if metadata == dict(document.metadata) else "described"

    def document_ids(self) -> list[str]:
        """Return the ids of all documents, in the order of their first source."""
        query = "SELECT document_id FROM files GROUP BY 1 ORDER BY min(source), 1"
        return [id for (id,) in self.execute(query)]

    def document(self, document_id: str) -> Document:
        """Return a document; UnknownIdError if there is none of that id."""
        with self._lock:
            rows = self.checked("SELECT * FROM documents WHERE id = ?", document_id)
            files = self.checked(
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
        rows = self.execute("SELECT rowid FROM passages WHERE document_id = ?", (document_id,))
        self.execute("DELETE FROM passages WHERE document_id = ?", (document_id,))
        return _ids(rows)

    def passage(self, passage_id: str) -> Passage:
        """Return a passage; UnknownIdError if there is none of that id."""
        rows = self.execute("SELECT rowid FROM passages WHERE id = ?", (passage_id,))
        if not rows:
            raise UnknownIdError(f"no passage {passage_id!r} in this index")
        return self.passages_at([rows[0][0]])[0]

    def passages_at(
        self, rowids: Sequence[int], document: Callable[[str], Document] | None = None
    ) -> list[Passage]:
        """Return the passages of `rowids`, in that order; `document` fetches, if not this store."""
        query = 'SELECT id, document_id, start, "end" FROM passages WHERE rowid = ?'
        with self._lock:
            rows = [row for rowid in rowids for row in self.execute(query, (int(rowid),))]
        if len(rows) < len(rowids):
            raise corrupt(self._path, "passages are missing")
        document = document or self.document
        texts = {id: document(id).text for id in {row[1] for row in rows}}
        return [self._passage(row, texts[row[1]]) for row in rows]

    def passages_of(self, document_id: str) -> tuple[Ids, list[Passage]]:
        """Return rowids and passages of a document, in the order of the text."""
        rows = self.execute(
            'SELECT rowid, id, document_id, start, "end" FROM passages WHERE document_id = ? '
            "ORDER BY start, rowid",
            (document_id,),
        )
        text = self.document(document_id).text
        return _ids(rows), [self._passage(row[1:], text) for row in rows]

    def rowids_of(self, document_ids: Iterable[str]) -> list[int]:
        """Return the rowids of the passages of documents; unknown ids are passed over."""
        query = "SELECT rowid FROM passages WHERE document_id = ?"
        return [rowid for id in document_ids for (rowid,) in self.execute(query, (id,))]

    def rowids(self) -> Ids:
        """Return the rowids of all passages, ascending, int64 of shape (n,)."""
        return _ids(self.execute("SELECT rowid FROM passages ORDER BY rowid"))

    def holders(self, rowids: Iterable[int]) -> list[str]:
        """Return the documents that hold passages, each once, in the order of its first."""
        query = "SELECT document_id FROM passages WHERE rowid = ?"
        found = (id for rowid in rowids for (id,) in self.execute(query, (int(rowid),)))
        return list(dict.fromkeys(found))

    def count(self, table: str) -> int:
        """Return the number of rows of "documents", "files" or "passages"."""
        if table not in {"documents", "files", "passages"}:
            raise ValueError(table)
        return int(self.execute(f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608

    def dates(self) -> tuple[Date | None, Date | None]:
        """Return the first and the last publish date."""
        first, last = self.execute("SELECT min(date), max(date) FROM documents")[0]
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
        report = self.execute("PRAGMA integrity_check(1)")
        if report != [("ok",)]:
            raise corrupt(self._path, str(report[0][0]))
        if strays := self.execute("PRAGMA foreign_key_check"):
            raise corrupt(self._path, f"a row of {strays[0][0]} refers to nothing")
        self.files()
        self.readings()
        for document_id in self.document_ids():
            self.passages_of(document_id)

    def _passage(self, row: Sequence[Any], text: str) -> Passage:
        id, document_id, start, end = row
        if id != f"{document_id}:{start}-{end}" or not 0 <= start < end <= len(text):
            raise corrupt(self._path, f"passage {id} is not what was stored")
        return Passage(id, document_id, start, end, text[start:end])

    def write_checked(self, table: str, row: Sequence[str | bytes | None]) -> None:
        """Add a row, or replace the one of its key, with its checksum."""
        places = ", ".join("?" * (len(row) + 1))
        self.execute(f"REPLACE INTO {table} VALUES ({places})", (*row, _checksum(row)))  # noqa: S608

    def checked(self, query: str, *values: str) -> list[list[Any]]:
        """Return whole rows without the checksum they end with, having compared it."""
        rows = []
        for *row, checksum in self.execute(query, values):
            if _checksum(row) != checksum:
                raise corrupt(self._path, f"the row of {row[0]} is not what was stored")
            rows.append(row)
        return rows

    def has(self, table: str) -> bool:
        """Return whether the database has a table: format 1 lacks some."""
        return bool(self.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (table,)))

    def execute(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows."""
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
