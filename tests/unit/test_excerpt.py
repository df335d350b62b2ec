"""Sentences that can stand as quotes, and the choice among them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Document, Passage
from qa.candidates import Candidate
from qa.evidence import Evidence
from qa.excerpt import choose, sentences_of
from qa.question_kind import QuestionKind

pytestmark = pytest.mark.unit

EVIDENCE = Evidence(unmet=0, met=False, overlap=0.0)
BOTH = [
    "The river rose by three metres overnight.",
    "Hundreds of people left their homes.",
]
BODY = " ".join(BOTH)


def candidate(
    text: str, quote: str | None = None, score: float = 0.0, id_: str = "d", **metadata: str
) -> Candidate:
    """Return a span in an article of one passage; the whole text if no quote is given."""
    article = Document(id_, metadata.pop("title", None), text, None, f"{id_}.txt", metadata)
    passage = Passage(f"{id_}:0-{len(text)}", id_, 0, len(text), text)
    start = text.index(quote) if quote else 0
    end = start + len(quote) if quote else len(text)
    return Candidate(article, passage, start, end, score, EVIDENCE)


def quotes(text: str, **metadata: str) -> list[str]:
    return [one.quote for one in sentences_of([candidate(text, **metadata)])]


@pytest.mark.parametrize(
    ("head", "metadata"),
    [
        ("", {}),
        ("date 2023-04-12 PARIS [FR], April 12 : ", {"dateline": "PARIS [FR], April 12"}),
        ("BERLIN (Reuters) - ", {"dateline": "BERLIN"}),
        ("Berlin, April 12 (AP) — ", {"dateline": "Berlin, April 12"}),
        (
            "River rises in Lyon\n\nLYON, France (AP) — ",
            {"dateline": "LYON, France", "title": "River rises in Lyon"},
        ),
        ("Title: River rises after rain\nPublished: 12 April 2023\n\n", {}),
        ("2023-04-12\n\n", {}),
        (
            "The river is rising in Lyon\n\n",
            {"title": "The river is rising in Lyon", "title_source": "headline"},
        ),
    ],
)
def test_the_head_of_an_article_is_no_part_of_its_first_sentence(
    head: str, metadata: dict[str, str]
) -> None:
    assert quotes(head + BODY, **metadata) == BOTH


@pytest.mark.parametrize(
    "junk",
    [
        "Read more: Ten rivers that rose this spring.",
        "RELATED: Ten rivers that rose this spring.",
        "Sign up for our newsletter on the weather.",
        "Contact Anna Lindqvist at anna@example.org or by phone.",
        "Reporting by Anna Lindqvist; editing by Paul Moreau.",
        "Follow reporter Anna Lindqvist, who will be in Lyon, on Twitter @lindqvist.",
        "A man is seen in the water in Lyon. Paul Moreau/AFP",
        "FILE - A man is seen in the water in Lyon last year.",
        "The material on this site is for general information.",
        "The story is at https://example.org/rivers for all to read.",
        "A man stands in the water in Lyon. (AP Photo/Paul Moreau)",
        "A man stands in the water (via Reuters)",
        "Photo by Paul Moreau of the agency.",
        "What will happen to the people of Lyon?",
        "Nothing was left.",
        "A quiet week on the river",
        "Here is what is known so far:",
        f"It {'really ' * 100}rained.",
    ],
)
def test_what_is_no_sentence_of_the_report_is_left_out(junk: str) -> None:
    assert quotes(f"{BODY}\n\n{junk}") == BOTH


@pytest.mark.parametrize(
    "sentence",
    [
        "The old bridge, known as the Iron Lady, was badly damaged",
        "Asked “Who pays?”, the mayor said that nobody knew.",
        "“We will rebuild all of it.”",
        "Share prices of insurers fell by a tenth.",
        "Contact tracing was stopped in the shelters.",
    ],
)
def test_what_looks_alike_is_kept(sentence: str) -> None:
    assert quotes(f"{BODY}\n\n{sentence}") == [*BOTH, sentence]


def test_a_bullet_is_no_part_of_a_sentence() -> None:
    assert quotes(f"• {BOTH[0]}\n\n– {BOTH[1]}") == BOTH


def test_an_opening_quote_at_the_end_goes() -> None:
    assert quotes("“It took five hours,” she said on Monday. “\n\nNobody came to help.") == [
        "“It took five hours,” she said on Monday.",
        "Nobody came to help.",
    ]


def test_a_sentence_has_the_best_score_of_the_spans_in_it() -> None:
    spans = [candidate(BODY, "three metres", 2.0), candidate(BODY, "river", 3.0)]
    assert [(one.quote, one.score) for one in sentences_of(spans)] == [
        (BOTH[0], 3.0),
        (BOTH[1], -30.0),
    ]


def test_a_place_in_two_passages_is_quoted_once() -> None:
    whole = candidate(BODY)
    cut = BODY.index("Hundreds")
    tail = Passage("d:tail", "d", cut, len(BODY), BODY[cut:])
    late = Candidate(whole.document, tail, cut, len(BODY), 0.0, EVIDENCE)
    found = sentences_of([late, whole])
    assert [(one.quote, one.passage.id) for one in found] == [
        (BOTH[1], "d:tail"),
        (BOTH[0], whole.passage.id),
    ]


@given(st.text(max_size=400), st.integers(0, 400), st.integers(0, 400))
def test_offsets_are_those_of_the_article(text: str, left: int, right: int) -> None:
    article = Document("d", None, text, None, "d.txt")
    start, end = sorted((min(left, len(text)), min(right, len(text))))
    passage = Passage("d:x", "d", start, end, text[start:end])
    for one in sentences_of([Candidate(article, passage, start, end, 0.0, EVIDENCE)]):
        assert start <= one.start < one.end <= end
        assert one.quote == one.quote.strip()


@pytest.mark.parametrize("part", ["a", " ", "(", '"', "“", ". ", "A. ", "?", "\n", "a b c is. "])
def test_a_very_long_text_is_cut_and_chosen_from(part: str) -> None:
    spans = [candidate(part * (100_000 // len(part)))]
    chosen, _ = choose("Describe a b c", QuestionKind.DESCRIBE, sentences_of(spans))
    assert len(chosen) <= 4


def report(*texts: str, scores: tuple[float, ...] = (), documents: str = "") -> list[Candidate]:
    """Return sentences in passages of one each, of article "a" or of those that are named."""
    ids = documents or "a" * len(texts)
    scores = scores or (0.0,) * len(texts)
    whole = {id_: " ".join(t for t, i in zip(texts, ids, strict=True) if i == id_) for id_ in ids}
    return [
        candidate(whole[id_], text, score, id_)
        for text, score, id_ in zip(texts, scores, ids, strict=True)
    ]


def chosen(
    question: str, kind: QuestionKind, sentences: list[Candidate], first: int | None = None
) -> list[int]:
    start = None if first is None else sentences[first]
    return [sentences.index(one) for one in choose(question, kind, sentences, start)[0]]


FLOOD = report(
    "The flood began on Monday.",
    "A concert in Rome was moved.",
    "The flood destroyed two bridges in Lyon.",
    "The flood has destroyed two bridges in Lyon.",
    "Lyon asked the army for boats.",
)


def test_a_description_takes_what_is_about_the_subject_in_the_order_of_the_text() -> None:
    # of the alike sentences only the first; the concert is about neither Lyon nor the flood
    assert chosen("Describe the flood in Lyon", QuestionKind.DESCRIBE, FLOOD) == [0, 2, 4]


def test_at_most_four() -> None:
    days = "Monday June Friday August autumn spring".split()
    many = report(*(f"The flood of {day} cost {n} lives." for n, day in enumerate(days)))
    assert len(chosen("Describe the flood", QuestionKind.DESCRIBE, many)) == 4
    assert len(chosen("How was the flood?", QuestionKind.HOW, many, first=3)) == 2


def test_the_first_stays_whatever_its_gain() -> None:
    assert 1 in chosen("Describe the flood in Lyon", QuestionKind.DESCRIBE, FLOOD, first=1)


def test_a_subject_that_stands_nowhere_is_not_covered() -> None:
    _, covered = choose("Describe the flood in Sudan", QuestionKind.DESCRIBE, FLOOD)
    # "flood" stands in three of five sentences, "sudan" in none: 0.89 of 0.89 + 2.40
    assert covered == 0.0
    _, covered = choose("Describe the flood in Lyon", QuestionKind.DESCRIBE, FLOOD)
    assert covered == pytest.approx(1.0)


def test_words_of_the_subject_that_never_meet_do_not_cover_it() -> None:
    apart = report("The strike began on Monday.", "The bridge is closed for repairs.")
    _, covered = choose("Describe the bridge strike", QuestionKind.DESCRIBE, apart)
    assert covered == 0.0


SPEECH = report(
    "“The dam will hold,” Ana Silva said on Monday.",
    "She added: “Nobody has to leave.”",
    "Paul Moreau said the dam was old.",
    "The dam stands above Lyon.",
    scores=(2.0, -30.0, 1.0, 1.0),
)


def test_a_speech_goes_on_with_the_same_person() -> None:
    question = "What did Ana Silva say about the dam?"
    assert chosen(question, QuestionKind.SAYING, SPEECH, first=0) == [0, 1]
    assert chosen(question, QuestionKind.SAYING, [SPEECH[0], *SPEECH[2:]], first=0) == [0]


def test_another_article_can_have_more_of_what_somebody_said() -> None:
    other = report("Silva told reporters the dam cost USD 4 million.", documents="b")
    found = chosen("what did silva say about the dam", QuestionKind.SAYING, SPEECH[:1] + other, 0)
    assert found == [0, 1]


def test_only_a_reason_adds_to_a_reason() -> None:
    told = report(
        "The dam broke on Monday after days of rain.",
        "The dam broke with a roar on Monday.",
        "The dam broke because nobody had repaired it.",
        scores=(2.0, 1.5, -3.0),
    )
    assert chosen("Why did the dam break?", QuestionKind.WHY, told, first=0) == [0, 2]
    assert chosen("Why did the dam break?", QuestionKind.WHY, told[:2], first=0) == [0]


COMPARED = report(
    "In February the state paid USD 425 million for boats.",
    "Rain fell on all of Lyon.",
    "In March it paid USD 350 million for tents.",
    "The King praised the people of Lyon.",
    documents="abba",
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Compare the aid in February and March.", [0, 2]),
        ("What is the difference between February and March?", [0, 2]),
        ("How do February and March differ?", [0, 2]),
        ("compare february with march on aid", [0, 2]),
        ("Compare February and April.", []),
        ("Compare the King and April.", []),
    ],
)
def test_a_comparison_has_a_sentence_on_each_side(question: str, expected: list[int]) -> None:
    assert chosen(question, QuestionKind.COMPARE, COMPARED) == expected


def test_one_sentence_can_speak_of_both_sides() -> None:
    one = report("Boats cost more than tents in Lyon.", "It rained all day.")
    assert chosen("Compare boats and tents.", QuestionKind.COMPARE, one) == [0]


def test_a_place_has_other_names_in_a_comparison() -> None:
    told = report("Washington sent boats to Lyon.", "London sent tents to Lyon.")
    assert chosen("Compare the US and the UK.", QuestionKind.COMPARE, told) == [0, 1]


@pytest.mark.parametrize(
    "question", ["What is the article about?", "Summarise the news", "sum up the story"]
)
def test_what_an_article_is_about_is_how_it_begins(question: str) -> None:
    found, covered = choose(question, QuestionKind.DESCRIBE, COMPARED)
    assert [one.quote for one in found] == [COMPARED[n].quote for n in (0, 3, 1, 2)]
    assert covered == 1.0


def test_of_many_articles_none_can_be_meant() -> None:
    many = report(*(f"It rained in town {n}." for n in range(4)), documents="abcd")
    assert choose("What are the articles about?", QuestionKind.DESCRIBE, many)[0] == []


def test_nothing_is_chosen_from_nothing() -> None:
    for kind in QuestionKind:
        assert choose("Describe the flood", kind, []) == ([], 0.0)


WORDS = st.sampled_from("flood dam because said bridge mayor rain river".split())
CASES = st.lists(
    st.tuples(
        st.lists(WORDS, min_size=1, max_size=4).map(" ".join),
        st.sampled_from("abc"),
        st.floats(-30, 15),
    ),
    max_size=7,
)
KINDS = st.sampled_from(
    [k for k in QuestionKind if k.value in ("why", "how", "saying", "describe", "compare")]
)


@given(CASES, st.text() | st.lists(WORDS, max_size=3).map(" and ".join), KINDS, st.integers(0, 6))
def test_what_is_chosen(
    cases: list[tuple[str, str, float]], question: str, kind: QuestionKind, first: int
) -> None:
    texts = [f"{n} {text}." for n, (text, _, _) in enumerate(cases)]
    held = report(*texts, scores=tuple(c[2] for c in cases), documents="".join(c[1] for c in cases))
    start = held[first] if first < len(held) else None
    found, covered = choose(question, kind, held, start)
    assert len(found) <= (4 if kind.value in ("describe", "compare") else 2)
    assert 0.0 <= covered <= 1.0 + 1e-9
    assert all(one in held for one in found)
    ids = [one.document.id for one in found]
    assert sorted(ids, key=ids.index) == ids
    assert all(a.end <= b.start for a, b in pairwise(found) if a.document.id == b.document.id)
