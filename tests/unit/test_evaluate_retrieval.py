"""Evaluating the search on a small collection: rankings, figures, rows, and the command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import log2
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEncoder

from index import PassageIndex
from index.types import Passage, SearchResult
from qa.cli.evaluating import retrieval as command
from qa.cli.options import Parser
from qa.evaluation.corpus import open_corpus_index
from qa.evaluation.errors import OtherRunError, QuestionFileError
from qa.evaluation.predictions import Predictions, read_predictions
from qa.evaluation.retrieval import (
    ARTICLES,
    PASSAGES,
    SYSTEMS,
    evaluate_retrieval,
    rank_articles,
)
from qa.evaluation.retrieval_files import Collection, read_collection
from qa.evaluation.retrieval_metrics import METRICS, ranking_metrics

pytestmark = pytest.mark.unit

TOPICS = ("grain", "rain", "chess", "opera", "rugby", "copper", "tunnel")
SENTENCES = "The {0} story of day {1} is long. Nobody in town {1} had heard of {0} before. "
QUERIES = {
    "q1": "grain story of day 3",
    "q2": "who had heard of rain in town 11",
    "q3": "opera zebra",
    "q4": "snow",
}
# article n tells of topic n % 7; 19 and 20 hold the same text
QRELS = [("q1", "3", 2), ("q1", "7", 1), ("q2", "15", 1), ("q3", "10", 1), ("q3", "20", 1)]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Files in BEIR's layout; articles are long enough for several passages."""
    folder = tmp_path_factory.mktemp("collection")
    articles = [
        {
            "_id": str(number),
            "title": f"Article {number}",
            "text": SENTENCES.format(TOPICS[min(number, 19) % 7], min(number, 19)) * 6,
        }
        for number in range(21)
    ]
    queries = [{"_id": key, "text": text} for key, text in QUERIES.items()]
    qrels = "".join(f"{query}\t{article}\t{grade}\n" for query, article, grade in QRELS)
    contents = {
        "corpus": "".join(json.dumps(row) + "\n" for row in articles),
        "queries": "".join(json.dumps(row) + "\n" for row in queries),
        "qrels": f"query-id\tcorpus-id\tscore\n{qrels}",
    }
    for name, content in contents.items():
        (folder / name).write_text(content, encoding="utf-8")
    return {name: folder / name for name in contents}


@pytest.fixture(scope="module")
def collection(files: dict[str, Path]) -> Collection:
    return read_collection(files["corpus"], files["queries"], files["qrels"])


@pytest.fixture(scope="module")
def index(
    collection: Collection, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PassageIndex]:
    cache = tmp_path_factory.mktemp("cache")
    encoder = FakeEncoder(max_tokens=40)
    with open_corpus_index(collection.documents, "00ff", encoder=encoder, cache=cache) as index:
        yield index


def result(document: str) -> SearchResult:
    return SearchResult(Passage(f"{document}:0-1", document, 0, 1, "a"), 1.0)


def evaluate(index: PassageIndex, collection: Collection) -> tuple[dict[str, Any], list[Any]]:
    with Predictions(None, {}) as predictions:
        ids = list(collection.queries)
        metrics = evaluate_retrieval(index, collection, ids, predictions)
        return metrics, predictions.rows(ids)


def test_an_article_ranks_by_its_best_passage() -> None:
    results = [result(document) for document in "abacb"]
    articles = {"a": ("1",), "b": ("2", "20"), "c": ("3",), "d": ("4",)}
    assert rank_articles(results, articles) == ["1", "2", "20", "3"]
    many = {str(number): (str(number),) for number in range(300)}
    found = rank_articles([result(document) for document in many], many)
    assert found == [str(number) for number in range(ARTICLES)]


def test_the_rankings_are_the_products_own(index: PassageIndex, collection: Collection) -> None:
    assert index.info().passages > len(collection.articles)
    _, rows = evaluate(index, collection)
    for row in rows:
        rankings = index.rankings(row["question"], PASSAGES)
        for system, results in rankings.items():
            assert row["ranked"][system] == rank_articles(results, collection.articles)
    assert sorted(rows[0]["ranked"]["dense"], key=int) == [str(number) for number in range(21)]
    twins = rows[0]["ranked"]["dense"]
    assert twins.index("20") == twins.index("19") + 1


def test_figures_are_means_of_the_rows_in_percent(
    index: PassageIndex, collection: Collection
) -> None:
    metrics, rows = evaluate(index, collection)
    assert [row["id"] for row in rows] == ["q1", "q2", "q3"]
    for system in SYSTEMS:
        graded = [
            ranking_metrics(row["ranked"][system], collection.judgements.grades[row["id"]])
            for row in rows
        ]
        assert [row["verdict"][system] for row in rows] == graded
        for name in METRICS:
            mean = 100 * sum(values[name] for values in graded) / 3
            assert metrics["systems"][system][name] == pytest.approx(mean)
    assert {name: metrics[name] for name in METRICS} == metrics["systems"]["fused"]
    assert rows[0]["ranked"]["bm25"][:3] == ["3", "0", "7"]  # grades 2, none and 1
    expected = (2 + 1 / log2(4)) / (2 + 1 / log2(3))
    assert rows[0]["verdict"]["bm25"]["nDCG@10"] == pytest.approx(expected)
    assert metrics["queries"] == 3
    assert metrics["queries_without_relevant"] == 1
    assert metrics["articles"] == 21


def test_what_fused_adds_is_tested(index: PassageIndex, collection: Collection) -> None:
    metrics, _ = evaluate(index, collection)
    assert set(metrics["fused_against"]) == {"dense", "bm25"}
    for system, tests in metrics["fused_against"].items():
        assert set(tests) == {"nDCG@10", "R@10"}
        for name, test in tests.items():
            difference = metrics[name] - metrics["systems"][system][name]
            assert test["difference"] == pytest.approx(difference)
            assert test["interval"][0] <= test["difference"] <= test["interval"][1]
            assert 0 < test["p"] <= 1
            # of three pairs, 2 of the 8 ways to give signs are as far at the least
            assert test["p"] >= 2 / 8


def test_a_row_is_in_the_shared_layout(index: PassageIndex, collection: Collection) -> None:
    _, rows = evaluate(index, collection)
    row = rows[0]
    assert row["gold"] == {"answers": [], "sources": ["3", "7"]}
    assert row["question"] == row["standalone_question"] == QUERIES["q1"]
    assert (row["answer"], row["confidence"], row["best"], row["citations"]) == (None,) * 3 + ([],)
    assert row["timings_ms"]["retrieve"] >= 0


def test_a_second_start_searches_only_what_is_missing(
    index: PassageIndex, collection: Collection, tmp_path: Path
) -> None:
    told: list[tuple[int, int, str]] = []
    with Predictions(tmp_path, {}) as predictions:
        evaluate_retrieval(index, collection, ["q1"], predictions)
    encoder = index.encoder
    assert isinstance(encoder, FakeEncoder)
    encoder.encoded.clear()
    with Predictions(tmp_path, {}) as predictions:
        metrics = evaluate_retrieval(
            index,
            collection,
            ["q1", "q2", "q3"],
            predictions,
            progress=lambda *values: told.append(values),
        )
    assert encoder.encoded == [QUERIES["q2"], QUERIES["q3"]]
    assert [row["id"] for row in read_predictions(tmp_path)] == ["q1", "q2", "q3"]
    assert told == [(done, 3, "queries") for done in range(4)]
    whole, _ = evaluate(index, collection)
    assert metrics["systems"] == whole["systems"]


def run(monkeypatch: pytest.MonkeyPatch, files: dict[str, Path], *more: str) -> int:
    monkeypatch.setattr("index.SentenceEncoder", lambda: FakeEncoder(max_tokens=40))
    parser = Parser(prog="qa evaluate")
    command.add_command(parser.add_subparsers(parser_class=Parser))
    named = [part for name, path in files.items() for part in (f"--{name}", str(path))]
    arguments = parser.parse_args(["retrieval", *named, *more])
    return int(arguments.run(arguments))


def test_the_command_writes_a_table_and_json(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    files: dict[str, Path],
    tmp_path: Path,
) -> None:
    folders = ["--cache", str(tmp_path / "cache"), "--out", str(tmp_path / "out")]
    assert run(monkeypatch, files, *folders, "--seed", "3") == 0
    captured = capsys.readouterr()
    *table, last = captured.out.splitlines()
    metrics = json.loads(last)
    assert metrics == json.loads((tmp_path / "out/metrics.json").read_text(encoding="utf-8"))
    report = (tmp_path / "out/report.html").read_text(encoding="utf-8")
    assert "The rain story of day 15 is long." in report  # the right article of q2
    assert metrics["part"] == "retrieval"
    assert metrics["seed"] == 3
    assert metrics["corpus"]["name"] == "corpus"
    assert metrics["qrels"]["name"] == "qrels"
    assert metrics["models"] == {"fake": FakeEncoder().digest}
    assert table[0].split() == ["dense", "bm25", "fused"]
    assert table[1].split()[0] == "nDCG@10"
    shown = [float(cell.rstrip("*")) for cell in table[1].split()[1:]]
    assert shown == [round(metrics["systems"][system]["nDCG@10"], 2) for system in SYSTEMS]
    assert "21 articles, 3 queries" in captured.err
    assert "left out for having no relevant article: 1" in captured.err

    assert run(monkeypatch, files, *folders, "--seed", "3", "--json") == 0
    again = json.loads(capsys.readouterr().out)
    assert again == metrics  # rows, their timings too, are those of the first run


def test_rows_of_another_run_are_refused(
    monkeypatch: pytest.MonkeyPatch, files: dict[str, Path], tmp_path: Path
) -> None:
    folders = ["--cache", str(tmp_path / "cache"), "--out", str(tmp_path / "out"), "--json"]
    run(monkeypatch, files, *folders, "--limit", "1")
    assert [row["id"] for row in read_predictions(tmp_path / "out")] == ["q2"]
    with pytest.raises(OtherRunError):
        run(monkeypatch, files, *folders, "--limit", "2")
    monkeypatch.setattr("qa.evaluation.run.commit", lambda: "another")
    with pytest.raises(OtherRunError, match="other commit"):
        run(monkeypatch, files, *folders, "--limit", "1")


def test_a_wrong_file_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, files: dict[str, Path], tmp_path: Path
) -> None:
    wrong = {**files, "qrels": files["queries"]}
    with pytest.raises(QuestionFileError, match=r"queries:1: \d+ columns, not query"):
        run(monkeypatch, wrong, "--cache", str(tmp_path / "c"), "--out", str(tmp_path / "out"))
    assert list(tmp_path.iterdir()) == []
