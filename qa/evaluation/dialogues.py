"""Dialogues whose right answers are known: their file, and when an answer to a turn is right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.evaluation.answers import holds
from qa.evaluation.errors import QuestionFileError
from qa.evaluation.jsonl import Line, read_lines
from qa.evaluation.squad import token_f1

__all__ = ["Dialogue", "DialogueTurn", "is_right", "read_dialogues", "same_question"]

OVERLAP = 0.6  # token F1 from which an answer in other words counts, if its numbers are there


@dataclass(frozen=True, slots=True)
class DialogueTurn:
    """A question in its dialogue; no `answers` means that it must be withheld.

    `must_contain` lists what a complete answer of several parts holds: of each group, one.
    `sources` are the articles of which any may be cited. `standalone` lists what the question may
    become without the turns before it; empty where the file names nothing.
    """

    question: str
    answers: tuple[str, ...]
    must_contain: tuple[tuple[str, ...], ...] = ()
    sources: tuple[str, ...] = ()
    standalone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Turns that belong together, at least one; `tags` say what is hard about them."""

    id: str
    tags: tuple[str, ...]
    turns: tuple[DialogueTurn, ...]


def is_right(
    answer: str,
    quotes: Sequence[str],
    answers: Iterable[str],
    must_contain: Sequence[Iterable[str]] = (),
) -> bool:
    """Return whether `answer` says it, and, for one of several parts, whether each is quoted.

    It says it when it holds a gold answer as whole tokens, or overlaps one (token F1 >= 0.6) with
    all its numbers. With `must_contain` it needs, of each group, one text in the answer and in some
    quote instead.
    """
    if must_contain:
        return all(
            any(
                holds(answer, part) and any(holds(quote, part) for quote in quotes)
                for part in group
            )
            for group in must_contain
        )
    return any(holds(answer, gold) or _overlaps(answer, gold) for gold in answers)


def same_question(asked: str, wanted: Iterable[str]) -> bool:
    """Return whether `asked` is one of `wanted` but for case, punctuation and white space."""
    return _bare(asked) in {_bare(question) for question in wanted}


def read_dialogues(path: Path) -> list[Dialogue]:
    """Return the dialogues of a file of `{"id", "tags", "turns"}` lines, in file order.

    A turn is `{"question", "answers", "sources"}`, where `must_contain` and `standalone` may be.

    Raises:
        QuestionFileError: names the file, the line and the field that is missing, of the wrong
            type, empty or used twice; also for a file without dialogues.
    """
    found: dict[str, Dialogue] = {}
    for line in read_lines(path):
        dialogue_id = line.get("id", str)
        if not dialogue_id.strip():
            raise line.error("id is empty")
        if dialogue_id in found:
            raise line.error(f"id {dialogue_id!r} was used before")
        turns = tuple(
            _turn(line, f"turns[{number}]", turn)
            for number, turn in enumerate(line.get("turns", list))
        )
        if not turns:
            raise line.error("turns is empty")
        found[dialogue_id] = Dialogue(dialogue_id, line.texts("tags"), turns)
    if not found:
        raise QuestionFileError(f"{path} holds no dialogue: give lines with id, tags and turns")
    return list(found.values())


def _turn(line: Line, place: str, value: Any) -> DialogueTurn:
    if not isinstance(value, dict):
        raise line.error(f"{place} is not an object")
    question = value.get("question")
    if not isinstance(question, str):
        raise line.error(f"{place}.question is {_amiss(value, 'question', 'a text')}")
    if not question.strip():
        raise line.error(f"{place}.question is empty")
    turn = DialogueTurn(
        question=question,
        answers=_texts(line, place, value, "answers"),
        must_contain=_groups(line, place, value),
        sources=_texts(line, place, value, "sources"),
        standalone=_texts(line, place, {"standalone": []} | value, "standalone"),
    )
    if bool(turn.answers) != bool(turn.sources):
        raise line.error(f"{place}.sources must be there for answers, and for nothing else")
    if turn.must_contain and not turn.answers:
        raise line.error(f"{place}.must_contain stands without answers")
    return turn


def _texts(line: Line, place: str, value: Mapping[str, Any], name: str) -> tuple[str, ...]:
    texts = value.get(name)
    if not _are_texts(texts):
        raise line.error(f"{place}.{name} is {_amiss(value, name, 'a list of texts')}")
    return tuple(texts or ())


def _groups(line: Line, place: str, value: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    groups = value.get("must_contain", [])
    if not isinstance(groups, list) or not all(group and _are_texts(group) for group in groups):
        raise line.error(f"{place}.must_contain is not a list of lists of texts")
    return tuple(tuple(group) for group in groups)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) and text.strip() for text in value)


def _amiss(value: Mapping[str, Any], name: str, kind: str) -> str:
    return f"not {kind}" if name in value else "missing"


def _overlaps(answer: str, gold: str) -> bool:
    return token_f1(answer, gold) >= OVERLAP and _numbers(gold) <= _numbers(answer)


def _numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:\.\d+)?", text))


def _bare(question: str) -> str:
    return " ".join(re.sub(r"[^\w\s]|_", "", question.lower()).split())
