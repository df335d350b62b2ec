"""Files of plain text, gzipped or not, line by line, and what to say about a wrong line."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qa.evaluation.errors import QuestionFileError

__all__ = ["TextLine", "first_line", "read_text_lines"]


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line as it stands in the file, with its newline; line numbers count from 1."""

    path: Path
    number: int
    text: str

    def error(self, complaint: str) -> QuestionFileError:
        return QuestionFileError(f"{self.path}:{self.number}: {complaint}: correct the line")


def read_text_lines(path: Path) -> Iterator[TextLine]:
    """Yield the lines of a file, blank ones too; only a line feed ends a line.

    Raises:
        QuestionFileError: the file is missing, not readable, not gzip though named `.gz`, or a line
            is not UTF-8.
    """
    number = 0
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                yield TextLine(path, number, line.decode("utf-8"))
    except FileNotFoundError:
        raise QuestionFileError(f"no file at {path}: check its spelling") from None
    except UnicodeDecodeError as error:
        raise QuestionFileError(f"{path}:{number}: not UTF-8 ({error}): convert it") from None
    except (OSError, EOFError, zlib.error) as error:
        raise QuestionFileError(
            f"{path}: cannot be read after line {number} ({error}): give a readable file"
        ) from error


def first_line(path: Path) -> str:
    """Return the first line that is not blank, stripped; "" where there is none."""
    return next((text for line in read_text_lines(path) if (text := line.text.strip())), "")
