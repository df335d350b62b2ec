"""From spans to an answer: parts, citations, alternatives and abstention."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Document, Passage, SearchResult
from qa.candidates import candidates_of
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
CALIBRATION = Calibration(intercept=-2.0, weights={"score": 1.0, "unmet": -4.0})


def span(quote: str, score: float, passage: Passage = WHOLE) -> Span:
    start = passage.text.index(quote)
    return Span(passage.id, start, start + len(quote), quote, score)


def answer(question: str, *spans: Span) -> Answer:
    results = [SearchResult(passage, 1.0) for passage in (WHOLE, TAIL)]
    candidates = candidates_of(question, spans, results, {"doc": ARTICLE})
    return compose(question, question, candidates, CALIBRATION, {})


def quotes(result: Answer) -> list[str]:
    return [citation.quote for citation in result.citations]


Found = tuple[Document, float, str]


def wire(quote: str, score: float, text: str = "On Monday the US pledged {} in aid.") -> Found:
    """Return an article of one passage, and the score of the quote in it."""
    text = text.format(quote)
    name = f"{quote} {score}"
    return Document(name, quote, text, date(2023, 4, 12), f"{name}.txt"), score, quote


def told(*found: Found) -> Answer:
    """Answer from articles of one passage each, ranked as they come."""
    question = "How much did the US pledge?"
    passages = [Passage(f"{d.id}:0", d.id, 0, len(d.text), d.text) for d, _, _ in found]
    spans = []
    for passage, (_, score, quote) in zip(passages, found, strict=True):
        spans.append(span(quote, score, passage))
    results = [SearchResult(passage, 1.0) for passage in passages]
    candidates = candidates_of(question, spans, results, {d.id: d for d, _, _ in found})
    return compose(question, question, candidates, CALIBRATION, {})


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
    assert result.alternatives[0].confidence == pytest.approx(
        CALIBRATION.probability({"score": 3.5})
    )


def test_below_the_threshold_it_abstains_and_shows_what_came_nearest():
    result = answer("Who spoke?", span("Ana Silva", 1.9))
    assert result.text is None
    assert result.abstained
    assert result.citations == ()
    assert [alternative.text for alternative in result.alternatives] == ["Ana Silva"]
    assert result.confidence == pytest.approx(CALIBRATION.probability({"score": 1.9}))
    assert str(result) == "The articles don't say."


def test_a_country_that_the_article_lacks_counts_against_every_span():
    result = answer("How much did Germany pledge in February?", span("USD 425 million", 5.0))
    assert result.abstained
    assert result.confidence == pytest.approx(CALIBRATION.probability({"score": 5.0, "unmet": 1}))


def test_a_fuller_answer_that_is_nearly_as_good_wins():
    other = Document("two", None, "Ana Silva, a minister", None, "two.txt")
    passage = Passage("two:0", "two", 0, len(other.text), other.text)
    results = [SearchResult(found, 1.0) for found in (WHOLE, TAIL, passage)]
    documents = {"doc": ARTICLE, "two": other}
    for score, expected in ((3.9, "Ana Silva"), (1.0, "Silva")):
        found = [span("Silva", 4.0), Span("two:0", 0, 9, "Ana Silva", score)]
        candidates = candidates_of("Who?", found, results, documents)
        result = compose("Who?", "Who?", candidates, CALIBRATION, {})
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
            "context": TEXT, "context_start": 0, "part": 0, "notes": [],
                "page": None, "also_in": [],
        }
    ]  # fmt: skip
    assert set(result) == {
        "question", "standalone_question", "answer", "abstained", "verdict", "confidence",
        "citations", "alternatives", "timings_ms",
    }  # fmt: skip


def test_the_json_of_an_alternative_has_the_documented_keys():
    found = wire("USD 350 million", 5.0), wire("USD 500 million", 4.0)
    (other,) = told(*found).to_dict()["alternatives"]
    assert set(other) == {"answer", "confidence", "citation", "conflicting"}
    assert (other["answer"], other["conflicting"]) == ("USD 500 million", True)


def test_one_fact_in_the_words_of_two_articles_is_one_answer_with_two_citations():
    result = told(wire("USD 350 million", 5.0), wire("$350m", 4.0))
    assert result.text == "USD 350 million"
    assert quotes(result) == ["USD 350 million", "$350m"]
    assert [citation.number for citation in result.citations] == [1, 2]
    assert len({citation.document_id for citation in result.citations}) == 2
    assert result.parts == (result.citations,)
    assert result.marked_text == "USD 350 million [1][2]"
    assert result.alternatives == result.conflicts == ()
    assert str(result).startswith("USD 350 million [1][2]\n[1] USD 350 million, 2023-04-12, ")
    assert "But also" not in str(result)


def test_a_weak_span_of_another_article_supports_nothing():
    result = told(wire("USD 350 million", 5.0), wire("$350m", 0.9))
    assert result.marked_text == "USD 350 million [1]"


def test_another_figure_for_the_same_thing_is_a_conflict():
    result = told(wire("USD 350 million", 5.0), wire("USD 500 million", 4.0))
    assert result.marked_text == "USD 350 million [1]"
    (other,) = result.alternatives
    assert (other.text, other.conflicting) == ("USD 500 million", True)
    assert result.conflicts == (other,)
    assert str(result).endswith(
        "\nBut also: “USD 500 million”\n"
        "    USD 500 million, 2023-04-12, USD 500 million 4.0.txt:25-40"
    )


def test_another_figure_that_is_hardly_likely_is_none():
    # 0.05 for the second, below the 0.1 from which on a warning is worth it
    result = told(wire("USD 350 million", 5.0), wire("USD 500 million", -1.0))
    assert [other.conflicting for other in result.alternatives] == [False]
    assert result.conflicts == ()


def test_what_is_no_figure_conflicts_with_none():
    result = told(wire("USD 350 million", 5.0), wire("helmets", 4.0))
    assert [(other.text, other.conflicting) for other in result.alternatives] == [
        ("helmets", False)
    ]


def test_the_parts_of_a_list_do_not_conflict():
    result = answer(
        "How much did the US pledge in February?",
        span("USD 425 million", 5.0),
        span("USD 1.75 billion", 4.5),
        span("USD 29.3 billion", 4.0),
    )
    assert result.marked_text == "up to USD 425 million [1]; USD 1.75 billion [2]"
    assert [len(part) for part in result.parts] == [1, 1]
    assert [other.text for other in result.alternatives] == ["USD 29.3 billion"]
    assert result.conflicts == ()
    assert "But also" not in str(result)


def test_words_about_time_are_explained_by_the_articles_date():
    result = told(wire("USD 350 million", 5.0, "Last month the US pledged {}. It was Monday."))
    note = "Last month → March 2023, article of 2023-04-12"
    assert result.citations[0].notes == (note,)
    assert str(result).endswith(f"“USD 350 million”\n    {note}")
    assert result.to_dict()["citations"][0]["notes"] == [note]


def test_without_a_date_there_is_nothing_to_explain():
    document, score, quote = wire("USD 350 million", 5.0, "Last month the US pledged {}.")
    result = told((replace(document, date=None), score, quote))
    assert result.citations[0].notes == ()


FLOOD = (
    "The dam above Lyon broke on Monday. It broke because nobody had repaired it, she said.\n\n"
    "The flood destroyed two bridges in Lyon. A concert in Rome was moved to June."
)


def flooded(question: str, quote: str, score: float, text: str = FLOOD) -> Answer:
    """Answer from one article, in which the reader found the quote."""
    document = Document("flood", None, text, None, "flood.txt")
    passage = Passage("flood:0", "flood", 0, len(text), text)
    found = [span(quote, score, passage)]
    candidates = candidates_of(question, found, [SearchResult(passage, 1.0)], {"flood": document})
    return compose(question, question, candidates, CALIBRATION, {})


def test_a_reason_is_given_in_whole_sentences_each_cited():
    result = flooded("Why did the dam in Lyon break?", "Monday", 5.0)
    assert quotes(result) == [
        "The dam above Lyon broke on Monday.",
        "It broke because nobody had repaired it, she said.",
    ]
    assert [(citation.number, citation.part) for citation in result.citations] == [(1, 0), (2, 1)]
    assert result.text == "; ".join(quotes(result))
    assert result.confidence == pytest.approx(CALIBRATION.probability({"score": 5.0}))


def test_yes_or_no_is_settled_by_one_sentence():
    assert quotes(flooded("Did the dam in Lyon break?", "Monday", 5.0)) == [
        "The dam above Lyon broke on Monday."
    ]


def test_what_covers_the_subject_is_told_where_the_reader_is_unsure():
    result = flooded("Describe the flood in Lyon.", "concert", -5.0)
    assert quotes(result) == ["The flood destroyed two bridges in Lyon."]
    assert result.confidence == pytest.approx(0.5)


@pytest.mark.parametrize(
    "question",
    [
        "Describe the flood in Sudan.",
        "describe the flood in sudan",
        "tell me about the strike in lyon",
        "Why did the flood destroy bridges?",
        "Compare the flood and the concert.",
        "What did the mayor say?",
    ],
)
def test_what_the_articles_lack_is_not_told(question):
    result = flooded(question, "concert", -5.0)
    assert result.text is None
    assert result.citations == ()
    assert result.confidence < CALIBRATION.working_probability


def test_a_comparison_that_lacks_a_side_is_none():
    assert quotes(flooded("Compare Lyon and Rome.", "concert", 5.0)) == [
        "The dam above Lyon broke on Monday.",
        "A concert in Rome was moved to June.",
    ]
    assert flooded("Compare Lyon and Bergamo.", "concert", 5.0).abstained


def test_what_the_article_is_about_is_how_it_begins():
    result = flooded("What is the article about?", "concert", -5.0)
    assert quotes(result)[0] == "The dam above Lyon broke on Monday."
    assert len(result.parts) == 4
    assert result.confidence == pytest.approx(0.5)


def test_a_span_in_no_quotable_sentence_is_given_as_it_stands():
    result = flooded("How was the flood?", "great flood", 5.0, "A great flood")
    assert quotes(result) == ["A great flood"]


@given(st.data())
def test_every_quote_is_the_articles_own_characters(data):
    spans = []
    for _ in range(data.draw(st.integers(1, 6))):
        passage = data.draw(st.sampled_from((WHOLE, TAIL)))
        start = data.draw(st.integers(0, len(passage.text) - 1))
        end = data.draw(st.integers(start + 1, len(passage.text)))
        score = data.draw(st.floats(-5, 15))
        spans.append(Span(passage.id, start, end, passage.text[start:end], score))
    result = answer(
        data.draw(
            st.sampled_from(
                ("How much was it?", "Who spoke?", "Why?", "Describe aid", "Sum up the news")
            )
        ),
        *spans,
    )
    cited = [*result.citations, *(alternative.citation for alternative in result.alternatives)]
    for citation in cited:
        assert TEXT[citation.start : citation.end] == citation.quote
        offset = citation.start - citation.context_start
        assert citation.context[offset : offset + len(citation.quote)] == citation.quote


CAPTIONED = (
    "The mayor Ana Silva opened the bridge in Lyon.\n\n"
    "Crowds watch as Paul Moreau cuts the ribbon on Sunday. (AP Photo/Ida Berg)\n\n"
    "Read more: Rita Sousa on the bridges of Porto"
)


def placed(question: str, *found: tuple[str, float]) -> list[str]:
    """Return the quotes of the candidates that spans in one captioned article give."""
    document = Document("bridge", None, CAPTIONED, None, "bridge.txt")
    passage = Passage("bridge:0", "bridge", 0, len(CAPTIONED), CAPTIONED)
    spans = [span(quote, score, passage) for quote, score in found]
    results = [SearchResult(passage, 1.0)]
    return [one.quote for one in candidates_of(question, spans, results, {"bridge": document})]


def test_a_span_in_a_caption_or_a_notice_is_no_candidate():
    found = [("Paul Moreau", 9.0), ("Rita Sousa", 8.0), ("Ana Silva", 5.0)]
    assert placed("Who opened the bridge?", *found) == ["Ana Silva"]


def test_with_nothing_but_captions_it_abstains():
    assert placed("Who cut the ribbon?", ("Paul Moreau", 9.0)) == []


@pytest.mark.parametrize(
    "question", ["Who took the photo?", "Who is the photographer?", "Who stands in the picture?"]
)
def test_asked_about_a_photo_a_caption_may_answer(question):
    found = [("Ida Berg", 9.0), ("Rita Sousa", 8.0)]
    assert placed(question, *found) == ["Ida Berg"]


def test_asked_who_wrote_it_a_credit_may_answer():
    text = "The dam broke.\n\nReporting by Ida Berg; editing by Paul Moreau"
    assert quotes(flooded("Who wrote the article?", "Ida Berg", 5.0, text)) == ["Ida Berg"]
    assert quotes(flooded("Who broke the dam?", "Ida Berg", 5.0, text)) == []
