"""What the rest of the program asks of follow-ups: the question to search, and whose article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.followups.cleaning import is_small_talk
from qa.followups.rewriting import LONGEST, rewritten
from qa.followups.tagging import tagged
from qa.types import Turn

__all__ = ["standalone_question", "subject_document"]

_LEAVES = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|fine|good|great|thanks|thank you|well|so|and|but)\W+)*(?:by the way|btw|"
    r"incidentally|something else|another (?:question|subject|topic|thing)|"
    r"(?:a )?(?:new|different) (?:question|subject|topic)|on another|change of)\b",
    re.IGNORECASE,
)


def standalone_question(message: str, turns: Sequence[Turn]) -> str:
    """Return `message` as a question that can be asked without the turns before it.

    The first message is returned as it is but for white space, and so is every one that stands by
    itself, without the fillers before it ("thanks! and …"). What points back is said in full: a
    fragment goes into the question before, a bare question word is completed from it, a pronoun
    becomes the name that it stands for. Never raises; what can't be told is left as it was typed.
    """
    message = " ".join(message.split())
    if not turns or not message:
        return message
    asked = rewritten(message, turns)
    return asked if len(asked) <= LONGEST else message


def subject_document(message: str, turns: Sequence[Turn]) -> str | None:
    """Return the id of the article that the latest answer came from, while the subject stays.

    None where `message` changes the subject: it says so, or it stands by itself and shares no name
    and no noun with the turns since that answer. Also None before the first answer.
    """
    message = " ".join(message.split())
    if not message or len(message) > LONGEST or _LEAVES.match(message):
        return None
    asked = standalone_question(message, turns)
    for turn in reversed(turns):
        if is_small_talk(turn.message):
            continue
        if not _goes_on(asked, turn):
            return None
        if turn.answer.citations:
            return turn.answer.citations[0].document_id
        asked = turn.standalone_question
    return None


def _goes_on(question: str, turn: Turn) -> bool:
    said = f"{turn.standalone_question} {turn.answer.text or ''}"
    return bool(_content(question) & _content(said))


def _content(text: str) -> set[str]:
    """Return the names and nouns of a text, without endings."""
    return {
        re.sub(r"(?:['’]s?|s)$", "", word.lower)
        for word in tagged(text[: 2 * LONGEST])
        if word.tag in ("name", "noun") and len(word.text) > 1
    }
