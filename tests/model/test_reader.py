"""The span reader on the shipped weights: offsets, windows, order, other models."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from index.errors import ModelError, ModelNotFoundError
from qa.reader import SpanReader, default_reader_path
from qa.reader.calibration import Calibration

pytestmark = pytest.mark.model

FACT = "The treaty was signed in Lisbon by Ana Silva on 13 May 1998, officials said. "
FILLER = "Nothing else of note was reported from the region that day, according to residents. "


@pytest.fixture(scope="module")
def reader() -> SpanReader:
    return SpanReader.load()


def test_finds_the_span_and_its_characters(reader):
    text = "  é🎉 " + FACT
    (span, *_) = reader.read("Where was the treaty signed?", [("p", text)])
    assert span.text == "Lisbon"
    assert text[span.start : span.end] == "Lisbon"
    assert span.passage_id == "p"


def test_the_passage_with_the_answer_comes_first(reader):
    spans = reader.read("Who signed the treaty?", [("a", FILLER), ("b", FACT), ("c", FILLER * 3)])
    assert spans[0].passage_id == "b"
    assert spans[0].text == "Ana Silva"
    assert [s.score for s in spans] == sorted((s.score for s in spans), reverse=True)


@pytest.mark.parametrize("place", [0, 20, 40, 60])
def test_an_answer_is_found_wherever_it_stands_in_a_long_passage(reader, place):
    text = FILLER * place + FACT + FILLER * (60 - place)
    (span, *_) = reader.read("When was the treaty signed?", [("p", text)])
    assert span.text == "13 May 1998"
    assert text[span.start : span.end] == span.text


def test_spans_of_one_passage_do_not_overlap(reader):
    spans = reader.read("Who signed the treaty?", [("p", FACT * 30)], spans_per_passage=6)
    assert 1 < len(spans) <= 6
    for left in spans:
        for right in spans:
            assert left is right or left.end <= right.start or right.end <= left.start


def test_batching_changes_no_score(reader):
    passages = [("a", FACT), ("b", FILLER * 9), ("c", FILLER + FACT)]
    together = reader.read("Where was the treaty signed?", passages)
    apart = [s for p in passages for s in reader.read("Where was the treaty signed?", [p])]
    assert [(s.passage_id, s.text) for s in together] == [
        (s.passage_id, s.text) for s in sorted(apart, key=lambda span: -span.score)
    ]
    for left, right in zip(together, sorted(apart, key=lambda span: -span.score), strict=True):
        assert left.score == pytest.approx(right.score, abs=1e-3)


def test_a_blank_passage_has_no_spans_and_a_long_question_is_read(reader):
    assert reader.read("Where?", [("p", " \n ")]) == []
    assert reader.read("where " * 300, [("p", FACT)])


def test_another_model_is_taken_by_its_folder(tmp_path, monkeypatch, reader):
    folder = tmp_path / "other"
    shutil.copytree(default_reader_path(), folder)
    Calibration(threshold=7.5).save(folder)
    monkeypatch.setenv("QA_READER", str(folder))
    other = SpanReader.load()
    assert (other.name, other.threshold) == (str(folder), 7.5)
    assert other.digest == reader.digest
    (folder / "calibration.json").unlink()
    assert SpanReader.load(folder).calibration == Calibration()


def test_a_missing_reader_and_a_broken_calibration_are_one_clear_error(tmp_path):
    with pytest.raises(ModelNotFoundError, match="QA_READER"):
        SpanReader.load(tmp_path / "none")
    (tmp_path / "calibration.json").write_text(json.dumps({"slop": 1}))
    with pytest.raises(ModelError, match=r"calibration\.json"):
        Calibration.load(tmp_path)


def test_the_shipped_folder_stays_below_its_size():
    files = [path for path in Path(default_reader_path()).rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 50_000_000
    assert {"model.safetensors", "tokenizer.json", "metrics.json", "README.md"} <= {
        path.name for path in files
    }
