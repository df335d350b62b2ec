"""What several candidates say alike is one claim, and the more articles say it, the likelier."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Date

from qa.candidates import Candidate
from qa.facts import fact, group
from qa.reader.calibration import Calibration

__all__ = ["FEATURES", "Claim", "claims_of", "features_of", "grouped", "newest_first"]

VOTE_SPREAD = 2.0  # log-odds of the reader that count as one in a vote
VOTE_DECAY = 0.3  # how fast a passage's vote falls with its rank
RIVAL = 0.5  # of the likeliest claim's probability: from there on a newer one is preferred
_WORD = re.compile(r"\w+(?:[.,]\d+)*")
_ARTICLE = re.compile(r"^(?:the|an?) (?=.)")

FEATURES = ("score", "votes", "rank", "cosine", "overlap", "met", "unmet", "amiss", "length")


@dataclass(frozen=True, slots=True)
class Claim:
    """Candidates that say the same, and the probability that it is right.

    The first is the best of those that say it in the words that most passages have.
    """

    candidates: tuple[Candidate, ...]
    probability: float
    value: float = 0.0
    """What the claims of a question are ordered by, in log-odds."""

    @property
    def best(self) -> Candidate:
        return self.candidates[0]


def claims_of(candidates: Sequence[Candidate], calibration: Calibration) -> list[Claim]:
    """Join candidates (best score first) that say the same; return the most likely claim first.

    Which one comes first is a matter of `calibration.order`, how likely it is, of its weights: what
    tells a right claim from the others of its question is not what tells it from those of others.
    """
    groups = grouped(candidates)
    features = features_of(groups)
    values = [calibration.rank_value(own) for own in features]
    return [
        Claim(tuple(groups[place]), calibration.probability(features[place]), values[place])
        for place in sorted(range(len(groups)), key=lambda place: -values[place])
    ]


def newest_first(claims: Sequence[Claim], least: float = 0.0) -> list[Claim]:
    """Return the claims, of which there is one at least, with the newest likely one at the front.

    For questions that ask for the latest. Likely is what has half of the first claim's probability
    and `least`; the date of a claim is that of its newest article, and one without gives way.
    """
    likely = max(RIVAL * claims[0].probability, least)
    rivals = [claim for claim in claims[1:] if claim.probability >= likely]
    newest = max((claims[0], *rivals), key=_newest)
    return [newest, *(claim for claim in claims if claim is not newest)]


def _newest(claim: Claim) -> Date:
    dates = (candidate.document.date for candidate in claim.candidates)
    return max((day for day in dates if day), default=Date.min)


def grouped(candidates: Sequence[Candidate]) -> list[list[Candidate]]:
    """Put candidates (best score first) that say the same together.

    Of each group the words with most votes come first, then those of the best score.
    """
    facts = [fact(candidate.quote, candidate.document.date) for candidate in candidates]
    groups = [[candidates[number] for number in numbers] for numbers in group(facts)]
    return [_by_words(members) for members in groups]


def _by_words(members: Sequence[Candidate]) -> list[Candidate]:
    words: dict[str, list[Candidate]] = {}
    for member in members:
        words.setdefault(_bare(member.quote), []).append(member)
    ranked = sorted(words.values(), key=lambda alike: -_votes(alike))
    return [member for alike in ranked for member in alike]


def _bare(quote: str) -> str:
    """Return a quote without its case, its marks and its article."""
    return _ARTICLE.sub("", " ".join(_WORD.findall(quote.casefold())))


def features_of(groups: Sequence[Sequence[Candidate]]) -> list[dict[str, float]]:
    """Return what a claim's probability is made of, by the names in FEATURES, for each group.

    - `score`: the reader's best.
    - `votes`: the logarithm of the sum over its passages of sigmoid(score / 2), less for a passage
      further down.
    - `rank`: of its first passage (logarithm); `cosine`: the highest of its passages with the
      question; `overlap` and `met`: the highest of its evidence.
    - `unmet`: that of its best candidate; `amiss`: 1 where that is of another kind than asked for,
      only expected, an echo of the question, or one of a quiz's choices.
    - `length`: words (logarithm).
    """
    return [_features(members) for members in groups]


def _features(members: Sequence[Candidate]) -> dict[str, float]:
    evidence = members[0].evidence
    cosines = [member.cosine for member in members if member.cosine is not None]
    amiss = evidence.misfit or evidence.expected or evidence.echo or evidence.choice
    return {
        "score": max(member.score for member in members),
        "votes": math.log(_votes(members) + 1e-3),
        "rank": math.log1p(min(member.rank for member in members)),
        "cosine": max(cosines, default=0.0),
        "overlap": max(member.evidence.overlap for member in members),
        "met": float(max(member.evidence.met for member in members)),
        "unmet": float(evidence.unmet),
        "amiss": float(amiss),
        "length": math.log(max(len(members[0].quote.split()), 1)),
    }


def _votes(members: Sequence[Candidate]) -> float:
    """Return the votes of a group: one of each passage, as its best span has it."""
    best: dict[str, Candidate] = {}
    for member in sorted(members, key=lambda member: -member.score):
        best.setdefault(member.passage.id, member)
    return sum(
        float((1 + member.rank) ** -VOTE_DECAY)
        / (1 + math.exp(-_bounded(member.score / VOTE_SPREAD)))
        for member in best.values()
    )


def _bounded(value: float) -> float:
    return max(-30.0, min(30.0, value))
