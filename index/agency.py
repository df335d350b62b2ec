"""The news agency whose report an article is, told from where agencies are named.

A dateline ("KYIV, April 12 (Reuters) -"), a line above the report ("Associated Press", "By Ann Lee,
Associated Press", "Source: ANI"), and at the end a source, a copyright or "(ANI)". A sentence that
quotes an agency, a photo's credit and a contribution to the report are none of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

__all__ = ["find_agency"]

HEAD_LENGTH = 4_000  # characters
TAIL_LENGTH = 1_000
HEAD_LINES = 8
TAIL_LINES = 4
BODY_LENGTH = 200  # characters of a line that is of the report

_FULL_NAMES = {
    "Associated Press": "AP",
    "Agence France-Presse": "AFP",
    "Asian News International": "ANI",
    "Deutsche Presse-Agentur": "dpa",
    "Press Trust of India": "PTI",
    "Thomson Reuters": "Reuters",
    "United Press International": "UPI",
    "REUTERS": "Reuters",
    "DPA": "dpa",
}
_SHORT_NAMES = (
    "AAP AFP AP ANI ANSA DPA EFE IANS Interfax Kyodo PTI Reuters TASS UPI Ukrinform Xinhua Yonhap"
    " dpa"
).split()
_NAME = rf"(?P<agency>{'|'.join([*_FULL_NAMES, *_SHORT_NAMES])})\b"

_PEOPLE = r"(?:[A-Z][\w.'’-]*,? |and )"

_HEADS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:(?i:date|published|updated|posted)\b[ :]*\d\S*\s+)?(?:[A-Z\[\d][^\s()]*\s+){0,8}"
        rf"\({_NAME}[^()\n]{{0,30}}\)\s*(?::|--?|—|–)\s",
        rf"(?:(?:By|BY) )?(?:The )?{_NAME}(?: [Ss]taff)?$",
        rf"(?:By|BY) {_PEOPLE}{{1,12}}(?:The )?{_NAME}(?: (?:\w+ )?Writers?)?$",
        rf"{_PEOPLE}{{1,11}}[A-Z][\w.'’-]*, (?:The )?{_NAME}$",
        rf"(?:[Ss]ources?|SOURCE)\s*: ?(?:[Tt]he )?{_NAME}\W*$",
    )
)
_TAILS = (
    _HEADS[-1],
    re.compile(rf"\W{{0,2}}(?:©|[Cc]opyright|\([Cc]\))[^.]{{0,20}}?(?:[Tt]he )?\b{_NAME}"),
    re.compile(r"Our Standards: The (?P<agency>Thomson Reuters) Trust Principles"),
)
_ENDING = re.compile(rf"(?:^|[.!?”\"'’] ?)\({_NAME}\)$")


def find_agency(text: str) -> str | None:
    """Return the agency's usual name ("Reuters", "AP", "ANI", …), None where none is named."""
    tail = _tail(text)
    matches = chain(
        (pattern.match(line) for line in _head(text) for pattern in _HEADS),
        (pattern.match(line) for line in tail for pattern in _TAILS),
        (_ENDING.search(line) for line in tail[-1:]),
    )
    found = next(filter(None, matches), None)
    return _FULL_NAMES.get(found["agency"], found["agency"]) if found else None


def _head(text: str) -> Iterator[str]:
    """Yield the first lines, up to the one that the report begins with."""
    lines = (line.strip() for line in text[:HEAD_LENGTH].lstrip("\ufeff").splitlines())
    for number, line in enumerate(filter(None, lines)):
        yield line
        if number + 1 == HEAD_LINES or len(line) > BODY_LENGTH:
            return


def _tail(text: str) -> list[str]:
    """Return the last lines of a text, none of which began before the last 1,000 characters."""
    end = text[-TAIL_LENGTH:]
    if len(text) > TAIL_LENGTH:
        end = end.partition("\n")[2]
    return [line.strip() for line in end.splitlines() if line.strip()][-TAIL_LINES:]
