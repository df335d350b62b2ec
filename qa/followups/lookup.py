"""Who, what, where and when the turns before a message spoke of last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from qa.followups import words as w
from qa.followups.context import mentions
from qa.followups.mention import Mention
from qa.types import Turn

__all__ = [
    "History",
    "amount",
    "event",
    "history_of",
    "listed",
    "mass",
    "named",
    "of_kind",
    "pair",
    "place",
    "time",
    "town",
]

History = Sequence[tuple[Mention, ...]]  # the mentions of each turn, the latest turn first

_REACH = 8  # turns back that a phrase may refer to
_NAMED = ("name", "organisation", "place", "person")
_GENDERS = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "hers": "f"}
_LOCAL = ("in", "at", "near", "from", "to", "on", "off", "into", "outside")


def history_of(turns: Sequence[Turn]) -> History:
    """Return what the latest turns spoke of, the latest first."""
    latest = turns[-_REACH:]
    history = [mentions(turn) for turn in reversed(latest)]
    genders = _genders(latest)
    persons = {m.text for said in history for m in said if m.kind == "person" and not m.plural}
    surnames = {text.split()[-1] for text in persons if text[:1].isupper()}
    places = {m.text for said in history for m in said if m.kind == "place"}
    history = [
        tuple(
            replace(m, kind="place") if m.kind == "name" and m.text in places else m for m in said
        )
        for said in history
    ]
    return [
        tuple(
            replace(m, kind="person", gender=m.gender or genders.get(m.text, ""))
            if m.text in persons or m.text in genders or (m.kind == "name" and m.text in surnames)
            else m
            for m in said
        )
        for said in history
    ]


def _genders(turns: Sequence[Turn]) -> dict[str, str]:
    """Return the gender of those whom the user called "he" or "she" before."""
    known: dict[str, str] = {}
    for turn in turns:
        called = {_GENDERS[word] for word in turn.message.lower().split() if word in _GENDERS}
        if len(called) != 1:
            continue
        new = [
            mention
            for mention in mentions(turn)
            if mention.role in ("subject", "owner", "other")
            and mention.kind in ("person", "name")
            and not (mention.text in turn.message or mention.plural)
        ]
        named = [mention for mention in new if mention.kind == "person"] or new
        if len(named) == 1:
            known.setdefault(named[0].text, next(iter(called)))
    return known


def _first(history: History, *tests: Callable[[Mention], bool]) -> Mention | None:
    """Return the latest mention that passes a test; within a turn the earlier tests go first."""
    for said in history:
        for test in tests:
            for mention in said:
                if test(mention):
                    return mention
    return None


def listed(history: History, count: int | None = None, *, next_to: bool = False) -> tuple[str, ...]:
    """Return the members of the latest list, of `count` members if that is given.

    `next_to`: nothing else that is several was spoken of since.
    """
    for said in history:
        for mention in said:
            if len(mention.parts) > 1 and count in (None, len(mention.parts)):
                return mention.parts
        others = (m for m in said if m.plural and m.kind not in ("amount", "time"))
        if next_to and any(m.role in ("subject", "asked", "answer") for m in others):
            break
    return ()


def place(history: History) -> Mention | None:
    """Return where "there" may be."""
    return _first(
        history,
        lambda m: m.role in ("answer", "location") and m.kind == "place",
        lambda m: m.role == "answer" and m.kind == "organisation",
        lambda m: m.kind in ("place", "name") and m.role == "other" and m.preposition in _LOCAL,
        lambda m: m.kind == "place" and m.role not in ("asked", "answer"),
        lambda m: m.kind in ("organisation", "name") and m.role == "subject" and _proper_text(m),
    )


def _proper_text(mention: Mention) -> bool:
    return mention.text[:1].isupper()


def time(history: History) -> Mention | None:
    """Return when "then" may be."""
    return _first(
        history,
        lambda m: m.kind == "time" and m.role == "answer",
        lambda m: m.kind == "time" and m.role == "other",
    )


def amount(history: History) -> Mention | None:
    """Return the latest sum or number, an answer first."""
    return _first(
        history,
        lambda m: m.kind == "amount" and m.role == "answer",
        lambda m: m.kind == "amount" and m.role in ("subject", "other"),
    )


def named(history: History, noun: str) -> Mention | None:
    """Return the latest mention that says more than "the `noun`" and means one, if any."""
    kinds = w.HYPERNYMS.get(noun, frozenset())

    def is_one(mention: Mention) -> bool:
        words = mention.text.lower().split()
        if mention.noun == noun and mention.role in ("answer", "location"):
            return True
        if mention.role == "asked" or len(words) < 2 or words == ["the", noun]:
            return False
        return (
            mention.head == noun
            or _apposed(mention, noun)
            or mention.head in kinds
            or bool(kinds.intersection(words) and mention.kind in ("name", "event"))
        )

    return _first(history, is_one)


def _apposed(mention: Mention, noun: str) -> bool:
    """Whether names follow the noun: "the planet Mars", "Chancellor Merkova"."""
    words = mention.text.split()
    places = [place for place, word in enumerate(words[:-1]) if word.lower() == noun]
    return bool(places) and words[places[0] + 1][:1].isupper()


def of_kind(history: History, noun: str, not_named: Iterable[str] = ()) -> Mention | None:
    """Return the latest organisation that may be called "the `noun`"."""
    taken = {text.lower() for text in not_named}

    def fits(mention: Mention) -> bool:
        known = mention.kind == "organisation" and mention.role != "asked"
        return known and mention.text.lower() not in taken and mention.head != noun

    def may_be(mention: Mention) -> bool:
        proper = mention.kind == "name" and mention.text[:1].isupper()
        return proper and mention.role in ("answer", "subject", "other", "owner")

    return _first(history, fits, may_be)


def event(history: History) -> Mention | None:
    """Return the latest event with a name or a place to it."""
    return _first(history, lambda m: m.kind == "event" and m.role in ("subject", "other"))


def mass(history: History) -> Mention | None:
    """Return the latest thing that "most of it" can speak of: oil, money."""
    return _first(
        history[:3],
        lambda m: m.head in w.MASS_NOUNS and m.kind not in ("amount", "organisation"),
    )


def pair(history: History) -> Mention | None:
    """Return two as one: whom a turn asked about and the answer, or the subjects of two turns.

    None where the latest turn spoke of several already.
    """
    if not history or any(mention.plural for mention in history[0]):
        return None
    persons = [m for m in history[0] if m.kind == "person" and not m.plural and m.role != "asked"]
    answers = [m.text for m in persons if m.role == "answer"]
    others = [m.text for m in persons if m.role in ("subject", "other")]
    if len(answers) == 1 and len(others) == 1:
        return _two(others[0], answers[0])
    if len(others) == 2 and not answers:
        return _two(others[0], others[1])
    subjects = [
        next((m for m in said if m.role == "subject" and m.kind in _NAMED), None)
        for said in history[:2]
    ]
    last, earlier = subjects if len(subjects) == 2 else (None, None)
    if last and earlier and last.text != earlier.text and last.kind == earlier.kind:
        return replace(_two(earlier.text, last.text), role="other")
    return None


def town(history: History) -> Mention | None:
    """Return the latest place that was an answer or was asked about."""
    return _first(
        history,
        lambda m: m.kind == "place" and m.role in ("answer", "location", "subject"),
        lambda m: m.kind == "place" and m.role == "other",
    )


def _two(first: str, second: str) -> Mention:
    return Mention(
        f"{first} and {second}", "person", "answer", "", plural=True, parts=(first, second)
    )
