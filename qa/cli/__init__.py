"""The command `qa`: results to stdout, progress and logs to stderr.

It exits with 0 on success (an abstention is one), 2 on a mistake of the user's, told in one line,
130 when interrupted, 141 when nobody reads its output any more.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import sys
from collections.abc import Sequence

from qa.cli import asking, bench, evaluating, feedback, indexing, looking, training
from qa.cli.options import Parser, VersionAction
from qa.cli.terminal import complain, prepare_streams

__all__ = ["main"]

_OF_TWO_WORDS = {"index verify", "index export", "index import"}
_DESCRIPTION = "Ask news articles questions: every answer is quoted and cited, or withheld."
_EPILOG = """\
QA_INDEX_DIR names the index (default: .qa_index), QA_ENCODER and QA_READER other models
by folder or hub name. `qa COMMAND --help` tells the options of a command.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the process's exit status; `argv` defaults to `sys.argv[1:]`."""
    prepare_streams()
    try:
        try:
            return _run(_parser().parse_args(_joined(sys.argv[1:] if argv is None else argv)))
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        complain("interrupted")
        return 130
    except BrokenPipeError:
        # Python flushes stdout once more at exit, which would complain again.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def _joined(argv: Sequence[str]) -> list[str]:
    """Make one word of a command that has two: argparse would take the second for a source."""
    command = " ".join(argv[:2])
    return [command, *argv[2:]] if command in _OF_TWO_WORDS else list(argv)


def _run(arguments: argparse.Namespace) -> int:
    from index.errors import GroundwireError

    logging.basicConfig(format="%(message)s", stream=sys.stderr)
    for package in ("qa", "index"):
        logging.getLogger(package).setLevel(arguments.log_level)
    try:
        return int(arguments.run(arguments))
    except GroundwireError as error:
        complain(str(error))
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="qa",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=VersionAction)
    parser.set_defaults(log_level=logging.WARNING)
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", required=True, parser_class=Parser
    )
    for family in (indexing, looking, asking, evaluating, bench, feedback, training):
        family.add_commands(commands)
    return parser
