"""Articles as lines of a file, and passages drawn from all over an index."""

from __future__ import annotations

import gzip
import shutil
import zlib
from collections.abc import Sequence
from contextlib import closing
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from index.derived import derive
from index.errors import SourceEmptyError, SourceMissingError
from index.local_reader import LocalReader
from index.protocols import Encoder
from qa.bench.measuring import timed

__all__ = ["SAMPLE", "encoding_rate", "passages_of", "read_lines", "write_lines"]

SAMPLE = 512  # passages by which the encoder's rate is told


def read_lines(corpus: Path) -> list[bytes]:
    """Return the lines of a `.jsonl` or `.jsonl.gz` file, without the blank ones.

    Raises:
        SourceMissingError, SourceEmptyError: it cannot be read, or holds no line.
    """
    try:
        with (gzip.open if corpus.suffix == ".gz" else open)(corpus, "rb") as stream:
            found = [line for line in stream if line.strip()]
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise SourceMissingError(
            f"cannot read {corpus}: {reason}; name a readable .jsonl or .jsonl.gz file"
        ) from error
    if not found:
        raise SourceEmptyError(f"{corpus} holds no article: give lines with url, title and text")
    return found


def write_lines(path: Path, lines: Sequence[bytes]) -> None:
    """Write gzipped lines; the file is there whole or not at all."""
    part = path.with_suffix(".part")
    with part.open("wb") as raw, gzip.open(raw, "wb", compresslevel=1) as stream:
        stream.writelines(lines)
    shutil.move(part, path)


def passages_of(index: Path, count: int) -> list[str]:
    """Return `count` passages as the encoder sees them, from all over the index.

    Those of an index that holds fewer are repeated, in turn.
    """
    with closing(LocalReader(index)) as reader:
        ids = reader.store.document_ids()
        _, _, texts = derive(reader.store, ids[:: max(1, len(ids) // count)])
    sample = texts[:: max(1, len(texts) // count)][:count]
    return list(islice(cycle(sample), count))


def encoding_rate(index: Path, encoder: Encoder) -> dict[str, Any]:
    """Return how fast an encoder is on passages from all over an index, each once."""
    with closing(LocalReader(index)) as reader:
        held = reader.store.count("passages")
    sample = passages_of(index, min(SAMPLE, held))
    encoder.encode(sample[:64])
    seconds, _ = timed(lambda: encoder.encode(sample))
    return {"passages": len(sample), "passages_per_s": len(sample) / seconds}
