"""Where figures come from, and what an evaluation leaves on disk."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import random
import subprocess
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any, TypeVar

from qa.evaluation.errors import OutputFolderError

__all__ = [
    "commit",
    "file_digest",
    "make_folder",
    "provenance",
    "refused",
    "sampled",
    "to_json",
    "write_metrics",
]

T = TypeVar("T")

_PARTS = (
    "torch",
    "transformers",
    "sentence-transformers",
    "faiss-cpu",
    "openvino",
    "numpy",
    "ir-measures",
)


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in lower-case hexadecimal.

    A folder's is that of its files' digests and names below it, in the order of the names.
    """
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file())
        lines = [f"{file_digest(file)}  {file.relative_to(path).as_posix()}\n" for file in files]
        return hashlib.sha256("".join(lines).encode()).hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def provenance(
    *,
    models: Mapping[str, str],
    dataset: Path,
    seed: int,
    corpus: Path | None = None,
    index_format: int | None = None,
) -> dict[str, Any]:
    """Return what a reader needs to trust or repeat a figure.

    Args:
        models: name to digest of the weights, for every model that had a say.
        dataset: the file or folder that was evaluated; its name and digest are noted, not where it
            lies.
        seed: of every draw in the run.
        corpus: what was searched, noted as `dataset` is.
        index_format: the format version of the index that was searched.

    `commit` is None outside a git checkout and ends in "+changes" when the product's own tracked
    files differ from it.
    """
    return {
        "commit": commit(),
        "models": dict(models),
        "dataset": _noted(dataset),
        **({"corpus": _noted(corpus)} if corpus else {}),
        **({"index_format": index_format} if index_format is not None else {}),
        "machine": {
            "processor": _processor(),
            "cores": os.cpu_count(),
            "system": f"{platform.system()} {platform.machine()}",
            "python": platform.python_version(),
            "packages": {name: version for name in _PARTS if (version := _version(name))},
        },
        "seed": seed,
    }


def sampled(items: Sequence[T], limit: int | None, seed: int) -> list[T]:
    """Return `limit` items drawn with `seed`, in their old order; all of them for None.

    Drawn and not cut off at the front, where all of them may come from a single article or day.
    """
    if limit is None or limit >= len(items):
        return list(items)
    drawn = random.Random(seed).sample(range(len(items)), limit)  # noqa: S311 not a secret
    return [items[number] for number in sorted(drawn)]


def make_folder(folder: Path) -> None:
    """Make the folder for a run's files, before the run: it may take hours.

    Raises:
        OutputFolderError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refused(folder, error) from error


def write_metrics(folder: Path, metrics: Mapping[str, Any]) -> None:
    """Write `metrics.json` into `folder`, which must be there.

    Raises:
        OutputFolderError: it cannot be written.
    """
    try:
        (folder / "metrics.json").write_text(to_json(metrics, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise refused(folder, error) from error


def _noted(path: Path) -> dict[str, str]:
    return {"name": path.resolve().name, "sha256": file_digest(path)}


def refused(folder: Path, error: OSError) -> OutputFolderError:
    """Return the error that says why `folder` cannot be written."""
    reason = error.strerror or error
    return OutputFolderError(f"cannot write to {folder}: {reason}; name another folder")


def to_json(value: Any, indent: int | None = None) -> str:
    """Return JSON with its Unicode as it is; ValueError for NaN and infinity."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)


def commit() -> str | None:
    """Return what is checked out, "…+changes" if it was changed; None outside a git checkout."""
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
