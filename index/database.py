"""Connections to an index's SQLite file, and what SQLite's errors mean here."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import IndexCorruptError, IndexLockedError, PassageIndexError

__all__ = ["SCHEMA", "SINCE_FORMAT_2", "connect", "corrupt", "translated_errors"]

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    id TEXT PRIMARY KEY, title TEXT, date TEXT, text TEXT NOT NULL, metadata TEXT NOT NULL,
    checksum TEXT NOT NULL
);
CREATE INDEX documents_by_date ON documents (date);
CREATE TABLE files (
    location TEXT PRIMARY KEY, source TEXT NOT NULL,
    document_id TEXT NOT NULL REFERENCES documents (id) DEFERRABLE INITIALLY DEFERRED,
    checksum TEXT NOT NULL
);
CREATE INDEX files_by_document ON files (document_id, source);
CREATE TABLE passages (
    rowid INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    document_id TEXT NOT NULL REFERENCES documents (id) DEFERRABLE INITIALLY DEFERRED,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL
);
CREATE INDEX passages_by_document ON passages (document_id, start);
"""
SINCE_FORMAT_2 = """
CREATE TABLE IF NOT EXISTS readings (
    location TEXT PRIMARY KEY, source TEXT NOT NULL, digest TEXT NOT NULL, problems TEXT NOT NULL,
    checksum TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS signatures (
    document_id TEXT PRIMARY KEY, signature BLOB NOT NULL, checksum TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS bands (
    band INTEGER, document_id TEXT, PRIMARY KEY (band, document_id)
) WITHOUT ROWID;
"""

LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
RESOURCES = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}

# What SQLite reads that is no database; other errors of its reading and writing are the system's.
CORRUPT = {sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_IOERR_CORRUPTFS}


def connect(path: Path, *, writable: bool) -> sqlite3.Connection:
    """Open a connection outside any transaction; threads may share it under a lock.

    A reader in a folder that cannot be written has no write-ahead log to share, so it opens the
    file as immutable.
    """
    mode = "rwc" if writable else "ro"
    log = path.with_name(path.name + "-wal")
    if not writable and not os.access(path.parent, os.W_OK) and not log.exists():
        mode += "&immutable=1"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=5,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        if writable:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def corrupt(path: Path, what: str) -> IndexCorruptError:
    """Return the error for a damaged database."""
    return IndexCorruptError(
        f"{path} is damaged ({what}): delete the folder {path.parent} and index the sources again"
    )


@contextmanager
def translated_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into this product's."""
    try:
        yield
    except sqlite3.ProgrammingError:  # a mistake of ours, such as a closed connection
        raise
    except sqlite3.DatabaseError as error:
        extended = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
        code = extended & 0xFF
        if code in LOCKED:
            raise IndexLockedError(
                f"{path} is in use by another program: try again later"
            ) from error
        if code in RESOURCES and extended not in CORRUPT:
            raise PassageIndexError(f"{path} cannot be used: {error}") from error
        raise corrupt(path, str(error)) from error
