"""Articles to a searchable, durable index of passages.

from index import PassageIndex, build_index

build_index("seeds")
with PassageIndex.open() as index:
    for result in index.search("how much did the US pledge?"):
        print(result.score, result.passage.text)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.lazy import lazily

if TYPE_CHECKING:
    from index.build import build_index
    from index.encoder import SentenceEncoder
    from index.errors import GroundwireError
    from index.layout import default_index_path
    from index.passage_index import PassageIndex
    from index.protocols import Encoder, PassageStore
    from index.types import (
        Document,
        IndexInfo,
        IndexReport,
        Passage,
        Progress,
        SearchResult,
        Skipped,
    )

__all__ = [
    "Document",
    "Encoder",
    "GroundwireError",
    "IndexInfo",
    "IndexReport",
    "Passage",
    "PassageIndex",
    "PassageStore",
    "Progress",
    "SearchResult",
    "SentenceEncoder",
    "Skipped",
    "build_index",
    "default_index_path",
]

__getattr__ = lazily(
    __name__,
    {
        "Document": "index.types",
        "Encoder": "index.protocols",
        "GroundwireError": "index.errors",
        "IndexInfo": "index.types",
        "IndexReport": "index.types",
        "Passage": "index.types",
        "PassageIndex": "index.passage_index",
        "PassageStore": "index.protocols",
        "Progress": "index.types",
        "SearchResult": "index.types",
        "SentenceEncoder": "index.encoder",
        "Skipped": "index.types",
        "build_index": "index.build",
        "default_index_path": "index.layout",
    },
)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
