"""What can be wrong with an evaluation's files; the message names the file and the way out.

GroundwireError
└── EvaluationError
    ├── QuestionFileError       missing, unreadable, or not in the layout it should have
    └── OutputFolderError       cannot be made or written
"""

from __future__ import annotations

from index.errors import GroundwireError

__all__ = ["EvaluationError", "OutputFolderError", "QuestionFileError"]


class EvaluationError(GroundwireError):
    """Something is wrong with what an evaluation reads or writes."""


class QuestionFileError(EvaluationError):
    """A file of questions is missing, unreadable, or not in the layout it should have."""


class OutputFolderError(EvaluationError):
    """The folder for an evaluation's files cannot be made or written."""
