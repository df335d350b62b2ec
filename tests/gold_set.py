"""The questions over seeds/ that the product must get right, and how an answer is judged."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.evaluation import dialogues

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "tests" / "gold" / "seeds.jsonl"


@dataclass(frozen=True, slots=True)
class GoldRow:
    """A question after the `turns` before it; no `answers` means that it must be withheld.

    `must_contain` lists what a complete answer holds: of each group, one. `sources` are the
    articles of which any may be cited: some facts stand in both. `known_miss` says what the product
    does instead of what it should: such a row fails until that is mended, and then loudly.
    """

    id: str
    turns: tuple[str, ...]
    question: str
    answers: tuple[str, ...]
    must_contain: tuple[tuple[str, ...], ...]
    sources: tuple[str, ...]
    tags: tuple[str, ...]
    known_miss: str = ""


def read_gold(path: Path = FILE) -> list[GoldRow]:
    return [_row(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def _row(row: dict[str, Any]) -> GoldRow:
    source = row["source"]
    return GoldRow(
        id=row["id"],
        turns=tuple(row.get("turns", ())),
        question=row["question"],
        answers=tuple(row["answers"]),
        must_contain=tuple(tuple(group) for group in row.get("must_contain", ())),
        sources=(source,) if isinstance(source, str) else tuple(source or ()),
        tags=tuple(row["tags"]),
        known_miss=row.get("known_miss", ""),
    )


def is_right(row: GoldRow, answer: str, quotes: Sequence[str]) -> bool:
    """Whether `answer` says it, and, for an answer of several parts, whether each is quoted."""
    return dialogues.is_right(answer, quotes, row.answers, row.must_contain)
