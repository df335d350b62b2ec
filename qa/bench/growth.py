"""How the costs of an index grow with the number of its passages."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

from index import PassageIndex, build_index
from index.documents import make_document
from index.local_reader import LocalReader
from index.protocols import Encoder
from index.types import Progress
from qa.bench.articles import encoding_rate, read_lines, write_lines
from qa.bench.errors import MeasurementError
from qa.bench.measuring import median_seconds, slope, spread, timed
from qa.bench.probe import probed

__all__ = ["BOUNDS", "headlines", "measure_growth"]

QUESTIONS = 50
LONGEST = 300  # characters of a headline that is asked
TIMES = 3
# A slope above is too steep: what is built and held may grow with the passages, asking less.
BOUNDS = {
    "build_s": 1.05,
    "build_s_but_for_embedding": 1.05,
    "bytes": 1.05,
    "open_s": 1.05,
    "resident_mb": 1.05,
    "anonymous_mb": 1.05,
    "ask_ms": 1.0,
}

Probe = Callable[[Path, Sequence[str]], dict[str, Any]]


def measure_growth(
    corpus: Path,
    vectors: Path,
    folder: Path,
    recorded: Encoder,
    encoder: Encoder,
    *,
    sizes: Sequence[int],
    questions: Sequence[str] = (),
    probe: Probe = probed,
    tell: Callable[[str], object] = str,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Index the first articles of a corpus, ever more of them; return what each index costs.

    `sizes` has a row for each: seconds to build (embedding by the rate of `encoder`, the rest as
    timed) and to open, bytes on disk, MiB of a fresh process that opened it and asked, and the
    median milliseconds of its answers. `slopes` are exponents of the number of passages: over
    `all` sizes, and from each size to the next. `too_steep` names those above `BOUNDS` over all.

    Args:
        corpus: `.jsonl` or `.jsonl.gz`.
        vectors: an index of it, by which passages are counted.
        folder: where articles and indexes are written, one at a time; empty.
        recorded: an encoder that knows the vectors of `vectors`.
        encoder: its weights loaded before.
        sizes: in passages, ascending; those the corpus doesn't reach are left out.
        questions: asked of each index; without them the headlines of its first articles.
        probe: asks in another process, as `probed`.
        tell: is told what is being done.
        progress: of each build.

    Raises:
        MeasurementError: no size is reached.
        SourceMissingError, SourceEmptyError: the corpus cannot be read.
    """
    lines = read_lines(corpus)
    ends = _ends(lines, vectors, sizes)
    if not ends:
        raise MeasurementError(f"{corpus} has fewer than {min(sizes)} passages: name smaller sizes")
    asked = list(questions) or headlines(lines[: ends[min(ends)]])
    rate = encoding_rate(vectors, encoder)
    rows = []
    for size, count in ends.items():
        tell(f"{size:,} passages, of {count:,} articles")
        news, index = folder / f"news{size}", folder / f"index{size}"
        news.mkdir()
        write_lines(news / "articles.jsonl.gz", lines[:count])
        seconds, report = timed(
            lambda news=news, index=index: build_index(  # type: ignore[misc]
                news, index, encoder=recorded, progress=progress
            )
        )
        row: dict[str, Any] = {"passages": report.passages, "articles": count}
        row["build_s"] = seconds + report.passages / rate["passages_per_s"]
        row["build_s_but_for_embedding"] = seconds
        rows.append(row | _opened(index, encoder, probe, asked))
        shutil.rmtree(index)
        shutil.rmtree(news)
    slopes = _slopes(rows)
    return {
        "questions": len(asked),
        "embedding": rate,
        "sizes": rows,
        "slopes": slopes,
        "too_steep": [
            name for name, found in slopes.items() if (found["all"] or 0.0) > BOUNDS[name]
        ],
    }


def headlines(lines: Sequence[bytes]) -> list[str]:
    """Return at most 50 headlines from all over the articles, each once."""
    titles = dict.fromkeys(_field(line, "title").strip() for line in lines)
    fit = [title for title in titles if any(map(str.isalnum, title)) and len(title) <= LONGEST]
    if not fit:
        raise MeasurementError("the articles have no headlines to ask: give --questions FILE")
    return fit[:: max(1, len(fit) // QUESTIONS)][:QUESTIONS]


def _opened(
    index: Path, encoder: Encoder, probe: Probe, questions: Sequence[str]
) -> dict[str, Any]:
    open_s = median_seconds(lambda: PassageIndex.open(index, encoder=encoder).close(), TIMES)
    with PassageIndex.open(index, encoder=encoder) as opened:
        size = opened.info().bytes
    figures = probe(index, questions)
    return {
        "bytes": size,
        "open_s": open_s,
        "ask_ms": spread(figures["ask_ms"])["p50"],
        **figures["memory"],
    }


def _ends(lines: Sequence[bytes], vectors: Path, sizes: Sequence[int]) -> dict[int, int]:
    """Return by size how many of the first articles hold as many passages.

    An article that stands in the file twice counts once; one that the index lacks, not at all.
    """
    ends: dict[int, int] = {}
    waiting = sorted(set(sizes), reverse=True)
    seen: set[str] = set()
    passages = 0
    with closing(LocalReader(vectors)) as reader:
        held = set(reader.store.document_ids())
        for count, line in enumerate(lines, 1):
            id = make_document(_field(line, "text"), "").id
            if id in held and id not in seen:
                seen.add(id)
                passages += len(reader.store.passages_of(id)[0])
            while waiting and passages >= waiting[-1]:
                ends[waiting.pop()] = count
            if not waiting:
                break
    return ends


def _field(line: bytes, name: str) -> str:
    """Return a text of an article's line; "" where there is none, or the line is none."""
    try:
        record = json.loads(line)
    except ValueError:
        return ""
    value = record.get(name) if isinstance(record, dict) else None
    return value if isinstance(value, str) else ""


def _slopes(rows: Sequence[dict[str, Any]]) -> dict[str, dict[str, float | None]]:
    found = {}
    for name in BOUNDS:
        if all(row.get(name) is not None for row in rows):
            points = [(row["passages"], row[name]) for row in rows]
            found[name] = {"all": slope(*zip(*points, strict=True))} | {
                f"{one[0]}-{other[0]}": slope(*zip(one, other, strict=True))
                for one, other in pairwise(points)
            }
    return found
