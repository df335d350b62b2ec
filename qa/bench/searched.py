"""What is asked in a measurement: an index, a corpus, or the seed articles; and the systems."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index import PassageIndex, build_index
from index.encoder import encoder_folder
from index.layout import Layout
from index.protocols import Encoder
from index.types import Document, Progress
from qa.asking import SEEDS
from qa.evaluation.corpus import cache_folder, open_corpus_index
from qa.evaluation.rag_files import article_sources, read_articles
from qa.evaluation.run import file_digest
from qa.evaluation.script_baseline import ScriptBaseline, default_asker
from qa.pipeline import QAPipeline
from qa.reader import SpanReader
from qa.reader.span_reader import find_reader
from qa.running import running

__all__ = [
    "Searched",
    "lengths",
    "open_pipeline",
    "open_script",
    "passage_precision",
    "searched",
    "seed_index",
]


CHUNK = 1 << 24
SPECIAL = 2  # tokens that begin and end a text


@dataclass(frozen=True, slots=True)
class Searched:
    """An open index.

    `source` is the file or folder whose digest says what articles these are, `articles` draws them
    in their order, `digest` names them in the cache; "" where that is not known yet.
    """

    index: PassageIndex
    source: Path
    articles: Callable[[], list[Document]]
    digest: str = ""


@contextmanager
def searched(
    index: Path | None = None, corpus: Path | None = None, progress: Progress | None = None
) -> Iterator[Searched]:
    """Open the index of a corpus, else the one in a folder, else one of the seeds for this only.

    Its files are in memory then, as after some use.

    Raises:
        QuestionFileError, PassageIndexError, SourceError, ModelError: one cannot be had.
    """
    with tempfile.TemporaryDirectory(prefix="groundwire-") as folder:
        if corpus:
            total, digest = len(article_sources(corpus)), file_digest(corpus)
            opened = open_corpus_index(
                lambda: read_articles(corpus), digest, total=total, progress=progress
            )
            found = Searched(opened, corpus, lambda: list(read_articles(corpus)), digest)
        else:
            path = index or seed_index(Path(folder) / "index")
            opened = PassageIndex.open(path)
            source = Layout(path).store if index else SEEDS
            found = Searched(opened, source, opened.documents)
        _read_through(opened.path)
        try:
            yield found
        finally:
            opened.close()


def _read_through(folder: Path) -> None:
    """Read every file once, so that a system that forgot them has them in memory."""
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("rb") as stream:
                while stream.read(CHUNK):
                    pass


def seed_index(path: Path) -> Path:
    """Build an index of the seed articles in a folder that isn't there yet; return it.

    Raises:
        SourceMissingError: there is no folder `seeds` here.
    """
    build_index([SEEDS], path)
    return path


def open_pipeline(index: PassageIndex) -> QAPipeline:
    """Return the product over an open index."""
    reader = SpanReader.load()
    return QAPipeline(index, reader, reader.calibration)


def open_script(found: Searched, progress: Progress | None = None) -> ScriptBaseline:
    """Return the obvious script over the same articles, with the same weights.

    It encodes questions as `SentenceTransformer.encode` does by default. The vectors of its chunks
    are kept in the cache.
    """
    documents = found.articles()
    names = [*(document.id for document in documents), found.index.encoder.digest]
    digest = found.digest or hashlib.sha256("\n".join(names).encode()).hexdigest()
    return ScriptBaseline(
        documents,
        encoder=found.index.encoder,
        reader=find_reader(),
        cache=cache_folder() / "script" / digest[:16],
        progress=progress,
        asker=default_asker(encoder_folder()),
    )


def lengths(encoder: Encoder, texts: Sequence[str]) -> list[int]:
    """Return how many tokens of each text are encoded, the two special ones included."""
    return [min(encoder.count_tokens(text), encoder.max_tokens) + SPECIAL for text in texts]


def passage_precision(encoder: Encoder) -> str:
    """Return the number format that passages are encoded in: torch has another for them."""
    found = running(encoder)
    if found["runtime"] != "torch":
        return found["precision"]
    import torch

    read: Any = getattr(torch.cpu, "get_capabilities", dict)
    capabilities = read()
    in_half = capabilities.get("avx512_bf16") and not torch.cuda.is_available()
    return "bf16" if in_half else "f32"
