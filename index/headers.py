"""The head of a wire article: headline, publish date, dateline and lead, each where it is found;
and the agency, which may be named at the end, too.

Nothing here changes the text; what isn't found is None. A date counts as the publish date only
in a header (`date 2023-04-12`, `Published: 12 April 2023`, a line of its own) or in a dateline
with a year: a date in a sentence is what the article talks about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date as Date

from index.agency import find_agency

__all__ = ["Header", "date_in_words", "read_header"]

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
TITLE_LENGTH = 90
HEADLINE_LENGTH = 160
HEAD_LENGTH = 4_000  # characters: a header never begins later, and a text may be one huge line

_MONTH = rf"(?:{'|'.join(f'{month[:3]}(?:{month[3:]})?' for month in MONTHS)}|Sept)\.?"
_ISO = r"\d{4}-\d{2}-\d{2}"
_WORDED = rf"\d{{1,2}} {_MONTH},? \d{{4}}|{_MONTH} \d{{1,2}}, ?\d{{4}}"
_AGENCY = r"(?:Reuters|AP|AFP|ANI|PTI|IANS|UPI|dpa|DPA|EFE|Xinhua|TASS|Interfax|Ukrinform|CNN|BBC)"

_DATE_LABEL = re.compile(
    rf"\s*(?:date|published|publication date|updated|posted)(?: on)?\s*:?\s*"
    rf"(?P<date>{_ISO}|{_WORDED})(?:[T ]\d{{2}}:\d{{2}}\S*)?[ \t]*",
    re.IGNORECASE,
)
_DATE_LINE = re.compile(rf"\s*(?P<date>{_ISO}|{_WORDED})\s*")
_TITLE_LABEL = re.compile(r"\s*(?:title|headline)\s*:\s*", re.IGNORECASE)
_DATELINE = re.compile(
    rf"\s*(?P<dateline>(?P<place>[A-Z][^\W\d_]*(?:[ .'’-]{{1,2}}[A-Z][^\W\d_]*){{0,3}}"
    rf"(?:, [A-Z][\w.]*(?: [A-Z][\w.]*)?(?=, {_MONTH} \d|\s*[(:—–-]))?"
    r"(?P<country> ?\[[^\]\n]{2,40}\])?)"
    rf"(?:,? (?P<day>{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})(?:,? (?P<year>\d{{4}}))?)?)"
    rf"(?P<agency> ?\({_AGENCY}[^)\n]{{0,30}}\))?\s*(?::|--?|—|–)\s+"
)
_CREDIT = re.compile(
    rf"\([^()]*\b(?:{_AGENCY}|Getty|EPA|Shutterstock|photo)\b[^()]*\)\W*$"
    r"|^\W*(?:file )?(?:photo|image|picture|credit)s?\b\s*[:|/]|getty images\W*$"
    r"|\b(?:pictured|file photo)\b",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"\S[^\n]*(?:\r?\n(?![ \t\r]*\n)[^\n]*\S[^\n]*)*")


@dataclass(frozen=True, slots=True)
class Header:
    """What the head of an article says. `title_source` is "headline" or "lead".

    `agency` is the wire service's usual name, such as "AP".
    """

    title: str | None
    title_source: str | None
    date: Date | None
    dateline: str | None
    place: str | None
    agency: str | None = None


def read_header(text: str) -> Header:
    """Find headline or lead, publish date, dateline and agency of an article."""
    return replace(_read_head(text), agency=find_agency(text))


def _read_head(text: str) -> Header:
    headline: str | None = None
    found: Date | None = None
    for block in _blocks(text[:HEAD_LENGTH]):
        if label := _TITLE_LABEL.match(block):
            headline = headline or _shorten(block[label.end() :], HEADLINE_LENGTH)
            continue
        if label := _DATE_LABEL.match(block):
            found = found or _parse_date(label["date"])
            block = block[label.end() :]
        elif line := _DATE_LINE.fullmatch(block):
            found = found or _parse_date(line["date"])
            continue
        if not block.strip() or _is_caption(block):
            continue
        dateline = _find_dateline(block)
        if dateline is None and headline is None and _is_headline(block, text):
            headline = _shorten(block, HEADLINE_LENGTH)
            continue
        return _header(headline, found, dateline, block)
    return _header(headline, found, None, "")


def date_in_words(date: Date) -> str:
    """Return `12 April 2023`, in English whatever the locale."""
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def _header(
    headline: str | None, found: Date | None, dateline: re.Match[str] | None, block: str
) -> Header:
    lead = _shorten(block[dateline.end() :] if dateline else block, TITLE_LENGTH)
    title = headline or lead or None
    if found is None and dateline and dateline["year"]:
        found = _parse_date(f"{dateline['day']} {dateline['year']}")
    return Header(
        title=title,
        title_source=None if title is None else "headline" if headline else "lead",
        date=found,
        dateline=dateline["dateline"].strip() if dateline else None,
        place=dateline["place"].strip() if dateline else None,
    )


def _blocks(head: str) -> Iterator[str]:
    """Yield the parts between blank lines; a labelled or dated line is a part of its own."""
    for match in _BLOCK.finditer(head.lstrip("\ufeff")):
        rest = match[0]
        while "\n" in rest:
            line, _, after = rest.partition("\n")
            labelled = _TITLE_LABEL.match(line) or _DATE_LABEL.fullmatch(line.rstrip("\r"))
            if not labelled and not _DATE_LINE.fullmatch(line):
                break
            yield line
            rest = after
        yield rest


def _find_dateline(block: str) -> re.Match[str] | None:
    """A place alone is a dateline only in capitals: `Blinken: we will …` is none."""
    match = _DATELINE.match(block)
    if match is None:
        return None
    certain = match["country"] or match["day"] or match["agency"] or match["place"].isupper()
    return match if certain else None


def _is_caption(block: str) -> bool:
    return len(block) <= 300 and "\n" not in block.strip() and bool(_CREDIT.search(block.strip()))


def _is_headline(block: str, text: str) -> bool:
    """A short line of several words without a full stop, with a body after it."""
    line = block.strip()
    return (
        "\n" not in line
        and len(line) <= HEADLINE_LENGTH
        and len(line.split()) >= 3
        and line[-1] not in ".:;,”\"'"
        and len(text.strip()) > 2 * len(line)
    )


def _parse_date(written: str) -> Date | None:
    """Read `2023-04-12`, `12 April 2023` or `April 12, 2023`; an impossible day gives None."""
    try:
        if re.fullmatch(_ISO, written):
            return Date.fromisoformat(written)
        numbers = [int(number) for number in re.findall(r"\d+", written)]
        name = re.findall(r"[A-Za-z]+", written)[0][:3].title()
        month = [month[:3] for month in MONTHS].index(name) + 1
        return Date(numbers[1], month, numbers[0])
    except (ValueError, IndexError):
        return None


def _shorten(text: str, length: int) -> str:
    """Return the text on one line, cut between words to at most `length` characters and "…"."""
    words = " ".join(text.split())
    if len(words) <= length:
        return words
    cut = words[: length + 1].rpartition(" ")[0] or words[:length]
    return cut.rstrip(" ,;:–—-") + "…"
