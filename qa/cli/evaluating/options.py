"""Options that the parts of `qa evaluate` share."""

from __future__ import annotations

import argparse
from pathlib import Path

from qa.cli.options import add_index, positive

__all__ = ["add_cache", "add_common", "add_draw", "add_reader", "add_run", "seed_number"]


def add_draw(parser: argparse.ArgumentParser, what: str, seed: str = "of the draw") -> None:
    """Add --limit and --seed; `what` is drawn, and `seed` says what the seed is of."""
    parser.add_argument("--limit", type=positive, metavar="N", help=f"draw N {what}")
    parser.add_argument(
        "--seed", type=seed_number, default=0, help=f"{seed} (default: %(default)s)"
    )


def add_reader(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reader", metavar="NAME", help="folder or hub name (default: QA_READER)")


def add_cache(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--cache",
        type=Path,
        metavar="DIR",
        help="for indexed corpora (default: QA_CACHE_DIR, or groundwire in the user's cache)",
    )


def add_run(parser: argparse.ArgumentParser, more: str = "a run that was stopped goes on") -> None:
    """Add --out, of which the help says `more`, and what every part takes."""
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help=f"for metrics.json, predictions.jsonl and report.html; {more}",
    )
    add_common(parser)


def add_common(parser: argparse.ArgumentParser) -> None:
    """Add what every part takes: --json and, though only chat heeds it, --index."""
    parser.add_argument("--json", action="store_true", help="write the last line alone")
    add_index(parser)


def seed_number(text: str) -> int:
    """Read a seed; numpy takes none below 0."""
    if text.isdecimal():
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no seed: give a whole number from 0")
