"""HTML from values: tables, bars and what folds away."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.escaping import escape
from qa.evaluation.report.names import Direction

__all__ = ["bar", "best_of", "folded", "slug", "table"]


def slug(name: str) -> str:
    """Return `name` fit for an id: ASCII letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "x"


def table(
    table_id: str,
    caption: str,
    head: Sequence[str],
    rows: Sequence[tuple[str, Sequence[str]]],
    *,
    note: str = "",
    quiet: Sequence[bool] = (),
    drawn: str = "",
) -> str:
    """Return a table that scrolls by itself where it is too wide.

    Args:
        table_id: unique in the page.
        caption, head: plain text; the first of `head` stands over the names of the rows.
        rows: each a name in plain text and cells in HTML.
        note: stands behind the caption, in plain text.
        quiet: for each row, whether to step it back; none of them when empty.
        drawn: what the bars of a last column show, in plain text; it is for those who hear it.
    """
    top = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    if drawn:
        top += f'<th scope="col"><span class="unseen">{escape(drawn)}, drawn</span></th>'
    more = f' <span class="note">{escape(note)}</span>' if note else ""
    lines = []
    for place, (name, cells) in enumerate(rows):
        step_back = ' class="quiet"' if quiet and quiet[place] else ""
        body = "".join(f"<td>{cell}</td>" for cell in cells)
        lines.append(f'<tr{step_back}><th scope="row">{escape(name)}</th>{body}</tr>')
    return (
        f'<div class="scroll" role="region" aria-labelledby="{table_id}" tabindex="0"><table>'
        f'<caption id="{table_id}"><span class="title">{escape(caption)}{more}</span></caption>'
        f"<thead><tr>{top}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


def folded(summary: str, body: str) -> str:
    """Return HTML that opens on a click; `summary` is plain text."""
    return f"<details><summary>{escape(summary)}</summary>{body}</details>"


def bar(share: float, beyond: float = 0.0) -> str:
    """Return a bar that fills `share` of its cell, in percent, and pales from there to `beyond`."""
    share, beyond = (max(0.0, min(100.0, value)) for value in (share, beyond))
    pale = f'<rect class="pale" width="{beyond:.1f}" height="8"/>' if beyond > share else ""
    return (
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f'{pale}<rect class="fill-1" width="{share:.1f}" height="8"/></svg>'
    )


def best_of(cells: Sequence[str], values: Sequence[float | None], better: Direction) -> list[str]:
    """Return the cells with the best one in bold, ties too; none where all are the same."""
    known = [value for value in values if value is not None]
    if len(set(known)) < 2 or better == "neither":
        return list(cells)
    best = min(known) if better == "lower" else max(known)
    return [
        f"<strong>{cell}</strong>" if value == best else cell
        for cell, value in zip(cells, values, strict=True)
    ]
