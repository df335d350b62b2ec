"""`qa bench passages`: what reading more passages costs, and what it is worth."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path
from typing import Any

from qa.cli.bench.common import add_asked, add_out, begin, counts, finish, origin_of
from qa.cli.terminal import Progress

__all__ = ["add_command"]


def add_command(parts: Any) -> None:
    passages = parts.add_parser(
        "passages",
        help="what reading more passages costs, and what it is worth",
        description="Answer each question from its best 1, 2, … passages, and as the product does: "
        "from no more than settle it. The last line is JSON.",
    )
    add_asked(passages)
    passages.add_argument(
        "--counts", type=counts, default="1,2,3,4,6,8,10,12", metavar="N,…",
        help="how many passages (default: %(default)s)",
    )  # fmt: skip
    passages.add_argument(
        "--as-of-question-date", action="store_true", help="ask each question as on its date"
    )
    add_out(passages, "passages.png")
    passages.set_defaults(run=_passages)


def _passages(arguments: argparse.Namespace) -> int:
    from qa.bench.passages import measure_passages
    from qa.bench.questions import BUILT_IN, questions_of
    from qa.bench.searched import open_pipeline, searched

    begun = begin(arguments)
    questions = questions_of(arguments.questions)
    with (
        closing(Progress()) as progress,
        searched(arguments.index, arguments.corpus, progress) as found,
    ):
        pipeline = open_pipeline(found.index)
        origin = origin_of(found, pipeline, arguments.questions or BUILT_IN) | begun
        origin["as_of_question_date"] = arguments.as_of_question_date
        figures = measure_passages(
            pipeline,
            questions,
            counts=arguments.counts,
            as_of_question_date=arguments.as_of_question_date,
            progress=progress,
        )
    return finish(arguments, "passages", figures, origin, [lambda out: _draw(out, figures)])


def _draw(out: Path, figures: dict[str, Any]) -> None:
    from qa.bench.passages import STAGED
    from qa.bench.plots import curves

    read = dict(figures["read"])
    staged = read.pop(STAGED)
    series = {
        label: [(row["passages"], row[name]) for row in read.values()]
        for name, label in (("best_exact", "exact match"), ("best_f1", "F1"))
    }
    series |= {
        f"{label}, in stages": [(staged["passages"], staged[name])]
        for name, label in (("best_exact", "exact match"), ("best_f1", "F1"))
    }
    curves(out / "passages.png", "Passages read", ("passages", "percent"), series)
