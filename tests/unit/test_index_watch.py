"""An index that follows its sources: whatever happens to them, and beside them."""

from __future__ import annotations

import builtins
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest
from corpus import article, write_articles
from fakes import FakeEncoder

from index import IndexReport, PassageIndex
from index.errors import ExtraMissingError, SourceEmptyError, SourceMissingError
from index.lock import WriterLock
from index.watch import watch_sources

pytestmark = pytest.mark.unit

PATIENCE = 10.0  # seconds: a bound of waiting, which a whole test never reaches


class Watching:
    """A thread that follows a source; `reports` grow as it builds."""

    def __init__(self, source: str | Path, path: Path) -> None:
        self.path = path
        self.reports: list[IndexReport] = []
        self.failure: BaseException | None = None
        self.stop = threading.Event()
        self._source = source
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            for report in watch_sources(
                [self._source], self.path, encoder=FakeEncoder(), stop=self.stop
            ):
                self.reports.append(report)
        except BaseException as error:
            self.failure = error

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something; AssertionError if it does not come."""
        end = time.monotonic() + PATIENCE
        while not condition():
            assert self._thread.is_alive(), self.failure
            assert time.monotonic() < end, self.reports
            time.sleep(0.01)

    def until_sources(self, *names: str) -> None:
        """Wait until the index holds the articles of these files and no others."""
        self.until(lambda: self.sources() == list(names))

    def sources(self) -> list[str]:
        if not self.reports:
            return []
        with PassageIndex.open(self.path, encoder=FakeEncoder()) as index:
            return [Path(document.source).name for document in index.documents()]

    def end(self) -> None:
        self.stop.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()


@contextmanager
def watching(source: str | Path, path: Path) -> Iterator[Watching]:
    watched = Watching(source, path)
    try:
        yield watched
    finally:
        watched.end()


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.watch.SETTLE", 50)
    monkeypatch.setattr("index.watch.RETRY", 0.05)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    return write_articles(tmp_path / "news", 2, sentences=2)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "index"


def test_what_is_added_changed_and_deleted_is_followed(news: Path, path: Path) -> None:
    with watching(news, path) as watched:
        watched.until_sources("000.txt", "001.txt")
        index = PassageIndex.open(path, encoder=FakeEncoder())
        (news / "below").mkdir()
        (news / "below" / "a.txt").write_text(article(5))
        watched.until_sources("000.txt", "001.txt", "a.txt")
        watched.until(index.is_stale)
        assert len(index.documents()) == 2
        with index, index.reopened() as newer:
            assert len(newer.documents()) == 3
        (news / "000.txt").write_text(article(40))
        watched.until(lambda: watched.reports[-1].updated == 1)
        (news / "001.txt").rename(news / "b.txt")
        watched.until_sources("000.txt", "b.txt", "a.txt")
        shutil.rmtree(news / "below")
        watched.until_sources("000.txt", "b.txt")


def test_a_burst_of_files_is_followed(news: Path, path: Path) -> None:
    with watching(news, path) as watched:
        watched.until_sources("000.txt", "001.txt")
        for number in range(2, 52):
            (news / f"{number:03d}.txt").write_text(article(number, sentences=2))
        watched.until(lambda: watched.reports[-1].documents == 52)
        watched.until_sources(*(f"{number:03d}.txt" for number in range(52)))


@pytest.mark.parametrize("by_link", [False, True], ids=["plain", "by a link"])
def test_an_index_inside_its_source_does_not_follow_itself(
    news: Path, tmp_path: Path, by_link: bool
) -> None:
    source = news
    if by_link:
        source = tmp_path / "link"
        source.symlink_to(news)
    with watching(source, news / "index") as watched:
        watched.until(lambda: len(watched.reports) == 1)
        (news / "002.txt").write_text(article(2, sentences=2))
        watched.until(lambda: watched.reports[-1].documents == 3)
        (news / "index" / "people.sqlite3").write_text("not an article")
        built = len(watched.reports)
        watched.stop.wait(0.5)  # ten turns
        assert len(watched.reports) <= built + 1  # a late word of the file


def test_another_writer_is_waited_for(
    news: Path, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path.mkdir()
    with WriterLock(path / "writer.lock"), watching(news, path) as watched:
        watched.until(lambda: "trying again" in caplog.text)
        assert watched.reports == []
    with WriterLock(path / "writer.lock"):
        watched = Watching(news, path)
        watched.until(lambda: caplog.text.count("trying again") > 3)
    watched.until_sources("000.txt", "001.txt")
    watched.end()


@pytest.mark.parametrize("kind", ["folder", "file", "pattern", "parent"])
def test_a_source_that_goes_and_comes_again(news: Path, path: Path, kind: str) -> None:
    source = {"file": news / "000.txt", "pattern": news / "*.txt"}.get(kind, news)
    files = ["000.txt"] if kind == "file" else ["000.txt", "001.txt"]
    with watching(source, path) as watched:
        watched.until_sources(*files)
        away = news.with_name("away")
        for number in (20, 30):
            if kind == "file":
                (news / "000.txt").unlink()
            elif kind == "parent":
                news.rename(away)
            else:
                shutil.rmtree(news)
            watched.stop.wait(0.2)
            assert watched.sources() == files
            if kind == "parent":
                away.rename(news)
            news.mkdir(exist_ok=True)
            for name in files:
                (news / name).write_text(article(number + files.index(name), sentences=2))
            watched.until(lambda number=number: article(number, sentences=2) in texts(path))  # type: ignore[misc]
        (news / files[0]).write_text(article(77))
        watched.until(lambda: article(77) in texts(path))


def texts(path: Path) -> list[str]:
    with PassageIndex.open(path, encoder=FakeEncoder()) as index:
        return [document.text for document in index.documents()]


def test_a_source_that_holds_nothing_for_a_while_is_waited_for(news: Path, path: Path) -> None:
    with watching(news, path) as watched:
        watched.until_sources("000.txt", "001.txt")
        for file in news.iterdir():
            file.unlink()
        watched.stop.wait(0.2)
        (news / "new.txt").write_text(article(9))
        watched.until_sources("new.txt")


def test_sources_that_never_were_are_told_at_once(news: Path, path: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "binary").mkdir()
    (tmp_path / "binary" / "a.txt").write_bytes(b"\0")
    with pytest.raises(SourceMissingError, match="nope"):
        next(watch_sources([news / "nope" / "below"], path, encoder=FakeEncoder()))
    for name in ("empty", "binary"):
        with pytest.raises(SourceEmptyError, match="nothing to index"):
            next(watch_sources([tmp_path / name], path, encoder=FakeEncoder()))
    assert not path.exists()


def test_nothing_around_a_misspelled_source_is_watched(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("watchfiles.watch", lambda *_, **__: pytest.fail("it is watched"))
    with pytest.raises(SourceMissingError):
        next(watch_sources(["/nope/nope"], path, encoder=FakeEncoder()))


def test_without_its_extra(news: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def lacking(name: str, *rest: object) -> ModuleType:
        if name == "watchfiles":
            raise ImportError(name)
        return imported(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", lacking)
    with pytest.raises(ExtraMissingError, match=r'pip install "groundwire\[watch\]"'):
        next(watch_sources([news], path, encoder=FakeEncoder()))
