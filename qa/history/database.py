"""The SQLite file of conversations and feedback: its schema, its connection, its errors.

Every text is stored as its UTF-8 bytes, with surrogates passed, so that whatever a browser sends
comes back unchanged. Times are microseconds since 1970, in UTC.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from index.database import LOCKED, RESOURCES, connect
from index.errors import GroundwireError
from index.layout import default_index_path
from qa.history.errors import (
    HistoryDamagedError,
    HistoryError,
    HistoryUnavailableError,
)

__all__ = ["VERSION", "Database", "history_path"]

VERSION = 1
ATTEMPTS = 50  # how often another process may be setting the journal's mode
PAUSE = 0.1  # seconds between them
_MALFORMED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
SCHEMA = """
CREATE TABLE conversations (
    rowid INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, owner BLOB NOT NULL, title BLOB,
    created INTEGER NOT NULL, updated INTEGER NOT NULL
);
CREATE INDEX conversations_by_owner ON conversations (owner, updated);
CREATE TABLE turns (
    turn INTEGER PRIMARY KEY AUTOINCREMENT, number INTEGER NOT NULL, record BLOB NOT NULL,
    conversation BLOB NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    UNIQUE (conversation, number)
);
CREATE TABLE feedback (
    turn INTEGER PRIMARY KEY, number INTEGER NOT NULL, record BLOB NOT NULL,
    conversation BLOB NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    opinion BLOB NOT NULL
);
CREATE INDEX feedback_by_conversation ON feedback (conversation);
"""


def history_path(index_folder: str | Path | None = None) -> Path:
    """Return the file in an index folder; None takes QA_INDEX_DIR or `.qa_index`."""
    return (Path(index_folder) if index_folder else default_index_path()) / "people.sqlite3"


class Database:
    """One connection, used by one thread at a time; other processes are waited for.

    Raises:
        HistoryUnavailableError, HistoryDamagedError: whenever it is opened or used.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._lock = threading.RLock()
        with self._translated():
            if not self.path.exists():
                self.path.touch(mode=0o600)  # what people ask is theirs; the log inherits it
            self._connection = self._connect()
        try:
            with self.transaction(write=True):
                self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Run a statement; a text among `values` is stored or compared as its bytes."""
        with self._lock, self._translated():
            return self._connection.execute(query, [_stored(value) for value in values]).fetchall()

    @contextmanager
    def transaction(self, *, write: bool = False) -> Iterator[None]:
        """Make what is read inside one state, and what is written one durable step, or nothing."""
        with self._lock:
            self.rows("BEGIN IMMEDIATE" if write else "BEGIN")
            try:
                yield
                self.rows("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.rollback()

    @contextmanager
    def decoding(self) -> Iterator[None]:
        """Turn the errors of content that no version wrote into HistoryDamagedError."""
        try:
            yield
        except (*_MALFORMED, GroundwireError) as error:
            raise self._damaged(error) from error

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _connect(self) -> sqlite3.Connection:
        for _ in range(ATTEMPTS):
            try:
                return connect(self.path, writable=True)
            except sqlite3.OperationalError as error:  # SQLite itself doesn't wait for this lock
                if error.sqlite_errorcode & 0xFF not in LOCKED:
                    raise
                time.sleep(PAUSE)
        return connect(self.path, writable=True)

    def _prepare(self) -> None:
        version = self.rows("PRAGMA user_version")[0][0]
        if version > VERSION:
            raise HistoryUnavailableError(
                f"{self.path} has version {version}, and this program reads {VERSION}: install the "
                "version that made it, or move the file away"
            )
        if version == VERSION:
            return
        if version < 0 or self.rows("SELECT 1 FROM sqlite_schema"):
            raise self._damaged("it is no file of conversations")
        for statement in SCHEMA.split(";"):
            self.rows(statement)
        self.rows(f"PRAGMA user_version = {VERSION}")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.ProgrammingError:  # a mistake of ours, such as a closed connection
            raise
        except (sqlite3.Error, OSError) as error:
            raise self._meaning(error) from error

    def _meaning(self, error: Exception) -> HistoryError:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        if code in LOCKED:
            what = "is in use by another program: try again later"
            return HistoryUnavailableError(f"{self.path} {what}")
        if code == sqlite3.SQLITE_TOOBIG:
            return HistoryError(f"a text is too long to be kept in {self.path}: shorten it")
        if isinstance(error, OSError) or code in RESOURCES | {sqlite3.SQLITE_IOERR}:
            return HistoryUnavailableError(
                f"{self.path} cannot be used ({error}): make the file and its folder writable, "
                "with room on the disk, or go on without kept conversations"
            )
        return self._damaged(error)

    def _damaged(self, what: object) -> HistoryDamagedError:
        return HistoryDamagedError(
            f"{self.path} is damaged ({what}): move it away, and conversations and feedback begin "
            "anew; the index beside it is not affected"
        )


def _stored(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    # SQLite's integers have 64 bits, and no turn has a number beyond them.
    return max(min(value, 2**63 - 1), -(2**63)) if isinstance(value, int) else value
