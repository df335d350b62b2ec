"""Files with a JSON object on each line, gzipped or not, and what to say about a wrong line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from qa.evaluation.text_lines import TextLine, read_text_lines

__all__ = ["Line", "read_lines"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Line(TextLine):
    """A line with the JSON object on it."""

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


def read_lines(path: Path) -> Iterator[Line]:
    """Yield the objects of a `.jsonl` or `.jsonl.gz` file; blank lines are passed over.

    Raises:
        QuestionFileError: as `read_text_lines`; also where a line is no JSON object.
    """
    for line in read_text_lines(path):
        if line.text.strip():
            yield Line(line.path, line.number, line.text, _parse(line))


def _parse(line: TextLine) -> dict[str, Any]:
    try:
        fields = json.loads(line.text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise line.error(f"no JSON ({error})") from None
    if not isinstance(fields, dict):
        raise line.error("no JSON object")
    return fields
