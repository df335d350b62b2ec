"""Kept conversations: what comes back, to whom, and what a crash or a bad file leaves."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC
from datetime import date as day
from pathlib import Path
from typing import Any

import pytest
from corpus import write_articles
from fakes import FakeEncoder
from fakes_cli import CITATION, fake_answer
from hypothesis import given, settings
from hypothesis import strategies as st

from index import PassageIndex, build_index
from qa.answers_json import MalformedAnswerError
from qa.history import (
    ConversationStore,
    FeedbackStore,
    HistoryDamagedError,
    HistoryError,
    HistoryUnavailableError,
    UnknownConversationError,
    history_path,
)
from qa.history.conversations import headline
from qa.types import Alternative, Answer, Citation, Turn

pytestmark = pytest.mark.unit

HOSTILE = "a\x00b\u202ec\ud800\udc00d\udfff\r\n<b>'; DROP TABLE turns; --"
WRITER = """
import sys
from qa.history import ConversationStore
from qa.types import Answer, Turn
path, owner, id, name, count = sys.argv[1:]
store = ConversationStore(path)
for number in range(int(count)):
    question = f"{name} {number} " + "x" * 20_000
    store.append(owner, id, Turn(question, question, Answer(question, question, None, 0.5)))
    print(number, flush=True)
"""

texts = st.text(st.characters(exclude_categories=()), max_size=20)
shares = st.floats(0, 1)


def built(kind: type[Any], **drawn: Any) -> Any:
    """Draw every field, those with a default and those yet to come included."""
    return st.builds(kind, **({field.name: ... for field in fields(kind)} | drawn))


citations = built(Citation, title=st.none() | texts)
alternatives = built(Alternative, confidence=shares, citation=citations)
answers = built(
    Answer,
    text=st.none() | texts,
    confidence=shares,
    citations=st.lists(citations, max_size=3).map(tuple),
    alternatives=st.lists(alternatives, max_size=2).map(tuple),
    timings=st.dictionaries(texts, st.floats(0, 1e6), max_size=3),
)


def turn(message: str = "who held?") -> Turn:
    return Turn(message, f"{message}!", fake_answer(message))


def writer(path: Path, owner: str, id: str, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), owner, id, name, str(count)]
    root = Path(__file__).parents[2]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "people.sqlite3"


@pytest.fixture
def store(path: Path) -> Iterator[ConversationStore]:
    with ConversationStore(path) as opened:
        yield opened


@given(answers)
def test_an_answer_comes_back_out_of_its_json(answer: Answer) -> None:
    record = answer.to_dict()
    assert Answer.from_dict(record).to_dict() == record


def test_an_answer_comes_back_as_it_was() -> None:
    citation = replace(CITATION, part=1, notes=("Last month → March 2023",))
    other = Alternative("Moscow", 0.25, CITATION, conflicting=True)
    answer = Answer("q", "s", "Kyiv", 0.5, (citation,), (other,), {"read": 1.5}, "yes")
    assert Answer.from_dict(answer.to_dict()) == answer
    assert Citation.from_dict(citation.to_dict()) == citation
    assert Alternative.from_dict(other.to_dict()) == other


def test_a_record_of_an_older_version_takes_defaults() -> None:
    record = Answer("who", "who", "Kyiv", 0.5, (CITATION,)).to_dict()
    for name in ("verdict", "abstained", "timings_ms"):
        del record[name]
    for name in ("part", "notes"):
        del record["citations"][0][name]
    assert Answer.from_dict(record | {"new": 1}).citations == (CITATION,)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"question": None}, "question"),
        ({"answer": 3}, "answer"),
        ({"answer": None}, "abstained"),
        ({"verdict": "maybe"}, "verdict"),
        ({"verdict": []}, "verdict"),
        ({"confidence": "0.5"}, "confidence"),
        ({"confidence": True}, "confidence"),
        ({"confidence": float("nan")}, "confidence"),
        ({"confidence": 10**400}, "confidence"),
        ({"citations": None}, "citations"),
        ({"citations": ["x"]}, "no object"),
        ({"citations": [CITATION.to_dict() | {"date": "yesterday"}]}, "date"),
        ({"citations": [CITATION.to_dict() | {"start": "0"}]}, "start"),
        ({"citations": [CITATION.to_dict() | {"notes": [1]}]}, "notes"),
        ({"alternatives": [{"answer": "x", "confidence": 0.1}]}, "citation"),
        ({"timings_ms": {"read": None}}, "read"),
    ],
)
def test_a_malformed_record_names_its_field(change: dict[str, Any], field: str) -> None:
    record = Answer("q", "q", "Kyiv", 0.5, (CITATION,)).to_dict()
    with pytest.raises(MalformedAnswerError, match=field):
        Answer.from_dict(record | change)


@settings(max_examples=40)
@given(st.recursive(st.none() | st.booleans() | st.floats() | texts, st.lists))
def test_any_json_is_an_answer_or_refused(value: Any) -> None:
    record = Answer("q", "q", "Kyiv", 0.5, (CITATION,)).to_dict()
    for name in record:
        try:
            Answer.from_dict(record | {name: value})
        except MalformedAnswerError:
            continue


def test_turns_come_back_after_closing(path: Path) -> None:
    first, second = turn("who held?"), turn("when?")
    with ConversationStore(path) as store:
        id = store.create("ann").id
        assert store.append("ann", id, first) == 0
        assert store.append("ann", id, second, as_of=day(2023, 4, 1), until=day(2023, 5, 2)) == 1
    with ConversationStore(path) as store:
        kept = store.turns("ann", id)
        assert [stored.turn for stored in kept] == [first, second]
        assert [stored.number for stored in kept] == [0, 1]
        assert (kept[1].as_of, kept[1].since, kept[1].until) == (
            day(2023, 4, 1), None, day(2023, 5, 2),
        )  # fmt: skip
        assert kept[0].as_of is None
        assert kept[0].asked.tzinfo is UTC
        assert kept[0].asked <= kept[1].asked
        (conversation,) = store.conversations("ann")
        assert conversation.id == id
        assert conversation.turns == 2
        assert conversation.created <= kept[0].asked
        assert conversation.updated == kept[1].asked


def test_the_last_updated_conversation_comes_first(store: ConversationStore) -> None:
    ids = [store.create("ann").id for _ in range(3)]
    assert [listed.id for listed in store.conversations("ann")] == ids[::-1]
    store.append("ann", ids[0], turn())
    assert [listed.id for listed in store.conversations("ann")] == [ids[0], ids[2], ids[1]]
    store.rename("ann", ids[1], "renaming is no news")
    assert [listed.id for listed in store.conversations("ann")] == [ids[0], ids[2], ids[1]]


def test_nobody_reaches_the_conversation_of_another(store: ConversationStore) -> None:
    id = store.create("ann", "mine").id
    store.append("ann", id, turn())
    for owner, name in (("bob", id), ("", id), ("ANN", id), ("ann", "no such"), ("ann", HOSTILE)):
        for call in (
            lambda: store.turns(owner, name),  # noqa: B023
            lambda: store.append(owner, name, turn()),  # noqa: B023
            lambda: store.truncate(owner, name, 0),  # noqa: B023
            lambda: store.rename(owner, name, "yours"),  # noqa: B023
            lambda: store.delete(owner, name),  # noqa: B023
        ):
            with pytest.raises(UnknownConversationError, match="it was deleted or never was"):
                call()
        assert owner == "ann" or store.conversations(owner) == []
    assert [listed.title for listed in store.conversations("ann")] == ["mine"]
    assert len(store.turns("ann", id)) == 1


def test_an_owner_is_needed(store: ConversationStore) -> None:
    with pytest.raises(HistoryError, match="without an owner"):
        store.create("")


def test_truncating_keeps_the_first_turns(store: ConversationStore) -> None:
    id, other = store.create("ann").id, store.create("ann").id
    for name in "abc":
        store.append("ann", id, turn(name))
        store.append("ann", other, turn(name))
    store.truncate("ann", id, 10**30)
    assert store.conversations("ann")[0].id == other
    store.truncate("ann", id, 1)
    assert store.conversations("ann")[0].id == id
    assert store.append("ann", id, turn("d")) == 1
    assert [stored.turn.message for stored in store.turns("ann", id)] == ["a", "d"]
    store.truncate("ann", id, 0)
    assert store.turns("ann", id) == ()
    assert len(store.turns("ann", other)) == 3
    with pytest.raises(ValueError, match="-1"):
        store.truncate("ann", id, -1)


def test_deleting_takes_the_turns_along(store: ConversationStore, path: Path) -> None:
    id = store.create("ann").id
    store.append("ann", id, turn())
    store.delete("ann", id)
    assert store.conversations("ann") == []
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM turns").fetchone() == (0,)
    connection.close()


def test_the_first_message_is_the_title_until_there_is_one(store: ConversationStore) -> None:
    id = store.create("ann", " ").id
    assert store.conversations("ann")[0].title == ""
    store.append("ann", id, turn("  who\nheld? "))
    store.append("ann", id, turn("when?"))
    assert store.conversations("ann")[0].title == "who held?"
    store.rename("ann", id, " Kyiv ")
    assert store.conversations("ann")[0].title == " Kyiv "
    store.rename("ann", id, None)
    store.truncate("ann", id, 0)
    store.append("ann", id, turn("where?"))
    assert store.conversations("ann")[0].title == "where?"


def test_a_headline_is_cut_after_a_word() -> None:
    assert headline("x" * 60) == "x" * 60
    assert headline("x" * 61) == "x" * 59 + "…"
    assert headline(f"{'x' * 59} yes") == "x" * 59 + "…"
    assert headline(f"{'x' * 30} {'y' * 30}") == "x" * 30 + "…"


@given(texts.map(lambda text: text * 9))
def test_a_headline_is_one_short_line(message: str) -> None:
    title = headline(message)
    assert len(title) <= 60
    assert len(title.splitlines()) <= 1


@pytest.mark.parametrize("message", [HOSTILE, "", "Ω" * 500_000, "\x00" * 200_000])
def test_any_text_comes_back_unchanged(store: ConversationStore, message: str) -> None:
    owner = message[:1000] or "ann"
    kept = Turn(message, message, Answer(message, message, message, 0.5, (CITATION,)))
    id = store.create(owner, message).id
    store.append(owner, id, kept)
    assert store.turns(owner, id)[0].turn == kept
    assert store.conversations(owner)[0].title == (message if message.strip() else "")


def test_ids_are_random_and_no_paths(store: ConversationStore) -> None:
    ids = {store.create("ann").id for _ in range(50)}
    assert len(ids) == 50
    assert all(len(id) >= 20 and id.replace("-", "").replace("_", "").isalnum() for id in ids)


def test_figures_that_are_not_finite_are_refused(store: ConversationStore) -> None:
    id = store.create("ann").id
    with pytest.raises(HistoryError, match="finite"):
        store.append("ann", id, Turn("q", "q", Answer("q", "q", None, float("nan"))))
    assert store.turns("ann", id) == ()


def test_threads_write_at_once(store: ConversationStore, path: Path) -> None:
    id = store.create("ann").id
    with ConversationStore(path) as second:

        def write(target: ConversationStore, name: str) -> None:
            for number in range(20):
                target.append("ann", id, turn(f"{name}{number}"))

        threads = [
            threading.Thread(target=write, args=(target, name))
            for target, name in ((store, "a"), (store, "b"), (second, "c"))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    kept = store.turns("ann", id)
    assert [stored.number for stored in kept] == list(range(60))
    for name in "abc":
        mine = [stored.turn.message for stored in kept if stored.turn.message[0] == name]
        assert mine == [f"{name}{number}" for number in range(20)]


def test_processes_write_at_once(store: ConversationStore, path: Path) -> None:
    id = store.create("ann").id
    processes = [writer(path, "ann", id, name, 20) for name in "ab"]
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    kept = store.turns("ann", id)
    assert [stored.number for stored in kept] == list(range(40))
    for name in "ab":
        mine = [stored.turn.message for stored in kept if stored.turn.message[0] == name]
        assert [message.split()[1] for message in mine] == [str(number) for number in range(20)]


def test_processes_may_make_the_file_at_once(path: Path) -> None:
    script = "import sys; from qa.history import ConversationStore as S; S(sys.argv[1]).create('a')"
    command = [sys.executable, "-c", script, str(path)]
    root = Path(__file__).parents[2]
    processes = [subprocess.Popen(command, cwd=root) for _ in range(4)]
    assert [process.wait() for process in processes] == [0] * 4
    with ConversationStore(path) as store:
        assert len(store.conversations("a")) == 4


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
@pytest.mark.parametrize("seen", [1, 4, 9])
def test_a_killed_writer_leaves_whole_turns(path: Path, seen: int) -> None:
    with ConversationStore(path) as store:
        id = store.create("ann").id
    process = writer(path, "ann", id, "k", 100_000)
    assert process.stdout
    for _ in range(seen):
        process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    acknowledged = seen + len(process.stdout.read().splitlines())
    process.stdout.close()
    assert process.wait() == -signal.SIGKILL
    with ConversationStore(path) as store:
        assert store.rows("PRAGMA integrity_check") == [("ok",)]
        kept = store.turns("ann", id)
        assert acknowledged <= len(kept) <= acknowledged + 1
        for number, stored in enumerate(kept):
            assert stored.number == number
            assert stored.turn.message == f"k {number} " + "x" * 20_000
        assert store.append("ann", id, turn()) == len(kept)


def test_a_file_that_another_holds_is_waited_for_and_named(
    store: ConversationStore, path: Path
) -> None:
    store.rows("PRAGMA busy_timeout = 50")
    with ConversationStore(path) as other, other.transaction(write=True):
        with pytest.raises(HistoryUnavailableError, match="in use by another program"):
            store.create("ann")
        assert store.conversations("ann") == []
    assert store.create("ann").turns == 0


def test_a_failed_change_leaves_nothing(store: ConversationStore) -> None:
    id = store.create("ann").id

    def fail() -> None:
        with store.transaction(write=True):
            store.rows("DELETE FROM conversations")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert [listed.id for listed in store.conversations("ann")] == [id]


@pytest.mark.parametrize("opened", [ConversationStore, FeedbackStore])
def test_a_newer_version_is_refused(path: Path, opened: type[ConversationStore]) -> None:
    ConversationStore(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 7")
    connection.close()
    with pytest.raises(HistoryUnavailableError, match=r"has version 7.*install the version"):
        opened(path)


def test_a_file_that_is_no_database_is_damaged(path: Path) -> None:
    path.write_bytes(b"these are notes, no database" * 100)
    with pytest.raises(HistoryDamagedError, match=r"people\.sqlite3 is damaged .*move it away"):
        ConversationStore(path)
    assert path.read_bytes().startswith(b"these are notes")


def test_a_database_of_something_else_is_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (name)")
    connection.close()
    with pytest.raises(HistoryDamagedError, match="no file of conversations"):
        ConversationStore(path)


def test_a_file_with_lost_pages_is_damaged(path: Path) -> None:
    with ConversationStore(path) as store:
        id = store.create("ann").id
        for _ in range(50):
            store.append("ann", id, turn("x" * 5_000))
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with pytest.raises(HistoryDamagedError), ConversationStore(path) as store:
        store.turns("ann", id)


@pytest.mark.parametrize(
    "record", [b"", b"\xff", b"[]", b"{}", b'{"answer": {}}', 3, b'{"message": 1, "answer": []}']
)
def test_a_record_that_no_version_wrote_is_damage(store: ConversationStore, record: object) -> None:
    id = store.create("ann").id
    store.append("ann", id, turn())
    store.rows("UPDATE turns SET record = ?", record)
    with pytest.raises(HistoryDamagedError, match="move it away"):
        store.turns("ann", id)
    with pytest.raises(HistoryDamagedError, match="move it away"):
        store.conversations("ann")


@pytest.mark.parametrize("folder", ["/proc", "/no/such/folder"])
def test_a_folder_that_cannot_be_written_is_one_clear_error(folder: str) -> None:
    path = history_path(folder)
    with pytest.raises(HistoryUnavailableError) as raised:
        ConversationStore(path)
    assert str(path) in str(raised.value)
    assert "go on without kept conversations" in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_file_is_unavailable(path: Path) -> None:
    ConversationStore(path).close()
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        with pytest.raises(HistoryUnavailableError, match="writable"):
            ConversationStore(path)
    finally:
        path.parent.chmod(0o700)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_others_may_not_read_the_file(path: Path, store: ConversationStore) -> None:
    store.create("ann")
    assert [file.stat().st_mode & 0o77 for file in path.parent.iterdir()] == [0] * 3


def test_the_file_stands_beside_an_index_that_is_built_again(tmp_path: Path) -> None:
    news, folder, encoder = tmp_path / "news", tmp_path / "index", FakeEncoder()
    write_articles(news, 3)
    build_index(news, folder, encoder=encoder)
    with ConversationStore(history_path(folder)) as store:
        id = store.create("ann").id
        (news / "001.txt").unlink()
        build_index(news, folder, encoder=encoder)
        store.append("ann", id, turn())
        build_index(folder.parent, folder, encoder=encoder)
        assert [listed.id for listed in store.conversations("ann")] == [id]
        with PassageIndex.open(folder, encoder=encoder) as opened:
            opened.check()
            assert opened.info().documents == 2
