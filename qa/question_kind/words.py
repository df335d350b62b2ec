"""What a question begins with, and the nouns it asks for, by kind."""

from __future__ import annotations

import re

from qa.lexicon import DEMONYMS, NUMBER_WORDS
from qa.question_kind.patterns import pattern
from qa.question_kind.types import QuestionKind

__all__ = ["BEGINNINGS", "KIND_OF_NOUN", "MODIFIERS", "PLACES", "PLURALS", "SINGULARS"]


def _table(lines: str) -> list[tuple[QuestionKind, re.Pattern[str]]]:
    """Read lines of a kind's value and a pattern."""
    rows = (line.strip().split(" ", 1) for line in lines.strip().splitlines())
    return [(QuestionKind(kind), pattern(line)) for kind, line in rows]


# What a question begins with tells its kind; of these lines the first that fits counts.
BEGINNINGS = _table(r"""
    compare compare\b
    compare (?:how|in (?:what|which) (?:way|respect)s?) VERB .*\b(?:differ|different|compare)\b
    compare (?:\w+ ){0,6}(?:differences?|similarit\w+) between\b(?<!price difference between)
    compare what VERB .* have in common\b
    compare (?:\w+ ){1,8}or (?:\w+ ){0,8}\w+[,:;?-]+ ?(?:which|who|what)\b
    compare (?:which|what|who) (?:\w+ ){0,6}(?:\w{2,}er|more|less|worse)\b[^,:]*[,:] ?.+ or\b
    describe (?:describe|summari[sz]e|explain|outline|sum up|recap|walk me|brief me|tl;?dr)\b
    describe (?:an? |the )?(?:\w+ )?(?:overview|summary|recap|description|background|rundown)\b
    describe (?:more|everything|something|anything|all)(?: (?:you|we) \w+)? (?:about|on)\b
    describe (?:any |some |the |more |latest )*NEWS (?:about|on|of|regarding)\b
    describe about (?!how|what|which|who)
    describe (?:what|how) about\b
    describe what (?:\w+ ){0,5}happen(?:s|ed|ing)?\b
    describe what (?:is|was|are|were) (?:going on|new|up with|(?:\w+ )?known (?:about|of))\b
    describe what VERB (?:you|we|the articles?) (?:know|tell|say|have)(?: me| us)? (?:about|on)\b
    describe what (?:is|was|are|were) .+ about$(?<!ing about)(?<!ed about)(?<!y about)
    describe what VERB .+ means? for\b
    describe what VERB .+ (?:do|done|doing)(?: next| now| then| (?:about|after|against)\b.*)?$
    describe what VERB .+ (?:do|done|doing) (?:in response|to (?:help|stop|prevent|end))\b
    why how come\b
    why what for\b
    why (?:for )?(?:what|which) (?:reason|purpose)s?\b
    why what (?:made|makes|prompted|drove|motivated) \w
    when how (?:long ago|soon|recent(?:ly)?|early|late)\b
    amount (?:(?:by|for|at|about) )?how (?:very |exactly )?LONG\b
    amount what VERB .+ (?:cost|weigh|earn|pay|paid|charge|worth|valued at)\b
    which_what how VERB (?:.+ (?:called|named|spelled)$|you (?:call|say|spell)\b)
    how (?:to what extent|in (?:what|which) ways?|by what means)\b
    saying what DID (?!.*\b(?:be|been) SAY).+? SAY\b(?! (?:VERB|to be)\b)
    saying what (?:is|are|was|were) .+ (?:saying|thinking|claiming)\b
    saying what (?:is|was) .+ (?:position|line|policy|take) (?:on|about|towards?)\b
    saying what (?:the|his|her|their) (?:\w+ ){1,3}SAY\b
    saying what \w+ (?:said|says|thinks?|tweeted)\b
    list who (?:all|(?:are|were) (?:the|these|those|his|her|its|their|our|some|\w+'s|\w+ed))\b
    list what (?:are|were) (?:some|all) of\b
    list (?:list|enumerate|(?:an? |the )?(?:\w+ )?list of|(?:some )?examples of)\b
""")

# What a noun asks for: "what was the price", "earthquake date".
_NOUNS = """
    amount price cost costs value amount number total sum rate percentage percent proportion share
    amount size length height weight depth width distance population budget salary wage turnout age
    amount temperature magnitude score speed toll revenue turnover profit loss fee fine margin gdp
    amount duration deficit surplus majority worth capacity odds chance chances probability debt
    amount income earnings ransom bail fare ratio valuation bounty figure count difference quantity
    when date dates day days month year years time week weekday century decade hour deadline
    when birthday season
    where location venue whereabouts address birthplace destination place places site
    why reason reasons motive motives purpose rationale justification
    saying reaction reactions response view views opinion stance comment comments message statement
    saying remarks words
    describe situation context story latest impact effect significance aftermath outlook mood status
    who president minister premier chancellor king queen pope mayor governor ceo chairman coach
    who captain director author owner founder winner killer suspect victim leader
    list names winners nominees members countries weapons candidates items types kinds
    list companies teams cities states
"""
KIND_OF_NOUN = {
    noun: QuestionKind(kind)
    for kind, *nouns in (line.split() for line in _NOUNS.strip().splitlines())
    for noun in nouns
}
PLACES = frozenset(
    "city country town state place region village province district venue stadium street part area"
    " building island continent county capital airport hospital location museum".split()
)
PLURALS = frozenset("people men women children criteria media police".split())
SINGULARS = frozenset("news series species politics economics physics means".split())
MODIFIERS = frozenset(
    (*DEMONYMS, *NUMBER_WORDS, "european", "other", "new", "main", "major", "more", "all", "some")
)
