"""The worst mistakes of a run, each with all that is needed to see why."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from index.errors import GroundwireError
from qa.escaping import escape
from qa.evaluation.report.markup import folded
from qa.evaluation.report.names import label

__all__ = ["TextOf", "mistakes"]

TextOf = Callable[[str], str]
Row = Mapping[str, Any]

_MOST = 50
_OPEN = 8  # shown at once; the others are a click away
_AROUND = 400  # characters shown on either side of a quote
_BEGINNING = 240  # characters of an article that stand for it
_ANSWERS = 6


def mistakes(part: str, rows: Sequence[Row], text_of: TextOf | None) -> Iterator[tuple[str, str]]:
    """Yield the title and the HTML of each list of mistakes that is not empty."""
    if part == "retrieval":
        yield from _lists([("missed", "The right article comes late", _missed(rows))], text_of)
        return
    graded = [row for row in rows if "right" in row.get("verdict", {})]
    wrong = [row for row in graded if not row["verdict"]["right"]]
    answered = [row for row in wrong if row["answer"] is not None]
    withheld = [row for row in wrong if row["answer"] is None]
    lists = [
        ("wrong", "Answered wrongly, the surest first", _surest(answered)),
        ("withheld", "Withheld wrongly, the surest first", _surest(withheld)),
    ]
    yield from _lists(lists, text_of)


def _lists(
    lists: Sequence[tuple[str, str, list[Row]]], text_of: TextOf | None
) -> Iterator[tuple[str, str]]:
    for kind, title, rows in lists:
        cards = [
            _card(f"{kind}-{number}", row, text_of) for number, row in enumerate(rows[:_MOST], 1)
        ]
        rest = cards[_OPEN:]
        more = folded(f"{len(rest)} more", "".join(rest)) if rest else ""
        if cards:
            yield title, "".join(cards[:_OPEN]) + more


def _surest(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with the highest confidence first, or score where there is none."""
    return sorted(rows, key=_sureness, reverse=True)


def _sureness(row: Row) -> float:
    best = row.get("best") or {}
    for value in (row.get("confidence"), best.get("confidence"), row.get("score")):
        if value is not None:
            return float(value)
    return -math.inf


def _missed(rows: Sequence[Row]) -> list[Row]:
    """Return the rows whose right articles are not all first, the lowest nDCG@10 first."""
    graded = [(_ndcg(row), row) for row in rows if row["gold"]["sources"]]
    late = [(value, row) for value, row in graded if value < 1]
    return [row for _, row in sorted(late, key=lambda pair: pair[0])]


def _ndcg(row: Row) -> float:
    """Return the fused ranking's nDCG@10 as graded, or with all right articles equally right."""
    graded = row["verdict"].get("fused") or {}
    return float(graded["nDCG@10"]) if "nDCG@10" in graded else ndcg_at_10(row)


def ndcg_at_10(row: Row, stage: str = "fused") -> float:
    """Return the nDCG@10 of a stage's ranking in [0, 1], all right sources being equally right.

    Source: Järvelin and Kekäläinen, ACM TOIS 2002.
    """
    gold = set(row["gold"]["sources"])
    ranked = row["ranked"].get(stage, [])[:10]
    gained = sum(1 / math.log2(at + 2) for at, source in enumerate(ranked) if source in gold)
    ideal = sum(1 / math.log2(at + 2) for at in range(min(10, len(gold))))
    return gained / ideal if ideal else 0.0


def _card(card_id: str, row: Row, text_of: TextOf | None) -> str:
    facts = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{body}</dd></div>" for name, body in _facts(row)
    )
    return (
        f'<article class="mistake" id="{card_id}"><h4>{escape(row["question"])}</h4>'
        f'<dl class="facts">{facts}</dl>{"".join(_passages(row, text_of))}</article>'
    )


def _facts(row: Row) -> Iterator[tuple[str, str]]:
    """Yield what is known of a question, as names in plain text and HTML."""
    asked = row.get("standalone_question") or row["question"]
    if asked.strip() != row["question"].strip():
        yield "Searched for", escape(asked)
    answered, best = row.get("answer"), row.get("best")
    if answered is not None:
        yield "Answer given", f"<strong>{escape(answered)}</strong>"
    elif best:
        yield "Withheld", f"<strong>{escape(best['answer'])}</strong>"
    gold = row["gold"]
    if gold["answers"]:
        unique = list(dict.fromkeys(gold["answers"]))
        more = f" and {len(unique) - _ANSWERS} more" if len(unique) > _ANSWERS else ""
        yield "Right answer", " · ".join(escape(text) for text in unique[:_ANSWERS]) + more
    elif answered is not None:
        yield "Right answer", "none: it should have been withheld"
    sure = (row.get("confidence"), (best or {}).get("confidence"))
    confidence = next((value for value in sure if value is not None), None)
    if confidence is not None:
        yield "Confidence", f"{100 * confidence:.1f}%"
    elif row.get("score") is not None:
        yield "Score", f"{row['score']:.2f}"
    if "nDCG@10" in (row["verdict"].get("fused") or {}):
        yield "nDCG@10", f"{100 * row['verdict']['fused']['nDCG@10']:.1f}%"
    if gold["sources"] and row["ranked"]:
        yield "Right article", "; ".join(_ranks(row))
    yield "Id", escape(row["id"])


def _ranks(row: Row) -> Iterator[str]:
    """Yield the rank of the first right source at each stage."""
    gold = set(row["gold"]["sources"])
    known = row["verdict"].get("gold_rank", {})
    if known is None:
        yield "not among those searched"
        return
    for stage, ranked in row["ranked"].items():
        found = (at for at, source in enumerate(ranked, 1) if source in gold)
        rank = known[stage] if stage in known else next(found, None)
        place = f"rank {rank}" if rank else f"not among {len(ranked)}"
        yield f"{escape(label(stage))} <strong>{place}</strong>"


def _passages(row: Row, text_of: TextOf | None) -> Iterator[str]:
    for citation in row["citations"]:
        start = citation["start"] - citation["context_start"]
        end = citation["end"] - citation["context_start"]
        text, origin = citation["context"], [citation.get("title"), citation.get("date")]
        if start < 0 or text[start:end] != citation["quote"]:
            text, start, end = citation["quote"], 0, len(citation["quote"])
            origin = ["Not at the place that is cited", *origin]
        yield _passage(text, start, end, [*origin, citation.get("source")])
    if text_of is None or row["citations"]:
        return
    if row.get("start") is not None:
        text = _text(text_of, row["id"])
        if text:
            yield _passage(text, row["start"], row["end"], [])
    if "fused" in row["ranked"]:
        yield from _beginnings(row, text_of)


def _passage(text: str, start: int, end: int, origin: Sequence[str | None]) -> str:
    """Return the text around a quote, cut by offsets and never by searching."""
    left, right = _around(text, start, end)
    before = ("…" if left else "") + text[left:start]
    after = text[end:right] + ("…" if right < len(text) else "")
    source = " · ".join(escape(part) for part in origin if part)
    caption = f"<figcaption>{source}</figcaption>" if source else ""
    return (
        f"<figure><blockquote>{escape(before)}<mark>{escape(text[start:end])}</mark>"
        f"{escape(after)}</blockquote>{caption}</figure>"
    )


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return what to show of a text: some `_AROUND` characters on either side, whole words."""
    left, right = max(0, start - _AROUND), min(len(text), end + _AROUND)
    if left:
        left = text.find(" ", left - 1, start) + 1 or left
    if right < len(text):
        right = max(end, text.rfind(" ", end, right + 1))
    return left, right


def _beginnings(row: Row, text_of: TextOf) -> Iterator[str]:
    """Yield how a right article begins, and the one that was ranked first in its stead."""
    right, first = row["gold"]["sources"][:1], row["ranked"]["fused"][:1]
    named = [("Right", source) for source in right] + [("Ranked first", source) for source in first]
    for title, source in named:
        text = _text(text_of, source)
        if len(text) > _BEGINNING:
            text = f"{text[:_BEGINNING].rpartition(' ')[0] or text[:_BEGINNING]}…"
        if text:
            yield (
                f"<figure><blockquote>{escape(text)}</blockquote>"
                f"<figcaption>{title}: {escape(source)}</figcaption></figure>"
            )


def _text(text_of: TextOf, name: str) -> str:
    try:
        return text_of(name)
    except (LookupError, GroundwireError):
        return ""
