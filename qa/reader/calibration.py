"""From a span's score and its evidence to a probability, and the point from which on to answer."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from index.errors import ModelError

__all__ = ["READING", "Calibration"]

FILE_NAME = "calibration.json"
READING = "reading-calibration.json"  # as the training of the reader left it

_BY_HAND = {"score": 0.5, "unmet": -2.0, "amiss": -2.0}


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model of "this claim is right" (after Platt, 1999), and two working points.

    `weights` are those of the features of `qa.claims`, `order` those by which the claims of one
    question are put in order. `threshold` is on the span's score, for a
    reader that is shown one passage; what is asked of a whole index is answered from
    `working_probability` on. A reader that comes without a calibration gets the null span's own
    score as threshold, and weights set by hand.
    """

    intercept: float = 0.0
    weights: Mapping[str, float] = field(default_factory=lambda: dict(_BY_HAND))
    order: Mapping[str, float] = field(default_factory=dict)
    threshold: float = 0.0
    working_probability: float = 0.5

    def probability(self, features: Mapping[str, float]) -> float:
        """Return the probability, in (0, 1), that a claim of these features is right.

        A feature without a weight has no say.
        """
        logit = self.intercept + sum(
            weight * features.get(name, 0.0) for name, weight in self.weights.items()
        )
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))

    def rank_value(self, features: Mapping[str, float]) -> float:
        """Return what a claim is ranked by, higher is better; its logit where there is no order."""
        weights = self.order or self.weights
        return sum(weight * features.get(name, 0.0) for name, weight in weights.items())

    def save(self, folder: Path, name: str = FILE_NAME) -> None:
        text = json.dumps(asdict(self), indent=2)
        (folder / name).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, name: str = FILE_NAME) -> Calibration:
        """Read the file; without one, return the default. Raises ModelError if broken."""
        path = folder / name
        if not path.is_file():
            return cls()
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            linear = {
                kind: {name: float(value) for name, value in values.pop(kind, {}).items()}
                for kind in ("weights", "order")
            }
            rest = {name: float(value) for name, value in values.items()}
            return cls(weights=linear["weights"], order=linear["order"], **rest)
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            raise ModelError(f"{path} is no reader's calibration ({error}): restore it") from None
