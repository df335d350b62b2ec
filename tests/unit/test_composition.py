"""From spans to an answer: parts, citations, alternatives and abstention."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Document, Passage
from qa.composition import compose
from qa.reader.calibration import Calibration
from qa.types import Answer, Span

pytestmark = pytest.mark.unit

TEXT = (
    "Ana Silva spoke first.\n\nIn February, the US announced a plan of up to USD 425 million from "
    "stocks, as well as USD 1.75 billion in funds. It marks USD 29.3 billion since the war began.\n"
)
ARTICLE = Document("doc", "Aid", TEXT, date(2023, 4, 12), "aid.txt")
WHOLE = Passage("doc:0", "doc", 0, len(TEXT), TEXT)
TAIL = Passage("doc:1", "doc", 24, len(TEXT), TEXT[24:])
CALIBRATION = Calibration(slope=1.0, intercept=-2.0, unmet=-4.0, working_probability=0.5)


def span(quote: str, score: float, passage: Passage = WHOLE) -> Span:
    start = passage.text.index(quote)
    return Span(passage.id, start, start + len(quote), quote, score)


def answer(question: str, *spans: Span) -> Answer:
    passages = {passage.id: passage for passage in (WHOLE, TAIL)}
    return compose(question, question, spans, passages, {"doc": ARTICLE}, CALIBRATION, {})


def quotes(result: Answer) -> list[str]:
    return [citation.quote for citation in result.citations]


@pytest.mark.parametrize("found", ["USD 425 million", "USD 1.75 billion", "USD 425 million from "
                                   "stocks, as well as USD 1.75 billion"])  # fmt: skip
def test_a_sum_in_parts_is_given_whole_and_each_part_cited(found):
    result = answer("How much did the US pledge in February?", span(found, 5.0))
    assert quotes(result) == ["up to USD 425 million", "USD 1.75 billion"]
    assert [citation.number for citation in result.citations] == [1, 2]
    assert result.text == "up to USD 425 million; USD 1.75 billion"
    assert result.marked_text == "up to USD 425 million [1]; USD 1.75 billion [2]"
    for citation in result.citations:
        assert TEXT[citation.start : citation.end] == citation.quote
        offset = citation.start - citation.context_start
        assert citation.context[offset : offset + len(citation.quote)] == citation.quote


def test_another_sentence_is_not_part_of_the_sum():
    result = answer("How much since the war began?", span("USD 29.3 billion", 5.0))
    assert quotes(result) == ["USD 29.3 billion"]


def test_the_same_place_in_overlapping_passages_counts_once():
    result = answer(
        "Who spoke?", span("Ana Silva", 4.0), span("funds", 3.0, TAIL), span("funds", 3.5, WHOLE)
    )
    assert quotes(result) == ["Ana Silva"]
    assert [alternative.text for alternative in result.alternatives] == ["funds"]
    assert result.alternatives[0].confidence == pytest.approx(CALIBRATION.probability(3.5))


def test_below_the_threshold_it_abstains_and_shows_what_came_nearest():
    result = answer("Who spoke?", span("Ana Silva", 1.9))
    assert result.text is None
    assert result.abstained
    assert result.citations == ()
    assert [alternative.text for alternative in result.alternatives] == ["Ana Silva"]
    assert result.confidence == pytest.approx(CALIBRATION.probability(1.9))
    assert str(result) == "The articles don't say."


def test_a_country_that_the_article_lacks_counts_against_every_span():
    result = answer("How much did Germany pledge in February?", span("USD 425 million", 5.0))
    assert result.abstained
    assert result.confidence == pytest.approx(CALIBRATION.probability(5.0, unmet=1))


def test_a_fuller_answer_that_is_nearly_as_good_wins():
    other = Document("two", None, "Ana Silva, a minister", None, "two.txt")
    passage = Passage("two:0", "two", 0, len(other.text), other.text)
    passages = {"doc:0": WHOLE, "doc:1": TAIL, "two:0": passage}
    documents = {"doc": ARTICLE, "two": other}
    for score, expected in ((3.9, "Ana Silva"), (1.0, "Silva")):
        found = [span("Silva", 4.0), Span("two:0", 0, 9, "Ana Silva", score)]
        result = compose("Who?", "Who?", found, passages, documents, CALIBRATION, {})
        assert quotes(result)[0] == expected


def test_without_any_span_it_abstains():
    assert answer("Who spoke?") == Answer("Who spoke?", "Who spoke?", None, 0.0)


def test_the_json_has_the_documented_keys():
    result = answer("Who spoke?", span("Ana Silva", 4.0)).to_dict()
    assert result["answer"] == "Ana Silva"
    assert result["abstained"] is False
    assert result["citations"] == [
        {
            "number": 1, "document_id": "doc", "title": "Aid", "date": "2023-04-12",
            "source": "aid.txt", "passage_id": "doc:0", "quote": "Ana Silva", "start": 0, "end": 9,
            "context": TEXT, "context_start": 0,
        }
    ]  # fmt: skip


@given(st.data())
def test_every_quote_is_the_articles_own_characters(data):
    spans = []
    for _ in range(data.draw(st.integers(1, 6))):
        passage = data.draw(st.sampled_from((WHOLE, TAIL)))
        start = data.draw(st.integers(0, len(passage.text) - 1))
        end = data.draw(st.integers(start + 1, len(passage.text)))
        score = data.draw(st.floats(-5, 15))
        spans.append(Span(passage.id, start, end, passage.text[start:end], score))
    result = answer(data.draw(st.sampled_from(("How much was it?", "Who spoke?"))), *spans)
    cited = [*result.citations, *(alternative.citation for alternative in result.alternatives)]
    for citation in cited:
        assert TEXT[citation.start : citation.end] == citation.quote
        offset = citation.start - citation.context_start
        assert citation.context[offset : offset + len(citation.quote)] == citation.quote
