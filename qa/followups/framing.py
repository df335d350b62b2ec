"""What a message says of its pronouns: whether they stand for anything, and of what kind."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.followups import words as w
from qa.followups.tagging import Word
from qa.followups.verbs import base_form

__all__ = [
    "frame_of",
    "has_participle",
    "is_human_act",
    "is_subject",
    "means_nothing",
    "speaks_of_sum",
    "speaks_of_two",
]

# "How long did it take", "is it true", "how hot was it": here "it" stands for nothing.
_EMPTY = (
    re.compile(
        r"\bit (?:take|rain|snow|true|possible|likely|known|clear|safe to|worth (?!at)\w+ing|mean|"
        r"necessary|was that|is that)\b|\b(?:take|takes|took) it\b"
        r"|\b(?:who|which|what) (?:is|was) it(?: then| before| now)?[ ?]*$",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:is|was|will) it (?:be |still |also |already )?(?!able|ready|willing|going|expected|"
        r"due|set|about|planned|supposed|likely)\w+ to [a-z]",
        re.IGNORECASE,
    ),
    re.compile(r"\bhow (?:hot|cold|warm|dark|wet|late) (?:is|was|will|has) it\b", re.IGNORECASE),
)
_SUM = re.compile(
    r"\b(?:is|was) it (?:really )?"
    r"(?:(?:much |far )?(?:more|less)|enough|too (?:much|many|little))\b"
    r"|\bit (?:be |been )?(?:paid|spent|raised|transferred|divided|split|used)\b"
    r"|\b(?:paid|pays?) it\b",
    re.IGNORECASE,
)
_TWO = re.compile(r"\bthey (?:\w+ to )?(?:talk|discuss|meet|agree|speak)\b", re.IGNORECASE)
_FRAMES = (
    (
        "event",
        re.compile(
            r"\bit (?:last|happen|occur|take place|break out)\b"
            r"|\b(?:hosts?|hosted|attends?|attended|organi[sz]ed?s?) it\b",
            re.IGNORECASE,
        ),
    ),
    (
        "place",
        re.compile(
            r"\b(?:inhabitants|population|residents|citizens)\b"
            r"|\bits (?:president|(?:prime |foreign )?minister|king|queen|government|capital|"
            r"parliament|army|people|mayor)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "group",
        re.compile(
            r"\b(?:leads?|led|runs?|owns?|owned|heads?|headed|chairs?|controls?|founded|manages?)"
            r" it\b"
            r"|\b(?:head|leader|boss|chief|owner|chairman) of it\b"
            r"|\bits (?:chief|ceo|boss|head|leader|chairman|director|founder|owner)\b"
            r"|\b(?:employees|members|workers|staff|seats|customers|branches|shops|stores|revenue)"
            r"\b.*\bit\b",
            re.IGNORECASE,
        ),
    ),
)
_AGENTS_DO = frozenset(
    "accept accuse acquire agree announce apologise apologize appeal appoint arrest ask ban blame "
    "buy claim condemn decide declare demand deny deploy deport elect employ expel fine fire give "
    "hire import invest join negotiate nominate offer oppose order own pay pledge plan produce "
    "promise propose publish recall recognise reject reply respond sack say sell send sign spend "
    "sue support threaten vote want withdraw".split()
)
_HUMANS_DO = frozenset(
    "accept agree arrest ask attack beat believe bomb buy call claim decide demand discuss expect "
    "fear fight get give hope know lose meet offer pay plan play promise reject say score sell "
    "send speak support talk tell think threaten want warn win write".split()
)
_HOLDS = frozenset("include contain cost consist cover comprise entail allow weigh".split())


def means_nothing(message: str) -> bool:
    """Whether the "it" of the message stands for nothing."""
    return any(pattern.search(message) for pattern in _EMPTY)


def speaks_of_sum(message: str) -> bool:
    """Whether the "it" of the message may be a sum ("is it more than last year")."""
    return _SUM.search(message) is not None


def speaks_of_two(message: str) -> bool:
    """Whether its "they" do what takes two ("what did they talk about")."""
    return _TWO.search(message) is not None


def is_human_act(words: Sequence[Word], place: int) -> bool:
    """Whether "they" at `place` do what only people do."""
    after = words[place + 1 : place + 2]
    return bool(after) and base_form(after[0].lower) in _HUMANS_DO


def frame_of(message: str, words: Sequence[Word], place: int) -> str:
    """Return what the message says of the "it" at `place`, as `salience.Expected` lists it."""
    for frame, pattern in _FRAMES:
        if pattern.search(message):
            return frame
    lower = [word.lower for word in words]
    after = words[place + 1] if place + 1 < len(words) else None
    copular = place > 0 and lower[place - 1] in w.BE
    verb = base_form(after.lower) if after else ""
    been = after is not None and after.lower in ("be", "been") and has_participle(words, place + 1)
    passive = been or (copular and has_participle(words, place))
    if passive or verb in _HOLDS or (copular and (lower[0] == "how" or place == 1)):
        return "measure"
    if verb in _AGENTS_DO:
        return "agent"
    return "any" if lower[place] == "its" or is_subject(words, place) else "object"


def has_participle(words: Sequence[Word], place: int) -> bool:
    """Whether a participle follows the word at `place`."""
    after = words[place + 1 : place + 2]
    return bool(after) and bool(after[0].forms & {"participle", "ing"})


def is_subject(words: Sequence[Word], place: int) -> bool:
    """Whether the pronoun at `place` follows an auxiliary or a question word."""
    before = words[place - 1] if place else None
    return before is None or before.tag in ("aux", "wh")
