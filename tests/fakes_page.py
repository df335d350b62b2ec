"""A pipeline without models for the tests of the page: it knows two seed articles by heart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.documents import make_document
from index.types import Document
from qa.checking import checked_question
from qa.scope import Step
from qa.types import Alternative, Answer, Citation

SEEDS = Path(__file__).parent.parent / "seeds"
FEBRUARY = "How much did the US pledge in February?"
QUOTES = ("USD 425 million", "USD 1.75 billion")


def seed_documents() -> tuple[Document, ...]:
    return tuple(
        make_document(path.read_text("utf-8"), f"seeds/{path.name}")
        for path in sorted(SEEDS.glob("*.txt"))
    )


def cite(document: Document, quote: str, number: int, anchor: str = "") -> Citation:
    """Cite `quote` where it first stands after `anchor`, inside its paragraph."""
    start = document.text.index(quote, document.text.index(anchor or quote))
    context_start = document.text.rfind("\n", 0, start) + 1
    context_end = document.text.find("\n", start)
    return Citation(
        number=number,
        document_id=document.id,
        title=document.title,
        date=document.date,
        source=document.source,
        passage_id=f"{document.id}:{context_start}",
        quote=quote,
        start=start,
        end=start + len(quote),
        context=document.text[context_start : context_end if context_end >= 0 else None],
        context_start=context_start,
        part=number - 1,
    )


@dataclass
class FakeIndex:
    contents: tuple[Document, ...]

    def documents(self) -> list[Document]:
        return list(self.contents)

    def document(self, document_id: str) -> Document:
        return next(document for document in self.contents if document.id == document_id)

    def info(self) -> dict[str, Any]:
        return {"documents": len(self.contents)}


class FakePipeline:
    """Answers `FEBRUARY` with two citations and abstains from everything else."""

    def __init__(self, documents: tuple[Document, ...] | None = None) -> None:
        self.index = FakeIndex(documents or seed_documents())

    def current_index(self) -> FakeIndex:
        return self.index

    def ask(self, question: str, **_: Any) -> Answer:
        *_steps, answer = self.stream(question)
        assert isinstance(answer, Answer)
        return answer

    def stream(
        self, question: str, *_: Any, standalone: str | None = None, **__: Any
    ) -> Iterator[Step | Answer]:
        standalone = standalone or question
        checked_question(question)
        yield Step("retrieve")
        yield Step("read", 10)
        yield self._answer(question, standalone)

    def _answer(self, question: str, standalone: str) -> Answer:
        first, *_rest = self.index.documents()
        timings = {"rewrite": 0.0, "retrieve": 6.2, "read": 41.0, "total": 49.1}
        if "February" in standalone:
            citations = tuple(
                cite(first, quote, number, "in February, the US announced")
                for number, quote in enumerate(QUOTES, start=1)
            )
            text = "; ".join(QUOTES)
            return Answer(question, standalone, text, 0.93, citations, (), timings)
        near = first.text.split()[-1]
        alternatives = (Alternative(near, 0.04, cite(first, near, 1)),)
        return Answer(question, standalone, None, 0.04, (), alternatives, timings)
