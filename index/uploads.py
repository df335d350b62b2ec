"""Articles that visitors add: each to an index of their own session, or all to a shared one.

What is added is treated as `build_index` treats the file of the same content: the same decoding,
header, passages, id. Names are data: only the last part of one is kept, nothing is opened by it.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.build import index_documents, renew
from index.documents import make_document
from index.errors import PassageIndexError, UnknownIdError
from index.layout import Layout
from index.local_writer import LocalWriter
from index.passage_index import PassageIndex
from index.protocols import Encoder
from index.store import Store
from index.types import Document, Progress, Skipped
from index.upload_files import Upload, read_upload, source_name

__all__ = ["MAX_ARTICLES", "AddReport", "SessionArticles", "SharedArticles"]

MAX_ARTICLES = 200
MAX_FILE_BYTES = 20 * 2**20
SHARED_PREFIX = "uploads/"


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of uploads, by their names; `replaced` had other text under the same name."""

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()


class SharedArticles:
    """What visitors added to the index in a folder, made if there is none. Safe from threads.

    An upload's `source` is `uploads/` and its name. A later `qa index` of files or folders keeps
    it: that removes only files it once read from there, whose locations are absolute paths.

    An index open elsewhere sees a change by opening again, as `QAPipeline` does.

    Args:
        path: the index folder.
        encoder: the one that made it.
        max_bytes: the size of the largest article.
        max_articles: how many uploads there may be.
    """

    _prefix = SHARED_PREFIX

    def __init__(
        self,
        path: Path,
        encoder: Encoder,
        *,
        max_bytes: int = MAX_FILE_BYTES,
        max_articles: int = MAX_ARTICLES,
    ) -> None:
        self._path = path
        self._encoder = encoder
        self._max_bytes = max_bytes
        self._max_articles = max_articles
        self._lock = threading.Lock()
        self._opened: PassageIndex | None = None
        self._closed = False

    def add(self, files: Iterable[Upload], *, progress: Progress | None = None) -> AddReport:
        """Add articles, all that can be in one step; the report names those that cannot, and why.

        A name that is there already gets the new text; a text that is there is skipped.

        Args:
            progress: called as `progress(articles done, articles in all, "articles")`.

        Raises:
            IndexLockedError, IndexMismatchError, IndexCorruptError: the index cannot be changed.
            PassageIndexError: these articles were closed.
        """
        with self._lock:
            if self._closed:
                raise PassageIndexError("these articles were closed: start another session")
            sources = self._sources()
            before = set(sources)
            accepted: dict[str, Document] = {}
            skipped: list[Skipped] = []
            for upload in files:
                document = self._checked(upload, sources)
                if isinstance(document, Skipped):
                    skipped.append(document)
                else:
                    accepted[document.source] = document
                    sources[document.source] = document.id
            if accepted:
                index_documents(
                    accepted.values(),
                    self._path,
                    encoder=self._encoder,
                    progress=progress,
                    total=len(accepted),
                )
        return AddReport(
            tuple(source_name(source) for source in accepted if source not in before),
            tuple(source_name(source) for source in accepted if source in before),
            tuple(skipped),
        )

    def remove(self, document_id: str) -> None:
        """Remove an upload; the article stays if another source of the index holds it.

        Raises:
            UnknownIdError: no upload has that id.
            IndexLockedError, IndexMismatchError, IndexCorruptError: the index cannot be changed.
        """
        with self._lock:
            if document_id not in self._uploads(self._sources()).values():
                raise UnknownIdError(f"no added article {document_id!r}: it may be removed already")
            with LocalWriter(self._path, self._encoder) as writer:
                renew(writer, self._encoder)
                for file, held in writer.files().items():
                    if held == document_id and file.location.startswith(self._prefix):
                        writer.delete(file)
                writer.publish()

    def documents(self) -> list[Document]:
        """Return the uploads, in the order of their names."""
        ids = self._uploads(self._sources()).values()
        with self._stored() as store:
            return [store.document(id) for id in ids if store.has_document(id)] if store else []

    @property
    def index(self) -> PassageIndex | None:
        """The index as it is now, or None while it is empty.

        One that was returned before stays open for whoever still searches it.
        """
        if self._closed or not self._sources():
            return None
        if self._opened is None or self._opened.is_stale():
            self._opened = PassageIndex.open(self._path, encoder=self._encoder)
        return self._opened

    def close(self) -> None:
        """Close `index`; the articles stay in the folder."""
        with self._lock:
            self._closed = True
            if self._opened is not None:
                self._opened.close()

    def _checked(self, upload: Upload, sources: dict[str, str]) -> Document | Skipped:
        """Return the document of an upload, or why it can't be added to `sources`."""
        taken = read_upload(upload, self._max_bytes)
        if isinstance(taken, Skipped):
            return taken
        name, article = taken
        document = make_document(
            article.text,
            self._prefix + name,
            title=article.title,
            date=article.date,
            metadata=article.metadata,
        )
        holder = next((held for held, id in sources.items() if id == document.id), None)
        if holder is not None:
            return Skipped(name, f"already there as {source_name(holder)}")
        full = len(self._uploads(sources)) >= self._max_articles
        if full and document.source not in sources:
            return Skipped(name, f"more than {self._max_articles} articles: remove some first")
        return document

    def _sources(self) -> dict[str, str]:
        """Return the id of the document that each location of the index holds."""
        with self._stored() as store:
            files = store.files() if store else {}
        return {file.location: id for file, id in files.items()}

    def _uploads(self, sources: dict[str, str]) -> dict[str, str]:
        return {held: id for held, id in sources.items() if held.startswith(self._prefix)}

    @contextmanager
    def _stored(self) -> Iterator[Store | None]:
        """Open the current state for reading; None before the first."""
        path = Layout(self._path).store
        if not path.exists() or not path.stat().st_size:
            yield None
            return
        store = Store(path)
        try:
            yield store if store.meta() else None
        finally:
            store.close()


class SessionArticles(SharedArticles):
    """One session's articles, in a temporary folder that is deleted when they are closed.

    An upload's `source` is its name alone. The folder can be read by this user only; it goes with
    the last reference, too, or when the process ends, unless that is killed.
    """

    _prefix = ""

    def __init__(
        self,
        encoder: Encoder,
        *,
        max_bytes: int = MAX_FILE_BYTES,
        max_articles: int = MAX_ARTICLES,
    ) -> None:
        path = Path(tempfile.mkdtemp(prefix="groundwire-"))
        self._delete = weakref.finalize(self, shutil.rmtree, path, ignore_errors=True)
        super().__init__(path, encoder, max_bytes=max_bytes, max_articles=max_articles)

    def close(self) -> None:
        """Delete the articles; `index`, and what was joined with it, cannot be searched then."""
        super().close()
        self._delete()
