"""Where figures come from, and what an evaluation leaves on disk."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from qa.evaluation.errors import OutputFolderError

__all__ = ["file_digest", "make_folder", "provenance", "write_run"]

_PARTS = ("torch", "transformers", "sentence-transformers", "faiss-cpu", "numpy")


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in lower-case hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def provenance(*, models: Mapping[str, str], dataset: Path, seed: int) -> dict[str, Any]:
    """Return what a reader needs to trust or repeat a figure.

    Args:
        models: name to digest of the weights, for every model that had a say.
        dataset: the file that was evaluated; its name and digest are noted, not its folder.
        seed: of every draw in the run.

    `commit` is None outside a git checkout and ends in "+changes" when the product's own tracked
    files differ from it.
    """
    return {
        "commit": _commit(),
        "models": dict(models),
        "dataset": {"name": dataset.name, "sha256": file_digest(dataset)},
        "machine": {
            "processor": _processor(),
            "cores": os.cpu_count(),
            "system": f"{platform.system()} {platform.machine()}",
            "python": platform.python_version(),
            "packages": {name: version for name in _PARTS if (version := _version(name))},
        },
        "seed": seed,
    }


def make_folder(folder: Path) -> None:
    """Make the folder for a run's files, before the run: it may take hours.

    Raises:
        OutputFolderError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refused(folder, error) from error


def write_run(folder: Path, metrics: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write `metrics.json` and `predictions.jsonl` (one row a question) into `folder`.

    Raises:
        OutputFolderError: the folder cannot be made or written.
    """
    make_folder(folder)
    try:
        with (folder / "predictions.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(_to_json(row) + "\n" for row in rows)
        text = _to_json(metrics, indent=2) + "\n"
        (folder / "metrics.json").write_text(text, encoding="utf-8")
    except OSError as error:
        raise _refused(folder, error) from error


def _refused(folder: Path, error: OSError) -> OutputFolderError:
    reason = error.strerror or error
    return OutputFolderError(f"cannot write to {folder}: {reason}; name another folder")


def _to_json(value: Mapping[str, Any], indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)


def _commit() -> str | None:
    here = Path(__file__).resolve().parent
    head = _git(here, "rev-parse", "HEAD")
    if not head:
        return None
    changed = _git(here, "status", "--porcelain", "--untracked-files=no")
    return f"{head}+changes" if changed else head


def _git(folder: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 fixed arguments, no shell
            ["git", "-C", str(folder), *arguments],  # noqa: S607 the user's own git
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def _processor() -> str | None:
    """Return the processor's name; `platform.processor()` is empty or "x86_64" on Linux."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or None
    names = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine() or None)


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
