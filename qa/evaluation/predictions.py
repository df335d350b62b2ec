"""The rows of a run, appended one by one: a second start goes on where the first stopped."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Mapping
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Self

from index.errors import IndexLockedError
from index.lock import WriterLock
from qa.evaluation.errors import OtherRunError, OutputFolderError
from qa.evaluation.run import make_folder, refused, to_json

__all__ = ["FILE_NAME", "Predictions", "read_predictions"]

FILE_NAME = "predictions.jsonl"
_RUN = "run.json"
_LOCK = "writer.lock"


class Predictions:
    """`DIR/predictions.jsonl`: a row for each question, keyed by its `id`.

    A row outlives the process when `append` has returned, and the last line of a process that was
    killed while writing is dropped. Use it in a `with` statement; without a folder the rows are
    kept in memory alone.

    Args:
        folder: where the file is, made if need be; None for nowhere.
        settings: what the rows depend on (data, models, options), ready for JSON. Rows that were
            made with other settings are never mixed with these.

    Raises:
        OtherRunError: the folder holds the predictions of other settings.
        OutputFolderError: the folder cannot be made or written, another process is writing to it,
            or it holds a line that is no row.
    """

    def __init__(self, folder: Path | None, settings: Mapping[str, Any]) -> None:
        self._folder = folder
        self._rows: dict[str, dict[str, Any]] = {}
        self._file: TextIOWrapper | None = None
        self._held = contextlib.ExitStack()
        if folder:
            make_folder(folder)
            with contextlib.ExitStack() as held:
                try:
                    held.enter_context(WriterLock(folder / _LOCK))
                    self._rows = _rows_so_far(folder, settings)
                    self._file = held.enter_context(_open(folder))
                except IndexLockedError as error:
                    raise OutputFolderError(str(error)) from error
                except OSError as error:
                    raise refused(folder, error) from error
                self._held = held.pop_all()

    def __contains__(self, question_id: str) -> bool:
        return question_id in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def append(self, row: Mapping[str, Any]) -> None:
        """Add the row of a question that has none yet.

        Raises:
            OutputFolderError: it cannot be written.
            ValueError: the question has a row, or the row holds a number JSON cannot express.
        """
        if row["id"] in self._rows:
            raise ValueError(f"{row['id']!r} has a row: ask `in` before")
        line = to_json(dict(row))
        if self._file and self._folder:
            try:
                self._file.write(line + "\n")
                self._file.flush()
            except OSError as error:
                raise refused(self._folder, error) from error
        # As it would be read back, so that a run in two goes ends like a run in one.
        self._rows[row["id"]] = json.loads(line)

    def rows(self, ids: Iterable[str]) -> list[dict[str, Any]]:
        """Return the rows of these questions, in the order given, as JSON gives them back."""
        return [self._rows[question_id] for question_id in ids]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # What could not be written was told by `append`; closing would try, and tell it, again.
        with contextlib.suppress(OSError):
            self._held.close()


def read_predictions(folder: Path) -> list[dict[str, Any]]:
    """Return the rows of `DIR/predictions.jsonl` in file order.

    Raises:
        OutputFolderError: names the folder, or the line that is no row.
    """
    path = folder / FILE_NAME
    try:
        text = path.read_bytes().decode("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        raise OutputFolderError(
            f"no predictions in {folder}: name the --out folder of `qa evaluate`"
        ) from None
    except OSError as error:
        reason = error.strerror or error
        raise OutputFolderError(f"cannot read {path}: {reason}; name another folder") from error
    except UnicodeDecodeError as error:
        raise OutputFolderError(f"{path} is not UTF-8: make the run again") from error
    rows: dict[str, dict[str, Any]] = {}
    # Not splitlines: it would also cut at line separators that stand in a text.
    for number, line in enumerate(text.removesuffix("\n").split("\n") if text else (), 1):
        row = _row(path, number, line)
        if row["id"] in rows:
            raise OutputFolderError(
                f"{path}:{number}: a second row for {row['id']!r}: make the run again"
            )
        rows[row["id"]] = row
    return list(rows.values())


def _row(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict) or not isinstance(row.get("id"), str):
        raise OutputFolderError(
            f"{path}:{number}: no JSON object with an id: make the run again; one that was broken "
            "off goes on with the same options"
        )
    return row


def _rows_so_far(folder: Path, settings: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the whole rows of an earlier start by id, having cut off what follows them."""
    path = folder / FILE_NAME
    wanted = json.loads(to_json(dict(settings)))
    if path.exists() and path.stat().st_size:
        _check_same(folder, wanted)
        os.truncate(path, path.read_bytes().rfind(b"\n") + 1)
        return {row["id"]: row for row in read_predictions(folder)}
    (folder / _RUN).write_text(to_json({"settings": wanted}, indent=2) + "\n", encoding="utf-8")
    return {}


def _open(folder: Path) -> TextIOWrapper:
    # A lone surrogate has no UTF-8, but its backslash escape is the JSON of it.
    return (folder / FILE_NAME).open("a", encoding="utf-8", errors="backslashreplace", newline="\n")


def _check_same(folder: Path, wanted: Mapping[str, Any]) -> None:
    try:
        found = json.loads((folder / _RUN).read_text(encoding="utf-8"))["settings"]
        names = sorted({*found, *wanted})
        other = [name for name in names if found.get(name) != wanted.get(name)]
        reason = f"other {', '.join(other)}" if other else ""
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        reason = f"no {_RUN} tells which"
    if reason:
        raise OtherRunError(
            f"{folder} holds the predictions of another run ({reason}): "
            "name another folder, or delete it"
        )
