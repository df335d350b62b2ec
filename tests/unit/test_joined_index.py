"""Two indexes searched as one, against one index built from the articles of both."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from corpus import article, write_articles
from fakes import FakeEncoder
from hypothesis import given
from hypothesis import strategies as st

from index import PassageIndex, build_index
from index.errors import IndexMismatchError, IndexMissingError, UnknownIdError
from index.joined import JoinedIndex
from index.lexical import LexicalIndex
from index.passage_index import RankingName
from index.types import SearchResult

pytestmark = pytest.mark.unit

QUERIES = ("how much did the minister pledge in February?", "grain port", "Lviv 2023-05-05", "zzz")
RANKINGS: tuple[RankingName, ...] = ("dense", "bm25", "fused")
NEWS = 24
OWN = "LVIV: The mayor opened a zoo. Its first giraffe is called Melman.\n"


def make(folder: Path, articles: dict[str, str]) -> PassageIndex:
    (folder / "news").mkdir(parents=True)
    for name, text in articles.items():
        (folder / "news" / name).write_text(text, encoding="utf-8")
    build_index(folder / "news", folder / "index", encoder=FakeEncoder())
    return PassageIndex.open(folder / "index", encoder=FakeEncoder())


LARGE = {f"{number:03d}.txt": article(number) for number in range(NEWS - 1)}
LARGE["quiz.txt"] = "BERLIN: The museum held a quiz. Its hardest riddle was about an otter.\n"
SMALL = {"own.txt": OWN, "short.txt": article(99, sentences=1), "long.txt": article(98)}


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[PassageIndex, PassageIndex]]:
    folder = tmp_path_factory.mktemp("parts")
    large, small = make(folder / "large", LARGE), make(folder / "small", SMALL)
    yield large, small
    large.close()
    small.close()


@pytest.fixture(scope="module")
def joined(parts: tuple[PassageIndex, PassageIndex]) -> JoinedIndex:
    return JoinedIndex(parts)


@pytest.fixture(scope="module")
def union(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PassageIndex]:
    with make(tmp_path_factory.mktemp("union"), LARGE | SMALL) as index:
        yield index


def same(found: list[SearchResult], expected: list[SearchResult]) -> None:
    """Compare scores in their order, and passages where a score stands alone."""
    assert [r.score for r in found] == pytest.approx([r.score for r in expected], rel=1e-5)
    scores = {result.passage.id: result.score for result in expected}
    for result in found[:-1]:  # what ties with the last one may be another passage
        assert scores[result.passage.id] == pytest.approx(result.score, rel=1e-5)


@pytest.mark.parametrize("ranking", RANKINGS)
@pytest.mark.parametrize("query", QUERIES)
def test_scores_are_those_of_one_index(
    joined: JoinedIndex, union: PassageIndex, query: str, ranking: RankingName
) -> None:
    same(
        joined.search(query, top_k=10, ranking=ranking),
        union.search(query, top_k=10, ranking=ranking),
    )


@pytest.mark.parametrize("query", QUERIES[:3])
def test_filters_and_nearness_are_those_of_one_index(
    joined: JoinedIndex, union: PassageIndex, query: str
) -> None:
    ids = {document.id for document in union.documents()[::2]}
    for arguments in (
        {"since": date(2023, 3, 1), "until": date(2023, 9, 30)},
        {"documents": ids},
        {"documents": ids, "since": date(2023, 5, 1)},
        {"near": date(2023, 5, 5)},
    ):
        same(joined.search(query, **arguments), union.search(query, **arguments))


def test_no_document_asked_for_is_none_found(joined: JoinedIndex) -> None:
    assert joined.search("grain port", documents=()) == []


def test_a_passage_of_the_small_index_does_not_win_by_having_no_rival(
    parts: tuple[PassageIndex, PassageIndex], joined: JoinedIndex
) -> None:
    large, small = parts
    query = large.passages_of(large.documents()[3].id)[0].text
    best = joined.search(query, top_k=1)[0]
    assert best.passage.text == query
    assert small.search(query, top_k=1)[0].score > best.score * 0.9  # first in its own index


def test_the_answer_is_found_whichever_index_holds_it(joined: JoinedIndex) -> None:
    for query, answer in (("which giraffe is at the zoo?", "Melman"), ("a riddle?", "otter")):
        assert any(answer in result.passage.text for result in joined.search(query, top_k=5))


def test_cosines_and_passages_belong_together(joined: JoinedIndex) -> None:
    for result in joined.search(OWN, top_k=30):
        document = joined.document(result.passage.document_id)
        assert joined.passage(result.passage.id) == result.passage
        assert result.passage in joined.passages_of(document.id)
        assert document.text[result.passage.start : result.passage.end] == result.passage.text
        assert result.cosine is not None
        assert -1.001 <= result.cosine <= 1.001


def test_one_embedding_a_search(parts: tuple[PassageIndex, PassageIndex]) -> None:
    joined = JoinedIndex(parts)
    encoders = [index.encoder for index in parts]
    before = [len(encoder.encoded) for encoder in encoders]
    joined.search("grain port")
    after = [len(encoder.encoded) for encoder in encoders]
    assert sum(after) - sum(before) == 1


def test_what_it_holds(joined: JoinedIndex, union: PassageIndex) -> None:
    assert {d.id for d in joined.documents()} == {d.id for d in union.documents()}
    assert joined.has_word("giraffe")
    assert joined.has_word("minister")
    assert not joined.has_word("quagga")
    info, expected = joined.info(), union.info()
    assert (info.documents, info.passages, info.sources) == (
        expected.documents,
        expected.passages,
        expected.sources,
    )
    assert (info.first_date, info.last_date) == (expected.first_date, expected.last_date)
    for call in (joined.document, joined.passage, joined.passages_of):
        with pytest.raises(UnknownIdError):
            call("nothing")


def test_an_article_in_both_is_given_once(tmp_path: Path) -> None:
    large = make(tmp_path / "large", LARGE)
    small = make(tmp_path / "small", {"again.txt": LARGE["005.txt"], "own.txt": OWN})
    for order in ((large, small), (small, large)):
        joined = JoinedIndex(order)
        for query in (LARGE["005.txt"], OWN):
            found = [result.passage.id for result in joined.search(query, top_k=100)]
            assert len(found) == len(set(found))
        assert len(joined.documents()) == NEWS + 1
        (repeated,) = {d.id for d in large.documents()} & {d.id for d in small.documents()}
        (own,) = {d.id for d in small.documents()} - {repeated}
        for ids in ([repeated], [own], [repeated, own]):
            results = joined.search("report zoo", documents=ids)
            assert {result.passage.document_id for result in results} == set(ids)
    with JoinedIndex([large, large]) as twice:
        assert len(twice.search("grain port", top_k=5)) == 5
    assert large.search("grain")  # not closed with it


def test_it_is_reopened_where_something_changed(tmp_path: Path) -> None:
    large, small = make(tmp_path / "large", LARGE), make(tmp_path / "small", {"own.txt": OWN})
    joined = JoinedIndex([large, small])
    assert not joined.is_stale()
    (tmp_path / "small" / "news" / "new.txt").write_text("A quagga was seen.", encoding="utf-8")
    build_index(tmp_path / "small" / "news", tmp_path / "small" / "index", encoder=FakeEncoder())
    assert joined.is_stale()
    again = joined.reopened()
    assert not again.is_stale()
    assert (joined.has_word("quagga"), again.has_word("quagga")) == (False, True)
    shutil.rmtree(tmp_path / "small")
    assert again.is_stale()
    alone = again.reopened()
    assert not alone.is_stale()
    assert len(alone.documents()) == NEWS
    assert alone.path == large.path
    shutil.rmtree(tmp_path / "large")
    with pytest.raises(IndexMissingError):
        alone.reopened()


def test_one_index_reopened(tmp_path: Path) -> None:
    index = make(tmp_path, {"own.txt": OWN})
    again = index.reopened()
    assert (again.path, again.encoder) == (index.path, index.encoder)
    assert again.documents() == index.documents()


def test_indexes_of_two_encoders_are_not_joined(tmp_path: Path) -> None:
    write_articles(tmp_path / "news", 2)
    encoders = FakeEncoder(), FakeEncoder(name="other")
    for name, encoder in zip("ab", encoders, strict=True):
        build_index(tmp_path / "news", tmp_path / name, encoder=encoder)
    indexes = [
        PassageIndex.open(tmp_path / name, encoder=encoder)
        for name, encoder in zip("ab", encoders, strict=True)
    ]
    with pytest.raises(IndexMismatchError, match="other"):
        JoinedIndex(indexes)
    with pytest.raises(ValueError, match="one or more"):
        JoinedIndex([])


TEXTS = ["tower tower fell", "tower", "a bridge and a river and a port", "river tower port grain"]


@given(st.integers(1, 3), st.sampled_from(["tower", "tower river", "port port", "grain bridge"]))
def test_counts_of_the_whole_give_the_scores_of_the_whole(cut: int, query: str) -> None:
    whole = LexicalIndex.of(TEXTS)
    counts = whole.counts(query)
    scored: dict[int, float] = {}
    for first, half in ((0, LexicalIndex.of(TEXTS[:cut])), (cut, LexicalIndex.of(TEXTS[cut:]))):
        rows, scores = half.search(query, 9, counts)
        scored |= zip((rows + first).tolist(), scores.tolist(), strict=True)
    rows, scores = whole.search(query, 9, counts)
    assert scored == dict(zip(rows.tolist(), scores.tolist(), strict=True))
