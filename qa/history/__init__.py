"""Conversations and feedback that outlive the program, in one SQLite file of the index folder."""

from __future__ import annotations

from qa.history.conversations import Conversation, ConversationStore
from qa.history.database import history_path
from qa.history.errors import (
    HistoryDamagedError,
    HistoryError,
    HistoryUnavailableError,
    InvalidFeedbackError,
    UnknownConversationError,
    UnknownTurnError,
)
from qa.history.feedback import Feedback, FeedbackStore
from qa.history.records import StoredTurn

__all__ = [
    "Conversation",
    "ConversationStore",
    "Feedback",
    "FeedbackStore",
    "HistoryDamagedError",
    "HistoryError",
    "HistoryUnavailableError",
    "InvalidFeedbackError",
    "StoredTurn",
    "UnknownConversationError",
    "UnknownTurnError",
    "history_path",
]
