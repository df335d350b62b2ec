"""The sentences of the passages read that can stand as quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.asides import in_aside
from index.passages import sentences
from qa.candidates import Candidate

__all__ = ["SENTENCE_LENGTH", "sentences_of"]

SENTENCE_LENGTH = 600  # characters; what is longer can't be read at a glance
LEAST_WORDS = 4
UNREAD = -30.0  # log-odds of a sentence in which the reader found nothing

_AGENCY = r"(?:Reuters|AP|AFP|ANI|PTI|EPA|Getty|CNN|UPI|dpa|DPA|Xinhua|TASS|Shutterstock)"
# What may stand before a sentence: "date 2023-04-12", "PARIS (AP) —" (the dateline, put in), "•".
_LABEL = (
    r"\s*(?:(?i:date|published|updated|posted)(?: on)?\s*:?\s*(?:\d{4}-\d\d-\d\d|\d{1,2} \w{3,9},?"
    r" \d{4}|\w{3,9} \d{1,2}, ?\d{4})(?:[T ]\d\d:\d\d\S*)?|(?i:title|headline)\s*:[^\n]*\n"
    rf"|DATELINE(?: ?\({_AGENCY}[^)\n]{{0,30}}\))?\s*(?::|--?|—|–)\s+|[•▪►*·]|[–—-](?= ))\s*"
)
_ENDED = re.compile(r"[.!…][\"'”’»)\]]*$|\b(?:is|are|was|were|has|have|had|will|said|says)\b")
_NO_REPORT = re.compile(
    r"[?][\"'”’»)\]]*$|:$|^[:;,.)\]%]"  # a question, a lead-in, a torn sentence
    r"|AP Photo|\bGetty Images|\b(?:AFP|EPA|Getty)/|/(?:AFP|AP|EPA|Getty|Reuters)\b"
    rf"|\b(?i:photo|image|picture)s? (?:by|credit)\b|\([^()]{{0,80}}\b{_AGENCY}\b[^()]{{0,80}}\)$"
    r"|(?i:^\W*(?:(?:read(?: more| also)?|also read|see also|more|related|watch|video|photos?"
    r"|editor['’]s note|note|correction|source|topics|tags|advertisement)\s*[:|]"
    r"|(?:read|see|find out) more\b|sign[- ]up for\b|subscribe\b|click here\b|follow us\b"
    r"|(?:contact|follow|email)\b.*@|(?:additional )?(?:reporting|writing|editing) by\b|©"
    r"|copyright\b)|https?://|\bwww\.|all rights reserved|contributed to this (?:report|story))"
)
_CREDITED = re.compile(r"\s*\([^()\n]{0,80}(?:Photo|Getty|/AFP|/Reuters)")


def sentences_of(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the whole sentences of the candidates' passages, each place once.

    Each has the score of the best candidate that begins in it, or UNREAD. Headers, datelines,
    headlines, credits, notices ("Read more: …"), questions and what is shorter than four words or
    longer than SENTENCE_LENGTH are left out. The order is that of the passages, then of the text.
    """
    passages = {one.passage.id: one for one in reversed(candidates)}
    found: dict[tuple[str, int], Candidate] = {}
    for id_ in dict.fromkeys(one.passage.id for one in candidates):
        one = passages[id_]
        for start, end in _quotable(one):
            inside = (
                other.score
                for other in candidates
                if other.document.id == one.document.id and start <= other.start < end
            )
            sentence = replace(one, start=start, end=end, score=max(inside, default=UNREAD))
            found.setdefault((one.document.id, start), sentence)
    return list(found.values())


def _quotable(one: Candidate) -> Iterator[tuple[int, int]]:
    """Yield the bounds, in the document, of its passage's sentences that can stand as quotes."""
    text, title = one.document.text, one.document.title
    headed = one.document.metadata.get("title_source") == "headline"
    label = re.compile(
        _LABEL.replace("DATELINE", re.escape(one.document.metadata.get("dateline", "\0")))
    )
    for left, right in sentences(one.passage.text):
        start, end = left + one.passage.start, right + one.passage.start
        while match := label.match(text, start, end):
            start = match.end()
        quote = text[start:end]
        # an opening mark at the end belongs to the next sentence
        if re.search(r"\s[“‘]$", quote) or (quote.endswith(' "') and quote.count('"') % 2):
            quote = quote[:-1].rstrip()
        if len(quote) > SENTENCE_LENGTH or len(quote.split()) < LEAST_WORDS:
            continue
        if _CREDITED.match(text, end) or (headed and " ".join(quote.split()) == title):
            continue
        if not _ENDED.search(quote) or _NO_REPORT.search(quote):
            continue
        if not in_aside(text, start, start + len(quote)):
            yield start, start + len(quote)
