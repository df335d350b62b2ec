"""Make a message a question that can be asked without the turns before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.followups import salience
from qa.followups import words as w
from qa.followups.anaphora import with_names
from qa.followups.capitals import recased, unshouted
from qa.followups.clause_forms import joined_words
from qa.followups.clauses import Clause, clause_of
from qa.followups.cleaning import Message, cleaned, is_small_talk
from qa.followups.descriptions import with_descriptions
from qa.followups.ellipsis import SAYS_SO, completed_question, completed_verb
from qa.followups.fragments import question_for, with_fragment
from qa.followups.indirect import direct
from qa.followups.lookup import History, event, history_of
from qa.followups.mention import Mention
from qa.followups.phrases import gender_of, noun_phrases
from qa.followups.series import with_other, with_replacement
from qa.followups.tagging import tagged
from qa.followups.topics import topic_of
from qa.followups.verbs import base_form
from qa.types import Turn

__all__ = ["LONGEST", "rewritten"]

LONGEST = 1_000  # characters of a message or of a question before it that are looked into
_MEMORY = 20  # turns back that are looked into
_FRAGMENT_WORDS = 10
_COMMANDS = frozenset("tell give name list show describe explain define summarise compare".split())
_ATTRIBUTES = frozenset(
    "name age price date flag destination cause reason title author length height size weight "
    "location address capacity owner result score purpose duration".split()
)
_HARM_OR_RANK = frozenset(
    "die kill injure hurt wound survive rescue displace come finish win".split()
)
_THEN = re.compile(r"[ ,]+then$", re.IGNORECASE)
_NOT_THERE = re.compile(r"not (?=(?:in|from|at|by|to|for|on|with)\b)", re.IGNORECASE)
_OTHER_ONE = re.compile(
    r"(?:(?:in|of|from|for|by|to|at) )?(?:the|that) other(?: one)?$", re.IGNORECASE
)
_WHO_IS_IT = re.compile(r"(who (?:is|was)) it(?: then)?$", re.IGNORECASE)
_THAT_EVENT = re.compile(
    r"(?P<asked>(?:(?:in|on|at|by|for|with|since|until|from) )?"
    r"(?:when|where|why|how|(?:what|which) (?:day|year|month|date|time|place|city|line|street|"
    r"country))(?: exactly)?) "
    r"(?:(?:was|did|is|has|will) (?P<that>this|that|it)(?: all)?"
    r"(?: happen(?:ed)?| be| take place| occur)|was (?:this|that))$",
    re.IGNORECASE,
)
_DO_THAT = re.compile(
    r"(?P<asked>.{3,40}?) (?:did|does|do) (?:he|she|it|they|[\w' ]{2,30}) do (?:that|this|so|it)$",
    re.IGNORECASE,
)


def rewritten(message: str, turns: Sequence[Turn]) -> str:
    """Return the message as a question of its own; as it is where it is one, or asks nothing."""
    turns = [turn for turn in turns[-_MEMORY:] if _asks(turn)]
    if not turns or len(message) > LONGEST or is_small_talk(message):
        return message
    if not any(character.isalnum() for character in message):
        return message
    found = cleaned(message)
    text = unshouted(found.text, message)
    if text != found.text:
        text = recased(text, turns)
    if not found.topic:
        return _completed(text, found, turns) or message
    topic = topic_of(found.topic, turns)
    core = text.strip(" ?!.,;")
    clause = clause_of(core)
    if clause is None or _lacks_clause(clause):
        return _completed(text, Message(text), list(topic.turns)) or text
    named = _with_names(text, topic.history)
    if named == text and topic.text.lower() not in text.lower():
        named = topic.attached(core)
    return f"{named[:1].upper()}{named[1:]}"


def _asks(turn: Turn) -> bool:
    question = turn.standalone_question
    return 0 < len(question.strip()) <= LONGEST and not is_small_talk(question)


def _lacks_clause(clause: Clause) -> bool:
    """Whether there is a question word or phrase, and nothing else."""
    return bool(clause.asked) and not clause.auxiliary and not clause.verb


def _with_names(text: str, history: History) -> str:
    return with_names(with_descriptions(text, history), history)


def _completed(text: str, found: Message, turns: Sequence[Turn]) -> str | None:
    """Return what a message without fillers asks; None where it holds nothing."""
    core = _mended(text.strip(" ?!.,;"))
    asking = [turn for turn in turns if not _asks_source(turn)] or turns
    before, questions = asking[-1], [turn.standalone_question for turn in asking]
    if not core:
        return None
    if found.instead:
        replaced = with_replacement(found.instead, core, questions[-1])
        if replaced:
            return replaced
    history = _history(found, turns)
    paired = any(len(mention.parts) == 2 for said in history[:3] for mention in said)
    swapped = with_other(questions) if _OTHER_ONE.match(core) and not paired else None
    if swapped:
        return swapped
    if core.lower() in w.PREPOSITIONS:
        whom = core.lower() == "by" or questions[-1].lower().startswith("who")
        return completed_question(f"{core} {'whom' if whom else 'what'}", before)
    clause = clause_of(core)
    special = _special(core, clause, before, history) if clause else None
    if special:
        return special
    if clause is None and _is_fragment(core):
        return _with_fragment(core, found, asking, history)
    named = _with_names(direct(text) if found.indirect else text, history)
    named = _in_event(text, history) if named == text else named
    return f"{named[:1].upper()}{named[1:]}" if named != text else named


def _asks_source(turn: Turn) -> bool:
    """Whether the turn only asked who says so: what comes after goes on from the turn before it."""
    return SAYS_SO.match(turn.message.strip(" ?!.")) is not None


def _mended(text: str) -> str:
    """Mend a slip of the finger in the question word that the text begins with."""
    first, space, rest = text.partition(" ")
    word = first.rstrip("?!.").lower()
    mended = w.SLIPS.get(word)
    return f"{mended}{first[len(word) :]}{space}{rest}" if mended else text


def _history(found: Message, turns: Sequence[Turn]) -> History:
    """Return what the turns and the message's own earlier sentences spoke of."""
    history = history_of(turns)
    if not found.earlier:
        return history
    said = [
        Mention(p.text, p.kind, "subject", p.head, p.plural, gender_of(p.text))
        for p in noun_phrases(found.earlier)
    ]
    return [tuple(reversed(said)), *history]


def _special(core: str, clause: Clause, before: Turn, history: History) -> str | None:
    """Complete a question word by itself, a verb left out, or "when was that"."""
    if SAYS_SO.match(core):
        return completed_question(core, before)
    if _lacks_clause(clause):
        return completed_question(with_names(core, history), before)
    who = _WHO_IS_IT.match(core)
    if who:
        core, clause = who[1], clause_of(who[1]) or clause
    if _lacks_verb(clause):
        named = clause_of(with_names(core, history)) or clause
        done = completed_verb(core, named, before)
        if done:
            return done
    earlier = clause_of(before.standalone_question)
    happened = _THAT_EVENT.match(core)
    if happened and earlier and earlier.verb:
        place = happened["asked"] == "where" and " is " in core
        named_event = (happened["that"] or "").lower() == "it" and event(history)
        if not place and not named_event:
            return completed_question(happened["asked"], before)
    doing = _DO_THAT.match(core)
    return completed_question(doing["asked"], before) if doing and earlier else None


def _lacks_verb(clause: Clause) -> bool:
    """Whether it ends where its verb should be: "who did", "did Germany"."""
    if clause.verb or clause.rest:
        return False
    if clause.asked:
        return not clause.subject and clause.words[0] in ("who", "which", "what")
    begins = clause.auxiliary.lower() not in w.BE or clause.subject[:1].isupper()
    return bool(clause.subject) and begins


def _is_fragment(core: str) -> bool:
    """Whether there is neither a question nor a statement in what does not begin as one."""
    words = tagged(core)
    if len(words) > _FRAGMENT_WORDS or words[0].lower in _COMMANDS:
        return False
    return not any(word.tag in ("aux", "wh") for word in words)


def _with_fragment(core: str, found: Message, turns: Sequence[Turn], history: History) -> str:
    core = _THEN.sub("", core)
    before, questions = turns[-1], [turn.standalone_question for turn in turns]
    if core.lower() in _ATTRIBUTES:
        said = salience.thing(history, salience.Expected())
        return joined_words("what is the", core.lower(), "of", said.text) if said else core
    clause = clause_of(before.standalone_question)
    if _NOT_THERE.match(core) and clause:
        rest = f"{clause.rest} {_NOT_THERE.sub('', core)}"
        return joined_words(clause.auxiliary or "did", clause.subject, "not", clause.verb, rest)
    named = with_names(with_descriptions(core, history, fragment=True), history)
    if found.corrects:
        return with_fragment(named, questions[-1], typed=before.message)
    return with_fragment(named, question_for(named, questions))


def _in_event(text: str, history: History) -> str:
    """Add the event spoken of to a question that says nothing of its own but a verb."""
    core = text.rstrip("?!. ")
    clause, words = clause_of(core), tagged(core)
    if clause is None or not clause.asks_subject or clause.words[0] == "what":
        return text
    verbs = {base_form(word.lower) for word in words[1:] if word.forms}
    if not verbs & _HARM_OR_RANK and "missing" not in core:
        return text
    said = event(history[:2])
    named = any(word.tag in ("name", "prep", "pron", "time") for word in words)
    if said is None or named or any(p.start >= len(clause.asked) for p in noun_phrases(core)):
        return text
    return f"{core}{' ' if 'win' in verbs and words[-1].forms else ' in '}{said.text}?"
