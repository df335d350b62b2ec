"""Trouble with files, disks and other processes costs a line, never an index."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from corpus import article, write_articles
from fakes import FakeEncoder

import index.formats
import index.reading
from index import IndexReport, PassageIndex, build_index
from index.errors import IndexLockedError, ModelError
from index.types import Vectors
from index.verify import verify_index

pytestmark = pytest.mark.unit

TESTS = Path(__file__).parents[1]
MEMORY = Path("/dev/shm")
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join([str(TESTS.parent), str(TESTS)]),
    "OMP_NUM_THREADS": "1",
}
READING = """
import json, sys, time
from pathlib import Path
from fakes import FakeEncoder
from index import PassageIndex
path, end = Path(sys.argv[1]), Path(sys.argv[2])
seen, wrong = set(), 0
print("ready", flush=True)
while not end.exists() or not seen:
    with PassageIndex.open(path, encoder=FakeEncoder()) as index:
        texts = {document.id: document.text for document in index.documents()}
        seen.add((index.info().generation, len(texts)))
        for ranking in index.rankings("minister grain port", 999).values():
            for passage in (one.passage for one in ranking):
                text = texts[passage.document_id]
                wrong += text[passage.start : passage.end] != passage.text
        wrong += len(index.rankings("minister", 999)["dense"]) != index.info().passages
print(json.dumps([sorted(seen), wrong]))
"""


@pytest.fixture
def news(tmp_path: Path) -> Path:
    return write_articles(tmp_path / "news", 3, sentences=3)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "index"


def build(source: Path, path: Path) -> IndexReport:
    return build_index(source, path, encoder=FakeEncoder())


def skipped(report: IndexReport) -> list[tuple[str, str]]:
    return [(one.source.rpartition("news/")[2], one.reason) for one in report.skipped]


def texts(path: Path) -> list[str]:
    with PassageIndex.open(path, encoder=FakeEncoder()) as opened:
        opened.check()
        return [document.text for document in opened.documents()]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize(("dimension", "trials"), [(8, 15), (512, 8)])
def test_whatever_file_cannot_be_written_the_index_is_as_before(
    tmp_path: Path, dimension: int, trials: int
) -> None:
    memory = MEMORY if os.access(MEMORY, os.W_OK) else tmp_path
    with tempfile.TemporaryDirectory(dir=memory) as name:
        Path(name).chmod(0o755)  # the one who may not write the index may read it
        done = subprocess.run(
            [sys.executable, TESTS / "filling.py", name, str(dimension)],
            capture_output=True,
            text=True,
            env=ENVIRONMENT,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)
    assert len(results) >= trials
    for told, left, is_whole_then in results:
        assert (left, is_whole_then) == ("new" if told == "done" else "old", True), told
        assert "\n" not in told
        assert told == "done" or "cannot be written" in told or "cannot be used" in told
    told = " ".join(told for told, *_ in results)
    for part in ("writer.lock", "store.sqlite", "choose another folder", "done"):
        assert part in told


def test_a_file_that_vanishes_before_it_is_read(news: Path, path: Path) -> None:
    build(news, path)

    def vanish(done: int, *_: object) -> None:
        (news / "001.txt").unlink(missing_ok=True)

    report = build_index(news, path, encoder=FakeEncoder(), progress=vanish)
    reason = "not readable: No such file or directory: what it held stays"
    assert (skipped(report), report.documents) == ([("001.txt", reason)], 3)
    report = build(news, path)
    assert (skipped(report), report.removed, report.documents) == ([], 1, 2)


def test_a_file_that_grows_while_it_is_read_is_read_again(
    news: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = news / "001.txt"

    def growing(stream: object, name: str, **options: object) -> Iterator[object]:
        yield from index.formats.read_articles(stream, name, **options)  # type: ignore[arg-type]
        if name == file.name:
            file.write_text(article(50))

    with monkeypatch.context() as patch:
        patch.setattr(index.reading, "read_articles", growing)
        assert build(news, path).added == 3
    assert article(1, sentences=3) in texts(path)
    report = build(news, path)
    assert (report.updated, report.documents) == (1, 3)
    assert article(50) in texts(path)
    assert build(news, path).changes == ()


def test_files_that_are_no_articles(news: Path, path: Path) -> None:
    with (news / "huge.txt").open("wb") as stream:
        stream.truncate(3 * 2**30)
    (news / "loop").symlink_to(news)
    (news / "self.txt").symlink_to("self.txt")
    (news / "null.txt").write_bytes(b"before\0after")
    with zipfile.ZipFile(news / "out.zip", "w") as archive:
        archive.writestr("../../out.txt", article(7))
        archive.writestr("in.txt", article(8))
    expected = [
        ("huge.txt", "3,072 MiB, above the limit of 20 MiB"),
        ("null.txt", "binary, not text"),
        ("out.zip/../../out.txt", "its name leaves the archive"),
        ("self.txt", "not readable: Too many levels of symbolic links"),
    ]
    for added in (4, 0):
        report = build(news, path)
        assert sorted(skipped(report)) == expected
        assert (report.added, report.documents) == (added, 4)
    assert not (news.parent.parent / "out.txt").exists()


def test_a_line_of_millions_of_characters(news: Path, path: Path) -> None:
    (news / "line.txt").write_text("KYIV: " + "x" * 5_000_000)
    report = build(news, path)
    assert (report.documents, report.skipped) == (4, ())
    assert verify_index(path) == []


class Waiting(FakeEncoder):
    """Encodes once it may."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.may = threading.Event(), threading.Event()

    def encode(self, texts: Sequence[str], *, queries: bool = False) -> Vectors:
        self.asked.set()
        assert self.may.wait(10)
        return super().encode(texts, queries=queries)


def test_two_writers_at_once(news: Path, path: Path) -> None:
    encoder = Waiting()
    first = threading.Thread(target=build_index, args=(news, path), kwargs={"encoder": encoder})
    first.start()
    assert encoder.asked.wait(10)
    with pytest.raises(IndexLockedError, match="wait until it ends"):
        build(news, path)
    encoder.may.set()
    first.join(10)
    report = build(news, path)
    assert (report.unchanged, report.generation) == (3, 1)


class Unavailable(FakeEncoder):
    def encode(self, texts: Sequence[str], *, queries: bool = False) -> Vectors:
        raise ModelError("no weights")


def test_an_index_to_be_made_anew_opens_until_it_is(
    news: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another recipe makes all passages anew; the old ones stay until that has been done."""
    build(news, path)
    before = texts(path)
    monkeypatch.setattr("index.segments.RECIPE", "another")
    with pytest.raises(ModelError):
        build_index(news, path, encoder=Unavailable())
    assert texts(path) == before
    assert verify_index(path) == []


def test_readers_see_whole_states_while_one_writes(news: Path, path: Path, tmp_path: Path) -> None:
    published = {(build(news, path).generation, 3)}
    command = [sys.executable, "-c", READING, str(path), str(tmp_path / "end")]
    readers = [
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT
        )
        for _ in range(2)
    ]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "ready\n"
    for number in range(20):
        for other in (0, 1):
            name = f"{10 + 2 * number + other}"
            (news / f"{name}.txt").write_text(article(int(name), sentences=3))
        if number % 3 == 0:
            (news / f"{10 + number}.txt").unlink(missing_ok=True)
        report = build(news, path)
        published.add((report.generation, report.documents))
    (tmp_path / "end").touch()
    for reader in readers:
        out, err = reader.communicate(timeout=60)
        assert reader.returncode == 0, err
        seen, wrong = json.loads(out)
        assert wrong == 0
        assert {tuple(state) for state in seen} <= published
    assert len(published) == 21
