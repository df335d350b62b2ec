"""When: the time expressions of questions and quotes, and the days they mean."""

from __future__ import annotations

from qa.when.latest import asks_for_latest
from qa.when.periods import Period
from qa.when.reading import time_expressions
from qa.when.types import Explanation, TimeExpression
from qa.when.wording import explain, in_words

__all__ = [
    "Explanation",
    "Period",
    "TimeExpression",
    "asks_for_latest",
    "explain",
    "in_words",
    "time_expressions",
]
