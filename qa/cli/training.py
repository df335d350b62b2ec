"""`qa train`: makes the reader that ships with the product."""

from __future__ import annotations

import argparse
import logging
from typing import Any

from qa.cli.options import Parser, add_index

__all__ = ["add_commands"]


def add_commands(commands: Any) -> None:
    train = commands.add_parser(
        "train", help="train a reader from question-answer rows", fill=_fill
    )
    train.set_defaults(run=_train, log_level=logging.INFO)


def _fill(parser: Parser) -> None:
    from qa.training.command import add_arguments

    add_arguments(parser)
    add_index(parser)


def _train(arguments: argparse.Namespace) -> int:
    from qa.training.command import run

    return run(arguments)
