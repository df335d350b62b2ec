"""Values of facts: figures, dates, names and words, all hashable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date
from decimal import Decimal
from enum import StrEnum

__all__ = ["DateValue", "Fact", "Figure", "Kind"]


class Kind(StrEnum):
    """What sort of thing a short answer names."""

    MONEY = "money"
    QUANTITY = "quantity"
    PERCENT = "percent"
    DATE = "date"
    DURATION = "duration"
    ORDINAL = "ordinal"
    NAME = "name"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, or the two ends of a range; `low <= high`, equal for a single number.

    The exponent of each Decimal is the place of the last digit that was written: 8 for "29.3
    billion", 0 for "29,300,000,000". Equality and hash ignore it.
    """

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class DateValue:
    """A period of days, as far as it is known.

    `first` and `last` are its days, both included; both are None where the text has no year and
    there was no publish date to find it by. Then `month` (1-12), `day` (1-31), `weekday` (0-6,
    Monday is 0) hold what the text says, or `phrase` a relative expression such as "yesterday".
    `part` is the part of the period that is meant: "early", "mid", "late", "morning", "afternoon",
    "evening", "night", or a time of day as "14:30"; "" for all of it.
    """

    first: Date | None = None
    last: Date | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    phrase: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A short answer in its normal form.

    `value` is a Figure for money, quantities, percentages, durations and ordinals; a DateValue for
    dates; for names one string a name ("joe biden"), without titles, in the order of the text; for
    any other text its terms. `qualifier` is "more than", "at least", "less than", "up to", "nearly"
    or "about" for figures; "before", "after", "since", "until", "by" or "about" for dates; else "".
    `unit` is a currency's code in lower case, "%", the time unit of a duration, or the stemmed noun
    that is counted; "/hour" and the like at its end makes it a rate; "" where there is none.
    `detail` holds what the text says beyond that: further terms of a figure, the titles of a name,
    and "year", "month", "day", "weekday" where a date states them.
    """

    kind: Kind
    value: Figure | DateValue | tuple[str, ...]
    qualifier: str
    unit: str
    text: str
    detail: frozenset[str] = frozenset()

    @property
    def figure(self) -> Figure:
        """The value of a figure. Raises TypeError for other kinds."""
        if not isinstance(self.value, Figure):
            raise TypeError(f"a fact of kind {self.kind} has no figure")
        return self.value

    @property
    def date(self) -> DateValue:
        """The value of a date. Raises TypeError for other kinds."""
        if not isinstance(self.value, DateValue):
            raise TypeError(f"a fact of kind {self.kind} has no date")
        return self.value

    @property
    def words(self) -> tuple[str, ...]:
        """The names of a name, the terms of a text; () for other kinds."""
        return self.value if isinstance(self.value, tuple) else ()
