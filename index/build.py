"""Articles to an index: the whole of it in `build_index`."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from index.describing import descriptions
from index.documents import remade
from index.encoder import SentenceEncoder
from index.errors import SourceEmptyError
from index.formats import Fields
from index.layout import Layout, Settings, default_index_path
from index.local_writer import LocalWriter
from index.passages import contexts, split_passages
from index.protocols import Encoder
from index.spool import Spool
from index.store import Standing, Store
from index.sync import Known, Sync, found_files, nothing_to_index
from index.types import Change, Document, IndexReport, Passage, Progress, Skipped
from index.types import SourceFile as Source

__all__ = ["build_index", "index_documents", "planned", "renew"]

BATCH = 32  # articles read and embedded at a time
ALTERED: tuple[Standing, ...] = ("described", "retitled")


def build_index(
    sources: str | Path | Sequence[str | Path],
    path: str | Path | None = None,
    *,
    encoder: Encoder | None = None,
    fields: Fields | None = None,
    progress: Progress | None = None,
) -> IndexReport:
    """Index the articles that sources hold, or bring an index up to date with them.

    What other sources brought into the index stays. Of `sources`, articles that are new or changed
    are added, those that are gone are removed, and what is unchanged is neither read nor embedded
    again: with nothing changed the encoder's weights aren't even loaded. What can't be read is
    reported; what the index held of a file that can't be opened stays. The new state becomes
    current in one step, so a reader, or a build that is killed, finds the old one or the new one;
    what a killed one had embedded is not embedded again.

    Args:
        sources: files, folders, which are walked, and patterns such as `news/**/*.txt`.
        path: the index folder; None takes QA_INDEX_DIR or `.qa_index`.
        encoder: None takes `SentenceEncoder()`.
        fields: the keys of JSON Lines.
        progress: called as `progress(files done, files in all, "files")`, and within a file of many
            articles as `progress(articles done, 0, "articles of …")`.

    Raises:
        SourceMissingError, SourceEmptyError: nothing to index.
        IndexLockedError, IndexMismatchError, IndexCorruptError: the index cannot be changed.
        PassageIndexError: the folder cannot be written.
        ModelError: the encoder cannot be had.
    """
    path = Path(path) if path else default_index_path()
    sources = [sources] if isinstance(sources, (str, Path)) else list(sources)
    encoder = encoder or SentenceEncoder()
    found = found_files(sources, exclude=path)
    is_new = not path.exists()
    with LocalWriter(path, encoder) as writer:
        known = Known(writer.files(), writer.store.readings())
        sync = Sync(sources, found, known, fields=fields, progress=progress)
        with Spool(Layout(path).spool, encoder) as spool:
            renew(writer, spool)
            added = _add_new(writer, spool, sync.documents())
            _check_any(sync, sources, writer if is_new else None)
            altered = _describe(writer, spool, added, sync.descriptions())
        changes, readings, forgotten = sync.changes(altered), sync.readings, sync.forgotten()
        for file, document_id in sync.current.items():
            if known.files.get(file) != document_id:
                writer.update(file, document_id)
        for file in sync.gone:
            writer.delete(file)
        for reading in readings:
            writer.store.set_reading(reading)
        for location in forgotten:
            writer.store.delete_reading(location)
        if changes or readings or forgotten or writer.damaged:
            writer.publish()
            spool.clear()
        return _report(path, writer.store, sync.current, changes, sync.skipped, spool.encoded)


def planned(
    sources: str | Path | Sequence[str | Path],
    path: str | Path | None = None,
    *,
    fields: Fields | None = None,
    progress: Progress | None = None,
) -> IndexReport:
    """Return what `build_index` would do, without embedding or writing anything."""
    path = Path(path) if path else default_index_path()
    sources = [sources] if isinstance(sources, (str, Path)) else list(sources)
    layout = Layout(path)
    store = Store(layout.store) if layout.store.exists() and layout.store.stat().st_size else None
    try:
        known = Known()
        if store and Settings.from_meta(store.meta(), layout):
            known = Known(store.files(), store.readings())
        found = found_files(sources, exclude=path)
        sync = Sync(sources, found, known, fields=fields, progress=progress)
        for _ in sync.documents():
            pass
        _check_any(sync, sources)
        described = sync.descriptions() if store else ()
        altered = {one.id for one in described if store and store.standing(one) in ALTERED}
        return _report(path, store, sync.current, sync.changes(altered), sync.skipped, 0)
    finally:
        if store:
            store.close()


def index_documents(
    documents: Iterable[Document],
    path: str | Path,
    *,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
    total: int = 0,
) -> IndexReport:
    """Add documents that are no files, each under its `source`, to the index in a folder.

    Those that the index holds already, by id, are not embedded again, nor what a build embedded
    that was killed.

    Args:
        documents: drawn one by one, so that there may be more of them than memory holds.
        path: the index folder.
        encoder: None takes `SentenceEncoder()`.
        progress: called as `progress(documents done, total, "articles")`.
        total: how many documents there are, for `progress`; 0 if that is not known.

    Raises:
        SourceEmptyError: there is no document.
        IndexLockedError, IndexMismatchError, IndexCorruptError: the index cannot be changed.
        PassageIndexError: the folder cannot be written.
        ModelError: the encoder cannot be had.
    """
    path, encoder = Path(path), encoder or SentenceEncoder()
    current: dict[Source, str] = {}

    read: dict[str, Document] = {}

    def noted() -> Iterable[Document]:
        for document in documents:
            current[Source(document.source, document.source)] = document.id
            if document.source <= read.get(document.id, document).source:
                read[document.id] = replace(document, text="")
            yield document
            if progress:
                progress(len(current), total, "articles")

    with LocalWriter(path, encoder) as writer:
        before = writer.files()
        with Spool(Layout(path).spool, encoder) as spool:
            renew(writer, spool)
            added = _add_new(writer, spool, noted())
            if not current:
                raise SourceEmptyError("nothing to index: there is no document")
            after = {**before, **current}
            altered = _describe(
                writer, spool, added, descriptions(read, before, after, lambda _: ())
            )
        changes: list[Change] = []
        for file, document_id in current.items():
            if before.get(file) != document_id or document_id in altered:
                writer.update(file, document_id)
                changes.append(Change("updated" if file in before else "added", file.source))
        if changes or writer.damaged:
            writer.publish()
            spool.clear()
        return _report(path, writer.store, current, changes, (), spool.encoded)


def renew(writer: LocalWriter, encoder: Encoder | Spool, progress: Progress | None = None) -> None:
    """Make anew what the index lost, or what one of an earlier format never had."""
    lost = writer.lost
    for done in range(0, len(lost), BATCH):
        if progress:
            progress(done, len(lost), "articles")
        batch = [writer.store.document(document_id) for document_id in lost[done : done + BATCH]]
        _add(writer, encoder, [remade(document) for document in batch])
    signatures = writer.store.signatures
    for document_id in signatures.missing():
        signatures.sign(writer.store.document(document_id))


def _add_new(writer: LocalWriter, spool: Spool, documents: Iterable[Document]) -> dict[str, str]:
    """Add what the index lacks; return by its id the source that it was taken from."""
    added: dict[str, str] = {}
    drawn = iter(documents)
    while batch := list(islice(drawn, BATCH)):
        new: dict[str, Document] = {}
        for document in batch:
            if document.id not in writer:
                new.setdefault(document.id, document)
        _add(writer, spool, list(new.values()))
        added |= {document.id: document.source for document in new.values()}
    return added


def _describe(
    writer: LocalWriter, spool: Spool, added: Mapping[str, str], documents: Iterable[Document]
) -> set[str]:
    """Give documents, whose texts are left out, what they are said to be now; return which."""
    altered: set[str] = set()
    retitled: list[Document] = []
    for document in documents:
        if added.get(document.id) == document.source:
            continue
        standing = writer.store.standing(document)
        if standing in ALTERED:
            altered.add(document.id)
            whole = replace(document, text=writer.store.document(document.id).text)
            if standing == "retitled":
                retitled.append(whole)
            else:
                writer.describe(whole)
    for start in range(0, len(retitled), BATCH):
        _add(writer, spool, retitled[start : start + BATCH])
    return altered


def _add(writer: LocalWriter, encoder: Encoder | Spool, documents: Sequence[Document]) -> None:
    """Split, embed and add documents."""
    passages: list[Passage] = []
    texts: list[str] = []
    for document in documents:
        parts = split_passages(document, writer.encoder)
        passages += parts
        texts += contexts(document, parts)
    if documents:
        writer.add(documents, passages, encoder.encode(texts))


def _report(
    path: Path,
    store: Store | None,
    current: Mapping[Source, str],
    changes: Sequence[Change],
    skipped: Sequence[Skipped],
    embedded: int,
) -> IndexReport:
    kinds = Counter(change.kind for change in changes)
    there = store if store and store.meta() else None
    return IndexReport(
        path=path,
        added=kinds["added"],
        updated=kinds["updated"],
        renamed=kinds["renamed"],
        removed=kinds["removed"],
        unchanged=len(current) - kinds["added"] - kinds["updated"] - kinds["renamed"],
        duplicates=len(current) - len(set(current.values())),
        changes=tuple(changes),
        skipped=tuple(skipped),
        embedded=embedded,
        documents=there.count("documents") if there else 0,
        passages=there.count("passages") if there else 0,
        generation=int(there.meta()["generation"]) if there else 0,
    )


def _check_any(
    sync: Sync, sources: Sequence[str | Path], new_writer: LocalWriter | None = None
) -> None:
    """Raise SourceEmptyError, before anything is published, unless some article was read.

    With the writer of a folder that wasn't there, leave no folder behind.
    """
    if sync.current:
        return
    if new_writer and not new_writer.generation:  # and the lock is held: nobody else has begun
        shutil.rmtree(new_writer.path, ignore_errors=True)
    raise nothing_to_index(sources, sync.skipped)
