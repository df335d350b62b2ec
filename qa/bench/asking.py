"""How long an answer takes, one question after another, and what it is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.types import Progress
from qa.bench.measuring import spread, timed
from qa.bench.questions import WARM_UP
from qa.evaluation.answers import Verdict, best_candidate, grade
from qa.evaluation.rag import System
from qa.evaluation.rag_files import RagQuestion
from qa.evaluation.statistics import paired_bootstrap, percent, percentiles
from qa.types import Answer

__all__ = ["PRODUCT", "measure_ask"]

PRODUCT = "product"


@dataclass(frozen=True, slots=True)
class _Reply:
    """An answer, the milliseconds until it came, and its grade where that can be told.

    What is graded is the best candidate, also where it was withheld.
    """

    milliseconds: float
    answer: Answer
    verdict: Verdict | None


def measure_ask(
    systems: Mapping[str, System],
    questions: Sequence[RagQuestion],
    *,
    as_of_question_date: bool = False,
    pairs: bool = False,
    warm_up: Sequence[str] = WARM_UP,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Ask each question of each system before the next one; return milliseconds and grades.

    Which system is first to answer changes from question to question. The first system is measured
    against each of the others: `times_as_fast` is the ratio of the medians, `best_exact` and
    `best_f1` are its differences in points of percent with the 95 % interval of a paired bootstrap.

    Args:
        systems: by name; `PRODUCT` is first.
        questions: those without answers are timed, not graded.
        as_of_question_date: ask each question as on its date, where it has one.
        pairs: return the milliseconds and grades of every question, too.
        warm_up: asked before anything is timed.
        progress: called as `progress(questions done, questions, "questions")`.
    """
    for words in warm_up:
        for system in systems.values():
            system.ask(words)
    replies: dict[str, list[_Reply]] = {name: [] for name in systems}
    for done, question in enumerate(questions):
        if progress:
            progress(done, len(questions), "questions")
        order = list(systems) if done % 2 == 0 else list(systems)[::-1]
        for name in order:
            replies[name].append(_asked(systems[name], question, as_of_question_date))
    if progress:
        progress(len(questions), len(questions), "questions")
    first, *others = replies
    return {
        "questions": len(questions),
        "graded": sum(bool(question.answers) for question in questions),
        **{name: _figures(given) for name, given in replies.items()},
        **{f"{first}_against_{name}": _against(replies[name], replies[first]) for name in others},
        **({"pairs": _pairs(questions, replies)} if pairs else {}),
    }


def _asked(system: System, question: RagQuestion, on_its_date: bool) -> _Reply:
    as_of = question.date if on_its_date else None
    seconds, answer = timed(lambda: system.ask(question.question, as_of=as_of))
    best = best_candidate(answer)
    given = best["answer"] if best else None
    verdict = grade(given, question.answers) if question.answers else None
    return _Reply(1000.0 * seconds, answer, verdict)


def _figures(replies: Sequence[_Reply]) -> dict[str, Any]:
    milliseconds = [reply.milliseconds for reply in replies]
    graded = [reply.verdict for reply in replies if reply.verdict]
    return {
        "ms": spread(milliseconds),
        "stages_ms": _stages([reply.answer for reply in replies]),
        "questions_per_s": 1000.0 * len(replies) / sum(milliseconds),
        "best_exact": percent(verdict.exact for verdict in graded),
        "best_f1": percent(verdict.f1 for verdict in graded),
        "answered": percent(reply.answer.text is not None for reply in replies),
    }


def _stages(answers: Sequence[Answer]) -> dict[str, dict[str, float | None]]:
    """Return the spread of each stage that the answers tell of, over those that do.

    A stage comes before its parts, which are named after it and a slash.
    """
    told = dict.fromkeys(name for answer in answers for name in answer.timings if name != "total")
    wholes = list(dict.fromkeys(name.partition("/")[0] for name in told))
    names = sorted(told, key=lambda name: (wholes.index(name.partition("/")[0]), "/" in name))
    return {
        name: percentiles([answer.timings[name] for answer in answers if name in answer.timings])
        for name in names
    }


def _against(theirs: Sequence[_Reply], ours: Sequence[_Reply]) -> dict[str, Any]:
    medians = [
        spread([reply.milliseconds for reply in replies])["p50"] for replies in (theirs, ours)
    ]
    faster = [a.milliseconds > b.milliseconds for a, b in zip(theirs, ours, strict=True)]
    figures: dict[str, Any] = {
        "times_as_fast": medians[0] / medians[1] if medians[0] and medians[1] else None,
        "faster": percent(faster),
    }
    graded = [(a.verdict, b.verdict) for a, b in zip(theirs, ours, strict=True)]
    for name in ("exact", "f1") if any(verdict for verdict, _ in graded) else ():
        pairs = [(getattr(a, name), getattr(b, name)) for a, b in graded if a and b]
        left, right = zip(*pairs, strict=True)
        found = paired_bootstrap([100.0 * x for x in left], [100.0 * x for x in right])
        figures[f"best_{name}"] = {
            "difference": found.value,
            "low": found.low,
            "high": found.high,
        }
    return figures


def _pairs(
    questions: Sequence[RagQuestion], replies: Mapping[str, Sequence[_Reply]]
) -> list[dict[str, Any]]:
    """Return a row for each question, with each system's milliseconds and grade."""
    return [
        {
            "id": question.id,
            **{
                name: {
                    "ms": round(given[number].milliseconds, 3),
                    "exact": verdict.exact if (verdict := given[number].verdict) else None,
                    "f1": round(verdict.f1, 4) if verdict else None,
                }
                for name, given in replies.items()
            },
        }
        for number, question in enumerate(questions)
    ]
