"""What stands in an article's text beside the report: captions, credits, promotions, notices.

An aside is a whole line, or a bracketed credit inside one ("(AP Photo/…)"). Precision goes before
recall: a sentence that merely speaks of a photo, a newsletter or an advertisement is none, and of a
line that goes on the one above it (hard-wrapped text) only the brackets count.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["KINDS", "Aside", "AsideKind", "asides", "in_aside"]

AsideKind: TypeAlias = Literal["caption", "promotion", "credit", "navigation", "legal"]
KINDS: tuple[AsideKind, ...] = ("caption", "promotion", "credit", "navigation", "legal")

LINE_LENGTH = 700  # characters; of a longer line only brackets are asides
CAPTION_LENGTH = 500  # characters of a line that a bracketed credit makes a caption
BARE_LENGTH = 200  # the same where the bracket holds nothing but an agency
BRACKET_LENGTH = 200
WRAPPED = (40, 120)  # characters of a line that may go on in the next

_AGENCY = (
    r"(?:AP|AFP|Reuters|REUTERS|EPA(?:-EFE)?|EFE|Getty(?: Images?)?(?: [A-Z]\w+){0,2}|GETTY IMAGES"
    r"|Shutterstock|Bloomberg|Anadolu(?: Agency)?|Xinhua|TASS|Sputnik|SPUTNIK|ANI|PTI|dpa|DPA|UPI"
    r"|AAP|NurPhoto|iStock|Alamy|ZUMA|CNN|Handout|USA T(?:ODAY|oday)(?: \w+)?)"
)
# Names joined by small words up to the end of the line: "Ann Lee in Oslo; editing by Bo Ek."
_NAMES = (
    r"(?:(?:[A-Z][^\s;]*;?|(?:and|in|of|for|from|the|at|by|with|via|de|da|van|von|der|al|&"
    r"|additional|reporting|editing|writing|contributing)[;.,)]*)(?:\s+|$))++$"
)


_BULLET = r"[^\w\"'“‘]{0,4}"


def _opening(*patterns: str) -> re.Pattern[str]:
    """Return one pattern of several for how a line begins, after a bullet, capitals or not."""
    return re.compile(rf"{_BULLET}(?i:{'|'.join(patterns)})")


_CAPTION = _opening(
    r"file (?:photo|image|picture)\s*[:–—-]",
    r"(?-i:FILE) ?[-–—]+ ?\S",
    r"(?:photo|image|picture)s?(?: credits?| courtesy)?\s*[:|]\s*\S",
    r"(?:photo|image|picture)s? (?:by|courtesy of|via) (?-i:[A-Z])[^.!?]{2,80}\.?$",
    rf"credits?: ?(?-i:{_NAMES})",
)
_SLIDE = re.compile(r"\b(?:[Hh]ide|[Tt]oggle) [Cc]aption(?: \d+ of \d+)?$")
_UNBRACKETED = re.compile(
    rf"[A-Z]\S* ?/ ?{_AGENCY}(?:/File)?$|\bvia (?:Getty Images|AP|AFP|Reuters|REUTERS)$"
    r"|[.!?”] Courtesy (?:of )?[A-Z][^.!?]{2,60}$|\b(?:Getty Images|Shutterstock|AP Photo)$"
)
_PROMOTION = _opening(
    r"(?:also |must |please )?(?:read|see|watch|listen)(?: more| also| next| this| now)?\s*:",
    r"(?:read|find out|learn|see) more(?: here| below)?\W*$|read more (?:\S+ ){1,5}here\W*$",
    r"sign[- ]?up (?:here|now|today)\b",
    r"sign[- ]?up (?:for|to) .*\b(?:newsletters?|inbox|e-?mails?|alerts|briefing|digest)\b",
    r"subscribe (?:to (?:our\b|the (?-i:[A-Z]))|now\b|today\b|here\b|for (?:free|unlimited)\b)",
    r"(?:please )?support (?:\w+ )?journalism\b|thank you for supporting our journalism",
    r"(?:please )?(?:follow|join|like|find) us on\b",
    r"follow @\w",
    r"(?:click|tap)(?:/tap| or tap)? here\b",
    r"[^.?!]{0,100}[?,:]? (?:click|tap) here(?: (?:to|for) [^.?!]{1,80})?\W*$",
    r"download (?:our|the) (?:[\w.]+ ){0,5}app(?: (?:on|from|for|here|to)\b[^.!?]{0,60})?\W*$",
    r"(?:need|want|looking for|like)\b[^?!.]{3,80}[?:] ?(?:play|check out|download|click)\b",
)
_FOLLOW = re.compile(
    rf"{_BULLET}(?:You can f|F)ollow [^.!?:]{{1,90}}? on (?:social media|Twitter|X|Facebook"
    r"|Instagram|Threads|TikTok|YouTube|LinkedIn|Bluesky)\b(?=[^@]{0,30}$|.*@)"
)
_NEWSLETTER = re.compile(
    r"\b(?:newsletters?|inbox)\b.*\b(?i:sign(?:ing)?[- ]?up|subscribe)"
    r" (?:here|right here|for free)\b"
    r"|\bSign[- ]up (?:here|for|to)\b.*\bnewsletters?\b"
)
_CREDIT = _opening(
    r"contributing: ?(?-i:[A-Z])|our standards: ",
    rf"(?:additional |with )?(?:reporting|writing|editing)(?: and \w+)? by (?-i:{_NAMES})",
    r"(?:contact|reach|e-?mail)(?: \S+){1,8} at \S+@\S+",
)
_REACH = re.compile(
    r"(?:^|[.!?–—:] ?)(?:You can r|R|F|C|E)(?:each|ollow|ontact|mail)"
    r" (?:him|her|them|me) (?:at|on) .*@"
)
_CONTRIBUTED = re.compile(
    r"(?:^|(?<=[.!?”\"] ))[^.!?]{3,250} contributed (?:reporting )?to this (?:report|story|article)"
    r"\W*$"
)
_NAVIGATION = _opening(
    r"advertise?ment(?: ?[-–—] ?(?:story|article|scroll).*)?\W*$",
    r"(?:story|article|report) continues (?:below|after)(?: \w+){0,3}\W*$",
    r"(?:continue reading|scroll to continue)(?: \w+){0,3}\W*$",
    r"share (?:this )?(?:article|story|page|post)(?: (?:on|with|via) .{1,40})?\W*$",
    r"(?:skip to (?:main )?content|skip advertisement|back to top|load more)\W*$",
    r"(?:most (?:popular|read|viewed)|trending(?: now)?|recommended(?: for you)?)(?: stories)?\W*$",
    r"related (?:stories|articles|topics|coverage|content|reading|links)\W*$",
    r"(?:related|more)(?: (?:stories|articles|topics|coverage|content|reading|links?|news))?:",
    r"(?:tags|topics|filed under)\s*:",
    r"video player was slow to load",
)
_LEGAL = _opening(
    r"(?:©|\(c\)|copyright)(?: ?(?:©|\(c\)|copyright))? ?\d{4}\b",
    r"(?:©|copyright (?:©|\(c\))) ?(?-i:[A-Z])|copyright (?-i:(?:[A-Z]\S* ){1,6})\d{4}\W*$",
    r".*\ball rights reserved\W*$",
    r"the materials? on this (?:web)?site\b",
    r"th(?:is|ese) materials? may not be (?:published|reproduced)",
    r"this (?:article|story|content) (?:was|is|has been) (?:originally |first |also )?"
    r"(?:produced|published|provided|republished|syndicated|distributed|reprinted)"
    r" (?:by|in|on|from|for|with)\b",
    r"this article was written (?:by|for)\b",
    r"(?:a|this) version of this (?:article|story|report) (?:was )?(?:originally |first |also )?"
    r"(?:appear|publish)ed\b",
    r"(?:we (?:will )?use|you agree|by [\w ,]{3,60} you (?:agree|accept)).*\bprivacy policy\b",
    r".*\bwe may (?:earn|receive) (?:an? )?(?:affiliate |small )?(?:commission|fee)\b",
)
_BEGINNINGS: Mapping[AsideKind, re.Pattern[str]] = {
    "legal": _LEGAL,
    "credit": _CREDIT,
    "navigation": _NAVIGATION,
    "caption": _CAPTION,
    "promotion": _PROMOTION,
}
_BRACKET = re.compile(rf"[(\[][^()\[\]\n]{{2,{BRACKET_LENGTH}}}[)\]]")
_PHOTO_IN_BRACKET = re.compile(
    r".(?i:file )?(?i:photo|image|picture|pic|photograph)s?(?i: credits?| illustration)?\s*"
    r"(?:[:/]|(?i:by|courtesy|via)\b)"
    r"|.(?:AP Photo\b|(?i:file (?:photo|image|picture)\b|credit: ))"
    rf"|.[^()]*(?:/|\bvia ){_AGENCY}(?:, (?i:file|pool))?.$|.Getty Images?.$"
)
_CLICK_IN_BRACKET = re.compile(r".(?i:click|tap) here\b")
_AGENCY_BRACKET = re.compile(
    r"\((?:via |Source: ?)?(?:AP|AFP|ANI|EPA|EFE|Getty|PTI|Reuters|TASS|UPI|Xinhua|dpa)\)$"
)
_SAID = re.compile(r"\b(?:said|says|told|according to)\b")


@dataclass(frozen=True, slots=True)
class Aside:
    """`text[start:end]` is no part of the report; it neither begins nor ends with space."""

    start: int
    end: int
    kind: AsideKind


def asides(text: str) -> list[Aside]:
    """Return the asides of a text in its order, disjoint, in time linear in the text."""
    found: list[Aside] = []
    start = 0
    while start < len(text):
        end = _line_end(text, start)
        found += _in_line(text, start, end)
        start = end + 1
    return found


def in_aside(text: str, start: int, end: int, kinds: Collection[AsideKind] = KINDS) -> bool:
    """Return whether all of `text[start:end]` lies in one aside of these kinds.

    Looks at the line around it only.
    """
    left, right = text.rfind("\n", 0, start) + 1, _line_end(text, start)
    if end > right:
        return False
    if right - left > LINE_LENGTH:
        left = max(left, start - BRACKET_LENGTH - 1)
        right = min(right, end + BRACKET_LENGTH + 1)
        found = list(_in_brackets(text, left, right))
    else:
        found = _in_line(text, left, right)
    return any(one.start <= start and end <= one.end and one.kind in kinds for one in found)


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return end if end >= 0 else len(text)


def _in_line(text: str, start: int, end: int) -> list[Aside]:
    """Return the asides of the line `text[start:end]`: itself, or what it holds."""
    line = text[start:end].strip()
    if not line:
        return []
    if end - start > LINE_LENGTH:
        return list(_in_brackets(text, start, end))
    first = start + text[start:end].index(line)
    goes_on = _goes_on(text, start)
    if not goes_on and (kind := _kind(line)):
        return [Aside(first, first + len(line), kind)]
    found = list(_in_brackets(text, start, end))
    if not goes_on and (match := _CONTRIBUTED.search(line)):
        found = [one for one in found if one.end <= first + match.start()]
        found.append(Aside(first + match.start(), first + len(line), "credit"))
    return found


def _goes_on(text: str, start: int) -> bool:
    """Whether the line at `start` goes on the one above, which looks hard-wrapped."""
    above = text[max(start - WRAPPED[1] - 2, 0) : max(start - 1, 0)].rstrip(" \t\r")
    length = len(above) - 1 - above.rfind("\n")
    return WRAPPED[0] <= length <= WRAPPED[1] and (above[-1].isalnum() or above[-1] == ",")


def _kind(line: str) -> AsideKind | None:
    """Return what a whole line is, None where it is a line of the report."""
    for kind, pattern in _BEGINNINGS.items():
        if pattern.match(line):
            return kind
    if _SLIDE.search(line) or _UNBRACKETED.search(line) or _bracketed(line):
        return "caption"
    if _SAID.search(line):
        return None
    if _FOLLOW.match(line) or _NEWSLETTER.search(line):
        return "promotion"
    return "credit" if _REACH.search(line) else None


def _bracketed(line: str) -> bool:
    """Whether a line is a caption for the bracket that it ends with."""
    opening = max(line.rfind("("), line.rfind("["))
    if opening < 0 or len(line) > CAPTION_LENGTH:
        return False
    before, bracket = line[:opening].rstrip(), line[opening:]
    if _BRACKET.fullmatch(bracket) and _PHOTO_IN_BRACKET.match(bracket):
        return True
    bare = len(line) <= BARE_LENGTH and len(before.split()) > 1 and before[-1] not in ".!?”\"'"
    return bare and _AGENCY_BRACKET.match(bracket) is not None


def _in_brackets(text: str, start: int, end: int) -> Iterator[Aside]:
    for match in _BRACKET.finditer(text, start, end):
        if _PHOTO_IN_BRACKET.match(match[0]):
            yield Aside(match.start(), match.end(), "caption")
        elif _CLICK_IN_BRACKET.match(match[0]):
            yield Aside(match.start(), match.end(), "promotion")
