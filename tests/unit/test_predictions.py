"""Rows on disk: what a killed run leaves, and what a second start makes of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.evaluation.errors import OtherRunError, OutputFolderError
from qa.evaluation.predictions import FILE_NAME, Predictions, read_predictions
from qa.evaluation.run import to_json

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = {"dataset": "00ff", "limit": None}
LONG = 300_000  # characters of a row's text, more than any buffer holds

WRITER = f"""
import os, resource, signal, sys
from pathlib import Path
from qa.evaluation.predictions import Predictions

if room := int(sys.argv[2]):
    # The file takes so many bytes and no more: the row under way stops there, half written.
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    signal.signal(signal.SIGXFSZ, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
with Predictions(Path(sys.argv[1]), {SETTINGS!r}) as predictions:
    for number in range(len(predictions), 10**6):
        letter = chr(ord("a") + number % 26)
        predictions.append({{"id": str(number), "text": letter * {LONG}}})
        print(number, flush=True)
"""


def start(folder: Path, settings: dict[str, Any] | None = None) -> Predictions:
    return Predictions(folder, SETTINGS if settings is None else settings)


def write(folder: Path, *rows: dict[str, Any]) -> None:
    with start(folder) as predictions:
        for row in rows:
            predictions.append(row)


def test_a_second_start_goes_on(tmp_path: Path) -> None:
    write(tmp_path / "new" / "run", {"id": "b", "f1": 0.1}, {"id": "a", "answer": None})
    with start(tmp_path / "new" / "run") as predictions:
        assert len(predictions) == 2
        assert "a" in predictions
        assert "c" not in predictions
        predictions.append({"id": "c"})
        assert predictions.rows(["c", "b"]) == [{"id": "c"}, {"id": "b", "f1": 0.1}]
    rows = read_predictions(tmp_path / "new" / "run")
    assert rows == [{"id": "b", "f1": 0.1}, {"id": "a", "answer": None}, {"id": "c"}]


def test_a_row_is_in_the_file_when_append_returns(tmp_path: Path) -> None:
    with start(tmp_path) as predictions:
        predictions.append({"id": "é"})
        assert (tmp_path / FILE_NAME).read_text(encoding="utf-8") == '{"id": "é"}\n'


def test_without_a_folder_rows_are_kept_in_memory() -> None:
    with Predictions(None, SETTINGS) as predictions:
        predictions.append({"id": "a", "spans": (1, 2)})
        assert "a" in predictions
        assert predictions.rows(["a"]) == [{"id": "a", "spans": [1, 2]}]


def test_a_row_is_the_same_now_and_after_a_second_start(tmp_path: Path) -> None:
    row = {"id": "a", "pair": (1, 2.5), "by": {3: "x"}}
    with start(tmp_path) as predictions:
        predictions.append(row)
        now = predictions.rows(["a"])
    with start(tmp_path) as predictions:
        assert predictions.rows(["a"]) == now == [{"id": "a", "pair": [1, 2.5], "by": {"3": "x"}}]


def test_a_file_cut_off_anywhere_keeps_its_whole_rows(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": "Ž\n"}, {"id": "b", "text": "“q”"}, {"id": "c", "text": ""}]
    write(tmp_path, *rows)
    content = (tmp_path / FILE_NAME).read_bytes()
    for cut in range(len(content) + 1):
        (tmp_path / FILE_NAME).write_bytes(content[:cut])
        whole = content[:cut].count(b"\n")
        with start(tmp_path) as predictions:
            assert [row["id"] in predictions for row in rows] == [n < whole for n in range(3)]
            for row in rows[whole:]:
                predictions.append(row)
        assert (tmp_path / FILE_NAME).read_bytes() == content


@settings(max_examples=30)
@given(st.lists(st.text(), unique=True))
def test_any_text_comes_back(texts: list[str]) -> None:
    rows = [{"id": text, "answer": text} for text in texts]
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), *rows)
        assert read_predictions(Path(folder)) == rows


@pytest.mark.parametrize("text", ["a\u2028b", "a\u0085b", "a\x0bb\x0c\x1c", "a\r\nb\r", "\ud800"])
def test_what_looks_like_the_end_of_a_line_is_none(tmp_path: Path, text: str) -> None:
    write(tmp_path, {"id": text, "answer": text}, {"id": "next"})
    assert read_predictions(tmp_path) == [{"id": text, "answer": text}, {"id": "next"}]
    with start(tmp_path) as predictions:
        assert text in predictions


def write_until_killed(folder: Path, *, told: int = 1_000_000, room: int = 0) -> list[int]:
    """Kill -9 a process that writes rows, and return those it told of as written.

    It is killed after `told` rows, or when the file has no room in the midst of one.
    """
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, folder, str(room)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as writer:
        assert writer.stdout is not None
        lines = [int(line) for line, _ in zip(writer.stdout, range(told), strict=False)]
        writer.kill()
    assert writer.returncode == -signal.SIGKILL
    return lines


def finish(folder: Path) -> int:
    """Start again, check that all rows are whole, add one, and return how many there were."""
    with start(folder) as predictions:
        count = len(predictions)
        rows = [
            {"id": str(number), "text": chr(ord("a") + number % 26) * LONG}
            for number in range(count + 1)
        ]
        assert predictions.rows([row["id"] for row in rows[:-1]]) == rows[:-1]
        predictions.append(rows[-1])
    assert read_predictions(folder) == rows
    return count


@pytest.mark.skipif(sys.platform == "win32", reason="needs kill -9")
def test_a_killed_run_leaves_whole_rows_and_is_gone_on_with(tmp_path: Path) -> None:
    row = len(to_json({"id": "0", "text": "a" * LONG})) + 1
    assert write_until_killed(tmp_path, room=5 * row // 2) == [0, 1]
    assert (tmp_path / FILE_NAME).stat().st_size == 5 * row // 2
    assert finish(tmp_path) == 2
    assert write_until_killed(tmp_path, told=2) == [3, 4]
    assert finish(tmp_path) >= 5


def test_rows_of_other_settings_are_never_mixed(tmp_path: Path) -> None:
    write(tmp_path, {"id": "a"})
    content = (tmp_path / FILE_NAME).read_bytes()
    with pytest.raises(OtherRunError, match=r"another run \(other dataset, seed\): name another"):
        start(tmp_path, {"dataset": "11aa", "limit": None, "seed": 1})
    assert (tmp_path / FILE_NAME).read_bytes() == content


def test_the_order_and_the_types_of_settings_have_no_say(tmp_path: Path) -> None:
    with start(tmp_path, {"a": {"x": 1, "y": (2, 3)}, "b": 0}) as predictions:
        predictions.append({"id": "1"})
    with start(tmp_path, {"b": 0, "a": {"y": [2, 3], "x": 1}}) as predictions:
        assert "1" in predictions


@pytest.mark.parametrize("mark", [None, "", "[]", '{"settings": 1}', "{"])
def test_rows_whose_settings_are_lost(tmp_path: Path, mark: str | None) -> None:
    write(tmp_path, {"id": "a"})
    (tmp_path / "run.json").unlink()
    if mark is not None:
        (tmp_path / "run.json").write_text(mark, encoding="utf-8")
    with pytest.raises(OtherRunError, match=r"\(no run\.json tells which\)"):
        start(tmp_path)


def test_a_folder_without_rows_takes_any_settings(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "run.json").write_text("{", encoding="utf-8")
    with start(tmp_path, {"dataset": "11aa"}) as predictions:
        predictions.append({"id": "a"})
    assert json.loads((tmp_path / "run.json").read_text())["settings"] == {"dataset": "11aa"}


def test_two_runs_do_not_write_to_one_folder(tmp_path: Path) -> None:
    with start(tmp_path) as first:
        with pytest.raises(OutputFolderError, match=f"being written by process {os.getpid()}"):
            start(tmp_path)
        first.append({"id": "a"})
    with start(tmp_path) as second:
        assert "a" in second


def test_a_refused_start_holds_no_lock(tmp_path: Path) -> None:
    write(tmp_path, {"id": "a"})
    with pytest.raises(OtherRunError):
        start(tmp_path, {})
    with start(tmp_path) as predictions:
        assert "a" in predictions


def test_a_question_has_one_row(tmp_path: Path) -> None:
    with start(tmp_path) as predictions:
        predictions.append({"id": "a"})
        with pytest.raises(ValueError, match="'a' has a row"):
            predictions.append({"id": "a"})
    assert read_predictions(tmp_path) == [{"id": "a"}]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b'{"id": "a"}\n[]\n', ":2: no JSON object with an id"),
        (b'{"id": 1}\n', ":1: no JSON object with an id"),
        (b'{"id": "a"}\n\n', ":2: no JSON object with an id"),
        (b'{"id": "a"}\n{"id": "b', ":2: no JSON object .* goes on with the same options"),
        (b"[" * 100_000, ":1: no JSON object"),
        (b'{"id": "a"}\n{"id": "a"}\n', ":2: a second row for 'a'"),
        (b'{"id": "\xff"}\n', "is not UTF-8"),
    ],
)
def test_a_line_that_is_no_row_is_named(tmp_path: Path, content: bytes, complaint: str) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(OutputFolderError, match=complaint) as caught:
        read_predictions(tmp_path)
    assert str(tmp_path / FILE_NAME) in str(caught.value)


def test_no_rows_at_all(tmp_path: Path) -> None:
    write(tmp_path)
    assert read_predictions(tmp_path) == []


def test_no_predictions_to_read(tmp_path: Path) -> None:
    with pytest.raises(OutputFolderError, match=f"no predictions in {tmp_path}: name the --out"):
        read_predictions(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(OutputFolderError, match="no predictions in"):
        read_predictions(tmp_path / "file")
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(OutputFolderError, match="cannot read"):
        read_predictions(tmp_path)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputFolderError, match="cannot write to"):
        start(tmp_path / "file")
    (tmp_path / "run" / "run.json").mkdir(parents=True)
    with pytest.raises(OutputFolderError, match="cannot write to"):
        start(tmp_path / "run")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full disk")
def test_a_full_disk_is_told_once(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).symlink_to("/dev/full")
    with (
        pytest.raises(OutputFolderError, match="No space left on device; name another"),
        start(tmp_path) as predictions,
    ):
        predictions.append({"id": "a"})
    assert "a" not in predictions
