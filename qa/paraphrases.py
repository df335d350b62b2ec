"""Ask in the words that articles use: one verb of promising exchanged for "announce".

A reader trained to tell near misses apart takes "pledge" for something else than the "announced"
of a report. What is found by a paraphrase counts a little less than what was asked for in so many
words.
"""

from __future__ import annotations

import re

__all__ = ["PARAPHRASE_COST", "paraphrases"]

PARAPHRASE_COST = 1.0  # log-odds

_FORMS = {
    "pledge": "announce", "pledges": "announces", "pledged": "announced",
    "promise": "announce", "promises": "announces", "promised": "announced",
    "commit": "announce", "commits": "announces", "committed": "announced",
    "vow": "announce", "vows": "announces", "vowed": "announced",
}  # fmt: skip
_VERB = re.compile(r"\b(" + "|".join(_FORMS) + r")\b", re.IGNORECASE)


def paraphrases(question: str) -> list[str]:
    """Return other ways to ask the question, without itself; mostly there are none."""
    changed = _VERB.sub(lambda match: _FORMS[match.group().lower()], question)
    return [changed] if changed != question else []
