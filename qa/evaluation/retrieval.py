"""Evaluates the search alone: which articles it finds for queries that people judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from time import perf_counter
from typing import Any

from index import PassageIndex, Progress, SearchResult
from qa.evaluation.predictions import Predictions
from qa.evaluation.retrieval_files import Collection
from qa.evaluation.retrieval_metrics import METRICS, check_installed, ranking_metrics
from qa.evaluation.statistics import paired_bootstrap, paired_permutation_test, percentiles

__all__ = [
    "ARTICLES",
    "PASSAGES",
    "SYSTEMS",
    "TESTED",
    "evaluate_retrieval",
    "rank_articles",
]

SYSTEMS = ("dense", "bm25", "fused")
TESTED = ("nDCG@10", "R@10")  # for which it is asked whether fused differs by more than chance
PASSAGES = 1000  # of each ranking that is fused
ARTICLES = 100  # of each ranking that is graded


def evaluate_retrieval(
    index: PassageIndex,
    collection: Collection,
    query_ids: Sequence[str],
    predictions: Predictions,
    *,
    seed: int = 0,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Put queries to an index and grade its three rankings; return the figures, ready for JSON.

    Figures are means over the queries in percent: at the top those of the fused ranking, which is
    the product's, and in `systems` those of all three. `fused_against` holds what fused adds to
    each of the others on TESTED, in percentage points with its paired bootstrap interval at 95 %,
    and the p of a two-sided paired randomisation test.

    Args:
        index: of `collection.documents()`.
        query_ids: at least one of `collection.queries`.
        predictions: the rows; a query that has one is not searched again.
        seed: of the tests' draws.
        progress: called as `progress(queries done, queries, "queries")`.

    Raises:
        MissingExtraError: a package that computes the metrics is not installed.
    """
    check_installed()
    for done, query_id in enumerate(query_ids):
        if progress:
            progress(done, len(query_ids), "queries")
        if query_id not in predictions:
            predictions.append(_row(index, collection, query_id))
    if progress:
        progress(len(query_ids), len(query_ids), "queries")
    return _metrics(collection, predictions.rows(query_ids), seed)


def rank_articles(
    results: Iterable[SearchResult], articles: Mapping[str, Sequence[str]]
) -> list[str]:
    """Return the ids of at most ARTICLES articles, each at the place of its best passage.

    Args:
        results: passages, best first.
        articles: document id to the ids of the articles of that very text, which follow each other.
    """
    documents = dict.fromkeys(result.passage.document_id for result in results)
    return [article for document in documents for article in articles[document]][:ARTICLES]


def _row(index: PassageIndex, collection: Collection, query_id: str) -> dict[str, Any]:
    query = collection.queries[query_id]
    started = perf_counter()
    rankings = index.rankings(query, PASSAGES)
    seconds = perf_counter() - started
    ranked = {
        system: rank_articles(results, collection.articles) for system, results in rankings.items()
    }
    grades = collection.judgements.grades[query_id]
    return {
        "id": query_id,
        "question": query,
        "standalone_question": query,
        "answer": None,
        "confidence": None,
        "citations": [],
        "ranked": ranked,
        "gold": {"answers": [], "sources": collection.relevant(query_id)},
        "verdict": {system: ranking_metrics(ids, grades) for system, ids in ranked.items()},
        "best": None,
        "timings_ms": {"retrieve": round(1000 * seconds, 2)},
    }


def _metrics(
    collection: Collection, rows: Sequence[Mapping[str, Any]], seed: int
) -> dict[str, Any]:
    # system -> metric -> a figure in percent for each query
    figures = {
        system: {name: [100 * row["verdict"][system][name] for row in rows] for name in METRICS}
        for system in SYSTEMS
    }
    systems = {
        system: {name: sum(values) / len(values) for name, values in by_metric.items()}
        for system, by_metric in figures.items()
    }
    return {
        "part": "retrieval",
        **systems["fused"],
        "queries": len(rows),
        "queries_without_relevant": collection.without_relevant,
        "judged_queries_unknown": collection.judgements.unknown_queries,
        "articles": collection.size,
        "judged_articles_missing": collection.judgements.missing_articles,
        "systems": systems,
        "fused_against": {
            system: {
                name: _difference(figures[system][name], figures["fused"][name], seed)
                for name in TESTED
            }
            for system in SYSTEMS
            if system != "fused"
        },
        "stages_ms": {"retrieve": percentiles([row["timings_ms"]["retrieve"] for row in rows])},
        "depth": {"passages": PASSAGES, "articles": ARTICLES},
    }


def _difference(other: Sequence[float], fused: Sequence[float], seed: int) -> dict[str, Any]:
    difference = paired_bootstrap(other, fused, seed=seed)
    return {
        "difference": difference.value,
        "interval": [difference.low, difference.high],
        "excludes_zero": difference.excludes_zero,
        "p": paired_permutation_test(other, fused, seed=seed),
    }
