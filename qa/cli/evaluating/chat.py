"""`qa evaluate chat`: whole dialogues, turn by turn."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.cli.evaluating.options import add_run
from qa.cli.options import open_pipeline, positive
from qa.cli.terminal import Progress, note, write_json, write_line

if TYPE_CHECKING:
    from qa import QAPipeline

__all__ = ["add_command"]

_MOST_LISTED = 20
_MOST_CHARACTERS = 100


def add_command(parts: Any) -> None:
    chat = parts.add_parser(
        "chat",
        help="dialogues whose answers are known",
        description="Hold every dialogue of a file and grade each turn after the turns before it. "
        'A line of the file is {"id", "tags", "turns": [{"question", "answers", "sources"}]}; a '
        "turn without answers must be withheld. The last line is JSON, shares in percent.",
    )
    chat.add_argument("file", type=Path, metavar="FILE", help="JSON lines, a dialogue each")
    chat.add_argument("--limit", type=positive, metavar="N", help="only the first N dialogues")
    add_run(chat)
    chat.set_defaults(run=_chat)


def _chat(arguments: argparse.Namespace) -> int:
    from qa.evaluation.dialogues import read_dialogues
    from qa.evaluation.run import make_folder

    dialogues = read_dialogues(arguments.file)[: arguments.limit]
    if arguments.out:
        make_folder(arguments.out)

    from qa.evaluation.chat import evaluate_chat
    from qa.evaluation.predictions import Predictions
    from qa.evaluation.report import write_report
    from qa.evaluation.run import write_metrics

    with open_pipeline(arguments) as pipeline:
        origin = _origin(pipeline, arguments.file)
        settings = {"part": "chat", **{name: origin[name] for name in _SETTINGS}}
        progress = Progress()
        with Predictions(arguments.out, settings) as predictions:
            if len(predictions):
                note(f"{len(predictions)} turns were asked before")
            try:
                result = evaluate_chat(
                    pipeline, dialogues, predictions=predictions, progress=progress
                )
            finally:
                progress.close()
    metrics = {**result.metrics, **origin}
    if arguments.out:
        write_metrics(arguments.out, metrics)
        write_report(arguments.out, metrics, result.rows)
    if not arguments.json:
        _write_table(metrics)
        _write_wrong(result.rows)
    write_json(metrics)
    return 0


_SETTINGS = ("commit", "models", "dataset", "articles", "index_format")


def _origin(pipeline: QAPipeline, file: Path) -> dict[str, Any]:
    """Return where the figures come from; `articles` counts and digests what was searched."""
    from qa.evaluation.run import provenance

    index, reader = pipeline.index, pipeline.reader
    ids = sorted(document.id for document in index.documents())
    origin = provenance(
        models={
            reader.name: getattr(reader, "digest", ""),
            index.encoder.name: index.encoder.digest,
        },
        dataset=file,
        index_format=index.info().format_version,
        seed=0,  # nothing is drawn
    )
    digest = hashlib.sha256("\n".join(ids).encode()).hexdigest()
    return {**origin, "articles": {"count": len(ids), "sha256": digest}}


def _write_table(metrics: Mapping[str, Any]) -> None:
    for name, value in metrics.items():
        if isinstance(value, float):
            write_line(f"{name:<22}{value:>9.2f}")
        elif isinstance(value, int) and name not in ("index_format", "seed"):
            write_line(f"{name:<22}{value:>6}")
    for name in ("by_turn", "by_tag"):
        columns = ("right", "answerable_right", "unanswerable_right")
        write_line(f"\n{name:<22}{'total':>6}" + "".join(f"{column:>20}" for column in columns))
        for bucket, row in metrics[name].items():
            figures = "".join(f"{_figure(row[column]):>20}" for column in columns)
            write_line(f"{bucket:<22}{row['total']:>6}{figures}")
    write_line(f"\n{'stages_ms':<22}{'p50':>9}{'p95':>9}")
    for stage, row in metrics["stages_ms"].items():
        write_line(f"{stage:<22}{_figure(row['p50']):>9}{_figure(row['p95']):>9}")
    write_line()


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _write_wrong(rows: Sequence[Mapping[str, Any]]) -> None:
    """List the turns that went wrong, the surest first: these mislead the most."""
    wrong = [row for row in rows if not row["verdict"]["right"]]
    wrong.sort(key=lambda row: (row["answer"] is None, -row["confidence"]))
    if wrong:
        write_line(f"wrong: {len(wrong)}, the first {min(len(wrong), _MOST_LISTED)}")
    for row in wrong[:_MOST_LISTED]:
        gold = row["gold"]["answers"]
        write_line(f"{row['id']}: {_short(row['question'])}")
        if row["standalone_question"] != row["question"]:
            write_line(f"    searched {_short(row['standalone_question'])}")
        write_line(f"    said     {_said(row['answer'])}")
        write_line(f"    right    {_said(gold[0] if gold else None)}")
    if wrong:
        write_line()


def _said(answer: str | None) -> str:
    return "nothing" if answer is None else f"“{_short(answer)}”"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MOST_CHARACTERS else text[: _MOST_CHARACTERS - 1] + "…"
