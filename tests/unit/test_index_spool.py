"""What a build that is cut short had embedded is not embedded again."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from corpus import article, write_articles
from fakes import FakeEncoder

from index import PassageIndex, build_index
from index.errors import PassageIndexError
from index.spool import Spool
from index.types import Vectors
from index.verify import verify_index

pytestmark = pytest.mark.unit

TEXTS = [f"passage number {number} of eight" for number in range(8)]


class Breaking(FakeEncoder):
    """Fails when it is asked for more texts than it is good for."""

    def __init__(self, good_for: int) -> None:
        super().__init__()
        self.left = good_for

    def encode(self, texts: Sequence[str], *, queries: bool = False) -> Vectors:
        self.left -= len(texts)
        if self.left < 0:
            raise KeyboardInterrupt
        return super().encode(texts, queries=queries)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "spool"


def spooled(folder: Path, *parts: Sequence[str]) -> FakeEncoder:
    """Spool texts, each part into a file of its own."""
    encoder = FakeEncoder()
    spool = Spool(folder, encoder)
    for texts in parts:
        spool.encode(texts)
        spool.flush()
    return encoder


def files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


def encoded_of(folder: Path, texts: Sequence[str]) -> list[str]:
    """Encode texts; compare their vectors with the encoder's, and return what it was asked for."""
    encoder = FakeEncoder()
    spool = Spool(folder, encoder)
    vectors = spool.encode(texts)
    assert vectors.dtype == np.float32
    assert vectors.tobytes() == FakeEncoder().encode(texts).tobytes()
    assert spool.encoded == len(encoder.encoded)
    return encoder.encoded


def test_vectors_come_back_to_the_bit_in_any_order(folder: Path) -> None:
    spooled(folder, TEXTS[:3], TEXTS[3:5])
    mixed = [TEXTS[i] for i in (4, 6, 0, 2, 7, 0, 3, 1)]
    assert encoded_of(folder, mixed) == [TEXTS[6], TEXTS[7]]
    assert encoded_of(folder, []) == []


def test_texts_are_kept_once_there_are_enough(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.spool.FLUSH", 3)
    spool = Spool(folder, FakeEncoder())
    spool.encode(TEXTS[:2])
    assert not folder.exists()
    spool.encode(TEXTS[2:4])
    assert encoded_of(folder, TEXTS) == TEXTS[4:]


def archived(file: Path) -> None:
    np.savez(file.with_suffix(".npz"), a=np.zeros(3))
    file.with_suffix(".npz").replace(file)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "deleted": Path.unlink,
    "emptied": lambda file: os.truncate(file, 0),
    "truncated": lambda file: os.truncate(file, file.stat().st_size - 1),
    "text": lambda file: file.write_text("not an array"),
    "a number": lambda file: np.save(file, np.float32(1)),
    "other shape": lambda file: np.save(file, np.zeros((3, 7), np.float32)),
    "other kind": lambda file: np.save(file, np.load(file).astype(np.float64)),
    "objects": lambda file: np.save(file, np.array([{}]), allow_pickle=True),
    "an archive": archived,
}


@pytest.mark.parametrize("kind", ["vectors", "keys"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_passed_over(folder: Path, damage: str, kind: str) -> None:
    spooled(folder, TEXTS[:4])
    (file,) = folder.rglob(f"*.{kind}.npy")
    DAMAGES[damage](file)
    assert encoded_of(folder, TEXTS[:4]) == TEXTS[:4]


def test_what_is_kept_beside_a_damaged_file_stays(folder: Path) -> None:
    """A process of the same id as an earlier one overwrites nothing of it."""
    spooled(folder, TEXTS[:2], TEXTS[2:4], TEXTS[4:6])
    for file in files(folder):
        if "keys" in file.name and np.load(file).shape == (2, 16):
            file.unlink()
            break
    spooled(folder, TEXTS)
    before = files(folder)
    spooled(folder, TEXTS, ["one more"])
    assert set(before) < set(files(folder))
    assert encoded_of(folder, TEXTS) == []


def test_other_encoders_embeddings_are_not_taken(folder: Path) -> None:
    spooled(folder, TEXTS[:4])
    other = FakeEncoder(seed=1)
    vectors = Spool(folder, other).encode(TEXTS[:4])
    assert other.encoded == TEXTS[:4]
    assert vectors.tobytes() == FakeEncoder(seed=1).encode(TEXTS[:4]).tobytes()
    assert encoded_of(folder, TEXTS[:4]) == []
    (own,) = folder.iterdir()
    shutil.copytree(own, folder / FakeEncoder(dimension=8).digest[:16])
    narrow = Spool(folder, FakeEncoder(dimension=8))
    assert narrow.encode(TEXTS[:1]).shape == (1, 8)
    assert narrow.encoded == 1


def test_a_spool_that_cannot_be_written_says_so_and_leaves_no_part(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = Spool(folder, FakeEncoder())
    spool.encode(TEXTS)
    with monkeypatch.context() as patch:
        patch.setattr("index.arrays.os.fsync", full)
        with pytest.raises(PassageIndexError, match=r"spool.* cannot be written: .*No space"):
            spool.flush()
    assert files(folder) == []
    spool.flush()
    assert encoded_of(folder, TEXTS) == []


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_build_that_is_interrupted_goes_on(tmp_path: Path) -> None:
    news, path = write_articles(tmp_path / "news", 70, sentences=3), tmp_path / "index"
    whole = build_index(news, tmp_path / "whole", encoder=FakeEncoder()).embedded
    breaking = Breaking(whole - 1)
    with pytest.raises(KeyboardInterrupt):
        build_index(news, path, encoder=breaking)
    assert files(path / "spool")
    encoder = FakeEncoder()
    report = build_index(news, path, encoder=encoder)
    assert sorted(breaking.encoded + encoder.encoded) == sorted(
        {*breaking.encoded, *encoder.encoded}
    )
    assert 0 < report.embedded == len(encoder.encoded) == whole - len(breaking.encoded)
    assert not (path / "spool").exists()
    assert verify_index(path) == []
    for query in ("minister grain port", article(3)[:60]):
        assert ranking(path, query) == ranking(tmp_path / "whole", query)


def ranking(path: Path, query: str) -> list[tuple[str, float]]:
    with PassageIndex.open(path, encoder=FakeEncoder()) as index:
        return [(one.passage.id, one.score) for one in index.search(query, top_k=999)]


def test_what_another_encoder_left_goes_with_the_first_publication(tmp_path: Path) -> None:
    """From then on the index takes its own encoder's vectors alone."""
    news, path = write_articles(tmp_path / "news", 2, sentences=3), tmp_path / "index"
    spooled(path / "spool", TEXTS)
    build_index(news, path, encoder=FakeEncoder(seed=1))
    assert not (path / "spool").exists()
