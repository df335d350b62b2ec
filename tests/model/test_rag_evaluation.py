"""`qa evaluate rag` with the shipped models: the product and the script over the seed articles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from gold_set import ROOT

from qa.cli import main

pytestmark = pytest.mark.model

QUESTIONS = [
    {
        "id": "pledge",
        "question": "how much did the US pledge in February?",
        "answers": ["USD 425 million; USD 1.75 billion"],
        "gold_urls": ["https://news.example/0"],
    },
    {"id": "tokyo", "question": "Who is the mayor of Tokyo?", "answers": [], "date": "2023-05-01"},
]


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    articles = [
        {"url": f"https://news.example/{number}", "title": "", "text": path.read_text("utf-8")}
        for number, path in enumerate(sorted((ROOT / "seeds").glob("*.txt")))
    ]
    for name, lines in (("articles", articles), ("questions", QUESTIONS)):
        text = "".join(json.dumps(line) + "\n" for line in lines)
        (tmp_path / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return [
        "--corpus", str(tmp_path / "articles.jsonl"),
        "--questions", str(tmp_path / "questions.jsonl"),
        "--cache", str(tmp_path / "cache"),
        "--out", str(tmp_path / "out"),
    ]  # fmt: skip


def evaluate(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["evaluate", "rag", *arguments, "--json"]) == 0
    metrics: dict[str, Any] = json.loads(capsys.readouterr().out)
    return metrics


def test_product_and_baselines(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    baselines = ["--baseline", "bm25", "--baseline", "script"]
    metrics = evaluate(capsys, *files, *baselines, "--as-of-question-date")
    assert metrics["part"] == "rag"
    assert metrics["citation_offsets"] == metrics["citation_holds_answer"] == 100.0
    assert set(metrics["systems"]) == {"product", "bm25", "script"}
    assert metrics["systems"]["script"]["answered"] == 100.0  # it knows no other way
    assert metrics["recall_at_k"]["fused"]["1"] == 100.0
    for folder in (tmp_path / "out", tmp_path / "out" / "bm25", tmp_path / "out" / "script"):
        lines = (folder / "predictions.jsonl").read_text("utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        assert [row["id"] for row in rows] == ["pledge", "tokyo"]
        for row in rows:
            for citation in row["citations"]:
                assert citation["quote"] in row["answer"]
        assert json.loads((folder / "metrics.json").read_text("utf-8"))["total"] == 2
        assert "<html" in (folder / "report.html").read_text("utf-8")


def test_a_second_start_reads_nothing(
    files: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first = evaluate(capsys, *files)

    def no_more(*_: object, **__: object) -> None:
        raise AssertionError("asked again")

    monkeypatch.setattr("qa.pipeline.QAPipeline.ask", no_more)
    monkeypatch.setattr("index.encoder.SentenceEncoder.encode", no_more)
    assert evaluate(capsys, *files) == first


def test_another_run_is_not_mixed_in(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    evaluate(capsys, *files)
    assert main(["evaluate", "rag", *files, "--as-of-question-date"]) == 2
    assert "predictions of another run" in capsys.readouterr().err
