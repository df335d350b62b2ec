"""What stands around a question in a conversation: fillers, thanks, corrections, asides."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Message", "cleaned", "is_small_talk"]

_PAUSE = r"[\s,.!:;–—-]"
_LEAD = re.compile(
    rf"""(?:
    (?:and|but|so|ok(?:ay)?|k|then|also|plus|n|&|hm+|well\ then|please|pls|alright|sure)\b{_PAUSE}*
    |(?:good|great|fine|nice|cool|perfect|well|right|all\ right|interesting|wow|ah+|oh+|aha|now
      |next|really|yes|yeah|yep|no\ problem|understood|got\ it|i\ see|makes\ sense|very\ good
      |anyway|too\ bad|what\ a\ pity|impressive|thx|ty|excuse\ me)\s*[,.!:;–—-]+\s*
    |(?:thanks|thank\ you|thx|ty|many\ thanks|hello|hi|hey|good\ (?:morning|evening|day|afternoon))
      (?:\ (?:a\ lot|so\ much|very\ much|again|there|for\ (?:that|this|the\ answer|the\ info)))?\b
      {_PAUSE}*
    |(?:by\ the\ way|btw|incidentally|if\ i\ may(?:\ ask)?|may\ i\ ask|let\ me\ ask|just\ curious
      |out\ of\ curiosity|one\ more\ (?:thing|question)|(?:another|next|last|quick|new)\ question
      |something\ else|another\ thing|on\ another\ (?:subject|note|topic)|i\ was\ wondering
      |different\ (?:subject|topic|question)|change\ of\ (?:subject|topic)
      |one\ (?:last|other)\ thing|i\ ask\ because\ of\ [^.?!]{{1,60}}(?=[.!]))\b{_PAUSE}*
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_INDIRECT = re.compile(
    rf"""(?:(?:can|could|would|will)\ you\ (?:also\ |maybe\ |please\ |perhaps\ |kindly\ )*{_PAUSE}*
      (?:tell|remind|show|let)\ me(?:\ know)?|(?:please\ )?tell\ me
      |do\ you\ (?:also\ |maybe\ )?know|any\ idea|i(?:\ would|['’]d)\ (?:also\ )?like\ to\ know
      |i\ (?:also\ )?want(?:ed)?\ to\ know|i\ wonder|i\ am\ asking
      |what\ i\ (?:want|meant)\ to\ (?:know|ask)\ is|is\ it\ known)
      (?:{_PAUSE}*(?:also|please|pls|too|maybe))?\b{_PAUSE}*""",
    re.IGNORECASE | re.VERBOSE,
)
_TRAIL = re.compile(
    r"[\s,;–—-]+(?:please|pls|if i may ask|by the way|btw|though|thanks|thank you|thx|do you know"
    r"|can you tell me|if you know|then|again|anyway)[\s?!.]*$",
    re.IGNORECASE,
)
_WHO_AGAIN = re.compile(r"(?:who|what|where|when|which)(?: is| was|['’]?s)\b", re.IGNORECASE)
_SINCE_THEN = ("since", "by", "until", "from", "before")
_NO = "(?:no+|nope|nah|sorry|oops|wait|pardon|correction|not that)"
_CORRECTION = re.compile(
    rf"""(?:{_NO}\b{_PAUSE}+(?:no\b{_PAUSE}*)?)?(?:(?:sorry{_PAUSE}+)?(?:but\ )?i\ (?:actually\ )?
      (?:meant?|ment|said|was\ asking\ (?:about|for)|am\ asking\ (?:about|for))
      (?:\ to\ (?:ask|say))?\b(?:\ rather|\ instead)?{_PAUSE}*|(?:rather|make\ that)\b{_PAUSE}+)
    |{_NO}(?:\s*[,.!:;–—-]+\s*|\s+(?=(?:in|on|at|for|from|to|by|the|i)\b))""",
    re.IGNORECASE | re.VERBOSE,
)
_NOT_BUT = re.compile(
    r"^(?:i meant? |i said )?not (?P<old>[^,;]{1,60}?)(?:,(?: but)?| but) (?P<new>[^,;]{1,60})$"
    r"|^(?P<new2>[^,;]{1,60}?),? (?:and )?(?:not|instead of|rather than) (?P<old2>[^,;?]{1,60})$",
    re.IGNORECASE,
)
_QUESTION_WORD = re.compile(r"\b(?:who|what|when|where|how|which|why)\b", re.IGNORECASE)
_RETURN = re.compile(
    rf"""(?:(?:(?:going\ |coming\ |let(?:'s|\ us|\ me)\ go\ )?back\ to|returning\ to|to\ return\ to
      |to\ come\ back\ to)|as\ (?:for|to|regards)|regarding|concerning|with\ regard\ to|about)\s+
      (?P<topic>[^,:;?!–—]{{1,80}}?)(?:\ again)?(?:\s*[,:;–—?!]|\s+-|\.(?=\s)){_PAUSE}*
      (?P<rest>\S.*)$
    |(?P<dislocated>[^,:;?!]{{1,40}})\s*[,:]\s*
      (?P<pronoun>(?:how|what|when|where|who|which|why|do|does|did|is|are|was|were|has|have|will
      |can)\b.*
      \b(?:he|she|it|they|his|her|its|their|there|him|them|that|this)\b.*)$""",
    re.IGNORECASE | re.VERBOSE,
)
_OPENS_CLAUSE = re.compile(
    r"(?:in|on|at|by|after|before|during|since|with|for|from|under|according|because|if|when|who|"
    r"what|which|how|where|why|while|until|to)\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"(?:wh?at|waht|whta|how|wot) about\b\s*", re.IGNORECASE)
_TWO_SENTENCES = re.compile(r"(?P<earlier>[^?]{12,300}[.!]) (?P<rest>[^.!]{4,200}\?*)$")
_BECAUSE = re.compile(r"^i ask because of ", re.IGNORECASE)
_SOCIAL = (
    r"thank|thx|ty|cheers|hello|hi+|hey|hallo|good|bye|see you|ok|great|nice|cool|perfect|"
    r"wonderful|fine|alright|all right|got it|i see|yes|no|yeah|nope|sure|wow|lol|haha|super|"
    r"excellent|interesting|understood|never mind|how are you|well done|that|have a|take care|oh|hm"
)
_OPENS_SOCIALLY = re.compile(rf"\b(?:{_SOCIAL})", re.IGNORECASE)
_SMALL_TALK = re.compile(
    r"""(?:(?:thanks?|thank\ you|thx|ty|cheers|hello|hi+|hey|hallo|bye|goodbye|see\ you|ok(?:ay)?
    |good\ (?:morning|evening|day|night|afternoon|bye|job|bot)|great|nice|cool|perfect|wonderful
    |fine|alright|all\ right|good|well|got\ it|i\ see|yes|no|yeah|nope|sure|wow|lol|haha|super
    |excellent|please|oh|ah|hm+|interesting|understood|never\ mind|how\ are\ you|well\ done
    |nice\ to\ meet\ you|that(?:'s|\ is|\ was)\ (?:all|it|great|good|helpful|fine)|you\ too
    |so\ much|(?:very|so)\ (?:much|good|helpful|nice|kind)|a\ lot|again|there|indeed
    |for\ (?:that|this|now|the\ (?:answer|help|info|information)|your\ help|all|everything)|very
    |really|too|my\ friend|everyone|all|bot|and|for|take\ care
    |have\ a\ (?:nice|good|great)\ (?:day|one|evening|weekend))[\s,.!?;:)(–—-]*)+""",
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST_SMALL_TALK = 120  # characters


@dataclass(frozen=True, slots=True)
class Message:
    """A message without what stands around its question.

    `text` is the question or fragment. `corrects`: it takes back what was asked before, and
    `instead` is what it is to replace, if it says so. `topic` is what it says it comes back to.
    `indirect`: it began with "can you tell me" or the like. `earlier` are sentences before the
    question.
    """

    text: str
    corrects: bool = False
    instead: str = ""
    topic: str = ""
    indirect: bool = False
    earlier: str = ""


def cleaned(message: str) -> Message:
    """Take the fillers off a message of one line; a message of nothing else keeps its text."""
    text, earlier = _last_sentence(message)
    kinds = set()
    while True:
        shorter, kind = _shortened(text)
        if shorter == text or not shorter.strip(" ?!.,"):
            break
        kinds.add(kind)
        text = shorter
    text = _without_trail(text)
    corrects, indirect = "correction" in kinds, "indirect" in kinds
    swap = _NOT_BUT.match(text.rstrip("?!. "))
    if swap and not _QUESTION_WORD.search(text):
        new, old = swap["new"] or swap["new2"], swap["old"] or swap["old2"]
        return Message(new.strip(), True, old.strip(), earlier=earlier)
    about = _ABOUT.match(text)
    if about and text[about.end() :].strip(" ?!."):
        text = text[about.end() :]
    came = _RETURN.match(text)
    if came and (came["topic"] or not _OPENS_CLAUSE.match(text)):
        text = _without_trail(came["rest"] or came["pronoun"])
        return Message(text, corrects, "", came["topic"] or came["dislocated"], indirect, earlier)
    return Message(text, corrects, "", "", indirect, earlier)


def _last_sentence(message: str) -> tuple[str, str]:
    """Split off the sentences before the question, where they say something themselves."""
    match = _TWO_SENTENCES.match(message)
    if match is None or is_small_talk(match["earlier"]):
        return message, ""
    earlier = match["earlier"]
    lead = _LEAD.match(earlier)
    whole = lead is not None and lead.end() >= len(earlier) - 1
    return match["rest"], _BECAUSE.sub("", earlier) if whole else earlier


def _shortened(text: str) -> tuple[str, str]:
    """Take the first filler off a text and return its kind."""
    for pattern, kind in ((_CORRECTION, "correction"), (_INDIRECT, "indirect"), (_LEAD, "filler")):
        match = pattern.match(text)
        if match and match.end():
            return text[match.end() :], kind
    return text, ""


def _without_trail(text: str) -> str:
    match = _TRAIL.search(text)
    if match is None or not match.start() or text[: match.start()].lower().endswith(_SINCE_THEN):
        return text
    word = match.group().strip(" ,;?!.").lower()
    asks_again = word == "again" and _WHO_AGAIN.match(text)
    if word in ("then", "again") and "," not in match.group() and not asks_again:
        return text
    return text[: match.start()] + ("?" if "?" in match.group() else "")


def is_small_talk(message: str) -> bool:
    """Whether the message greets, thanks or agrees, and asks nothing."""
    text = " ".join(message.split()) if len(message) <= 2 * _LONGEST_SMALL_TALK else message
    if len(text) > _LONGEST_SMALL_TALK or not _OPENS_SOCIALLY.search(text):
        return False
    return _SMALL_TALK.fullmatch(text) is not None
