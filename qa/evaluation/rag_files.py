"""Reads the articles and the questions of an end-to-end evaluation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Date
from pathlib import Path

from index.documents import make_document
from index.types import Document
from qa.evaluation.errors import QuestionFileError
from qa.evaluation.jsonl import Line, read_lines

__all__ = ["RagQuestion", "article_sources", "read_articles", "read_questions"]


@dataclass(frozen=True, slots=True)
class RagQuestion:
    """A question over a corpus; no `answers` means that it must be withheld.

    `sources` are the articles that say it, as far as that is known; `date` is when it was asked.
    """

    id: str
    question: str
    answers: tuple[str, ...]
    sources: tuple[str, ...]
    date: Date | None


def read_articles(path: Path) -> Iterator[Document]:
    """Yield the articles of a file of `{"url", "title", "text", "publish_date"}` lines.

    `publish_date` may be written 2023/04/12 or 2023-04-12, be empty or missing. Articles without
    text are passed over: there is nothing to quote.

    Raises:
        QuestionFileError: names the file, the line and the field.
    """
    for line in read_lines(path):
        text = line.get("text", str)
        if text.strip():
            yield make_document(
                title=line.get("title", str) or None,
                text=text,
                source=line.get("url", str),
                date=_day(line, "publish_date"),
            )


def article_sources(path: Path) -> dict[str, str]:
    """Return the document id of each article's url, in file order.

    Articles of the same text share an id, wherever they were published.
    """
    sources = {document.source: document.id for document in read_articles(path)}
    if not sources:
        raise QuestionFileError(f"{path} holds no article: give lines with url, title and text")
    return sources


def read_questions(path: Path) -> list[RagQuestion]:
    """Return the questions of a file of `{"id", "question", "answers"}` lines, in file order.

    `gold_urls` (a list) and `date` (2023-04-12) may be there.

    Raises:
        QuestionFileError: names the file, the line and the field; also for an id used twice, or a
            file without questions.
    """
    questions: dict[str, RagQuestion] = {}
    for line in read_lines(path):
        question_id = line.get("id", str)
        if question_id in questions:
            raise line.error(f"id {question_id!r} was used before")
        if not line.get("question", str).strip():
            raise line.error("question is empty")
        questions[question_id] = RagQuestion(
            id=question_id,
            question=line.get("question", str),
            answers=line.texts("answers"),
            sources=line.texts("gold_urls") if "gold_urls" in line.fields else (),
            date=_day(line, "date"),
        )
    if not questions:
        raise QuestionFileError(f"{path} holds no question: give lines with id, question, answers")
    return list(questions.values())


def _day(line: Line, name: str) -> Date | None:
    written = line.fields.get(name) or ""
    if not isinstance(written, str):
        raise line.error(f"{name} is not a text")
    try:
        return Date.fromisoformat(written.replace("/", "-")) if written else None
    except ValueError:
        raise line.error(f"{name} is {written!r}: write it like 2023-04-12") from None
