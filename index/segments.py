"""The segments of an index while it is written: taken over, added, joined, thrown away."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from pathlib import Path

import numpy as np

from index.arrays import load_array, save_array
from index.cells import CELLS, CellIndex, is_worth_cells
from index.derived import derive
from index.errors import IndexCorruptError
from index.format1 import read_vectors
from index.layout import DELETED, FORMAT_VERSION, RECIPE, Layout, Manifest, Settings, check_encoder
from index.lexical import FILES as LEXICAL_FILES
from index.merging import to_merge
from index.protocols import Encoder
from index.segment import ROWIDS, VECTORS, Segment
from index.stamps import Stamp, check_stamp, stamp
from index.store import Store
from index.types import Days, Ids, Mask, Vectors
from index.vectors import FlatVectorIndex

__all__ = ["SegmentSet"]

logger = logging.getLogger(__name__)

FLUSH = 50_000  # passages: how many are kept in memory before they are written
_NONE = np.empty(0, dtype=np.int64)


class SegmentSet:
    """The segments that the next generation will have. Which passages live, the store says."""

    def __init__(self, layout: Layout, store: Store, encoder: Encoder) -> None:
        self._layout = layout
        self._store = store
        self._encoder = encoder
        self._segments: dict[str, Segment] = {}
        self._stamps: dict[str, Mapping[str, Stamp]] = {}
        self._pending: list[tuple[Ids, Days, Vectors, Sequence[str]]] = []
        self._generation = 0
        self._dimension: int | None = None  # to ask the encoder for it loads its weights
        self._current: set[str] = set()
        self._numbers = count(1)

    def load(self, settings: Settings, *, thorough: bool = False) -> tuple[bool, list[str]]:
        """Take over a generation; return whether it is damaged or of an earlier format, and the
        documents whose vectors it lacks. With `thorough`, its files are read whole.

        Raises:
            IndexMismatchError: it was made with another encoder.
        """
        self._generation = settings.generation
        folder = self._layout.generation(settings.generation)
        try:
            manifest = Manifest.read(folder, settings.manifest)
        except IndexCorruptError as error:
            logger.warning("embedding all passages again: %s", error)
            return True, self._store.document_ids()
        check_encoder(manifest, self._encoder, self._layout.path)
        self._dimension = manifest.dimension
        self._current = set(manifest.segments)
        if manifest.recipe != RECIPE:
            return True, self._store.document_ids()
        if manifest.format_version < FORMAT_VERSION:
            return True, self._take_format1(folder, manifest)
        whole = [self._take(name, files, thorough) for name, files in manifest.segments.items()]
        for name, written in manifest.files.items():
            try:
                check_stamp(folder / name, written)
            except IndexCorruptError as error:
                logger.warning("writing it again: %s", error)
                whole.append(False)
        if all(whole) and not thorough and self._agrees(folder):
            return False, []
        parts = [segment.rowids for segment in self._segments.values()]
        parts += [rowids for rowids, *_ in self._pending]
        covered = np.sort(np.concatenate([*parts, _NONE]))
        if (covered[1:] == covered[:-1]).any():
            logger.warning("embedding all passages again: some lie in two segments")
            self.forget()
            return True, self._store.document_ids()
        lost = self._missing(covered)
        return not all(whole) or bool(lost), lost

    def add(self, rowids: Ids, days: Days, vectors: Vectors, texts: Sequence[str]) -> None:
        """Add passages; `texts` are what BM25 sees of them."""
        self._pending.append((rowids, days, vectors, texts))
        if sum(len(ids) for ids, *_ in self._pending) >= FLUSH:
            self._flush()

    def write(self, number: int) -> Settings:
        """Write generation `number` durably; return what the database is to say of it.

        Raises:
            OSError, RuntimeError: a file cannot be written.
        """
        living = self._store.rowids()
        self._flush(living)
        self._merge(living)
        self._put_into_cells()
        deleted = [segment.rowids[~_alive(segment, living)] for segment in self._segments.values()]
        held = sum(len(segment) for segment in self._segments.values())
        passages = held - sum(map(len, deleted))
        if passages != len(living):
            raise RuntimeError(f"{passages} of {len(living)} passages have vectors")
        folder = self._layout.generation(number)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        gone = np.sort(np.concatenate([*deleted, _NONE]))
        save_array(folder / DELETED, gone)
        manifest = Manifest(
            format_version=FORMAT_VERSION,
            recipe=RECIPE,
            generation=number,
            encoder=self._encoder.name,
            encoder_digest=self._encoder.digest,
            dimension=self._dimension or self._encoder.dimension,
            documents=self._store.count("documents"),
            passages=passages,
            files={DELETED: stamp(folder / DELETED)},
            segments={name: self._stamps[name] for name in self._segments},
        )
        digest = manifest.write(folder)
        for path in (*folder.iterdir(), folder, folder.parent, self._layout.path):
            _sync(path)
        self._generation, self._current = number, set(self._segments)
        return Settings(FORMAT_VERSION, number, digest)

    def collect(self, number: int) -> None:
        """Remove every generation but `number`, and the segments that are in no state."""
        used = {str(number)}, {*self._segments, *self._current}
        for parent, keep in zip(
            (self._layout.generations, self._layout.segments), used, strict=True
        ):
            for folder in parent.iterdir() if parent.exists() else ():
                if folder.name not in keep:
                    # where open files cannot be removed, a later build will
                    shutil.rmtree(folder, ignore_errors=True)

    def forget(self) -> None:
        """Take nothing over."""
        self._segments, self._pending = {}, []

    def _agrees(self, folder: Path) -> bool:
        """Return whether as many passages are stored as the segments of a generation hold."""
        held = sum(len(segment) for segment in self._segments.values())
        return held - len(load_array(folder / DELETED)) == self._store.count("passages")

    def _flush(self, living: Ids | None = None) -> None:
        """Write what was added since the last time; given the `living`, without the others."""
        pending, self._pending = self._pending, []
        if not pending:
            return
        rowids, days, vectors = (np.concatenate([part[i] for part in pending]) for i in range(3))
        texts = [text for *_, own in pending for text in own]
        order = np.argsort(rowids)
        if living is not None:
            order = order[_among(rowids[order], living)]
        if len(order):
            self._save(
                Segment.of(
                    rowids[order], days[order], vectors[order], [texts[place] for place in order]
                )
            )

    def _merge(self, living: Ids) -> None:
        alive = {name: _alive(segment, living) for name, segment in self._segments.items()}
        sizes = {name: (len(mask), int(mask.sum())) for name, mask in alive.items()}
        names = to_merge(sizes)
        parts = [(self._segments[name], alive[name]) for name in names]
        if any(sizes[name][1] for name in names):
            self._save(Segment.merged(parts))
        for name in names:
            del self._segments[name]

    def _save(self, segment: Segment) -> None:
        """Write a segment durably, and map it."""
        name = f"{self._generation + 1}-{next(self._numbers)}"
        folder = self._layout.segment(name)
        shutil.rmtree(folder, ignore_errors=True)
        segment.save(folder)
        files = sorted(folder.iterdir())
        for path in (*files, folder, folder.parent):
            _sync(path)
        self._stamps[name] = {path.name: stamp(path) for path in files}
        self._segments[name] = Segment.load(folder)

    def _put_into_cells(self) -> None:
        """Write the cells that a segment of many passages lacks, durably, beside its vectors.

        What the current generation says of the segment stays true: it names no such file, or one
        that is damaged.
        """
        for name, segment in list(self._segments.items()):
            if segment.cells is None and is_worth_cells(len(segment)):
                folder = self._layout.segment(name)
                CellIndex.of(segment.vectors).save(folder / CELLS)
                for path in (folder / CELLS, folder):
                    _sync(path)
                self._stamps[name] = {**self._stamps[name], CELLS: stamp(folder / CELLS)}
                self._segments[name] = Segment.load(folder, cells=True)

    def _take(self, name: str, files: Mapping[str, Stamp], thorough: bool) -> bool:
        """Take over a segment, or its vectors where BM25 is damaged; return if it is whole."""
        folder = self._layout.segment(name)
        broken: list[str] = []
        for file, written in files.items():
            try:
                check_stamp(folder / file, written, whole=thorough)
            except IndexCorruptError as error:
                logger.warning("making it anew: %s", error)
                broken.append(file)
        if set(broken) <= {CELLS}:
            try:
                segment = Segment.salvage(
                    folder, cells=CELLS in files and not broken, thorough=thorough
                )
            except IndexCorruptError as error:
                logger.warning("making it anew: %s", error)
                return False
            if segment.vectors.dimension != self._dimension:
                return False
            self._segments[name] = segment
            self._stamps[name] = {
                file: written
                for file, written in files.items()
                if file != CELLS or segment.cells is not None
            }
            return segment.cells is not None or not (CELLS in files or is_worth_cells(len(segment)))
        if set(broken) <= {CELLS, *LEXICAL_FILES}:
            rowids = load_array(folder / ROWIDS)
            self._adopt(rowids, FlatVectorIndex.load(folder / VECTORS).at)
        return False

    def _take_format1(self, folder: Path, manifest: Manifest) -> list[str]:
        """Take over the vectors of format 1; return the documents whose vectors it lacks."""
        try:
            rowids, vectors = read_vectors(folder, manifest)
        except IndexCorruptError as error:
            logger.warning("embedding all passages again: %s", error)
            return self._store.document_ids()
        self._adopt(rowids, vectors.__getitem__)
        return self._missing(rowids)

    def _adopt(self, rowids: Ids, vectors_at: Callable[[Ids], Vectors]) -> None:
        """Add passages that are stored and have vectors, `rowids` ascending; count their terms.

        `vectors_at` returns the vectors of places in `rowids`.
        """
        for start in range(0, len(rowids), FLUSH):
            part = rowids[start : start + FLUSH]
            stored, days, texts = derive(self._store, self._store.holders(part.tolist()))
            places = np.flatnonzero(_among(stored, part))
            own = vectors_at(start + np.searchsorted(part, stored[places]))
            self.add(stored[places], days[places], own, [texts[place] for place in places])

    def _missing(self, covered: Ids) -> list[str]:
        """Return the documents with passages that aren't among those covered, ascending."""
        living = self._store.rowids()
        return self._store.holders(living[~_among(living, covered)].tolist())


def _alive(segment: Segment, living: Ids) -> Mask:
    return _among(segment.rowids, living)


def _among(rowids: Ids, others: Ids) -> Mask:
    """Return which rowids are among others, which are ascending."""
    if not len(others):
        return np.zeros(len(rowids), dtype=np.bool_)
    places = np.minimum(np.searchsorted(others, rowids), len(others) - 1)
    return np.asarray(others[places] == rowids)


def _sync(path: Path) -> None:
    """Make a file, or the names in a folder, survive a power cut."""
    if os.name == "nt" and path.is_dir():  # Windows has no such call for folders
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
