"""The places of a question that a fragment may take, and how well each suits it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.followups import words as w
from qa.followups.clauses import clause_of
from qa.followups.phrases import Phrase, noun_phrases
from qa.followups.tagging import is_plural, tagged

__all__ = ["ENOUGH", "NAMED", "Slot", "best_slot", "first_slot", "likeness", "slots_of"]

ENOUGH = 2.5  # likeness from which a slot suits
NAMED = ("person", "place", "organisation", "name")
_NEVER = -9.0
_SPANS = ("since", "until", "before", "after", "during", "by")
_SAME_KIND = {"time": 6.0, "thing": 2.0}  # 4 for all others
_CLOSE = {  # kinds that stand for one another, and how well
    ("organisation", "place"): 2.5,
    ("organisation", "person"): 2.0,
    ("organisation", "name"): 3.5,
    ("person", "name"): 3.5,
    ("place", "name"): 3.0,
    ("thing", "name"): 2.0,
    ("thing", "event"): 2.0,
    ("person", "thing"): 1.5,
    ("organisation", "thing"): 1.5,
}


@dataclass(frozen=True, slots=True)
class Slot:
    """A phrase of a question; its `role` is asked, subject or other."""

    phrase: Phrase
    role: str


def slots_of(question: str) -> list[Slot]:
    """Return the slots of a question in their order; "A and B" as a subject are one."""
    clause = clause_of(question)
    start = end = len(clause.asked) if clause else 0
    if clause and clause.subject:
        end = question.find(clause.subject, start) + len(clause.subject)
    whole = clause.subject if clause and " and " in clause.subject else ""
    slots: list[Slot] = []
    for phrase in noun_phrases(question):
        if whole and start <= phrase.start < end:
            if slots and slots[-1].role == "subject":
                continue
            phrase = Phrase(whole, end - len(whole), end, phrase.kind, phrase.head, True)
        if phrase.kind == "pronoun" and phrase.head not in ("it", "he", "she", "they", "there"):
            continue
        subject = start <= phrase.start < end and not phrase.preposition
        role = "asked" if phrase.start < start else "subject" if subject else "other"
        slots.append(Slot(phrase, role))
    return slots


def best_slot(phrase: Phrase, slots: Sequence[Slot]) -> Slot | None:
    """Return the slot that suits the phrase best, the first of equals; None where none does."""
    scored = [(likeness(phrase, slot), -n, slot) for n, slot in enumerate(slots)]
    good = [entry for entry in scored if entry[0] >= ENOUGH]
    return max(good, key=lambda entry: entry[:2])[2] if good else None


def first_slot(slots: Sequence[Slot]) -> Slot | None:
    """Return the subject, or else the first phrase that tells no time."""
    for role in ("subject", "other"):
        for slot in slots:
            if slot.role == role and slot.phrase.kind != "time" and not slot.phrase.possessor:
                return slot
    return None


def likeness(new: Phrase, slot: Slot) -> float:
    """Return how well a phrase suits a slot; from `ENOUGH` it does."""
    old = slot.phrase
    if new.possessor:
        return 5.0 if old.possessor else _NEVER
    if "time" in (new.kind, old.kind) and new.kind != old.kind:
        spans = new.preposition == old.preposition and new.preposition in _SPANS
        return 6.0 if spans else _NEVER
    score = _kinship(new, old)
    if slot.role == "asked":
        return _likeness_to_asked(new, old, score)
    if old.possessor and not (new.kind in NAMED and old.kind in NAMED):
        score -= 2.0
    if new.preposition not in ("", "of", "from", "by") and slot.role == "subject":
        return _NEVER
    if new.preposition and old.preposition not in ("", new.preposition) and new.kind != old.kind:
        return _NEVER
    if new.preposition:
        score += 3.0 if new.preposition == old.preposition else -1.0 if old.preposition else -2.0
    else:
        score += 2.0 * (slot.role == "subject")
    if "'" in new.text.replace("’", "'") and not old.possessor:
        own = old.preposition != "of" and old.text.lower() in new.text.lower()
        score += 4.0 * own + 2.0 * ("'" in old.text)
    return score + 1.0 * (new.plural == old.plural and new.kind == old.kind)


def _kinship(new: Phrase, old: Phrase) -> float:
    """Return how much two phrases are alike by kind and words."""
    score = _SAME_KIND.get(new.kind, 4.0) if new.kind == old.kind else 0.0
    kinds = (new.kind, old.kind)
    score = score or max(_CLOSE.get(kinds, 0.0), _CLOSE.get(kinds[::-1], 0.0))
    same = new.head == old.head
    if same and new.kind in ("name", "person", "place") and not new.text.startswith("the "):
        same = new.text.lower() == old.text.lower() or new.text.islower()
    shared = bool(_content(new) & _content(old))
    return score + (6.0 if same else 2.0 * shared)


def _likeness_to_asked(new: Phrase, old: Phrase, score: float) -> float:
    """Return the likeness to what is asked: "how many tanks" - "what about howitzers?"."""
    if new.preposition:
        return _NEVER
    if new.kind == "name" and is_plural(new.head) and old.plural:
        return 9.0
    bare = tagged(new.text)[0].tag not in ("det", "poss")
    common = new.plural or new.head in w.MASS_NOUNS
    fits = bare and common and new.kind in ("thing", "person", "amount", "name")
    return score + 2.0 if fits and score else _NEVER


def _content(phrase: Phrase) -> set[str]:
    return {word.lower for word in tagged(phrase.text) if word.tag in ("adj", "noun", "name")}
