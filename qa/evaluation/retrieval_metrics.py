"""The metrics of a ranking of articles, as trec_eval and MS MARCO's script have them.

From ir-measures (MacAvaney, Macdonald and Ounis, ECIR 2022) over pytrec_eval. An article is
relevant from grade 1 on; the gain in nDCG is the grade itself, a negative one counting as 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qa.evaluation.errors import MissingExtraError

__all__ = ["METRICS", "check_installed", "ranking_metrics"]

METRICS = ("nDCG@10", "RR@10", "AP", "R@1", "R@5", "R@10", "R@20", "R@100")


def check_installed() -> None:
    """Raise MissingExtraError unless the packages that compute the metrics are there."""
    try:
        import ir_measures  # noqa: F401
        import pytrec_eval  # noqa: F401
    except ImportError as error:
        raise MissingExtraError(
            f'{error.name} is not installed: pip install "groundwire[evaluate]"'
        ) from error


def ranking_metrics(ranking: Sequence[str], grades: Mapping[str, int]) -> dict[str, float]:
    """Return each of METRICS, in [0, 1], for one query.

    Args:
        ranking: ids of articles, best first, each once. AP counts a relevant article that it
            lacks as never found.
        grades: article id to grade, at least one of them relevant.

    Raises:
        MissingExtraError: a package is not installed.
    """
    check_installed()
    import ir_measures

    measures = {ir_measures.parse_measure(name): name for name in METRICS}
    # trec_eval orders equal scores by id: falling ones keep the order that was given
    run = {"": {article: 1 / rank for rank, article in enumerate(ranking, 1)}}
    found = ir_measures.iter_calc(list(measures), {"": dict(grades)}, run)
    values = {measures[metric.measure]: float(metric.value) for metric in found}
    return {name: values[name] for name in METRICS}
