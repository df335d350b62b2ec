"""`qa bench` as a command: what it writes where, and how it complains; with fakes for models."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from corpus import write_articles
from fakes import FakeEncoder

import qa.bench.measuring
import qa.bench.searched
from index import PassageIndex, build_index
from qa.bench.searched import Searched
from qa.cli import main
from qa.types import Answer

pytestmark = pytest.mark.unit


class FakePipeline:
    reader = None

    def ask(self, question: str, **_: Any) -> Answer:
        return Answer(question, question, "Kyiv", 0.9, timings={"retrieve": 1.0, "read": 2.0})


@pytest.fixture(autouse=True)
def fakes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    news = write_articles(tmp_path / "news", 3, sentences=3)
    build_index(news, tmp_path / "index", encoder=FakeEncoder())

    @contextmanager
    def searched(*_: Any) -> Iterator[Searched]:
        with PassageIndex.open(tmp_path / "index", encoder=FakeEncoder()) as opened:
            yield Searched(opened, news, opened.documents)

    monkeypatch.setattr(qa.bench.searched, "searched", searched)
    monkeypatch.setattr(qa.bench.searched, "open_pipeline", lambda _: FakePipeline())
    monkeypatch.setattr(qa.bench.searched, "open_script", lambda *_: FakePipeline())
    monkeypatch.setattr(qa.bench.measuring, "load", lambda: {"running": 0.1, "cores": 2})


def run(*arguments: str) -> int:
    try:
        return main(["bench", *arguments])
    except SystemExit as end:
        return int(end.code or 0)


def test_the_last_line_of_ask_is_json_and_says_where_it_comes_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    out = tmp_path / "out"
    assert run("ask", "--baseline", "script", "--limit", "4", "--pairs", "--out", str(out)) == 0
    captured = capsys.readouterr()
    *table, last = captured.out.splitlines()
    metrics = json.loads(last)
    assert metrics == json.loads((out / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["part"] == "bench ask"
    assert metrics["load"] == {"running": 0.1, "cores": 2}
    assert metrics["environment"]["OMP_NUM_THREADS"] == "1"
    assert metrics["runtime"] == {"encoder": {"runtime": "unknown", "precision": "unknown"}}
    assert metrics["passages"] == 3
    assert metrics["ask"]["questions"] == 4
    assert len(metrics["ask"]["pairs"]) == 4
    assert any(line.startswith("product.stages_ms.read") for line in table)
    assert not any(line.startswith("pairs") for line in table)
    assert (out / "ask.png").read_bytes().startswith(b"\x89PNG")
    assert "warning" not in captured.err


def test_the_last_line_of_many_is_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert run("many", "--askers", "2,1", "--each", "1", "--out", str(out)) == 0
    metrics = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert [row["askers"] for row in metrics["many"]["askers"]] == [1, 2]
    assert (out / "many.png").exists()


def test_a_busy_machine_is_warned_of_and_noted(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qa.bench.measuring, "load", lambda: {"running": 3.0, "cores": 2})
    assert run("ask", "--limit", "1") == 0
    captured = capsys.readouterr()
    assert "warning: 3.0 processes wanted to run in the last minute, on 2 cores" in captured.err
    assert json.loads(captured.out.splitlines()[-1])["load"]["running"] == 3.0


def test_without_matplotlib_the_figures_are_there_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert run("ask", "--limit", "1", "--out", str(tmp_path / "out")) == 0
    captured = capsys.readouterr()
    assert "ask.png was not drawn, matplotlib is missing: pip install matplotlib" in captured.err
    assert json.loads(captured.out.splitlines()[-1])["ask"]["questions"] == 1
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["metrics.json"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "PART"),
        (["dance"], "'dance'"),
        (["ask", "--limit", "0"], "'0' is no count"),
        (["ask", "--index", "a", "--corpus", "b"], "not allowed with"),
        (["ask", "--baseline", "gpt"], "'gpt'"),
        (["ask", "--questions", "gone.txt"], "no file at gone.txt"),
        (["many", "--askers", "1,x"], "'x' is no count"),
        (["many", "--askers", ""], "'' is no count"),
        (["growth", "--corpus", "a"], "--vectors"),
        (["growth", "--corpus", "a", "--vectors", "b", "--sizes", "-1"], "'-1'"),
        (["search", "--index", "a"], "--questions"),
        (["start", "--times", "0"], "'0' is no count"),
        (["embed", "--passages", "many"], "'many' is no count"),
        (["sync"], "FILE"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert run(*arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err
    assert captured.err.startswith("qa: ")
    assert captured.err.count("\n") == 1


def test_help_of_a_measurement_names_its_options(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--help") == 0
    shown = capsys.readouterr().out
    for part in ("ask", "many", "embed", "start", "search", "sync", "growth"):
        assert f"\n    {part} " in shown
