"""The writing half of the local store: everything in one transaction, made current in one step.

New passages go into segments of their own, which are joined with others now and then, so that what
is added costs what it is worth and not what the index holds. The derived files of the next
generation are written beside the current ones and made durable (fsync of each file and each
folder); then one SQLite commit switches over. A process killed before the commit leaves files that
nothing refers to, which the next writer removes; one killed after it leaves the old generation,
which the next writer removes, too. Readers need neither: they open everything when they open.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from index.derived import day_of
from index.errors import PassageIndexError
from index.layout import Layout, Settings
from index.lock import WriterLock
from index.passages import contexts
from index.protocols import Encoder
from index.segments import SegmentSet
from index.store import Store
from index.types import Document, Passage, SourceFile, Vectors

__all__ = ["LocalWriter"]

logger = logging.getLogger(__name__)


class LocalWriter:
    """Writes the index in a folder, made when it is not there; use it in a `with` statement.

    `lost` are the ids of documents whose vectors are missing, damaged, or made in another way than
    now: `add` them again before `publish`. With `thorough`, files are read whole to find that out,
    not only those whose size or time changed. `damaged` says that there is something to publish,
    whether anything is added or not: derived files were lost, or are of an earlier format.

    Raises:
        IndexLockedError: another process is writing.
        IndexMismatchError: the index was made with another encoder, or in a newer format.
        IndexCorruptError: the database is damaged.
        PassageIndexError: the folder holds other files.
    """

    def __init__(self, path: Path, encoder: Encoder, *, thorough: bool = False) -> None:
        self._layout = Layout(path)
        self.encoder = encoder
        self.path = path
        self._thorough = thorough
        self._resources = ExitStack()
        self._settings: Settings | None = None
        self.damaged = False
        self.lost: Sequence[str] = ()

    def __enter__(self) -> LocalWriter:
        _make_folder(self._layout)
        with ExitStack() as stack:
            stack.enter_context(WriterLock(self._layout.lock))
            self.store = Store(self._layout.store, writable=True)
            stack.callback(self.store.close)
            self._settings = Settings.from_meta(self.store.meta(), self._layout)
            self._segments = SegmentSet(self._layout, self.store, self.encoder)
            if self._settings:
                with _writing(self._layout.path):
                    self.damaged, self.lost = self._segments.load(
                        self._settings, thorough=self._thorough
                    )
            self._segments.collect(self.generation)
            self._resources = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._resources.close()

    @property
    def generation(self) -> int:
        """The current generation; 0 before the first."""
        return self._settings.generation if self._settings else 0

    def __contains__(self, document_id: str) -> bool:
        return self.store.has_document(document_id)

    def files(self) -> Mapping[SourceFile, str]:
        """Return the id of the document that each file holds."""
        return self.store.files()

    def add(
        self, documents: Sequence[Document], passages: Sequence[Passage], vectors: Vectors
    ) -> None:
        """Add documents, or replace those of their ids; row i of `vectors` is passage i's."""
        if vectors.shape != (len(passages), self.encoder.dimension):
            raise ValueError(f"{vectors.shape} vectors for {len(passages)} passages")
        parts: dict[str, list[Passage]] = {document.id: [] for document in documents}
        for passage in passages:
            parts[passage.document_id].append(passage)
        days: list[int] = []
        texts: list[str] = []
        for document in documents:
            self.store.delete_passages(document.id)
            self.store.set_document(document)
            self.store.signatures.sign(document)
            own = parts[document.id]
            days += [day_of(document)] * len(own)
            texts += contexts(document, own)
        rowids = self.store.add_passages([passage for own in parts.values() for passage in own])
        with _writing(self._layout.path):
            self._segments.add(rowids, np.array(days, dtype=np.int32), vectors, texts)

    def lose_everything(self) -> None:
        """Take nothing over of what derives from the database."""
        self._segments.forget()
        self.damaged, self.lost = True, self.store.document_ids()

    def describe(self, document: Document) -> None:
        """Give a stored document other metadata; its text, title and date are the same."""
        self.store.set_document(document)

    def update(self, file: SourceFile, document_id: str) -> None:
        """Note that a file holds a document now, whatever it held before."""
        self.store.set_file(file, document_id)

    def delete(self, file: SourceFile) -> None:
        """Forget a file; `publish` deletes the documents that no file holds any more."""
        self.store.delete_file(file)

    def publish(self) -> int:
        """Make what was written current, durably and in one step; return its generation."""
        for document_id in self.store.orphans():
            self.store.delete_passages(document_id)
            self.store.delete_document(document_id)
        number = self.generation + 1
        with _writing(self._layout.path):
            settings = self._segments.write(number)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self.store.set_meta(settings.to_meta() | {"updated": now})
        self.store.commit()
        self._settings = settings
        self.damaged, self.lost = False, ()
        self._segments.collect(number)
        return number


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError) as error:  # FAISS reports a full disk as the latter
        raise PassageIndexError(f"{path} cannot be written: {error}") from error


PEOPLE = "people.sqlite3"  # what users asked and said, which belongs to no index


def _make_folder(layout: Layout) -> None:
    ours = {path.name for path in (layout.store, layout.lock, layout.generations, layout.spool)}
    try:
        layout.path.mkdir(parents=True, exist_ok=True)
        names = {entry.name for entry in layout.path.iterdir()}
    except OSError as error:
        raise PassageIndexError(
            f"{layout.path} cannot be an index folder ({error.strerror}): choose another"
        ) from error
    if not os.access(layout.path, os.W_OK):
        raise PassageIndexError(f"{layout.path} cannot be written: choose another folder")
    if names and not names & ours and PEOPLE not in names:
        raise PassageIndexError(
            f"{layout.path} holds other files: choose a folder for the index alone"
        )
