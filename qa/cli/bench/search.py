"""`qa bench search`: what a search costs and finds, by the size of the index."""

from __future__ import annotations

import argparse
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from qa.cli.bench.common import add_out, begin, counts, finish, origin_of
from qa.cli.terminal import Progress, note

__all__ = ["add_command"]

SIZES = "250000,1000000,4000000"


def add_command(parts: Any) -> None:
    search = parts.add_parser(
        "search",
        help="what a search costs and finds, by the number of passages",
        description="Search as many vectors as each size says, those of an index and, beyond them, "
        "noisy repeats; tell milliseconds of processor time and the share found of what comparing "
        "all finds. The last line is JSON.",
    )
    search.add_argument("--index", type=Path, required=True, metavar="DIR", help="an index")
    search.add_argument(
        "--questions", type=Path, required=True, metavar="FILE",
        help=".jsonl with id, question, answers; else one a line",
    )  # fmt: skip
    search.add_argument(
        "--sizes", type=counts, default=SIZES, metavar="N,…",
        help="in passages (default: %(default)s)",
    )  # fmt: skip
    add_out(search, "pictures of milliseconds and recall")
    search.set_defaults(run=_search)


def _search(arguments: argparse.Namespace) -> int:
    from qa.bench.questions import questions_of
    from qa.bench.search import measure_search
    from qa.bench.searched import searched

    begun = begin(arguments)
    asked = [question.question for question in questions_of(arguments.questions)]
    with (
        tempfile.TemporaryDirectory(prefix="groundwire-") as folder,
        closing(Progress()) as progress,
        searched(arguments.index) as found,
    ):
        origin = origin_of(found, None, arguments.questions) | begun
        figures = measure_search(
            arguments.index,
            asked,
            sizes=arguments.sizes,
            folder=Path(folder),
            tell=note,
            progress=progress,
        )
    return finish(arguments, "search", figures, origin, [lambda out: _draw(out, figures)])


def _draw(out: Path, figures: dict[str, Any]) -> None:
    from qa.bench.plots import curves

    for kind, unit in (("ms", "milliseconds of a processor"), ("recall", "share found")):
        series = {
            name: [(row["passages"], row[name]) for row in figures["sizes"] if row.get(name)]
            for name in dict.fromkeys(name for row in figures["sizes"] for name in row)
            if kind in name.split("_")
        }
        names = ("passages", unit)
        curves(out / f"search-{kind}.png", "Searching", names, series, logarithmic=kind == "ms")
