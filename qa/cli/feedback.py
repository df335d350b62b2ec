"""`qa feedback`: what people said of answers, to read and to evaluate with."""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.cli.options import add_index, add_json, index_folder
from qa.cli.terminal import note, write_json, write_line

if TYPE_CHECKING:
    from qa.history import Feedback

__all__ = ["add_commands", "question_row"]

# The whole comment: "the articles don't say 5 but 7" says something else.
_UNSAID = re.compile(
    r"(?:no[,:]? )?(?:"
    r"(?:(?:the|these|your) )?(?:articles?|sources?) (?:do not|don't|does not|doesn't|never) "
    r"(?:say|mention|tell|report)s?(?: (?:it|this|that|so|anything about (?:it|this|that)))?"
    r"|(?:(?:it|this|that)(?: is|'s) )?not in (?:the|these|any|your) (?:article|source)s?"
    r"|no (?:article|source) (?:says|mentions|tells|reports) (?:it|this|that|so)"
    r")"
)
# What a terminal would obey, or show in another order than it stands.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def add_commands(commands: Any) -> None:
    feedback = commands.add_parser("feedback", help="what people said of answers")
    parts = feedback.add_subparsers(title="parts", metavar="PART", required=True)

    export = parts.add_parser(
        "export",
        help="as questions with gold answers, for `qa evaluate rag --questions`",
        description="Write a line of JSON for each opinion: a right answer is the gold answer and "
        "what it cites the sources; a correct answer that was given is the gold answer; no answers "
        "where the articles don't say it. Opinions that don't tell the gold answer are counted and "
        "left out.",
    )
    export.add_argument(
        "--all", action="store_true",
        help='write those, too, with "needs_review": true and no answers',
    )  # fmt: skip
    export.add_argument(
        "-o", "--out", type=Path, metavar="FILE", help="the file to write (default: stdout)"
    )
    add_index(export)
    export.set_defaults(run=_export)

    listing = parts.add_parser("list", help="all of it, to read")
    add_json(listing, "it")
    add_index(listing)
    listing.set_defaults(run=_list)


def question_row(feedback: Feedback) -> dict[str, Any]:
    """Return a line for `qa.evaluation.rag_files.read_questions`, with what a reviewer needs.

    The question is the standalone one, the date the day that it was asked as of. An answer that was
    right is the gold answer, and what it cites the sources; else the correct answer is, whose
    sources nobody named. No answers means that it must be withheld.

    Where the opinion doesn't tell the gold answer, `needs_review` is true, `review` says why, and
    `answers` is empty without meaning it.
    """
    turn, answer = feedback.turn, feedback.turn.turn.answer
    doubt = _doubt(feedback)
    right = feedback.verdict == "up"
    gold = answer.text if right else feedback.correct_answer
    urls = [citation.source for citation in answer.citations] if right else []
    row = {
        "id": feedback.id,
        "date": turn.as_of and turn.as_of.isoformat(),
        "question": turn.turn.standalone_question,
        "answers": [] if gold is None or doubt else [gold],
        "gold_urls": [] if doubt else list(dict.fromkeys(urls)),
        "asked": turn.turn.message,
        "since": turn.since and turn.since.isoformat(),
        "until": turn.until and turn.until.isoformat(),
        "given_answer": answer.text,
        "confidence": round(answer.confidence, 4),
        "verdict": feedback.verdict,
        "correct_answer": feedback.correct_answer,
        "comment": feedback.comment,
        "time": feedback.given.isoformat(),
    }
    return row | ({"needs_review": True, "review": doubt} if doubt else {})


def _doubt(feedback: Feedback) -> str | None:
    """Return why the gold answer is not known, or cannot be evaluated with; None if it can."""
    from index.errors import InvalidQuestionError
    from qa.checking import checked_question

    turn = feedback.turn
    try:
        checked_question(turn.turn.standalone_question)
    except InvalidQuestionError:
        return "the question cannot be asked"
    if turn.since or turn.until:
        return "asked with since or until, which an evaluation does not repeat"
    if feedback.verdict == "up" or feedback.correct_answer is not None:
        return None
    if feedback.unanswerable and not turn.turn.answer.abstained:
        return None
    said = " ".join(feedback.comment.replace("’", "'").casefold().split()).rstrip(".! ")
    if _UNSAID.fullmatch(said) and not turn.turn.answer.abstained:
        return None
    return "down, without the correct answer"


def _export(arguments: argparse.Namespace) -> int:
    rows = [question_row(feedback) for feedback in _kept(arguments)]
    doubts = Counter(row["review"] for row in rows if "review" in row)
    written = [row for row in rows if arguments.all or "review" not in row]
    if arguments.out:
        _write(arguments.out, written)
    else:
        for row in written:
            write_json(_encodable(row))
    note(f"{len(written)} of {len(rows)} opinions exported")
    for doubt, count in doubts.items():
        note(f"{count} to review, {'marked' if arguments.all else 'left out'}: {doubt}")
    if dated := sum(row["date"] is not None for row in written):
        note(f"{dated} asked as of a day: evaluate with --as-of-question-date")
    return 0


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    from qa.history import HistoryError

    lines = [json.dumps(_encodable(row), ensure_ascii=False) + "\n" for row in rows]
    try:
        path.write_text("".join(lines), encoding="utf-8", newline="\n")
    except OSError as error:
        raise HistoryError(
            f"{path} cannot be written ({error.strerror}): name another file"
        ) from error


def _list(arguments: argparse.Namespace) -> int:
    kept = _kept(arguments)
    if arguments.json:
        write_json({"feedback": [_encodable(question_row(item)) for item in kept]}, indent=2)
        return 0
    for item in kept:
        answer = item.turn.turn.answer
        write_line(f"{item.verdict:<5}{item.given:%Y-%m-%d %H:%M} UTC  {item.id}")
        _write_field("asked", item.turn.turn.message)
        if item.turn.turn.standalone_question != item.turn.turn.message:
            _write_field("searched", item.turn.turn.standalone_question)
        given = "withheld" if answer.text is None else answer.text
        _write_field("answer", f"{given} ({answer.confidence:.2f})")
        for citation in answer.citations:
            _write_field("", f"[{citation.number}] {citation.origin}")
        unsaid = "the articles don't say" if item.unanswerable else ""
        _write_field("correct", item.correct_answer or unsaid)
        _write_field("comment", item.comment)
        write_line()
    return 0


def _kept(arguments: argparse.Namespace) -> list[Feedback]:
    """Return all feedback; none is no error, and makes no file."""
    from qa.history import FeedbackStore, history_path

    path = history_path(index_folder(arguments))
    if not path.exists():
        note(f"no feedback at {path}: it is given on the page, or name another index with --index")
        return []
    with closing(FeedbackStore(path)) as store:
        return list(store.all())


def _write_field(name: str, value: str) -> None:
    if value:
        line = _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", " ".join(value.split()))
        write_line(f"  {name:<10}{line}")


def _encodable(value: Any) -> Any:
    """Replace lone surrogates, which no file of UTF-8 can hold."""
    if isinstance(value, dict):
        return {name: _encodable(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_encodable(item) for item in value]
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value
