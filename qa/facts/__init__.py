"""The normal form of short answers: which of them say the same, more, or something else.

`USD 350 million` and `$350m` are one fact, `Volodymyr Zelensky` is a fuller form of `Zelensky`,
and `USD 29.3 billion` conflicts with `$16.8 billion`.
"""

from __future__ import annotations

from qa.facts.comparing import conflicts, fuller, group, same
from qa.facts.reading import fact
from qa.facts.types import DateValue, Fact, Figure, Kind

__all__ = [
    "DateValue",
    "Fact",
    "Figure",
    "Kind",
    "conflicts",
    "fact",
    "fuller",
    "group",
    "same",
]
