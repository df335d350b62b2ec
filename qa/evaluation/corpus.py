"""A corpus of articles, indexed once: an evaluation over 26,634 articles embeds them only once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from index import Document, PassageIndex, Progress, SentenceEncoder
from index.build import index_documents
from index.layout import RECIPE
from index.protocols import Encoder

__all__ = ["cache_folder", "open_corpus_index"]

_COMPLETE = ".complete"


def cache_folder() -> Path:
    """Return QA_CACHE_DIR, or `groundwire` in the user's folder for caches."""
    named = os.environ.get("QA_CACHE_DIR")
    if named:
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "groundwire"


def open_corpus_index(
    documents: Callable[[], Iterable[Document]],
    digest: str,
    *,
    total: int = 0,
    encoder: Encoder | None = None,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> PassageIndex:
    """Open the index of a corpus, building it if this version has not built it before.

    Args:
        documents: called to draw the articles one by one, only if something has to be built.
        digest: of the corpus; with the encoder's digest it names the folder in the cache.
        total: how many articles there are, for `progress`; 0 if that is not known.
        encoder: None takes `SentenceEncoder()`.
        cache: None takes `cache_folder()`.
        progress: called as `progress(articles done, total, "articles")`.

    Raises:
        SourceEmptyError: the corpus is empty.
        IndexLockedError: another process builds it at the moment.
        ModelError: the encoder cannot be had.
    """
    encoder = encoder or SentenceEncoder()
    # what decides on the passages and vectors of an article is part of the name
    made = hashlib.sha256(f"{digest} {encoder.digest} {RECIPE}".encode()).hexdigest()
    folder = (cache or cache_folder()) / "corpora" / made[:16]
    complete = folder.with_name(folder.name + _COMPLETE)
    if not complete.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        index_documents(documents(), folder, encoder=encoder, progress=progress, total=total)
        complete.touch()
    return PassageIndex.open(folder, encoder=encoder)
