"""`qa bench growth`: how costs grow with the number of passages."""

from __future__ import annotations

import argparse
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from qa.cli.bench.common import add_out, add_questions, begin, counts, finish
from qa.cli.terminal import Progress, note

__all__ = ["add_command"]

SIZES = "1000,4000,16000,64000,250000"


def add_command(parts: Any) -> None:
    growth = parts.add_parser(
        "growth",
        help="how costs grow with the number of passages",
        description="Index ever more articles of a file, and tell what each index costs to build, "
        "to keep, to open and to ask, with the slopes between them. The last line is JSON.",
    )
    growth.add_argument(
        "--corpus", type=Path, required=True, metavar="FILE", help="articles: .jsonl or .jsonl.gz"
    )
    growth.add_argument(
        "--vectors", type=Path, required=True, metavar="DIR",
        help="an index of these articles, whose vectors are taken over",
    )  # fmt: skip
    growth.add_argument(
        "--sizes", type=counts, default=SIZES, metavar="N,…",
        help="in passages (default: %(default)s)",
    )  # fmt: skip
    add_questions(growth, "headlines of the first articles")
    add_out(growth, "growth.png")
    growth.set_defaults(run=_growth)


def _growth(arguments: argparse.Namespace) -> int:
    from index import SentenceEncoder
    from qa.bench.growth import QUESTIONS, measure_growth
    from qa.bench.questions import questions_of
    from qa.bench.recorded import RecordedEncoder
    from qa.evaluation.run import provenance, sampled
    from qa.running import running

    begun, encoder = begin(arguments), SentenceEncoder()
    asked = questions_of(arguments.questions) if arguments.questions else []
    encoder.encode(["the weights are loaded before anything is timed"])
    with (
        tempfile.TemporaryDirectory(prefix="groundwire-") as folder,
        closing(Progress()) as progress,
    ):
        figures = measure_growth(
            arguments.corpus,
            arguments.vectors,
            Path(folder),
            RecordedEncoder(arguments.vectors, encoder),
            encoder,
            sizes=arguments.sizes,
            questions=[question.question for question in sampled(asked, QUESTIONS, 0)],
            tell=note,
            progress=progress,
        )
    origin = provenance(models={encoder.name: encoder.digest}, dataset=arguments.corpus, seed=0)
    runtime = {"runtime": {"encoder": running(encoder)}, **begun}
    draws = [lambda out: _draw(out, figures)]
    return finish(arguments, "growth", figures, origin | runtime, draws)


def _draw(out: Path, figures: dict[str, Any]) -> None:
    from qa.bench.growth import BOUNDS
    from qa.bench.plots import curves

    rows, slopes = figures["sizes"], figures["slopes"]
    series = {
        f"{name}: slope {steep:.2f}": [(row["passages"], row[name] / rows[0][name]) for row in rows]
        for name in BOUNDS
        if name in slopes and (steep := slopes[name]["all"]) is not None
    }
    names = ("passages", "times that of the smallest")
    curves(out / "growth.png", "What grows with the passages", names, series, logarithmic=True)
