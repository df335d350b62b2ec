"""`qa bench`: what things cost on this machine."""

from __future__ import annotations

import argparse
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from qa.cli.options import Parser
from qa.cli.terminal import Progress, note, write_json, write_line

__all__ = ["add_commands"]


def add_commands(commands: Any) -> None:
    commands.add_parser("bench", help="measure what things cost on this machine", fill=_fill)


def _fill(parser: Parser) -> None:
    parts = parser.add_subparsers(title="measurements", metavar="PART", required=True)
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
    sync.add_argument("--out", type=Path, metavar="DIR", help="write metrics.json there")
    sync.set_defaults(run=_sync)


def _sync(arguments: argparse.Namespace) -> int:
    from index import SentenceEncoder
    from qa.bench.recorded import RecordedEncoder
    from qa.bench.sync import measure_sync
    from qa.evaluation.run import make_folder, provenance, write_metrics

    if arguments.out:
        make_folder(arguments.out)
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
    metrics = provenance(
        models={encoder.name: encoder.digest}, dataset=arguments.corpus, seed=0
    ) | {"sync": figures}
    if arguments.out:
        write_metrics(arguments.out, metrics)
    for name, value in figures.items():
        write_line(f"{name:<40}{value}")
    write_json(metrics)
    return 0
