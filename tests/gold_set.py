"""The questions over seeds/ that the product must get right, and how an answer is judged."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.evaluation.squad import normalize_answer, token_f1

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
    """Whether `answer` says it, and, for an answer of several parts, whether each is quoted.

    It says it when it holds a gold answer, or overlaps one (token F1 >= 0.6) with all its numbers.
    """
    if row.must_contain:
        return all(
            any(
                _holds(answer, part) and any(_holds(quote, part) for quote in quotes)
                for part in group
            )
            for group in row.must_contain
        )
    return any(_holds(answer, gold) or _overlaps(answer, gold) for gold in row.answers)


def _holds(text: str, part: str) -> bool:
    return normalize_answer(part) in normalize_answer(text)


def _overlaps(answer: str, gold: str) -> bool:
    return token_f1(answer, gold) >= 0.6 and _numbers(gold) <= _numbers(answer)


def _numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:\.\d+)?", text))
