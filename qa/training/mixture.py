"""Assemble what one training run sees: answerable rows by weight, and made unanswerable ones."""

from __future__ import annotations

import logging
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.types import Vectors
from qa.training.near_miss import NearMisses, proper_names
from qa.training.rewording import reworded
from qa.training.rows import Row, weight_of

__all__ = ["Neighbours", "build_mixture", "joined", "without_answer"]

logger = logging.getLogger(__name__)

SHORT_CONTEXT = 350  # characters; below it a context is a sentence or two
RETRIEVED_DEPTH = 8
REWORDED = 0.45  # of all rows


@dataclass(frozen=True, slots=True)
class NegativeRates:
    """Unanswerable rows made for each answerable one, by kind."""

    near_miss: float
    without_answer: float
    retrieved: float


def _rates(source: str) -> NegativeRates:
    if source.startswith(("squad/", "tydiqa", "natural-questions", "realtimeqa")):
        return NegativeRates(1.1, 0.4, 0.8)
    if source.startswith("squadshifts/"):
        return NegativeRates(0.3, 0.1, 0.2)
    if source.startswith(("subjqa", "qadiscourse")):
        return NegativeRates(0.0, 0.0, 0.05)
    return NegativeRates(0.12, 0.05, 0.2)


# Unanswerable rows that come with the data.
_GIVEN_NEGATIVES = {"trecqa": 1.0, "subjqa": 0.2}


class Neighbours:
    """For every distinct context, the other contexts that BM25 ranks high for its question."""

    def __init__(self, rows: Sequence[Row]) -> None:
        import bm25s

        self.contexts = list(dict.fromkeys(row.context for row in rows))
        self.number_of = {context: number for number, context in enumerate(self.contexts)}
        self._bm25 = bm25s.BM25()
        self._bm25.index(
            bm25s.tokenize(self.contexts, stopwords="en", show_progress=False), show_progress=False
        )

    def rank(self, questions: list[str], depth: int = RETRIEVED_DEPTH) -> list[list[int]]:
        """Return the numbers of the `depth` best contexts for each question, best first."""
        import bm25s

        if not questions:
            return []
        tokens = bm25s.tokenize(questions, stopwords="en", show_progress=False)
        count = min(depth, len(self.contexts))
        found, _ = self._bm25.retrieve(tokens, k=count, show_progress=False, n_threads=2)
        return [[int(number) for number in row] for row in found]

    def lacking(self, row: Row, ranked: Sequence[int]) -> list[str]:
        """Return the ranked contexts, best first, that hold none of the row's answers."""
        answers = [answer.lower() for answer in row.answer_texts]
        gold = set(row.context.lower().split())
        kept = []
        for number in ranked:
            context = self.contexts[number]
            lowered = context.lower()
            overlap = len(gold.intersection(lowered.split())) / max(1, len(gold))
            if overlap < 0.7 and not any(answer in lowered for answer in answers):
                kept.append(context)
        return kept


def build_mixture(
    rows: Sequence[Row],
    vocabulary: dict[str, int],
    vectors: Vectors,
    *,
    scale: float = 1.0,
    seed: int = 0,
) -> list[Row]:
    """Return the rows of a run in random order, the same for the same arguments.

    `scale` is the share of the rows that is drawn; all of them make some 207,000.
    """
    rng = random.Random(seed)  # noqa: S311
    answerable = [row for row in rows if row.answers]
    if scale < 1:
        answerable = rng.sample(answerable, round(len(answerable) * scale))
    neighbours = Neighbours(rows)
    ranked = neighbours.rank([row.question for row in answerable])
    near_misses = NearMisses(vocabulary, vectors)
    mixture = [
        row
        for row in rows
        if not row.answers
        for _ in range(_copies(_GIVEN_NEGATIVES.get(row.source, 1.0) * scale, rng))
    ]
    for row, numbers in zip(answerable, ranked, strict=True):
        related = neighbours.lacking(row, numbers)
        for shown in _shown(row, related, near_misses, rng):
            mixture.append(_reworded(shown, rng) if rng.random() < REWORDED else shown)
    rng.shuffle(mixture)
    unanswerable = sum(1 for row in mixture if not row.answers)
    logger.info("mixture: %d rows, %d of them unanswerable", len(mixture), unanswerable)
    return mixture


def _shown(
    row: Row, related: list[str], near_misses: NearMisses, rng: random.Random
) -> Iterator[Row]:
    rates = _rates(row.source)
    for _ in range(_copies(weight_of(row.source), rng)):
        yield _roughened(_in_paragraph(row, related, rng), rng)
    for _ in range(_copies(rates.near_miss, rng)):
        names = [name for context in related[:3] for name in proper_names(context)]
        question = near_misses.make(row.question, row.context, names, rng)
        if question is not None:
            changed = row.unanswerable(question=question)
            yield _in_paragraph(changed, related, rng)
    for _ in range(_copies(rates.without_answer, rng)):
        yield from _maybe(lambda: without_answer(_in_paragraph(row, related, rng)))
    for _ in range(_copies(rates.retrieved, rng)):
        if related:
            context = rng.choice(related[:4])
            yield _roughened(
                _in_paragraph(row.unanswerable(context=context), related[4:], rng), rng
            )


def _maybe(make: Callable[[], Row | None]) -> Iterator[Row]:
    made = make()
    if made is not None:
        yield made


def _copies(weight: float, rng: random.Random) -> int:
    whole = int(weight)
    return whole + (rng.random() < weight - whole)


def _in_paragraph(row: Row, related: Sequence[str], rng: random.Random) -> Row:
    """Put a one-sentence context among related sentences, mostly: in use, passages are longer."""
    short = [context for context in related if len(context) < SHORT_CONTEXT]
    if len(row.context) >= SHORT_CONTEXT or not short or rng.random() < 0.3:
        return row
    others = rng.sample(short, min(len(short), rng.randint(1, 4)))
    return joined(row, others, rng.randint(0, len(others)))


def joined(row: Row, others: Sequence[str], place: int) -> Row:
    """Return `row` with its context put at `place` among `others`, its answers moved along."""
    before = "".join(other + " " for other in others[:place])
    after = "".join(" " + other for other in others[place:])
    answers = tuple((start + len(before), end + len(before)) for start, end in row.answers)
    return Row(row.source, row.question, before + row.context + after, answers)


def without_answer(row: Row, minimum: int = 150) -> Row | None:
    """Return `row` with every sentence that holds an answer taken out, or None if little is left.

    What is left is about the same things and does not answer: the hardest passages to abstain on.
    """
    import sentencex

    answers = {answer.lower() for answer in row.answer_texts}
    sentences = [str(s) for s in sentencex.segment("en", row.context)]
    kept = [s for s in sentences if not any(answer in s.lower() for answer in answers)]
    context = re.sub(r"\s+", " ", " ".join(s.strip() for s in kept)).strip()
    if len(kept) == len(sentences) or len(context) < minimum:
        return None
    if any(answer in context.lower() for answer in answers):
        return None
    return row.unanswerable(context=context)


def _reworded(row: Row, rng: random.Random) -> Row:
    return Row(row.source, reworded(row.question, rng), row.context, row.answers)


def _roughened(row: Row, rng: random.Random) -> Row:
    """Type the question as people do, now and then: no question mark, a slip of the finger."""
    question = row.question
    if rng.random() < 0.12:
        question = question.rstrip("? ")
    if rng.random() < 0.04 and len(question) > 12:
        place = rng.randint(4, len(question) - 3)
        slips = (
            question[:place] + question[place + 1 :],
            question[:place] + question[place + 1] + question[place] + question[place + 2 :],
        )
        question = rng.choice(slips)
    return Row(row.source, question, row.context, row.answers)
