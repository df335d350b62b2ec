"""From candidates to an answer: choose, complete, cite, or abstain."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from qa.amounts import QUALIFIER, amounts, asks_for_money, joined_by_list
from qa.candidates import Candidate, same_place
from qa.claims import Claim, claims_of
from qa.facts import conflicts, fact, same
from qa.question_kind import QuestionKind, answer_form, kind_of
from qa.reader.calibration import Calibration
from qa.reader.spans import overlapping
from qa.sentences import sentence_around
from qa.types import JOINT, Alternative, Answer, Citation
from qa.verdict import verdict

__all__ = ["compose"]

MAX_ALTERNATIVES = 4
MAX_SUPPORTING = 2  # articles cited beside the one that is quoted
SUPPORT = 1.0  # log-odds from which on a span of another article supports an answer
CONFLICTING = 0.1  # probability from which on another figure is worth a warning
SENTENCE_LENGTH = 600  # characters
COMPANION_MARGIN = 6.0  # log-odds below the best span at which a list member still belongs

FULLER_SHARE = 0.85  # of the best probability that a fuller answer needs
FULLER_MARGIN = 2.0  # log-odds below the best span at which a fuller one still counts
FULLER_LENGTH = 80  # characters; what is longer is a sentence and no fuller name


def compose(
    question: str,
    standalone: str,
    candidates: Sequence[Candidate],
    calibration: Calibration,
    timings: Mapping[str, float],
) -> Answer:
    """Return the answer to `standalone` that `candidates` give; `question` is what was typed.

    Answers only when the likeliest claim's probability reaches the calibration's working point.
    """
    claims = claims_of(candidates, calibration)
    if not claims:
        return Answer(question, standalone, None, 0.0, timings=timings)
    claim = claims[0]
    if claim.probability < calibration.working_probability:
        nearest = _alternatives(claims, [])
        return Answer(question, standalone, None, claim.probability, (), nearest, timings)
    kind = kind_of(standalone)
    if answer_form(kind) == "span":
        parts = _parts(standalone, _fullest(claim, claims), candidates)
    else:
        parts = [_whole_sentence(claim.best)]
    others = [c for c in claims if not any(same_place(c.best, part) for part in parts)]
    return Answer(
        question,
        standalone,
        JOINT.join(part.quote for part in parts),
        claim.probability,
        _citations(parts, claim),
        _alternatives(others, parts, claim.probability),
        timings,
        verdict(standalone, parts[0].quote) if kind is QuestionKind.YES_NO else None,
    )


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


def _parts(question: str, best: Candidate, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the best candidate in all its parts, in the order of the text."""
    if asks_for_money(question):
        parts = _money_parts(best)
        if parts:
            return parts
    return _list_parts(best, candidates)


def _money_parts(best: Candidate) -> list[Candidate]:
    """Return the sums of money that the best span's sentence gives as one list.

    The list goes on from the span in both directions, as long as its members are linked.
    """
    text = best.document.text
    origin = best.passage.start
    left, right = sentence_around(best.passage.text, best.start - origin, best.end - origin)
    left, right = left + origin, right + origin
    sums = [(left + start, left + end) for start, end in amounts(text[left:right])]
    inside = [n for n, span in enumerate(sums) if overlapping(span, (best.start, best.end))]
    if not inside:
        return []
    first, last = inside[0], inside[-1]
    while first > 0 and joined_by_list(text[sums[first - 1][1] : sums[first][0]]):
        first -= 1
    while last + 1 < len(sums) and joined_by_list(text[sums[last][1] : sums[last + 1][0]]):
        last += 1
    return [best.at(*_with_qualifier(best, *span)) for span in sums[first : last + 1]]


def _with_qualifier(candidate: Candidate, start: int, end: int) -> tuple[int, int]:
    before = candidate.document.text[candidate.passage.start : start]
    match = QUALIFIER.search(before)
    return (candidate.passage.start + match.start() if match else start), end


def _list_parts(best: Candidate, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the best span and those that a comma or "and" alone links to it, on either side."""
    text = best.document.text
    parts = [best]
    near = [
        c
        for c in candidates
        if c.document.id == best.document.id and c.score >= best.score - COMPANION_MARGIN
    ]
    grown = True
    while grown:
        grown = False
        for other in near:
            if other in parts:
                continue
            after = other.start >= parts[-1].end and joined_by_list(
                text[parts[-1].end : other.start], bare=True
            )
            before = other.end <= parts[0].start and joined_by_list(
                text[other.end : parts[0].start], bare=True
            )
            if after or before:
                parts = [*parts, other] if after else [other, *parts]
                grown = True
    return [part.at(*_with_qualifier(part, part.start, part.end)) for part in parts]


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
