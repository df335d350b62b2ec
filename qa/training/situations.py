"""The situations in which a confidence must be right: questions put to an index in several ways.

From one question over a corpus of news come some that its articles answer and some that they don't:

- `asked`: as on its day, of all articles;
- `early`: months before its day, when most of what it asks for had not happened;
- `near-miss`: with a name, number, month or country exchanged, of all articles;
- `few`, `few-near-miss`: of a handful of articles, among them one that holds the answer;
- `few-without`: of a handful of articles near to it that don't.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta

from index import PassageIndex
from index.types import Document, SearchResult
from qa.evaluation.answers import holds
from qa.evaluation.rag_files import RagQuestion
from qa.training.near_miss import NearMisses, proper_names

__all__ = ["Situation", "situations_of"]

EARLY = timedelta(days=120)
FEW = 2  # articles beside the one with the answer
DEPTH = 60  # passages among which articles are looked for


@dataclass(frozen=True, slots=True)
class Situation:
    """A question, what may be searched for it, and what would be right; no `answers`: nothing."""

    kind: str
    question: str
    answers: tuple[str, ...]
    until: Date | None
    documents: frozenset[str] | None = None


def situations_of(
    item: RagQuestion, index: PassageIndex, near_misses: NearMisses, rng: random.Random
) -> Iterator[Situation]:
    """Yield the situations of one question; those that cannot be made are left out."""
    results = index.search(item.question, top_k=DEPTH, until=item.date)
    articles = _articles(results, index)
    names = [name for document in articles[:8] for name in proper_names(document.text[:2_000])]
    read = "\n".join(result.passage.text for result in results[:10])
    missed = near_misses.make(item.question, read, names, rng, facts_only=True)
    yield Situation("asked", item.question, item.answers, item.date)
    if item.date:
        yield Situation("early", item.question, item.answers, item.date - EARLY)
    if missed:
        yield Situation("near-miss", missed, (), item.date)
    holding = [document for document in articles if _tells(document, item.answers)]
    others = [document for document in articles if not _tells(document, item.answers)]
    if holding and len(others) >= FEW:
        near = rng.sample(others[:10], min(FEW, len(others)))
        few = _ids([holding[0], *near])
        yield Situation("few", item.question, item.answers, item.date, few)
        if missed:
            yield Situation("few-near-miss", missed, (), item.date, few)
    if len(others) > FEW:
        yield Situation("few-without", item.question, (), item.date, _ids(others[: FEW + 1]))


def _articles(results: Sequence[SearchResult], index: PassageIndex) -> list[Document]:
    ids = dict.fromkeys(result.passage.document_id for result in results)
    return [index.document(id) for id in ids]


def _tells(document: Document, answers: Collection[str]) -> bool:
    return any(holds(document.text, answer) for answer in answers)


def _ids(documents: Sequence[Document]) -> frozenset[str]:
    return frozenset(document.id for document in documents)
