"""The tables of the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from qa.evaluation.report.figures import is_number, milliseconds, shown_column
from qa.evaluation.report.markup import bar, best_of, folded, slug, table
from qa.evaluation.report.measured import Bin, RiskCoverage
from qa.evaluation.report.names import TILES, direction, figure, label

__all__ = [
    "bucket_tables",
    "coverage_table",
    "differences_table",
    "outcomes",
    "recall_table",
    "reliability_table",
    "stage_times",
    "systems_table",
]

_FEW = 30  # questions in a bucket; a share of fewer says little
_OUTCOMES = ((True, True), (True, False), (False, True), (False, False))


def outcomes(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return what became of the questions: answered or withheld, rightly or not."""
    found = Counter(
        (row["answer"] is not None, bool(row["verdict"]["right"]))
        for row in rows
        if "right" in row.get("verdict", {})
    )
    total = found.total()
    if not total:
        return ""
    at, parts = 0.0, []
    for number, kind in enumerate(_OUTCOMES, 1):
        width = 100 * found[kind] / total
        parts.append(f'<rect class="fill-{number}" x="{at:.2f}" width="{width:.2f}" height="10"/>')
        at += width
    cells = [
        f'<span class="swatch fill-{number}"></span>{found[kind]:,} '
        f"<small>{100 * found[kind] / total:.1f}%</small>"
        for number, kind in enumerate(_OUTCOMES, 1)
    ]
    return (
        '<svg class="stack" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f"{''.join(parts)}</svg>"
        + table(
            "outcomes",
            f"{total:,} questions",
            ["", "Rightly", "Wrongly"],
            [("Answered", cells[:2]), ("Withheld", cells[2:])],
        )
    )


def systems_table(systems: Mapping[str, Mapping[str, Any]], part: str) -> str:
    """Return the systems beside each other, the best of each figure in bold.

    The part's headlines come first; what else is measured in shares or times is folded.
    """
    names = dict.fromkeys(
        name for row in systems.values() for name, value in row.items() if isinstance(value, float)
    )
    first = [name for name in TILES.get(part, ()) if name in names]
    rest = [name for name in names if name not in first]
    if not first:
        first, rest = rest, []
    caption = "The same questions, the best in bold"
    shown = _systems("systems", caption, systems, first)
    if not rest:
        return shown
    return shown + folded("More figures", _systems("systems-more", caption, systems, rest))


def _systems(
    table_id: str,
    caption: str,
    systems: Mapping[str, Mapping[str, Any]],
    names: Sequence[str],
) -> str:
    rows = []
    for name in names:
        values = [row.get(name) for row in systems.values()]
        known = figure(name)
        cells = shown_column(values, percent=known is not None and known.unit == "%")
        rows.append((label(name), best_of(cells, values, direction(name))))
    return table(table_id, caption, ["", *(label(system) for system in systems)], rows)


def differences_table(metrics: Mapping[str, Any]) -> str:
    """Return by how much the product beats each other system, where that was tested."""
    tested = metrics.get("versus") or metrics.get("fused_against") or {}
    names = list(dict.fromkeys(name for row in tested.values() for name in row))
    if not names:
        return ""
    rows = [
        (label(system), [_difference(row[name]) if name in row else "–" for name in names])
        for system, row in tested.items()
    ]
    caption = "What it is better by, in points of percent, with the interval at 95%"
    note = "bold where that is more than chance"
    return table("differences", caption, ["Than", *map(label, names)], rows, note=note)


def _difference(tested: Mapping[str, Any]) -> str:
    low, high = tested.get("interval") or (tested["low"], tested["high"])
    value, *ends = (
        f"{number:+.1f}".replace("-", "−") for number in (tested["difference"], low, high)
    )
    sure = f"<strong>{value}</strong>" if low > 0 or high < 0 else value
    return f'{sure} <small class="under">{" to ".join(ends)}</small>'


def bucket_tables(metrics: Mapping[str, Any]) -> Iterator[str]:
    """Yield a table for each part of the metrics that divides the questions into buckets."""
    for name, buckets in metrics.items():
        if name != "systems" and _is_buckets(buckets):
            yield _bucket_table(name, buckets)


def _is_buckets(value: object) -> bool:
    return (
        isinstance(value, Mapping)
        and bool(value)
        and all(isinstance(row, Mapping) and is_number(row.get("total")) for row in value.values())
    )


def _bucket_table(key: str, buckets: Mapping[str, Mapping[str, Any]]) -> str:
    figures = list(
        dict.fromkeys(
            key
            for row in buckets.values()
            for key, value in row.items()
            if key != "total" and is_number(value)
        )
    )
    columns = [
        shown_column([row.get(name) for row in buckets.values()], percent=True) for name in figures
    ]
    drawn = next((name for name in ("f1", "right") if name in figures), "".join(figures[-1:]))
    rows = [
        (
            bucket,
            [
                f"{row['total']:,}",
                *(column[place] for column in columns),
                *([bar(row.get(drawn) or 0)] if drawn else []),
            ],
        )
        for place, (bucket, row) in enumerate(buckets.items())
    ]
    quiet = [row["total"] < _FEW for row in buckets.values()]
    note = f"grey where there are fewer than {_FEW} questions" if any(quiet) else ""
    head = ["", "Questions", *(label(name) for name in figures)]
    drawn = label(drawn)
    table_id = f"table-{slug(key)}"
    return table(table_id, label(key), head, rows, note=note, quiet=quiet, drawn=drawn)


def stage_times(stages: Mapping[str, Mapping[str, float]]) -> str:
    """Return how long the stages take: the median, paling up to the 95th percentile."""
    most = max(row["p95"] for row in stages.values()) or 1.0
    rows = [
        (
            label(name),
            [
                milliseconds(row["p50"]),
                milliseconds(row["p95"]),
                bar(100 * row["p50"] / most, 100 * row["p95"] / most),
            ],
        )
        for name, row in stages.items()
    ]
    head = ["Stage", "Median", "95th percentile"]
    return table("stages-ms", "Milliseconds a question", head, rows, drawn="Both")


def coverage_table(curve: RiskCoverage) -> str:
    """Return the curve in ten steps: the nearest point to each."""
    nearest = [
        min(curve.points, key=lambda point: abs(point[0] - tenth)) for tenth in range(10, 101, 10)
    ]
    rows = [(f"{coverage:.1f}%", [f"{risk:.1f}%"]) for coverage, risk in dict(nearest).items()]
    head = ["Answered", "Wrong, of those"]
    return table("table-risk-coverage", "Wrong answers by questions answered", head, rows)


def reliability_table(bins: Sequence[Bin]) -> str:
    rows = [
        (
            f"{part.low:.0f}–{part.high:.0f}%",
            [
                f"{part.count:,}",
                *(
                    "–" if share is None else f"{share:.1f}%"
                    for share in (part.confidence, part.right)
                ),
            ],
        )
        for part in bins
    ]
    head = ["Confidence", "Answers", "Mean confidence", "Right"]
    return table("table-reliability", "Right answers by the confidence given", head, rows)


def recall_table(stages: Mapping[str, Mapping[str, float]]) -> str:
    """Return the recall at each k, the best stage of each in bold."""
    every = sorted({k for row in stages.values() for k in row}, key=int)
    columns = []
    for k in every:
        values = [row.get(k) for row in stages.values()]
        columns.append(best_of(shown_column(values, percent=True), values, "higher"))
    rows = [
        (label(name), [column[place] for column in columns]) for place, name in enumerate(stages)
    ]
    caption = "Right articles among the first k, in percent"
    return table("table-recall", caption, ["Stage", *(f"k = {k}" for k in every)], rows)
