"""Tell what happened from what is only expected: "could end", "will send", "plans to visit"."""

from __future__ import annotations

import re

from index.terms import terms

__all__ = ["base_terms", "still_to_come"]

_ASKS_WHAT_HAPPENED = re.compile(r"\b(?:did|was|were|has|have|had)\b", re.IGNORECASE)
_NEGATED = re.compile(r"\bnot\b|n['’]t\b", re.IGNORECASE)
_EXPECTED = re.compile(
    r"\b(?:could|would|will|might|may|should|shall|can|wo|(?:plans?|planned|planning|expected|"
    r"expects?|hopes?|hoped|hoping|threatens?|threatened|likely|wants?|aims?|intends?|vowed|vows?) "
    r"to)(?:n['’]t|not)?(?: (?:not|also|soon|never|still|\w+ly))* (?P<verb>\w+)",
    re.IGNORECASE,
)


# The past and the participle of irregular verbs of the news, each with its base form.
_IRREGULAR = """
    became:become began:begin begun:begin bought:buy broke:break broken:break brought:bring
    built:build came:come caught:catch chose:choose chosen:choose died:die drawn:draw drew:draw
    driven:drive drove:drive fallen:fall fell:fall felt:feel fled:flee flew:fly flown:fly
    fought:fight found:find froze:freeze frozen:freeze gave:give given:give gone:go got:get
    grew:grow grown:grow held:hold kept:keep knew:know known:know led:lead left:leave lent:lend
    lost:lose made:make meant:mean met:meet paid:pay ran:run risen:rise rose:rise said:say sat:sit
    saw:see seen:see sent:send shot:shoot shown:show sold:sell sought:seek spent:spend spoke:speak
    spoken:speak stole:steal stolen:steal stood:stand struck:strike taken:take taught:teach
    thought:think threw:throw thrown:throw told:tell took:take understood:understand
    withdrawn:withdraw withdrew:withdraw won:win wore:wear worn:wear written:write wrote:write
"""
_BASE = dict(pair.split(":") for pair in _IRREGULAR.split())
_IRREGULAR_FORM = re.compile(r"\b(?:" + "|".join(_BASE) + r")\b", re.IGNORECASE)


def still_to_come(question: str, sentence: str) -> bool:
    """Whether the question asks what happened and the sentence has it as possible or planned only.

    So it is where a word of the question follows "could", "will", "plans to" or the like and stands
    nowhere else in the sentence. Who said that he won't come did not come: a question with "not" is
    let be.
    """
    if not _ASKS_WHAT_HAPPENED.search(question):
        return False
    if _EXPECTED.search(question) or _NEGATED.search(question):
        return False
    verbs = " ".join(match["verb"] for match in _EXPECTED.finditer(sentence))
    expected = base_terms(verbs) & base_terms(question)
    return bool(expected - base_terms(_EXPECTED.sub(" ", sentence)))


def base_terms(text: str) -> set[str]:
    """Return the terms of a text, irregular verbs in their base form."""
    return set(terms(_IRREGULAR_FORM.sub(lambda match: _BASE[match.group().lower()], text)))
