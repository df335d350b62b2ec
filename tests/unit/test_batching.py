"""Joined calls give everyone their own results, in turn, and fail for their own faults only."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.batching import Batcher, batches

pytestmark = pytest.mark.unit

PATIENCE = 30  # seconds after which a test has failed


class Gate:
    """A function over batches that waits to be let on, and remembers what it was given."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.entered = threading.Semaphore(0)
        self.let_on = threading.Semaphore(0)

    def __call__(self, items: Sequence[int]) -> list[int]:
        self.batches.append(list(items))
        self.entered.release()
        assert self.let_on.acquire(timeout=PATIENCE)
        if any(item < 0 for item in items):
            raise ValueError(f"negative: {list(items)}")
        return [item * item for item in items]


class Caller(threading.Thread):
    def __init__(self, batcher: Batcher[int, int], items: Sequence[int]) -> None:
        super().__init__(daemon=True)
        self.batcher, self.items = batcher, items
        self.found: Sequence[int] | None = None
        self.error: Exception | None = None
        self.start()

    def run(self) -> None:
        try:
            self.found = self.batcher(self.items)
        except ValueError as error:
            self.error = error


def waiting(batcher: Batcher[int, int], count: int) -> None:
    """Return once so many calls wait in the queue."""
    for _ in range(PATIENCE * 1000):
        if len(batcher._waiting) == count:
            return
        threading.Event().wait(0.001)
    raise AssertionError(f"{len(batcher._waiting)} wait, not {count}")


def queued(batcher: Batcher[int, int], calls: Sequence[Sequence[int]]) -> list[Caller]:
    """Start calls one after another, the first of which runs while the others queue up."""
    callers = []
    for number, items in enumerate(calls):
        callers.append(Caller(batcher, items))
        if number:
            waiting(batcher, number)
        else:
            assert batcher._run.entered.acquire(timeout=PATIENCE)  # type: ignore[attr-defined]
    return callers


def joined(gate: Gate, callers: Sequence[Caller]) -> None:
    for _ in range(20):
        gate.let_on.release()
    for caller in callers:
        caller.join(PATIENCE)
        assert not caller.is_alive()


def test_a_call_alone_runs_at_once() -> None:
    batcher = Batcher[int, int](lambda items: [item + 1 for item in items], 4)
    assert batcher([1, 2]) == [2, 3]
    assert batcher([]) == []


def test_what_comes_meanwhile_is_one_batch_in_the_order_of_coming() -> None:
    gate = Gate()
    callers = queued(Batcher(gate, 10), [[1], [2, 3], [4]])
    joined(gate, callers)
    assert gate.batches == [[1], [2, 3, 4]]
    assert [caller.found for caller in callers] == [[1], [4, 9], [16]]


def test_a_batch_is_bounded_and_a_call_is_never_parted() -> None:
    gate = Gate()
    callers = queued(Batcher(gate, 3), [[1], [2, 3], [4], [5, 6, 7, 8], [9]])
    joined(gate, callers)
    assert gate.batches == [[1], [2, 3, 4], [5, 6, 7, 8], [9]]
    assert callers[3].found == [25, 36, 49, 64]


def test_who_fails_fails_alone() -> None:
    gate = Gate()
    callers = queued(Batcher(gate, 10), [[1], [2], [-3], [4]])
    joined(gate, callers)
    assert [caller.found for caller in callers] == [[1], [4], None, [16]]
    assert str(callers[2].error) == "negative: [-3]"
    assert callers[1].error is None


def test_after_a_failure_the_next_call_is_served() -> None:
    def run(items: Sequence[int]) -> list[int]:
        if items[0] < 0:
            raise ValueError(str(items[0]))
        return list(items)

    batcher = Batcher(run, 4)
    with pytest.raises(ValueError, match="-1"):
        batcher([-1])
    assert batcher([5]) == [5]


def test_who_breaks_off_leaves_the_others_their_turn() -> None:
    """A KeyboardInterrupt in the thread that runs for several is its own alone."""

    def run(items: Sequence[int]) -> list[int]:
        gate(items)
        if items[0] == 2 and len(gate.batches) == 2:
            raise KeyboardInterrupt
        return [item * item for item in items]

    class Interrupted(Caller):
        def run(self) -> None:
            with pytest.raises(KeyboardInterrupt):
                self.batcher(self.items)

    gate = Gate()
    batcher = Batcher(run, 10)
    first = Caller(batcher, [1])
    assert gate.entered.acquire(timeout=PATIENCE)
    second = Interrupted(batcher, [2])
    waiting(batcher, 1)
    third = Caller(batcher, [3])
    waiting(batcher, 2)
    joined(gate, [first, second, third])
    assert gate.batches == [[1], [2, 3], [3]]
    assert third.found == [9]


def test_many_threads_get_their_own() -> None:
    batcher = Batcher[int, int](lambda items: [item * 2 for item in items], 7)
    wrong: list[int] = []

    def ask(own: int) -> None:
        for turn in range(200):
            items = [own * 1000 + turn, -own]
            if list(batcher(items)) != [2 * item for item in items]:
                wrong.append(own)

    threads = [threading.Thread(target=ask, args=(own,)) for own in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not wrong
    assert not any(thread.is_alive() for thread in threads)
    assert not batcher._waiting
    assert not batcher._running


@given(st.lists(st.integers(1, 50), max_size=40), st.integers(1, 120))
def test_batches_hold_every_sequence_once_within_the_budget(
    lengths: list[int], budget: int
) -> None:
    found = list(batches(lengths, budget))
    assert sorted(place for batch in found for place in batch) == list(range(len(lengths)))
    for batch in found:
        assert len(batch) == 1 or max(lengths[place] for place in batch) * len(batch) <= budget
    in_order = [lengths[place] for batch in found for place in batch]
    assert in_order == sorted(lengths)


def test_batches_take_as_many_as_fit() -> None:
    assert list(batches([5, 2, 2, 9], 6)) == [[1, 2], [0], [3]]
