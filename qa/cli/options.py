"""Options that commands share, and a parser that complains in one line."""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from qa.cli.terminal import Progress, complain, write_line

if TYPE_CHECKING:
    from qa import QAPipeline

__all__ = [
    "Parser",
    "VersionAction",
    "add_dates",
    "add_index",
    "add_json",
    "check_dates",
    "day",
    "index_folder",
    "number",
    "open_pipeline",
    "plain",
    "positive",
    "words",
]


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, and whose options can wait until they are needed.

    Args:
        fill: adds the options when the command is really run, for those that are slow to import.
    """

    def __init__(self, *args: Any, fill: Callable[[Parser], None] | None = None, **kwargs: Any):
        # An option cut short would change its meaning when a longer namesake is added.
        kwargs.setdefault("allow_abbrev", False)
        super().__init__(*args, **kwargs)
        self._fill = fill

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        if self._fill:
            fill, self._fill = self._fill, None
            fill(self)
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        complain(f"{message}: see `{self.prog} --help`")
        raise SystemExit(2)


class VersionAction(argparse.Action):
    """Looks the version up only when it is asked for."""

    def __init__(self, option_strings: list[str], dest: str, **_: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, help="show the version and exit")

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        from importlib import metadata

        try:
            version = metadata.version("groundwire")
        except metadata.PackageNotFoundError:
            version = "not installed"
        write_line(f"groundwire {version}")
        parser.exit()


def add_index(parser: argparse.ArgumentParser, *names: str) -> None:
    parser.add_argument(
        *names,
        "--index",
        dest="index",
        type=Path,
        metavar="DIR",
        help="the index's folder (default: QA_INDEX_DIR, or .qa_index)",
    )


def add_json(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument("--json", action="store_true", help=f"write {what} as JSON, nothing else")


def add_dates(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", type=day, metavar="D", help="no article older than 2023-04-12")
    parser.add_argument("--until", type=day, metavar="D", help="no article newer than 2023-04-12")


def check_dates(arguments: argparse.Namespace) -> None:
    """Raise where no article could lie between the dates asked for."""
    from index.errors import InvalidQuestionError

    if arguments.since and arguments.until and arguments.since > arguments.until:
        raise InvalidQuestionError(
            f"--since {arguments.since} is later than --until {arguments.until}: exchange the two"
        )


def index_folder(arguments: argparse.Namespace) -> Path:
    """Return the index asked for, or the one that the environment names."""
    from index.layout import default_index_path

    return arguments.index or default_index_path()


def words(arguments: list[str]) -> str:
    """Return the words of a question, typed with or without quotes, as one string of Unicode."""
    return " ".join(arguments).encode("utf-8", "replace").decode("utf-8")


def day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date: write it like 2023-04-12") from None


def positive(text: str) -> int:
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no count: give a whole number above 0")


def number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if math.isfinite(value):
        return value
    raise argparse.ArgumentTypeError(f"{text!r} is no number: write it like 1.5")


def open_pipeline(arguments: argparse.Namespace) -> QAPipeline:
    """Open the index; only the default one is built from `seeds`, never one that was misspelt."""
    from qa import QAPipeline
    from qa.asking import SEEDS

    progress = Progress()
    try:
        return QAPipeline.open(
            arguments.index,
            build_from=None if arguments.index else SEEDS,
            progress=progress,
        )
    finally:
        progress.close()


def plain(value: Any) -> dict[str, Any]:
    """Return a dataclass of `index` in JSON's types; dates and paths become strings."""
    fields: dict[str, Any] = dataclasses.asdict(value)
    return {
        name: field if isinstance(field, int | float | tuple | Mapping | None) else str(field)
        for name, field in fields.items()
    }
