"""`qa bench sync` does what its figures are said to be of; how long that takes is not tested."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from corpus import article
from fakes import FakeEncoder

from index import build_index
from index.errors import IndexMismatchError
from qa.bench.recorded import RecordedEncoder
from qa.bench.sync import measure_sync

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "articles.jsonl.gz"
    with gzip.open(path, "wt") as stream:
        for number in range(230):
            text = article(number, sentences=3)
            stream.write(json.dumps({"text": text, "title": f"Report {number}"}) + "\n")
    return path


def test_what_is_measured_is_what_is_said(corpus: Path, tmp_path: Path) -> None:
    build_index(corpus, tmp_path / "known", encoder=FakeEncoder())
    encoder = FakeEncoder()
    recorded = RecordedEncoder(tmp_path / "known", encoder)
    (tmp_path / "work").mkdir()
    said: list[str] = []
    figures = measure_sync(corpus, tmp_path / "work", recorded, encoder, tell=said.append)
    assert (figures["articles"], figures["passages"], recorded.encoded) == (127, 127, 0)
    assert [step["articles"] for step in figures["one_added"]] == [1, 1, 1]
    assert [step["passages"] for step in figures["one_added"]] == [1, 1, 1]
    assert (figures["hundred_added"]["articles"], figures["hundred_added"]["passages"]) == (
        100,
        100,
    )
    assert figures["hundred_removed"]["removed"] == 100
    large = figures["hundred_removed_from_the_large_file"]
    assert (large["removed"], large["embedded"]) == (100, 0)
    assert figures["bytes"]["vectors"] > 30 * 32 * 4
    assert figures["build_s"] > figures["build_s_but_for_embedding"]
    assert len(said) == 2


def test_recorded_vectors_are_those_of_the_index(corpus: Path, tmp_path: Path) -> None:
    encoder = FakeEncoder()
    build_index(corpus, tmp_path / "known", encoder=encoder)
    texts = [*encoder.encoded[7:9], "a text that no article holds", encoder.encoded[0]]
    recorded = RecordedEncoder(tmp_path / "known", FakeEncoder())
    np.testing.assert_array_equal(recorded.encode(texts), FakeEncoder().encode(texts))
    assert recorded.encoded == 1
    with pytest.raises(IndexMismatchError, match="was made with the encoder"):
        RecordedEncoder(tmp_path / "known", FakeEncoder(seed=1))
