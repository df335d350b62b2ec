"""How figures are written: headlines, all of them, and where they come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeGuard

from qa.escaping import escape
from qa.evaluation.report.markup import folded, table
from qa.evaluation.report.names import TILES, figure, label

__all__ = [
    "flat_figures",
    "is_number",
    "milliseconds",
    "origin",
    "shown",
    "shown_column",
    "tiles",
]

_ORIGIN = (
    "commit",
    "models",
    "dataset",
    "qrels",
    "corpus",
    "articles",
    "index_format",
    "depth",
    "machine",
    "seed",
)


def shown(name: str, value: float) -> str:
    """Return a figure with its unit."""
    if isinstance(value, int):
        return f"{value:,}"
    known = figure(name)
    if known and known.unit:
        return f"{value:,.1f}{known.unit}"
    return f"{value:,.3f}" if abs(value) <= 1 else f"{value:,.1f}"


def milliseconds(value: float) -> str:
    return f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def shown_column(values: Sequence[float | None], *, percent: bool = False) -> list[str]:
    """Return numbers that stand beside each other, all with as many decimals; "–" for None."""
    known = [value for value in values if value is not None]
    digits = 1 if percent or any(abs(value) > 1 for value in known) else 3
    if all(isinstance(value, int) for value in known):
        digits = 0
    return ["–" if value is None else f"{value:,.{digits}f}" for value in values]


def tiles(metrics: Mapping[str, Any]) -> str:
    """Return the headline figures of the part."""
    part = metrics.get("part", "")
    body = ""
    for name in TILES.get(part, ()):
        known, value = figure(name), metrics.get(name)
        if known and is_number(value):
            body += (
                f'<div class="tile"><dt>{escape(known.label)}</dt>'
                f'<dd class="value">{shown(name, value)}</dd>'
                f'<dd class="meaning">{escape(known.meaning)}</dd></div>'
            )
    return f'<dl class="tiles">{body}</dl>' if body else ""


def is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def flat_figures(metrics: Mapping[str, Any]) -> str:
    """Return every single figure of the metrics, folded, under the name it has in the file."""
    rows = [
        (name, ["–" if value is None else shown(name, value)])
        for name, value in metrics.items()
        if (value is None or is_number(value)) and name not in _ORIGIN
    ]
    if not rows:
        return ""
    return folded("All figures", table("all-figures", "As in metrics.json", ["", "Value"], rows))


def origin(metrics: Mapping[str, Any]) -> str:
    """Return where the figures come from, folded: the machine, what was read, what was chosen."""
    kept = {name: metrics[name] for name in _ORIGIN if metrics.get(name) is not None}
    for name, value in metrics.items():
        if isinstance(value, str | bool) and name != "part":
            kept.setdefault(name, value)
    body = "".join(
        f"<div><dt>{escape(path)}</dt><dd>{escape(text)}</dd></div>" for path, text in _leaves(kept)
    )
    return (
        folded("Where these figures come from", f'<dl class="origin">{body}</dl>') if body else ""
    )


def _leaves(value: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, item in value.items():
        path = f"{above}, {name}" if above else label(name)
        if isinstance(item, Mapping):
            yield from _leaves(item, path)
        else:
            yield path, str(item)
