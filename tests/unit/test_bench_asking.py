"""`qa bench ask` and `many`: who is asked what, in which order, and how that is graded."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from datetime import date as Date
from pathlib import Path

import pytest

from qa.bench import asking
from qa.bench.asking import measure_ask
from qa.bench.crowd import measure_many
from qa.bench.questions import SEED_QUESTIONS, WARM_UP, questions_of
from qa.evaluation.errors import QuestionFileError
from qa.evaluation.rag_files import RagQuestion
from qa.types import Alternative, Answer, Citation

pytestmark = pytest.mark.unit


class FakeSystem:
    """Answers by heart; notes in a list that several may share what it was asked."""

    def __init__(self, name: str, log: list[tuple[str, str]], answers: dict[str, Answer]) -> None:
        self.name = name
        self.log = log
        self.answers = answers
        self.days: list[Date | None] = []

    def ask(self, question: str, *, as_of: Date | None = None) -> Answer:
        self.log.append((self.name, question))
        self.days.append(as_of)
        return self.answers.get(question) or said(question, "nothing")


def cited(text: str) -> Citation:
    return Citation(1, "d", "t", None, "s", "d:0-9", text, 0, len(text), text, 0)


def said(question: str, text: str, **timings: float) -> Answer:
    return Answer(question, question, text, 0.9, (cited(text),), timings=timings)


def withheld(question: str, best: str) -> Answer:
    other = Alternative(best, 0.2, cited(best))
    return Answer(question, question, None, 0.2, alternatives=(other,))


def asked(*rows: tuple[str, tuple[str, ...], Date | None]) -> list[RagQuestion]:
    return [RagQuestion(question, question, answers, (), day) for question, answers, day in rows]


def test_systems_take_turns_to_be_first() -> None:
    log: list[tuple[str, str]] = []
    systems = {name: FakeSystem(name, log, {}) for name in ("product", "script")}
    measure_ask(systems, asked(("a", (), None), ("b", (), None), ("c", (), None)), warm_up=["w"])
    assert [f"{name[0]}{question}" for name, question in log] == [
        *("pw", "sw"),
        *("pa", "sa"),
        *("sb", "pb"),
        *("pc", "sc"),
    ]


def test_a_question_is_asked_as_on_its_date_where_that_is_wanted() -> None:
    system = FakeSystem("product", [], {})
    questions = asked(("a", (), Date(2023, 4, 12)), ("b", (), None))
    measure_ask({"product": system}, questions, as_of_question_date=True, warm_up=[])
    assert system.days == [Date(2023, 4, 12), None]
    measure_ask({"product": system}, questions, warm_up=[])
    assert system.days[2:] == [None, None]


def test_the_best_candidate_is_graded_and_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    product = {
        "a": said("a", "Kyiv", read=4.0, total=9.0),
        "b": withheld("b", "big Lviv"),
        "c": said("c", "ask me", **{"find/encode": 1.0, "find": 2.0, "read": 6.0}),
    }
    script = {name: said(name, "Odesa") for name in "ab"}
    took = {  # milliseconds
        "script": iter([10.0, 20.0, 30.0]),
        "product": iter([1.0, 2.0, 3.0]),
    }

    def timed(work):  # type: ignore[no-untyped-def]
        answer = work()
        return next(
            took["script" if answer.text in {"Odesa", "nothing"} else "product"]
        ) / 1e3, answer

    monkeypatch.setattr(asking, "timed", timed)
    systems = {
        "product": FakeSystem("product", [], product),
        "script": FakeSystem("script", [], script),
    }
    questions = asked(("a", ("Kyiv",), None), ("b", ("Lviv",), None), ("c", (), None))
    figures = measure_ask(systems, questions, pairs=True)
    assert (figures["questions"], figures["graded"]) == (3, 2)
    ours = figures["product"]
    assert ours["ms"] == pytest.approx({"p50": 2.0, "p95": 2.9, "max": 3.0})
    assert ours["questions_per_s"] == pytest.approx(3 / 0.006)
    assert ours["stages_ms"]["read"]["p50"] == 5.0
    assert ours["stages_ms"]["find/encode"] == {"p50": 1.0, "p95": 1.0}
    assert list(ours["stages_ms"]) == ["read", "find", "find/encode"]
    # "Kyiv" is exact; of "big Lviv" one of two words is right: F1 = 2 * 1/2 * 1 / (1/2 + 1)
    assert ours["best_exact"] == 50.0
    assert ours["best_f1"] == pytest.approx(100 * (1 + 2 / 3) / 2)
    assert ours["answered"] == pytest.approx(200 / 3)
    against = figures["product_against_script"]
    assert against["times_as_fast"] == pytest.approx(10.0)
    assert against["faster"] == 100.0
    assert against["best_exact"]["difference"] == 50.0
    assert (against["best_exact"]["low"], against["best_exact"]["high"]) == (0.0, 100.0)
    assert against["best_f1"]["difference"] == pytest.approx(100 * (1 + 2 / 3) / 2)
    assert figures["pairs"][1] == {
        "id": "b",
        "product": {"ms": 2.0, "exact": 0, "f1": 0.6667},
        "script": {"ms": 20.0, "exact": 0, "f1": 0.0},
    }
    assert figures["pairs"][2]["product"] == {"ms": 3.0, "exact": None, "f1": None}


def test_without_known_answers_nothing_is_graded() -> None:
    systems = {name: FakeSystem(name, [], {}) for name in ("product", "script")}
    figures = measure_ask(systems, asked(("a", (), None)))
    assert figures["product"]["best_f1"] is None
    assert "best_f1" not in figures["product_against_script"]


class Counter:
    """Counts who asks at once; its answers tell apart how many did, where `honest` is false."""

    def __init__(self, *, honest: bool = True) -> None:
        self.honest = honest
        self.inside = 0
        self.most = 0
        self.lock = threading.Lock()
        self.total = 0

    def ask(self, question: str) -> Answer:
        with self.lock:
            self.inside += 1
            self.total += 1
            self.most = max(self.most, self.inside)
        time.sleep(0.002)
        with self.lock:
            crowded = self.inside > 1 and not self.honest
            self.inside -= 1
        return said(question, question + "!" * crowded)


class Batching(Counter):
    def __init__(self) -> None:
        super().__init__()
        self.batches: list[list[str]] = []

    def ask_batch(self, questions: Sequence[str]) -> list[Answer]:
        self.batches.append(list(questions))
        return [said(question, question) for question in questions]


def test_askers_ask_at_once_and_everyone_is_answered() -> None:
    system = Counter()
    figures = measure_many(system, ["a", "b", "c"], askers=[1, 4], rounds=2)
    assert system.most == 4
    assert system.total == len(WARM_UP) + 3 + 2 * (1 + 4) * 3
    assert [row["askers"] for row in figures["askers"]] == [1, 4]
    one, four = figures["askers"]
    assert (one["times_one"], one["slowest_over_fastest"]) == (1.0, 1.0)
    assert four["slowest_over_fastest"] >= 1.0
    assert four["other_answers"] == 0
    assert "batches" not in figures


def test_an_answer_that_differs_in_a_crowd_is_counted() -> None:
    figures = measure_many(Counter(honest=False), ["a", "b"], askers=[1, 3], rounds=1)
    assert figures["askers"][0]["other_answers"] == 0
    assert 0 < figures["askers"][1]["other_answers"] <= 6


def test_a_batch_is_what_all_askers_ask() -> None:
    system = Batching()
    figures = measure_many(system, ["a", "b", "c"], askers=[1, 2], rounds=1)
    assert system.batches == [["a", "b", "c"], ["a", "b", "b", "c", "c", "a"]]
    assert [row["other_answers"] for row in figures["batches"]] == [0, 0]
    assert [row["askers"] for row in figures["batches"]] == [1, 2]


def test_what_fails_in_a_crowd_is_raised() -> None:
    class Failing(Counter):
        def ask(self, question: str) -> Answer:
            if threading.current_thread() is not threading.main_thread():
                raise RuntimeError("gone")
            return said(question, question)

    with pytest.raises(RuntimeError, match="gone"):
        measure_many(Failing(), ["a"], askers=[2], rounds=1)


def test_questions_come_from_lines_or_objects(tmp_path: Path) -> None:
    plain = tmp_path / "questions.txt"
    plain.write_text("Who held?\n\n  When? \n", encoding="utf-8")
    assert [(q.id, q.question, q.answers) for q in questions_of(plain)] == [
        ("1", "Who held?", ()),
        ("3", "When?", ()),
    ]
    objects = tmp_path / "questions.jsonl"
    objects.write_text('{"id": "x", "question": "Who?", "answers": ["Kyiv"]}\n', encoding="utf-8")
    assert questions_of(objects) == [RagQuestion("x", "Who?", ("Kyiv",), (), None)]
    plain.write_text("\n \n", encoding="utf-8")
    with pytest.raises(QuestionFileError, match="holds no question: write one on each line"):
        questions_of(plain)


def test_the_questions_on_the_seeds_are_answered_by_them() -> None:
    seeds = Path(__file__).resolve().parents[2] / "seeds"
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(seeds.glob("*.txt")))
    for question in SEED_QUESTIONS:
        assert all(answer in text for answer in question.answers), question
    assert not {question.question for question in SEED_QUESTIONS} & set(WARM_UP)
