"""Reads question files in the JSON layout of SQuAD 1.1 and 2.0, refusing what is not right."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.evaluation.errors import QuestionFileError

__all__ = ["SquadQuestion", "read_squad_file"]


@dataclass(frozen=True, slots=True)
class SquadQuestion:
    """A question over one context; no `answers` means that the context does not say."""

    id: str
    question: str
    context: str
    answers: tuple[str, ...]


def read_squad_file(path: Path) -> list[SquadQuestion]:
    """Return the questions of a SQuAD 1.1 or 2.0 file in file order.

    Raises:
        QuestionFileError: names the file and the field that is missing, of the wrong type, used
            twice, or an answer whose text does not stand at its offset.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise QuestionFileError(f"no file at {path}: give a JSON file in SQuAD format") from None
    except OSError as error:
        reason = error.strerror or error
        raise QuestionFileError(f"cannot read {path}: {reason}; give a readable file") from error
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise QuestionFileError(f"{path} is not a JSON file in UTF-8: {error}") from error
    return _Walk(path).questions(content)


class _Walk:
    """Goes through the nested layout and remembers where it is, for the error messages."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: set[str] = set()

    def questions(self, content: Any) -> list[SquadQuestion]:
        found = [
            self._question(row, context, place)
            for article, at in self._items(content, "data", "")
            for paragraph, under in self._items(article, "paragraphs", at)
            for context in [self._field(paragraph, "context", str, under)]
            for row, place in self._items(paragraph, "qas", under)
        ]
        if not found:
            raise QuestionFileError(f"{self._path} holds no question: is it in SQuAD format?")
        return found

    def _question(self, row: Any, context: str, place: str) -> SquadQuestion:
        question_id = self._field(row, "id", str, place)
        if question_id in self._seen:
            raise self._error(f"{place}.id", f"{question_id!r} was used before")
        self._seen.add(question_id)
        answers = []
        for answer, at in self._items(row, "answers", place):
            text = self._field(answer, "text", str, at)
            start = self._field(answer, "answer_start", int, at)
            if start < 0 or context[start : start + len(text)] != text:
                raise self._error(f"{at}.answer_start", f"{text!r} does not stand at {start}")
            answers.append(text)
        question = self._field(row, "question", str, place)
        return SquadQuestion(question_id, question, context, tuple(answers))

    def _items(self, value: Any, name: str, place: str) -> list[tuple[Any, str]]:
        at = f"{place}.{name}".lstrip(".")
        items = self._field(value, name, list, place)
        return [(item, f"{at}[{number}]") for number, item in enumerate(items)]

    def _field(self, value: Any, name: str, kind: type, place: str) -> Any:
        at = f"{place}.{name}".lstrip(".")
        if not isinstance(value, dict) or name not in value:
            raise self._error(at, "is missing")
        if not isinstance(value[name], kind) or isinstance(value[name], bool):
            raise self._error(at, f"is not a {kind.__name__}")
        return value[name]

    def _error(self, field: str, complaint: str) -> QuestionFileError:
        return QuestionFileError(
            f"{self._path}: {field} {complaint}: correct it, or give a file in SQuAD format"
        )
