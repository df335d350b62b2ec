"""Embeddings of a build that hasn't ended: one that is killed goes on where it was."""

from __future__ import annotations

import hashlib
import logging
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import numpy as np

from index.arrays import load_array, save_array
from index.errors import PassageIndexError
from index.protocols import Encoder
from index.types import Vectors

__all__ = ["Spool"]

logger = logging.getLogger(__name__)

FLUSH = 2_000  # texts: a build of fewer never writes any


class Spool:
    """Encodes texts, and keeps what was encoded on disk until `clear`.

    Args:
        folder: made when there is something to keep; of what lies there, only this encoder's
            embeddings are used.
        encoder: asked for what isn't there yet.
    """

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self._root = folder
        self._folder = folder / encoder.digest[:16]
        self._encoder = encoder
        self._places: dict[bytes, tuple[int, int]] | None = None
        self._files: list[Vectors] = []
        self._waiting: list[tuple[bytes, Vectors]] = []
        self.encoded = 0
        """How many texts the encoder was asked for."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts, float32 of shape (len(texts), dimension).

        Raises:
            PassageIndexError: the folder cannot be written.
        """
        keys = [hashlib.blake2b(text.encode(), digest_size=16).digest() for text in texts]
        places = self._load()
        vectors = np.empty((len(texts), self._encoder.dimension), dtype=np.float32)
        unknown = [number for number, key in enumerate(keys) if key not in places]
        if unknown:
            vectors[unknown] = self._encoder.encode([texts[number] for number in unknown])
            self._waiting += [(keys[number], vectors[number].copy()) for number in unknown]
            self.encoded += len(unknown)
        for number, key in enumerate(keys):
            if key in places:
                file, row = places[key]
                vectors[number] = self._files[file][row]
        if len(self._waiting) >= FLUSH:
            self.flush()
        return vectors

    def flush(self) -> None:
        """Write what was encoded since the last time; PassageIndexError if that can't be done."""
        if not self._waiting:
            return
        keys = np.frombuffer(b"".join(key for key, _ in self._waiting), dtype=np.uint8)
        name = self._folder / uuid4().hex  # process ids come again, and may name what is there
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _write(name.with_suffix(".vectors.npy"), np.array([row for _, row in self._waiting]))
            _write(name.with_suffix(".keys.npy"), keys.reshape(-1, 16))
        except OSError as error:
            raise PassageIndexError(f"{self._folder} cannot be written: {error}") from error
        self._waiting = []

    def clear(self) -> None:
        """Forget everything: it is in the index now, which takes no other encoder's any more."""
        self._waiting, self._files, self._places = [], [], None
        shutil.rmtree(self._root, ignore_errors=True)

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Keep what was encoded if the build is cut short."""
        if kind is not None:
            with suppress(PassageIndexError):
                self.flush()

    def _load(self) -> dict[bytes, tuple[int, int]]:
        """Map what is there; a file that isn't whole is left out."""
        if self._places is None:
            self._places, self._files = {}, []
            for path in sorted(self._folder.glob("*.keys.npy")):
                vectors_path = path.with_name(path.name.replace(".keys.", ".vectors."))
                try:
                    keys = load_array(path)
                    vectors = load_array(vectors_path, mapped=True)
                except (OSError, ValueError, EOFError) as error:
                    logger.warning("embeddings in %s passed over: %s", path, error)
                    continue
                count = vectors.shape[:1]
                shapes = (*count, 16), (*count, self._encoder.dimension)
                kinds = keys.dtype == np.uint8 and vectors.dtype == np.float32
                if (keys.shape, vectors.shape) != shapes or not kinds:
                    logger.warning("embeddings in %s passed over: not of this encoder", path)
                    continue
                number = len(self._files)
                self._files.append(vectors)
                self._places |= {key.tobytes(): (number, row) for row, key in enumerate(keys)}
        return self._places


def _write(path: Path, array: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> None:
    """Write a file that is whole once it has its name, also after a power cut."""
    part = path.with_suffix(".part")
    try:
        save_array(part, array)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)  # a disk that is full needs the room
