"""The writing half of the local store: everything in one transaction, made current in one step.

The derived files of the next generation are written beside the current ones and made durable
(fsync of each file and each folder); then one SQLite commit switches over. A process killed before
the commit leaves files that nothing refers to, which the next writer removes; one killed after it
leaves the old generation, which the next writer removes, too. Readers need neither: they open
everything when they open.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from index.database import corrupt
from index.errors import IndexCorruptError, IndexMismatchError, PassageIndexError
from index.layout import (
    BM25,
    FORMAT_VERSION,
    RECIPE,
    VECTORS,
    Layout,
    Manifest,
    Settings,
    check_encoder,
    file_digest,
)
from index.lexical import LexicalIndex
from index.lock import WriterLock
from index.passages import context_prefix, context_text
from index.store import Store
from index.types import Document, Encoder, Ids, Passage, SourceFile, Vectors
from index.vectors import FlatVectorIndex

__all__ = ["LocalWriter"]

logger = logging.getLogger(__name__)


class LocalWriter:
    """Writes the index in a folder, made when it is not there; use it in a `with` statement.

    `damaged` says that derived files of the current generation were lost, and `outdated` that its
    vectors were, or that they were made in another way: `replace` every document then.

    Raises:
        IndexLockedError: another process is writing.
        IndexMismatchError: the index was made with another encoder, or in another format.
        IndexCorruptError: the database is damaged.
        PassageIndexError: the folder holds other files.
    """

    def __init__(self, path: Path, encoder: Encoder) -> None:
        self._layout = Layout(path)
        self._encoder = encoder
        self._resources = ExitStack()
        self._vectors: FlatVectorIndex | None = None
        self._settings: Settings | None = None
        self.damaged = self.outdated = False

    def __enter__(self) -> LocalWriter:
        _make_folder(self._layout)
        with ExitStack() as stack:
            stack.enter_context(WriterLock(self._layout.lock))
            self.store = Store(self._layout.store, writable=True)
            stack.callback(self.store.close)
            self._settings = Settings.from_meta(self.store.meta(), self._layout)
            if self._settings:
                self._load(self._settings)
            self._collect()
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
        for document in documents:
            self._delete_passages(document.id)
            self.store.set_document(document)
        rowids = self.store.add_passages(passages)
        if self._vectors is None:
            self._vectors = FlatVectorIndex(vectors.shape[1])
        self._vectors.add(rowids, vectors)

    def update(self, file: SourceFile, document_id: str) -> None:
        """Note that a file holds a document now, whatever it held before."""
        self.store.set_file(file, document_id)

    def delete(self, file: SourceFile) -> None:
        """Forget a file; `publish` deletes the documents that no file holds any more."""
        self.store.delete_file(file)

    def publish(self) -> int:
        """Make what was written current, durably and in one step; return its generation."""
        for document_id in self.store.orphans():
            self._delete_passages(document_id)
            self.store.delete_document(document_id)
        number = self.generation + 1
        folder = self._layout.generation(number)
        try:
            folder.mkdir(parents=True)
            manifest = self._write_derived(folder, number)
        except (OSError, RuntimeError) as error:  # FAISS reports a full disk as the latter
            raise PassageIndexError(f"{folder} cannot be written: {error}") from error
        settings = Settings(FORMAT_VERSION, number, manifest)
        self.store.set_meta(settings.to_meta())
        self.store.commit()
        self._settings = settings
        self._collect()
        return number

    def _delete_passages(self, document_id: str) -> None:
        rowids = self.store.delete_passages(document_id)
        if self._vectors is not None:
            self._vectors.remove(rowids)

    def _write_derived(self, folder: Path, number: int) -> str:
        """Write the files of a generation durably; return its manifest's SHA-256."""
        vectors = self._vectors or FlatVectorIndex(self._encoder.dimension)
        vectors.save(folder / VECTORS)
        ids, texts = self._contexts()
        LexicalIndex(ids, texts).save(folder / BM25)
        names = [VECTORS, *(f"{BM25}/{file.name}" for file in sorted((folder / BM25).iterdir()))]
        manifest = Manifest(
            format_version=FORMAT_VERSION,
            recipe=RECIPE,
            generation=number,
            encoder=self._encoder.name,
            encoder_digest=self._encoder.digest,
            dimension=vectors.dimension,
            documents=self.store.count("documents"),
            passages=len(ids),
            files={name: file_digest(folder / name) for name in names},
        )
        digest = manifest.write(folder)
        for path in (*folder.rglob("*"), folder, folder.parent, self._layout.path):
            _sync(path)
        return digest

    def _contexts(self) -> tuple[Ids, list[str]]:
        """Return all passages' rowids and what BM25 sees of them."""
        rowids: list[Ids] = []
        texts: list[str] = []
        for document_id in self.store.document_ids():
            prefix = context_prefix(self.store.document(document_id))
            ids, passages = self.store.passages_of(document_id)
            rowids.append(ids)
            texts += [context_text(prefix, passage) for passage in passages]
        return np.concatenate([*rowids, np.empty(0, dtype=np.int64)]), texts

    def _load(self, settings: Settings) -> None:
        """Take over the current generation's vectors, or note that they must be made anew."""
        if settings.format_version != FORMAT_VERSION:
            raise IndexMismatchError(
                f"{self._layout.path} has index format {settings.format_version}, this version "
                f"writes {FORMAT_VERSION}: index into another folder, or delete that one"
            )
        folder = self._layout.generation(settings.generation)
        try:
            manifest = Manifest.read(folder, settings.manifest)
            check_encoder(manifest, self._encoder, self._layout.path)
            manifest.check(folder, VECTORS)
            self._vectors = FlatVectorIndex.load(folder / VECTORS)
            self.outdated = manifest.recipe != RECIPE
            if len(self._vectors) != self.store.count("passages"):
                raise corrupt(self._layout.store, f"it does not belong to {folder}")
        except IndexCorruptError as error:
            logger.warning("embedding all passages again: %s", error)
            self.damaged = self.outdated = True
            return
        try:
            for name in manifest.files:
                manifest.check(folder, name)
        except IndexCorruptError as error:
            logger.warning("writing BM25 again: %s", error)
            self.damaged = True

    def _collect(self) -> None:
        """Remove every generation but the current one."""
        if self._layout.generations.exists():
            for folder in self._layout.generations.iterdir():
                if folder.name != str(self.generation):
                    # where open files cannot be removed, a later build will
                    shutil.rmtree(folder, ignore_errors=True)


PEOPLE = "people.sqlite3"  # what users asked and said, which belongs to no index


def _make_folder(layout: Layout) -> None:
    ours = {layout.store.name, layout.lock.name, layout.generations.name}
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


def _sync(path: Path) -> None:
    """Make a file, or the names in a folder, survive a power cut."""
    if os.name == "nt" and path.is_dir():  # Windows has no such call for folders
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
