"""`ask`: a question without a pipeline of one's own, as `httpx.get` is to a client."""

from __future__ import annotations

import threading
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING

from qa.types import Answer

if TYPE_CHECKING:
    from qa.pipeline import QAPipeline

__all__ = ["ask", "shared_pipeline"]

SEEDS = Path("seeds")

_lock = threading.Lock()
_pipelines: dict[Path, QAPipeline] = {}


def ask(
    question: str,
    *,
    index: Path | str | None = None,
    top_k: int | None = None,
    as_of: Date | None = None,
    since: Date | None = None,
    until: Date | None = None,
) -> Answer:
    """Answer a question over the index at `index` (default: QA_INDEX_DIR or `.qa_index`).

    Without the default index it is built from the folder `seeds`, if there is one; an index that is
    named must be there. The pipeline is kept open for the next question. The other arguments and
    what is raised: see `QAPipeline.ask` and `QAPipeline.open`.
    """
    pipeline = shared_pipeline(index)
    return pipeline.ask(question, top_k=top_k, as_of=as_of, since=since, until=until)


def shared_pipeline(index: Path | str | None = None) -> QAPipeline:
    """Return the open pipeline over an index, opening it the first time."""
    from index import default_index_path
    from qa.pipeline import QAPipeline

    path = (Path(index) if index is not None else default_index_path()).resolve()
    with _lock:
        if path not in _pipelines:
            build_from = SEEDS if index is None else None
            _pipelines[path] = QAPipeline.open(path, build_from=build_from)
        return _pipelines[path]
