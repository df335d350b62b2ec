"""Builds while no file may grow above a limit; prints, as JSON, how that ended and what it left.

Run as a script, on its own, because it forks: `filling.py FOLDER DIMENSION`. A limit holds from
the beginning or from the publication on, so that each kind of file is the first that cannot be
written: vectors where there are hundreds of dimensions.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from corpus import article, write_articles
from fakes import FakeEncoder

from index import PassageIndex, build_index
from index.errors import PassageIndexError
from index.local_writer import LocalWriter
from index.verify import verify_index

ENCODER = FakeEncoder(dimension=int(sys.argv[2]))


def state(path: Path) -> list[str]:
    with PassageIndex.open(path, encoder=ENCODER) as index:
        index.check()
        return [one.passage.id for one in index.search("minister grain port", top_k=999)]


def limited(limit: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


def outcome(news: Path, path: Path) -> str:
    try:
        build_index(news, path, encoder=ENCODER)
    except PassageIndexError as error:
        return str(error)
    except BaseException as error:
        return f"{type(error).__name__}\n{error}"
    return "done"


def in_a_child(news: Path, path: Path, change: Callable[[], None]) -> str:
    """Return how a build ended after `change`, in a process of its own."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        change()
        os.write(writing, outcome(news, path).encode())
        os._exit(0)
    os.close(writing)
    with open(reading) as stream:  # noqa: PTH123
        told = stream.read()
    os.wait()
    return told


def denied(news: Path, path: Path) -> str:
    """Return how a build ended by someone who may not write the index."""

    def unprivileged() -> None:
        if os.getuid() == 0:
            os.setgid(65_534)
            os.setuid(65_534)

    path.chmod(0o555)
    told = in_a_child(news, path, unprivileged)
    path.chmod(0o755)
    return told


def from_publication(limit: int) -> None:
    publish = LocalWriter.publish

    def limiting(writer: LocalWriter) -> int:
        limited(limit)
        return publish(writer)

    setattr(LocalWriter, "publish", limiting)  # noqa: B010


def main(folder: Path) -> None:
    news, initial, path = folder / "news", folder / "initial", folder / "index"
    write_articles(news, 4, sentences=6)
    build_index(news, initial, encoder=ENCODER)
    (news / "001.txt").unlink()
    for number in range(4, 18):
        (news / f"{number:03d}.txt").write_text(article(number, sentences=6))
    shutil.copytree(initial, path)
    build_index(news, path, encoder=ENCODER)
    states = {str(state(initial)): "old", str(state(path)): "new"}
    sizes = {file.stat().st_size - 1 for file in path.glob("*/*/*")}
    largest = max(sizes)
    limits = sorted({0, 20_000, 10**6, *(sizes if ENCODER.dimension < 100 else {largest})})
    trials: list[Callable[[Path, Path], str]] = [denied]
    trials += [partial(in_a_child, change=partial(from_publication, limit)) for limit in limits]
    for limit in (0, 3, 1_000, 33_000, 10**6):
        trials.append(partial(in_a_child, change=partial(limited, limit)))
    results = []
    for trial in trials:
        shutil.rmtree(path)
        shutil.copytree(initial, path)
        told = trial(news, path)
        left = states.get(str(state(path)), "neither")
        build_index(news, path, encoder=ENCODER)
        is_whole = states.get(str(state(path))) == "new" and verify_index(path) == []
        results.append([told, left, is_whole])
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
