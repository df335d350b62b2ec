"""`qa evaluate compare`: two runs over the same questions, side by side."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.cli.evaluating.options import add_common, seed_number
from qa.cli.options import positive
from qa.cli.terminal import note, write_json, write_line

if TYPE_CHECKING:
    from qa.evaluation.compare import Change, Comparison, Run

__all__ = ["add_command"]

_WITHHELD = "—"


def add_command(parts: Any) -> None:
    parser = parts.add_parser(
        "compare",
        help="two runs over the same questions",
        description="Compare two --out folders, question by question: figures in percent, their "
        "difference with its 95 % interval (paired bootstrap) and p (paired permutation test), "
        "and the questions gained and lost. A * marks an interval without 0. The last line is "
        "JSON.",
    )
    parser.add_argument("before", type=Path, metavar="A", help="the --out folder of a run")
    parser.add_argument("after", type=Path, metavar="B", help="that of another, to judge")
    parser.add_argument(
        "--resamples",
        type=positive,
        default=10_000,
        metavar="N",
        help="draws for intervals and p (default: %(default)s)",
    )
    parser.add_argument(
        "--seed", type=seed_number, default=0, help="of these draws (default: %(default)s)"
    )
    parser.add_argument(
        "--limit",
        type=positive,
        default=20,
        metavar="N",
        help="questions to list of each kind (default: %(default)s)",
    )
    add_common(parser)
    parser.set_defaults(run=_compare)


def _compare(arguments: argparse.Namespace) -> int:
    from qa.evaluation.compare import compare, other_data, read_run

    before, after = read_run(arguments.before), read_run(arguments.after)
    other = other_data(before, after)
    if other:
        note(f"note: {' and '.join(other)} not known to be the same in both runs")
    found = compare(before.rows, after.rows, resamples=arguments.resamples, seed=arguments.seed)
    if not arguments.json:
        _write_table(found)
        _write_changes("gained", found.gained, arguments.limit)
        _write_changes("lost", found.lost, arguments.limit)
        write_line()
    write_json(
        {
            "part": before.metrics.get("part") or after.metrics.get("part"),
            "A": _origin(before),
            "B": _origin(after),
            "other_data": other,
            "resamples": arguments.resamples,
            "seed": arguments.seed,
            **found.to_dict(arguments.limit),
        }
    )
    return 0


def _origin(run: Run) -> dict[str, Any]:
    kept = {name: run.metrics.get(name) for name in ("commit", "models")}
    return {"folder": str(run.folder), **kept}


def _write_table(found: Comparison) -> None:
    width = max(len("figure"), *(len(figure.name) for figure in found.figures))
    write_line(f"{'figure':<{width}}{'A':>9}{'B':>9}{'B - A':>9}   {'95 % interval':<20}{'p':>7}")
    for figure in found.figures:
        change = figure.difference
        interval = f"[{change.low:+.2f}, {change.high:+.2f}]"
        write_line(
            f"{figure.name:<{width}}{figure.before:>9.2f}{figure.after:>9.2f}{change.value:>+9.2f}"
            f"   {interval:<20}{figure.p:>7.4f}{' *' if change.excludes_zero else ''}"
        )
    write_line(
        f"\n{found.questions} questions in both, {found.only_before} only in A, "
        f"{found.only_after} only in B; {len(found.gained)} gained, {len(found.lost)} lost, "
        f"{len(found.changed)} answers changed"
    )


def _write_changes(title: str, changes: Sequence[Change], limit: int) -> None:
    if not changes:
        return
    more = f", the first {limit}" if len(changes) > limit else ""
    write_line(f"\n{title}: {len(changes)}{more}")
    for change in changes[:limit]:
        write_line(f"  {change.id}  {_in_one_line(change.question)}")
        write_line(f"    A  {_in_one_line(change.before)}")
        write_line(f"    B  {_in_one_line(change.after)}")


def _in_one_line(text: str | None) -> str:
    return _WITHHELD if text is None else " ".join(text.split())
