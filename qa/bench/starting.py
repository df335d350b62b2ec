"""What a start costs: of the command, of an answer, of the page; each in fresh processes."""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from index.errors import IndexMissingError
from index.layout import Layout
from index.types import Progress
from qa.bench.errors import MeasurementError
from qa.bench.page import ROOT, ask_page, served, wait_for_page
from qa.history import history_path

__all__ = ["ended", "largest_imports", "linked", "measure_start"]

IMPORTS = 10
_IMPORT = re.compile(r"import time:\s*(\d+) \|\s*\d+ \|\s*([\w.]+)")


def measure_start(
    index: Path,
    folder: Path,
    question: str,
    *,
    times: int = 5,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Start fresh processes, what they read being in memory; return medians in seconds.

    Each is started once before it is timed. `ask` is told until its answer is printed and until the
    process has ended, the page until it is served and until its endpoint has answered, both from
    the start. `imports_ms` are the packages whose modules take longest in `qa ask`, without what
    they import of others.

    Args:
        index: an index, which is not written to.
        folder: where what the page keeps is written; empty.
        times: how often each is timed.
        progress: called as `progress(starts done, starts, what)`.

    Raises:
        IndexMissingError: there is no index.
        MeasurementError: a process failed, or the page gives no answer.
    """
    own = linked(index, folder / "index")
    ask = [sys.executable, "-m", "qa", "ask", question, "--index", str(own)]
    steps: dict[str, Callable[[], dict[str, float]]] = {
        "python": lambda: _whole([sys.executable, "-c", "pass"]),
        "help": lambda: _whole([sys.executable, "-m", "qa", "--help"]),
        "import_qa": lambda: _whole([sys.executable, "-c", "import qa"]),
        "ask": lambda: _printed(ask),
        "page": lambda: _page(own, folder / "page.log", question),
    }
    figures: dict[str, Any] = {"times": times}
    for number, (name, step) in enumerate(steps.items()):
        runs = []
        for run in range(times + 1):
            if progress:
                progress(number * (times + 1) + run, len(steps) * (times + 1), name)
            runs.append(step())
        figures[name] = _medians(runs[1:])
    figures["imports_ms"] = largest_imports(
        ended([sys.executable, "-X", "importtime", *ask[1:]])[1], IMPORTS
    )
    if progress:
        progress(len(steps) * (times + 1), len(steps) * (times + 1), "starts")
    return figures


def linked(index: Path, path: Path) -> Path:
    """Make a folder of links to an index, without what people asked; return it.

    The page keeps conversations beside the index that it opens: so it keeps none there.
    """
    if not Layout(index).store.is_file():
        raise IndexMissingError(f"no index at {index}: run `qa index SOURCE -o {index}`")
    kept = shutil.ignore_patterns(f"{history_path(index).name}*")
    shutil.copytree(index.resolve(), path, ignore=kept, copy_function=os.symlink)
    return path


def largest_imports(said: str, count: int) -> dict[str, float]:
    """Return the milliseconds of the packages that took longest, from `-X importtime`.

    A package's are those of all its modules, without what these import of other packages.
    """
    took: Counter[str] = Counter()
    for own, module in _IMPORT.findall(said):
        took[module.partition(".")[0]] += int(own)
    return {name: microseconds / 1000.0 for name, microseconds in took.most_common(count)}


def _medians(runs: Sequence[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def _whole(command: Sequence[str]) -> dict[str, float]:
    started = time.perf_counter()
    ended(command)
    return {"ended_s": time.perf_counter() - started}


def _printed(command: Sequence[str]) -> dict[str, float]:
    started = time.perf_counter()
    with _process(command) as process:
        try:
            first = process.stdout.readline() if process.stdout else ""
            printed = time.perf_counter()
            _, said = process.communicate()
        finally:
            process.kill()  # does nothing to one that has ended
    ended = time.perf_counter()
    _check(command, process.returncode if first else 1, said)
    return {"answered_s": printed - started, "ended_s": ended - started}


def _page(index: Path, log: Path, question: str) -> dict[str, float]:
    started = time.perf_counter()
    with served(index, log) as (process, url):
        wait_for_page(process, url, log)
        shown = time.perf_counter()
        ask_page(url, question)
        return {"served_s": shown - started, "answered_s": time.perf_counter() - started}


def ended(command: Sequence[str]) -> tuple[str, str]:
    """Run a process to its end; return what it wrote to stdout and stderr."""
    with _process(command) as process:
        try:
            out, said = process.communicate()
        finally:
            process.kill()
    _check(command, process.returncode, said)
    return out, said


def _process(command: Sequence[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 our own commands, no shell
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
    )


def _check(command: Sequence[str], status: int | None, said: str) -> None:
    if status:
        last = said.strip().splitlines()[-1:] or ["it said nothing"]
        raise MeasurementError(f"{' '.join(command[1:4])} failed: {last[0]}; run it by hand")
