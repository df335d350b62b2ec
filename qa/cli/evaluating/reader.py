"""`qa evaluate reader`: the reader alone, by the rules of SQuAD."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.cli.evaluating.options import add_draw, add_reader, add_run
from qa.cli.options import number
from qa.cli.terminal import Progress, note, write_json, write_line

if TYPE_CHECKING:
    from qa.evaluation.squad_file import SquadQuestion

__all__ = ["add_command"]


def add_command(parts: Any) -> None:
    reader = parts.add_parser(
        "reader",
        help="the reader alone, on questions in SQuAD format",
        description="Grade the reader by the rules of SQuAD 2.0. The last line is JSON: exact and "
        "f1 at the reader's own threshold, HasAns_f1_no_null where withholding is not allowed, "
        "best_f1 with best_f1_thresh on the null score (-score).",
    )
    reader.add_argument("file", type=Path, metavar="FILE", help="JSON of SQuAD 1.1 or 2.0")
    add_draw(reader, "questions")
    add_reader(reader)
    reader.add_argument(
        "--threshold", type=number, metavar="T", help="withhold below this score (default: its own)"
    )
    add_run(reader)
    reader.set_defaults(run=_reader)


def _reader(arguments: argparse.Namespace) -> int:
    from qa.evaluation.predictions import Predictions
    from qa.evaluation.reader import evaluate_reader, working_threshold
    from qa.evaluation.run import make_folder, provenance, sampled
    from qa.evaluation.squad_file import read_squad_file

    questions = read_squad_file(arguments.file)
    if arguments.out:
        make_folder(arguments.out)
    drawn = sampled(questions, arguments.limit, arguments.seed)

    from qa.reader import SpanReader

    reader = SpanReader.load(arguments.reader)
    threshold = working_threshold(reader, arguments.threshold)
    origin = provenance(
        models={reader.name: reader.digest}, dataset=arguments.file, seed=arguments.seed
    )
    settings = {
        "part": "reader",
        "commit": origin["commit"],
        "dataset": origin["dataset"]["sha256"],
        "reader": reader.digest,
        "threshold": threshold,
        "limit": arguments.limit,
        "seed": arguments.seed,
    }
    note(f"{len(drawn)} of {len(questions)} questions, reader {reader.name}")
    with Predictions(arguments.out, settings) as predictions, closing(Progress()) as progress:
        if len(predictions):
            note(f"{len(predictions)} of them have been read before")
        result = evaluate_reader(
            reader, drawn, threshold=threshold, predictions=predictions, progress=progress
        )
    _write(arguments, drawn, {**result.metrics, **origin}, result.rows)
    return 0


def _write(
    arguments: argparse.Namespace,
    questions: Sequence[SquadQuestion],
    metrics: dict[str, Any],
    rows: Sequence[Mapping[str, Any]],
) -> None:
    from qa.evaluation.report import write_report
    from qa.evaluation.run import write_metrics

    if arguments.out:
        contexts = {question.id: question.context for question in questions}
        write_metrics(arguments.out, metrics)
        write_report(arguments.out, metrics, rows, text_of=contexts.__getitem__)
    if not arguments.json:
        _write_table(metrics)
    write_json(metrics)


def _write_table(metrics: dict[str, Any]) -> None:
    for name, value in metrics.items():
        if isinstance(value, float):
            write_line(f"{name:<22}{value:>9.2f}")
        elif name.endswith("total"):
            write_line(f"{name:<22}{value:>6}")
    for name in ("by_first_word", "by_question_words"):
        write_line(f"\n{name:<22}{'total':>6}{'exact':>8}{'f1':>8}")
        for bucket, row in metrics[name].items():
            write_line(f"{bucket:<22}{row['total']:>6}{row['exact']:>8.2f}{row['f1']:>8.2f}")
    write_line()
