"""The shipped encoder on the seed articles: reading, cutting, embedding, finding."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from index import PassageIndex, SentenceEncoder, build_index
from index.encoder import DEFAULT_ENCODER, DEFAULT_ENCODER_DIGEST
from index.passages import contexts

pytestmark = pytest.mark.model

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder(DEFAULT_ENCODER)


@pytest.fixture(scope="module")
def index(
    tmp_path_factory: pytest.TempPathFactory, encoder: SentenceEncoder
) -> Iterator[PassageIndex]:
    path = tmp_path_factory.mktemp("seeds") / "index"
    report = build_index(ROOT / "seeds", path, encoder=encoder)
    assert (report.documents, report.skipped) == (2, ())
    assert report.embedded == report.passages > 8
    with PassageIndex.open(path, encoder=encoder) as opened:
        yield opened


def test_the_articles_are_there_to_the_byte(index: PassageIndex) -> None:
    index.check()
    for document in index.documents():
        (file,) = (ROOT / "seeds").glob(Path(document.source).name)
        assert document.text.encode() == file.read_bytes()
    first, second = index.documents()
    assert (first.date, second.date) == (date(2023, 4, 12), None)
    assert first.metadata["place"] == "Washington [US]"


def test_nothing_is_cut_off_by_the_encoder(index: PassageIndex, encoder: SentenceEncoder) -> None:
    assert encoder.max_tokens == 254
    for document in index.documents():
        for passage in index.passages_of(document.id):
            context = contexts(document, [passage])[0]
            assert encoder.count_tokens(context) <= encoder.max_tokens


def test_vectors_are_unit_float32_and_do_not_hang_on_their_batch(encoder: SentenceEncoder) -> None:
    texts = ["Rockets fell.", "", "The tower burned. " * 40, "kyiv"]
    vectors = encoder.encode(texts)
    assert (vectors.dtype, vectors.shape) == (np.float32, (4, encoder.dimension))
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    exact = encoder.encode(texts, queries=True)
    alone = np.concatenate([encoder.encode([text], queries=True) for text in texts])
    np.testing.assert_allclose(exact, alone, atol=1e-5)
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    for others in (alone, exact):  # passages may have been multiplied in bfloat16
        assert np.sum(vectors * others, axis=1).min() > 0.9995
    assert encoder.encode([]).shape == (0, 384)


def test_dense_ranking_equals_numpy(index: PassageIndex, encoder: SentenceEncoder) -> None:
    passages, texts = [], []
    for document in index.documents():
        for passage in index.passages_of(document.id):
            passages.append(passage.id)
            texts.append(contexts(document, [passage])[0])
    scores = encoder.encode(texts) @ encoder.encode(["who attacked the bridge?"], queries=True)[0]
    ranking = index.rankings("who attacked the bridge?")["dense"]
    expected = [passages[place] for place in np.argsort(-scores)]
    assert [result.passage.id for result in ranking] == expected
    assert [result.score for result in ranking] == pytest.approx(
        np.sort(scores)[::-1].tolist(), abs=1e-5
    )


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("how much did the US pledge in February?", "USD 425 million, as well as USD 1.75 billion"),
        ("Which tower was damaged?", "DTEK Tower"),
        ("who did Blinken speak with on Twitter's word?", "Dmytro Kuleba"),
        ("How many countries support Ukraine?", "more than 50 countries"),
        ("what number was the drawdown", "34th drawdown"),
        ("How much military assistance since the invasion, in $?", "$16.8 billion"),
        ("who runs the pentagon's russia and ukraine desk", "Laura Cooper"),
    ],
)
def test_the_passage_with_the_answer_is_among_the_first_three(
    index: PassageIndex, question: str, words: str
) -> None:
    found = index.search(question, top_k=3)
    assert any(words in result.passage.text for result in found)


def test_a_second_build_loads_no_weights_and_nothing_is_printed(tmp_path: Path) -> None:
    code = (
        "import sys; from index import build_index\n"
        f"report = build_index('seeds', {str(tmp_path / 'index')!r})\n"
        "loaded = {'torch', 'openvino'} & set(sys.modules)\n"
        "print(report.embedded, report.unchanged, bool(loaded))"
    )
    for expected in ("10 0 True\n", "0 2 False\n"):
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert (done.stdout, done.stderr) == (expected, "")


def test_the_index_says_who_made_it(index: PassageIndex) -> None:
    info = index.info()
    assert (info.encoder, info.encoder_digest) == (DEFAULT_ENCODER, DEFAULT_ENCODER_DIGEST)
    assert info.dimension == 384
