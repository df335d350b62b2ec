"""What a sentence does with a time: looks ahead to it, or dates an article by it."""

from __future__ import annotations

from qa.when.guards import after, before
from qa.when.types import Outlook
from qa.when.words import compiled

__all__ = ["dates_an_article", "outlook_on"]

_WILL = (
    r"will(?! have\b)|won['’]t|shall|would(?! have\b)|going to|(?:is|are) to|to be held|"
    r"to take place|upcoming|forthcoming|look(?:s|ing)? forward|possible|"
    r"(?:plans?|hopes?|aims?|intends?|vows?) to"
)
# "due to" gives a cause as often as a plan.
_DUE = (
    r"due (?:in|on|by|at|for|to (?:be|meet|start|begin|take|hold|visit|vote|open|end|arrive|appear|"
    r"speak|return|face|run|go|launch|report|publish|release|make|leave|expire))"
)
_PLANNED = (
    r"(?<!was\s)(?<!were\s)(?<!been\s)(?:(?:set|slated|planned|scheduled|poised) (?:to|for)|"
    r"scheduled (?:on|in|at)|expected (?:to(?! have)|in|on|by)|likely (?:to(?! have)|in|on|by))|"
    r"(?:is|are) (?:planned|scheduled|expected|due|set|slated)"
)
_PRESENT = (
    r"goes (?:before|to)|(?:takes?|goes|go|going|coming) (?:place|into effect|effect)|kicks? off|"
    r"(?:runs|begins|starts|opens|premieres|expires|resumes|airs|departs|running|opening)"
    r"(?= (?:on|in|at|from|until|through|to|\d{1,2})\b|\s{1,2}$)"
)
_AHEAD = compiled(rf"\b(?:{_WILL}|{_DUE}|{_PLANNED}|{_PRESENT})\b|['’]ll\b")
_BACK = compiled(
    r"\b(?:said|says|told|tells|announced|reported|wrote|added|tweeted|posted|warned|confirmed|"
    r"after|following|since|who|which|because|when|was|were|had|has|have|"
    r"as(?! (?:early|soon|late|planned|scheduled|part|well)\b))\b|[.!?;] [\"“]?(?-i:[A-Z])|[\n;]"
)
_DONE = compiled(
    r"(?P<be>\b(?:be|get) (?:\w{1,15}ly )?)?\b(?:\w{2,15}ed|made|held|sent|given|taken|begun|built|"
    r"struck|won|lost|shown|set)(?: (?:on|in|at|by|during|late|early|from|the|for)){0,2}\s{1,2}$"
)
_CLAUSE_START = compiled(
    r"(?:^|[.!?:\n]\s{0,2}[\"“]?)(?:(?:and|but|on|in|this|early|late|the|from|by)\s{1,2}){0,3}$"
)

_ASKS = compiled(
    r"\W{0,3}(?:(?:and|but|so|or|ok|then)\b|what|who|whom|whose|which|when|where|why|how|is|are|was|"
    r"were|do|does|did|has|have|had|can|could|tell|list|name|show)\b"
)
_ARTICLE = r"(?:articles?|stor(?:y|ies)|coverage|headlines|newspapers?|dispatch(?:es)?)"
_PUBLISHED = (
    r"(?: (?:that|which))?(?: (?:was|were|is|are))? (?:published|written|posted|dated|printed|"
    r"released|filed|appeared|appearing)"
)
_ARTICLE_BEFORE = compiled(
    rf"(?:\b{_ARTICLE}(?:{_PUBLISHED}(?: (?:on|in|at|during|over))?| from)"
    r"|(?<!made\s)(?<!make\s)\b(?:articles?|stories|headlines|newspapers|(?-i:news))(?: (?:of|in|"
    r"from|on|for|during|over))?)(?: the)?\s{1,2}$"
)
_REPORTED = compiled(
    r"^\s{0,2}(?:and )?(?:what|anything|who|how much|how many)(?: else)?"
    r"(?: (?:was|were|is|has been))? (?:published|reported|printed|in the (?:news|papers?|press))\b"
    r"[^.;!?]{0,20}$"
)
_ARTICLE_AFTER = compiled(
    rf"(?:['’]s?)?(?: (?!(?:the|an?|this|that)\b)[a-z]{{2,12}})? (?:{_ARTICLE}|issue)\b"
    r"|['’]s? (?-i:news)\b(?! (?:conference|briefing))"
)


def outlook_on(text: str, start: int, end: int) -> Outlook:
    """Return "ahead" where the words put the time at `text[start:end]` into the future.

    So they do where "will", "is due to" and the like stand before it with no word of telling or
    looking back between ("will vote on Tuesday", not "will resign, he said on Tuesday"), or after
    it where it begins the sentence. Elsewhere, questions look back; other sentences are "open".
    """
    if _points_ahead(text, start, end):
        return "ahead"
    return "back" if _ASKS.match(text) or text[-5:].rstrip().endswith("?") else "open"


def _points_ahead(text: str, start: int, end: int) -> bool:
    left = before(text, start, 120)
    for marker in _AHEAD.finditer(left):
        done = _DONE.search(left, marker.end())
        if not _BACK.search(left, marker.end()) and (done is None or done["be"] is not None):
            return True
    if not _CLAUSE_START.search(left):
        return False
    right = after(text, end, 80)
    following = _AHEAD.search(right)
    return following is not None and not _BACK.search(right[: following.start()])


def dates_an_article(text: str, start: int, end: int) -> bool:
    """Whether the time is that of a publication ("articles from last week"), not of an event."""
    left = before(text, start, 80)
    return bool(
        _ARTICLE_BEFORE.search(left)
        or (start <= 80 and _REPORTED.search(left))
        or _ARTICLE_AFTER.match(after(text, end))
    )
