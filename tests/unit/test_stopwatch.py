"""Stages add up, nest, and count also where they fail."""

from __future__ import annotations

import pytest

from index.stopwatch import Stopwatch

pytestmark = pytest.mark.unit


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time in seconds: what its only item says."""
    now = [100.0]
    monkeypatch.setattr("time.perf_counter", lambda: now[0])
    return now


def test_stages_add_up(clock: list[float]) -> None:
    watch = Stopwatch()
    for seconds in (0.25, 0.5):
        with watch.stage("read"):
            clock[0] += seconds
    with watch.stage("compose"):
        clock[0] += 1
    clock[0] += 2
    assert watch.timings() == {"read": 750.0, "compose": 1000.0, "total": 3750.0}


def test_a_part_counts_for_itself_and_for_the_whole(clock: list[float]) -> None:
    watch = Stopwatch()
    with watch.stage("retrieve"):
        with watch.stage("retrieve/encode"):
            clock[0] += 0.5
        clock[0] += 0.25
    assert watch.timings() == {"retrieve/encode": 500.0, "retrieve": 750.0, "total": 750.0}


def test_what_fails_is_counted(clock: list[float]) -> None:
    watch = Stopwatch()

    def fail() -> None:
        clock[0] += 0.5
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), watch.stage("read"):
        fail()
    assert watch.timings()["read"] == 500.0
