"""Article files to an index: the whole of it in `build_index`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from index.documents import find_files, locate, make_document, read_file, remade
from index.encoder import SentenceEncoder
from index.errors import SourceEmptyError
from index.layout import default_index_path
from index.local_writer import LocalWriter
from index.passages import contexts, split_passages
from index.types import (
    Document,
    Encoder,
    IndexReport,
    Passage,
    PassageWriter,
    Progress,
    Skipped,
    SourceFile,
)

__all__ = ["build_index", "index_documents", "renew"]

BATCH = 32  # articles read and embedded at a time
FIRST_PUBLICATION = 20_000  # passages


def build_index(
    sources: str | Path | Sequence[str | Path],
    path: str | Path | None = None,
    *,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
) -> IndexReport:
    """Index the articles in files and folders, or bring an index up to date with them.

    What other sources brought into the index stays. Of `sources`, files that are new or changed
    are added, files that are gone are removed, and what is unchanged is not embedded again: with
    nothing changed the encoder's weights aren't even loaded. The new state becomes current in one
    step, so a reader, or a build that is killed, finds the old one or the new one.

    Args:
        sources: files and folders; folders are walked.
        path: the index folder; None takes QA_INDEX_DIR or `.qa_index`.
        encoder: None takes `SentenceEncoder()`.
        progress: called as `progress(files done, files in all, "articles")`.

    Raises:
        SourceMissingError, SourceEmptyError: nothing to index.
        IndexLockedError, IndexMismatchError, IndexCorruptError: the index cannot be changed.
        ModelError: the encoder cannot be had.
    """
    path = Path(path) if path else default_index_path()
    sources = [sources] if isinstance(sources, (str, Path)) else list(sources)
    files = list(find_files(sources, exclude=path))
    _check_readable(files, sources)
    encoder = encoder or SentenceEncoder()
    with LocalWriter(path, encoder) as writer:
        before = writer.files()
        embedded = renew(writer, encoder)
        skipped: list[Skipped] = []
        current: dict[SourceFile, str] = {}
        articles = _read(files, skipped, progress)
        while batch := list(islice(articles, BATCH)):
            current |= {file: document.id for file, document in batch}
            unknown = {document.id: document for _, document in batch if document.id not in writer}
            embedded += _add(writer, encoder, list(unknown.values()))
        changed = [file for file in current if before.get(file) != current[file]]
        for file in changed:
            writer.update(file, current[file])
        gone = _gone(before, current, sources)
        for file in gone:
            writer.delete(file)
        if changed or gone or writer.damaged:
            writer.publish()
        return _report(path, writer, before, current, len(gone), tuple(skipped), embedded)


def index_documents(
    documents: Iterable[Document],
    path: str | Path,
    *,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
    total: int = 0,
) -> IndexReport:
    """Add documents that are no files, each under its `source`, to the index in a folder.

    Those that the index holds already, by id, are not embedded again. A build that is killed goes
    on, when it is started again, from the last state that it published: one at 20,000 passages, and
    one whenever they have grown by half since, for BM25 is made anew for each.

    Args:
        documents: drawn one by one, so that there may be more of them than memory holds.
        path: the index folder.
        encoder: None takes `SentenceEncoder()`.
        progress: called as `progress(documents done, total, "articles")`.
        total: how many documents there are, for `progress`; 0 if that is not known.

    Raises:
        SourceEmptyError: there is no document.
        IndexLockedError, IndexMismatchError, IndexCorruptError: the index cannot be changed.
        ModelError: the encoder cannot be had.
    """
    encoder = encoder or SentenceEncoder()
    with LocalWriter(Path(path), encoder) as writer:
        before = writer.files()
        renewed, changed = renew(writer, encoder), writer.damaged
        current: dict[SourceFile, str] = {}
        published, waiting, embedded = writer.store.count("passages"), 0, renewed
        articles = iter(documents)
        while batch := list(islice(articles, BATCH)):
            added = _take(writer, encoder, batch, current)
            waiting, embedded = waiting + added, embedded + added
            if progress:
                progress(len(current), total, "articles")
            if waiting >= max(FIRST_PUBLICATION, published // 2):
                writer.publish()
                published, waiting = published + waiting, 0
        if not current:
            raise SourceEmptyError("nothing to index: there is no document")
        if waiting or changed or any(before.get(file) != id for file, id in current.items()):
            writer.publish()
        return _report(Path(path), writer, before, current, 0, (), embedded)


def _take(
    writer: LocalWriter,
    encoder: Encoder,
    batch: Sequence[Document],
    current: dict[SourceFile, str],
) -> int:
    """Add what the index lacks of `batch`; return the number of passages embedded."""
    unknown = {document.id: document for document in batch if document.id not in writer}
    added = _add(writer, encoder, list(unknown.values()))
    for document in batch:
        file = SourceFile(document.source, document.source)
        writer.update(file, document.id)
        current[file] = document.id
    return added


def _read(
    files: Sequence[SourceFile], skipped: list[Skipped], progress: Progress | None
) -> Iterator[tuple[SourceFile, Document]]:
    """Yield the files that hold an article; the others go to `skipped`."""
    for done, file in enumerate(files):
        if progress:
            progress(done, len(files), "articles")
        text = read_file(file)
        if isinstance(text, Skipped):
            skipped.append(text)
        else:
            yield file, make_document(text, file.source)
    if progress:
        progress(len(files), len(files), "articles")


def _add(writer: PassageWriter, encoder: Encoder, documents: Sequence[Document]) -> int:
    """Split, embed and add documents; return the number of their passages."""
    passages: list[Passage] = []
    texts: list[str] = []
    for document in documents:
        parts = split_passages(document, encoder)
        passages += parts
        texts += contexts(document, parts)
    if documents:
        writer.add(documents, passages, encoder.encode(texts))
    return len(passages)


def renew(writer: LocalWriter, encoder: Encoder) -> int:
    """Make the passages and vectors anew that the index lost; return their number."""
    embedded = 0
    ids = iter(writer.lost)
    while batch := [writer.store.document(document_id) for document_id in islice(ids, BATCH)]:
        again = [remade(document) for document in batch]
        embedded += _add(writer, encoder, again)
    return embedded


def _gone(
    before: Mapping[SourceFile, str],
    current: Mapping[SourceFile, str],
    sources: Sequence[str | Path],
) -> list[SourceFile]:
    """Return the files that were indexed from one of `sources` and aren't found there now."""
    found = {file.location for file in current}
    roots = [locate(source) for source in sources]
    return [
        file
        for file in before
        if file.location not in found
        and any(Path(file.location).is_relative_to(root) for root in roots)
    ]


def _report(
    path: Path,
    writer: LocalWriter,
    before: Mapping[SourceFile, str],
    current: Mapping[SourceFile, str],
    removed: int,
    skipped: tuple[Skipped, ...],
    embedded: int,
) -> IndexReport:
    held = {file.location: id for file, id in before.items()}
    added = sum(file.location not in held for file in current)
    unchanged = sum(held.get(file.location) == id for file, id in current.items())
    return IndexReport(
        path=path,
        added=added,
        updated=len(current) - added - unchanged,
        removed=removed,
        unchanged=unchanged,
        skipped=skipped,
        embedded=embedded,
        documents=writer.store.count("documents"),
        passages=writer.store.count("passages"),
        generation=writer.generation,
    )


def _check_readable(files: Sequence[SourceFile], sources: Sequence[str | Path]) -> None:
    """Raise SourceEmptyError, before anything is written, unless some file can be indexed."""
    reason = "no files"
    for file in files:
        text = read_file(file)
        if isinstance(text, str):
            return
        reason = f"{text.source}: {text.reason}"
    names = ", ".join(str(source) for source in sources) or "no source"
    raise SourceEmptyError(f"nothing to index in {names} ({reason}): name UTF-8 .txt articles")
