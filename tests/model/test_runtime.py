"""OpenVINO gives what the reference path gives, in both number formats."""

from __future__ import annotations

import random
from itertools import cycle, islice
from pathlib import Path

import numpy as np
import pytest
from gold_set import read_gold

from index.encoder import SentenceEncoder
from index.runtime.bert import precision
from index.types import Vectors
from qa.reader import SpanReader
from qa.types import Span

pytestmark = pytest.mark.model

COUNT = 500
SEEDS = Path(__file__).parents[2] / "seeds"
FORMATS = ["f32", "bf16"]


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
    monkeypatch.setenv("QA_PRECISION", request.param)
    return str(request.param)


def test_vectors_are_those_of_sentence_transformers(
    fast: str, reference: tuple[Vectors, list[list[Span]]]
) -> None:
    vectors = SentenceEncoder().encode(texts())
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    cosines = (vectors * reference[0]).sum(axis=1)
    # the reference itself multiplies passages in bfloat16 where it can
    assert cosines.mean() >= 0.999
    assert cosines.min() >= 0.995
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
    least, most = {"f32": (1.0, 0.01), "bf16": (0.95, 1.0)}[fast]
    assert np.mean(same) >= least
    assert max(gaps) <= most
