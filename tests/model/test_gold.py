"""The shipped encoder and reader on the gold set: right, cited to the character, or withheld."""

from __future__ import annotations

from pathlib import Path

import pytest
from gold_set import ROOT, GoldRow, is_right, read_gold

from qa import Answer, Chat, QAPipeline
from qa.evaluation.citations import is_quoted

pytestmark = pytest.mark.model

ROWS = read_gold()


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> QAPipeline:
    folder = tmp_path_factory.mktemp("gold") / "index"
    return QAPipeline.open(folder, build_from=ROOT / "seeds")


def ask(pipeline: QAPipeline, row: GoldRow) -> Answer:
    chat = Chat(pipeline)
    for turn in row.turns:
        chat.ask(turn)
    return chat.ask(row.question)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_gold(pipeline: QAPipeline, row: GoldRow, request: pytest.FixtureRequest) -> None:
    if row.known_miss:
        request.applymarker(pytest.mark.xfail(reason=row.known_miss, strict=True))
    answer = ask(pipeline, row)
    told = f"{row.question!r} (searched {answer.standalone_question!r}): {answer}"
    for citation in answer.citations:
        text = (ROOT / "seeds" / Path(citation.source).name).read_bytes().decode("utf-8")
        assert text[citation.start : citation.end] == citation.quote
    assert is_quoted(answer.to_dict()), told
    if not row.answers:
        assert answer.text is None, told
        assert not answer.citations
        return
    assert answer.text is not None, told
    assert is_right(row, answer.text, [citation.quote for citation in answer.citations]), told
    names = {Path(source).name for source in row.sources}
    assert {Path(citation.source).name for citation in answer.citations} <= names, told
    assert [citation.number for citation in answer.citations] == list(
        range(1, len(answer.citations) + 1)
    )
