"""What lies in an index folder.

    .qa_index/
    ├── store.sqlite               documents, sources, passages, settings: the truth
    ├── writer.lock                held, by the operating system, while a build runs
    ├── spool/                     embeddings of a build that has not ended yet
    ├── segments/<name>/           derived from the truth, never changed once written
    └── generations/<n>/           which segments make up a state of the index
        ├── manifest.json          format, encoder, and the stamps of all its files
        └── deleted.npy            int64, ascending: passages in its segments that are gone

The settings in store.sqlite name the current generation and its manifest's SHA-256, so that one
SQLite commit makes both current. Of format 1 see index.format1.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.database import corrupt
from index.errors import IndexMismatchError
from index.protocols import Encoder
from index.stamps import Stamp, damaged
from index.types import IndexInfo

__all__ = [
    "DELETED",
    "FORMAT_VERSION",
    "RECIPE",
    "Layout",
    "Manifest",
    "Settings",
    "check_encoder",
    "default_index_path",
    "mismatch",
]

FORMAT_VERSION = 2
RECIPE = "1"  # changes with headers, passages or context: then a build makes all passages anew
DELETED = "deleted.npy"
MANIFEST = "manifest.json"


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
    def spool(self) -> Path:
        return self.path / "spool"

    @property
    def segments(self) -> Path:
        return self.path / "segments"

    @property
    def generations(self) -> Path:
        return self.path / "generations"

    def segment(self, name: str) -> Path:
        return self.segments / name

    def generation(self, number: int) -> Path:
        return self.generations / str(number)


@dataclass(frozen=True, slots=True)
class Manifest:
    """How a generation was made. `files` maps a path in its folder to its stamp, and `segments` the
    name of a segment to those of the files in its own; in format 1 there are no segments.
    """

    format_version: int
    recipe: str
    generation: int
    encoder: str
    encoder_digest: str
    dimension: int
    documents: int
    passages: int
    files: Mapping[str, Stamp]
    segments: Mapping[str, Mapping[str, Stamp]]

    def write(self, folder: Path) -> str:
        """Write manifest.json into `folder`; return its SHA-256."""
        content = (json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n").encode()
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
        return cls.from_json(json.loads(content))

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Manifest:
        """Take a manifest from what `write` wrote, in this format or in format 1."""
        segments = values.get("segments", {}).items()
        return cls(
            **{
                **values,
                "files": _stamps(values["files"]),
                "segments": {name: _stamps(files) for name, files in segments},
            }
        )


@dataclass(frozen=True, slots=True)
class Settings:
    """What the database says of the current generation; `manifest` is that file's SHA-256."""

    format_version: int
    generation: int
    manifest: str

    @classmethod
    def from_meta(cls, meta: Mapping[str, str], layout: Layout) -> Settings | None:
        """Read the database's settings; None before the first generation.

        Raises:
            IndexMismatchError: a newer version wrote them.
            IndexCorruptError: they cannot be read.
        """
        if not meta:
            return None
        try:
            settings = cls(int(meta["format_version"]), int(meta["generation"]), meta["manifest"])
        except (KeyError, TypeError, ValueError) as error:
            raise corrupt(layout.store, "its settings are not readable") from error
        if settings.format_version > FORMAT_VERSION:
            raise mismatch(layout.path, settings.format_version)
        return settings

    def to_meta(self) -> dict[str, str]:
        return {key: str(value) for key, value in asdict(self).items()}


def mismatch(path: Path, version: int) -> IndexMismatchError:
    """Return the error for an index, or an exported one, of a newer format."""
    return IndexMismatchError(
        f"{path} has index format {version}, and this version reads up to {FORMAT_VERSION}: "
        "install the version that made it, or index into another folder"
    )


def check_encoder(made: Manifest | IndexInfo, encoder: Encoder, path: Path) -> None:
    """Raise IndexMismatchError unless `encoder` is the one that made the index at `path`."""
    if made.encoder_digest != encoder.digest:
        raise IndexMismatchError(
            f"{path} was made with the encoder {made.encoder} "
            f"({made.encoder_digest[:12]}), not {encoder.name} "
            f"({encoder.digest[:12]}): set QA_ENCODER to the former, or index into another folder"
        )


def _stamps(files: Mapping[str, Any]) -> dict[str, Stamp]:
    """Format 1 knew the SHA-256 alone."""
    return {
        name: Stamp(value, None, None) if isinstance(value, str) else Stamp(**value)
        for name, value in files.items()
    }
