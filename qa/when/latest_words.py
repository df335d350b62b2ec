"""Words for the newest state of things: "latest", "now", "recently", "so far"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from qa.when.guards import after, before
from qa.when.types import Atom
from qa.when.words import compiled, folded
from qa.when.yearly import fixed

__all__ = ["latest_words"]

_LATEST = compiled(
    r"\b(?:latest|newest|most recent(?:ly)?|recent(?:ly)?|lately|as of now|up to now|until now|"
    r"right now|now|currently|current|at present|presently|at the moment|these days|nowadays|"
    r"so far|to date)\b"
)
_NOT_AFTER = {
    "latest": compiled(r"\bat the\s{1,2}$"),
    "current": compiled(r"\b(?:electric|electrical|alternating|direct|ocean|rip|gulf|air|an?)\s$"),
    "now": compiled(r"\b(?:from|by|before|just|apocalypse)\s$"),
    "to date": compiled(
        r"\b(?:up|wom[ae]n|m[ae]n|girls?|guys?|wants?|wanted|began|started|how)\s$"
    ),
}
_NOT_BEFORE = {
    "current": compiled(r" (?:of|in|flows?|through|carried|swept|was|is)\b|\s{0,2}[?.,]|$"),
    "now": compiled(r"-|(?: and| or) (?:then|again)\b"),
    "so far": compiled(r" (?:away|off|apart|from|as|behind|ahead|out|down|up|in advance)\b"),
    "to date": compiled(r" (?:an?|him|her|them|someone|anyone|each|other|the)\b"),
}


def latest_words(text: str) -> Iterator[Atom]:
    """Find them; not "an electric current", "from now on", "Friday at the latest"."""
    for match in _LATEST.finditer(text):
        word = folded(match[0])
        not_after, not_before = _NOT_AFTER.get(word), _NOT_BEFORE.get(word)
        if not_after and not_after.search(before(text, match.start())):
            continue
        if not_before and not_before.match(after(text, match.end())):
            continue
        yield Atom(match.start(), match.end(), "latest", "", partial(fixed, None))
