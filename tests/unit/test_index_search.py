"""Search against numpy and a second reading of the fusion formula; filters, snapshots, threads."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from corpus import article, write_articles
from fakes import FakeEncoder

from index import PassageIndex, build_index
from index.errors import (
    IndexMismatchError,
    IndexMissingError,
    PassageIndexError,
    UnknownIdError,
)
from index.layout import Layout, Manifest
from index.lexical import LexicalIndex
from index.passage_index import RankingName
from index.passages import contexts
from index.store import Store
from index.types import Passage, SearchResult

pytestmark = pytest.mark.unit

QUERIES = ("how much did the minister pledge in February?", "grain port", "Lviv 2023-05-05", "zzz")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PassageIndex]:
    """An index that no test changes."""
    yield from opened(tmp_path_factory.mktemp("shared"))


@pytest.fixture
def changing(tmp_path: Path) -> Iterator[PassageIndex]:
    """An index of `news` beside it, for the tests that build again."""
    yield from opened(tmp_path)


def opened(folder: Path) -> Iterator[PassageIndex]:
    build_index(write_articles(folder / "news", 30), folder / "index", encoder=FakeEncoder())
    with PassageIndex.open(folder / "index", encoder=FakeEncoder()) as index:
        yield index


def all_contexts(index: PassageIndex) -> tuple[list[Passage], list[str]]:
    """Return all passages with what the encoder and BM25 must have seen of them."""
    passages, texts = [], []
    for document in index.documents():
        for passage in index.passages_of(document.id):
            passages.append(passage)
            texts.append(contexts(document, [passage])[0])
    return passages, texts


@pytest.mark.parametrize("query", QUERIES)
def test_dense_ranking_equals_numpy(index: PassageIndex, query: str) -> None:
    passages, texts = all_contexts(index)
    encoder = FakeEncoder()
    scores = encoder.encode(texts) @ encoder.encode([query])[0]
    expected = [passages[place].id for place in np.argsort(-scores)[:20]]
    ranking = index.rankings(query, 20)["dense"]
    assert [result.passage.id for result in ranking] == expected
    assert [result.score for result in ranking] == pytest.approx(
        np.sort(scores)[::-1][:20].tolist(), abs=1e-6
    )


@pytest.mark.parametrize("query", QUERIES)
def test_lexical_ranking_is_over_the_contexts(index: PassageIndex, query: str) -> None:
    passages, texts = all_contexts(index)
    lexical = LexicalIndex.of(texts)
    places, scores = lexical.search(query, len(texts), lexical.counts(query))
    ranking = index.rankings(query, len(texts))["bm25"]
    assert {result.passage.id for result in ranking} == {passages[place].id for place in places}
    assert [result.score for result in ranking] == pytest.approx(scores.tolist())


@pytest.mark.parametrize("query", QUERIES)
def test_search_is_reciprocal_rank_fusion(index: PassageIndex, query: str) -> None:
    rankings = index.rankings(query, 100)
    ranks = [
        {result.passage.id: rank for rank, result in enumerate(ranking, start=1)}
        for ranking in (rankings["dense"], rankings["bm25"])
    ]
    everything = sorted(set().union(*ranks))
    expected = {
        id: sum(
            weight / (60 + one[id]) for one, weight in zip(ranks, (1, 2), strict=True) if id in one
        )
        for id in everything
    }
    found = index.search(query, top_k=7)
    assert len(found) == 7
    assert [result.score for result in found] == pytest.approx(
        sorted(expected.values(), reverse=True)[:7]
    )
    assert rankings["fused"][:7] == bare(found)
    vector = index.encoder.encode([query], queries=True)[0]
    passages, texts = all_contexts(index)
    context_of = {passage.id: text for passage, text in zip(passages, texts, strict=True)}
    for result in found:
        own = index.encoder.encode([context_of[result.passage.id]])[0]
        assert result.cosine == pytest.approx(float(vector @ own), abs=1e-5)
        assert result.score == pytest.approx(expected[result.passage.id])
        assert index.passage(result.passage.id) == result.passage


def test_only_the_articles_named_are_found(index: PassageIndex) -> None:
    chosen = [document.id for document in index.documents()][3:5]
    passages = [passage.id for id in chosen for passage in index.passages_of(id)]
    for query in QUERIES[:3]:
        found = index.search(query, top_k=1_000, documents=[*chosen, "unknown"])
        assert sorted(result.passage.id for result in found) == sorted(passages)
    assert index.search(QUERIES[0], documents=[]) == []


def bare(results: list[SearchResult]) -> list[SearchResult]:
    return [replace(result, cosine=None) for result in results]


@pytest.mark.parametrize("name", ["dense", "bm25"])
def test_search_by_one_ranking(index: PassageIndex, name: RankingName) -> None:
    for query in QUERIES:
        ranking = index.rankings(query, 100)[name]
        assert bare(index.search(query, top_k=5, ranking=name)) == ranking[:5]


def test_passages_are_slices_of_their_documents(index: PassageIndex) -> None:
    news = index.path.parent / "news"
    texts = [file.read_text() for file in sorted(news.iterdir())]
    assert [document.text for document in index.documents()] == texts
    for passage in all_contexts(index)[0]:
        document = index.document(passage.document_id)
        assert document.text[passage.start : passage.end] == passage.text


def test_filters_leave_out_other_days_and_keep_articles_without_one(index: PassageIndex) -> None:
    since, until = date(2023, 3, 3), date(2023, 6, 6)
    undated = {document.id for document in index.documents() if document.date is None}
    inside = {
        document.id
        for document in index.documents()
        if document.date and since <= document.date <= until
    }
    assert undated
    assert 0 < len(inside) < 20
    found = index.search("minister pledge rocket tower", top_k=1000, since=since, until=until)
    assert {result.passage.document_id for result in found} == inside | undated
    (day,) = {index.document(id).date for id in list(inside)[:1]}
    only = index.search("minister", top_k=1000, since=day, until=day)
    days = {index.document(result.passage.document_id).date for result in only}
    assert days == {day, None}
    everything = index.search("minister pledge rocket tower", top_k=1000)
    assert {result.passage.document_id for result in everything} == {
        document.id for document in index.documents()
    }


def test_edges_of_a_search(index: PassageIndex) -> None:
    assert index.search("minister", top_k=0) == []
    assert len(index.search("", top_k=3)) == 3
    with pytest.raises(UnknownIdError, match="'nope'"):
        index.document("nope")
    with pytest.raises(UnknownIdError, match="'nope'"):
        index.passage("nope")


def test_info_says_what_is_there(index: PassageIndex) -> None:
    info = index.info()
    assert (info.documents, info.sources, info.generation) == (30, 30, 1)
    assert info.passages == len(all_contexts(index)[0])
    assert (info.encoder, info.encoder_digest) == ("fake", FakeEncoder().digest)
    days = [document.date for document in index.documents() if document.date]
    assert (info.first_date, info.last_date) == (min(days), max(days))
    assert info.path == index.path
    assert index.path.name == "index"
    assert info.bytes > sum(len(document.text) for document in index.documents())


def test_a_reader_keeps_its_state_while_builds_go_on(changing: PassageIndex) -> None:
    index, news = changing, changing.path.parent / "news"
    before = index.search("grain port", top_k=50)
    texts = [document.text for document in index.documents()]
    assert not index.is_stale()
    for number in range(40, 43):
        (news / "000.txt").unlink(missing_ok=True)
        (news / f"{number}.txt").write_text(article(number))
        build_index(news, index.path, encoder=FakeEncoder())
        assert index.is_stale()
        assert index.search("grain port", top_k=50) == before
        assert [document.text for document in index.documents()] == texts
    with PassageIndex.open(index.path, encoder=FakeEncoder()) as fresh:
        assert not fresh.is_stale()
        assert fresh.info().generation == 4
        assert len(fresh.documents()) == 32
        assert fresh.search("grain port", top_k=50) != before


def test_an_index_that_is_deleted_or_made_anew_is_stale(changing: PassageIndex) -> None:
    index, news = changing, changing.path.parent / "news"
    index.path.rename(index.path.with_name("moved"))
    assert index.is_stale()
    (news / "000.txt").unlink()
    build_index(news, index.path, encoder=FakeEncoder())
    assert index.is_stale()


def test_an_index_can_be_opened_at_any_moment_of_a_build(tmp_path: Path) -> None:
    news, path = write_articles(tmp_path / "news", 3, sentences=3), tmp_path / "index"
    build_index(news, path, encoder=FakeEncoder())

    def build_again_and_again() -> None:
        for number in range(6):
            (news / "changing.txt").write_text(article(number, sentences=3))
            build_index(news, path, encoder=FakeEncoder())

    generations = []
    with ThreadPoolExecutor(1) as pool:
        builds = pool.submit(build_again_and_again)
        while not builds.done():
            with PassageIndex.open(path, encoder=FakeEncoder()) as index:
                info = index.info()
                assert len(index.search("report", top_k=99)) == info.passages
                assert len(index.documents()) == info.documents
                generations.append(info.generation)
        builds.result()
    assert generations == sorted(generations)
    assert len(set(generations)) > 1


def test_a_build_that_overtakes_an_opening(
    changing: PassageIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, overtaken = Manifest.read, []

    def build_first(folder: Path, digest: str) -> Manifest:
        if not overtaken:
            overtaken.append(folder)
            (changing.path.parent / "news" / "new.txt").write_text(article(77))
            build_index(changing.path.parent / "news", changing.path, encoder=FakeEncoder())
        return read(folder, digest)

    monkeypatch.setattr(Manifest, "read", build_first)
    with PassageIndex.open(changing.path, encoder=FakeEncoder()) as index:
        assert (index.info().generation, len(index.documents())) == (2, 31)
    assert not overtaken[0].exists()


def test_an_index_on_a_disk_that_cannot_be_written(
    index: PassageIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copytree(index.path, tmp_path / "copy")
    monkeypatch.setattr("index.database.os.access", lambda *_: False)
    for log in copy.glob("store.sqlite-*"):
        log.unlink()
    with PassageIndex.open(copy, encoder=FakeEncoder()) as opened:
        assert opened.search("grain port") == index.search("grain port")
        assert list(copy.glob("store.sqlite-*")) == []


def test_threads_share_an_index(index: PassageIndex) -> None:
    expected = {query: index.search(query, top_k=20) for query in QUERIES}
    start = threading.Barrier(8)

    def ask(number: int) -> bool:
        start.wait()
        return all(
            index.search(QUERIES[(number + turn) % 4], top_k=20)
            == expected[QUERIES[(number + turn) % 4]]
            and index.is_stale() is False
            for turn in range(8)
        )

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(8)))


def test_opening_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match=r'no index at .*nope: run "qa index seeds"'):
        PassageIndex.open(tmp_path / "nope", encoder=FakeEncoder())
    (tmp_path / "empty").mkdir()
    with pytest.raises(IndexMissingError, match="no index at"):
        PassageIndex.open(tmp_path / "empty", encoder=FakeEncoder())


def test_another_encoder_is_refused_by_reader_and_writer(changing: PassageIndex) -> None:
    index, news = changing, changing.path.parent / "news"
    other = FakeEncoder(name="other", seed=1)
    message = r"encoder fake \([0-9a-f]{12}\), not other \([0-9a-f]{12}\): set QA_ENCODER"
    with pytest.raises(IndexMismatchError, match=message):
        PassageIndex.open(index.path, encoder=other)
    with pytest.raises(IndexMismatchError, match=message):
        build_index(news, index.path, encoder=other)
    assert other.encoded == []
    assert not index.is_stale()


def test_another_format_is_refused(changing: PassageIndex) -> None:
    index, news = changing, changing.path.parent / "news"
    store = Store(Layout(index.path).store, writable=True)
    store.set_meta({"format_version": "99"})
    store.commit()
    store.close()
    assert index.is_stale()
    for attempt in (
        lambda: PassageIndex.open(index.path, encoder=FakeEncoder()),
        lambda: build_index(news, index.path, encoder=FakeEncoder()),
    ):
        with pytest.raises(IndexMismatchError, match="index format 99"):
            attempt()


def test_the_default_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QA_INDEX_DIR", raising=False)
    with pytest.raises(PassageIndexError, match=r"no index at \.qa_index:"):
        PassageIndex.open(encoder=FakeEncoder())
    monkeypatch.setenv("QA_INDEX_DIR", str(tmp_path / "elsewhere"))
    with pytest.raises(PassageIndexError, match=r"no index at .*elsewhere:"):
        PassageIndex.open(encoder=FakeEncoder())
