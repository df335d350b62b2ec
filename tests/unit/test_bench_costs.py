"""What `qa bench embed`, `start` and `growth` count, by hand; nothing here asserts a time."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from corpus import article, write_articles
from fakes import FakeEncoder

from index import build_index
from index.errors import IndexMissingError, SourceMissingError
from index.layout import Layout
from index.types import Vectors
from qa.bench.articles import passages_of
from qa.bench.embedding import Embedder, Shape, measure_embed
from qa.bench.errors import MeasurementError
from qa.bench.growth import headlines, measure_growth
from qa.bench.page import answered, wait_for_page
from qa.bench.probe import memory
from qa.bench.recorded import RecordedEncoder
from qa.bench.starting import ended, largest_imports, linked

pytestmark = pytest.mark.unit


def test_the_operations_of_a_model_are_those_of_its_products() -> None:
    # one layer of width 2 and 3 inside, one token: 4 products of 2 x 2 and 2 of 2 x 3, doubled,
    # and in the attention 2 products of length 2, doubled
    assert Shape(1, 2, 3).operations([1]) == 2 * (4 * 4 + 2 * 6) + 2 * 2 * 2
    # of two tokens each sees both: the pairs are four
    assert Shape(1, 2, 3).operations([2]) == 2 * 2 * (4 * 4 + 2 * 6) + 4 * 2 * 2 * 2
    assert Shape(6, 2, 3).operations([1, 2]) == 6 * (56 + 8 + 112 + 32)


def test_a_shape_is_read_where_it_is_told(tmp_path: Path) -> None:
    sizes = {"num_hidden_layers": 6, "hidden_size": 384, "intermediate_size": 1536}
    (tmp_path / "config.json").write_text(json.dumps(sizes), encoding="utf-8")
    assert Shape.read(tmp_path) == Shape(6, 384, 1536)
    (tmp_path / "config.json").write_text('{"dim": 384}', encoding="utf-8")
    assert Shape.read(tmp_path) is None


def test_the_vectors_of_both_are_compared() -> None:
    turns: list[str] = []

    def encode(name: str, vectors: list[list[float]]) -> Embedder:
        def work(texts: Sequence[str]) -> Vectors:
            assert list(texts) == ["one", "two"]
            turns.append(name)
            return np.array(vectors, dtype=np.float32)

        return Embedder(work, "bf16" if name == "p" else "f32")

    figures = measure_embed(
        ["one", "two"],
        encode("p", [[1.0, 0.0], [0.0, 1.0]]),
        encode("d", [[1.0, 0.0], [6.0, 8.0]]),  # cosines 1 and 0.8
        [3, 5],
        shape=Shape(1, 2, 3),
        products={"f32": 1e9, "bf16": 4e9},
        rounds=2,
    )
    assert "".join(turns) == "dp" + "pd" + "dp"
    assert figures["tokens"] == 8
    assert figures["cosine"] == pytest.approx({"mean": 0.9, "least": 0.8})
    assert figures["operations"] == 8 * 56 + (9 + 25) * 8
    product, defaults = figures["product"], figures["defaults"]
    assert product["tokens_per_s"] == pytest.approx(4 * product["passages_per_s"])
    rates = [own["operations_per_s"] for own in (product, defaults)]
    assert product["share_of_machine"] == pytest.approx({"bf16": rates[0] / 4e9})
    assert defaults["share_of_machine"] == pytest.approx(
        {"f32": rates[1] / 1e9, "bf16": rates[1] / 4e9}
    )
    assert figures["times_as_fast"] == pytest.approx(defaults["seconds"] / product["seconds"])


def test_few_passages_are_repeated(tmp_path: Path) -> None:
    write_articles(tmp_path / "news", 3, sentences=3)
    build_index(tmp_path / "news", tmp_path / "index", encoder=FakeEncoder())
    texts = passages_of(tmp_path / "index", 8)
    assert len(set(texts)) == 3
    assert texts[3:6] == texts[:3]
    assert texts[6:] == texts[:2]
    assert len(set(passages_of(tmp_path / "index", 2))) == 2


def test_imports_are_summed_by_package() -> None:
    said = """import time: self [us] | cumulative | imported package
import time:       100 |        100 |   numpy.core
import time:      2000 |       2500 | numpy
import time:       900 |      90000 | qa.cli
import time:        50 |         50 | site
a line of something else
"""
    assert largest_imports(said, 2) == {"numpy": 2.1, "qa": 0.9}


def test_the_page_says_when_it_is_complete() -> None:
    stream = 'event: heartbeat\ndata: null\n\nevent: complete\ndata: [{"answer": "Kyiv"}]\n\n'
    assert answered(stream) == {"answer": "Kyiv"}
    with pytest.raises(ValueError, match="end without an answer"):
        answered('event: error\ndata: {"error": "no"}\n\n')


def test_a_process_that_fails_says_why() -> None:
    assert ended([sys.executable, "-c", "print('Kyiv')"]) == ("Kyiv\n", "")
    with pytest.raises(MeasurementError, match=r"-c .* failed: gone; run it by hand"):
        ended([sys.executable, "-c", "raise SystemExit('not this\\ngone')"])


def test_a_page_that_does_not_come_says_why(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("cannot listen\n", encoding="utf-8")
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        with pytest.raises(MeasurementError, match="serves no page: cannot listen; start it"):
            wait_for_page(process, "http://127.0.0.1:1/", log)


def test_what_people_asked_stays_out_of_a_linked_index(tmp_path: Path) -> None:
    write_articles(tmp_path / "news", 2, sentences=3)
    build_index(tmp_path / "news", tmp_path / "index", encoder=FakeEncoder())
    (tmp_path / "index" / "people.sqlite3").write_bytes(b"theirs")
    (tmp_path / "index" / "people.sqlite3-wal").write_bytes(b"theirs")
    own = linked(tmp_path / "index", tmp_path / "own")
    assert not list(own.glob("people*"))
    assert Layout(own).store.is_symlink()
    assert Layout(own).store.resolve() == Layout(tmp_path / "index").store.resolve()
    with pytest.raises(IndexMissingError, match="no index at"):
        linked(tmp_path / "gone", tmp_path / "other")


def test_memory_is_read_in_mebibytes() -> None:
    status = "Name:\tqa\nVmHWM:\t    4096 kB\nVmRSS:\t    2048 kB\nRssAnon:\t     512 kB\n"
    assert memory(status) == {"peak_mb": 4.0, "resident_mb": 2.0, "anonymous_mb": 0.5}
    assert memory("") == {}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl.gz"
    with gzip.open(path, "wt") as stream:
        for number in range(40):
            text = article(number, sentences=3)
            stream.write(json.dumps({"text": text, "title": f"Report {number}"}) + "\n")
            if number == 3:  # the same text again is no passage more
                stream.write(json.dumps({"text": text, "title": "Again"}) + "\n")
    return path


def test_growth_takes_articles_until_there_are_as_many_passages(
    corpus: Path, tmp_path: Path
) -> None:
    encoder = FakeEncoder()
    build_index(corpus, tmp_path / "vectors", encoder=encoder)
    probes: list[tuple[str, int]] = []

    def probe(index: Path, questions: Sequence[str]) -> dict[str, Any]:
        size = int(index.name.removeprefix("index"))
        probes.append((questions[0], len(questions)))
        return {"ask_ms": [9.0, size**2, 1e9], "memory": {"resident_mb": size**0.5}}

    (tmp_path / "work").mkdir()
    said: list[str] = []
    figures = measure_growth(
        corpus,
        tmp_path / "vectors",
        tmp_path / "work",
        RecordedEncoder(tmp_path / "vectors", encoder),
        encoder,
        sizes=[4, 8, 32, 1000],
        probe=probe,
        tell=said.append,
    )
    rows = figures["sizes"]
    assert [(row["passages"], row["articles"]) for row in rows] == [(4, 4), (8, 9), (32, 33)]
    assert [row["ask_ms"] for row in rows] == [16, 64, 1024]
    assert probes == [("Report 0", 4)] * 3
    assert figures["slopes"]["ask_ms"]["all"] == pytest.approx(2.0)
    assert figures["slopes"]["ask_ms"]["8-32"] == pytest.approx(2.0)
    assert figures["slopes"]["resident_mb"]["all"] == pytest.approx(0.5)
    assert "ask_ms" in figures["too_steep"]
    assert "resident_mb" not in figures["too_steep"]
    assert rows[0]["build_s"] > rows[0]["build_s_but_for_embedding"]
    assert "anonymous_mb" not in figures["slopes"]
    assert len(said) == 3
    assert not list((tmp_path / "work").iterdir())


def test_growth_refuses_what_it_cannot_measure(corpus: Path, tmp_path: Path) -> None:
    encoder = FakeEncoder()
    build_index(corpus, tmp_path / "vectors", encoder=encoder)
    common = (tmp_path / "vectors", tmp_path, encoder, encoder)
    with pytest.raises(MeasurementError, match="fewer than 500 passages: name smaller sizes"):
        measure_growth(corpus, *common, sizes=[500, 900])
    with pytest.raises(SourceMissingError, match="No such file"):
        measure_growth(tmp_path / "gone.jsonl", *common, sizes=[1])


def test_headlines_are_asked_once_each() -> None:
    lines = [json.dumps({"title": title}).encode() for title in ("A", "", "B", "A", "?!")]
    assert headlines([*lines, b"no JSON", b"[]"]) == ["A", "B"]
    many = [json.dumps({"title": f"T{number}"}).encode() for number in range(120)]
    assert headlines(many)[:3] == ["T0", "T2", "T4"]
    assert len(headlines(many)) == 50
    with pytest.raises(MeasurementError, match="no headlines to ask: give --questions"):
        headlines([b"{}"])
