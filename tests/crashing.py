"""Kills builds at many instants and prints, as JSON, the state that each left behind.

Run as a script, on its own, because it forks: `crashing.py FOLDER old|none`. A build is killed as
by `kill -9` before the n-th call that the package `index` makes or receives.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from corpus import article, write_articles
from fakes import FakeEncoder

import index
from index import PassageIndex, build_index
from index.errors import IndexMissingError
from index.verify import verify_index

PACKAGE = str(Path(index.__file__).parent)
POINTS = 100
ENCODER = FakeEncoder()
NEAR_THE_COMMIT = {"publish", "commit", "collect", "_sync", "write", "_save", "_merge", "clear"}


def counting(visit: Callable[[int, str], None]) -> None:
    """Call `visit(n, name of the function)` at each call in or from the package."""
    calls = 0

    def profile(frame: FrameType, event: str, _: Any) -> None:
        nonlocal calls
        if event in {"call", "c_call"} and frame.f_code.co_filename.startswith(PACKAGE):
            calls += 1
            visit(calls, frame.f_code.co_name)

    sys.setprofile(profile)


def in_a_child(work: Callable[[], None]) -> int:
    """Run `work` in a fork; return how it ended, as os.waitstatus_to_exitcode says it."""
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def state(path: Path) -> str:
    """Return "none", or the ids of all passages in the order of a search."""
    try:
        with PassageIndex.open(path, encoder=ENCODER) as opened:
            opened.check()
            found = opened.search("minister grain port", top_k=999)
            assert len(found) == opened.info().passages
            return " ".join(result.passage.id for result in found)
    except IndexMissingError:
        return "none"


def trace(folder: Path, build: Callable[[], None]) -> list[str]:
    """Return the name of the function behind each call of a build, in order."""
    names = folder / "trace"

    def write() -> None:
        with names.open("w") as stream:
            counting(lambda n, name: print(name, file=stream))
            build()
            sys.setprofile(None)

    assert in_a_child(write) == 0
    return names.read_text().split()


def instants(names: list[str]) -> list[int]:
    """Choose calls at random: anywhere, where the new state is written, and all of the commit."""
    choice = random.Random(0)
    near = [n for n, name in enumerate(names, start=1) if name in NEAR_THE_COMMIT]
    commit = [n for n, name in enumerate(names, start=1) if name in {"commit", "clear"}]
    anywhere = choice.sample(range(1, len(names) + 1), min(POINTS // 2, len(names)))
    return sorted({*anywhere, *choice.sample(near, min(POINTS // 2, len(near))), *commit})


def main(folder: Path, start: str) -> None:
    news, initial, path = folder / "news", folder / "initial", folder / "index"
    write_articles(news, 3, sentences=3)
    build_index(news, initial, encoder=ENCODER)  # imports, before the forks, what a build needs
    if start == "none":
        shutil.rmtree(initial)
    (news / "000.txt").unlink()
    (news / "001.txt").write_text(article(101, sentences=3))
    (news / "009.txt").write_text(article(9, sentences=3))

    def build() -> None:
        build_index(news, path, encoder=ENCODER)

    def reset() -> None:
        shutil.rmtree(path, ignore_errors=True)
        if initial.exists():
            shutil.copytree(initial, path)

    reset()
    points = instants(trace(folder, build))
    result: dict[str, Any] = {"old": state(initial), "new": state(path)}
    result |= {"after": [], "repaired": []}
    for point in points:
        reset()

        def die(point: int = point) -> None:
            counting(lambda n, _: os.kill(os.getpid(), signal.SIGKILL) if n == point else None)
            build()

        assert in_a_child(die) == -signal.SIGKILL
        result["after"].append(state(path))
        assert in_a_child(build) == 0
        result["repaired"].append(state(path))
        assert len(list((path / "generations").iterdir())) == 1
        assert verify_index(path) == []
    print(json.dumps(result))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
