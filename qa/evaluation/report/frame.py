"""The plotting area of a chart: scales, axes, and labels that keep out of each other's way."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa.escaping import escape

__all__ = ["Frame", "apart", "nice_top", "points", "svg", "text"]

WIDTH = 360


@dataclass(frozen=True, slots=True)
class Frame:
    """Maps data to the units of an SVG that is `WIDTH` wide; y grows upwards in the data.

    The area lies between `left` and `right`, `top` and `bottom`, all in units of the SVG.
    """

    x_range: tuple[float, float]
    y_range: tuple[float, float]
    left: float = 44
    right: float = 344
    top: float = 24
    bottom: float = 224

    def x(self, value: float) -> float:
        low, high = self.x_range
        return self.left + (value - low) / (high - low) * (self.right - self.left)

    def y(self, value: float) -> float:
        low, high = self.y_range
        return self.bottom - (value - low) / (high - low) * (self.bottom - self.top)

    def grid(self, ticks: Iterable[float], unit: str = "") -> str:
        """Return the lines across, each with its value at the left."""
        return "".join(
            f'<line class="grid" x1="{_cut(self.left)}" x2="{_cut(self.right)}" '
            f'y1="{_cut(self.y(tick))}" y2="{_cut(self.y(tick))}"/>'
            + text(self.left - 6, self.y(tick) + 4, f"{tick:g}{unit}", "end")
            for tick in ticks
        )

    def below(self, ticks: Iterable[float], at: float, unit: str = "") -> str:
        """Return the values under the x axis, `at` units from the top."""
        return "".join(text(self.x(tick), at, f"{tick:g}{unit}", "middle") for tick in ticks)


def text(x: float, y: float, words: str, anchor: str = "start", kind: str = "axis") -> str:
    """Return plain text as an SVG element; `anchor` is "start", "middle" or "end"."""
    return (
        f'<text class="{kind}" x="{_cut(x)}" y="{_cut(y)}" text-anchor="{anchor}">'
        f"{escape(words)}</text>"
    )


def points(pairs: Iterable[tuple[float, float]]) -> str:
    """Return the `points` of a polyline, in tenths of a unit."""
    return " ".join(f"{_cut(x)},{_cut(y)}" for x, y in pairs)


def svg(chart_id: str, title: str, description: str, height: float, body: str) -> str:
    """Return a chart; its title and description are plain text."""
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {_cut(height)}" role="img" '
        f'aria-labelledby="{chart_id}-title {chart_id}-desc">'
        f'<title id="{chart_id}-title">{escape(title)}</title>'
        f'<desc id="{chart_id}-desc">{escape(description)}</desc>{body}</svg>'
    )


def nice_top(value: float) -> tuple[float, float]:
    """Return the end of an axis that reaches `value`, at most 100, and the step of its ticks."""
    for end, step in ((5, 1), (10, 2), (20, 5), (30, 10), (40, 10), (60, 20), (80, 20)):
        if value <= end:
            return end, step
    return 100, 20


def apart(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return places in [low, high] near those wanted, `gap` from each other, in the same order.

    Where they do not all fit, they run over `low`.
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    placed = [0.0] * len(wanted)
    last = -math.inf
    for index in order:
        last = placed[index] = max(wanted[index], last + gap, low)
    roof = high
    for index in reversed(order):
        placed[index] = min(placed[index], roof)
        roof = placed[index] - gap
    return placed


def _cut(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
