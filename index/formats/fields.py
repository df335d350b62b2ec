"""Where a line of JSON keeps an article's parts, and how the values that files give are read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date as Date

__all__ = ["Fields", "fault", "one_line", "web_address", "written_day"]

_NUMERIC = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?:[T ]+[0-9]{1,2}:.*)?", re.S)
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T[0-9]{4,6}.*)?", re.S)
_RFC_2822 = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?([0-9]{1,2})\s+([A-Za-z]{3})[a-z]*\s+([0-9]{4}|[0-9]{2})(?:\s.*)?",
    re.S,
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_WEB = re.compile(r"https?://[^\s\"<>\\^`{|}]+", re.I)

_MAX_DATE = 100
_MAX_ADDRESS = 2_000
_MAX_LINE = 300


@dataclass(frozen=True, slots=True)
class Fields:
    """The keys of an article's address, title, text and date in a JSON object.

    Each is a key of the object, or a dotted path through objects inside it, such as "body.text".
    """

    url: str = "url"
    title: str = "title"
    text: str = "text"
    date: str = "publish_date"

    @classmethod
    def parse(cls, written: str) -> Fields:
        """Read "text=body,date=published"; what is not named keeps its default.

        Raises:
            ValueError: a part is not `name=path`, its name is unknown, or it is named twice.
        """
        known = [field.name for field in fields(cls)]
        paths: dict[str, str] = {}
        for part in written.split(","):
            name, _, path = (piece.strip() for piece in part.partition("="))
            if name not in known or not path:
                raise ValueError(
                    f"cannot read the field {part.strip()!r}: write {', '.join(known)}"
                    ' and their keys, as in "text=body,date=published"'
                )
            if name in paths:
                raise ValueError(f"the field {name!r} is given twice in {written!r}: give it once")
            paths[name] = path
        return cls(**paths)

    def values(self, record: Mapping[str, object]) -> dict[str, object]:
        """Return what `record` holds for each field by name, None where it holds nothing."""
        return {field.name: _value(record, getattr(self, field.name)) for field in fields(self)}


def _value(record: Mapping[str, object], path: str) -> object:
    if path in record:
        return record[path]
    value: object = record
    for key in path.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def written_day(value: object) -> Date | None:
    """Return the day that a date names, in whatever zone it is written; None if it isn't one.

    Read are ISO 8601 dates with or without a time, `2018/03/15`, `20180315`, also as a number, and
    RFC 2822. Years before 1600 and 9999, by which databases say that a date is missing, are none.
    """
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**8:
        value = str(value)
    if not isinstance(value, str) or len(value) > _MAX_DATE:
        return None
    written = value.strip()
    if match := _NUMERIC.fullmatch(written):
        year, month, day = (int(match[group]) for group in (1, 3, 4))
    elif match := _COMPACT.fullmatch(written):
        year, month, day = (int(group) for group in match.groups())
    elif (match := _RFC_2822.fullmatch(written)) and match[2].lower() in _MONTHS:
        year, month, day = int(match[3]), _MONTHS.index(match[2].lower()) + 1, int(match[1])
        if len(match[3]) == 2:  # RFC 2822, section 4.3, and time.strptime for 50 to 68
            year += 2000 if year < 69 else 1900
    else:
        return None
    try:
        return Date(year, month, day) if 1600 <= year < 9999 else None
    except ValueError:
        return None


def fault(text: str) -> str | None:
    """Return why a string can't be stored and shown as it is; None if it can."""
    if "\0" in text:
        return "binary, not text"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "not valid Unicode"
    return None


def one_line(value: object) -> str | None:
    """Return a title or a name on one line, cut to 300 characters, without what can't be shown.

    None where nothing is left, or the value is no string.
    """
    if not isinstance(value, str):
        return None
    shown = value[: 4 * _MAX_LINE]
    line = "".join(char if char.isprintable() or char == "\u200d" else " " for char in shown)
    line = " ".join(line.split())
    return (line if len(line) <= _MAX_LINE else f"{line[: _MAX_LINE - 1].rstrip()}…") or None


def web_address(value: object) -> str | None:
    """Return an http or https address, None for whatever else the value is."""
    if not isinstance(value, str) or len(value) > _MAX_ADDRESS:
        return None
    address = value.strip()
    return address if _WEB.fullmatch(address) else None
