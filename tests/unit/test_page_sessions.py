"""What each session searches: its own articles and all that are shared, and no one else's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import FakeEncoder
from fakes_cli import FakeReader
from fakes_page import SEEDS

from index import PassageIndex, build_index
from page import sessions as module
from page.serving import PageSettings
from page.sessions import Sessions
from qa import QAPipeline
from qa.reader.calibration import Calibration

pytestmark = pytest.mark.unit

ZOO = "date 2023-05-04 LVIV: The mayor opened a zoo. Its first giraffe is called Melman.\n"
ANEW = ZOO.replace("Melman", "Gerda")
SEED_SOURCES = sorted(path.name for path in SEEDS.glob("*.txt"))


@pytest.fixture
def pipeline(tmp_path: Path) -> Iterator[QAPipeline]:
    build_index(SEEDS, tmp_path / "index", encoder=FakeEncoder())
    index = PassageIndex.open(tmp_path / "index", encoder=FakeEncoder())
    pipeline = QAPipeline(index, FakeReader(), Calibration(0.0), ranking="dense", top_k=3)
    yield pipeline
    pipeline.close()


@pytest.fixture
def sessions(pipeline: QAPipeline) -> Iterator[Sessions]:
    sessions = Sessions(pipeline, PageSettings())
    yield sessions
    for key in ("anna", "bert", "carl"):
        sessions.articles_of(key).close()


def searched(sessions: Sessions, session: str) -> list[str]:
    """Return the file names of the articles that the session's questions are asked of."""
    documents = sessions.pipeline_of(session).current_index().documents()
    return sorted(Path(document.source).name for document in documents)


def found(sessions: Sessions, session: str, query: str) -> str:
    """Return the text of all passages that `query` finds."""
    index = sessions.pipeline_of(session).current_index()
    return "\n".join(result.passage.text for result in index.search(query, top_k=100))


def test_without_articles_of_its_own_a_session_has_the_base_pipeline(
    sessions: Sessions, pipeline: QAPipeline
) -> None:
    assert sessions.pipeline_of("anna") is pipeline
    assert sessions.added("anna") == []
    sessions.articles_of("anna")
    assert sessions.pipeline_of("anna") is pipeline


def test_an_article_is_searched_by_its_own_session_alone(
    sessions: Sessions, pipeline: QAPipeline
) -> None:
    sessions.articles_of("anna").add([("zoo.txt", ZOO)])
    assert searched(sessions, "anna") == [*SEED_SOURCES, "zoo.txt"]
    assert "Melman" in found(sessions, "anna", "giraffe Melman")
    assert [document.source for document in sessions.added("anna")] == ["zoo.txt"]
    sessions.articles_of("bert").add([("port.txt", "ODESA: The port is open again.")])
    assert searched(sessions, "bert") == sorted(["port.txt", *SEED_SOURCES])
    assert searched(sessions, "carl") == SEED_SOURCES
    for other in ("bert", "carl"):
        assert "Melman" not in found(sessions, other, "giraffe Melman")
        assert "zoo.txt" not in [document.source for document in sessions.added(other)]
    assert sessions.pipeline_of("carl") is pipeline


def test_a_joined_pipeline_reads_as_the_base_one_and_is_made_once(
    sessions: Sessions, pipeline: QAPipeline
) -> None:
    sessions.articles_of("anna").add([("zoo.txt", ZOO)])
    own = sessions.pipeline_of("anna")
    assert own is sessions.pipeline_of("anna")
    assert own is not pipeline
    assert (own.reader, own.calibration) == (pipeline.reader, pipeline.calibration)
    assert (own.ranking, own.top_k) == ("dense", 3)


def test_a_replaced_article_is_searched_by_its_new_text_only(sessions: Sessions) -> None:
    for text in (ZOO, ANEW):
        sessions.articles_of("anna").add([("zoo.txt", text)])
        assert searched(sessions, "anna") == [*SEED_SOURCES, "zoo.txt"]
    assert "Gerda" in found(sessions, "anna", "giraffe")
    assert "Melman" not in found(sessions, "anna", "giraffe Melman")


def test_after_the_last_removal_the_base_pipeline_is_back(
    sessions: Sessions, pipeline: QAPipeline
) -> None:
    articles = sessions.articles_of("anna")
    for round in range(2):
        articles.add([("zoo.txt", ZOO), ("port.txt", "ODESA: The port is open again.")])
        assert sessions.pipeline_of("anna") is not pipeline, f"round {round}"
        for document in sessions.added("anna"):
            assert sessions.pipeline_of("anna") is not pipeline
            articles.remove(document.id)
        assert sessions.pipeline_of("anna") is pipeline, f"round {round}"
        assert sessions.added("anna") == []


def test_what_is_added_to_the_base_index_later_is_searched_with_ones_own(
    sessions: Sessions, pipeline: QAPipeline, tmp_path: Path
) -> None:
    sessions.articles_of("anna").add([("zoo.txt", ZOO)])
    assert searched(sessions, "anna") == [*SEED_SOURCES, "zoo.txt"]
    (tmp_path / "port.txt").write_text("ODESA: The port is open again.", encoding="utf-8")
    build_index(tmp_path / "port.txt", tmp_path / "index", encoder=FakeEncoder())
    for session, expected in (("anna", ["port.txt", "zoo.txt"]), ("carl", ["port.txt"])):
        assert searched(sessions, session) == sorted([*SEED_SOURCES, *expected])


def test_the_session_unused_for_longest_gives_way(
    sessions: Sessions, pipeline: QAPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_SESSIONS", 2)
    for session in ("anna", "bert"):
        sessions.articles_of(session).add([("zoo.txt", ZOO)])
    annas, berts = sessions.pipeline_of("anna"), sessions.articles_of("bert")
    assert sessions.pipeline_of("anna") is annas  # now bert is the one unused for longest
    folder = berts.index.path if berts.index else None
    assert folder
    assert folder.exists()
    sessions.articles_of("carl").add([("zoo.txt", ZOO)])
    assert sessions.pipeline_of("bert") is pipeline
    assert sessions.added("bert") == []
    assert not folder.exists()
    assert sessions.pipeline_of("anna") is annas
    assert searched(sessions, "carl") == [*SEED_SOURCES, "zoo.txt"]


def test_shared_articles_are_everyones(pipeline: QAPipeline) -> None:
    sessions = Sessions(pipeline, PageSettings(shared_uploads=True))
    sessions.articles_of("anna").add([("zoo.txt", ZOO)])
    assert searched(sessions, "bert") == [*SEED_SOURCES, "zoo.txt"]
    assert "Melman" in found(sessions, "bert", "giraffe Melman")
    (added,) = sessions.added("bert")
    assert added.source == "uploads/zoo.txt"
    sessions.articles_of("bert").remove(added.id)
    assert searched(sessions, "anna") == SEED_SOURCES
    assert sessions.added("anna") == []
    assert sessions.pipeline_of("anna") is pipeline


def test_the_largest_article_is_the_settings(pipeline: QAPipeline) -> None:
    for shared in (False, True):
        sessions = Sessions(pipeline, PageSettings(shared_uploads=shared, max_upload_mb=1))
        articles = sessions.articles_of("anna")
        report = articles.add([("large.txt", "x" * (2**20 + 1)), ("zoo.txt", ZOO)])
        assert report.added == ("zoo.txt",)
        assert [skipped.source for skipped in report.skipped] == ["large.txt"]
        articles.close()
