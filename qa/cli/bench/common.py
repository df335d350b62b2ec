"""What all measurements begin and end with: the machine's load, where figures come from, --out."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.cli.options import positive
from qa.cli.terminal import note, write_json, write_line

if TYPE_CHECKING:
    from qa.bench.searched import Searched
    from qa.pipeline import QAPipeline

__all__ = [
    "add_asked",
    "add_out",
    "add_questions",
    "add_seeds",
    "begin",
    "counts",
    "finish",
    "origin_of",
]

VARIABLES = "QA_RUNTIME QA_PRECISION QA_ENCODER QA_READER OMP_NUM_THREADS MKL_NUM_THREADS".split()
Draw = Callable[[Path], None]


def add_out(parser: argparse.ArgumentParser, plots: str = "") -> None:
    what = f"metrics.json and {plots}" if plots else "metrics.json"
    parser.add_argument("--out", type=Path, metavar="DIR", help=f"write {what} there")


def add_seeds(parser: Any) -> None:
    """Add --index, without which the seed articles are indexed for the measurement alone."""
    parser.add_argument(
        "--index",
        type=Path,
        metavar="DIR",
        help="an index (default: one of `seeds`, made for this)",
    )


def add_questions(parser: argparse.ArgumentParser, without: str = "some on the seeds") -> None:
    parser.add_argument(
        "--questions", type=Path, metavar="FILE",
        help=f".jsonl with id, question, answers; else one a line (default: {without})",
    )  # fmt: skip


def add_asked(parser: argparse.ArgumentParser) -> None:
    """Add what is asked: an index or a corpus, and the questions."""
    over = parser.add_mutually_exclusive_group()
    add_seeds(over)
    over.add_argument(
        "--corpus", type=Path, metavar="FILE",
        help="articles: .jsonl or .jsonl.gz, whose index is made once and cached",
    )  # fmt: skip
    add_questions(parser)


def counts(text: str) -> list[int]:
    """Return whole numbers above 0 that commas part, ascending, each once."""
    return sorted({positive(part.strip()) for part in text.split(",")})


def begin(arguments: argparse.Namespace) -> dict[str, Any]:
    """Make the folder for the results; warn of a machine that is busy, and return what it was.

    `load` is that of the machine, `environment` holds the variables that decide how fast it is.
    """
    from qa.bench.measuring import BUSY, busy, load
    from qa.evaluation.run import make_folder

    if arguments.out:
        make_folder(arguments.out)
    loaded = load()
    if busy(loaded):
        note(
            f"warning: {loaded['running']:.1f} processes wanted to run in the last minute, on "
            f"{loaded['cores']} cores; above {BUSY:g} a core no timing can be trusted"
        )
    environment = {name: os.environ[name] for name in VARIABLES if os.environ.get(name)}
    return {"load": loaded, "environment": environment}


def origin_of(
    found: Searched, pipeline: QAPipeline | None = None, asked: Path | None = None, seed: int = 0
) -> dict[str, Any]:
    """Return where figures over an open index come from, and what runs the models in it.

    `asked` is the file of the questions, where these have a say.
    """
    from qa.evaluation.run import provenance
    from qa.reader import SpanReader
    from qa.running import running

    encoder = found.index.encoder
    models, runtime = {encoder.name: encoder.digest}, {"encoder": running(encoder)}
    if pipeline and isinstance(pipeline.reader, SpanReader):
        models[pipeline.reader.name] = pipeline.reader.digest
        runtime["reader"] = running(pipeline.reader)
    info = found.index.info()
    return {
        **provenance(
            models=models,
            dataset=asked or found.source,
            corpus=found.source if asked else None,
            seed=seed,
            index_format=info.format_version,
        ),
        "runtime": runtime,
        "articles": info.documents,
        "passages": info.passages,
    }


def finish(
    arguments: argparse.Namespace,
    part: str,
    figures: dict[str, Any],
    origin: dict[str, Any],
    draws: Sequence[Draw] = (),
) -> int:
    """Write figures to --out and, as a table and then as JSON, to stdout; return the exit status.

    `draws` are called with the folder that pictures go to, where there is one.
    """
    from qa.bench.tables import lines
    from qa.evaluation.errors import MissingExtraError
    from qa.evaluation.run import write_metrics

    metrics = {"part": f"bench {part}", **origin, part: figures}
    if arguments.out:
        write_metrics(arguments.out, metrics)
        try:
            for draw in draws:
                draw(arguments.out)
        except MissingExtraError as error:
            note(str(error))
    for line in lines({name: held for name, held in figures.items() if name != "pairs"}):
        write_line(line)
    write_json(metrics)
    return 0
