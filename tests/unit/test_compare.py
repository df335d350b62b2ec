"""Two runs side by side: pairing, figures, what was gained and lost, and the command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index.errors import GroundwireError
from qa.cli.evaluating import compare as command
from qa.cli.options import Parser
from qa.evaluation.compare import Change, Comparison, Figure, Run, compare, other_data, read_run
from qa.evaluation.errors import EvaluationError
from qa.evaluation.predictions import Predictions
from qa.evaluation.run import write_metrics
from qa.evaluation.statistics import Difference

pytestmark = pytest.mark.unit


def row(question_id: str, answer: str | None, f1: float, **verdict: Any) -> dict[str, Any]:
    """Return a row whose verdict follows from `f1`, but for what `verdict` adds."""
    graded = {"exact": int(f1 == 1), "f1": f1, "contains": int(f1 == 1), "right": f1 >= 0.5}
    return {
        "id": question_id,
        "question": f"Who is\n{question_id}?",
        "answer": answer,
        "verdict": graded | verdict,
    }


BEFORE = [
    row("a", "Rollo", 1.0),
    row("b", "the Normans", 0.25),
    row("c", None, 0.0),
    row("d", "911", 1.0),
    row("gone", "x", 0.0),
]
AFTER = [
    row("new", "x", 0.0),
    row("d", None, 0.0),
    row("c", "Poppa", 1.0),
    row("b", "Normans", 0.4),
    row("a", "Rollo", 1.0),
    row("newer", "x", 0.0),
]


def retrieval(question_id: str, **systems: float) -> dict[str, Any]:
    verdict = {name: {"nDCG@10": value, "rank": None} for name, value in systems.items()}
    return {"id": question_id, "question": "?", "answer": None, "verdict": verdict}


def save(folder: Path, rows: list[dict[str, Any]], metrics: dict[str, Any] | None) -> Path:
    with Predictions(folder, {}) as predictions:
        for one in rows:
            predictions.append(one)
    if metrics is not None:
        write_metrics(folder, metrics)
    return folder


def noted(part: str = "rag", data: str = "00", **more: Any) -> dict[str, Any]:
    return {"part": part, "commit": "abc", "models": {"m": "1"}, "dataset": {"sha256": data}} | more


def run(*arguments: str | Path) -> int:
    parser = Parser(prog="qa evaluate")
    command.add_command(parser.add_subparsers(parser_class=Parser))
    parsed = parser.parse_args(["compare", *map(str, arguments)])
    return int(parsed.run(parsed))


def figure(found: Comparison, name: str) -> Figure:
    (one,) = (figure for figure in found.figures if figure.name == name)
    return one


def test_questions_are_paired_by_id() -> None:
    found = compare(BEFORE, AFTER)
    assert (found.questions, found.only_before, found.only_after) == (4, 1, 2)
    assert found.gained == (Change("c", "Who is\nc?", None, "Poppa"),)
    assert found.lost == (Change("d", "Who is\nd?", "911", None),)
    assert [change.id for change in found.changed] == ["b", "c", "d"]


def test_the_figures_are_means_in_percent() -> None:
    found = compare(BEFORE, AFTER)
    assert [one.name for one in found.figures] == ["exact", "f1", "contains", "right"]
    f1 = figure(found, "f1")
    assert (f1.questions, f1.before, f1.after) == (4, pytest.approx(56.25), pytest.approx(60.0))
    assert f1.difference.value == pytest.approx(3.75)
    # Exact: nothing, nothing, up, down; every draw's mean lies in [-100, 100].
    exact = figure(found, "exact")
    assert (exact.before, exact.after, exact.p) == (50.0, 50.0, 1.0)
    assert (exact.difference.low, exact.difference.high) == (-75.0, 75.0)
    assert not exact.difference.excludes_zero


def test_a_sure_difference() -> None:
    before = [row(str(number), None, 0.0) for number in range(12)]
    after = [row(str(number), "x", 1.0) for number in range(12)]
    right = figure(compare(before, after), "right")
    assert right.to_dict() == {
        "questions": 12,
        "before": 0.0,
        "after": 100.0,
        "difference": 100.0,
        "interval": [100.0, 100.0],
        "excludes_zero": True,
        "p": 2 / 2**12,
    }
    assert figure(compare(after, before), "right").difference == Difference(-100.0, -100.0, -100.0)


def test_a_run_beside_itself() -> None:
    found = compare(BEFORE, BEFORE)
    assert not found.gained + found.lost + found.changed
    assert {one.difference for one in found.figures} == {Difference(0.0, 0.0, 0.0)}
    assert {one.p for one in found.figures} == {1.0}


def test_a_figure_counts_where_both_have_it() -> None:
    before = [row("a", "x", 1.0), row("b", "x", 1.0), row("c", "x", 0.0)]
    after = [row("a", "x", 0.25), row("b", "x", 1.0), row("c", "x", 0.0)]
    before[1]["verdict"]["f1"] = None
    del after[2]["verdict"]["f1"]
    del after[0]["verdict"]["right"]
    f1 = figure(compare(before, after), "f1")
    assert (f1.questions, f1.before, f1.after) == (1, 100.0, 25.0)
    assert not compare(before, after).lost


def test_what_a_part_adds_to_its_verdicts_is_no_figure() -> None:
    extra = {"citations": {"parts": 2}, "gold_rank": {"bm25": 3}, "score": 7}
    rows = [row("a", "x", 1.0, **extra)]
    names = [one.name for one in compare(rows, rows).figures]
    assert names == ["exact", "f1", "contains", "right"]


def test_systems_of_a_retrieval_run() -> None:
    before = [retrieval("a", bm25=0.5, dense=1.0), retrieval("b", bm25=0.0, dense=1.0)]
    after = [retrieval("a", bm25=1.0, fused=1.0), retrieval("b", bm25=0.5, fused=1.0)]
    found = compare(before, after)
    assert [one.name for one in found.figures] == ["bm25 nDCG@10"]
    assert (found.figures[0].before, found.figures[0].after) == (25.0, 75.0)
    assert not found.gained + found.lost + found.changed


def test_runs_with_nothing_in_common() -> None:
    with pytest.raises(EvaluationError, match="none of 5 and 1 questions is in both runs"):
        compare(BEFORE, [row("other", "x", 1.0)])
    with pytest.raises(EvaluationError, match="none of 0 and 6"):
        compare([], AFTER)
    with pytest.raises(EvaluationError, match="share no figure"):
        compare([retrieval("a", bm25=0.5)], [retrieval("a", dense=0.5)])
    with pytest.raises(EvaluationError, match="share no figure"):
        compare([{"id": "a", "verdict": None}], [{"id": "a"}])


def test_a_limit_is_for_the_lists_alone() -> None:
    before = [row(str(number), None, 0.0) for number in range(5)]
    after = [row(str(number), "x", 1.0) for number in range(5)]
    told = compare(before, after).to_dict(limit=2)
    assert (told["gained"], told["lost"], told["changed"]) == (5, 0, 5)
    assert [change["id"] for change in told["listed"]["gained"]] == ["0", "1"]
    assert told["listed"]["lost"] == []
    every = compare(before, after).to_dict()["listed"]["changed"]
    assert [change["id"] for change in every] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("before", "after", "other"),
    [
        (noted(), noted(), []),
        (noted(), noted(data="11"), ["dataset"]),
        (noted(corpus={"sha256": "1"}), noted(corpus={"sha256": "2"}), ["corpus"]),
        (noted(), {}, ["dataset"]),
        ({}, {}, ["dataset"]),
        (noted(dataset="dev.json"), noted(dataset="dev.json"), ["dataset"]),
    ],
)
def test_other_data_is_noticed(
    before: dict[str, Any], after: dict[str, Any], other: list[str]
) -> None:
    assert other_data(Run(Path("A"), before, []), Run(Path("B"), after, [])) == other


def test_different_parts_are_not_compared() -> None:
    with pytest.raises(EvaluationError, match="A evaluates rag, B reader: compare two runs of"):
        other_data(Run(Path("A"), noted("rag"), []), Run(Path("B"), noted("reader"), []))


def test_a_run_from_its_folder(tmp_path: Path) -> None:
    save(tmp_path, BEFORE, None)
    assert read_run(tmp_path) == Run(tmp_path, {}, BEFORE)
    write_metrics(tmp_path, noted())
    assert read_run(tmp_path).metrics == noted()


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff"])
def test_metrics_that_are_none(tmp_path: Path, content: bytes) -> None:
    save(tmp_path, BEFORE, None)
    (tmp_path / "metrics.json").write_bytes(content)
    with pytest.raises(EvaluationError, match=r"metrics\.json.*make the run again"):
        read_run(tmp_path)


def test_the_command_writes_a_table_the_questions_and_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    left = save(tmp_path / "A", BEFORE, noted())
    right = save(tmp_path / "B", AFTER, noted(data="11"))
    assert run(left, right, "--resamples", "1000", "--index", "unused") == 0
    captured = capsys.readouterr()
    assert captured.err == "note: dataset not known to be the same in both runs\n"
    *text, last = captured.out.splitlines()
    assert text[0] == "figure          A        B    B - A   95 % interval             p"
    assert text[1] == "exact       50.00    50.00    +0.00   [-75.00, +75.00]     1.0000"
    assert text[2].startswith("f1          56.25    60.00    +3.75   [")
    assert text[5:] == [
        "",
        "4 questions in both, 1 only in A, 2 only in B; 1 gained, 1 lost, 3 answers changed",
        "",
        "gained: 1",
        "  c  Who is c?",
        "    A  —",
        "    B  Poppa",
        "",
        "lost: 1",
        "  d  Who is d?",
        "    A  911",
        "    B  —",
        "",
    ]
    told = json.loads(last)
    assert told["part"] == "rag"
    assert told["A"] == {"folder": str(left), "commit": "abc", "models": {"m": "1"}}
    assert told["other_data"] == ["dataset"]
    assert (told["resamples"], told["seed"], told["gained"]) == (1000, 0, 1)
    assert told["figures"]["exact"]["interval"] == [-75.0, 75.0]
    assert told["listed"]["lost"] == [
        {"id": "d", "question": "Who is\nd?", "before": "911", "after": None}
    ]


def test_the_command_marks_a_sure_difference_and_shortens_lists(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = range(12)
    left = save(tmp_path / "A", [retrieval(str(n), bm25=0.0) for n in rows], noted("retrieval"))
    right = save(tmp_path / "B", [retrieval(str(n), bm25=1.0) for n in rows], noted("retrieval"))
    assert run(left, right) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    assert captured.out.splitlines()[1] == (
        "bm25 nDCG@10     0.00   100.00  +100.00   [+100.00, +100.00]   0.0005 *"
    )
    left = save(tmp_path / "C", [row(str(n), None, 0.0) for n in rows], noted())
    right = save(tmp_path / "D", [row(str(n), "x", 1.0) for n in rows], noted())
    assert run(left, right, "--limit", "2") == 0
    out = capsys.readouterr().out
    assert "gained: 12, the first 2\n  0  Who is 0?\n" in out
    assert "  2  Who is" not in out


def test_json_stands_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left = save(tmp_path / "A", BEFORE, noted())
    assert run(left, left, "--json", "--seed", "3") == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    assert json.loads(captured.out)["seed"] == 3
    assert captured.out.count("\n") == 1


def test_mistakes_of_the_user(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left = save(tmp_path / "A", BEFORE, noted())
    with pytest.raises(GroundwireError, match="no predictions in"):
        run(left, tmp_path / "gone")
    right = save(tmp_path / "B", BEFORE, noted("reader"))
    with pytest.raises(GroundwireError, match="evaluates rag"):
        run(left, right)
    for options in (("--seed", "-1"), ("--resamples", "0"), ("--limit", "x")):
        with pytest.raises(SystemExit) as end:
            run(left, left, *options)
        assert end.value.code == 2
        assert "give a whole number" in capsys.readouterr().err
