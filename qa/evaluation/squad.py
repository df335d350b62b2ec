"""The metrics of SQuAD 2.0 (Rajpurkar, Jia and Liang, ACL 2018), by the official script's rules.

Everything is a pure function of mappings keyed by question id:

- predictions: the best span's text, `""` where nothing was found; never thresholded beforehand.
- null scores (`na_probs` in the official script): how likely "no answer" is, higher is likelier.
  A question counts as answered when its null score <= the threshold. A reader's `Span.score` is the
  log-odds *against* null, so its null score is `-score`, and "score >= t" is "null score <= -t".

Figures are percentages in [0, 100], higher is better.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

__all__ = [
    "apply_null_threshold",
    "best_threshold",
    "best_thresholds",
    "exact_match",
    "normalize_answer",
    "question_scores",
    "squad_metrics",
    "token_f1",
    "totals",
]

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalize_answer(text: str) -> str:
    """Lower-case `text`, drop ASCII punctuation and English articles, collapse white space.

    Punctuation goes first and leaves no gap, so "U.S." is "us" and "a-b" is "ab"; typographic
    quotes and dashes stay, as in the official script.
    """
    bare = text.lower().translate(_PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", bare).split())


def exact_match(prediction: str, gold: str) -> float:
    """Return 1.0 when both are equal once normalised, else 0.0."""
    return float(normalize_answer(prediction) == normalize_answer(gold))


def token_f1(prediction: str, gold: str) -> float:
    """Return the harmonic mean of precision and recall over the bags of normalised tokens.

    Where either side has no tokens, 1.0 when both have none, else 0.0.
    """
    predicted = normalize_answer(prediction).split()
    wanted = normalize_answer(gold).split()
    if not predicted or not wanted:
        return float(predicted == wanted)
    shared = (Counter(predicted) & Counter(wanted)).total()
    if shared == 0:
        return 0.0
    precision, recall = shared / len(predicted), shared / len(wanted)
    return 2 * precision * recall / (precision + recall)


def question_scores(
    gold: Mapping[str, Sequence[str]],
    predictions: Mapping[str, str],
    metric: Callable[[str, str], float],
) -> dict[str, float]:
    """Score each question of `gold` by its best gold answer, in [0, 1].

    Gold answers that normalise to nothing are dropped; where none is left, the one right answer is
    `""`. A question without a prediction is left out, as in the official script.
    """
    scores = {}
    for question_id, answers in gold.items():
        if question_id not in predictions:
            continue
        usable = [answer for answer in answers if normalize_answer(answer)] or [""]
        scores[question_id] = max(metric(predictions[question_id], answer) for answer in usable)
    return scores


def apply_null_threshold(
    scores: Mapping[str, float],
    null_scores: Mapping[str, float],
    gold: Mapping[str, Sequence[str]],
    threshold: float,
) -> dict[str, float]:
    """Replace the score of every question whose null score > `threshold` by that of abstaining.

    Abstaining scores 1.0 where `gold` holds no answers, else 0.0.
    """
    return {
        question_id: float(not gold[question_id]) if null_scores[question_id] > threshold else score
        for question_id, score in scores.items()
    }


def totals(exact: Mapping[str, float], f1: Mapping[str, float]) -> dict[str, float | None]:
    """Return `exact`, `f1` (percent) and `total` over the questions scored.

    Without any question the two figures are None: there is nothing to average.
    """
    count = len(exact)
    return {
        "exact": 100.0 * sum(exact.values()) / count if count else None,
        "f1": 100.0 * sum(f1.values()) / count if count else None,
        "total": count,
    }


def best_threshold(
    predictions: Mapping[str, str],
    scores: Mapping[str, float],
    null_scores: Mapping[str, float],
    gold: Mapping[str, Sequence[str]],
) -> tuple[float, float]:
    """Return the highest total that any threshold could reach, in percent, and that threshold.

    Questions are let in by rising null score, from a start where all are abstained on (threshold
    0.0). The first of equal maxima wins. Equal null scores enter one after the other in the order
    of `null_scores`, as in the official script, so with ties the figure can be a little too high.
    It is chosen on the very questions it is reported for: a bound, not a working point.
    """
    current = float(sum(not answers for answers in gold.values()))
    best, threshold = current, 0.0
    for question_id in sorted(null_scores, key=lambda key: null_scores[key]):
        if question_id not in scores:
            continue
        if gold[question_id]:
            current += scores[question_id]
        elif predictions[question_id]:
            current -= 1.0
        if current > best:
            best, threshold = current, null_scores[question_id]
    return (100.0 * best / len(scores) if scores else 0.0), threshold


def best_thresholds(
    predictions: Mapping[str, str],
    exact: Mapping[str, float],
    f1: Mapping[str, float],
    null_scores: Mapping[str, float],
    gold: Mapping[str, Sequence[str]],
) -> dict[str, float]:
    """Return `best_exact`, `best_f1` and their thresholds on the null score, from raw scores."""
    best_exact, exact_threshold = best_threshold(predictions, exact, null_scores, gold)
    best_f1, f1_threshold = best_threshold(predictions, f1, null_scores, gold)
    return {
        "best_exact": best_exact,
        "best_exact_thresh": exact_threshold,
        "best_f1": best_f1,
        "best_f1_thresh": f1_threshold,
    }


def squad_metrics(
    gold: Mapping[str, Sequence[str]],
    predictions: Mapping[str, str],
    null_scores: Mapping[str, float],
    threshold: float,
) -> dict[str, float | None]:
    """Return all figures of the official script, at `threshold` on the null score.

    `exact`, `f1`, `total`; the same for the questions with answers (`HasAns_…`) and without
    (`NoAns_…`); the best that any threshold reaches (`best_…`). `HasAns_exact_no_null` and
    `HasAns_f1_no_null` grade the best span itself, as if abstaining were not allowed.
    """
    raw_exact = question_scores(gold, predictions, exact_match)
    raw_f1 = question_scores(gold, predictions, token_f1)
    exact = apply_null_threshold(raw_exact, null_scores, gold, threshold)
    f1 = apply_null_threshold(raw_f1, null_scores, gold, threshold)
    answerable = {question_id for question_id in raw_exact if gold[question_id]}

    def part(scores: Mapping[str, float], *, has_answer: bool) -> dict[str, float]:
        return {key: score for key, score in scores.items() if (key in answerable) == has_answer}

    metrics = totals(exact, f1)
    for prefix, has_answer in (("HasAns", True), ("NoAns", False)):
        figures = totals(part(exact, has_answer=has_answer), part(f1, has_answer=has_answer))
        metrics |= {f"{prefix}_{name}": value for name, value in figures.items()}
    unforced = totals(part(raw_exact, has_answer=True), part(raw_f1, has_answer=True))
    metrics["HasAns_exact_no_null"] = unforced["exact"]
    metrics["HasAns_f1_no_null"] = unforced["f1"]
    return metrics | best_thresholds(predictions, raw_exact, raw_f1, null_scores, gold)
