"""The end-to-end evaluation without a model: files, rows, figures, going on after a break."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from datetime import date as day
from pathlib import Path
from typing import Any, ClassVar

import pytest
from fakes import FakeEncoder
from hypothesis import given
from hypothesis import strategies as st

from qa.cli.evaluating import rag as command
from qa.evaluation.baselines import SETUPS
from qa.evaluation.errors import QuestionFileError
from qa.evaluation.predictions import Predictions
from qa.evaluation.rag import Corpus, run_rag
from qa.evaluation.rag_files import (
    RagQuestion,
    article_sources,
    read_articles,
    read_questions,
)
from qa.evaluation.rag_run import RagOptions, RagRun
from qa.evaluation.run import sampled
from qa.evaluation.script_baseline import WORDS, chunks_of
from qa.evaluation.summary import (
    answer_metrics,
    cited_metrics,
    confidence_metrics,
    recall_metrics,
    stage_metrics,
)
from qa.reader.calibration import Calibration
from qa.types import Alternative, Answer, Citation, Span

pytestmark = pytest.mark.unit

TEXTS = {"d1": "Kyiv held out. It rained.", "d2": "Lviv slept.", "d3": "Kyiv fell, they say."}
URLS = {"u1": "d1", "u1-copy": "d1", "u2": "d2", "u3": "d3"}


def cite(document_id: str, quote: str) -> Citation:
    text = TEXTS[document_id]
    start = text.index(quote)
    end = start + len(quote)
    return Citation(1, document_id, None, None, "s", f"{document_id}:0", quote, start, end, text, 0)


def answered(question: str, document_id: str, quote: str, confidence: float) -> Answer:
    citation = cite(document_id, quote)
    others = (Alternative("Lviv", 0.01, cite("d2", "Lviv")),)
    timings = {"read": 10.0 * confidence, "total": 20.0}
    return Answer(question, question, quote, confidence, (citation,), others, timings)


def withheld(question: str, document_id: str, quote: str, confidence: float) -> Answer:
    others = (Alternative(quote, confidence, cite(document_id, quote)),)
    return Answer(question, question, None, confidence, (), others, {"read": 1.0, "total": 2.0})


ANSWERS = {
    "Who held out?": answered("Who held out?", "d1", "Kyiv", 0.9),
    "What fell?": answered("What fell?", "d3", "they", 0.6),
    "Who slept?": withheld("Who slept?", "d2", "Lviv", 0.3),
    "Who danced?": withheld("Who danced?", "d2", "slept", 0.1),
}
QUESTIONS = [
    RagQuestion("1", "Who held out?", ("Kyiv",), ("u1-copy",), day(2023, 4, 12)),
    RagQuestion("2", "What fell?", ("Kyiv",), ("u3", "gone"), None),
    RagQuestion("3", "Who slept?", ("Lviv",), (), None),
    RagQuestion("4", "Who danced?", (), (), None),
]


class FakeSystem:
    def __init__(self) -> None:
        self.asked: list[tuple[str, day | None]] = []

    def ask(self, question: str, *, as_of: day | None = None) -> Answer:
        self.asked.append((question, as_of))
        return ANSWERS[question]


def rank(question: str, as_of: day | None) -> Mapping[str, list[str]]:
    return {"bm25": ["d2", "d1", "d2", "d3"], "dense": ["d3"]}


CORPUS = Corpus(URLS, TEXTS.__getitem__, rank)


def run(**options: Any) -> list[dict[str, Any]]:
    with Predictions(None, {}) as predictions:
        return run_rag(FakeSystem(), QUESTIONS, CORPUS, predictions, **options)


def test_a_row_says_everything() -> None:
    row = run()[0]
    assert row["answer"] == "Kyiv"
    assert row["best"] == {"answer": "Kyiv", "confidence": 0.9}
    assert row["ranked"] == {"bm25": ["u2", "u1", "u3"], "dense": ["u3"], "read": ["u1", "u2"]}
    assert row["gold"] == {"answers": ["Kyiv"], "sources": ["u1-copy"]}
    assert row["verdict"]["gold_rank"] == {"bm25": 2, "dense": None, "read": 1}
    assert row["verdict"]["cited"]["citations"][0]["right"]
    assert json.loads(json.dumps(row)) == row


def test_figures_by_hand() -> None:
    rows = run()
    figures = answer_metrics(rows)
    assert figures == {
        "total": 4,
        "exact": 50.0, "f1": 50.0, "contains": 50.0, "right": 50.0,
        "best_exact": 50.0, "best_f1": 50.0, "best_contains": 50.0, "best_right": 50.0,
        "answered": 50.0, "answered_right": 50.0,
    }  # fmt: skip
    cited = cited_metrics(rows)
    assert (cited["citation_precision"], cited["citation_recall"]) == (100.0, 100.0)
    assert cited["gold_citation_recall"] == 100.0
    assert cited["citation_supports_gold"] == 100.0
    assert recall_metrics(rows)["bm25"] == {"1": 0, "5": 100, "10": 100, "20": 100, "50": 100}
    assert recall_metrics(rows)["dense"]["1"] == 50.0  # d3 is gold of the second alone
    assert stage_metrics(rows)["total"]["p50"] == 11.0
    confidence = confidence_metrics(rows)
    # right, wrong, right, wrong by falling confidence: risks 0, 1/2, 1/3, 1/2
    assert confidence["aurc"] == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)
    assert confidence["auroc"] == pytest.approx(3 / 4)
    assert confidence["working_point"] == {"coverage": 0.5, "risk": 0.5}


def test_no_rows_no_figures() -> None:
    assert answer_metrics([])["f1"] is None
    assert cited_metrics([])["citation_precision"] is None
    assert recall_metrics([]) == stage_metrics([]) == {}
    assert confidence_metrics([])["aurc"] is None


def test_questions_are_asked_as_of_their_day_if_wanted() -> None:
    for wanted, first in ((True, day(2023, 4, 12)), (False, None)):
        system = FakeSystem()
        with Predictions(None, {}) as predictions:
            run_rag(system, QUESTIONS, CORPUS, predictions, as_of_question_date=wanted)
        assert system.asked[0] == ("Who held out?", first)
        assert system.asked[1] == ("What fell?", None)


def test_a_second_start_asks_the_rest(tmp_path: Path) -> None:
    with Predictions(tmp_path, {}) as predictions:
        run_rag(FakeSystem(), QUESTIONS[:3], CORPUS, predictions)
    system = FakeSystem()
    with Predictions(tmp_path, {}) as predictions:
        rows = run_rag(system, QUESTIONS, CORPUS, predictions)
    assert system.asked == [("Who danced?", None)]
    assert rows == run()


def write(path: Path, *lines: Any) -> Path:
    text = "".join((x if isinstance(x, str) else json.dumps(x)) + "\n" for x in lines)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


ARTICLE = {"url": "u", "title": "T", "text": "Kyiv held.", "publish_date": "2023/04/12"}
QUESTION = {"id": "1", "question": "Who held?", "answers": ["Kyiv"]}


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_articles(tmp_path: Path, name: str) -> None:
    undated = {"url": "v", "title": "", "text": "Lviv slept.", "publish_date": ""}
    path = write(tmp_path / name, ARTICLE, "", undated, {**ARTICLE, "url": "w", "text": " \n"})
    first, second = read_articles(path)
    assert (first.title, first.text, first.source) == ("T", "Kyiv held.", "u")
    assert (first.date, second.date) == (day(2023, 4, 12), None)
    assert article_sources(path) == {"u": first.id, "v": second.id}


def test_questions(tmp_path: Path) -> None:
    more = {"id": "2", "question": "When?", "answers": [], "gold_urls": ["u"], "date": "2023-04-12"}
    path = write(tmp_path / "q.jsonl", QUESTION, more)
    assert read_questions(path) == [
        RagQuestion("1", "Who held?", ("Kyiv",), (), None),
        RagQuestion("2", "When?", (), ("u",), day(2023, 4, 12)),
    ]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "q.jsonl:2: no JSON"),
        ("[]", "q.jsonl:2: no JSON object"),
        ({"id": "2", "answers": []}, "q.jsonl:2: question is missing"),
        ({**QUESTION, "id": 2}, "q.jsonl:2: id is not a str"),
        ({**QUESTION}, "q.jsonl:2: id '1' was used before"),
        ({**QUESTION, "id": "2", "question": " "}, "q.jsonl:2: question is empty"),
        ({**QUESTION, "id": "2", "answers": "Kyiv"}, "q.jsonl:2: answers is not a list"),
        ({**QUESTION, "id": "2", "answers": [1]}, "q.jsonl:2: answers is not a list of texts"),
        ({**QUESTION, "id": "2", "date": "12 April"}, "q.jsonl:2: date is '12 April'"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: Any, complaint: str) -> None:
    path = write(tmp_path / "q.jsonl", QUESTION, line)
    with pytest.raises(QuestionFileError) as caught:
        read_questions(path)
    assert complaint in str(caught.value)


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(QuestionFileError, match="no file at"):
        read_questions(tmp_path / "q.jsonl")
    with pytest.raises(QuestionFileError, match="holds no question"):
        read_questions(write(tmp_path / "empty.jsonl"))
    with pytest.raises(QuestionFileError, match="holds no article"):
        article_sources(write(tmp_path / "empty.jsonl"))
    latin = write(tmp_path / "latin.jsonl", QUESTION)
    latin.write_bytes(latin.read_bytes() + b"\n\xff\n")
    with pytest.raises(QuestionFileError, match=r"latin\.jsonl:3: not UTF-8 .*: convert it"):
        read_questions(latin)
    packed = write(tmp_path / "cut.jsonl.gz", *[ARTICLE] * 50)
    packed.write_bytes(packed.read_bytes()[:-20])
    with pytest.raises(QuestionFileError, match="cannot be read"):
        list(read_articles(packed))


class SilentReader:
    name = "silent"
    digest = "00ff"
    calibration = Calibration()
    vocabulary: ClassVar[dict[str, int]] = {}

    @classmethod
    def load(cls, name: str | None) -> SilentReader:
        return cls()

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Span]:
        return []


def test_a_report_shows_what_was_not_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("qa.evaluation.rag_run.SpanReader", SilentReader)
    monkeypatch.setattr("qa.evaluation.corpus.SentenceEncoder", FakeEncoder)
    other = {**ARTICLE, "url": "v", "text": "Who held, held, held? Nobody knows."}
    copy = {**ARTICLE, "url": "u-copy"}
    question = {**QUESTION, "gold_urls": ["u-copy", "gone"]}
    options = RagOptions(
        write(tmp_path / "a.jsonl", other, ARTICLE, copy),
        write(tmp_path / "q.jsonl", question, {**QUESTION, "id": "2", "gold_urls": ["gone"]}),
        cache=tmp_path / "cache",
    )
    out = tmp_path / "out"
    with RagRun(options) as run:
        run.measure(out, ["bm25"])
    for folder in (out, out / "bm25"):
        report = (folder / "report.html").read_text(encoding="utf-8")
        right = "<blockquote>Kyiv held.</blockquote><figcaption>Right: u-copy</figcaption>"
        assert report.count(right) == 1
        first = "Nobody knows.</blockquote><figcaption>Ranked first: v</figcaption>"
        assert report.count(first) == 2
        assert "Right: gone" not in report


def test_the_command_knows_every_baseline() -> None:
    assert (*SETUPS, "script") == command._BASELINES


def test_a_draw_keeps_the_order_and_repeats_with_its_seed() -> None:
    items = list(range(50))
    drawn = sampled(items, 9, seed=3)
    assert drawn == sampled(items, 9, seed=3) == sorted(set(drawn))
    assert drawn != sampled(items, 9, seed=4)
    assert sampled(items, None, 0) == sampled(items, 99, 0) == items


@given(st.text(alphabet=" \n\tab\u00e9\u2028", max_size=1500))
def test_chunks_hold_every_word_once(text: str) -> None:
    chunks = chunks_of(text, 0)
    words = [word for chunk in chunks for word in text[chunk.start : chunk.end].split()]
    assert words == text.split()
    assert all(len(text[c.start : c.end].split()) == WORDS for c in chunks[:-1])
