"""Regular expressions as lines of alternatives, with closed classes of words in capitals."""

from __future__ import annotations

import re

__all__ = ["AUXILIARY", "QUESTION_WORD", "pattern"]

# Words in capitals inside the patterns below stand for these; one may hold a later one.
_CLASSES = {
    "CLAUSE": r"(?=(?:\w+ )?WH\b|if\b|whether\b)",
    "POLITE": r"(?:can|could|would|will) YOU (?:(?:please|pls|kindly|maybe|also|just|even) )*",
    "AUX": r"(?:VERB|ca|wo|sha|ai)(?:n'?t)?",
    "WH": "who whom whose what which when where whereabouts why how",
    "VERB": "do does did is are was were am has have had can could will would should may might must"
    " shall",
    "ASK": "know ask hear learn understand see find check say explain tell",
    "NEWS": r"(?:news|info|information|word|details?|data|idea|clue|updates?|indication)",
    "YOU": "you u someone somebody anyone anybody",
    "FRONT": "after before while during in on at since until according following with as if because"
    " although for by under from of among besides despite about regarding between over",
    "THEY": "it he she they we i there that",
    "DID": r"(?:did|have|has|had|would|will|(?:do|does)(?!.* call))",
    "SAY": "say said saying says tell told write wrote written writes think thinks thought"
    " claim claimed argue argued comment commented respond responded reply replied tweet"
    " tweeted warn warned remark remarked believe believes stress stressed",
    "LONG": "many much long old far often big large tall high low deep wide fast quick quickly"
    " heavy hot cold warm expensive cheap small short strong steep frequently close loud thick few",
}


def pattern(lines: str) -> re.Pattern[str]:
    """Compile lines of alternatives, their spaces as they are, with the classes put in."""
    joined = "|".join(line.strip() for line in lines.strip().splitlines())
    for name, words in _CLASSES.items():
        joined = joined.replace(name, words if "(" in words else f"(?:{'|'.join(words.split())})")
    return re.compile(joined)


QUESTION_WORD = pattern(r"\bWH\b")
AUXILIARY = pattern(r"(?!may \d)AUX\b")
