"""The parts of a question: what is asked, auxiliary, subject, verb and the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.followups import words as w
from qa.followups.asked import BEFORE_PREPOSITIONS, end_of_asked
from qa.followups.tagging import Word, is_plural, tagged

__all__ = ["Clause", "clause_of"]

_ADVERBIAL = frozenset(("when", "where", "why", "how"))
_GROUPS = ("be", "been", "being", "have")  # verbs that another one may follow
_NOMINAL = frozenset(("det", "poss", "num", "ord", "name", "adj", "noun", "time", "adv"))
_NEEDS = {  # the verb form that an auxiliary asks for
    **dict.fromkeys(w.DO | w.MODALS, frozenset(("base",))),
    **dict.fromkeys(w.BE, frozenset(("participle", "ing"))),
    **dict.fromkeys(w.HAVE, frozenset(("participle",))),
}


@dataclass(frozen=True, slots=True)
class Clause:
    """A question in its parts, as it is written, without the question mark.

    "How much did the US pledge in May" is asked "How much", auxiliary "did", subject "the US", verb
    "pledge" and rest "in May". `asked` is empty in a question for yes or no; `subject` where what
    is asked is the subject ("Who won"); `auxiliary` where there is none; `verb` where a form of
    "be" or "have" is all there is. `verb_start` is where the verb begins in the question, -1 where
    there is none.
    """

    asked: str
    auxiliary: str
    subject: str
    verb: str
    rest: str
    verb_start: int = -1

    @property
    def words(self) -> tuple[str, ...]:
        words = self.asked.lower().split()
        return (w.SLIPS.get(words[0], words[0]), *words[1:]) if words else ()

    @property
    def asks_subject(self) -> bool:
        return bool(self.asked) and not self.subject

    @property
    def adverbial(self) -> bool:
        """Whether an adverb or a prepositional phrase would answer."""
        words = self.words
        if not words:
            return False
        if words[0] == "how" and words[1:2] and words[1] in ("much", "many"):
            return False
        return words[0] in _ADVERBIAL | w.PREPOSITIONS | BEFORE_PREPOSITIONS

    @property
    def tail(self) -> str:
        """All that follows the auxiliary."""
        return " ".join(filter(None, (self.subject, self.verb, self.rest)))

    @property
    def tail_of_subject(self) -> str:
        """All that follows the subject."""
        return " ".join(filter(None, (self.verb, self.rest)))


def clause_of(question: str) -> Clause | None:
    """Return the question's parts, or None where it does not begin as a question does."""
    core = question.rstrip("?!. ")
    found = tagged(core)
    while found and found[0].tag in ("conj", "mark"):
        found = found[1:]
    asked = end_of_asked(found) if found else None
    return None if asked is None else _parts(core, found, asked)


def _parts(core: str, found: Sequence[Word], asked: int) -> Clause:
    """Return the clause whose first `asked` words say what is asked."""

    def text(left: int, right: int) -> str:
        right = min(right, len(found))
        return core[found[left].start : found[right - 1].end] if left < right else ""

    question, size = text(0, asked), len(found)
    if asked == size:
        return Clause(question, "", "", "", "")
    head, start = found[asked], asked + 1
    if head.tag != "aux":
        return Clause(question, "", "", head.text, text(start, size), head.start)
    while start < size and found[start].lower in ("not", "n't", "also", "still"):
        start += 1
    verb = _verb_place(found, start, head.lower)
    if verb is None and question and head.lower in w.DO:
        verb = _unknown_verb(found, start)
    if verb is not None:
        end = _end_of_verb(found, verb)
        subject, verbs, rest = text(start, verb), text(verb, end), text(end, size)
        return Clause(question, head.text, subject, verbs, rest, found[verb].start)
    argument = bool(question) and not _is_adverbial(question)
    does = head.lower in w.DO and start < size and found[start].tag in ("det", "poss")
    if does and argument:  # "who did the poll"
        return Clause(question, "", "", head.text, text(start, size), head.start)
    if start < size and (not argument or _begins_noun(found[start])):
        end = _end_of_noun(found, start)
        return Clause(question, head.text, text(start, end), "", text(end, size))
    if head.lower in w.HAVE:
        return Clause(question, "", "", head.text, text(start, size), head.start)
    return Clause(question, head.text, "", "", text(start, size))


def _end_of_verb(found: Sequence[Word], start: int) -> int:
    """Return where "been arrested" or the like ends."""
    end = start + 1
    while end < len(found) and found[end - 1].lower in _GROUPS:
        if not (found[end].forms & {"participle", "ing"} or found[end].lower in ("been", "being")):
            break
        end += 1
    return end


def _is_adverbial(asked: str) -> bool:
    return Clause(asked, "", "", "", "").adverbial


def _begins_noun(word: Word) -> bool:
    return word.tag in ("det", "poss", "name", "noun", "pron", "num", "time", "ord")


def _end_of_noun(found: Sequence[Word], start: int) -> int:
    """Return where the noun phrase from `start` ends, with what "of" ties to it."""
    if found[start].tag == "pron":
        return start + 1
    end, noun = start, False
    while end < len(found) and not (noun and _leaves_noun(found, start, end)):
        word = found[end]
        if word.tag in ("noun", "name", "time"):
            noun = True
        elif word.lower == "of" or (found[end - 1].possessive and word.tag in ("adj", "ord")):
            noun = False
        elif word.lower not in ("and", "'", "’", "-") and word.tag not in _NOMINAL:
            break
        end += 1
    return max(end, start + 1)


def _leaves_noun(found: Sequence[Word], start: int, end: int) -> bool:
    """Whether the word at `end` cannot go on with the noun phrase that began at `start`."""
    word, last = found[end], found[end - 1]
    if word.tag in ("adj", "ord"):
        return not last.possessive
    if word.tag == "num":
        return last.tag != "name"
    full_name = end - start > 1 and all(other.tag == "name" for other in found[start:end])
    return word.tag in ("det", "adv", "poss") or (word.lower in w.ROLES and full_name)


def _verb_place(found: Sequence[Word], start: int, auxiliary: str) -> int | None:
    """Return the place of the main verb after the subject that begins at `start`, if there is one.

    In a run of nouns and the like the last fitting form is it ("the drone attack kill"); a form
    right after an article or an adjective is none.
    """
    wanted = _NEEDS[auxiliary]
    place = start
    while place < len(found):
        candidate = None
        while place < len(found):
            word = found[place]
            if _fits(word, found[place - 1] if place > start else None, wanted) and not (
                candidate is not None and word.lower in w.MASS_NOUNS
            ):
                candidate = place
                if word.lower in (*_GROUPS, "do"):
                    return place
            elif candidate is not None and word.tag not in ("noun", "name"):
                return candidate
            place += 1
            if word.tag in ("prep", "mark", "conj") and candidate is not None:
                return candidate
        return candidate
    return None


def _unknown_verb(found: Sequence[Word], start: int) -> int | None:
    """Return where a verb that is in no list may be after "did" in "where did the whale strand".

    It looks like a noun, and stands after a name, or else last before a preposition or the end.
    """
    last = None
    for place in range(start + 1, len(found)):
        word, before = found[place], found[place - 1]
        if word.tag in ("prep", "mark"):
            break
        plain = word.tag == "noun" and word.text.islower() and not is_plural(word.lower)
        if "base" in word.forms and before.tag == "ord":
            return place
        if not plain or word.lower in w.MASS_NOUNS or before.tag not in ("name", "pron", "noun"):
            continue
        if before.tag != "noun":
            return place
        last = place
    return last


def _fits(word: Word, before: Word | None, wanted: frozenset[str]) -> bool:
    if word.lower in ("been", "being"):
        return "participle" in wanted
    if word.lower in ("be", "have", "do"):
        return "base" in wanted
    if not word.forms & wanted:
        return False
    return before is None or before.tag not in ("det", "poss", "adj", "num", "ord", "prep", "wh")
