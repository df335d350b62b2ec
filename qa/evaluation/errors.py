"""What can be wrong with an evaluation's files; the message names the file and the way out.

GroundwireError
└── EvaluationError
    ├── QuestionFileError       missing, unreadable, or not in the layout it should have
    ├── OutputFolderError       cannot be made or written
    ├── OtherRunError           the folder holds the predictions of another run
    └── MissingExtraError       a package that the figures need is not installed
"""

from __future__ import annotations

from index.errors import GroundwireError

__all__ = [
    "EvaluationError",
    "MissingExtraError",
    "OtherRunError",
    "OutputFolderError",
    "QuestionFileError",
]


class EvaluationError(GroundwireError):
    """Something is wrong with what an evaluation reads or writes."""


class QuestionFileError(EvaluationError):
    """A file of questions is missing, unreadable, or not in the layout it should have."""


class OutputFolderError(EvaluationError):
    """The folder for an evaluation's files cannot be made or written."""


class OtherRunError(EvaluationError):
    """The folder holds the predictions of a run with other data, models or options."""


class MissingExtraError(EvaluationError):
    """A package that the figures need is not installed."""
