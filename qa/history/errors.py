"""What can be wrong with kept conversations; the message names the value and the way out.

GroundwireError
└── HistoryError                      also: a text that is too long, an answer that is no JSON
    ├── HistoryUnavailableError       cannot be written, is locked, or a newer version made it
    ├── HistoryDamagedError           damaged, or no file of conversations
    ├── UnknownConversationError      the owner has none of that id, whoever else may
    ├── UnknownTurnError              the conversation has none of that number
    └── InvalidFeedbackError          what is said of an answer contradicts itself
"""

from __future__ import annotations

from index.errors import GroundwireError

__all__ = [
    "HistoryDamagedError",
    "HistoryError",
    "HistoryUnavailableError",
    "InvalidFeedbackError",
    "UnknownConversationError",
    "UnknownTurnError",
]


class HistoryError(GroundwireError):
    """Something is wrong with kept conversations or feedback."""


class HistoryUnavailableError(HistoryError):
    """The file cannot be used: the caller may go on without."""


class HistoryDamagedError(HistoryError):
    """The file is damaged, or no file of conversations."""


class UnknownConversationError(HistoryError):
    """The owner has no such conversation."""


class UnknownTurnError(HistoryError):
    """The conversation has no such turn."""


class InvalidFeedbackError(HistoryError):
    """Feedback contradicts itself."""
