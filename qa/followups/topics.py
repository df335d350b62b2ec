"""What a message comes back to before it asks: "back to the US: how much was it?"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.followups import words as w
from qa.followups.anaphora import with_names
from qa.followups.clause_forms import joined_words
from qa.followups.context import mentions
from qa.followups.descriptions import with_descriptions
from qa.followups.lookup import History, history_of
from qa.followups.mention import Mention
from qa.followups.phrases import gender_of, kind_of, noun_phrases
from qa.followups.tagging import tagged
from qa.types import Turn

__all__ = ["Topic", "topic_of"]


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic in full, the turns up to the one that spoke of it, and what they spoke of."""

    text: str
    turns: Sequence[Turn]
    history: History

    def attached(self, question: str) -> str:
        """Return a question that doesn't name its topic with the topic at its end, if it fits."""
        words = tagged(question)
        if kind_of(self.text) not in ("place", "event", "name") or not words:
            return f"{question}?"
        link = "of" if words[-1].lower in w.ROLES else "in"
        return joined_words(question, f"{link} {self.text}")


def topic_of(named: str, turns: Sequence[Turn]) -> Topic:
    """Return the topic that a message names; of the turns, at least one, the latest is last."""
    before = history_of(turns)
    text = with_names(with_descriptions(named, before), before)
    about = turns[: _last_about(text, turns) + 1]
    phrases = noun_phrases(text)
    plural, head = (phrases[-1].plural, phrases[-1].head) if phrases else (False, "")
    mention = Mention(text, kind_of(text), "subject", head, plural, gender_of(text))
    return Topic(text, about, [(mention,), *map(mentions, reversed(about))])


def _last_about(topic: str, turns: Sequence[Turn]) -> int:
    """Return the place of the latest turn that spoke of the topic, else of the latest."""
    content = {
        word.lower for word in tagged(topic) if word.tag in ("noun", "name") and len(word.text) > 1
    }
    for place in range(len(turns) - 1, -1, -1):
        turn = turns[place]
        said = f"{turn.standalone_question} {(turn.answer.text or '')[:1_000]}"
        if content & {word.lower for word in tagged(said)}:
            return place
    return len(turns) - 1
