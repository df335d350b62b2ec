"""From candidates to an answer: choose, complete, cite, or abstain."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from qa.candidates import Candidate, same_place
from qa.claims import Claim, claims_of, newest_first
from qa.excerpt import SENTENCE_LENGTH, choose, sentences_of
from qa.facts import conflicts, fact, same
from qa.parts import COMPANION_MARGIN, parts_of
from qa.question_kind import QuestionKind, answer_form, kind_of
from qa.reader.calibration import Calibration
from qa.sentences import sentence_around
from qa.types import JOINT, Alternative, Answer, Citation
from qa.verdict import verdict
from qa.when import asks_for_latest

__all__ = ["compose"]

MAX_ALTERNATIVES = 4
MAX_SUPPORTING = 2  # articles cited beside the one that is quoted
SUPPORT = 1.0  # log-odds from which on a span of another article supports an answer
CONFLICTING = 0.1  # probability from which on another figure is worth a warning

LEAST_COVER = 0.9  # of its subject that a question to describe needs where the reader is unsure
COVERED = 0.5  # confidence in an excerpt that covers all of the subject

FULLER_SHARE = 0.85  # of the best probability that a fuller answer needs
FULLER_MARGIN = 2.0  # log-odds below the best span at which a fuller one still counts
FULLER_LENGTH = 80  # characters; what is longer is a sentence and no fuller name


def compose(
    question: str,
    standalone: str,
    candidates: Sequence[Candidate],
    calibration: Calibration,
    timings: Mapping[str, float],
    claims: Sequence[Claim] | None = None,
) -> Answer:
    """Return the answer to `standalone` that `candidates` give; `question` is what was typed.

    `claims` are those of the candidates, where they are known. Answers only when the likeliest
    one's probability reaches the calibration's working point, or when what is to be described is
    covered by what the articles say (`_covering`).
    """
    claims = claims_of(candidates, calibration) if claims is None else claims
    if not claims:
        return Answer(question, standalone, None, 0.0, timings=timings)
    if asks_for_latest(standalone):
        claims = newest_first(claims, calibration.working_probability)
    claim, confidence = claims[0], claims[0].probability
    kind = kind_of(standalone)
    if confidence < calibration.working_probability:
        parts, covered = _covering(standalone, kind, candidates)
        confidence = max(confidence, COVERED * covered)
    elif answer_form(kind) == "span":
        parts = parts_of(standalone, _fullest(claim, claims), candidates)
    elif kind is QuestionKind.YES_NO:
        parts = [_whole_sentence(claim.best)]
    else:
        likely = [c for c in claims if c.probability >= calibration.working_probability]
        parts = _excerpt(standalone, kind, likely, candidates)
    if not parts:
        nearest = _alternatives(claims, [])
        return Answer(question, standalone, None, claim.probability, (), nearest, timings)
    others = [c for c in claims if not any(same_place(c.best, part) for part in parts)]
    return Answer(
        question,
        standalone,
        JOINT.join(part.quote for part in parts),
        confidence,
        _citations(parts, claim),
        _alternatives(others, parts, claim.probability),
        timings,
        verdict(standalone, parts[0].quote) if kind is QuestionKind.YES_NO else None,
    )


def _excerpt(
    question: str, kind: QuestionKind, claims: Sequence[Claim], candidates: Sequence[Candidate]
) -> list[Candidate]:
    """Return the sentence of the first claim that stands in a quotable one, and what adds to it.

    None where a comparison lacks a side.
    """
    sentences = sentences_of(candidates)
    spans = (span for claim in claims for span in claim.candidates)
    first = next((one for span in spans for one in sentences if same_place(one, span)), None)
    if first is None and kind is not QuestionKind.COMPARE:
        return [_whole_sentence(claims[0].best)]
    return choose(question, kind, sentences, first)[0]


def _covering(
    question: str, kind: QuestionKind, candidates: Sequence[Candidate]
) -> tuple[list[Candidate], float]:
    """Return sentences that cover what is to be described, and how much of it, in [0, 1].

    The reader, made for short spans, says little about such a question. None where the articles
    lack a name, or more than a little, of the subject. How they begin covers what they are about.
    """
    if kind is not QuestionKind.DESCRIBE:
        return [], 0.0
    parts, covered = choose(question, kind, sentences_of(candidates))
    if not parts or covered < LEAST_COVER or any(part.evidence.unmet for part in parts):
        return [], 0.0
    return parts, covered


def _whole_sentence(candidate: Candidate) -> Candidate:
    """Return the candidate widened to its sentence, where that can be read at a glance."""
    origin = candidate.passage.start
    text = candidate.passage.text
    left, right = sentence_around(text, candidate.start - origin, candidate.end - origin)
    if right - left > SENTENCE_LENGTH:
        return candidate
    return candidate.at(left + origin, right + origin)


def _citations(parts: Sequence[Candidate], claim: Claim) -> tuple[Citation, ...]:
    """Return a citation of each part and, for a single one, of other articles that say the same."""
    cited = [(part, place) for place, part in enumerate(parts)]
    if len(parts) == 1:
        cited += [(other, 0) for other in _supporting(parts[0], claim)]
    return tuple(one.cite(number, place) for number, (one, place) in enumerate(cited, 1))


def _supporting(part: Candidate, claim: Claim) -> list[Candidate]:
    """Return what the claim's other articles say best, where nothing speaks against it."""
    said = fact(part.quote, part.document.date)
    best: dict[str, Candidate] = {}
    for other in claim.candidates:
        evidence = other.evidence
        if (
            other.document.id != part.document.id
            and other.score >= max(SUPPORT, part.score - COMPANION_MARGIN)
            and not (evidence.unmet or evidence.choice or evidence.expected)
            and same(said, fact(other.quote, other.document.date))
        ):
            best.setdefault(other.document.id, other)
    return list(best.values())[:MAX_SUPPORTING]


def _fullest(claim: Claim, claims: Sequence[Claim]) -> Candidate:
    """Return the claim's best candidate, or one nearly as good that says it in more words.

    "Zelensky" gives way to "Volodimir Zelensky", "security" to "economic and security".
    """
    best = claim.best
    words = re.compile(rf"\b{re.escape(best.quote)}\b", re.IGNORECASE)
    fuller = (
        candidate
        for other in claims
        for candidate in other.candidates
        if other.probability >= FULLER_SHARE * claim.probability
        and candidate.score >= best.score - FULLER_MARGIN
        and len(candidate.quote) <= FULLER_LENGTH
        and words.search(candidate.quote)
        and candidate.quote.casefold() != best.quote.casefold()
    )
    return next(fuller, best)


def _alternatives(
    claims: Sequence[Claim], parts: Sequence[Candidate], likely: float = 1.0
) -> tuple[Alternative, ...]:
    """Return the best candidates of claims that say something else than the parts do.

    `likely` is the probability of what they say.
    """
    seen = {part.quote.casefold() for part in parts}
    others = [claim for claim in claims if claim.best.quote.casefold() not in seen]
    return tuple(
        Alternative(
            claim.best.quote,
            claim.probability,
            claim.best.cite(number),
            conflicting=claim.probability >= CONFLICTING * likely and _conflicts(claim.best, parts),
        )
        for number, claim in enumerate(others[:MAX_ALTERNATIVES], len(parts) + 1)
    )


def _conflicts(other: Candidate, parts: Sequence[Candidate]) -> bool:
    """Whether another article gives another figure, day or name for the one thing that was said.

    In one article two figures are two facts.
    """
    if len(parts) != 1 or other.document.id == parts[0].document.id:
        return False
    said, rival = (fact(c.quote, c.document.date) for c in (parts[0], other))
    return conflicts(said, rival)
