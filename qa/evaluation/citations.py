"""Whether the citations under an answer are true, and whether they cover it.

A citation is right when the article says its quote at the place named, the answer says it, and the
article is one of those known to hold the answer, where any is known. Figures are percentages in
[0, 100], higher is better, None where there is nothing to count.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qa.evaluation.answers import holds
from qa.evaluation.squad import normalize_answer
from qa.evaluation.statistics import percent
from qa.facts import fact, same

__all__ = [
    "AnswerCitations",
    "CitationGrade",
    "citation_metrics",
    "grade_citations",
    "is_quoted",
    "stands_in",
]

_JOINT = "; "  # between the parts of an answer, each of which is a quote


@dataclass(frozen=True, slots=True)
class CitationGrade:
    """What holds of one citation.

    Attributes:
        offsets_ok: the article's `text[start:end]` is the quote, which is not empty.
        holds_answer: the quote is a part of the answer, or several in a row, by SQuAD's
            normalisation, or, after a citation of the same part, the same fact ("$350m" for "USD
            350 million"); and it stands in the context at `start - context_start`.
        from_gold: the article is a gold source; None where no gold source is known.
        supports_gold: the context holds a gold answer as whole tokens; None without gold answers.
    """

    offsets_ok: bool
    holds_answer: bool
    from_gold: bool | None
    supports_gold: bool | None

    @property
    def right(self) -> bool:
        return self.offsets_ok and self.holds_answer and self.from_gold is not False

    def to_dict(self) -> dict[str, Any]:
        return {
            "right": self.right,
            "offsets_ok": self.offsets_ok,
            "holds_answer": self.holds_answer,
            "from_gold": self.from_gold,
            "supports_gold": self.supports_gold,
        }


@dataclass(frozen=True, slots=True)
class AnswerCitations:
    """The citations of one row, in their order.

    Attributes:
        parts: of the answer; 0 when it was withheld.
        parts_quoted: those of them that a right citation quotes.
        expected: the question has gold answers and gold sources, so that an answer with a right
            citation can be asked for.
    """

    citations: tuple[CitationGrade, ...]
    parts: int
    parts_quoted: int
    expected: bool

    def to_dict(self) -> dict[str, Any]:
        return {
            "citations": [grade.to_dict() for grade in self.citations],
            "parts": self.parts,
            "parts_quoted": self.parts_quoted,
            "expected": self.expected,
        }


def grade_citations(
    row: Mapping[str, Any],
    text_of: Callable[[str], str | None],
    sources_of: Callable[[str], Collection[str]],
) -> AnswerCitations:
    """Grade the citations of a row of predictions (its `answer`, `citations` and `gold`).

    Args:
        text_of: the text of the article with this document id; None where there is none.
        sources_of: all sources of the article with this document id, named as in `gold`: the same
            article can have come from several files.
    """
    answer, gold = row["answer"], row["gold"]
    parts = _parts(answer) if answer is not None else []
    said = answer.split(_JOINT) if answer is not None else []
    opened: set[int | None] = (
        set()
    )  # parts that a citation quotes; further ones may say it otherwise
    quoted: set[int] = set()
    grades = []
    for citation in row["citations"]:
        places = _places(citation["quote"], parts)
        if not places and citation.get("part") in opened:
            places = _same_fact(citation, said)
        opened.add(citation.get("part"))
        grade = CitationGrade(
            offsets_ok=stands_in(text_of(citation["document_id"]), citation),
            holds_answer=bool(places) and _stands_in_context(citation),
            from_gold=_from_gold(citation, gold["sources"], sources_of),
            supports_gold=_supports_gold(citation, gold["answers"]),
        )
        grades.append(grade)
        quoted |= places if grade.right else set()
    expected = bool(gold["answers"]) and bool(gold["sources"])
    return AnswerCitations(tuple(grades), len(parts), len(quoted), expected)


def citation_metrics(answers: Sequence[AnswerCitations]) -> dict[str, float | int | None]:
    """Return the figures over all rows, the withheld ones, too.

    After ALCE (Gao et al., EMNLP 2023), where a statement is recalled when its citations support
    it; here a statement is a part of an answer, and what supports it is checked to the character.

    - `citation_precision`: right citations of those given.
    - `citation_recall`: parts of the answers given that a right citation quotes.
    - `gold_citation_recall`: of the questions with gold answers and gold sources, those answered
      with a right citation; a withheld answer misses.
    - `citation_offsets`, `citation_holds_answer`, `citation_from_gold`, `citation_supports_gold`:
      citations of which this holds, of those where it is known.
    - `citations`, `answer_parts`: how many there are.
    """
    grades = [grade for answer in answers for grade in answer.citations]
    expected = [answer for answer in answers if answer.expected]
    found = [any(grade.right for grade in answer.citations) for answer in expected]
    parts = sum(answer.parts for answer in answers)
    return {
        "citation_precision": percent([grade.right for grade in grades]),
        "citation_recall": (
            100.0 * sum(answer.parts_quoted for answer in answers) / parts if parts else None
        ),
        "gold_citation_recall": percent(found),
        "citation_offsets": percent([grade.offsets_ok for grade in grades]),
        "citation_holds_answer": percent([grade.holds_answer for grade in grades]),
        "citation_from_gold": percent([grade.from_gold for grade in grades]),
        "citation_supports_gold": percent([grade.supports_gold for grade in grades]),
        "citations": len(grades),
        "answer_parts": parts,
    }


def _parts(text: str) -> list[str]:
    return [normalize_answer(part) or part.strip() for part in text.split(_JOINT)]


def _places(quote: str, parts: Sequence[str]) -> set[int]:
    """Return which parts of the answer the quote is; several where it holds the joint itself."""
    wanted = _parts(quote)
    if not quote.strip():
        return set()
    return {
        place
        for first in range(len(parts) - len(wanted) + 1)
        if parts[first : first + len(wanted)] == wanted
        for place in range(first, first + len(wanted))
    }


def _same_fact(citation: Mapping[str, Any], parts: Sequence[str]) -> set[int]:
    """Return the part that the citation is there for, if its quote is the same fact."""
    place = citation["part"]
    if not citation["quote"].strip() or not 0 <= place < len(parts):
        return set()
    return {place} if same(fact(citation["quote"]), fact(parts[place])) else set()


def is_quoted(row: Mapping[str, Any]) -> bool:
    """Whether a row's answer is, to the character, the quotes of its parts with the joint between.

    The quote of a part is that of the first citation of it. True where the answer was withheld
    without citations.
    """
    quotes: dict[int, str] = {}
    for citation in row["citations"]:
        quotes.setdefault(citation["part"], citation["quote"])
    said = _JOINT.join(quotes[part] for part in sorted(quotes)) if quotes else None
    return bool(row["answer"] == said)


def stands_in(text: str | None, citation: Mapping[str, Any]) -> bool:
    """Whether the quote of a citation, not empty, is what stands at its place in the article."""
    start, end = citation["start"], citation["end"]
    return text is not None and 0 <= start < end and text[start:end] == citation["quote"]


def _stands_in_context(citation: Mapping[str, Any]) -> bool:
    at = citation["start"] - citation["context_start"]
    return at >= 0 and bool(citation["context"].startswith(citation["quote"], at))


def _from_gold(
    citation: Mapping[str, Any],
    gold: Collection[str],
    sources_of: Callable[[str], Collection[str]],
) -> bool | None:
    return not set(gold).isdisjoint(sources_of(citation["document_id"])) if gold else None


def _supports_gold(citation: Mapping[str, Any], gold: Collection[str]) -> bool | None:
    return any(holds(citation["context"], answer) for answer in gold) if gold else None
