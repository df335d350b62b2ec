"""Files with a JSON object on each line, gzipped or not, and what to say about a wrong line."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from qa.evaluation.errors import QuestionFileError

__all__ = ["Line", "read_lines"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Line:
    """The JSON object on one line of a file; line numbers count from 1."""

    path: Path
    number: int
    fields: dict[str, Any]

    def get(self, name: str, kind: type[T]) -> T:
        """Return a field; QuestionFileError when it is missing or of another type."""
        if name not in self.fields:
            raise self.error(f"{name} is missing")
        value = self.fields[name]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.error(f"{name} is not a {kind.__name__}")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of strings; QuestionFileError when it is anything else."""
        values = self.get(name, list)
        if not all(isinstance(value, str) for value in values):
            raise self.error(f"{name} is not a list of texts")
        return tuple(values)

    def error(self, complaint: str) -> QuestionFileError:
        return QuestionFileError(f"{self.path}:{self.number}: {complaint}: correct the line")


def read_lines(path: Path) -> Iterator[Line]:
    """Yield the objects of a `.jsonl` or `.jsonl.gz` file; blank lines are passed over.

    Raises:
        QuestionFileError: the file is missing, not UTF-8 or not gzip, or a line is no JSON object.
    """
    number = 0
    try:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _parse(path, number, line)
    except FileNotFoundError:
        raise QuestionFileError(f"no file at {path}: check its spelling") from None
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise QuestionFileError(
            f"{path}: cannot be read after line {number} ({error}): give a .jsonl file in UTF-8, "
            "or one packed with gzip"
        ) from error


def _parse(path: Path, number: int, line: str) -> Line:
    try:
        fields = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise QuestionFileError(f"{path}:{number}: no JSON ({error}): correct the line") from None
    if not isinstance(fields, dict):
        raise QuestionFileError(f"{path}:{number}: no JSON object: correct the line")
    return Line(path, number, fields)
