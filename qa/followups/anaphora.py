"""Put names in the place of pronouns, as far as the turns before say whom or what they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.followups import lookup, salience
from qa.followups import words as w
from qa.followups.answers import possessive
from qa.followups.clause_forms import agreeing
from qa.followups.framing import (
    frame_of,
    has_participle,
    is_human_act,
    is_subject,
    means_nothing,
    speaks_of_sum,
    speaks_of_two,
)
from qa.followups.lookup import History
from qa.followups.mention import Mention
from qa.followups.phrases import Phrase, noun_phrases
from qa.followups.pointing import stands_alone, that_meant, then_meant, there_meant
from qa.followups.salience import Expected
from qa.followups.tagging import Word, tagged
from qa.lexicon import NUMBER_WORDS

__all__ = ["with_names"]

_PERSONAL = {"he": "m", "him": "m", "his": "m", "himself": "m"} | dict.fromkeys(
    ("she", "her", "hers", "herself"), "f"
)
_THING = frozenset(("it", "its"))
_SEVERAL = frozenset(("they", "them", "their", "theirs"))
_POSSESSIVE = frozenset(("his", "its", "their", "theirs", "hers"))
_NOMINATIVE = frozenset(("he", "she", "they"))
_PARTS = frozenset("most much part some half all more none any rest".split())
_VAGUE_COUNT = re.compile(r"^(?:several|many|some|a few|numerous|a number of) ", re.IGNORECASE)
_COUNT = re.compile(
    rf"{_VAGUE_COUNT.pattern}|^(?:the )?(?:\d[\d.,]*(?: (?:million|billion))?|"
    rf"{'|'.join(NUMBER_WORDS[:16])}) (?=[a-z])",
    re.IGNORECASE,
)
_OFFICES = (w.TITLES | w.PLACES | {"the"}) - frozenset(
    "king queen pope prince princess sir".split()
)
_PARTICLES = frozenset("de da del der di la van von bin al 't".split())


def with_names(message: str, history: History) -> str:
    """Return the message with its pronouns replaced where their antecedents are known.

    A pronoun that stands for a name of the message itself is left, and so is the second one that
    stands for the same.
    """
    words = tuple(word for word in tagged(message) if word.tag != "mark" or word.text == ",")
    edits: list[tuple[Word, str]] = []
    persons: dict[str, str] = {}
    for place, word in enumerate(words):
        text = _meant(message, words, place, history, persons)
        if text and not any(_bare(text) == _bare(other) for _, other in edits):
            before = words[place - 1] if place else word
            if word.lower == "they" and before.tag == "aux":  # "do they" may become "does Boeing"
                edits.append((before, _agreeing_auxiliary(before, text)))
            edits.append((word, text))
    for word, text in reversed(edits):
        message = message[: word.start] + text + message[word.end :]
    return message


def _agreeing_auxiliary(auxiliary: Word, subject: str) -> str:
    right = agreeing(auxiliary.text, subject)
    return right.capitalize() if auxiliary.text[0].isupper() else right


def _bare(text: str) -> str:
    return re.sub(r"['’]s?$", "", text)


def _meant(
    message: str, words: Sequence[Word], place: int, history: History, persons: dict[str, str]
) -> str | None:
    """Return what to say for the word at `place`, None where it is no pronoun or bound.

    `persons` holds by gender whom the pronouns before it stand for, and is added to.
    """
    lower = words[place].lower
    if lower in _PERSONAL or lower in _THING or lower in _SEVERAL:
        if _is_bound(message, words, place):
            return None
        if lower in _PERSONAL:
            return _for_person(words, place, history, persons)
        return _for_pronoun(message, words, place, history)
    if lower == "there":
        return there_meant(message, words, place, history)
    if lower == "then" and place == len(words) - 1 and place:
        return then_meant(words, place, history)
    if lower in ("those", "these") and stands_alone(words, place):
        return _for_pronoun(message, words, place, history)
    if lower in ("that", "this") and stands_alone(words, place):
        return that_meant(words, place, history)
    return None


def _for_person(
    words: Sequence[Word], place: int, history: History, persons: dict[str, str]
) -> str | None:
    lower = words[place].lower
    gender = _PERSONAL[lower]
    others = [text for other, text in persons.items() if other != gender]
    found = salience.person(history, gender, others)
    if found is None:
        return None
    persons[gender] = found.text
    text = _without_office(found.text)
    owns = lower in _POSSESSIVE or (lower == "her" and _owns(words, place))
    return possessive(text) if owns else text


def _for_pronoun(message: str, words: Sequence[Word], place: int, history: History) -> str | None:
    lower = words[place].lower
    after = words[place + 1] if place + 1 < len(words) else None
    if lower in _THING:
        empty = lower == "it" and means_nothing(message)
        found = None if empty else _thing(message, words, place, history)
        text = found.text if found else ""
    elif lower == "their" and after and after.tag == "det":
        return None  # a slip for "there"
    else:
        found = _group(message, words, place, history)
        of_them = place > 0 and words[place - 1].lower == "of"
        text = (_VAGUE_COUNT if of_them else _COUNT).sub("the ", found.text) if found else ""
    return possessive(text) if text and lower in _POSSESSIVE else text or None


def _group(message: str, words: Sequence[Word], place: int, history: History) -> Mention | None:
    """Return what "they" stands for in this message."""
    if speaks_of_two(message):
        two = next(filter(None, (lookup.pair([said]) for said in history)), None)
        many = salience.group(history, Expected(of_several=True))
        if two or many:
            return many if many and many in history[0] else two or many
    of_them = place > 0 and words[place - 1].lower == "of"
    passive = place > 0 and words[place - 1].lower in w.BE and has_participle(words, place)
    frame = "measure" if passive else "any"
    return salience.group(history, Expected(frame, of_them, is_human_act(words, place)))


def _thing(message: str, words: Sequence[Word], place: int, history: History) -> Mention | None:
    """Return what "it" stands for in this message."""
    before = [word.lower for word in words[:place][-2:]]
    if before[1:] == ["of"] and before[0] in _PARTS:
        mass = lookup.mass(history)
        if mass:
            return mass
    answer = lookup.amount(history[:1])
    if answer and place and speaks_of_sum(message):
        return answer
    return salience.thing(history, Expected(frame_of(message, words, place)))


def _owns(words: Sequence[Word], place: int) -> bool:
    """Whether "her" owns what follows."""
    after = words[place + 1] if place + 1 < len(words) else None
    return after is not None and after.tag in ("noun", "adj", "num", "ord", "name", "det")


def _is_bound(message: str, words: Sequence[Word], place: int) -> bool:
    """Whether the pronoun stands for a name or a noun that the message has before it.

    What owns something may be the subject; what is no subject is never that of its own clause.
    """
    word = words[place]
    before = [p for p in noun_phrases(message[: word.start]) if p.kind != "pronoun"]
    fitting, named = _agreeing(word.lower, before)
    if word.lower in _POSSESSIVE or (word.lower == "her" and _owns(words, place)):
        return bool(named)
    if not fitting:
        return False
    last = fitting[-1].end
    apart = any(other.start >= last and other.lower in w.SUBORDINATORS for other in words[:place])
    if word.lower in _NOMINATIVE:
        return words[place - 1].tag != "aux" or apart
    return apart and not is_subject(words, place)


def _agreeing(pronoun: str, phrases: Sequence[Phrase]) -> tuple[list[Phrase], list[Phrase]]:
    """Return the phrases that the pronoun agrees with, and those of them that are names."""
    if pronoun in _PERSONAL:
        fitting = [p for p in phrases if p.kind in ("person", "name") and not p.plural]
        return fitting, [p for p in fitting if p.text[:1].isupper() or p.kind == "name"]
    if pronoun in _THING:
        fitting = [p for p in phrases if p.kind not in ("time", "amount", "person")]
        return fitting, [p for p in fitting if p.kind in ("organisation", "place", "name")]
    fitting = [p for p in phrases if p.plural or p.kind in ("organisation", "place")]
    return fitting, fitting


def _without_office(name: str) -> str:
    """Return a full name without the offices and countries before it; others are left."""
    kept = re.sub(r"['’]s\b", "", name).split()
    while kept and (kept[0].lower() in _OFFICES or (kept[0].lower() == "of" and len(kept) > 1)):
        del kept[0]
    full = len(kept) > 1 and all(word[:1].isupper() or word.lower() in _PARTICLES for word in kept)
    return " ".join(kept) if full else name
