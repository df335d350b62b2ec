"""Read question-answer rows and set apart what the working point is chosen on."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import SourceError

__all__ = ["ANSWERABLE_WEIGHTS", "HELD_OUT_SOURCE", "Row", "read_rows", "split_rows", "weight_of"]

# The only source with unanswerable questions that people wrote to look answerable.
HELD_OUT_SOURCE = "squad/squad_v2.0_train_first_articles.json"

# How often each answerable row is shown in a whole run, by the longest matching prefix: questions
# by people about paragraphs weigh most, templated or one-sentence ones least.
ANSWERABLE_WEIGHTS = {
    "squad/": 2.2,
    "squad/kou_sentence": 2.0,
    "squadshifts/": 0.7,
    "tydiqa": 2.0,
    "natural-questions": 2.0,
    "realtimeqa": 2.0,
    "trecqa": 2.0,
    "qamr/": 0.3,
    "tweetqa": 0.5,
    "fairytaleqa": 0.5,
    "sciq": 0.8,
    "covidqa": 0.8,
    "qadiscourse": 0.3,
    "subjqa": 0.05,
}


@dataclass(frozen=True, slots=True)
class Row:
    """A question about a context; `answers` are (start, end) characters, one per annotator."""

    source: str
    question: str
    context: str
    answers: tuple[tuple[int, int], ...]

    @property
    def answer_texts(self) -> set[str]:
        return {self.context[start:end] for start, end in self.answers}

    def unanswerable(self, *, question: str | None = None, context: str | None = None) -> Row:
        """Return this row with another question or context, which hold no answer."""
        return replace(
            self,
            question=self.question if question is None else question,
            context=self.context if context is None else context,
            answers=(),
        )


def read_rows(path: Path) -> list[Row]:
    """Read `{"src", "question", "context", "answers", "is_impossible"}` lines, gzipped or plain.

    Raises SourceError when the file is missing or a line is not such a row.
    """
    if not path.is_file():
        raise SourceError(f"no training data at {path}: give a .jsonl or .jsonl.gz file")
    rows: list[Row] = []
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                rows.append(_row(json.loads(line)))
            except (KeyError, TypeError, ValueError) as error:
                raise SourceError(f"{path}:{number}: not a question-answer row ({error})") from None
    return rows


def _row(record: dict[str, object]) -> Row:
    context = record["context"]
    question = record["question"]
    answers = record["answers"]
    if not (isinstance(context, str) and isinstance(question, str) and isinstance(answers, list)):
        raise TypeError("question and context must be text, answers a list")
    spans = []
    for answer in answers:
        start = int(answer["answer_start"])
        end = start + len(answer["text"])
        if context[start:end] != answer["text"]:
            raise ValueError(f"no answer {answer['text']!r} at character {start}")
        if answer["text"].strip():
            spans.append((start, end))
    return Row(str(record["src"]), question.strip(), context, tuple(spans))


def split_rows(rows: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    """Return (training rows, held-out rows).

    Held out is the whole of `HELD_OUT_SOURCE`; a row of any other source about one of its contexts
    (or a sentence or a lower-cased copy of one) is in neither.
    """
    rows = list(rows)
    held_out = [row for row in rows if row.source == HELD_OUT_SOURCE]
    shingles = {shingle for row in held_out for shingle in _shingles(row.context)}
    training = [
        row
        for row in rows
        if row.source != HELD_OUT_SOURCE and not shingles.intersection(_shingles(row.context))
    ]
    return training, held_out


def _shingles(text: str, size: int = 10) -> set[str]:
    words = "".join(c if c.isalnum() else " " for c in text.lower()).split()
    return {" ".join(words[i : i + size]) for i in range(max(1, len(words) - size + 1))}


def weight_of(source: str) -> float:
    """Return how often an answerable row of this source is shown in a whole run."""
    matching = [prefix for prefix in ANSWERABLE_WEIGHTS if source.startswith(prefix)]
    return ANSWERABLE_WEIGHTS[max(matching, key=len)] if matching else 1.0
