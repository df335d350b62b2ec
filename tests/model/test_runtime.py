"""OpenVINO gives what the reference path gives, in all three number formats."""

from __future__ import annotations

import random
from collections import Counter
from itertools import cycle, islice
from pathlib import Path

import numpy as np
import pytest
from gold_set import read_gold

from index.encoder import DEFAULT_ENCODER_DIGEST, SentenceEncoder, default_encoder_path
from index.runtime.bert import BertNetwork, precision
from index.runtime.measuring import calibrate_ranges
from index.runtime.ranges import find_ranges
from index.types import Vectors
from qa.reader import SpanReader
from qa.types import Span

pytestmark = pytest.mark.model

COUNT = 500
SEEDS = Path(__file__).parents[2] / "seeds"
FORMATS = ["f32", "bf16", "int8"]


def texts() -> list[str]:
    """Stretches of the seeds of 1 to 300 words, and what a tokenizer may stumble over."""
    words = " ".join(path.read_text() for path in sorted(SEEDS.glob("*.txt"))).split()
    choice = random.Random(0)
    drawn = []
    for _ in range(COUNT - 4):
        first, count = choice.randrange(len(words) - 1), choice.choice((1, 5, 20, 80, 110, 300))
        drawn.append(" ".join(words[first : first + count]))
    return [*drawn, "é🎉 ﬁ", "[SEP] [MASK]", "\u0000\u200b.", "a" * 3_000]


def pairs() -> list[tuple[str, str]]:
    questions = [one.question for one in read_gold()]
    passages = [text for text in texts() if 300 < len(text) < 1_200]
    asked = islice(cycle(questions), COUNT)
    return list(zip(asked, random.Random(1).choices(passages, k=COUNT), strict=True))


@pytest.fixture(scope="module")
def reference() -> tuple[Vectors, list[list[Span]]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QA_RUNTIME", "torch")
        encoder, reader = SentenceEncoder(), SpanReader.load()
        assert (encoder.runtime, reader.runtime) == ("torch", "torch")
        return encoder.encode(texts()), reader.read_questions(pairs())


@pytest.fixture(params=FORMATS)
def fast(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.delenv("QA_PRECISION", raising=False)
    monkeypatch.setenv("QA_RUNTIME", "openvino")
    if request.param == "bf16" and precision() == "f32":
        pytest.skip("this processor multiplies no bfloat16")
    if request.param == "int8" and precision(find_ranges(DEFAULT_ENCODER_DIGEST)) != "int8":
        pytest.skip("this processor multiplies no int8")
    monkeypatch.setenv("QA_PRECISION", request.param)
    return str(request.param)


def test_vectors_are_those_of_sentence_transformers(
    fast: str, reference: tuple[Vectors, list[list[Span]]]
) -> None:
    vectors = SentenceEncoder().encode(texts())
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    cosines = (vectors * reference[0]).sum(axis=1)
    # the reference itself multiplies passages in bfloat16 where it can
    mean, least = {"f32": (0.999, 0.995), "bf16": (0.999, 0.995), "int8": (0.998, 0.98)}[fast]
    assert cosines.mean() >= mean
    assert cosines.min() >= least
    questions = SentenceEncoder().encode(texts()[:50], queries=True)
    np.testing.assert_allclose((questions * vectors[:50]).sum(axis=1), 1, atol=1e-3)


def test_spans_are_those_of_transformers(
    fast: str, reference: tuple[Vectors, list[list[Span]]]
) -> None:
    found = SpanReader.load().read_questions(pairs())
    same = [
        (one[0].start, one[0].end) == (other[0].start, other[0].end)
        for one, other in zip(found, reference[1], strict=True)
    ]
    gaps = [
        abs(one[0].score - other[0].score)
        for one, other in zip(found, reference[1], strict=True)
        if (one[0].start, one[0].end) == (other[0].start, other[0].end)
    ]
    least, most = {"f32": (1.0, 0.01), "bf16": (0.95, 1.0), "int8": (0.92, 2.0)}[fast]
    assert np.mean(same) >= least
    assert max(gaps) <= most


def test_all_but_three_layers_multiply_int8(fast: str) -> None:
    if fast != "int8":
        pytest.skip("of int8")
    model = BertNetwork(default_encoder_path())._compiled.get_runtime_model()
    kinds = [node.get_rt_info() for node in model.get_ops()]
    formats = Counter(
        kind["runtimePrecision"].astype(str)
        for kind in kinds
        if kind["layerType"].astype(str) == "FullyConnected"
    )
    assert formats["i8"] + formats["u8"] == 6 * 6 - 3
    assert sum(formats.values()) == 6 * 6


def test_the_ranges_that_are_shipped_hold_for_other_texts() -> None:
    shipped = find_ranges(DEFAULT_ENCODER_DIGEST)
    assert shipped is not None
    measured = calibrate_ranges(default_encoder_path(), texts()[:60])
    assert measured.keys() == shipped.keys()
    for name, one in measured.items():
        assert one.high <= 1.5 * shipped[name].high, name
        assert one.low >= 1.5 * shipped[name].low, name
