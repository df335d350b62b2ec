"""What a search costs and finds by the number of passages, beside comparing all vectors."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from index.cells import CELLS, CellIndex, is_worth_cells
from index.encoder import SentenceEncoder
from index.lexical import LexicalIndex
from index.local_reader import LocalReader
from index.protocols import Encoder
from index.segment import VECTORS, Segment
from index.selection import Selection
from index.types import Filters, Ids, Progress, Vectors
from index.vectors import FlatVectorIndex, one_thread
from qa.bench.measuring import spread, timed

__all__ = ["measure_search"]

DEPTHS = (100, 400)  # what a search asks for, and what it does where dates count
SHARES = (0.5, 0.1, 0.01)  # of the passages that a filter lets through
NOISE = 0.3  # length of what a repeated vector is moved by: a cosine of 0.96 to it
STRETCH = 20_000  # vectors made at a time
ROUNDS = 2  # the first warms up
EXACT = 20  # questions by which comparing all is timed
FILTERED = 100  # questions asked with a filter
SAME = 1e-5  # how far sums of the same products may be apart


def measure_search(
    index: Path,
    questions: Sequence[str],
    *,
    sizes: Sequence[int] = (250_000, 1_000_000, 4_000_000),
    folder: Path,
    encoder: Encoder | None = None,
    tell: Callable[[str], object] = str,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Search as many vectors as each of `sizes` says; return a row of figures a size.

    The vectors are a sample of the index's, or all and repeats with a little noise. Recall is the
    share found of the nearest 10, 100 and 400 that comparing all finds. `ms` are milliseconds of
    processor time of all threads, with FAISS on one, vectors in memory; `build_s` and `open_s` are
    seconds on the clock; bytes are for each vector. At 4 million, 6.5 GB of memory are needed, and
    7 GB of disk.

    Args:
        index: the folder of an index.
        folder: where vectors are written, size by size; nothing stays there.
        encoder: of the questions; None takes `SentenceEncoder()`.
        tell: is told what is being done.
        progress: called as `progress(sizes done, sizes, "sizes")`.

    Raises:
        IndexMissingError, IndexMismatchError, IndexCorruptError: the index cannot be read.
        ModelError: the encoder cannot be had.
    """
    queries = (encoder or SentenceEncoder()).encode(questions, queries=True)
    figures: dict[str, Any] = {"questions": len(questions), "sizes": [], "kinds": {}}
    with closing(LocalReader(index)) as reader, one_thread():
        figures["bm25_passages"] = len(reader.snapshot)
        figures["bm25_ms"] = spread(
            _times(questions, lambda asked: reader.search_lexical(asked, DEPTHS[0], Filters()))
        )
        for done, count in enumerate(sizes):
            if progress:
                progress(done, len(sizes), "sizes")
            tell(f"searching {count:,} vectors")
            own = folder / f"vectors-{count}"
            own.mkdir()
            try:
                made, row = _made(own, count, reader, tell)
                figures["sizes"].append(row | _searched(made, queries))
                figures["kinds"][str(count)] = made.kind
                del made  # its files are mapped
            finally:
                shutil.rmtree(own, ignore_errors=True)
    return figures


def _made(
    folder: Path, count: int, reader: LocalReader, tell: Callable[[str], object]
) -> tuple[Segment, dict[str, float]]:
    """Write vectors and, as the product does, cells; open them."""
    dimension = reader.manifest.dimension
    FlatVectorIndex.filled(dimension, count, _vectors(reader, count)).save(folder / VECTORS)
    row: dict[str, float] = {"passages": count}
    cells = is_worth_cells(count)
    if cells:
        tell(f"putting {count:,} vectors into cells")
        vectors = FlatVectorIndex.load(folder / VECTORS)
        row["build_s"], made = timed(lambda: CellIndex.of(vectors))
        made.save(folder / CELLS)
        del made

    def opened() -> Segment:
        return Segment(
            np.arange(count, dtype=np.int64),
            np.zeros(count, dtype=np.int32),
            FlatVectorIndex.load(folder / VECTORS),
            LexicalIndex.of([]),
            CellIndex.load(folder / CELLS) if cells else None,
        )

    row["open_s"], segment = timed(opened)
    held = (folder / (CELLS if cells else VECTORS)).stat().st_size
    disk = sum(file.stat().st_size for file in folder.iterdir())
    return segment, row | {
        "memory_bytes": held / count,
        "disk_bytes": disk / count,
        "float32_bytes": 4.0 * dimension,
    }


def _vectors(reader: LocalReader, count: int) -> Iterator[tuple[Ids, Vectors]]:
    """Yield vectors of an index with their new rows: a sample, or all and noisy repeats."""
    rowids = reader.store.rowids()
    generator = np.random.default_rng(count)
    known = np.linspace(0, len(rowids) - 1, min(count, len(rowids))).astype(np.int64)
    for start in range(0, count, STRETCH):
        rows = np.arange(start, min(start + STRETCH, count))
        vectors = reader.snapshot.vectors_at(rowids[known[rows % len(known)]].tolist())
        noise = generator.standard_normal(vectors.shape, dtype=np.float32)
        noise *= NOISE / np.sqrt(np.float32(vectors.shape[1]))
        noise[rows < len(known)] = 0
        vectors += noise
        yield rows, vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _searched(segment: Segment, queries: Vectors) -> dict[str, float | None]:
    flat = replace(segment, cells=None)
    _, exact = segment.vectors.search(queries, DEPTHS[-1])
    row: dict[str, float | None] = {
        "exact_ms": spread(_times(queries[:EXACT], lambda one: flat.nearest(one, DEPTHS[0])))["p50"]
    }
    for depth in DEPTHS:
        found = [segment.nearest(query, depth)[1] for query in queries]
        times = spread(_times(queries, lambda one, depth=depth: segment.nearest(one, depth)))  # type: ignore[misc]
        row |= {f"ms_at_{depth}": times["p50"], f"ms_p95_at_{depth}": times["p95"]}
        for wanted in {10, depth} if depth == DEPTHS[0] else {depth}:
            row[f"recall_at_{wanted}"] = _recall(found, exact, wanted)
    for share in SHARES:
        row |= _filtered(segment, queries[:FILTERED], share)
    return row


def _filtered(segment: Segment, queries: Vectors, share: float) -> dict[str, float | None]:
    """Search with a filter that lets a share of all passages through, drawn by chance."""
    mask = np.random.default_rng(0).random(len(segment)) < share
    if not mask.any():
        return {}
    allowed, depth = Selection(mask), DEPTHS[0]
    flat = replace(segment, cells=None)
    exact = np.stack([flat.nearest(query, depth, allowed=allowed)[1] for query in queries])
    found = [segment.nearest(query, depth, allowed=allowed)[1] for query in queries]
    times = _times(queries, lambda one: segment.nearest(one, depth, allowed=allowed))
    return {
        f"recall_at_{depth}_of_{share:g}": _recall(found, exact, depth),
        f"ms_at_{depth}_of_{share:g}": spread(times)["p50"],
    }


def _recall(found: Sequence[Vectors], exact: Vectors, wanted: int) -> float:
    """Return the share found of the nearest; one as near as the last of them is as good."""
    least = exact[:, :wanted][:, -1] - SAME
    held = min(wanted, exact.shape[1])
    hits = [
        int((scores[:wanted] >= bound).sum()) for scores, bound in zip(found, least, strict=True)
    ]
    return float(sum(hits) / (held * len(hits)))


def _times(asked: Sequence[Any] | Vectors, search: Callable[[Any], object]) -> list[float]:
    """Return the milliseconds that each search takes the last time."""
    for _ in range(ROUNDS):
        times = []
        for one in asked:
            started = time.process_time()
            search(one)
            times.append(1e3 * (time.process_time() - started))
    return times
