"""`qa train`, `qa calibrate` and `qa quantize`: make the reader that ships with the product."""

from __future__ import annotations

import argparse
import logging
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from qa.cli.evaluating.options import add_cache, add_draw
from qa.cli.options import Parser, add_index, index_folder
from qa.cli.terminal import Progress, write_json

__all__ = ["add_commands"]


def add_commands(commands: Any) -> None:
    train = commands.add_parser(
        "train", help="train a reader from question-answer rows", fill=_fill
    )
    train.set_defaults(run=_train, log_level=logging.INFO)
    _add_calibrate(commands)
    _add_quantize(commands)


def _fill(parser: Parser) -> None:
    from qa.training.command import add_arguments

    add_arguments(parser)
    add_index(parser)


def _train(arguments: argparse.Namespace) -> int:
    from qa.training.command import run

    return run(arguments)


def _add_calibrate(commands: Any) -> None:
    calibrate = commands.add_parser(
        "calibrate",
        help="fit a reader's confidence on questions over a corpus of articles",
        description="Ask each question of a file over all articles of another, also early, with a "
        "part exchanged and of a few articles only, and fit how likely an answer is right and when "
        "to withhold it. Writes calibration.json into the reader's folder.",
    )
    calibrate.add_argument(
        "reader", nargs="?", type=Path, metavar="READER",
        help="the reader's folder (default: the one that comes with the product)",
    )  # fmt: skip
    calibrate.add_argument(
        "--corpus", type=Path, required=True, metavar="FILE",
        help="articles: .jsonl or .jsonl.gz with url, title, text, publish_date",
    )  # fmt: skip
    calibrate.add_argument(
        "--questions", type=Path, required=True, metavar="FILE",
        help=".jsonl with id, question, answers and, if known, date",
    )  # fmt: skip
    add_draw(calibrate, "questions", "of the draw and of the exchanged parts")
    add_cache(calibrate)
    add_index(calibrate)
    calibrate.set_defaults(run=_calibrate)


def _calibrate(arguments: argparse.Namespace) -> int:
    from qa.reader.span_reader import default_reader_path
    from qa.training.news import calibrate_on_news

    with closing(Progress()) as progress:
        calibration = calibrate_on_news(
            arguments.reader or default_reader_path(),
            arguments.corpus,
            arguments.questions,
            limit=arguments.limit,
            seed=arguments.seed,
            cache=arguments.cache,
            progress=progress,
        )
    write_json(asdict(calibration))
    return 0


def _add_quantize(commands: Any) -> None:
    quantize = commands.add_parser(
        "quantize",
        help="measure what a model needs to run in int8",
        description="Run a model over passages of an index in float32 and keep the ranges of its "
        "layers' inputs, by the digest of its weights: from then on it runs in int8 where the "
        "processor multiplies that. Compare before and after with `qa evaluate`.",
    )
    quantize.add_argument("kind", choices=["encoder", "reader"], help="which model: QA_ENCODER's "
                          "or QA_READER's, or the one that comes with the product")  # fmt: skip
    quantize.add_argument(
        "--questions", type=Path, metavar="FILE",
        help="for a reader: .jsonl with id and question, or a question on each line",
    )  # fmt: skip
    quantize.add_argument("--seed", type=int, default=0, metavar="N", help="of the draw")
    add_index(quantize)
    quantize.set_defaults(run=_quantize)


def _quantize(arguments: argparse.Namespace) -> int:
    from index.encoder import encoder_folder
    from qa.bench.questions import questions_of
    from qa.reader.span_reader import find_reader
    from qa.training.quantizing import quantize_encoder, quantize_reader

    index = index_folder(arguments)
    if arguments.kind == "encoder":
        path = quantize_encoder(encoder_folder(), index, seed=arguments.seed)
    else:
        asked = [question.question for question in questions_of(arguments.questions)]
        path = quantize_reader(find_reader(), index, asked, seed=arguments.seed)
    write_json({"ranges": path.name})
    return 0
