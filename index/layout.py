"""What lies in an index folder.

    .qa_index/
    ├── store.sqlite               documents, files, passages, settings: the truth
    ├── writer.lock                held, by the operating system, while a build runs
    └── generations/<n>/           derived from the truth, never changed once written
        ├── manifest.json          format, encoder, and the SHA-256 of the files beside it
        ├── vectors.faiss
        └── bm25/                  bm25s' own files (JSON and .npy), ids.npy, lengths.npy

The settings in store.sqlite name the current generation and its manifest's SHA-256, so that one
SQLite commit makes both current.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from index.database import corrupt
from index.errors import IndexCorruptError, IndexMismatchError
from index.types import Encoder, IndexInfo

__all__ = [
    "BM25",
    "FORMAT_VERSION",
    "RECIPE",
    "VECTORS",
    "Layout",
    "Manifest",
    "Settings",
    "check_encoder",
    "damaged",
    "default_index_path",
    "file_digest",
]

FORMAT_VERSION = 1
RECIPE = "1"  # changes with headers, passages or context: then a build makes all passages anew


def default_index_path() -> Path:
    """Return QA_INDEX_DIR or, without it, `.qa_index` in the current folder."""
    return Path(os.environ.get("QA_INDEX_DIR") or ".qa_index")


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths inside an index folder."""

    path: Path

    @property
    def store(self) -> Path:
        return self.path / "store.sqlite"

    @property
    def lock(self) -> Path:
        return self.path / "writer.lock"

    @property
    def generations(self) -> Path:
        return self.path / "generations"

    def generation(self, number: int) -> Path:
        return self.generations / str(number)


VECTORS = "vectors.faiss"
BM25 = "bm25"
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """How a generation was made. `files` maps a path in its folder to a SHA-256."""

    format_version: int
    recipe: str
    generation: int
    encoder: str
    encoder_digest: str
    dimension: int
    documents: int
    passages: int
    files: Mapping[str, str]

    def write(self, folder: Path) -> str:
        """Write manifest.json into `folder`; return its SHA-256."""
        content = (json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n").encode()
        (folder / MANIFEST).write_bytes(content)
        return hashlib.sha256(content).hexdigest()

    @classmethod
    def read(cls, folder: Path, digest: str) -> Manifest:
        """Read the manifest whose SHA-256 is `digest`; IndexCorruptError if it is another."""
        path = folder / MANIFEST
        try:
            content = path.read_bytes()
        except OSError as error:
            raise damaged(path, "cannot be read") from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise damaged(path, "is not what was written")
        return cls(**json.loads(content))

    def check(self, folder: Path, name: str) -> None:
        """Compare one file with its SHA-256; IndexCorruptError if it differs or is missing."""
        try:
            digest = file_digest(folder / name)
        except OSError as error:
            raise damaged(folder / name, "cannot be read") from error
        if digest != self.files.get(name):
            raise damaged(folder / name, "is not what was written")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the database says of the current generation; `manifest` is that file's SHA-256."""

    format_version: int
    generation: int
    manifest: str

    @classmethod
    def from_meta(cls, meta: Mapping[str, str], layout: Layout) -> Settings | None:
        """Read the database's settings; None before the first generation."""
        if not meta:
            return None
        try:
            return cls(int(meta["format_version"]), int(meta["generation"]), meta["manifest"])
        except (KeyError, TypeError, ValueError) as error:
            raise corrupt(layout.store, "its settings are not readable") from error

    def to_meta(self) -> dict[str, str]:
        return {key: str(value) for key, value in asdict(self).items()}


def check_encoder(made: Manifest | IndexInfo, encoder: Encoder, path: Path) -> None:
    """Raise IndexMismatchError unless `encoder` is the one that made the index at `path`."""
    if made.encoder_digest != encoder.digest:
        raise IndexMismatchError(
            f"{path} was made with the encoder {made.encoder} "
            f"({made.encoder_digest[:12]}), not {encoder.name} "
            f"({encoder.digest[:12]}): set QA_ENCODER to the former, or index into another folder"
        )


def damaged(path: Path, what: str) -> IndexCorruptError:
    """Return the error for a derived file, which a build can make again."""
    return IndexCorruptError(f"{path} {what}: index the sources again (qa index …) to repair it")


def file_digest(path: Path) -> str:
    """Return a file's SHA-256."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
