"""Values that pass between the stages of answering: frozen, and checked where they are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as Date
from typing import Any, Literal, Protocol, runtime_checkable

__all__ = ["JOINT", "Alternative", "Answer", "BatchReader", "Citation", "Reader", "Span", "Turn"]

JOINT = "; "  # between the parts of an answer


@dataclass(frozen=True, slots=True)
class Span:
    """A candidate answer inside one passage.

    `start` and `end` count characters into the passage's text and `text` is that slice. `score` is
    the span's log-odds against "no answer" in its passage (start + end logit, less those of the
    null span): comparable across passages, unbounded, higher is better.
    """

    passage_id: str
    start: int
    end: int
    text: str
    score: float


class Reader(Protocol):
    """Finds the spans of passages that answer a question."""

    @property
    def name(self) -> str: ...

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """Common words in lower case with their rank, the most frequent lowest."""

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Span]:
        """Return the candidate spans of `(passage_id, text)` pairs, best score first.

        Every passage contributes at least one span unless it is blank; spans of one passage do not
        overlap.
        """


@runtime_checkable
class BatchReader(Protocol):
    """A reader that takes several questions at once, each with its own passage."""

    def read_questions(
        self, pairs: Sequence[tuple[str, str]], *, spans_per_passage: int = 1
    ) -> list[list[Span]]:
        """Return the best spans of each (question, text), best first, `passage_id` empty."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where an answer stands: `document.text[start:end] == quote`, always.

    `context` is the text of the passage that was read; the quote lies inside it at
    `start - context_start`. `part` counts from 0 the answer's parts: what the quote is there for.
    `notes` say what the words of its sentence about time mean: "Last month → March 2023, article of
    2023-04-12". `page` counts from 1, in an article that has pages. `also_in` are the sources of
    its copies: one report in several files backs an answer once.
    """

    number: int
    document_id: str
    title: str | None
    date: Date | None
    source: str
    passage_id: str
    quote: str
    start: int
    end: int
    context: str
    context_start: int
    part: int = 0
    notes: tuple[str, ...] = ()
    page: int | None = None
    also_in: tuple[str, ...] = ()

    @property
    def origin(self) -> str:
        """Title, date and place, as a line of text."""
        page = f", page {self.page}" if self.page else ""
        where = f"{self.source}:{self.start}-{self.end}{page}"
        day = self.date.isoformat() if self.date else None
        return ", ".join(part for part in (self.title, day, where) if part)

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Citation:
        """Return what `to_dict` made `record` of; MalformedAnswerError if it is another."""
        from qa.answers_json import citation_from_dict

        return citation_from_dict(record)

    def to_dict(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "document_id": self.document_id,
            "title": self.title,
            "date": self.date.isoformat() if self.date else None,
            "source": self.source,
            "passage_id": self.passage_id,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "context": self.context,
            "context_start": self.context_start,
            "part": self.part,
            "notes": list(self.notes),
            "page": self.page,
            "also_in": list(self.also_in),
        }


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another candidate answer; `confidence` as in `Answer`, for this candidate alone.

    `conflicting` says that it comes from another article, is about as likely, and cannot be right
    together with the answer: another figure, say.
    """

    text: str
    confidence: float
    citation: Citation
    conflicting: bool = False

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Alternative:
        """Return what `to_dict` made `record` of; MalformedAnswerError if it is another."""
        from qa.answers_json import alternative_from_dict

        return alternative_from_dict(record)

    def to_dict(self) -> dict[str, Any]:
        return {
            "answer": self.text,
            "confidence": round(self.confidence, 4),
            "citation": self.citation.to_dict(),
            "conflicting": self.conflicting,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What the articles say, or that they don't.

    `text` is None when the product abstains; `citations` is empty then, and `alternatives` holds
    the nearest candidates that were not good enough. Else it has one part or several, each of them
    the quote of the first citation for it; more citations of a part say the same in other articles.
    `verdict` is "yes" or "no" where the question can be answered so and the quoted sentence does.
    `confidence` is the calibrated probability, in
    [0, 1], that the best candidate is right. `timings` are milliseconds by stage.
    """

    question: str
    standalone_question: str
    text: str | None
    confidence: float
    citations: tuple[Citation, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    timings: Mapping[str, float] = field(default_factory=dict)
    verdict: Literal["yes", "no"] | None = None

    @property
    def abstained(self) -> bool:
        return self.text is None

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Answer:
        """Return what `to_dict` made `record` of; MalformedAnswerError if it is another."""
        from qa.answers_json import answer_from_dict

        return answer_from_dict(record)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form that the CLI, the API and the evaluation share."""
        return {
            "question": self.question,
            "standalone_question": self.standalone_question,
            "answer": self.text,
            "abstained": self.abstained,
            "verdict": self.verdict,
            "confidence": round(self.confidence, 4),
            "citations": [citation.to_dict() for citation in self.citations],
            "alternatives": [alternative.to_dict() for alternative in self.alternatives],
            "timings_ms": {stage: round(value, 1) for stage, value in self.timings.items()},
        }

    def __str__(self) -> str:
        if self.text is None:
            return "The articles don't say."
        lines = [
            f"{self.verdict.capitalize()}: {self.marked_text}" if self.verdict else self.marked_text
        ]
        for citation in self.citations:
            lines.append(f"[{citation.number}] {citation.origin}\n    “{citation.quote}”")
            lines += [f"    {note}" for note in citation.notes]
            lines += [f"    also in {source}" for source in citation.also_in]
        for other in self.conflicts:
            origin = other.citation.origin
            lines.append(f"But also: “{other.text}”\n    {origin}")
        return "\n".join(lines)

    @property
    def parts(self) -> tuple[tuple[Citation, ...], ...]:
        """The citations of each part of the answer, the one that is quoted first."""
        numbers = dict.fromkeys(citation.part for citation in self.citations)
        return tuple(
            tuple(citation for citation in self.citations if citation.part == number)
            for number in numbers
        )

    @property
    def marked_text(self) -> str:
        """The answer with its `[n]` marks after each quoted part."""
        return JOINT.join(
            f"{part[0].quote} {''.join(f'[{citation.number}]' for citation in part)}"
            for part in self.parts
        )

    @property
    def conflicts(self) -> tuple[Alternative, ...]:
        """The alternatives that cannot be right together with the answer given."""
        return tuple(other for other in self.alternatives if other.conflicting)


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange of a conversation: what was typed, what was searched, what was answered."""

    message: str
    standalone_question: str
    answer: Answer
