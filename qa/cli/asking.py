"""`qa ask` and `qa chat`."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from qa.cli.options import (
    add_dates,
    add_index,
    add_json,
    check_dates,
    day,
    open_pipeline,
    positive,
    words,
)
from qa.cli.terminal import complain, note, write_json, write_line

if TYPE_CHECKING:
    from qa import Chat

__all__ = ["add_commands"]


def add_commands(commands: Any) -> None:
    ask = commands.add_parser("ask", help="answer one question")
    ask.add_argument("question", nargs="+", metavar="QUESTION")
    ask.add_argument(
        "--top-k", type=positive, metavar="N", help="how many passages the reader reads"
    )
    ask.add_argument(
        "--as-of",
        type=day,
        metavar="D",
        help="answer as on that day, like 2023-04-12: later articles are left out",
    )
    add_dates(ask)
    add_json(ask, "the answer")
    add_index(ask)
    ask.set_defaults(run=_ask)

    chat = commands.add_parser("chat", help="answer one question after the other from stdin")
    add_json(chat, "one answer a line")
    add_index(chat)
    chat.set_defaults(run=_chat)


def _ask(arguments: argparse.Namespace) -> int:
    check_dates(arguments)
    with open_pipeline(arguments) as pipeline:
        answer = pipeline.ask(
            words(arguments.question),
            top_k=arguments.top_k,
            as_of=arguments.as_of,
            since=arguments.since,
            until=arguments.until,
        )
    if arguments.json:
        write_json(answer.to_dict(), indent=2)
    else:
        write_line(str(answer))
    return 0


def _chat(arguments: argparse.Namespace) -> int:
    from qa import Chat

    with open_pipeline(arguments) as pipeline:
        return _talk(Chat(pipeline), as_json=arguments.json)


def _talk(chat: Chat, *, as_json: bool) -> int:
    from index.errors import GroundwireError

    interactive = sys.stdin.isatty() and not as_json
    if interactive:
        note("Ask away; an empty line or end of file ends the talk.")
    while True:
        if interactive:
            sys.stderr.write("> ")
            sys.stderr.flush()
        line = sys.stdin.readline()
        message = line.strip()
        if not line or (interactive and not message):
            return 0
        try:
            answer = chat.ask(message)
        except GroundwireError as error:
            # One bad line must not end the talk, nor put answers out of step with questions.
            if as_json:
                write_json({"question": message, "error": str(error)})
            else:
                complain(str(error))
            continue
        if as_json:
            write_json(answer.to_dict())
        else:
            write_line(f"{answer}\n")
            sys.stdout.flush()
