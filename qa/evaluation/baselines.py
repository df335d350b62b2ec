"""What the product is measured against: itself with a part left out, and the obvious script."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date as Date

from index import PassageIndex
from index.passage_index import RankingName
from qa.evaluation.script_baseline import ScriptBaseline
from qa.pipeline import TOP_K, QAPipeline
from qa.reader import SpanReader

__all__ = ["PRODUCT", "SETUPS", "Setup", "index_ranks", "open_setup", "script_ranks"]

SCRIPT_DEPTH = 300  # chunks ranked for the recall of the script

Ranks = Callable[[str, Date | None], Mapping[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Setup:
    """A configuration of the pipeline: which ranking decides what is read, and how much is."""

    ranking: RankingName
    top_k: int


PRODUCT = Setup("fused", TOP_K)
SETUPS = {
    "bm25": Setup("bm25", 1),
    "dense": Setup("dense", TOP_K),
    "top-passage": Setup("fused", 1),  # without the reader's say in which passage answers
}


def open_setup(setup: Setup, index: PassageIndex, reader: SpanReader) -> QAPipeline:
    return QAPipeline(index, reader, reader.calibration, ranking=setup.ranking, top_k=setup.top_k)


def index_ranks(index: PassageIndex) -> Ranks:
    """Return what ranks documents by their best passage, as the product does on that day."""

    def ranks(question: str, as_of: Date | None) -> dict[str, list[str]]:
        rankings = index.rankings(question, until=as_of, near=as_of)
        return {
            name: [result.passage.document_id for result in results]
            for name, results in rankings.items()
        }

    return ranks


def script_ranks(script: ScriptBaseline) -> Ranks:
    """Return what ranks documents by their best chunk; the day has no say."""

    def ranks(question: str, as_of: Date | None) -> dict[str, list[str]]:  # noqa: ARG001
        return {"dense": script.ranked(question, SCRIPT_DEPTH)}

    return ranks
