"""What it costs to build an index and to keep it up to date, over a file of JSON Lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from index import PassageIndex, build_index
from index.derived import derive
from index.local_reader import LocalReader
from index.protocols import Encoder
from index.types import Progress
from qa.bench.articles import SAMPLE, encoding_rate, read_lines, write_lines
from qa.bench.measuring import median_seconds, timed

__all__ = ["FEW", "measure_sync"]

FEW = 100  # articles added and removed together
TIMES = 3  # of each short step; medians are reported


def measure_sync(
    corpus: Path,
    folder: Path,
    recorded: Encoder,
    encoder: Encoder,
    *,
    tell: Callable[[str], object] = str,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Build, change and open an index of a corpus in `folder`; return seconds and sizes.

    Args:
        corpus: `.jsonl` or `.jsonl.gz`; its last lines are held out to be added later.
        folder: where articles and index are written; empty.
        recorded: encodes the full build. If it is not `encoder`, it is taken to know the vectors
            already, and what `encoder` would need for them is added by its rate.
        encoder: encodes what is added, for real, its weights loaded before.
        tell: is told what is being done.
        progress: of the full build.
    """
    lines = read_lines(corpus)
    news, index = folder / "news", folder / "index"
    news.mkdir()
    held = FEW + TIMES
    write_lines(news / "main.jsonl.gz", lines[:-held])
    metrics: dict[str, Any] = {"articles": len(lines) - held}

    tell("building the index")
    seconds, report = timed(lambda: build_index(news, index, encoder=recorded, progress=progress))
    metrics |= {"passages": report.passages, "skipped": len(report.skipped)}
    metrics["embedding"] = encoding_rate(index, encoder)
    metrics["build_s"] = seconds
    if recorded is not encoder:
        rate = metrics["embedding"]["passages_per_s"]
        metrics["build_s"] = seconds + report.passages / rate
        metrics["build_s_but_for_embedding"] = seconds

    tell("changing nothing, one article, a hundred")
    metrics["nothing_changed_s"] = median_seconds(
        lambda: build_index(news, index, encoder=encoder), TIMES
    )
    metrics["one_added"] = [
        _added(news, index, encoder, f"one{n}.jsonl", lines[-n - 1 :][:1]) for n in range(TIMES)
    ]
    metrics["hundred_added"] = _added(news, index, encoder, "few.jsonl", lines[-held:-TIMES])
    (news / "few.jsonl").unlink()
    seconds, report = timed(lambda: build_index(news, index, encoder=encoder))
    metrics["hundred_removed"] = {"seconds": seconds, "removed": report.removed}
    write_lines(news / "main.jsonl.gz", lines[FEW:-held])
    seconds, report = timed(lambda: build_index(news, index, encoder=encoder))
    metrics["hundred_removed_from_the_large_file"] = {
        "seconds": seconds,
        "removed": report.removed,
        "renamed": report.renamed,
        "embedded": report.embedded,
    }
    metrics["open_s"] = median_seconds(
        lambda: PassageIndex.open(index, encoder=encoder).close(), TIMES
    )
    with PassageIndex.open(index, encoder=encoder) as opened:
        info = opened.info()
    metrics["bytes"] = {"all": info.bytes, **info.sizes}
    return metrics


def _added(
    news: Path, index: Path, encoder: Encoder, name: str, lines: Sequence[bytes]
) -> dict[str, Any]:
    """Add articles in a file of their own; also time their embedding alone."""
    (news / name).write_bytes(b"".join(lines))
    seconds, report = timed(lambda: build_index(news, index, encoder=encoder))
    alone = _alone(index, encoder, news / name)
    return {
        "seconds": seconds,
        "articles": report.added,
        "passages": report.embedded,
        "embedding_alone_s": alone,
    }


def _alone(index: Path, encoder: Encoder, file: Path) -> float:
    """Return the seconds that encoding the passages of one source takes by itself."""
    reader = LocalReader(index)
    try:
        found = [id for held, id in reader.store.files().items() if file.name in held.location]
        _, _, texts = derive(reader.store, found)
    finally:
        reader.close()
    parts = [texts[start : start + SAMPLE] for start in range(0, len(texts), SAMPLE)]
    return timed(lambda: list(map(encoder.encode, parts)))[0]
