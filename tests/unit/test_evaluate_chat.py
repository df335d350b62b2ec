"""Evaluating dialogues: turns in their place, verdicts and figures worked by hand, resuming."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

import qa
from index.types import Document
from qa.cli.evaluating import chat as command
from qa.evaluation.chat import evaluate_chat, turn_ids
from qa.evaluation.dialogues import Dialogue, DialogueTurn
from qa.evaluation.predictions import Predictions, read_predictions
from qa.types import Alternative, Answer, Citation

pytestmark = pytest.mark.unit

AID = Document("d1", None, "In May the US gave USD 5 million and 3 boats.", None, "in/aid.txt")
WAR = Document("d2", None, "Vladimir Putin leads Russia.", None, "in/war.txt")
DOCUMENTS = {document.id: document for document in (AID, WAR)}


def cite(document: Document, quote: str, number: int = 1) -> Citation:
    start = document.text.index(quote)
    end = start + len(quote)
    return Citation(
        number,
        document.id,
        None,
        None,
        f"/elsewhere/{Path(document.source).name}",
        f"{document.id}:0-{len(document.text)}",
        quote,
        start,
        end,
        document.text,
        0,
    )


def told(confidence: float, *citations: Citation) -> Answer:
    text = "; ".join(citation.quote for citation in citations) or None
    return Answer("", "", text, confidence, citations, timings={"read": 10.0 * confidence})


def withheld(confidence: float, best: Citation | None = None) -> Answer:
    others = (Alternative(best.quote, confidence, best),) if best else ()
    return Answer("", "", None, confidence, (), others, {"read": 10.0 * confidence})


MOVED = replace(cite(AID, "3 boats"), number=2, start=0)
ANSWERS = {
    "How much did the US give in May?": told(0.9, cite(AID, "USD 5 million"), cite(AID, "3 boats")),
    "How much did the US give in June?": told(0.6, cite(AID, "USD 5 million")),
    "Who leads Russia?": told(0.8, cite(WAR, "Vladimir Putin")),
    "Who leads Ukraine?": withheld(0.2, cite(WAR, "Vladimir Putin")),
    "What did the US give?": told(0.7, cite(AID, "USD 5 million"), MOVED),
    "Who is he?": withheld(0.4, cite(WAR, "Vladimir Putin")),
    "What leads?": told(0.5, cite(AID, "boats")),
}


class TablePipeline:
    """Answers from a table; `opened` is what it was last opened with."""

    opened: ClassVar[tuple[Path | None, Path | None]] = (None, None)

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.reader = SimpleNamespace(name="table", digest="00ff")
        self.index = SimpleNamespace(
            document=DOCUMENTS.__getitem__,
            documents=lambda: list(DOCUMENTS.values()),
            encoder=SimpleNamespace(name="none", digest="11ee"),
            info=lambda: SimpleNamespace(format_version=1),
        )

    def stream(self, question: str, *_: Any, standalone: str, **__: Any) -> Iterator[Answer]:
        self.asked.append(question)
        yield replace(ANSWERS[standalone], question=question, standalone_question=standalone)

    def __enter__(self) -> TablePipeline:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def turn(question: str, *answers: str, source: str = "", **more: Any) -> DialogueTurn:
    return DialogueTurn(question, answers, sources=(source,) if source else (), **more)


PARTS = (("USD 5 million",), ("3 boats", "boats"))
DIALOGUES = [
    Dialogue(
        "aid",
        ("amount", "month"),
        (
            turn(
                "How much did the US give in May?", "USD 5 million", source="x/aid.txt",
                must_contain=PARTS,
            ),
            turn("and in June?", standalone=("how much did the US give in June",)),
        ),
    ),
    Dialogue(
        "leaders",
        ("name",),
        (
            turn("Who leads Russia?", "Vladimir Putin", "Putin", source="x/war.txt"),
            turn("and Ukraine?", standalone=("Who leads Kyiv?",)),
        ),
    ),
    Dialogue(
        "faults",
        ("name", "amount"),
        (
            turn("What did the US give?", "USD 5 million", source="x/aid.txt"),
        ),
    ),
    Dialogue("who", (), (turn("Who is he?", "Putin", source="x/war.txt"),)),
    Dialogue("what", (), (turn("What leads?", "Vladimir Putin", source="x/war.txt"),)),
]  # fmt: skip


def verdicts() -> dict[str, dict[str, Any]]:
    return {row["id"]: row["verdict"] for row in evaluate_chat(TablePipeline(), DIALOGUES).rows}


def test_every_turn_is_asked_in_its_place() -> None:
    pipeline = TablePipeline()
    rows = evaluate_chat(pipeline, DIALOGUES[:2]).rows
    assert [row["id"] for row in rows] == ["aid#1", "aid#2", "leaders#1", "leaders#2"]
    assert pipeline.asked == [turn.question for talk in DIALOGUES[:2] for turn in talk.turns]
    # "and Ukraine?" takes the place of Russia, not of anything in the dialogue before.
    assert rows[3]["standalone_question"] == "Who leads Ukraine?"


def test_verdicts() -> None:
    found = verdicts()
    assert {key: verdict["right"] for key, verdict in found.items()} == {
        "aid#1": True,  # both parts said and quoted
        "aid#2": False,  # answered, but nothing is known of June
        "leaders#1": True,
        "leaders#2": True,  # rightly withheld
        "faults#1": True,
        "who#1": False,  # withheld, but it is Putin
        "what#1": False,
    }
    assert found["aid#1"]["exact"] == 0
    assert found["aid#1"]["contains"] == 1
    assert found["aid#1"]["f1"] == pytest.approx(0.75)  # 3 of 5 tokens, all 3 of the gold answer
    assert found["leaders#2"]["exact"] == 1


def test_citations_and_standalone_questions() -> None:
    found = verdicts()
    for key, source, offsets, wrong in [
        ("aid#1", True, True, 0),  # the same article, wherever its file lies
        ("aid#2", False, True, 0),
        ("leaders#2", None, None, 0),
        ("faults#1", True, False, 1),
        ("what#1", False, True, 0),
    ]:
        verdict = found[key]
        assert verdict["source_right"] is source, key
        assert verdict["offsets_right"] is offsets, key
        assert verdict["offsets_wrong"] == wrong, key
    assert found["aid#2"]["standalone_right"] is True
    assert found["leaders#2"]["standalone_right"] is False
    assert found["aid#1"]["standalone_right"] is None


def test_the_best_candidate_is_graded_even_where_it_was_withheld() -> None:
    best = {key: verdict["best"]["right"] for key, verdict in verdicts().items()}
    assert best["who#1"] is True
    assert best["leaders#2"] is False
    assert best["aid#2"] is False


def test_figures() -> None:
    metrics = evaluate_chat(TablePipeline(), DIALOGUES).metrics
    assert {name: metrics[name] for name in ("part", "dialogues", "turns", "citations")} == {
        "part": "chat",
        "dialogues": 5,
        "turns": 7,
        "citations": 7,
    }
    assert metrics["right"] == pytest.approx(100 * 4 / 7)
    assert metrics["answerable_right"] == pytest.approx(60.0)  # aid#1, leaders#1, faults#1 of 5
    assert metrics["unanswerable_right"] == pytest.approx(50.0)
    assert metrics["dialogues_right"] == pytest.approx(40.0)  # leaders and faults of 5
    assert metrics["standalone_right"] == pytest.approx(50.0)
    assert metrics["false_answers"] == metrics["withheld_wrongly"] == metrics["wrong_answers"] == 1
    assert metrics["source_precision"] == pytest.approx(100 * 5 / 6)  # but for what#1
    assert metrics["offsets_wrong"] == 1
    # Right candidates at .9 .8 .7 .4, wrong ones at .6 .5 .2: 10 of the 12 pairs are in order.
    assert metrics["auroc"] == pytest.approx(10 / 12)
    assert metrics["ece"] == pytest.approx((0.1 + 0.2 + 0.3 + 0.6 + 0.6 + 0.5 + 0.2) / 7)
    assert metrics["stages_ms"]["read"]["p50"] == pytest.approx(6.0)


def test_figures_by_turn_and_tag() -> None:
    metrics = evaluate_chat(TablePipeline(), DIALOGUES).metrics
    assert metrics["by_turn"]["first"]["total"] == 5
    assert metrics["by_turn"]["first"]["unanswerable_right"] is None
    assert metrics["by_turn"]["later"] == {
        "total": 2,
        "right": 50.0,
        "answerable_right": None,
        "unanswerable_right": 50.0,
    }
    assert list(metrics["by_tag"]) == ["amount", "name", "month"]
    assert metrics["by_tag"]["name"]["right"] == pytest.approx(100.0)
    assert metrics["by_tag"]["month"]["right"] == pytest.approx(50.0)


def test_a_dialogue_is_resumed_as_a_whole(tmp_path: Path) -> None:
    with Predictions(tmp_path, {}) as predictions:
        whole = evaluate_chat(TablePipeline(), DIALOGUES, predictions=predictions)
    file = tmp_path / "predictions.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:3]), encoding="utf-8")  # stopped inside "leaders"
    pipeline = TablePipeline()
    with Predictions(tmp_path, {}) as predictions:
        again = evaluate_chat(pipeline, DIALOGUES, predictions=predictions)
    assert pipeline.asked[:2] == ["Who leads Russia?", "and Ukraine?"]
    assert "and in June?" not in pipeline.asked
    assert read_predictions(tmp_path) == list(whole.rows) == list(again.rows)
    assert again.metrics == whole.metrics


def test_progress_and_ids() -> None:
    steps: list[tuple[int, int, str]] = []
    evaluate_chat(TablePipeline(), DIALOGUES[:2], progress=lambda *step: steps.append(step))
    assert steps == [(0, 2, "dialogues"), (1, 2, "dialogues"), (2, 2, "dialogues")]
    assert turn_ids(DIALOGUES[0]) == ["aid#1", "aid#2"]


def run(file: Path, *options: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_command(parser.add_subparsers())
    arguments = parser.parse_args(["chat", str(file), *options])
    return int(arguments.run(arguments))


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def opened(path: Path | None, **options: Any) -> TablePipeline:
        monkeypatch.setattr(TablePipeline, "opened", (path, options["build_from"]))
        return TablePipeline()

    monkeypatch.setattr(qa, "QAPipeline", SimpleNamespace(open=opened))
    talks = [
        {
            "id": talk.id,
            "tags": talk.tags,
            "turns": [
                {"question": t.question, "answers": t.answers, "sources": t.sources}
                for t in talk.turns
            ],
        }
        for talk in DIALOGUES
    ]
    path = tmp_path / "talks.jsonl"
    path.write_text("".join(json.dumps(talk) + "\n" for talk in talks), encoding="utf-8")
    return path


def test_the_command_writes_a_table_the_wrong_turns_and_json(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(file, "--out", str(out)) == 0
    assert TablePipeline.opened == (None, Path("seeds"))
    lines = capsys.readouterr().out.splitlines()
    metrics = json.loads(lines[-1])
    assert metrics == json.loads((out / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["models"] == {"table": "00ff", "none": "11ee"}
    assert metrics["articles"]["count"] == 2
    assert metrics["dataset"]["name"] == "talks.jsonl"
    assert "wrong: 3, the first 3" in lines
    place = lines.index("aid#2: and in June?")
    assert lines[place + 1 : place + 4] == [
        "    searched How much did the US give in June?",
        "    said     “USD 5 million”",
        "    right    nothing",
    ]
    assert [row["id"] for row in read_predictions(out)][:2] == ["aid#1", "aid#2"]
    assert "and in June?" in (out / "report.html").read_text(encoding="utf-8")


def test_the_command_with_options(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(file, "--json", "--limit", "1", "--index", "there") == 0
    assert TablePipeline.opened == (Path("there"), None)
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["turns"] == 2


def test_a_run_that_was_stopped_goes_on(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "out")
    assert run(file, "--json", "--limit", "1", "--out", out) == 0
    assert run(file, "--json", "--out", out) == 0
    captured = capsys.readouterr()
    assert "2 turns were asked before" in captured.err
    assert json.loads(captured.out.splitlines()[-1])["turns"] == 7
