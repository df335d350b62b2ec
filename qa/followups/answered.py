"""What the answer of a turn spoke of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.followups import words as w
from qa.followups.answers import (
    definite,
    filler,
    is_person,
    items,
    joined,
    noun_answer,
    possessive,
    without_preposition,
)
from qa.followups.clauses import Clause
from qa.followups.mention import Mention, kind_asked, mention_of, noun_asked
from qa.followups.phrases import kind_of, noun_phrases
from qa.followups.tagging import tagged

__all__ = ["of_answer"]

_OWNERS = ("person", "name", "organisation", "place")
_VALUE = re.compile(
    r"the (?:\w+ )?(?:age|price|date|flag|cause|reason|length|height|size|weight|address|result|"
    r"score|job|post)\b"
)
_CALLED = re.compile(r"\b(?:name|called)\b")
_FULL_NAME = re.compile(r"(?: [A-Z][\w'’-]+){2,}$")


def of_answer(answer: str | None, clause: Clause | None) -> Iterator[Mention]:
    """Yield what an answer spoke of; nothing for one that is no noun phrase."""
    text = noun_answer(answer)
    if not text or clause is None:
        return
    asked = " ".join(clause.words)
    if items(text):
        yield from _of_list(items(text), asked)
    elif clause.words[:1] == ("how",) or clause.adverbial:
        yield _of_adverbial(text, asked, clause, answer)
    else:
        yield _of_argument(text, asked, clause, answer)
        for inner in noun_phrases(text)[1:]:
            if not inner.possessor and inner.kind not in ("pronoun", "time"):
                yield mention_of(definite(inner.text), "other")


def _of_list(listed: tuple[str, ...], asked: str) -> Iterator[Mention]:
    for item in listed:
        yield mention_of(definite(item), "item", asked)
    whole = joined([definite(item) for item in listed])
    kind = "person" if all(is_person(item, asked) for item in listed) else kind_of(listed[0])
    if kind == "name" and noun_asked(asked):
        kind = kind_asked(noun_asked(asked))
    yield Mention(whole, kind, "answer", listed[-1].lower(), True, parts=listed)


def _of_adverbial(text: str, asked: str, clause: Clause, answer: str | None) -> Mention:
    """Return what answers "how many", "when", "where", "by whom", …"""
    kind, noun = kind_of(text), noun_asked(asked)
    if asked.startswith("how many") and kind in ("amount", "thing"):
        full = filler(clause, answer)
        if full != text and full[0].isalnum() and len(text.split()) < 3:
            return Mention(f"the {full}", kind_of(full), "answer", full.split()[-1].lower(), True)
    bare = without_preposition(text)
    if kind == "name" and noun:
        kind = kind_asked(noun)
    said_what = kind == "person" and text.islower() and "who" not in asked
    if said_what and tagged(text)[0].tag not in ("det", "poss"):
        kind = "role"
    if asked.startswith("how") and text[:1].isdigit() and kind == "thing":
        kind = "amount"
    if kind in ("name", "thing") and ("where" in asked or kind_of(bare) == "place"):
        kind = "place"
    phrases = noun_phrases(text)
    return Mention(
        definite(bare),
        kind,
        "location" if "where" in asked or kind == "place" else "answer",
        bare.split()[-1].lower(),
        bool(phrases) and phrases[0].plural,
        preposition=text[: len(text) - len(bare)].strip().lower(),
        noun=noun,
    )


def _of_argument(text: str, asked: str, clause: Clause, answer: str | None) -> Mention:
    """Return what answers "who", "what" or "which"."""
    role, first = "answer", clause.words[:1]
    describes = first == ("who",) and clause.auxiliary in w.BE and not text[:1].isupper()
    if describes and kind_of(clause.subject) in ("person", "name"):
        role = "description"
    if first == ("what",) and _VALUE.match(clause.subject):
        role = "value"
    full = filler(clause, answer) or definite(text)
    around = (*noun_phrases(clause.subject), *noun_phrases(clause.rest))
    owner = next((phrase for phrase in around if phrase.kind in _OWNERS), None)
    if owner and tagged(full)[0].tag == "poss" and " " in full:
        name = _FULL_NAME.search(full)
        owned = f"{possessive(owner.text)} {full.split(' ', 1)[1]}"
        full = name.group().strip() if name else owned
    of_person = any(phrase.kind == "person" for phrase in around) or any(
        word.lower.rstrip("s") in w.ROLES for word in tagged(clause.tail)
    )
    if of_person and _CALLED.search(clause.tail):
        asked = "who"
    return mention_of(full, role, asked)
