"""Documents that are no files: indexed in bulk, and gone on with after a break."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date as day
from pathlib import Path

import pytest
from fakes import FakeEncoder

from index import PassageIndex
from index.build import index_documents
from index.documents import make_document
from index.errors import IndexMissingError, SourceEmptyError
from index.types import Document, Vectors
from qa.evaluation.corpus import open_corpus_index

pytestmark = pytest.mark.unit


def article(number: int, text: str | None = None) -> Document:
    return make_document(
        title=f"Title {number}",
        text=text or f"Article {number} is about topic{number}. It says word{number}.",
        source=f"https://news.example/{number}",
        date=day(2023, 1, 1 + number % 28),
    )


class BreakingEncoder(FakeEncoder):
    """Breaks down once it has encoded more than `budget` texts."""

    budget = 10**9

    def encode(self, texts: Sequence[str], *, queries: bool = False) -> Vectors:
        if len(self.encoded) + len(texts) > self.budget:
            raise RuntimeError("out of memory")
        return super().encode(texts, queries=queries)


def test_what_is_given_is_found(tmp_path: Path) -> None:
    encoder = FakeEncoder()
    report = index_documents(map(article, range(70)), tmp_path / "i", encoder=encoder)
    assert (report.added, report.documents, report.embedded) == (70, 70, 70)
    with PassageIndex.open(tmp_path / "i", encoder=encoder) as opened:
        result = opened.search("what does word42 say", ranking="bm25")[0]
        document = opened.document(result.passage.document_id)
    assert document == article(42)
    assert document.text[result.passage.start : result.passage.end] == result.passage.text


def test_nothing_is_embedded_twice(tmp_path: Path) -> None:
    index_documents(map(article, range(5)), tmp_path / "i", encoder=FakeEncoder())
    encoder = FakeEncoder()
    again = index_documents(map(article, range(7)), tmp_path / "i", encoder=encoder)
    assert (again.added, again.unchanged, again.embedded) == (2, 5, 2)
    assert len(encoder.encoded) == 2
    same = index_documents(map(article, range(7)), tmp_path / "i", encoder=encoder)
    assert (same.generation, len(encoder.encoded)) == (again.generation, 2)


def test_one_text_from_two_places_is_one_document(tmp_path: Path) -> None:
    text = "The same wire report. It was sent to two papers."
    documents = [article(1, text), article(2, text)]
    report = index_documents(documents, tmp_path / "i", encoder=FakeEncoder())
    assert (report.documents, report.added, report.embedded) == (1, 2, 1)


def test_a_build_that_broke_goes_on(tmp_path: Path) -> None:
    breaking = BreakingEncoder()
    breaking.budget = 150
    with pytest.raises(RuntimeError, match="out of memory"):
        index_documents(map(article, range(200)), tmp_path / "i", encoder=breaking)
    encoder = FakeEncoder()
    with pytest.raises(IndexMissingError):
        PassageIndex.open(tmp_path / "i", encoder=encoder)
    report = index_documents(map(article, range(200)), tmp_path / "i", encoder=encoder)
    assert report.documents == 200
    # it got through four batches of 32
    assert report.embedded == len(encoder.encoded) == 200 - 128


def test_no_document_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceEmptyError, match="there is no document"):
        index_documents([], tmp_path / "i", encoder=FakeEncoder())


def test_progress_counts_documents(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    index_documents(
        map(article, range(40)),
        tmp_path / "i",
        encoder=FakeEncoder(),
        progress=lambda *values: told.append(values),
        total=40,
    )
    assert told == [(done, 40, "articles") for done in range(1, 41)]


def test_a_corpus_is_indexed_once(tmp_path: Path) -> None:
    drawn = []

    def documents() -> Iterator[Document]:
        drawn.append(1)
        return map(article, range(3))

    for _ in range(2):
        opened = open_corpus_index(documents, "d1", encoder=FakeEncoder(), cache=tmp_path)
        assert {d.source for d in opened.documents()} == {
            f"https://news.example/{n}" for n in range(3)
        }
        opened.close()
    assert len(drawn) == 1
    open_corpus_index(documents, "d2", encoder=FakeEncoder(), cache=tmp_path).close()
    open_corpus_index(documents, "d1", encoder=FakeEncoder(seed=1), cache=tmp_path).close()
    assert len(drawn) == 3


def test_a_title_and_a_date_that_are_known_win_over_the_text() -> None:
    known = make_document(
        title="Known", text="Title: Other\n\nBody of it.", source="u", date=day(2020, 1, 2)
    )
    assert (known.title, known.date, known.metadata["title_source"]) == (
        "Known", day(2020, 1, 2), "headline",
    )  # fmt: skip
    unknown = make_document(title=None, text="Title: Other\n\nBody of it.", source="u", date=None)
    assert unknown.title == "Other"
    assert unknown.id == known.id


def test_what_was_given_outlives_a_rebuild(tmp_path: Path) -> None:
    encoder = FakeEncoder()
    index_documents(map(article, range(3)), tmp_path / "i", encoder=encoder)
    vectors = next((tmp_path / "i").rglob("vectors.*"))
    vectors.unlink()  # all passages are embedded anew, from the documents that are stored
    index_documents(map(article, range(4)), tmp_path / "i", encoder=encoder)
    with PassageIndex.open(tmp_path / "i", encoder=encoder) as opened:
        assert {(d.title, d.date) for d in opened.documents()} == {
            (f"Title {n}", day(2023, 1, 1 + n)) for n in range(4)
        }
