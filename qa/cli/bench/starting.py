"""`qa bench start`: what a fresh start costs."""

from __future__ import annotations

import argparse
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from qa.cli.bench.common import add_out, add_seeds, begin, finish, origin_of
from qa.cli.options import positive
from qa.cli.terminal import Progress

__all__ = ["add_command"]

STEPS = {
    "python": "ended_s",
    "import_qa": "ended_s",
    "help": "ended_s",
    "ask": "answered_s",
    "page": "served_s",
}


def add_command(parts: Any) -> None:
    start = parts.add_parser(
        "start",
        help="how long fresh processes take: the command, an answer, the page",
        description="Start the command, `qa ask` and the page in fresh processes, what they read "
        "being in memory, and time them until they answer. The last line is JSON.",
    )
    add_seeds(start)
    start.add_argument(
        "--times", type=positive, default=5, metavar="N",
        help="how often each is timed, after one start that isn't (default: %(default)s)",
    )  # fmt: skip
    add_out(start, "start.png")
    start.set_defaults(run=_start)


def _start(arguments: argparse.Namespace) -> int:
    from qa.bench.questions import BUILT_IN, SEED_QUESTIONS
    from qa.bench.searched import open_pipeline, searched
    from qa.bench.starting import measure_start

    begun = begin(arguments)
    with (
        closing(Progress()) as progress,
        tempfile.TemporaryDirectory(prefix="groundwire-") as folder,
        searched(arguments.index) as found,
    ):
        origin = origin_of(found, open_pipeline(found.index), BUILT_IN) | begun
        figures = measure_start(
            found.index.path,
            Path(folder),
            SEED_QUESTIONS[0].question,
            times=arguments.times,
            progress=progress,
        )
    return finish(arguments, "start", figures, origin, [lambda out: _draw(out, figures)])


def _draw(out: Path, figures: dict[str, Any]) -> None:
    from qa.bench.plots import bars

    series = {name: figures[name][key] for name, key in STEPS.items()}
    series["page's answer"] = figures["page"]["answered_s"]
    bars(out / "start.png", "From the start of a process", "seconds", {"": series})
