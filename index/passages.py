"""Documents to passages: runs of whole sentences, each overlapping the one before it.

A passage holds up to 160 word pieces, about five sentences of a wire report: long enough that a
sentence keeps the names it refers to, short enough that passage, title and date together stay below
the 256 the encoder reads, and a reader's window below its own. The last sentence of a passage opens
the next one (unless it fills more than half of it), so that an answer whose two halves stand in
neighbouring sentences is whole in some passage.

sentencex proposes where sentences end. Its answer is used only as cut points, so the contract,
`document.text[start:end] == passage.text` with every non-space character covered, holds by
construction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from index.headers import date_in_words
from index.protocols import Encoder
from index.types import Document, Passage

__all__ = [
    "context_prefix",
    "contexts",
    "passage_from_span",
    "sentences",
    "split_passages",
]

PASSAGE_TOKENS = 160
PASSAGE_CHARS = 2_000  # WordPiece counts a word of any length as one piece
SENTENCE_CHARS = 1_000
BLOCK_CHARS = 20_000  # bounds what the sentence splitter sees at once

Bounds: TypeAlias = tuple[int, int]
Piece: TypeAlias = tuple[int, int, int]  # start, end, word pieces

_BLANK_LINES = re.compile(r"\n\s*\n")


def split_passages(document: Document, encoder: Encoder) -> list[Passage]:
    """Cut a document into passages, in the order of the text.

    Time grows linearly with the text, also where it has no spaces or no sentences.
    """
    prefix_tokens = encoder.count_tokens(context_prefix(document))
    limit = max(1, min(PASSAGE_TOKENS, encoder.max_tokens - prefix_tokens))
    pieces = (
        piece
        for sentence in sentences(document.text)
        for piece in _fit(document.text, sentence, encoder, limit)
    )
    return [passage_from_span(document, start, end) for start, end in _pack(pieces, limit)]


def passage_from_span(document: Document, start: int, end: int) -> Passage:
    """Return the passage of `document.text[start:end]`."""
    text = document.text[start:end]
    return Passage(f"{document.id}:{start}-{end}", document.id, start, end, text)


def context_prefix(document: Document) -> str:
    """Return title and date, the date also in words, as they precede each passage."""
    parts = [document.title] if document.title else []
    if document.date:
        parts.append(f"{document.date.isoformat()}, {date_in_words(document.date)}")
    return "\n".join(parts)


def contexts(document: Document, passages: Sequence[Passage]) -> list[str]:
    """Return what the encoder and BM25 see of passages: the document's prefix, then the text."""
    prefix = context_prefix(document)
    return [f"{prefix}\n{passage.text}" if prefix else passage.text for passage in passages]


def sentences(text: str) -> Iterator[Bounds]:
    """Yield the bounds of the sentences without the space around them; blank lines end one."""
    from sentencex import get_sentence_boundaries

    for start, end in _blocks(text):
        block = text[start:end]
        cuts = {len(block)}
        for boundary in get_sentence_boundaries("en", block):
            cuts.add(min(max(boundary["end_index"], 0), len(block)))
        last = 0
        for cut in sorted(cuts):
            if bounds := _strip(text, start + last, start + cut):
                yield bounds
            last = cut


def _blocks(text: str) -> Iterator[Bounds]:
    """Yield paragraphs; those above BLOCK_CHARS in parts that end at a space where they can."""
    last = 0
    for match in [*_BLANK_LINES.finditer(text), None]:
        end = match.start() if match else len(text)
        yield from _chop(text, last, end, BLOCK_CHARS)
        last = match.end() if match else end


def _chop(text: str, start: int, end: int, size: int) -> Iterator[Bounds]:
    """Cut text[start:end] into parts of at most `size` characters, at spaces where it can."""
    while end - start > size:
        cut = max(text.rfind(" ", start + size // 2, start + size), start)
        cut = cut if cut > start else start + size
        yield start, cut
        start = cut
    if end > start:
        yield start, end


def _fit(text: str, sentence: Bounds, encoder: Encoder, limit: int) -> Iterator[Piece]:
    """Yield the sentence, or its parts where it has more word pieces than `limit`."""
    for start, end in _chop(text, *sentence, SENTENCE_CHARS):
        stripped = _strip(text, start, end)
        if stripped is None:
            continue
        start, end = stripped
        tokens = encoder.count_tokens(text[start:end])
        if tokens > limit and end - start > 1:
            for half in _chop(text, start, end, (end - start + 1) // 2):
                yield from _fit(text, half, encoder, limit)
        else:
            yield start, end, tokens


def _strip(text: str, start: int, end: int) -> Bounds | None:
    """Return the bounds without the space at both ends, or None where there is only space."""
    inner = text[start:end].strip()
    if not inner:
        return None
    start = start + text[start:end].index(inner)
    return start, start + len(inner)


def _pack(pieces: Iterable[Piece], limit: int) -> Iterator[Bounds]:
    """Join sentences into runs of at most `limit` word pieces that overlap by one sentence."""
    first: int | None = None
    end = total = 0
    last: Piece = (0, 0, 0)
    for sentence in pieces:
        tokens = sentence[2]
        if first is not None and not _fits(first, sentence, total + tokens, limit):
            yield first, end
            overlaps = last[2] <= limit // 2 and _fits(last[0], sentence, last[2] + tokens, limit)
            first, total = (last[0], last[2]) if overlaps else (None, 0)
        first = sentence[0] if first is None else first
        end, total, last = sentence[1], total + tokens, sentence
    if first is not None:
        yield first, end


def _fits(first: int, sentence: Piece, tokens: int, limit: int) -> bool:
    return tokens <= limit and sentence[1] - first <= PASSAGE_CHARS
