"""Measure the page: a start, a person's questions in Chromium, and many people at once."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
from itertools import cycle, islice
from pathlib import Path
from typing import Any, NoReturn

from index.errors import GroundwireError, IndexMissingError
from index.layout import Layout
from index.models import weights_digest
from page.measure.browser import ROOT, find_browser, served, start_and_ask
from page.measure.load import load
from qa.cli.options import positive
from qa.cli.terminal import note, write_json
from qa.evaluation.run import make_folder, provenance, write_metrics
from qa.history import history_path
from qa.reader.span_reader import find_reader

__all__ = ["main"]

QUESTIONS = """How much did the US pledge in February?|Who is Laura Cooper?|Who is Japan's premier?
When did Russia start its military operation?|Which tower in Kyiv was damaged?|Who called Kuleba?
How many countries support Ukraine?|Did Putin threaten further attacks?|Why did Russia bomb cities?
Where does Mark Cancian work?|What did Kuleba write on Twitter?|What does the bridge link?
How long could it take to replenish the stockpiles?""".replace("\n", "|").split("|")


def main() -> int:
    """Measure; return 0, 1 after a wrong sighting, 2 where it cannot be done."""
    arguments = _arguments()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        if arguments.out:
            make_folder(arguments.out)
        with tempfile.TemporaryDirectory(prefix="groundwire-") as folder:
            metrics = _measured(arguments, Path(folder) / "index")
        if arguments.out:
            write_metrics(arguments.out, metrics)
    except GroundwireError as error:
        note(f"page.measure: {' '.join(str(error).split())}")
        return 2
    write_json(metrics)
    return 1 if metrics["load"]["wrong_sightings"] else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m page.measure", description=__doc__)
    for name, default in (("--people", 16), ("--seconds", 120), ("--questions", 50)):
        parser.add_argument(name, type=positive, default=default, help="default: %(default)s")
    parser.add_argument("--index", type=Path, help="an index to ask instead of one of seeds")
    parser.add_argument("--out", type=Path, help="the folder to write metrics.json into")
    return parser.parse_args()


def _measured(arguments: argparse.Namespace, index: Path) -> dict[str, Any]:
    given, browser = arguments.index, find_browser()
    if given:
        _link(given, index)
    models = {"reader": weights_digest(find_reader(), variable="QA_READER")}
    dataset = Layout(given).store if given else ROOT / "seeds"
    metrics = {"part": "page", **provenance(models=models, dataset=dataset, seed=0)}
    note("starting the page")
    with served(index):
        pass  # an index of seeds is there now, and the files are in the system's cache
    if browser:
        questions = list(islice(cycle(QUESTIONS), arguments.questions))
        metrics |= start_and_ask(browser, index, questions)
    else:
        note("no Chromium or no playwright: start and ask are left out")
        metrics |= {"start": None, "ask": None}
    with served(index) as url:
        return metrics | {"load": load(url, arguments.people, arguments.seconds, QUESTIONS)}


def _link(given: Path, index: Path) -> None:
    """Make a folder of links to an index without what people asked: nothing is added to that."""
    if not Layout(given).store.is_file():
        raise IndexMissingError(f"no index at {given}: run `qa index SOURCE -o {given}`")
    kept = shutil.ignore_patterns(f"{history_path(given).name}*")
    shutil.copytree(given.resolve(), index, ignore=kept, copy_function=os.symlink)


def _stop(number: int, _: object) -> NoReturn:
    signal.signal(number, signal.SIG_IGN)
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
