"""`qa bench sync`: what an index costs to build and to keep up to date."""

from __future__ import annotations

import argparse
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from qa.cli.bench.common import add_out, begin, finish
from qa.cli.terminal import Progress, note

__all__ = ["add_command"]


def add_command(parts: Any) -> None:
    sync = parts.add_parser(
        "sync",
        help="what building an index costs, and keeping it up to date",
        description="Index a file of articles, then nothing new, one more, a hundred more, a "
        "hundred less. Nothing else should run meanwhile. The last line is JSON.",
    )
    sync.add_argument("corpus", type=Path, metavar="FILE", help="articles: .jsonl or .jsonl.gz")
    sync.add_argument(
        "--vectors",
        type=Path,
        metavar="DIR",
        help="an index of these articles, whose vectors the first build takes over: else it embeds",
    )
    add_out(sync)
    sync.set_defaults(run=_sync)


def _sync(arguments: argparse.Namespace) -> int:
    from index import SentenceEncoder
    from qa.bench.recorded import RecordedEncoder
    from qa.bench.sync import measure_sync
    from qa.evaluation.run import provenance
    from qa.running import running

    begun = begin(arguments)
    encoder = SentenceEncoder()
    encoder.encode(["the weights are loaded before anything is timed"])
    recorded = RecordedEncoder(arguments.vectors, encoder) if arguments.vectors else encoder
    with (
        tempfile.TemporaryDirectory(prefix="groundwire-") as folder,
        closing(Progress()) as progress,
    ):
        figures = measure_sync(
            arguments.corpus, Path(folder), recorded, encoder, tell=note, progress=progress
        )
    origin = provenance(models={encoder.name: encoder.digest}, dataset=arguments.corpus, seed=0)
    runtime = {"runtime": {"encoder": running(encoder)}, **begun}
    return finish(arguments, "sync", figures, origin | runtime)
