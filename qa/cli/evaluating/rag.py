"""`qa evaluate rag`: the whole chain over a corpus of articles, beside baselines."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from qa.cli.evaluating.options import add_cache, add_draw, add_reader, add_run
from qa.cli.terminal import Progress, note, write_json, write_line

__all__ = ["add_command"]

# Those of qa.evaluation.baselines and the script; importing that would make `qa --help` slow.
_BASELINES = ("bm25", "dense", "top-passage", "script")
_HEADLINES = (
    "exact", "f1", "contains", "right", "best_exact", "best_f1", "best_contains",
    "answered", "answered_right", "citation_precision", "citation_recall",
    "gold_citation_recall", "auroc", "ece", "aurc",
)  # fmt: skip


def add_command(parts: Any) -> None:
    rag = parts.add_parser(
        "rag",
        help="question to cited answer, over a corpus of articles",
        description="Ask each question of a file over all articles of another, and grade answers, "
        "citations, confidence and retrieval. The articles are indexed once and cached. A run that "
        "was broken off goes on where it stopped, given the same --out.",
    )
    rag.add_argument(
        "--corpus", type=Path, required=True, metavar="FILE",
        help="articles: .jsonl or .jsonl.gz with url, title, text, publish_date",
    )  # fmt: skip
    rag.add_argument(
        "--questions", type=Path, required=True, metavar="FILE",
        help=".jsonl with id, question, answers and, if known, date and gold_urls",
    )  # fmt: skip
    add_draw(rag, "questions")
    rag.add_argument(
        "--as-of-question-date", action="store_true",
        help="ask each question as on its date: no later article is seen",
    )  # fmt: skip
    rag.add_argument(
        "--baseline", action="append", default=[], choices=_BASELINES, metavar="NAME",
        help=f"measure this beside the product; may be repeated: {', '.join(_BASELINES)}",
    )  # fmt: skip
    add_reader(rag)
    add_cache(rag)
    add_run(rag, "baselines in folders below it")
    rag.set_defaults(run=_rag)


def _rag(arguments: argparse.Namespace) -> int:
    from qa.evaluation.rag_run import RagOptions, RagRun

    options = RagOptions(
        corpus=arguments.corpus,
        questions=arguments.questions,
        limit=arguments.limit,
        seed=arguments.seed,
        as_of_question_date=arguments.as_of_question_date,
        reader=arguments.reader,
        cache=arguments.cache,
    )
    progress = Progress()
    try:
        with RagRun(options, progress) as run:
            note(f"{len(run.questions)} questions over {len(run.ids)} articles")
            metrics = run.measure(arguments.out, arguments.baseline)
    finally:
        progress.close()
    if not arguments.json:
        _write_table(metrics)
    write_json(metrics)
    return 0


def _write_table(metrics: dict[str, Any]) -> None:
    systems = metrics["systems"]
    write_line(f"{'':<22}" + "".join(f"{name:>13}" for name in systems))
    for name in _HEADLINES:
        write_line(f"{name:<22}" + "".join(_cell(row.get(name)) for row in systems.values()))
    write_line(f"\n{'gold article within':<22}" + "".join(f"{k:>9}" for k in _depths(metrics)))
    for stage, row in metrics["recall_at_k"].items():
        write_line(f"{stage:<22}" + "".join(f"{_number(value):>9}" for value in row.values()))
    write_line(f"\n{'milliseconds':<22}{'p50':>9}{'p95':>9}")
    for stage, row in metrics["stages_ms"].items():
        write_line(f"{stage:<22}{_number(row['p50']):>9}{_number(row['p95']):>9}")
    write_line()


def _depths(metrics: dict[str, Any]) -> list[str]:
    return list(next(iter(metrics["recall_at_k"].values()), {}))


def _cell(value: float | None) -> str:
    return f"{_number(value):>13}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}" if abs(value) < 1 else f"{value:.1f}"
