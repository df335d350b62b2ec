"""From a span's score to a probability, and the score from which on to answer."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import ModelError

__all__ = ["Calibration"]

FILE_NAME = "calibration.json"


@dataclass(frozen=True, slots=True)
class Calibration:
    """Platt scaling (Platt, 1999) of a span's score, and a working point.

    `probability` is sigmoid(slope * score + intercept - missing * unsupported), where `unsupported`
    counts the names, months, numbers and countries of the question that the evidence lacks. A score
    of `threshold` or more is answered. All were fitted on held-out training data; a reader that
    comes without a calibration gets the null span's own score as its threshold.
    """

    slope: float = 0.5
    intercept: float = 0.0
    missing: float = 2.0
    threshold: float = 0.0

    def probability(self, score: float, unsupported: int = 0) -> float:
        """Return the probability, in (0, 1), that a span of this score is right."""
        logit = self.slope * score + self.intercept - self.missing * unsupported
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))

    @property
    def working_probability(self) -> float:
        """The probability at the threshold: below it the product abstains."""
        return self.probability(self.threshold)

    def save(self, folder: Path) -> None:
        text = json.dumps(asdict(self), indent=2)
        (folder / FILE_NAME).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Calibration:
        """Read `calibration.json`; without one, return the default. Raises ModelError if broken."""
        path = folder / FILE_NAME
        if not path.is_file():
            return cls()
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            return cls(**{key: float(value) for key, value in values.items()})
        except (ValueError, TypeError, AttributeError) as error:
            raise ModelError(f"{path} is no reader's calibration ({error}): restore it") from None
