"""Test collections in the layout of Cornell's SMART system, such as Time magazine of 1963.

    *TEXT 017 01/04/63 PAGE 020         an article: its number, date (month first) and page
    THE ALLIES AFTER NASSAU …           its text, up to the next line with an asterisk's word
    *FIND      1                        a query: its number, with the words below it
    1  268 288 304                      a query's number and its relevant articles
    *STOP                               the end

A judgement names an article by its place in the file, from 1, not by the number in its header. An
article that the file lacks can keep its place as a header without text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date as Date
from pathlib import Path

from index.documents import make_document
from index.types import Document
from qa.evaluation.text_lines import TextLine, first_line, read_text_lines

__all__ = ["is_smart", "read_smart_corpus", "read_smart_qrels", "read_smart_queries"]

_ARTICLE, _QUERY, _END = "*TEXT", "*FIND", "*STOP"
# one header of the Time collection has a space where the second slash should be
_ARTICLE_HEADER = re.compile(r"\*TEXT\s+\d+\s+(\d\d)/(\d\d)[/ ](\d\d)\s+PAGE\s+\d+\s*")
_QUERY_HEADER = re.compile(r"\*FIND\s+(\d+)\s*")
_CENTURY = 1900  # the layout is of the 1960s, and its years have two digits


def is_smart(path: Path) -> bool:
    """Return whether the first line that isn't blank starts an article or a query of SMART's."""
    return first_line(path).startswith((_ARTICLE, _QUERY))


def read_smart_corpus(path: Path) -> Iterator[Document]:
    """Yield the articles, `source` being their place in the file: "1", "2", …

    The text is kept to the character, without the blank lines around it.

    Raises:
        QuestionFileError: names the file, the line and what is wrong with it.
    """
    for place, (header, body) in enumerate(_records(path, _ARTICLE), 1):
        text = "".join(line.text for line in body)
        yield make_document(
            title=None, text=text.strip("\r\n"), source=str(place), date=_day(header)
        )


def read_smart_queries(path: Path) -> Iterator[tuple[TextLine, str, str]]:
    """Yield the header's line, the id and the text of each query, its white space collapsed.

    Raises:
        QuestionFileError: names the file, the line and what is wrong with it.
    """
    for header, body in _records(path, _QUERY):
        match = _QUERY_HEADER.fullmatch(header.text)
        if match is None:
            raise header.error("no query's header like `*FIND 1`")
        yield header, str(int(match[1])), " ".join(" ".join(line.text for line in body).split())


def read_smart_qrels(path: Path) -> Iterator[tuple[TextLine, str, str, int]]:
    """Yield the line, the query, the article and the grade, 1, of each judgement.

    Raises:
        QuestionFileError: names the file, the line and what is wrong with it.
    """
    for line in read_text_lines(path):
        for word in line.text.split():
            if not (word.isascii() and word.isdigit()):
                raise line.error(f"{word!r} is no number of a query or an article")
        numbers = [str(int(word)) for word in line.text.split()]
        for article in numbers[1:]:
            if article == "0":
                raise line.error("article 0: they are numbered from 1")
            yield line, numbers[0], article, 1


def _records(path: Path, start: str) -> Iterator[tuple[TextLine, list[TextLine]]]:
    """Yield each header that begins with `start`, with the lines below it."""
    header: TextLine | None = None
    body: list[TextLine] = []
    for line in _until_end(read_text_lines(path)):
        if line.text.startswith(start):
            if header:
                yield header, body
            header, body = line, []
        elif header:
            body.append(line)
        elif line.text.strip():
            raise line.error(f"text before the first {start}")
    if header:
        yield header, body


def _until_end(lines: Iterable[TextLine]) -> Iterator[TextLine]:
    for line in lines:
        if line.text.startswith(_END):
            return
        yield line


def _day(header: TextLine) -> Date:
    match = _ARTICLE_HEADER.fullmatch(header.text)
    if match is None:
        raise header.error("no article's header like `*TEXT 017 01/04/63 PAGE 020`")
    month, day, year = (int(part) for part in match.groups())
    try:
        return Date(_CENTURY + year, month, day)
    except ValueError:
        written = "/".join(match.groups())
        raise header.error(f"date {written} is none: write month/day/year like 01/04/63") from None
