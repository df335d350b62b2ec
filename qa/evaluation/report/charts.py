"""The curves of the report, as SVG that needs no script."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from qa.evaluation.report.frame import Frame, apart, nice_top, points, svg, text
from qa.evaluation.report.measured import Bin, RiskCoverage
from qa.evaluation.report.names import label

__all__ = ["recall_lines", "reliability", "risk_coverage"]

_POINTS = 400  # of a curve; more can not be seen
_SETTLED = 5.0  # % coverage; before that the curve jumps with every single answer
_STRIP = 40  # height of the counts under the reliability diagram
_LONGEST_LABEL = 14


def risk_coverage(curve: RiskCoverage) -> str:
    """Draw which share of the answers is wrong, by the share of the questions answered."""
    pairs = _thinned(curve.points)
    settled = [risk for coverage, risk in pairs if coverage >= _SETTLED] or [100.0]
    end, step = nice_top(max([*settled, curve.working[1] if curve.working else 0.0]))
    frame = Frame((0, 100), (0, end))
    line = points((frame.x(x), frame.y(min(y, end))) for x, y in pairs)
    ends = (points([(frame.x(pairs[at][0]), frame.bottom)]) for at in (0, -1))
    body = (
        text(0, 12, "wrong, of those answered")
        + frame.grid(range(0, int(end) + 1, int(step)), "%")
        + frame.below(range(0, 101, 20), frame.bottom + 18, "%")
        + text(frame.right, frame.bottom + 36, "answered, of all questions", "end")
        + f'<polygon class="area fill-1" points="{f" {line} ".join(ends)}"/>'
        + f'<polyline class="line line-1" points="{line}"/>'
        + (_working_point(frame, *curve.working) if curve.working else "")
    )
    words = f"With {pairs[-1][0]:.1f}% answered, {pairs[-1][1]:.1f}% are wrong."
    if curve.working:
        words = (
            f"At the working point {curve.working[0]:.1f}% of the questions are answered, and "
            f"{curve.working[1]:.1f}% of the answers are wrong. {words}"
        )
    return svg("risk-coverage", "Wrong answers by questions answered", words, 264, body)


def _working_point(frame: Frame, coverage: float, risk: float) -> str:
    x, y = frame.x(coverage), frame.y(risk)
    anchor, at = ("end", x - 10) if x > (frame.left + frame.right) / 2 else ("start", x + 10)
    above = max(frame.top + 12, y - 24)
    guide = points([(frame.left, y), (x, y), (x, frame.bottom)])
    return (
        f'<polyline class="guide" points="{guide}"/>'
        f'<circle class="dot fill-2" cx="{x:.1f}" cy="{y:.1f}" r="5.5"/>'
        + text(at, above, f"answers {coverage:.0f}%,", anchor, "label halo strong")
        + text(at, above + 14, f"{risk:.1f}% of them wrong", anchor, "label halo strong")
    )


def reliability(bins: Sequence[Bin]) -> str:
    """Draw the share of right answers by the confidence given, above how many answers there are."""
    frame = Frame((0, 100), (0, 100))
    most = max(part.count for part in bins)
    diagonal = points([(frame.x(0), frame.y(0)), (frame.x(100), frame.y(100))])
    floor = frame.bottom + 8 + _STRIP
    body = (
        text(0, 12, "right, of the answers with that confidence")
        + frame.grid(range(0, 101, 20), "%")
        + f'<polyline class="guide" points="{diagonal}"/>'
        + text(frame.x(3), frame.y(93), "better than it says", kind="axis hint")
        + text(frame.x(97), frame.y(5), "worse than it says", "end", "axis hint")
        + "".join(_dot(frame, part, most) for part in bins)
        + "".join(_count(frame, part, most, floor) for part in bins if part.count)
        + frame.below(range(0, 101, 20), floor + 16, "%")
        + text(frame.right, floor + 34, "confidence, and how many answers have it", "end")
    )
    words = "; ".join(
        f"{part.count} answers at {part.confidence:.0f}% confidence, {part.right:.0f}% right"
        for part in bins
        if part.confidence is not None and part.right is not None
    )
    return svg("reliability", "Is it right as often as it says?", f"{words}.", floor + 40, body)


def _dot(frame: Frame, part: Bin, most: int) -> str:
    if part.confidence is None or part.right is None:
        return ""
    x, y = frame.x(part.confidence), frame.y(part.right)
    radius = 3 + 5 * math.sqrt(part.count / most)
    return (
        f'<line class="gap" x1="{x:.1f}" x2="{x:.1f}" y1="{frame.y(part.confidence):.1f}" '
        f'y2="{y:.1f}"/><circle class="dot fill-1" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>'
    )


def _count(frame: Frame, part: Bin, most: int, floor: float) -> str:
    left, right = frame.x(part.low), frame.x(part.high)
    height = max(1.0, (_STRIP - 14) * part.count / most)
    words = f"{part.count / 1000:.0f}k" if part.count >= 10_000 else str(part.count)
    fits = right - left >= 6.5 * len(words)
    return (
        f'<rect class="pale" x="{left + 1:.1f}" y="{floor - height:.1f}" '
        f'width="{max(1.0, right - left - 2):.1f}" height="{height:.1f}"/>'
    ) + (text((left + right) / 2, floor - height - 3, words, "middle", "small") if fits else "")


def recall_lines(stages: Mapping[str, Mapping[str, float]]) -> str:
    """Draw, for each stage, how many of the right articles are among its first k, in percent.

    k is on a logarithmic axis; there must be two of them.
    """
    lines = {name: sorted((int(k), y) for k, y in row.items()) for name, row in stages.items()}
    every = sorted({k for line in lines.values() for k, _ in line})
    values = [y for line in lines.values() for _, y in line]
    floor = max(0, 20 * math.floor((min(values) - 5) / 20))
    ends = (math.log10(every[0]), math.log10(every[-1]))
    frame = Frame(ends, (floor, 100), right=258)
    marks = "".join(
        text(frame.x(math.log10(k)), frame.bottom + 18, str(k), "middle") for k in every
    )
    places = _label_places(frame, list(lines.values()), every[-1])
    body = (
        text(0, 12, "right articles among the first k")
        + frame.grid(range(floor, 101, 20), "%")
        + marks
        + text(frame.right, frame.bottom + 36, "k, the articles looked at", "end")
        + "".join(
            _stage(frame, number, name, line, y)
            for number, ((name, line), y) in enumerate(zip(lines.items(), places, strict=True))
        )
    )
    words = "; ".join(
        f"{label(name)}: " + ", ".join(f"{y:.1f}% at {k}" for k, y in line)
        for name, line in lines.items()
    )
    return svg("recall", "How many of the right articles are found", f"{words}.", 264, body)


def _label_places(
    frame: Frame, lines: Sequence[Sequence[tuple[int, float]]], last: int
) -> list[float | None]:
    """Return how low each line's label stands beside its end; None for one that ends before."""
    whole = [number for number, line in enumerate(lines) if line[-1][0] == last]
    wanted = [frame.y(lines[number][-1][1]) + 4 for number in whole]
    found = dict(zip(whole, apart(wanted, 15, frame.top, frame.bottom), strict=True))
    return [found.get(number) for number in range(len(lines))]


def _stage(
    frame: Frame, number: int, name: str, line: Sequence[tuple[int, float]], at: float | None
) -> str:
    pairs = [(frame.x(math.log10(k)), frame.y(y)) for k, y in line]
    color = number % 4 + 1
    dashed = " dashed" if number >= 4 else ""
    dots = "".join(
        f'<circle class="dot fill-{color}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in pairs
    )
    words = label(name)
    if len(words) > _LONGEST_LABEL:
        words = words[: _LONGEST_LABEL - 1] + "…"
    end = pairs[-1]
    drawn = f'<polyline class="line line-{color}{dashed}" points="{points(pairs)}"/>{dots}'
    if at is None:
        return drawn + text(end[0], end[1] - 9, words, "end", "label halo")
    leader = f'<polyline class="leader" points="{points([end, (end[0] + 10, at - 4)])}"/>'
    return drawn + leader + text(end[0] + 13, at, words, kind="label")


def _thinned(pairs: Sequence[tuple[float, float]]) -> Sequence[tuple[float, float]]:
    """Return some 400 of the points, evenly drawn, with the first and the last."""
    step = max(1, math.ceil(len(pairs) / _POINTS))
    kept = pairs[::step]
    return kept if kept[-1] == pairs[-1] else [*kept, pairs[-1]]
