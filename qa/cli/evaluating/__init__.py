"""`qa evaluate`: figures, with where they come from."""

from __future__ import annotations

from typing import Any

from qa.cli.evaluating import chat, compare, rag, reader, retrieval

__all__ = ["add_commands"]


def add_commands(commands: Any) -> None:
    evaluate = commands.add_parser("evaluate", help="measure how good the parts are")
    parts = evaluate.add_subparsers(title="parts", metavar="PART", required=True)
    for part in (reader, retrieval, rag, chat, compare):
        part.add_command(parts)
