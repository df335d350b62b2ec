"""The command `qa` with fakes for everything that needs a model."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date as day
from pathlib import Path
from typing import Any

import pytest
from fakes_cli import REPORT, TEXT, FakeChat, FakeIndex, FakePipeline, FakeReader, fake_build

import index
import qa
import qa.reader
from index.errors import InvalidQuestionError
from index.types import Change
from qa.cli import main
from qa.types import Answer

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def fakes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for module, name, fake in (
        (qa, "Chat", FakeChat),
        (qa, "QAPipeline", FakePipeline),
        (index, "build_index", fake_build),
        (index, "PassageIndex", FakeIndex),
    ):
        monkeypatch.setattr(module, name, fake, raising=False)
    monkeypatch.setattr(qa.reader, "SpanReader", FakeReader)
    monkeypatch.delenv("QA_INDEX_DIR", raising=False)
    monkeypatch.chdir(tmp_path)
    root = logging.getLogger()
    handlers = root.handlers[:]
    yield
    root.handlers[:] = handlers


def run(*arguments: str) -> int:
    try:
        return main(arguments)
    except SystemExit as end:
        return int(end.code or 0)


def squad_file(folder: Path) -> Path:
    question = {
        "id": "1",
        "question": "Who held?",
        "answers": [{"text": "Kyiv", "answer_start": 0}],
    }
    file = folder / "dev.json"
    paragraph = {"context": TEXT, "qas": [question]}
    file.write_text(json.dumps({"data": [{"paragraphs": [paragraph]}]}), encoding="utf-8")
    return file


def one_line(captured: Any) -> str:
    """Return the complaint, having seen that it is one line and stands alone."""
    assert captured.out == ""
    assert captured.err.startswith("qa: ")
    assert captured.err.count("\n") == 1
    assert captured.err.endswith("\n")
    return str(captured.err)


def test_ask_prints_the_answer_with_its_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("ask", "who held?") == 0
    out = capsys.readouterr().out
    assert out.startswith("Kyiv [1]\n[1] Kyiv held, 2023-04-12, seeds/a.txt:0-4")


def test_a_question_may_go_without_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("ask", "who", "held", "--json") == 0
    assert json.loads(capsys.readouterr().out)["question"] == "who held"


def test_an_abstention_is_a_success(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("ask", "when?", "--json") == 0
    captured = capsys.readouterr()
    answer = json.loads(captured.out)
    assert answer["answer"] is None
    assert answer["abstained"] is True
    assert captured.err == ""


def test_ask_hands_its_options_on() -> None:
    dates = ("--as-of", "2023-05-01", "--since", "2023-04-01", "--until", "2023-04-30")
    assert run("ask", "who?", "--top-k", "3", *dates, "--index", "here") == 0
    assert FakePipeline.asked == {
        "top_k": 3,
        "as_of": day(2023, 5, 1),
        "since": day(2023, 4, 1),
        "until": day(2023, 4, 30),
    }
    assert run("ask", "who?") == 0
    assert set(FakePipeline.asked.values()) == {None}


@pytest.mark.parametrize("command", [["ask", "who?"], ["chat"]])
def test_only_the_default_index_is_built_from_seeds(
    command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert run(*command) == 0
    assert FakePipeline.opened == (None, Path("seeds"))
    assert run(*command, "--index", "here") == 0
    assert FakePipeline.opened == (Path("here"), None)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask", ""], "the question is empty"),
        (["ask", "   "], "the question is empty"),
        (["ask", "x" * 10_000], "10000 characters"),
        (["ask"], "QUESTION"),
        (["ask", "who?", "--as-of", "April"], "'April' is no date: write it like 2023-04-12"),
        (["ask", "who?", "--since", "2023-02-30"], "'2023-02-30' is no date"),
        (["ask", "who?", "--since", "2023-05-01", "--until", "2023-04-01"], "exchange the two"),
        (["ask", "who?", "--top-k", "0"], "'0' is no count"),
        (["ask", "who?", "--top-k", "many"], "'many' is no count"),
        (["ask", "who?", "--loud"], "--loud"),
        (["chat", "--index", "missing"], "no index at missing: run `qa index seeds`"),
        (["search", ""], "no question in ''"),
        (["search", "who", "--index", "missing"], "no index at missing"),
        (["info", "--index", "missing"], "no index at missing"),
        (["index", "missing"], "no file or folder at missing"),
        (["index"], "SOURCE"),
        (["evaluate", "reader", "gone.json"], "no file at gone.json"),
        (["evaluate", "reader", "."], "cannot read"),
        (["evaluate", "reader", "x", "--threshold", "nan"], "'nan' is no number"),
        (["evaluate"], "PART"),
        (["dance"], "'dance'"),
        ([], "COMMAND"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert run(*arguments) == 2
    assert said in one_line(capsys.readouterr())


def test_a_message_of_several_lines_is_told_in_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> Answer:
        raise InvalidQuestionError("bad\nquestion")

    monkeypatch.setattr(FakePipeline, "ask", refuse)
    assert run("ask", "x") == 2
    assert one_line(capsys.readouterr()) == "qa: bad question\n"


def test_index_reports_and_tells_what_was_skipped(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("index", "seeds", "-o", "out") == 0
    captured = capsys.readouterr()
    assert captured.out.startswith("out: 5 articles, 31 passages (2 added")
    assert "skipped seeds/b.bin: not a text" in captured.err
    assert "passages: 2 of 2" in captured.err


def test_index_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("index", "seeds", "--json", "--index", "out") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["path"] == "out"
    assert report["skipped"] == [{"source": "seeds/b.bin", "reason": "not a text"}]
    assert report["embedded"] == 12


def test_search_as_json_and_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("search", "who", "held", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["query"] == "who held"
    (result,) = found["results"]
    assert result["text"] == TEXT[result["start"] : result["end"]]
    assert (result["rank"], result["date"], result["source"]) == (1, "2023-04-12", "seeds/a.txt")
    assert run("search", "who") == 0
    out = capsys.readouterr().out
    assert "1. Kyiv held, 2023-04-12" in out
    assert "Kyiv “held”. Moscow fell back." in out


def test_info_names_the_folder_of_the_environment(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("info", "--json") == 0
    info = json.loads(capsys.readouterr().out)
    assert (info["path"], info["first_date"], info["last_date"]) == (
        ".qa_index",
        "2023-04-12",
        None,
    )
    assert info["runs_on"]["encoder"] == {"runtime": "openvino", "precision": "bf16"}
    monkeypatch.setenv("QA_INDEX_DIR", "elsewhere")
    monkeypatch.setenv("QA_RUNTIME", "torch")
    assert run("info") == 0
    out = capsys.readouterr().out
    assert "elsewhere" in out
    assert "reader runs on  torch, f32\n" in out


def test_chat_answers_a_line_with_a_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["who held?", "", "when?", "x" * 10_000, "and who else?"]
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines)))
    assert run("chat", "--json") == 0
    captured = capsys.readouterr()
    rows = [json.loads(line) for line in captured.out.splitlines()]
    assert [row["question"] for row in rows] == lines
    assert "empty" in rows[1]["error"]
    assert rows[2]["abstained"] is True
    assert "10000 characters" in rows[3]["error"]
    assert rows[4]["standalone_question"] == "3: and who else?"
    assert captured.err == ""


def test_chat_on_a_pipe_prints_answers_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("who held?\nwhen?\n"))
    assert run("chat") == 0
    captured = capsys.readouterr()
    assert captured.out.startswith("Kyiv [1]\n")
    assert "The articles don't say." in captured.out
    assert captured.err == ""


def test_evaluate_reader_ends_with_json(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = squad_file(tmp_path)
    assert run("evaluate", "reader", str(file), "--out", str(tmp_path / "run")) == 0
    captured = capsys.readouterr()
    last = json.loads(captured.out.splitlines()[-1])
    assert {"exact", "f1", "HasAns_f1", "NoAns_f1", "best_f1", "best_f1_thresh"} <= last.keys()
    assert (last["f1"], last["NoAns_f1"], last["models"]) == (100.0, None, {"fake": "00ff"})
    assert "questions: 1 of 1" in captured.err
    assert json.loads((tmp_path / "run" / "metrics.json").read_text(encoding="utf-8")) == last
    assert run("evaluate", "reader", str(file), "--json") == 0
    assert json.loads(capsys.readouterr().out)["f1"] == 100.0


def test_an_unwritable_folder_is_told_before_the_run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = squad_file(tmp_path)
    assert run("evaluate", "reader", str(file), "--out", str(file)) == 2
    assert "cannot write to" in one_line(capsys.readouterr())


def test_an_interrupt_ends_with_130(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> Answer:
        raise KeyboardInterrupt

    monkeypatch.setattr(FakePipeline, "ask", interrupt)
    assert run("ask", "x") == 130
    assert one_line(capsys.readouterr()) == "qa: interrupted\n"


def test_version_and_help_succeed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--version") == 0
    assert capsys.readouterr().out.startswith("groundwire ")
    for command in ("index", "search", "info", "ask", "chat", "evaluate"):
        assert run(command, "--help") == 0
    helps = capsys.readouterr().out
    assert run("evaluate", "reader", "--help") == 0
    assert (helps + capsys.readouterr().out).count("--index DIR") >= 6


def test_nobody_reading_the_output_is_no_error() -> None:
    root = Path(__file__).resolve().parents[2]
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "qa", "--version"],
            cwd=root,
            stdout=closed,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.stderr == b""
    assert done.returncode == 141


@pytest.mark.parametrize("command", ["verify", "export", "import"])
def test_commands_of_two_words_are_no_sources(
    command: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen: list[tuple[Any, ...]] = []
    monkeypatch.setattr("index.verify.verify_index", lambda *a, **_: seen.append(a) or [])
    monkeypatch.setattr("index.transfer.export_index", lambda *a, **_: seen.append(a))
    monkeypatch.setattr("index.transfer.import_index", lambda *a, **_: seen.append(a))
    file = tmp_path / "news.zip"
    file.touch()
    names = [] if command == "verify" else [str(file)]
    assert run("index", command, *names, "--index", "out") == 0
    expected = {"verify": ("out",), "export": ("out", str(file)), "import": (str(file), "out")}
    assert [tuple(map(str, one)) for one in seen] == [expected[command]]


def test_a_damaged_index_ends_with_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    problems = ["a passage lies in no segment"]
    monkeypatch.setattr("index.verify.verify_index", lambda *_, **__: problems)
    assert run("index", "verify", "--index", "out") == 2
    assert "no segment\nout: damaged: see qa index verify --repair" in capsys.readouterr().out
    assert run("index", "verify", "--json", "--index", "out") == 2
    assert json.loads(capsys.readouterr().out)["problems"] == problems


def test_strict_is_2_where_something_was_skipped(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("index", "seeds", "--keep-going") == 0
    assert run("index", "seeds", "--strict") == 2
    assert run("index", "seeds", "--fields", "text") == 2
    assert "text" in capsys.readouterr().err


def test_a_name_forges_no_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    change = Change("added", "a\nremoved  b.txt\x1b[2J")
    monkeypatch.setattr("index.build.planned", lambda *_, **__: replace(REPORT, changes=(change,)))
    assert run("index", "seeds", "--dry-run") == 0
    assert (
        capsys.readouterr().out.splitlines()[0]
        == "added    a removed b.txt\N{REPLACEMENT CHARACTER}[2J"
    )
