"""What a pipeline gives when many ask at once: answers in a second, waiting, fairness."""

from __future__ import annotations

import statistics
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from index.types import Progress
from qa.bench.measuring import spread, timed
from qa.bench.questions import WARM_UP
from qa.types import Answer

__all__ = ["measure_many"]

Batch = Callable[[Sequence[str]], Sequence[Answer]]
Content = tuple[object, ...]
Waits = list[list[float]]
"""Milliseconds that each asker waited for each answer."""


class Asked(Protocol):
    """Something that several threads may ask; where it has `ask_batch`, that is measured, too."""

    def ask(self, question: str) -> Answer: ...


def measure_many(
    system: Asked,
    questions: Sequence[str],
    *,
    askers: Sequence[int] = (1, 2, 4, 8, 16),
    rounds: int = 3,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Let askers ask at once, each one question after another; return rates and waiting.

    A round goes through all numbers of askers once, so that what else changes on the machine
    strikes all alike; rates are medians over the rounds. Each row of `askers` tells:

    - `questions_per_s`, and `times_one`, by how much that is more than the first row's;
    - `ms`: the spread of the waiting for an answer;
    - `slowest_over_fastest`: the mean waiting of the asker who waited longest over that of the one
      who waited least: 1 is fair;
    - `other_answers`: how many answers were not the one given when nobody else asked.

    `batches` tells of the same questions handed over all at once, where the system takes them so.

    Args:
        questions: everyone asks them all, so that rates compare; each begins with another one.
        askers: how many ask at once; the first should be 1.
        progress: called as `progress(rounds done, rounds, "rounds")`.
    """
    for question in WARM_UP:
        system.ask(question)
    expected = {question: _content(system.ask(question)) for question in dict.fromkeys(questions)}
    plans = {
        count: [_plan(questions, number, count) for number in range(count)] for count in askers
    }
    alone: dict[int, list[_Crowd]] = {count: [] for count in askers}
    together: dict[int, list[_Crowd]] = {count: [] for count in askers}
    batch: Batch | None = getattr(system, "ask_batch", None)
    for done in range(rounds):
        if progress:
            progress(done, rounds, "rounds")
        for count in askers:
            alone[count].append(_asking(system, plans[count], expected))
            if batch:
                together[count].append(_batched(batch, plans[count], expected))
    if progress:
        progress(rounds, rounds, "rounds")
    one = _rate(alone[askers[0]])
    return {
        "questions": len(questions),
        "rounds": rounds,
        "askers": [
            {
                **_row(count, found, one),
                "ms": spread([wait for crowd in found for own in crowd.waits for wait in own]),
                "slowest_over_fastest": statistics.median(_unfairness(one.waits) for one in found),
            }
            for count, found in alone.items()
        ],
        **({"batches": [_row(*found, one) for found in together.items()]} if batch else {}),
    }


@dataclass(frozen=True, slots=True)
class _Crowd:
    """What became of some askers: seconds and answers in all, those unlike others, waiting."""

    seconds: float
    answers: int
    unlike: int
    waits: Waits


def _asking(
    system: Asked, plans: Sequence[Sequence[str]], expected: Mapping[str, Content]
) -> _Crowd:
    """Let a thread for each plan ask its questions, all from the same moment on."""
    waits: Waits = [[] for _ in plans]
    given: list[tuple[str, Answer]] = []
    failures: list[BaseException] = []
    start = threading.Barrier(len(plans) + 1)
    over = threading.Event()

    def ask(number: int) -> None:
        try:
            start.wait()
            for question in plans[number]:
                if over.is_set():
                    return
                seconds, answer = timed(partial(system.ask, question))
                waits[number].append(1000.0 * seconds)
                given.append((question, answer))
        except BaseException as error:
            failures.append(error)

    threads = [
        threading.Thread(target=ask, args=(number,), daemon=True) for number in range(len(plans))
    ]
    for thread in threads:
        thread.start()
    try:
        start.wait()
        seconds, _ = timed(lambda: _join(threads))
    finally:
        # A thread that still asked as Python ends would be torn out of the network that it runs.
        over.set()
        start.abort()
        _join(threads)
    if failures:
        raise failures[0]
    return _Crowd(seconds, len(given), _unlike(given, expected), waits)


def _join(started: Sequence[threading.Thread]) -> None:
    for thread in started:
        thread.join()


def _batched(
    batch: Batch, plans: Sequence[Sequence[str]], expected: Mapping[str, Content]
) -> _Crowd:
    """Hand over all questions at once, first the first of every plan."""
    questions = [question for turn in zip(*plans, strict=True) for question in turn]
    seconds, answers = timed(lambda: batch(questions))
    unlike = _unlike(zip(questions, answers, strict=True), expected)
    return _Crowd(seconds, len(questions), unlike, [])


def _plan(questions: Sequence[str], number: int, askers: int) -> list[str]:
    """Return all questions, begun at another place by each of some askers."""
    first = number * len(questions) // askers
    return [*questions[first:], *questions[:first]]


def _unlike(given: Iterable[tuple[str, Answer]], expected: Mapping[str, Content]) -> int:
    return sum(_content(answer) != expected[question] for question, answer in given)


def _content(answer: Answer) -> Content:
    """Return what makes an answer the same: its text and where every quote stands."""
    quotes = tuple((one.document_id, one.start, one.end) for one in answer.citations)
    return answer.text, answer.verdict, quotes


def _rate(crowds: Sequence[_Crowd]) -> float:
    return statistics.median(crowd.answers / crowd.seconds for crowd in crowds)


def _row(count: int, crowds: Sequence[_Crowd], one: float) -> dict[str, Any]:
    return {
        "askers": count,
        "questions_per_s": _rate(crowds),
        "times_one": _rate(crowds) / one,
        "other_answers": sum(crowd.unlike for crowd in crowds),
    }


def _unfairness(waits: Waits) -> float:
    means = [statistics.fmean(own) for own in waits]
    return max(means) / min(means)
