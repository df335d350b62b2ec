"""The report: a page that stands alone, shows what the figures say, and treats text as text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation.errors import OutputFolderError
from qa.evaluation.report import report_html, write_report
from qa.evaluation.report.charts import recall_lines, reliability, risk_coverage
from qa.evaluation.report.frame import apart, nice_top
from qa.evaluation.report.markup import bar, best_of
from qa.evaluation.report.measured import (
    Bin,
    RiskCoverage,
    find_bins,
    find_recall,
    find_risk_coverage,
)
from qa.evaluation.report.mistakes import mistakes, ndcg_at_10

pytestmark = pytest.mark.unit

EVIL = "<script>alert(1)</script>\"'><b onmouseover=x>"
CONTEXT = "Before it. Rollo <led> the Normans. After it."
VOID = {"meta", "br", "link", "img", "input", "hr"}
URL = "https://news.example/a?b=1&c=<2>"


class Page(HTMLParser):
    """Every element with its attributes and the text inside; fails where tags do not match."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, list[str]]] = []
        self._open: list[tuple[str, list[str]]] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append((tag, []))
            self.texts.append(self._open[-1])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        name, _ = self._open.pop()
        assert name == tag

    def handle_data(self, data: str) -> None:
        for _, parts in self._open:
            parts.append(data)

    def text(self, tag: str) -> list[str]:
        return ["".join(parts) for name, parts in self.texts if name == tag]

    def values(self, attribute: str) -> list[str]:
        return [str(attrs[attribute]) for _, attrs in self.elements if attribute in attrs]


def citation(quote: str = "Rollo <led>", **changes: Any) -> dict[str, Any]:
    start = 100 + CONTEXT.find(quote)
    found = {"number": 1, "document_id": "d", "title": EVIL, "date": "2023-04-12", "source": URL}
    found |= {"passage_id": "p", "quote": quote, "start": start, "end": start + len(quote)}
    return found | {"context": CONTEXT, "context_start": 100} | changes


def row(row_id: str = "1", *, right: bool = False, **changes: Any) -> dict[str, Any]:
    return {
        "id": row_id,
        "question": f"Who led? {EVIL}",
        "standalone_question": f"Who led the Normans? {EVIL}",
        "answer": "Rollo <led>",
        "confidence": 0.93,
        "citations": [citation()],
        "ranked": {"dense": ["x", URL], "fused": ["x", "y"]},
        "gold": {"answers": [EVIL, "Rollo"], "sources": [URL]},
        "verdict": {"exact": 0, "f1": 0.0, "contains": 0, "right": right},
        "best": {"answer": "Rollo <led>", "confidence": 0.93},
        "timings_ms": {},
    } | changes


def withheld(row_id: str, confidence: float, **changes: Any) -> dict[str, Any]:
    best = {"answer": "Rollo", "confidence": confidence}
    return row(row_id, answer=None, citations=[], confidence=confidence, best=best, **changes)


METRICS: dict[str, Any] = {
    "part": "rag",
    "f1": 50.0,
    "right": 40.0,
    "ece": 0.05,
    "aurc": None,
    "risk_coverage": {"coverage": [0.25, 0.5, 1.0], "risk": [0.0, 0.1, 0.4]},
    "working_point": {"coverage": 0.5, "risk": 0.1},
    "reliability": [
        {"low": 0.0, "high": 0.5, "count": 0, "mean_confidence": None, "share_right": None},
        {"low": 0.5, "high": 1.0, "count": 8, "mean_confidence": 0.75, "share_right": 0.5},
    ],
    "recall_at_k": {"dense": {"1": 50.0, "10": 75.0}, EVIL: {"1": 60.0, "10": None}},
    "stages_ms": {"read": {"p50": 20.0, "p95": 40.0}, "none": {"p50": None, "p95": None}},
    "systems": {
        "product": {"f1": 50.0, "ece": 0.05, "mood": 7.5, "total": 2},
        EVIL: {"f1": 40.0, "ece": None, "mood": 7.5, "total": 2},
    },
    "versus": {EVIL: {"f1": {"difference": 10.0, "low": -1.0, "high": 21.0}}},
    "by_first_word": {EVIL: {"total": 40, "exact": 50.0, "f1": 62.5}},
    "by_tag": {"few": {"total": 3, "right": None}},
    "commit": EVIL,
    "models": {EVIL: "00ff"},
    "dataset": {"name": EVIL, "sha256": "ff"},
    "seed": 7,
}


@pytest.fixture(scope="module")
def page() -> Page:
    rows = [row(), row("2", right=True), withheld("3", 0.2), withheld("4", 0.3)]
    return Page(report_html(METRICS, rows))


def test_ids_are_unique_and_all_that_is_named_is_there(page: Page) -> None:
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    named = " ".join(page.values("aria-labelledby")).split()
    linked = [href.removeprefix("#") for href in page.values("href")]
    assert linked
    assert {*named, *linked} <= set(ids)


def test_nothing_is_fetched_and_nothing_runs(page: Page) -> None:
    assert not {"script", "link", "img", "iframe", "object", "b"} & {
        tag for tag, _ in page.elements
    }
    for _, attributes in page.elements:
        for name, value in attributes.items():
            assert not name.startswith("on")
            assert name not in {"src", "srcset", "style", "xmlns"}
            assert "//" not in str(value)
    (style,) = page.text("style")
    assert not re.search(r"url\(|@import|//", style)
    assert ("http-equiv", "Content-Security-Policy") in [
        item for _, attributes in page.elements for item in attributes.items()
    ]


def test_text_from_the_data_is_shown_as_it_is(page: Page) -> None:
    assert f"Who led? {EVIL}" in page.text("h4")
    facts = page.text("dd")
    assert f"Who led the Normans? {EVIL}" in facts
    assert f"{EVIL} · Rollo" in facts
    assert f"{EVIL} · 2023-04-12 · {URL}" in page.text("figcaption")
    assert sum(EVIL in text for text in page.text("th")) == 5


def test_the_mark_is_the_quote(page: Page) -> None:
    assert page.text("mark") == ["Rollo <led>"]
    assert page.text("blockquote") == [CONTEXT]


def test_headings_go_down_one_step_at_a_time(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_have_captions_and_scopes(page: Page) -> None:
    tags = [tag for tag, _ in page.elements]
    assert tags.count("table") == tags.count("caption")
    scopes = [attributes.get("scope") for tag, attributes in page.elements if tag == "th"]
    assert set(scopes) == {"row", "col"}


def test_charts_are_told_in_words(page: Page) -> None:
    charts = [attrs for tag, attrs in page.elements if tag == "svg" and attrs.get("role") == "img"]
    assert len(charts) == len(page.text("desc")) == 3
    assert page.text("desc")[0] == (
        "At the working point 50.0% of the questions are answered, and 10.0% of the answers are "
        "wrong. With 100.0% answered, 40.0% are wrong."
    )
    assert page.text("desc")[1] == "8 answers at 75% confidence, 50% right."


def test_the_outcomes_are_counted(page: Page) -> None:
    cells = [text.strip() for text in page.text("td")[:4]]
    assert cells == ["1 25.0%", "1 25.0%", "0 0.0%", "2 50.0%"]


def test_the_best_system_is_in_bold_by_what_the_figure_means() -> None:
    systems = {"a": {"f1": 40.0, "ece": 0.2}, "b": {"f1": 50.0, "ece": 0.1}}
    html = report_html({"part": "rag", "systems": systems}, [])
    assert Page(html).text("strong") == ["50.0", "0.100"]
    assert best_of(["1", "2"], [1.0, 2.0], "neither") == ["1", "2"]
    assert best_of(["1", "1", "–"], [1.0, 1.0, None], "higher") == ["1", "1", "–"]
    assert best_of(["1", "2", "1"], [1.0, 2.0, 1.0], "lower") == [
        "<strong>1</strong>",
        "2",
        "<strong>1</strong>",
    ]


def test_a_difference_is_bold_where_its_interval_leaves_out_zero() -> None:
    against = {
        "dense": {"R@10": {"difference": 2.0, "interval": [0.5, 3.5]}},
        "bm25": {"R@10": {"difference": -1.0, "interval": [-2.5, 0.5]}},
    }
    systems = {name: {"R@10": 1.0} for name in ("dense", "bm25", "fused")}
    metrics = {"part": "retrieval", "systems": systems, "fused_against": against}
    page = Page(report_html(metrics, []))
    assert page.text("strong") == ["+2.0"]
    assert page.text("td")[3:5] == ["+2.0 +0.5 to +3.5", "−1.0 −2.5 to +0.5"]


def test_small_buckets_step_back(page: Page) -> None:
    quiet = [attributes for tag, attributes in page.elements if attributes.get("class") == "quiet"]
    assert len(quiet) == 1
    widths = [attrs["width"] for tag, attrs in page.elements if tag == "rect" and "width" in attrs]
    assert "62.5" in widths
    assert bar(50, 75).count("<rect") == 2
    assert 'width="100.0"' in bar(120)


def test_the_risk_curve_by_hand() -> None:
    # x: 44 at 0 %, 344 at 100 %; y: 224 at 0 %, 24 at the end of the axis, here 40 %.
    curve = RiskCoverage(((25.0, 0.0), (50.0, 10.0), (100.0, 40.0)), (50.0, 10.0))
    html = risk_coverage(curve)
    assert '<polyline class="line line-1" points="119,224 194,174 344,24"/>' in html
    assert 'points="119,224 119,224 194,174 344,24 344,224"' in html
    assert '<circle class="dot fill-2" cx="194.0" cy="174.0" r="5.5"/>' in html
    assert '<polyline class="guide" points="44,174 194,174 194,224"/>' in html


def test_a_first_wrong_answer_does_not_set_the_scale() -> None:
    curve = RiskCoverage(((1.0, 100.0), (50.0, 5.0), (100.0, 10.0)), None)
    assert 'points="47,24 194,124 344,24"' in risk_coverage(curve)


def test_a_long_curve_is_thinned_and_keeps_its_ends() -> None:
    pairs = tuple((number / 10, 10.0) for number in range(1, 1001))
    html = risk_coverage(RiskCoverage(pairs, None))
    drawn = re.findall(r'line-1" points="([^"]*)"', html)[0].split()
    assert len(drawn) == 334  # every third of 1000
    assert (drawn[0], drawn[-1]) == ("44.3,24", "344,24")


def test_the_reliability_diagram_by_hand() -> None:
    bins = [Bin(0, 50, 2, 25.0, 50.0), Bin(50, 100, 8, 75.0, 75.0)]
    html = reliability(bins)
    # 3 + 5 √(2 / 8) = 5.5; the stick goes from the diagonal at 174 to the dot at 124.
    assert '<line class="gap" x1="119.0" x2="119.0" y1="174.0" y2="124.0"/>' in html
    assert '<circle class="dot fill-1" cx="119.0" cy="124.0" r="5.5"/>' in html
    assert '<circle class="dot fill-1" cx="269.0" cy="74.0" r="8.0"/>' in html
    # the strip ends at 272; 26 units are 8 answers.
    assert '<rect class="pale" x="45.0" y="265.5" width="148.0" height="6.5"/>' in html
    assert '<rect class="pale" x="195.0" y="246.0" width="148.0" height="26.0"/>' in html


def test_the_recall_lines_by_hand() -> None:
    # x: 44 at 1, 151 at 10, 258 at 100; y: 224 at 40 %, 24 at 100 %.
    html = recall_lines({"dense": {"100": 100.0, "1": 55.0, "10": 70.0}, "read": {"1": 70.0}})
    assert '<polyline class="line line-1" points="44,174 151,124 258,24"/>' in html
    assert '<polyline class="line line-2" points="44,124"/>' in html
    assert '<polyline class="leader" points="258,24 268,24"/>' in html
    assert ">Dense</text>" in html


def test_labels_keep_apart() -> None:
    assert apart([50.0, 52.0, 20.0], 10, 0, 100) == [50.0, 60.0, 20.0]
    assert apart([98.0, 99.0], 10, 0, 100) == [90.0, 100.0]


@given(st.lists(st.floats(0, 300), max_size=8))
def test_labels_never_touch_where_there_is_room(wanted: list[float]) -> None:
    placed = apart(wanted, 15, 24, 224)
    ordered = sorted(placed)
    assert all(high - low >= 15 - 1e-6 for low, high in pairwise(ordered))
    assert all(24 - 1e-6 <= place <= 224 for place in placed)


def test_axes_end_at_a_round_number() -> None:
    assert nice_top(4.2) == (5, 1)
    assert nice_top(10.0) == (10, 2)
    assert nice_top(80.1) == (100, 20)


def test_shares_of_one_and_of_a_hundred_give_the_same_charts() -> None:
    share = {"coverage": [0.5, 1.0], "risk": [0.1, 0.25]}
    percent = {"coverage": [50.0, 100.0], "risk": [10.0, 25.0]}
    expected = RiskCoverage(((50.0, 10.0), (100.0, 25.0)), None)
    assert find_risk_coverage({"risk_coverage": share}) == expected
    assert find_risk_coverage({"risk_coverage": percent}) == expected
    assert find_risk_coverage({"risk_coverage": {"coverage": [], "risk": []}}) is None
    bins = [{"low": 0, "high": 1.0, "count": 4, "confidence": 0.5, "right": 0.25}]
    assert find_bins({"reliability": bins}) == [Bin(0, 100, 4, 50, 25)]
    assert find_bins({"reliability": [bins[0] | {"count": 0}]}) == []


def test_recall_may_stand_with_the_systems() -> None:
    systems = {"dense": {"nDCG@10": 61.0, "R@1": 40.0, "R@10": 70.0}, "other": {"AP": 1.0}}
    assert find_recall({"systems": systems}) == {"dense": {"1": 40.0, "10": 70.0}}


def test_the_surest_mistakes_come_first() -> None:
    rows = [
        row("a", confidence=0.5),
        row("b", confidence=0.9),
        row("c", right=True, confidence=0.99),
        withheld("d", 0.1),
        withheld("e", 0.3),
    ]
    lists = dict(mistakes("rag", rows, None))
    assert [re.findall(r"<dt>Id</dt><dd>(\w)</dd>", html) for html in lists.values()] == [
        ["b", "a"],
        ["e", "d"],
    ]


def test_without_confidence_the_score_decides() -> None:
    bare: dict[str, Any] = {"confidence": None, "citations": [], "ranked": {}}
    rows = [
        row("a", best={"answer": "it", "confidence": None}, score=1.5, start=0, end=6, **bare),
        row("b", best={"answer": "it", "confidence": None}, score=2.5, start=7, end=9, **bare),
    ]
    ((_, html),) = mistakes("reader", rows, {"a": "Before it.", "b": "Before it."}.__getitem__)
    assert Page(html).text("mark") == ["it", "Before"]
    assert Page(html).text("dd").count("2.50") == 1


def test_fifty_mistakes_of_a_kind_are_enough() -> None:
    rows = [row(str(number)) for number in range(70)]
    ((_, html),) = mistakes("rag", rows, None)
    page = Page(html)
    assert len(page.text("article")) == 50
    assert page.text("summary") == ["42 more"]


def test_ranks_of_the_right_article() -> None:
    ((_, html),) = mistakes("rag", [row()], None)
    assert "Dense rank 2; Fused not among 2" in Page(html).text("dd")
    graded = row(verdict={"right": False, "gold_rank": {"dense": 7, "fused": None}})
    ((_, html),) = mistakes("rag", [graded], None)
    assert "Dense rank 7; Fused not among 2" in Page(html).text("dd")
    ((_, html),) = mistakes("rag", [row(verdict={"right": False, "gold_rank": None})], None)
    assert "not among those searched" in Page(html).text("dd")


def test_a_quote_that_is_not_at_its_place_is_told() -> None:
    for wrong in (citation(start=3, end=14), citation(context="Something else altogether.")):
        ((_, html),) = mistakes("rag", [row(citations=[wrong])], None)
        page = Page(html)
        assert page.text("mark") == page.text("blockquote") == ["Rollo <led>"]
        assert page.text("figcaption")[0].startswith("Not at the place that is cited · ")


def test_a_long_passage_is_cut_at_words_around_its_quote() -> None:
    long = "word " * 200 + "Rollo" + " word" * 200
    cited = citation("Rollo", context=long, start=1100, end=1105)
    ((_, html),) = mistakes("rag", [row(citations=[cited])], None)
    (shown,) = Page(html).text("blockquote")
    assert shown == f"…{'word ' * 80}Rollo{' word' * 80}…"


@given(st.text(max_size=900), st.data())
def test_the_mark_is_the_quote_in_any_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    quote = text[start:end]
    cited = citation(quote, context=text, context_start=5, start=5 + start, end=5 + end)
    ((_, html),) = mistakes("rag", [row(citations=[cited])], None)
    (mark,) = re.findall("<mark>(.*?)</mark>", html, flags=re.DOTALL)
    assert len(Page(f"<p>{mark}</p>").text("p")[0]) == len(quote)


def test_late_articles_of_a_retrieval_run() -> None:
    early = row("early", ranked={"fused": [URL, "x"]})
    late = row("late", ranked={"fused": ["x", "y", URL]})
    never = row("never", ranked={"fused": ["x"]})
    for item in (early, late, never):
        item |= {"answer": None, "citations": [], "best": None, "verdict": {}}
    # 1 / log2(4), where 1 would be best
    assert ndcg_at_10(late) == pytest.approx(0.5)
    texts = {"x": "The wrong one", URL: f"The right one {EVIL}"}
    ((title, html),) = mistakes("retrieval", [early, late, never], texts.__getitem__)
    page = Page(html)
    assert title == "The right article comes late"
    assert [text for text in page.text("dd") if text in ("early", "late", "never")] == [
        "never",
        "late",
    ]
    assert page.text("blockquote")[:2] == [f"The right one {EVIL}", "The wrong one"]
    assert page.text("figcaption")[:2] == [f"Right: {URL}", "Ranked first: x"]


def test_graded_judgements_have_the_last_word() -> None:
    bare: dict[str, Any] = {"answer": None, "citations": [], "ranked": {"fused": ["x", URL]}}
    rows = [
        row("good", **bare, verdict={"fused": {"nDCG@10": 0.9}}),
        row("bad", **bare, verdict={"fused": {"nDCG@10": 0.2}}),
    ]
    ((_, html),) = mistakes("retrieval", rows, None)
    assert re.findall(r"<dt>Id</dt><dd>(\w+)</dd>", html) == ["bad", "good"]


def test_a_run_without_figures_is_still_a_page() -> None:
    page = Page(report_html({}, []))
    assert page.text("h1") == ["Evaluation"]
    assert page.text("section") == []


def test_the_file_and_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    odd = row(question="a lone surrogate \ud800 and a right-to-left \u202e override")
    path = write_report(tmp_path, METRICS, [odd])
    assert path == tmp_path / "report.html"
    written = path.read_text(encoding="utf-8")
    assert "a lone surrogate \ufffd and a right-to-left \ufffd override" in written
    with pytest.raises(OutputFolderError, match="cannot write to"):
        write_report(tmp_path / "missing", METRICS, [odd])
