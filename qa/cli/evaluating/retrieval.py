"""`qa evaluate retrieval`: the search alone, by the metrics of information retrieval."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.cli.evaluating.options import add_cache, add_draw, add_run
from qa.cli.terminal import Progress, note, write_json, write_line

if TYPE_CHECKING:
    from index import Encoder, PassageIndex
    from qa.evaluation.predictions import Predictions
    from qa.evaluation.retrieval_files import Collection

__all__ = ["add_command"]

_LEVEL = 0.05


def add_command(parts: Any) -> None:
    retrieval = parts.add_parser(
        "retrieval",
        help="the search alone, on a test collection with relevance judgements",
        description="Index a test collection and rank its articles for each query, by dense "
        "vectors, by BM25 and by both fused. The files are laid out as BEIR's (JSON lines, and "
        "judgements in TSV), TREC's (judgements in four columns) or SMART's (*TEXT, *FIND). The "
        "last line is JSON: the fused ranking's figures in percent, then those of all three.",
    )
    for name, what in (
        ("corpus", "the articles"),
        ("queries", "the queries"),
        ("qrels", "which article answers which query"),
    ):
        retrieval.add_argument(f"--{name}", type=Path, metavar="FILE", required=True, help=what)
    add_draw(retrieval, "queries", seed="of the draws and the tests")
    add_cache(retrieval)
    add_run(retrieval)
    retrieval.set_defaults(run=_retrieval)


def _retrieval(arguments: argparse.Namespace) -> int:
    from index import SentenceEncoder
    from qa.evaluation.corpus import open_corpus_index
    from qa.evaluation.predictions import Predictions
    from qa.evaluation.retrieval_files import read_collection
    from qa.evaluation.retrieval_metrics import check_installed

    check_installed()
    collection = read_collection(arguments.corpus, arguments.queries, arguments.qrels)
    _note_collection(collection)
    encoder = SentenceEncoder()
    origin = _origin(arguments, encoder)
    with (
        closing(Progress()) as progress,
        Predictions(arguments.out, _settings(arguments, origin)) as predictions,
        open_corpus_index(
            collection.documents,
            origin["corpus"]["sha256"],
            total=collection.size,
            encoder=encoder,
            cache=arguments.cache,
            progress=progress,
        ) as index,
    ):
        metrics = _measure(arguments, index, collection, predictions, origin, progress)
    if not arguments.json:
        _write_table(metrics)
    write_json(metrics)
    return 0


def _measure(
    arguments: argparse.Namespace,
    index: PassageIndex,
    collection: Collection,
    predictions: Predictions,
    origin: dict[str, Any],
    progress: Progress,
) -> dict[str, Any]:
    """Rank what has no row yet, write the files of the run, and return its metrics."""
    from qa.evaluation.report import write_report
    from qa.evaluation.retrieval import evaluate_retrieval
    from qa.evaluation.run import sampled, write_metrics

    query_ids = sampled(list(collection.queries), arguments.limit, arguments.seed)
    if len(predictions):
        note(f"queries that have been ranked before: {len(predictions)}")
    figures = evaluate_retrieval(
        index, collection, query_ids, predictions, seed=arguments.seed, progress=progress
    )
    metrics = {**figures, **origin}
    if arguments.out:
        document_of = {name: id for id, names in collection.articles.items() for name in names}
        write_metrics(arguments.out, metrics)
        write_report(
            arguments.out,
            metrics,
            predictions.rows(query_ids),
            text_of=lambda article: index.document(document_of[article]).text,
        )
    return metrics


def _origin(arguments: argparse.Namespace, encoder: Encoder) -> dict[str, Any]:
    from index.layout import FORMAT_VERSION
    from qa.evaluation.run import file_digest, provenance

    origin = provenance(
        models={encoder.name: encoder.digest},
        dataset=arguments.queries,
        corpus=arguments.corpus,
        index_format=FORMAT_VERSION,
        seed=arguments.seed,
    )
    qrels = {"name": arguments.qrels.resolve().name, "sha256": file_digest(arguments.qrels)}
    return {**origin, "qrels": qrels}


def _settings(arguments: argparse.Namespace, origin: dict[str, Any]) -> dict[str, Any]:
    """Return what the rows depend on."""
    from index.layout import RECIPE
    from qa.evaluation.retrieval import ARTICLES, PASSAGES

    return {
        "part": "retrieval",
        "commit": origin["commit"],
        **{name: origin[name]["sha256"] for name in ("corpus", "dataset", "qrels")},
        "models": origin["models"],
        "index": [origin["index_format"], RECIPE],
        "depth": [PASSAGES, ARTICLES],
        "limit": arguments.limit,
        "seed": arguments.seed,
    }


def _note_collection(collection: Collection) -> None:
    judgements = collection.judgements
    note(f"{collection.size} articles, {len(collection.queries)} queries with relevant ones")
    for count, what in (
        (collection.without_relevant, "queries left out for having no relevant article"),
        (judgements.unknown_queries, "judged queries that are not in the file of queries"),
        (judgements.missing_articles, "judged articles not in the corpus, so never found"),
    ):
        if count:
            note(f"{what}: {count}")


def _write_table(metrics: dict[str, Any]) -> None:
    from qa.evaluation.retrieval import SYSTEMS
    from qa.evaluation.retrieval_metrics import METRICS

    write_line("".join([f"{'':<10}", *(f"{system:>8} " for system in SYSTEMS)]).rstrip())
    for name in METRICS:
        cells = []
        for system in SYSTEMS:
            tested = metrics["fused_against"].get(system, {}).get(name)
            mark = "*" if tested and tested["p"] < _LEVEL else " "
            cells.append(f"{metrics['systems'][system][name]:>8.2f}{mark}")
        write_line(f"{name:<10}{''.join(cells)}".rstrip())
    write_line()
    for system, tests in metrics["fused_against"].items():
        for name, test in tests.items():
            low, high = test["interval"]
            write_line(
                f"fused against {system:<5} on {name:<8}{test['difference']:>+7.2f} "
                f"[{low:+.2f}, {high:+.2f}], p = {test['p']:.4f}"
            )
    write_line(f"* fused differs, p < {_LEVEL} (two-sided randomisation test)")
    write_line(f"{metrics['queries']} queries, {metrics['articles']} articles\n")
