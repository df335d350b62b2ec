"""`qa train` in small: targets at the right tokens, a broken run goes on, the folder loads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from qa.reader import SpanReader
from qa.training import loop
from qa.training.command import _base_model, train_reader
from qa.training.features import batches_of, features_of
from qa.training.loop import TrainingConfig
from qa.training.rows import HELD_OUT_SOURCE, Row

pytestmark = pytest.mark.model

CITIES = ("Lisbon", "Porto", "Madrid", "Paris", "Rome", "Vienna", "Prague", "Oslo")
CONFIG = TrainingConfig(token_budget=256, checkpoint_seconds=0.0, scale=0.5)


def record(number: int) -> dict[str, object]:
    city = CITIES[number % len(CITIES)]
    context = f"Number {number} was a good year. The treaty was signed in {city} by officials."
    answer = {"text": city, "answer_start": context.index(city)}
    held_out = number >= 16
    return {
        "src": HELD_OUT_SOURCE if held_out else "squad/x",
        "question": f"Where was treaty {number} signed?",
        "context": context if not held_out else f"{context} " + "Held out words stand here. " * 3,
        "answers": [] if held_out and number % 2 else [answer],
    }


@pytest.fixture(scope="module")
def tokenizer():
    return _base_model(0)[1]


def test_targets_decode_to_the_answers(tokenizer):
    context = "é The treaty was signed in São Paulo by Ana Silva, in 1998. " + "More of it. " * 200
    spans = [(context.index(a), context.index(a) + len(a)) for a in ("São Paulo", "Ana Silva")]
    rows = [Row("s", "Where?", context, tuple(spans)), Row("s", "Who?", context, ())]
    for seed in range(5):
        first, second = features_of(rows, tokenizer, window=64, stride=16, seed=seed)
        if first.spans != ((0, 0),):
            texts = [tokenizer.decode(first.ids[start : end + 1]) for start, end in first.spans]
            assert texts == ["sao paulo", "ana silva"]
        assert second.spans == ((0, 0),)
        assert len(first.ids) <= 64


def test_every_feature_is_in_one_batch_within_the_budget(tokenizer):
    rows = [Row("s", "Where?", "word " * (1 + n % 50), ()) for n in range(300)]
    features = features_of(rows, tokenizer)
    batches = list(batches_of(features, token_budget=512, seed=3))
    assert sorted(id(f) for batch in batches for f in batch) == sorted(map(id, features))
    for batch in batches:
        assert len(batch) * max(len(f.ids) for f in batch) <= 512
    assert batches == list(batches_of(features, token_budget=512, seed=3))
    assert batches != list(batches_of(features, token_budget=512, seed=4))


def test_a_run_that_breaks_off_goes_on_to_the_same_weights(tmp_path, monkeypatch):
    data = tmp_path / "rows.jsonl"
    data.write_text("".join(json.dumps(record(n)) + "\n" for n in range(20)), encoding="utf-8")

    def trained(name: str) -> Path:
        run = tmp_path / f"run-{name}"
        train_reader(data, tmp_path / name, run, CONFIG, curve=tmp_path / "c.png")
        return tmp_path / name / "model.safetensors"

    whole = trained("whole").read_bytes()
    log = loop._log
    calls = []

    def breaks_off(*arguments):
        calls.append(arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(loop, "_log", breaks_off)
    with pytest.raises(KeyboardInterrupt):
        trained("broken")
    assert calls
    monkeypatch.setattr(loop, "_log", log)
    assert (tmp_path / "run-broken" / "checkpoint.safetensors").is_file()
    assert trained("broken").read_bytes() == whole
    reader = SpanReader.load(tmp_path / "whole")
    figures = json.loads((tmp_path / "whole" / "metrics.json").read_text())
    assert figures["held_out"]["rows"] == 4
    assert (
        reader.threshold
        == json.loads((tmp_path / "whole" / "calibration.json").read_text())["threshold"]
    )
    assert (tmp_path / "c.png").read_bytes().startswith(b"\x89PNG")


def test_the_mean_with_the_base_is_written(tmp_path):
    data = tmp_path / "rows.jsonl"
    data.write_text("".join(json.dumps(record(n)) + "\n" for n in range(20)), encoding="utf-8")
    curve = tmp_path / "c.png"
    train_reader(data, tmp_path / "first", tmp_path / "run-1", CONFIG, curve=curve)
    for name, share in (("second", 1.0), ("mean", 0.25)):
        run = tmp_path / f"run-{name}"
        train_reader(
            data, tmp_path / name, run, CONFIG, base=tmp_path / "first", average=share, curve=curve
        )
    first, second, mean = (
        load_file(tmp_path / name / "model.safetensors") for name in ("first", "second", "mean")
    )
    weight = "qa_outputs.weight"
    assert not torch.equal(first[weight], second[weight])
    expected = 0.75 * first[weight].float() + 0.25 * second[weight].float()
    torch.testing.assert_close(mean[weight].float(), expected, atol=2e-4, rtol=2e-3)
    stages = json.loads((tmp_path / "mean" / "metrics.json").read_text())["stages"]
    assert [stage["average"] for stage in stages] == [1.0, 0.25]
    assert "0.25 of these weights" in (tmp_path / "mean" / "README.md").read_text()
