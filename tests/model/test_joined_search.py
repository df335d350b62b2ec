"""A session's articles beside the seeds, with the shipped encoder: found as in one of both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import PassageIndex, SentenceEncoder, build_index
from index.encoder import DEFAULT_ENCODER
from index.joined import JoinedIndex
from index.uploads import SessionArticles

pytestmark = pytest.mark.model

SEEDS = Path(__file__).parents[2] / "seeds"
OWN = {
    "zoo.txt": "date 2023-05-04 LVIV: The city's zoo showed its first giraffe on Thursday. The "
    "animal, called Melman, came from Wroclaw in a lorry. Admission costs 150 hryvnias.",
    "dam.txt": "date 2023-06-20 GENEVA: Engineers finished the repair of the Zervreila dam after "
    "eleven months. Hanna Keller, who led the work, put its cost at 48 million francs.",
    "chess.txt": "Youngest master\n\nA girl of nine won the open chess tournament in Tartu. Liis "
    "Tamm beat a grandmaster in the last round. The prize of 2,000 euros goes to her club.",
}
ASKED = {
    "How did the giraffe get to the zoo?": "in a lorry",
    "What does a ticket for the zoo cost?": "150 hryvnias",
    "Who led the repair of the dam?": "Hanna Keller",
    "How long did the work on the dam take?": "eleven months",
    "Where was the chess tournament?": "in Tartu",
    "What will the winner do with the prize?": "2,000 euros",
}


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder(DEFAULT_ENCODER)


@pytest.fixture(scope="module")
def seeds(
    tmp_path_factory: pytest.TempPathFactory, encoder: SentenceEncoder
) -> Iterator[PassageIndex]:
    path = tmp_path_factory.mktemp("joined") / "seeds"
    build_index(SEEDS, path, encoder=encoder)
    with PassageIndex.open(path, encoder=encoder) as index:
        yield index


@pytest.fixture(scope="module")
def joined(seeds: PassageIndex, encoder: SentenceEncoder) -> Iterator[JoinedIndex]:
    session = SessionArticles(encoder)
    assert session.add(list(OWN.items())).added == tuple(OWN)
    own = session.index
    assert own is not None
    yield JoinedIndex([seeds, own])
    session.close()


@pytest.fixture(scope="module")
def union(
    tmp_path_factory: pytest.TempPathFactory, encoder: SentenceEncoder
) -> Iterator[PassageIndex]:
    folder = tmp_path_factory.mktemp("union")
    for name, text in OWN.items():
        (folder / name).write_text(text, encoding="utf-8")
    build_index([SEEDS, folder], folder / "index", encoder=encoder)
    with PassageIndex.open(folder / "index", encoder=encoder) as index:
        yield index


@pytest.mark.parametrize(("question", "answer"), ASKED.items())
def test_a_session_s_article_is_found_beside_the_seeds(
    joined: JoinedIndex, union: PassageIndex, question: str, answer: str
) -> None:
    found = joined.search(question, top_k=5)
    assert any(answer in result.passage.text for result in found)
    expected = {result.passage.id for result in union.search(question, top_k=5)}
    assert len(expected & {result.passage.id for result in found}) >= 4


def test_every_passage_of_the_seeds_is_found_by_its_words(
    seeds: PassageIndex, joined: JoinedIndex
) -> None:
    for document in seeds.documents():
        for passage in seeds.passages_of(document.id):
            words = " ".join(passage.text.split()[:20])
            found = joined.search(words, top_k=5)
            assert passage.id in {result.passage.id for result in found}
            assert found[0].passage.document_id in {d.id for d in seeds.documents()}
