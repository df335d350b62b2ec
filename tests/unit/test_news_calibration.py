"""`qa calibrate` with fakes for the models, and what it says of wrong paths."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from fakes import FakeEncoder

from index.errors import ModelError
from index.types import Vectors
from qa.claims import FEATURES
from qa.cli import main
from qa.evaluation.errors import OutputFolderError
from qa.reader.calibration import READING, Calibration
from qa.training.news import reading_calibration
from qa.types import Span

pytestmark = pytest.mark.unit

NAMES = ("Germany", "Poland", "Norway", "Denmark", "France", "Spain", "Italy", "Japan")
OWN = Calibration(-0.8, weights={"score": 0.25, "unmet": -2.0, "amiss": -2.0}, threshold=3.3)


class Encoder(FakeEncoder):
    def word_embeddings(self) -> tuple[dict[str, int], Vectors]:
        return {"aid": 0}, np.ones((1, 1), dtype=np.float32)


class Reader:
    """Finds the first sum of each passage: sure where it holds the question's last name."""

    name = "fake"
    digest = "00ff"
    calibration = OWN
    vocabulary: ClassVar[dict[str, int]] = {}

    @classmethod
    def load(cls, name: str | None) -> Reader:
        return cls()

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Span]:
        name = re.findall(r"[A-Z]\w+", question)[-1]
        found = []
        for key, text in passages:
            match = re.search(r"USD \d+ million", text)
            if match:
                score = 5.0 if name in text else -1.0
                found.append(Span(key, *match.span(), match.group(), score))
        return sorted(found, key=lambda span: -span.score)


def write(path: Path, lines: Sequence[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a reader, articles and questions."""
    monkeypatch.setattr("qa.evaluation.rag_run.SpanReader", Reader)
    monkeypatch.setattr("qa.evaluation.corpus.SentenceEncoder", Encoder)
    monkeypatch.setattr("qa.training.news.SentenceEncoder", Encoder)
    (tmp_path / "reader").mkdir()
    OWN.save(tmp_path / "reader")
    write(
        tmp_path / "a.jsonl",
        [
            {
                "url": name, "title": "", "publish_date": "2023-04-12",
                "text": f"On Monday the aid of {name} rose to USD {number}10 million.",
            }
            for number, name in enumerate(NAMES, 1)
        ],
    )  # fmt: skip
    write(
        tmp_path / "q.jsonl",
        [
            {
                "id": name, "question": f"How much is the aid of {name}?", "date": "2023-04-13",
                "answers": [f"USD {number}10 million"],
            }
            for number, name in enumerate(NAMES, 1)
        ],
    )  # fmt: skip
    return tmp_path


def calibrate(folder: Path, *more: str) -> int:
    paths = {"--corpus": "a.jsonl", "--questions": "q.jsonl", "--cache": "cache"}
    options = [part for name, path in paths.items() for part in (name, str(folder / path))]
    return main(["calibrate", str(folder / "reader"), *options, *more])


def test_it_writes_what_it_prints(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert calibrate(files) == 0
    captured = capsys.readouterr()
    (line,) = captured.out.splitlines()
    written = json.loads((files / "reader" / "calibration.json").read_text(encoding="utf-8"))
    assert json.loads(line) == written
    assert tuple(written["weights"]) == tuple(written["order"]) == FEATURES
    assert written["weights"]["score"] > 0
    assert written["threshold"] == OWN.threshold
    assert "questions: 8 of 8" in captured.err
    assert Calibration.load(files / "reader", READING) == OWN


def test_calibrating_twice_gives_the_same(files: Path) -> None:
    assert calibrate(files) == 0
    first = Calibration.load(files / "reader")
    assert first != OWN
    assert calibrate(files) == 0
    assert Calibration.load(files / "reader") == first
    assert Calibration.load(files / "reader", READING) == OWN


def test_the_readers_own_is_never_written_over(tmp_path: Path) -> None:
    OWN.save(tmp_path, READING)
    Calibration(intercept=9.0).save(tmp_path)
    assert reading_calibration(tmp_path) == OWN
    assert Calibration.load(tmp_path).intercept == 9.0


def test_a_reader_without_any_has_the_one_by_hand(tmp_path: Path) -> None:
    assert reading_calibration(tmp_path) == Calibration()
    assert Calibration.load(tmp_path, READING) == Calibration()


def test_a_broken_one_is_named_and_a_missing_folder(tmp_path: Path) -> None:
    (tmp_path / READING).write_text("{")
    with pytest.raises(ModelError, match=re.escape(READING)):
        reading_calibration(tmp_path)
    with pytest.raises(OutputFolderError, match="cannot write to"):
        reading_calibration(tmp_path / "gone")


@pytest.mark.parametrize(
    ("gone", "said"),
    [("reader", "no reader at "), ("a.jsonl", "no file at "), ("q.jsonl", "no file at ")],
)
def test_a_wrong_path_is_told_in_one_line(
    files: Path, capsys: pytest.CaptureFixture[str], gone: str, said: str
) -> None:
    (files / gone).rename(files / "elsewhere")
    assert calibrate(files) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"qa: {said}{files / gone}")
    assert captured.err.count("\n") == 1


def test_questions_that_nothing_can_be_learnt_from(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unknown = {"id": "1", "question": "How much is the aid of Chile?", "answers": ["nothing"]}
    write(files / "q.jsonl", [unknown])
    before = (files / "reader" / "calibration.json").read_bytes()
    assert calibrate(files) == 2
    assert "q.jsonl: 0 right answers were found" in capsys.readouterr().err
    assert (files / "reader" / "calibration.json").read_bytes() == before


@pytest.mark.parametrize("options", [[], ["--corpus", "a"], ["--corpus", "a", "--limit", "0"]])
def test_options_that_lack_or_are_wrong(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["calibrate", *options])
    assert end.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
