"""The report as one page, from the figures and the rows of a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from qa.escaping import escape
from qa.evaluation.report.charts import recall_lines, reliability, risk_coverage
from qa.evaluation.report.figures import flat_figures, origin, tiles
from qa.evaluation.report.markup import folded, slug
from qa.evaluation.report.measured import (
    find_bins,
    find_recall,
    find_risk_coverage,
    find_stages,
)
from qa.evaluation.report.mistakes import TextOf, mistakes
from qa.evaluation.report.tables import (
    bucket_tables,
    coverage_table,
    differences_table,
    outcomes,
    recall_table,
    reliability_table,
    stage_times,
    systems_table,
)
from qa.evaluation.run import refused

__all__ = ["FILE_NAME", "report_html", "write_report"]

FILE_NAME = "report.html"

_TITLES = {
    "reader": "The reader alone",
    "retrieval": "Finding the right article",
    "rag": "From question to cited answer",
    "chat": "Conversations",
}


def write_report(
    folder: Path,
    metrics: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    *,
    text_of: TextOf | None = None,
) -> Path:
    """Write `report.html` into `folder`, which must be there, and return its path.

    Args:
        metrics, rows: as in `metrics.json` and `predictions.jsonl`; shows what it finds there.
        text_of: returns the text behind a name: a source in `ranked` or `gold`, or the id of a row
            whose `start` and `end` are offsets into that text. A LookupError is passed over.

    Raises:
        OutputFolderError: it cannot be written.
    """
    path = folder / FILE_NAME
    try:
        path.write_text(report_html(metrics, rows, text_of=text_of), encoding="utf-8")
    except OSError as error:
        raise refused(folder, error) from error
    return path


def report_html(
    metrics: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    *,
    text_of: TextOf | None = None,
) -> str:
    """Return the page. It has no script, asks for nothing, and all text from the data is text."""
    part = str(metrics.get("part", ""))
    title = _TITLES.get(part, "Evaluation")
    sections = [*_sections(metrics, rows), *_mistakes(part, rows, text_of)]
    links = "".join(f'<li><a href="#{slug(name)}">{escape(name)}</a></li>' for name, _ in sections)
    body = "".join(
        f'<section aria-labelledby="{slug(name)}"><h2 id="{slug(name)}">{escape(name)}</h2>'
        f"{content}</section>"
        for name, content in sections
    )
    dataset = metrics.get("dataset") or {}
    lead = _lead(rows, str(dataset.get("name", "")))
    style = files("qa.evaluation.report").joinpath("style.css").read_text(encoding="utf-8")
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)} · Groundwire</title><style>{style}</style></head><body>"
        f'<header><p class="brand">Groundwire</p><h1>{escape(title)}</h1>{lead}'
        f"{tiles(metrics)}{origin(metrics)}</header>"
        + (f'<nav aria-label="Sections"><ul>{links}</ul></nav>' if len(sections) > 1 else "")
        + f"<main>{body}{flat_figures(metrics)}</main></body></html>\n"
    )


def _lead(rows: Sequence[Mapping[str, Any]], dataset: str) -> str:
    """Return what was asked, in a sentence."""
    noun = "question" if len(rows) == 1 else "questions"
    of = f' of <span class="file">{escape(dataset)}</span>' if dataset else ""
    return f'<p class="lead">{len(rows):,} {noun}{of}</p>' if rows else ""


def _sections(
    metrics: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, str]]:
    """Yield the title and the HTML of each section that there are figures for."""
    part = str(metrics.get("part", ""))
    found = outcomes(rows)
    if found and part != "retrieval":
        yield "Answered or withheld", found
    if len(metrics.get("systems") or ()) > 1:
        body = systems_table(metrics["systems"], part) + differences_table(metrics)
        yield "Beside other systems", body
    yield from _confidence(metrics)
    stages = find_recall(metrics)
    if stages:
        several = len({k for row in stages.values() for k in row}) > 1
        drawn = recall_lines(stages) if several else ""
        note = "An article that is not among the first k is not read at all."
        yield "Whether the right articles are found", _figure(drawn, note, recall_table(stages))
    times = {
        stage: row
        for stage, row in find_stages(metrics, "stages_ms").items()
        if {"p50", "p95"} <= row.keys()
    }
    if times:
        yield "Where the time goes", stage_times(times)
    tables = "".join(bucket_tables(metrics))
    if tables:
        yield "By kind of question", tables


def _confidence(metrics: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    curve, bins = find_risk_coverage(metrics), find_bins(metrics)
    if curve:
        yield (
            "When to answer",
            _figure(
                risk_coverage(curve),
                "Answering only when surer means fewer answers, and fewer wrong ones. The dot is "
                "where the product stands. Questions it finds no candidate for are left out.",
                coverage_table(curve),
            ),
        )
    if bins:
        yield (
            "Whether its confidence can be trusted",
            _figure(
                reliability(bins),
                "On the dotted line, it is right as often as it says. The larger the dot, the more "
                "answers.",
                reliability_table(bins),
            ),
        )


def _figure(chart: str, note: str, numbers: str) -> str:
    if not chart:
        return numbers
    return (
        f'<figure class="drawn">{chart}<figcaption>{escape(note)}</figcaption></figure>'
        f"{folded('The same in numbers', numbers)}"
    )


def _mistakes(
    part: str, rows: Sequence[Mapping[str, Any]], text_of: TextOf | None
) -> Iterator[tuple[str, str]]:
    lists = "".join(
        f"<h3>{escape(title)}</h3>{body}" for title, body in mistakes(part, rows, text_of)
    )
    if lists:
        yield "The worst mistakes", lists
