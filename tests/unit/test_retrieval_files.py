"""Reading test collections as BEIR, TREC and SMART lay them out, and refusing what is not right."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from qa.evaluation.errors import QuestionFileError
from qa.evaluation.retrieval_files import (
    read_collection,
    read_corpus,
    read_judgements,
    read_queries,
)

pytestmark = pytest.mark.unit

CORPUS = [
    {"_id": "d1", "title": "Grain deal", "text": "Kyiv ships grain.\r\n It does."},
    {"_id": "d2", "title": "", "text": "Rain in Rome."},
    {"_id": "d3", "title": "Headline alone", "text": ""},
    {"_id": "d4", "text": "Rain in Rome."},
    {"_id": "d5", "title": None, "text": " "},
]
QUERIES = [{"_id": "q1", "text": "who ships grain?"}, {"_id": "q2", "text": "rain"}]
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\nq2\td4\t1\nq9\td1\t1\nq9\td7\t1\n"

SMART_CORPUS = """\

*TEXT 017 01/04/63 PAGE 020

THE ALLIES  MET .

 THEY TALKED .

*TEXT 023 08/30 63    PAGE 026
*TEXT 018   12/27/63  PAGE 021
RAIN IN ROME .
*STOP
*TEXT 019 12/27/63 PAGE 021
not read
"""
SMART_QUERIES = """\
*FIND      1

 WHO MET

AND  TALKED ?

*FIND     02
RAIN
*FIND 3
SNOW
*STOP
"""
SMART_QRELS = "1  1 2\n\n 2  3  7\n2 1\n"


def lines(path: Path, rows: list[dict[str, object]]) -> Path:
    text = "".join(json.dumps(row) + "\n" for row in rows)
    return write(path, text)


def write(path: Path, content: str) -> Path:
    data = content.encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_a_collection_in_beirs_layout(tmp_path: Path, suffix: str) -> None:
    corpus = lines(tmp_path / f"corpus.jsonl{suffix}", CORPUS)
    collection = read_collection(
        corpus,
        lines(tmp_path / f"queries.jsonl{suffix}", [*QUERIES, {"_id": "q3", "text": "snow"}]),
        write(tmp_path / f"test.tsv{suffix}", QRELS),
    )
    assert collection.queries == {"q1": "who ships grain?", "q2": "rain"}
    assert collection.judgements.grades == {"q1": {"d1": 2, "d2": 0}, "q2": {"d4": 1}}
    assert collection.relevant("q1") == ["d1"]
    assert collection.judgements.unknown_queries == 1
    assert collection.judgements.missing_articles == 0
    assert collection.without_relevant == 1
    assert collection.size == 5
    assert list(collection.articles.values()) == [("d1",), ("d2", "d4"), ("d3",), ("d5",)]

    documents = list(collection.documents())
    assert [document.source for document in documents] == ["d1", "d2", "d3", "d4"]
    assert [document.text for document in documents] == [
        "Kyiv ships grain.\r\n It does.",
        "Rain in Rome.",
        "Headline alone",
        "Rain in Rome.",
    ]
    assert documents[0].title == "Grain deal"
    assert all(document.source in collection.articles[document.id] for document in documents)


def test_a_collection_in_trecs_layout(tmp_path: Path) -> None:
    collection = read_collection(
        lines(tmp_path / "corpus.jsonl", CORPUS),
        write(tmp_path / "queries.tsv", "q1\twho ships\tgrain?\r\n\nq2\train\n"),
        write(tmp_path / "qrels.txt", "q1 0 d1 3\n\nq2\t0\td4\t-1\nq2 0  d2 1\r\nq8 0 d1 1\n"),
    )
    assert collection.queries == {"q1": "who ships\tgrain?", "q2": "rain"}
    assert collection.judgements.grades == {"q1": {"d1": 3}, "q2": {"d4": -1, "d2": 1}}
    assert collection.relevant("q2") == ["d2"]
    assert collection.judgements.unknown_queries == 1


def test_a_collection_in_smarts_layout(tmp_path: Path) -> None:
    collection = read_collection(
        write(tmp_path / "ALL", SMART_CORPUS),
        write(tmp_path / "QUE", SMART_QUERIES),
        write(tmp_path / "REL", SMART_QRELS),
    )
    assert collection.queries == {"1": "WHO MET AND TALKED ?", "2": "RAIN"}
    # articles by their order; the seventh is not there
    assert collection.judgements.grades == {"1": {"1": 1, "2": 1}, "2": {"3": 1, "7": 1, "1": 1}}
    assert collection.judgements.missing_articles == 1
    assert collection.without_relevant == 1

    articles = list(read_corpus(collection.corpus))
    assert [article.text for article in articles] == [
        "THE ALLIES  MET .\n\n THEY TALKED .",
        "",
        "RAIN IN ROME .",
    ]
    assert [article.date for article in articles] == [
        date(1963, 1, 4),
        date(1963, 8, 30),
        date(1963, 12, 27),
    ]
    # the second keeps its place, but there is nothing in it to search
    assert [document.source for document in collection.documents()] == ["1", "3"]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ('{"title": "", "text": "a"}', ":1: _id is missing"),
        ('{"_id": "", "text": "a"}', ":1: _id is empty"),
        ('\n{"_id": 1, "text": "a"}', ":2: _id is not a str"),
        ('{"_id": "1", "text": "a"}\n{"_id": "1", "text": "b"}', ":2: _id '1' was used before"),
        ('{"_id": "1", "title": "a"}', ":1: text is missing"),
        ('{"_id": "1", "title": 7, "text": "a"}', ":1: title is not a str"),
        ("THE ALLIES", ":1: no JSON"),
        ("*TEXT 17 PAGE 20\nA", ":1: no article's header"),
        ("*TEXT 1 01/04/63 PAGE 1\nA\n*TEXT 2 02/30/63 PAGE 1", ":3: date 02/30/63 is none"),
    ],
)
def test_what_is_wrong_in_a_corpus_is_named(tmp_path: Path, content: str, complaint: str) -> None:
    file = write(tmp_path / "corpus", content)
    with pytest.raises(QuestionFileError) as caught:
        list(read_corpus(file))
    assert str(file) + complaint in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ('{"_id": "1"}', ":1: text is missing"),
        ('{"_id": "1", "text": "a"}\n{"_id": "1", "text": "b"}', ":2: id '1' was used before"),
        ('{"_id": "1", "text": " "}', ":1: text of query '1' is empty"),
        ("1\ta\n2 b", ":2: no `id<TAB>text`"),
        ("\ta", ":1: no `id<TAB>text`"),
        ("1\t", ":1: text of query '1' is empty"),
        ("*FIND one\nA", ":1: no query's header"),
        ("*FIND 1\nA\n*FIND 01\nB", ":3: id '1' was used before"),
        ("*FIND 1\n*FIND 2\nB", ":1: text of query '1' is empty"),
        ("", " holds no query"),
        ("*STOP", ":1: no `id<TAB>text`"),
    ],
)
def test_what_is_wrong_in_queries_is_named(tmp_path: Path, content: str, complaint: str) -> None:
    file = write(tmp_path / "queries", content)
    with pytest.raises(QuestionFileError) as caught:
        read_queries(file)
    assert str(file) + complaint in str(caught.value)


BEIR = "query-id\tcorpus-id\tscore\n"


@pytest.mark.parametrize(
    ("content", "complaint", "smart"),
    [
        (BEIR + "1\t1\t1\n1\t9\t1", ":3: article '9' is not in the corpus", False),
        (BEIR + "1\t1", ":2: 2 columns, not query-id, corpus-id and score", False),
        (BEIR + "1\t1\t0.5", ":2: score '0.5' is no whole number", False),
        (BEIR + "1\t1\t1\n1\t1\t2", ":3: article '1' had another grade for query '1'", False),
        ("1 0 1 1\n\n1 0 9 1", ":3: article '9' is not in the corpus", False),
        ("1 1 1", ":1: 3 columns, not query, 0, article and grade", False),
        ("1 0 1 x", ":1: grade 'x' is no whole number", False),
        ("1 1\n3 1", ":2: query '3' is not in the file of queries", True),
        ("1 x", ":1: 'x' is no number", True),
        ("1 0 1 1", ":1: article 0: they are numbered from 1", True),
    ],
)
def test_what_is_wrong_in_judgements_is_named(
    tmp_path: Path, content: str, complaint: str, smart: bool
) -> None:
    file = write(tmp_path / "qrels", content)
    with pytest.raises(QuestionFileError) as caught:
        read_judgements(file, {"1"}, {"1", "2"}, smart=smart)
    assert str(file) + complaint in str(caught.value)


def test_a_judgement_given_twice_is_one(tmp_path: Path) -> None:
    file = write(tmp_path / "qrels", "1 0 2 1\n1 0 2 1\n")
    assert read_judgements(file, {"1"}, {"2"}).grades == {"1": {"2": 1}}


def test_files_that_do_not_belong_together(tmp_path: Path) -> None:
    corpus = lines(tmp_path / "corpus.jsonl", CORPUS)
    queries = lines(tmp_path / "queries.jsonl", QUERIES)
    with pytest.raises(QuestionFileError, match="names no relevant article for any query"):
        read_collection(corpus, queries, write(tmp_path / "qrels", "q1 0 d1 0\nq7 0 d1 1\n"))
    with pytest.raises(QuestionFileError, match="holds no article"):
        read_collection(write(tmp_path / "empty", "\n"), queries, queries)


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("gone", None, "no file at"),
        ("corpus.gz", b"no gzip", "cannot be read"),
        ("corpus.gz", gzip.compress(b"*TEXT")[:-4], "cannot be read after line"),
        ("corpus", b"\n\xff\n", ":2: not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read(
    tmp_path: Path, name: str, content: bytes | None, complaint: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(QuestionFileError, match=complaint):
        read_queries(tmp_path / name)
    with pytest.raises(QuestionFileError, match="cannot be read"):
        read_queries(tmp_path)
