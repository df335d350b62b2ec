"""Follow-up questions: make each one a question of its own, by rules, from the turns before it.

message ─cleaning─▶ question or fragment ─ellipsis, fragments─▶ whole question
        ─descriptions, anaphora─▶ question with names

The analysis is light: parts of speech are guessed from closed classes, capitals and endings
(`tagging`), the parts of a question from its word order (`clauses`); what a pronoun stands for is
weighed (`salience`). What the rules can't tell they leave as it was typed.
"""

from __future__ import annotations

from qa.followups.cleaning import is_small_talk
from qa.followups.standalone import standalone_question, subject_document

__all__ = ["is_small_talk", "standalone_question", "subject_document"]
