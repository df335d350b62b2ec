"""The forms in which a sentence affirms or negates what a yes/no question asks, as patterns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

from qa.verdict.asked import DETERMINER, Asked, Term
from qa.verdict.tokens import stem_of

__all__ = ["Verdict", "frames"]

Verdict: TypeAlias = Literal["yes", "no"]

_ROLES = """
    president minister secretary prime foreign chief executive leader premier chancellor senator
    governor mayor king queen pope spokesman spokeswoman coach captain striker actor singer general
"""
_BARE = frozenset(map(stem_of, "help let make see hear watch feel".split()))
_ANY = r"[^\s|]+\|"  # the stem of any content word
_ROLE = rf"(?:{'|'.join(map(stem_of, _ROLES.split()))})\|"
_PLAIN_WORDS = rf"(?: {DETERMINER})?(?: {_ANY}[CG]*){{0,3}}"
_NAME_WORDS = rf"(?: (?:{DETERMINER}|{_ROLE}|{_ANY}C[PSGAL]*|{_ANY}S?A?L)){{0,6}}"
_TITLES = rf"(?: (?:{DETERMINER}|{_ROLE}\w*|{_ANY}C[SAL]*|{_ANY}S?A?L)){{0,4}}"
_MODIFIERS = rf"(?: (?:{DETERMINER}|{_ANY}S?)){{0,3}}{_TITLES}"
_AGENT = rf"(?: {DETERMINER})?(?: {_ANY}C[SGL]*){{0,4}}(?: {_ANY}S?)?(?<! )"
_LISTED = rf"(?:{_MODIFIERS}(?: ,{_MODIFIERS}){{0,4}} ~and)?"
_ADVERBS = r"(?: \+\S+){0,3}"
_CLAUSE = rf"(?: (?:[~+]\S+|{_ANY}[CPSGAL]*)){{1,15}}"
_FRONT = rf"^(?:(?= [~+]){_CLAUSE} ,)?(?: ~(?:and|but|so))?{_ADVERBS}"
_INSERTION = rf"(?: ,{_CLAUSE} ,)?{_ADVERBS}"
_END = r"(?= (?!~of\b|~or\b)[~+,;\d]|$)"
_NAME_END = r"(?= |$)(?! \S+\|C)"
# "Resigned in May" is "resigned", but "resigned from the board" may be something else.
_VERB_END = r"(?= (?:~(?:in|at|after|during|when|as|because|amid|and)\b|[+,;\d])|$)"
_HAVE = r"(?: ~(?:has|have|had))"
_BE_PAST = rf"(?: ~(?:was|were)|{_HAVE} ~been)"

# What stands between subject and verb, and the flags of the verb, by the question's auxiliary.
_AFFIRMED = {
    "did": (
        rf"(?:{_HAVE} ~been{_ADVERBS}(?= \S+\|\w*G)|{_HAVE}?{_ADVERBS}(?= \S+\|\w*P))",
        r"\w*",
    ),
    "does": ("", "[SGV]*"),
    "will": (" ~will", "[SGV]*"),
    "can": (" ~can", "[SGV]*"),
    "is": (rf" ~(?:is|are){_ADVERBS}(?: {DETERMINER})?", r"\w*"),
    "was": (rf"{_BE_PAST}{_ADVERBS}(?: {DETERMINER})?", r"\w*"),
    "will be": (" ~will ~be", r"\w*"),
}
_NEGATED = {
    "did": rf" ~did !not|{_HAVE} !not|{_HAVE}? !never|{_HAVE}? !(?:refused|declined|failed) ~to"
    rf"|{_HAVE}? !denied(?= \S+\|\w*G)",
    "does": " ~(?:does|do) !not| !never",
    "will": " ~will !(?:not|never)",
    "can": " ~can !(?:not|never)",
    "is": rf" ~(?:is|are) !not(?: {DETERMINER})?",
    "was": rf"(?: ~(?:was|were) !not|{_HAVE} !not ~been)(?: {DETERMINER})?",
    "will be": " ~will !not ~be",
}


def frames(asked: Asked) -> Iterator[tuple[Verdict, str]]:
    """Yield what would affirm or negate the question, for each word that may be its verb."""
    group, items = asked.group, asked.items
    for k in range(1, len(items)):
        subject, verb, rest = items[:k], items[k], items[k + 1 :]
        if verb.prepositions and group not in ("is", "was"):
            continue
        yield from _active(group, subject, verb, rest)
        if group == "did" and rest and not any(term.prepositions for term in rest):
            yield from _passive(subject, verb, rest)
        if group == "was":
            yield from _active_of_passive(subject, verb, rest)
        if group == "is":
            yield from _titles(subject, [verb.after(""), *rest])


def _active(
    group: str, subject: Sequence[Term], verb: Term, rest: Sequence[Term]
) -> Iterator[tuple[Verdict, str]]:
    between, flags = _AFFIRMED[group]
    if group in ("is", "was"):
        flags = r"\w*G\w*" if verb.ing else "[CPSALV]*"
    end = _END if rest or group in ("is", "was", "will be") else _VERB_END
    gap = _LISTED if rest and not rest[0].prepositions else ""
    # "helped fight Russia", "saw Russia win" help or see something else than Russia
    between_rest = _TITLES if verb.stem in _BARE else _MODIFIERS
    tail = rf"{gap}{_run(rest, between_rest)}{end}"
    head = rf"{_FRONT}{_subject(subject)}{_INSERTION}"
    stem = rf"{verb.prepositions} {verb.stem}\|"
    yield "yes", rf"{head}{between}{_ADVERBS}{stem}{flags}{tail}"
    yield "no", rf"{head}(?:{_NEGATED[group]})(?: \+yet)?{stem}\w*{tail}"


def _passive(
    subject: Sequence[Term], verb: Term, rest: Sequence[Term]
) -> Iterator[tuple[Verdict, str]]:
    """Yield "the bill was passed by the senate" for "did the senate pass the bill"."""
    head = rf"{_FRONT}{_subject(rest)}{_INSERTION}"
    agent = rf"{_past(verb)}{_ADVERBS} ~by{_run(subject, _MODIFIERS)}{_END}"
    yield "yes", rf"{head}{_BE_PAST}{agent}"
    yield "no", rf"{head}{_NEGATED['was']}{agent}"


def _active_of_passive(
    subject: Sequence[Term], verb: Term, rest: Sequence[Term]
) -> Iterator[tuple[Verdict, str]]:
    """Yield "police arrested Smith" for "was Smith arrested", with the agent if one is named."""
    if rest and rest[0].prepositions == " ~by":
        yield from _active("did", [rest[0].after(""), *rest[1:]], verb, subject)
    else:
        told = rf"{_run(subject, _MODIFIERS)}{_run(rest, _MODIFIERS)}{_END}"
        yield "yes", rf"{_FRONT}{_AGENT}{_HAVE}?{_past(verb)}{told}"


def _titles(subject: Sequence[Term], title: Sequence[Term]) -> Iterator[tuple[Verdict, str]]:
    """Yield "President Ann Lee" and "Ann Lee, the president," for "is Lee the president"."""
    before = rf"(?:^| [~+,;]\S*| {_ANY}\w*[AL]\w*)"
    first_names = rf"(?: {_ANY}C\w*){{0,2}}"
    name = _run(subject, flags="C[PSGL]*")
    yield "yes", rf"{before}{_run(title)}{first_names}{name}{_NAME_END}"
    yield "yes", rf"{name} ,(?: {DETERMINER})?{_run(title)}(?= [,;]|$)"


def _past(verb: Term) -> str:
    return rf"{_ADVERBS} {verb.stem}\|\w*P\w*"


def _subject(items: Sequence[Term]) -> str:
    """Return the pattern of a subject: before a name any title may stand, else no other's name."""
    return rf"(?:{_NAME_WORDS}{_run(items, flags='C[PSGL]*')}|{_PLAIN_WORDS}{_run(items)})"


def _run(items: Sequence[Term], between: str = rf"(?: {DETERMINER})?", flags: str = r"\w*") -> str:
    """Return the pattern of the terms in their order, with `flags` for the last."""
    patterns = [
        rf"{term.prepositions}{between} {term.attribute if n < len(items) else term.stem}\|"
        for n, term in enumerate(items, 1)
    ]
    return r"\w*".join(patterns) + (flags if items else "")
