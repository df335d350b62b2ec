"""Evaluating a reader on a SQuAD file: reading it, figures, rows, what lies on disk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest

import qa.reader
from index.errors import GroundwireError
from qa.cli import main
from qa.evaluation.errors import OtherRunError, OutputFolderError, QuestionFileError
from qa.evaluation.predictions import Predictions, read_predictions
from qa.evaluation.reader import evaluate_reader, working_threshold
from qa.evaluation.run import file_digest, provenance, sampled, write_metrics
from qa.evaluation.squad_file import SquadQuestion, read_squad_file
from qa.types import Span

pytestmark = pytest.mark.unit

CONTEXT = "Rollo led the Normans. They came from Denmark in 911."
QUESTIONS = [
    SquadQuestion("who", "Who led the Normans?", CONTEXT, ("Rollo",)),
    SquadQuestion("where", "where did they come from", CONTEXT, ("Denmark", "from Denmark")),
    SquadQuestion("many", "How many Normans came to France in that year with him?", CONTEXT, ()),
    SquadQuestion("blank", "Why?", "", ()),
]


class FakeReader:
    """Answers from a table; the first span given is not the best one."""

    name = "fake"
    threshold = 1.0
    spans: ClassVar = {"Who": ("Rollo", 5.0), "where": ("Denmark in 911", 0.5), "How": ("911", 2.0)}

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Span]:
        ((passage_id, text),) = passages
        if not text:
            return []
        answer, score = self.spans[question.split()[0]]
        start = text.index(answer)
        worse = Span(passage_id, 6, 9, text[6:9], score - 9)
        return [worse, Span(passage_id, start, start + len(answer), answer, score)]


class FakeBatchReader(FakeReader):
    def __init__(self) -> None:
        self.calls: list[int] = []

    def read_questions(self, pairs: Sequence[tuple[str, str]]) -> list[list[Span]]:
        self.calls.append(len(pairs))
        return [self.read(question, [("", context)]) for question, context in pairs]


def squad(answers: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    row = {"id": "1", "question": "Who?", "answers": answers} | changes
    return {"version": "v2.0", "data": [{"paragraphs": [{"context": CONTEXT, "qas": [row]}]}]}


def write(path: Path, content: Any) -> Path:
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_reads_answerable_and_unanswerable_questions(tmp_path: Path) -> None:
    file = write(tmp_path / "dev.json", squad([{"text": "Rollo", "answer_start": 0}]))
    assert read_squad_file(file) == [SquadQuestion("1", "Who?", CONTEXT, ("Rollo",))]
    file = write(tmp_path / "none.json", squad([], is_impossible=True))
    assert read_squad_file(file)[0].answers == ()


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ([], "data is missing"),
        ({"data": {}}, "data is not a list"),
        ({"data": []}, "holds no question"),
        ({"data": [{"paragraphs": [{"qas": []}]}]}, r"data[0].paragraphs[0].context is missing"),
        (squad([{"text": "Rollo"}]), "data[0].paragraphs[0].qas[0].answers[0].answer_start is mis"),
        (squad([{"text": "Rollo", "answer_start": 3}]), "'Rollo' does not stand at 3"),
        (squad([{"text": "Rollo", "answer_start": True}]), "answer_start is not a int"),
        (squad([{"text": "1", "answer_start": -2}]), "does not stand at -2"),
        (squad([], question=7), "data[0].paragraphs[0].qas[0].question is not a str"),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, content: Any, complaint: str) -> None:
    file = write(tmp_path / "dev.json", content)
    with pytest.raises(QuestionFileError) as caught:
        read_squad_file(file)
    message = str(caught.value)
    assert complaint in message
    assert str(file) in message
    assert "\n" not in message


def test_an_id_used_twice_is_named(tmp_path: Path) -> None:
    content = squad([])
    content["data"] *= 2
    with pytest.raises(QuestionFileError, match="'1' was used before"):
        read_squad_file(write(tmp_path / "dev.json", content))


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_a_file_that_is_not_json(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "dev.json"
    file.write_bytes(content)
    with pytest.raises(GroundwireError, match="is not a JSON file"):
        read_squad_file(file)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(QuestionFileError, match="no file at"):
        read_squad_file(tmp_path / "gone.json")
    with pytest.raises(QuestionFileError, match="cannot read"):
        read_squad_file(tmp_path)


@pytest.mark.parametrize("reader", [FakeReader(), FakeBatchReader()])
def test_figures_at_the_readers_threshold(reader: FakeReader) -> None:
    # At 1.0 "who" is right, "where" is withheld (no null: 2/4 tokens and "from Denmark" 2/5 …),
    # "many" is answered wrongly, "blank" has no span at all and is rightly withheld.
    metrics = evaluate_reader(reader, QUESTIONS).metrics
    assert metrics["threshold"] == 1.0
    assert metrics["total"] == 4
    assert metrics["exact"] == pytest.approx(50.0)
    assert metrics["f1"] == pytest.approx(50.0)
    assert metrics["HasAns_f1"] == pytest.approx(50.0)
    assert metrics["HasAns_f1_no_null"] == pytest.approx(75.0)  # "Denmark in 911": P 1/3, R 1
    assert metrics["HasAns_exact_no_null"] == pytest.approx(50.0)
    assert metrics["NoAns_f1"] == pytest.approx(50.0)
    assert metrics["best_f1"] == pytest.approx(75.0)
    assert metrics["best_f1_thresh"] == -5.0
    assert metrics["questions_per_second"] > 0


def test_buckets_hold_every_question_once() -> None:
    metrics = evaluate_reader(FakeReader(), QUESTIONS).metrics
    assert {name: row["total"] for name, row in metrics["by_first_word"].items()} == {
        "who": 1,
        "where": 1,
        "how many": 1,
        "why": 1,
    }
    assert {name: row["total"] for name, row in metrics["by_question_words"].items()} == {
        "1-5": 3,
        "9-11": 1,
    }
    assert metrics["by_first_word"]["who"] == {"exact": 100.0, "f1": 100.0, "total": 1}


def test_rows_are_those_of_every_evaluation() -> None:
    evaluation = evaluate_reader(FakeReader(), QUESTIONS)
    json.dumps(dict(evaluation.metrics), allow_nan=False)
    assert evaluation.metrics["part"] == "reader"
    who, where, many, blank = evaluation.rows
    assert who == {
        "id": "who",
        "question": "Who led the Normans?",
        "standalone_question": "Who led the Normans?",
        "answer": "Rollo",
        "confidence": None,
        "citations": [],
        "ranked": {},
        "gold": {"answers": ["Rollo"], "sources": []},
        "verdict": {"exact": 1, "f1": 1.0, "contains": 1, "right": True},
        "best": {"answer": "Rollo", "confidence": None},
        "timings_ms": {},
        "score": 5.0,
        "start": 0,
        "end": 5,
    }
    assert (where["answer"], where["best"]["answer"]) == (None, "Denmark in 911")
    assert CONTEXT[where["start"] : where["end"]] == "Denmark in 911"
    assert where["verdict"] == {"exact": 0, "f1": 0.0, "contains": 0, "right": False}
    assert many["verdict"] == {"exact": 0, "f1": 0.0, "contains": 0, "right": False}
    assert (blank["best"], blank["score"], blank["start"]) == (None, None, None)
    assert blank["verdict"] == {"exact": 1, "f1": 1.0, "contains": 1, "right": True}


def test_an_answer_of_mere_articles_is_graded_as_squad_does() -> None:
    class ArticleReader(FakeReader):
        spans: ClassVar = {"How": ("the", 2.0)}

    evaluation = evaluate_reader(ArticleReader(), QUESTIONS[2:3])
    assert evaluation.metrics["exact"] == 100.0
    assert evaluation.metrics["by_first_word"]["how many"]["exact"] == 100.0
    assert evaluation.rows[0]["answer"] == "the"
    assert evaluation.rows[0]["verdict"]["exact"] == 1
    assert evaluation.rows[0]["verdict"]["right"] is False


def test_a_second_start_reads_what_is_missing_and_gives_the_same_figures(tmp_path: Path) -> None:
    whole = evaluate_reader(FakeReader(), QUESTIONS)
    with Predictions(tmp_path, {"seed": 0}) as predictions:
        evaluate_reader(FakeReader(), QUESTIONS[:2], predictions=predictions)
    reader = FakeBatchReader()
    told: list[tuple[int, int, str]] = []
    with Predictions(tmp_path, {"seed": 0}) as predictions:
        resumed = evaluate_reader(
            reader,
            QUESTIONS,
            predictions=predictions,
            progress=lambda *values: told.append(values),
        )
    assert reader.calls == [2]
    assert told == [(4, 4, "questions")]
    assert resumed.rows == whole.rows == read_predictions(tmp_path)
    speed = "questions_per_second"
    assert {**resumed.metrics, speed: None} == {**whole.metrics, speed: None}
    with Predictions(tmp_path, {"seed": 0}) as predictions:
        third = evaluate_reader(reader, QUESTIONS, predictions=predictions)
    assert reader.calls == [2]
    assert third.metrics == {**whole.metrics, speed: None}
    with pytest.raises(OtherRunError, match="seed"):
        Predictions(tmp_path, {"seed": 1})


def test_rows_are_kept_chunk_by_chunk(tmp_path: Path) -> None:
    class Breaking(FakeBatchReader):
        def read_questions(self, pairs: Sequence[tuple[str, str]]) -> list[list[Span]]:
            if self.calls:
                raise KeyboardInterrupt
            return super().read_questions(pairs)

    many = [SquadQuestion(str(number), "Who led?", CONTEXT, ("Rollo",)) for number in range(600)]
    with (
        pytest.raises(KeyboardInterrupt),
        Predictions(tmp_path, {}) as predictions,
    ):
        evaluate_reader(Breaking(), many, predictions=predictions)
    assert len(read_predictions(tmp_path)) == 512
    reader = FakeBatchReader()
    with Predictions(tmp_path, {}) as predictions:
        assert evaluate_reader(reader, many, predictions=predictions).metrics["total"] == 600
    assert reader.calls == [88]


def test_the_working_threshold() -> None:
    assert working_threshold(FakeReader()) == 1.0
    assert working_threshold(FakeReader(), -2.5) == -2.5

    class Bare:
        name = "bare"

        def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Span]:
            return []

    assert working_threshold(Bare()) == 0.0


def test_another_threshold_can_be_asked_for() -> None:
    assert evaluate_reader(FakeReader(), QUESTIONS, threshold=99.0).metrics["f1"] == 50.0
    assert evaluate_reader(FakeReader(), QUESTIONS, threshold=99.0).metrics["NoAns_f1"] == 100.0


def test_questions_are_read_in_batches_and_progress_told() -> None:
    reader = FakeBatchReader()
    many = [SquadQuestion(str(number), "Who led?", CONTEXT, ("Rollo",)) for number in range(1100)]
    told: list[tuple[int, int, str]] = []
    evaluate_reader(reader, many, progress=lambda *values: told.append(values))
    assert reader.calls == [512, 512, 76]
    assert [done for done, _, _ in told] == [512, 1024, 1100]


def test_a_sample_keeps_the_order_and_repeats_with_its_seed() -> None:
    drawn = sampled(QUESTIONS, 3, seed=1)
    assert drawn == sampled(QUESTIONS, 3, seed=1)
    assert drawn == [question for question in QUESTIONS if question in drawn]
    assert sampled(QUESTIONS, None, seed=1) == QUESTIONS
    assert sampled(QUESTIONS, 99, seed=1) == QUESTIONS


def test_figures_on_disk(tmp_path: Path) -> None:
    data = write(tmp_path / "dev.json", {})
    origin = provenance(models={"fake": "00ff"}, dataset=data, seed=13)
    write_metrics(tmp_path, {"f1": 50.0} | origin)
    metrics = json.loads((tmp_path / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["f1"] == 50.0
    assert metrics["dataset"] == {"name": "dev.json", "sha256": file_digest(data)}
    assert metrics["models"] == {"fake": "00ff"}
    assert metrics["seed"] == 13


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    taken = write(tmp_path / "file", {})
    with pytest.raises(OutputFolderError, match="cannot write to"):
        write_metrics(taken, {})


def test_the_command_goes_on_where_it_stopped_and_writes_a_report(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Loaded(FakeBatchReader):
        digest = "00ff"

        @classmethod
        def load(cls, name: str | None) -> Loaded:
            return reader

    monkeypatch.setattr(qa.reader, "SpanReader", Loaded)
    content = squad([])
    rows = [
        {"id": "1", "question": "Who led?", "answers": [{"text": "Denmark", "answer_start": 38}]},
        {"id": "2", "question": "How many?", "answers": []},
    ]
    content["data"][0]["paragraphs"][0]["qas"] = rows
    file = write(tmp_path / "dev.json", content)
    command = ["evaluate", "reader", str(file), "--json", "--out", str(tmp_path / "run")]
    calls, last = [], []
    for _ in range(2):
        reader = Loaded()
        assert main(command) == 0
        calls.append(reader.calls)
        last.append(json.loads(capsys.readouterr().out))
    assert calls == [[2], []]
    assert last[1] == last[0] | {"questions_per_second": None}
    assert last[0]["part"] == "reader"
    report = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert "<mark>Rollo</mark> led the Normans." in report
    assert main([*command, "--threshold", "3"]) == 2
    assert "other threshold" in capsys.readouterr().err
    monkeypatch.setattr("qa.evaluation.run.commit", lambda: "another")
    assert main(command) == 2
    assert "other commit" in capsys.readouterr().err
