"""`qa bench`: what things cost on this machine."""

from __future__ import annotations

from typing import Any

from qa.cli.options import Parser

__all__ = ["add_commands"]


def add_commands(commands: Any) -> None:
    commands.add_parser("bench", help="measure what things cost on this machine", fill=_fill)


def _fill(parser: Parser) -> None:
    from qa.cli.bench import asking, embedding, growth, passages, search, starting, sync

    parts = parser.add_subparsers(title="measurements", metavar="PART", required=True)
    for family in (asking, passages, embedding, starting, search, sync, growth):
        family.add_command(parts)
