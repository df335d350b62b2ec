"""A question without what is said around it: greetings, polite wrappers, tags, fronted clauses."""

from __future__ import annotations

import re

from qa.question_kind.patterns import QUESTION_WORD, pattern

__all__ = ["core", "unwrapped"]

QUESTION_CHARACTERS = 1_000  # what stands behind these changes no kind

_SHORT = {"s": "is", "re": "are", "d": "did", "ve": "have", "ll": "will"}
_SHORTENED = re.compile(r"\b(who|what|where|when|why|how)(?:'(s|re|d|ve|ll)|(s))\b")
_RESPELLED = (
    (re.compile(r"[’‘`´]"), "'"),
    (re.compile(r"\s+"), " "),
    (re.compile(r"\b(?:wat|wot|wht|waht)\b"), "what"),
    (re.compile(r"\bwich\b"), "which"),
    (re.compile(r"^were (?=(?:did|do|does|is|was|are)\b)"), "where "),
    (re.compile(r"\bhow(?=(?:much|many)\b)"), "how "),
    (re.compile(r"\bhappend\b"), "happened"),
)
# What is said before the question itself; taken off for as long as one of these fits.
_OPENING = pattern(r"""
    (?:and|but|ok|okay|well|hi|hello|hey|please|pls|thanks|thank you|sorry|also|now|then|um)\b\W*
    (?:just|so(?! far)|actually|by the way|btw|quick question|good \w+ing|exactly|briefly)\b\W*
    (?:there|no|yes|great|fine)[,.!]\W*
    POLITE(?=ASK CLAUSE|(?:list|name|give|tell|describe|explain|summari[sz]e|show|remind)\b)
    POLITE(?=(?:recap|compare|outline|sum up|walk|brief|enumerate)\b)
    (?:tell|show|give|remind|inform) (?:me|us)\b[\s,:]*
    (?:ASK|describe|guess)(?: out)? (?:to me )?CLAUSE
    (?:do|does) (?:we|YOU) (?:happen to |even |by any chance )?know\b
    (?:do|does) (?:(?:the|this|these|your|any) \w+|it) (?=(?:ASK|mention) (?:CLAUSE|any|some))
    (?:say|mention|tell us|state) (?=(?:any|some)\w*\b)
    is it (?:known|clear|reported|mentioned|said) (?:yet |already )?CLAUSE
    i(?:'?d| would)? (?:really |just )?(?:like|love|want|wanted|need) to ASK(?: out)?\b[\s:,]*
    i (?:do not|don'?t|can'?t|didn'?t) (?:know|understand|remember|get|see)\b
    (?:i(?:'?m| am| was)? )?(?:just |also )?(?:wonder(?:ing|ed)?|curious)\b[\s,:]*
    (?:may|might|can|could|let) (?:i|me) (?:please )?(?:ask|know)\b[\s,:]*
    (?:my|the|one|another) question(?: is)?\b[\s,:]*
    what i(?:'d like| want| need| would like) to ASK is\b
    (?:i (?:want|need)|do you have|have you got|is there) (?=(?:any |some |an |more )?NEWS\b)
    (?:any |some |an |no )?NEWS(?: (?:on|about|of|as to|regarding))? CLAUSE
""")
_ASSERTED = pattern(r"""
    (?:is (?:it|that)|am i|would it be) (?:really )?(?:true|correct|right|fair)\b
    is it (?:really )?(?:so|the case|a fact)\b
    true or false\b\W*
""")
_WHETHER = re.compile(r"(?:if|whether)\b(?!.*,)")
_THAT = re.compile(r"(?: in (?:thinking|saying)| to (?:think|say))?(?: that\b)?[\s,:]*")
_TAG = pattern(r"""
    \s*[,;.?–-]\s*(?:right|correct|no|yes|eh|true|innit|am i right|is that \w+|or what)$
    \s*[,;.?–-]\s*AUX (?:not )?THEY(?: not)?$
    \s\w+n'?t THEY$
    [\s,]+or (?:not|no)$
""")
_CLOSING = pattern(r"[\s,]+(?:please|pls|plz|thanks|thank you|thx|if i may ask|do you know|btw)$")
# "After the storm, …", "when Biden visited Kyiv, …", "The race was called off. …"
_FRONTED = pattern(r"""
    FRONT\b(?! (?:which|what|whom|whose|how|when)\b)[^,:?]*[,:] ?(?=(?:\w+ )?WH\b|AUX\b)
    when(?! AUX\b)\b[^,:?]*, (?=(?:\w+ )?WH\b|AUX\b)
    (?!(?:\w+ )?WH\b|AUX\b)[^?]*[.;:] (?=(?:\w+ )?WH\b|AUX\b)
""")


def core(question: str) -> str:
    """Return the question in lower case without what is said around it.

    Greetings, polite wrappers ("could you tell me") and tags (", right?") go, contractions of
    question words are written out, and a fronted clause ("After the storm, …") goes to the end.
    """
    text, front, _ = unwrapped(question)
    return f"{text} {front}".strip().rstrip(" ,.:;")


def unwrapped(question: str) -> tuple[str, str, bool]:
    """Return the core, what was fronted, and whether it is asked if a statement is true."""
    text = question[:QUESTION_CHARACTERS].casefold().strip(" \t\r\n?!.")
    for written, spelling in _RESPELLED:
        text = written.sub(spelling, text)
    text = _SHORTENED.sub(lambda match: f"{match[1]} {_SHORT[match[2] or match[3]]}", text)
    front, asserted, tagged, wrapped = "", False, False, False
    while True:
        if match := _CLOSING.search(text):
            text = text[: match.start()]
        elif match := _TAG.search(text, 1):
            text, tagged = text[: match.start()].rstrip(" ?,."), True
        elif (match := _OPENING.match(text)) and match.end() < len(text):
            text, wrapped = text[match.end() :].lstrip(), True
        elif match := _ASSERTED.match(text) or (_WHETHER.match(text) if wrapped else None):
            text, asserted = _THAT.sub("", text[match.end() :], count=1), True
        elif match := _FRONTED.match(text):
            text, front = text[match.end() :], f"{front} {match[0]}".strip()
        else:
            return text, front, asserted or (tagged and not QUESTION_WORD.match(text))
