"""Reads test collections for retrieval: articles, queries, and which article answers which query.

Three layouts, told apart by what the files hold, each gzipped (`.gz`) or not:

    BEIR    corpus and queries a JSON object a line: _id, title, text
            judgements tab-separated below the header `query-id  corpus-id  score`
    TREC    queries as BEIR's, or `id<TAB>text`; judgements `query 0 article grade`
    SMART   see `smart_files`
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.documents import make_document
from index.types import Document
from qa.evaluation.errors import QuestionFileError
from qa.evaluation.jsonl import Line, read_lines
from qa.evaluation.smart_files import (
    is_smart,
    read_smart_corpus,
    read_smart_qrels,
    read_smart_queries,
)
from qa.evaluation.text_lines import TextLine, first_line, read_text_lines

__all__ = [
    "Collection",
    "Judgements",
    "read_collection",
    "read_corpus",
    "read_judgements",
    "read_queries",
]

_BEIR_HEADER = ["query-id", "corpus-id", "score"]


@dataclass(frozen=True, slots=True)
class Judgements:
    """Which article answers which query.

    Attributes:
        grades: query id to article id to grade; 1 and above is relevant.
        unknown_queries: how many judged queries are not in the file of queries.
        missing_articles: how many of the articles in `grades` are not in the corpus.
    """

    grades: Mapping[str, Mapping[str, int]]
    unknown_queries: int = 0
    missing_articles: int = 0


@dataclass(frozen=True, slots=True)
class Collection:
    """Queries with at least one relevant article, and the corpus that they are put to.

    Attributes:
        corpus: the file of the articles.
        size: how many articles there are.
        articles: document id to the ids, in the corpus, of the articles of that very text.
        queries: query id to its text.
        without_relevant: how many queries were left out for having no relevant article.
    """

    corpus: Path
    size: int
    articles: Mapping[str, tuple[str, ...]]
    queries: Mapping[str, str]
    judgements: Judgements
    without_relevant: int

    def documents(self) -> Iterator[Document]:
        """Yield the articles that hold any text, drawn from the file again."""
        return (document for document in read_corpus(self.corpus) if document.text.strip())

    def relevant(self, query_id: str) -> list[str]:
        """Return the ids of the articles that are relevant to a query."""
        return [article for article, grade in self.judgements.grades[query_id].items() if grade > 0]


def read_collection(corpus: Path, queries: Path, qrels: Path) -> Collection:
    """Read and check the three files of a test collection.

    Raises:
        QuestionFileError: names the file, the line and the field; also when no query has a
            relevant article.
    """
    known: set[str] = set()
    articles: dict[str, list[str]] = {}
    for document in read_corpus(corpus):
        known.add(document.source)
        articles.setdefault(document.id, []).append(document.source)
    if not known:
        raise QuestionFileError(f"{corpus} holds no article: give lines with _id, title and text")
    texts = read_queries(queries)
    judgements = read_judgements(qrels, texts, known, smart=is_smart(queries))
    judged = judgements.grades
    usable = {id: text for id, text in texts.items() if max(judged.get(id, {0: 0}).values()) > 0}
    if not usable:
        raise QuestionFileError(
            f"{qrels} names no relevant article for any query of {queries}: give files that belong "
            "together"
        )
    return Collection(
        corpus=corpus,
        size=len(known),
        articles={key: tuple(ids) for key, ids in articles.items()},
        queries=usable,
        judgements=judgements,
        without_relevant=len(texts) - len(usable),
    )


def read_corpus(path: Path) -> Iterator[Document]:
    """Yield the articles in file order; `source` is the id that judgements name.

    An article without text has its title for one.

    Raises:
        QuestionFileError: names the file, the line and the field; also for an id used twice.
    """
    if is_smart(path):
        yield from read_smart_corpus(path)
        return
    seen: set[str] = set()
    for line in read_lines(path):
        title = line.get("title", str) if line.fields.get("title") is not None else ""
        text = line.get("text", str)
        yield make_document(
            title=title.strip() or None,
            text=text if text.strip() else title,
            source=_new_id(line, seen),
            date=None,
        )


def read_queries(path: Path) -> dict[str, str]:
    """Return the text of each query by its id, in file order.

    Raises:
        QuestionFileError: names the file, the line and the field; also for an id used twice, a
            query without words, or a file without queries.
    """
    queries: dict[str, str] = {}
    for line, query_id, text in _queries(path):
        if query_id in queries:
            raise line.error(f"id {query_id!r} was used before")
        if not text.strip():
            raise line.error(f"text of query {query_id!r} is empty")
        queries[query_id] = text
    if not queries:
        raise QuestionFileError(f"{path} holds no query: give lines with _id and text")
    return queries


def read_judgements(
    path: Path, queries: Container[str], articles: Container[str], *, smart: bool = False
) -> Judgements:
    """Read a file of judgements.

    BEIR's and TREC's files often judge more queries than a file of queries holds: those are left
    out. SMART's often judge more articles than the corpus holds: those are kept, as never found.

    Args:
        queries, articles: the ids that are known.
        smart: whether the file is laid out as SMART's, which has no mark of its own.

    Raises:
        QuestionFileError: names the file, the line and the field; also for an unknown article
            (SMART: query), or an article that has two grades for one query.
    """
    grades: dict[str, dict[str, int]] = {}
    unknown: set[str] = set()
    missing: set[str] = set()
    for line, query, article, grade in read_smart_qrels(path) if smart else _qrels(path):
        if query not in queries:
            if smart:
                raise line.error(f"query {query!r} is not in the file of queries")
            unknown.add(query)
            continue
        if article not in articles:
            if not smart:
                raise line.error(f"article {article!r} is not in the corpus")
            missing.add(article)
        if grades.setdefault(query, {}).setdefault(article, grade) != grade:
            raise line.error(f"article {article!r} had another grade for query {query!r} before")
    return Judgements(grades, len(unknown), len(missing))


def _queries(path: Path) -> Iterator[tuple[Line | TextLine, str, str]]:
    if is_smart(path):
        yield from read_smart_queries(path)
    elif first_line(path).startswith("{"):
        for fields in read_lines(path):
            yield fields, _new_id(fields, set()), fields.get("text", str)
    else:
        for line in read_text_lines(path):
            query_id, tab, text = line.text.strip("\r\n").partition("\t")
            if tab and query_id:
                yield line, query_id, text
            elif line.text.strip():
                raise line.error("no `id<TAB>text`")


def _qrels(path: Path) -> Iterator[tuple[TextLine, str, str, int]]:
    beir = first_line(path).split("\t") == _BEIR_HEADER
    header = beir
    for line in read_text_lines(path):
        columns = line.text.strip("\r\n").split("\t") if beir else line.text.split()
        if not line.text.strip():
            continue
        if header:
            header = False
            continue
        if len(columns) != (3 if beir else 4):
            wanted = "query-id, corpus-id and score" if beir else "query, 0, article and grade"
            raise line.error(f"{len(columns)} columns, not {wanted}")
        try:
            grade = int(columns[-1])
        except ValueError:
            name = "score" if beir else "grade"
            raise line.error(f"{name} {columns[-1]!r} is no whole number") from None
        yield line, columns[0], columns[-2], grade


def _new_id(line: Line, seen: set[str]) -> str:
    """Return a line's `_id` and note it in `seen`."""
    found = line.get("_id", str)
    if not found:
        raise line.error("_id is empty")
    if found in seen:
        raise line.error(f"_id {found!r} was used before")
    seen.add(found)
    return found
