"""From a span's score and its evidence to a probability, and the point from which on to answer."""

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
    """A logistic model of "this span is right" (after Platt, 1999), and two working points.

    `threshold` is on the span's score, for a reader that is shown one passage; what is asked of a
    whole index is answered from `working_probability` on. All of it is fitted on held-out training
    data. A reader that comes without a calibration gets the null span's own score as threshold.
    """

    slope: float = 0.5
    intercept: float = 0.0
    unmet: float = -2.0
    met: float = 0.0
    overlap: float = 0.0
    threshold: float = 0.0
    working_probability: float = 0.5

    def probability(
        self, score: float, *, unmet: float = 0.0, met: float = 0.0, overlap: float = 0.0
    ) -> float:
        """Return the probability, in (0, 1), that a span of this score is right.

        `unmet`, `met` and `overlap` are those of `qa.evidence.Evidence`.
        """
        logit = (
            self.intercept
            + self.slope * score
            + self.unmet * unmet
            + self.met * met
            + self.overlap * overlap
        )
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))

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
