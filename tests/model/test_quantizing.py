"""Ranges measured by the command's functions are like those that are shipped."""

from __future__ import annotations

from pathlib import Path

import pytest
from gold_set import ROOT, read_gold

from index import build_index
from index.encoder import DEFAULT_ENCODER_DIGEST, default_encoder_path
from index.errors import ModelError
from index.runtime.ranges import Ranges, find_ranges
from qa.reader.span_reader import SpanReader, default_reader_path
from qa.training.quantizing import quantize_encoder, quantize_reader

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ranges") / "index"
    build_index([ROOT / "seeds"], folder)
    return folder


def alike(found: Ranges | None, shipped: Ranges | None) -> None:
    """Few texts reach less far than many, but not much less, and not elsewhere."""
    assert found
    assert shipped
    assert found.keys() == shipped.keys()
    for name, one in found.items():
        assert one.low <= 0 < one.high
        assert 0.4 < one.high / shipped[name].high < 1.6, name


def test_an_encoder(index: Path, tmp_path: Path) -> None:
    path = quantize_encoder(default_encoder_path(), index, target=tmp_path)
    assert path.parent == tmp_path
    alike(find_ranges(DEFAULT_ENCODER_DIGEST, tmp_path), find_ranges(DEFAULT_ENCODER_DIGEST))


def test_a_reader(index: Path, tmp_path: Path) -> None:
    questions = [row.question for row in read_gold()]
    quantize_reader(default_reader_path(), index, questions, count=24, target=tmp_path)
    digest = SpanReader.load().digest
    alike(find_ranges(digest, tmp_path), find_ranges(digest))


def test_another_kind_of_model_is_refused(index: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no BERT"):
        quantize_encoder(tmp_path, index, target=tmp_path)
