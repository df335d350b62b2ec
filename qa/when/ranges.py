"""Join times to ranges: "from March to May 2023", "between 2019 and 2021", "since 24 February"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Date

from qa.when.guards import after
from qa.when.outlook import outlook_on
from qa.when.periods import DAY, Period
from qa.when.types import Atom, Kind, Outlook
from qa.when.words import compiled, folded

__all__ = ["Stretch", "stretches"]

_TO = compiled(r",?(?: (?:up )?(?:to|until|till|through)(?: to)?(?: the)?\s{1,2}|\s?[-–—]\s?)")
_AND = compiled(r",? and(?: the)?\s{1,2}")
_FROM = compiled(r"\b(?:from|since)(?: the)?\s{1,2}$")
_BETWEEN = compiled(r"\bbetween(?: the)?\s{1,2}$")
_MOVED = compiled(
    r"\b(?:mov|postpon|delay|reschedul|chang|shift|push|brought|bring|advanc)[a-z]{0,3}\b"
    r"[^.;!?]{0,40}$"
)
_OPEN = compiled(
    r"\b(?P<word>since|starting|beginning|effective|until|till|through|up to|by|no later than|"
    r"as of|before|prior to|after|from)(?: on| in| from)?(?P<the> the)?\s{1,2}$"
)
_ONWARDS = compiled(r" (?:onwards?|on(?=\s{0,2}(?:[,.?!;]|$)))")
_OWNER = ("'s", "’s")
_LONGEST_GAP = 16
_NO_ARTICLE = ("day", "month", "year")  # "after the May vote" does not say after May
_FROM_NOW = ("starting", "beginning", "effective")
_UP_TO = ("until", "till", "through", "up to", "by", "no later than", "before", "prior to")
_PAST_WORD = r"\b(?:was|were|had|began|rose|fell|[a-z]{2,15}ed)\b"
_PAST = compiled(_PAST_WORD + r"[^.;!?]{0,60}$")
_PAST_AFTER = compiled(r"[^.;!?]{0,30}?" + _PAST_WORD)


@dataclass(frozen=True, slots=True)
class Stretch:
    """One or two atoms as a range; `word` says which: "to", "since", "until", "before", "after".

    An empty word leaves the atom as it is. `outlook` as for `Atom.at`.
    """

    start: int
    end: int
    word: str
    first: Atom
    last: Atom
    outlook: Outlook

    @property
    def kind(self) -> Kind:
        return "relative" if self.last.kind == "relative" else self.first.kind

    def at(self, reference: Date | None) -> Period | None:
        """Return the period; raises ValueError where the end lies before the start."""
        if self.word == "to":
            return self._joined(reference)
        period = self.first.at(reference, self.outlook)
        if period is None or not self.word:
            return period
        if self.word == "since":
            return Period(period.first, None)
        if self.word == "until":
            return Period(None, period.last)
        if self.word == "before":
            return Period(None, None if period.first is None else period.first - DAY)
        return Period(None if period.last is None else period.last + DAY, None)

    def _joined(self, reference: Date | None) -> Period | None:
        """Resolve both ends; one without a year lies as near to the other as the order allows."""
        if self.last.floating and not self.first.floating:
            first = self.first.at(reference, self.outlook)
            last = None if first is None else self.last.at(first.first, "ahead")
        else:
            last = self.last.at(reference, self.outlook)
            near = last.last if last is not None and self.first.floating else reference
            first = self.first.at(near, "back" if self.first.floating else self.outlook)
        if first is None or last is None:
            return None
        return Period(first.first, last.last)


def stretches(text: str, atoms: Sequence[Atom]) -> Iterator[Stretch]:
    """Yield the atoms of a text, in order, joined where the words between and before say so."""
    place = 0
    free = 0
    while place < len(atoms):
        atom = atoms[place]
        following = atoms[place + 1] if place + 1 < len(atoms) else None
        stretch = None
        if following is not None and _alike(atom, following):
            stretch = _pair(text, atom, following, free)
        place += 1 if stretch is None else 2
        stretch = stretch or _single(text, atom, free)
        free = stretch.end
        yield stretch


def _alike(one: Atom, other: Atom) -> bool:
    """Whether two times can be the ends of one range."""
    return "latest" not in (one.kind, other.kind) and other.start - one.end <= _LONGEST_GAP


def _pair(text: str, first: Atom, last: Atom, free: int) -> Stretch | None:
    gap = text[first.end : last.start]
    left = text[max(free, first.start - 60) : first.start]
    between, lead = _BETWEEN.search(left), _FROM.search(left)
    if between and _AND.fullmatch(gap):
        start = first.start - len(between[0])
    elif _TO.fullmatch(gap) and (lead or first.unit == last.unit) and not _MOVED.search(left):
        start = first.start - len(lead[0]) if lead else first.start
    else:
        return None
    return Stretch(start, last.end, "to", first, last, outlook_on(text, start, last.end))


def _single(text: str, atom: Atom, free: int) -> Stretch:
    left = text[max(free, atom.start - 60) : atom.start]
    right = after(text, atom.end)
    opened = _OPEN.search(left) if atom.kind != "latest" else None
    start, end, word = atom.start, atom.end, folded(opened["word"]) if opened else ""
    onwards = _ONWARDS.match(right)
    owned = right.startswith(_OWNER) or (opened and opened["the"] and atom.unit in _NO_ARTICLE)
    if owned or (word == "from" and not onwards):
        opened, word = None, ""
    if opened:
        start -= len(opened[0])
        end += onwards.end() if word == "from" and onwards else 0
    outlook = "back" if word == "since" else outlook_on(text, start, end)
    past = outlook == "back" or _PAST.search(left) or _PAST_AFTER.match(right)
    if outlook == "open" and not past:
        outlook = "ahead" if word in _FROM_NOW else "near" if word in _UP_TO else outlook
    return Stretch(start, end, _MEANT.get(word, word), atom, atom, outlook)


_MEANT = {
    "from": "since",
    "starting": "since",
    "beginning": "since",
    "effective": "since",
    "till": "until",
    "through": "until",
    "up to": "until",
    "by": "until",
    "no later than": "until",
    "as of": "until",
    "prior to": "before",
}
