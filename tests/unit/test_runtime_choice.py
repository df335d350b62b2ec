"""Which of the two ways a model is run is chosen by what is installed, the model, and the user."""

from __future__ import annotations

import importlib.util
import json
from functools import partial
from pathlib import Path

import pytest

from index import runtime
from index.batching import batches as batched
from index.errors import ModelError
from index.runtime import chosen_runtime
from index.runtime.bert import is_bert, precision
from index.runtime.embedding import TOKEN_BUDGET, is_plain

pytestmark = pytest.mark.unit

CONFIG = {"model_type": "bert", "hidden_act": "gelu"}
PLAIN = {
    "modules.json": [{"type": f"sentence_transformers.models.{name}"}
                     for name in ("Transformer", "Pooling", "Normalize")],
    "1_Pooling/config.json": {"pooling_mode_mean_tokens": True, "pooling_mode_cls_token": False},
    "sentence_bert_config.json": {"max_seq_length": 256, "do_lower_case": False},
    "config_sentence_transformers.json": {"prompts": {"query": "", "document": ""}},
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("QA_RUNTIME", raising=False)
    monkeypatch.delenv("QA_PRECISION", raising=False)
    monkeypatch.setattr(runtime, "_has_gpu", lambda: False)
    for name in ("model.safetensors", "tokenizer.json"):
        (tmp_path / name).touch()
    (tmp_path / "config.json").write_text(json.dumps(CONFIG))
    return tmp_path


def installed(monkeypatch: pytest.MonkeyPatch, there: bool) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object() if there else None)


def test_openvino_is_chosen_where_it_can_be(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, True)
    assert chosen_runtime(folder) == "openvino"
    monkeypatch.setattr(runtime, "_has_gpu", lambda: True)
    assert chosen_runtime(folder) == "torch"
    monkeypatch.setenv("QA_RUNTIME", "openvino")
    assert chosen_runtime(folder) == "openvino"
    monkeypatch.setenv("QA_RUNTIME", "torch")
    assert chosen_runtime(folder) == "torch"


def test_without_openvino_it_is_torch(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, False)
    assert chosen_runtime(folder) == "torch"
    monkeypatch.setenv("QA_RUNTIME", "openvino")
    with pytest.raises(ModelError, match=r"fast extra: pip install"):
        chosen_runtime(folder)


@pytest.mark.parametrize(
    "change", [{"model_type": "roberta"}, {"hidden_act": "relu"}, {"position_embedding_type": "x"}]
)
def test_other_models_are_torch_s(
    folder: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, str]
) -> None:
    installed(monkeypatch, True)
    (folder / "config.json").write_text(json.dumps(CONFIG | change))
    assert chosen_runtime(folder) == "torch"
    monkeypatch.setenv("QA_RUNTIME", "openvino")
    with pytest.raises(ModelError, match="is no BERT model"):
        chosen_runtime(folder)


def test_a_folder_that_lacks_files_is_no_bert(folder: Path) -> None:
    assert is_bert(folder)
    (folder / "tokenizer.json").unlink()
    assert not is_bert(folder)
    (folder / "config.json").write_text("{")
    assert not is_bert(folder)


@pytest.mark.parametrize(("name", "value"), [("QA_RUNTIME", "gpu"), ("QA_PRECISION", "int4")])
def test_a_choice_that_is_none_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    ask = precision if name == "QA_PRECISION" else partial(chosen_runtime, folder)
    with pytest.raises(ModelError, match=f"{name}={value}: choose"):
        ask()


@pytest.mark.parametrize(
    ("file", "value", "plain"),
    [
        (None, None, True),
        ("modules.json", PLAIN["modules.json"][:2], False),
        ("1_Pooling/config.json", {"pooling_mode_cls_token": True}, False),
        ("sentence_bert_config.json", {"do_lower_case": True}, False),
        ("config_sentence_transformers.json", {"prompts": {"query": "query: "}}, False),
        ("config_sentence_transformers.json", {}, True),
    ],
)
def test_what_a_plain_encoder_is(tmp_path: Path, file: str, value: object, plain: bool) -> None:
    assert not is_plain(tmp_path)
    (tmp_path / "1_Pooling").mkdir()
    for name, content in PLAIN.items():
        (tmp_path / name).write_text(json.dumps(value if name == file else content))
    assert is_plain(tmp_path) == plain


def test_batches_hold_each_text_once_within_the_budget() -> None:
    lengths = [256, 3, 100, 256, 40, 7, 3_000, 90] * 9
    batches = list(batched(lengths, TOKEN_BUDGET))
    assert sorted(number for batch in batches for number in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) * max(lengths[n] for n in batch) <= 2_048 or len(batch) == 1
