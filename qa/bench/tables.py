"""Figures as lines that a person reads: nested dicts as names with dots, lists as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

__all__ = ["cell", "lines"]

NAME = 40  # characters
WIDE = 100  # of a table; a wider one is turned on its side


def lines(figures: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Yield a line for each figure and each dict of plain figures, a table for each list of dicts.

    A dict that holds other dicts goes on below its own name, with a dot.
    """
    for name, value in figures.items():
        label = f"{prefix}{name}"
        if isinstance(value, Mapping) and any(_is_nested(held) for held in value.values()):
            yield from lines(value, f"{label}.")
        elif isinstance(value, Mapping):
            held = "   ".join(f"{key} {cell(held)}" for key, held in value.items())
            yield f"{label:<{NAME}} {held}".rstrip()
        elif _is_table(value):
            yield from _table(label, value)
        else:
            yield f"{label:<{NAME}} {cell(value)}"


def cell(value: Any) -> str:
    """Return a figure with five digits, larger whole numbers in full; a dash for None."""
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.5g}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(cell, value))
    return str(value)


def _is_nested(value: Any) -> bool:
    return isinstance(value, Mapping) or _is_table(value)


def _is_table(value: Any) -> bool:
    return (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and bool(value)
        and all(isinstance(row, Mapping) for row in value)
    )


def _table(label: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    flat = [dict(_flat(row)) for row in rows]
    names = list(dict.fromkeys(name for row in flat for name in row))
    cells = [names, *([cell(row.get(name)) for name in names] for row in flat)]
    widths = _widths(cells)
    on_its_side = sum(widths) + 2 * len(widths) > WIDE
    if on_its_side:
        cells = [list(column) for column in zip(*cells, strict=True)]
        widths = _widths(cells)
    yield f"{label}:"
    for first, *others in cells:
        head = first.ljust(widths[0]) if on_its_side else first.rjust(widths[0])
        rest = (text.rjust(width) for text, width in zip(others, widths[1:], strict=True))
        yield "  " + "  ".join([head, *rest])


def _widths(cells: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(len, column)) for column in zip(*cells, strict=True)]


def _flat(row: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
