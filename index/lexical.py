"""BM25 over passages, with bm25s (Lù, 2024, arXiv:2407.03618) and Snowball's English stemmer.

How a newspaper writes a thing and how a reader types it meet in the terms: `$350m`, `USD 350
million` and `350 million dollars` share theirs, `U.S.` and `US` are one, `Kuleba's` is Kuleba,
`Müller` is Muller. "us" is not a stop word: typed in lower case it still means the country.
"""

from __future__ import annotations

import json
import logging
import math
import re
import threading
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import Stemmer

from index.errors import IndexCorruptError
from index.types import Ids, TermCounts, Vectors

__all__ = ["LexicalIndex", "terms"]

_STOP_WORDS = """
    a an and are as at be been but by did do does for from had has have he her his how i if in
    into is it its me my of on or our she so such that the their them then there these they this to
    was we were what when where which who whom whose why will with would you your
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
K1 = 1.5
B = 0.75
LENGTHS = "lengths.npy"
CURRENCIES = {"$": " usd ", "€": " eur ", "£": " gbp ", "¥": " jpy ", "₹": " inr "}
MAGNITUDES = {
    "k": "thousand",
    "m": "million",
    "mn": "million",
    "bn": "billion",
    "b": "billion",
    "tn": "trillion",
}
UNITS = {"dollar": "usd", "dollars": "usd", "euro": "eur", "euros": "eur", "pounds": "gbp"}

_local = threading.local()  # a stemmer must not be shared between threads

_ACRONYM = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_POSSESSIVE = re.compile(r"['’]s\b")
_AMOUNT = re.compile(r"(?<![^\W_])(\d+(?:\.\d+)?)(k|mn?|bn?|tn)\b")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_WORD = re.compile(r"\d+(?:\.\d+)+|[^\W_]+")
_COMBINING = re.compile("[\u0300-\u036f]")


def terms(text: str) -> list[str]:
    """Return the terms of a text in their order: lower-cased, stemmed, without stop words."""
    text = _POSSESSIVE.sub("", text.casefold())
    if not text.isascii():
        text = _COMBINING.sub("", unicodedata.normalize("NFKD", text))
    text = _ACRONYM.sub(lambda match: match[0].replace(".", "") + " ", text)
    text = _THOUSANDS.sub("", text.replace("us$", "$"))
    for sign, name in CURRENCIES.items():
        text = text.replace(sign, name)
    text = _AMOUNT.sub(lambda match: f"{match[1]} {MAGNITUDES[match[2]]}", text)
    words = [UNITS.get(word, word) for word in _WORD.findall(text) if word not in STOP_WORDS]
    if not hasattr(_local, "stemmer"):
        _local.stemmer = Stemmer.Stemmer("english")
    stemmed: list[str] = _local.stemmer.stemWords(words)
    return stemmed


class LexicalIndex:
    """BM25 in Lucene's form, k1 1.5 and b 0.75. Searching is safe from several threads.

    Args:
        ids: int64 of shape (n,), the passage of each row.
        texts: n texts.
    """

    def __init__(self, ids: Ids, texts: Sequence[str]) -> None:
        bm25s = _import_bm25s()
        self._ids = np.asarray(ids, dtype=np.int64)
        self._bm25: Any = bm25s.BM25(method="lucene", k1=K1, b=B, backend="numpy")
        # bm25s cannot index a passage without terms, nor no passages; "" is never asked for
        bags = [terms(text) or [""] for text in texts]
        self._lengths: Ids | None = np.array([len(bag) for bag in bags], dtype=np.int64)
        self._bm25.index(bags or [[""]], show_progress=False)

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, word: str) -> bool:
        """Whether some passage holds the word, in any of its forms; stop words always count."""
        return all(term in self._bm25.vocab_dict for term in terms(word))

    def counts(self, query: str) -> TermCounts:
        """Return what the scores of `query` take from all passages together."""
        known = {term for term in terms(query) if term in self._bm25.vocab_dict}
        return TermCounts(
            passages=len(self),
            terms=None if self._lengths is None else int(self._lengths.sum()),
            holding={term: len(self._column(term)[0]) for term in known},
        )

    def search(
        self,
        query: str,
        top_k: int,
        *,
        allowed: Ids | None = None,
        counts: TermCounts | None = None,
    ) -> tuple[Ids, Vectors]:
        """Return ids and BM25 scores (above 0, unbounded), both of shape (k,), best first.

        Equal scores come in the order of their ids. Passages that share no term with the query are
        not found, so k may be less than `top_k`. With `counts`, of a collection that this index is
        a part of, the scores are those that its passages have there.
        """
        known = [term for term in terms(query) if term in self._bm25.vocab_dict]
        if not known:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        scores: Vectors = (
            np.asarray(self._bm25.get_scores(known), dtype=np.float32)
            if counts is None
            else self._scores_among(known, counts)
        )
        found = np.flatnonzero(scores > 0)
        if allowed is not None:
            found = found[np.isin(self._ids[found], allowed)]
        if len(found) > top_k > 0:
            threshold = np.partition(scores[found], -top_k)[-top_k]
            found = found[scores[found] >= threshold]
        order = np.lexsort((self._ids[found], -scores[found]))[: max(top_k, 0)]
        return self._ids[found[order]], scores[found[order]]

    def _scores_among(self, known: Sequence[str], counts: TermCounts) -> Vectors:
        """Return the scores of all passages by the counts of a larger collection.

        A stored score is idf * tf / (tf + norm), where norm = K1 * (1 - B + B * length / mean).
        """
        scores = np.zeros(len(self), dtype=np.float32)
        for term in known:
            rows, stored = self._column(term)
            share = stored / _idf(len(self), len(rows))
            if self._lengths is not None and counts.terms is not None:
                lengths = self._lengths[rows]
                here = 1 - B + B * lengths / self._lengths.mean()
                there = 1 - B + B * lengths * counts.passages / counts.terms
                share = share * here / (share * here + (1 - share) * there)
            scores[rows] += _idf(counts.passages, counts.holding[term]) * share
        return scores

    def _column(self, term: str) -> tuple[Ids, Vectors]:
        """Return the rows of the passages that hold a known term, and its scores in them."""
        matrix, number = self._bm25.scores, self._bm25.vocab_dict[term]
        column = slice(matrix["indptr"][number], matrix["indptr"][number + 1])
        return matrix["indices"][column], matrix["data"][column]

    def save(self, folder: Path) -> None:
        """Write the index into `folder`: JSON and .npy files, no pickle."""
        self._bm25.save(folder, allow_pickle=False, show_progress=False)
        np.save(folder / "ids.npy", self._ids, allow_pickle=False)
        if self._lengths is not None:
            np.save(folder / LENGTHS, self._lengths, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Read an index that `save` wrote, its large arrays memory-mapped.

        Raises:
            IndexCorruptError: a file is missing, or not what it should be.
        """
        bm25s = _import_bm25s()
        index = cls.__new__(cls)
        try:
            index._bm25 = bm25s.BM25.load(
                folder, load_corpus=False, mmap=True, allow_pickle=False, show_progress=False
            )
            index._ids = np.load(folder / "ids.npy", allow_pickle=False)
            # indexes of earlier versions lack it
            path = folder / LENGTHS
            index._lengths = np.load(path, allow_pickle=False) if path.exists() else None
        except (OSError, ValueError, TypeError, KeyError, EOFError, json.JSONDecodeError) as error:
            raise IndexCorruptError(
                f"{folder} is not a BM25 index ({error}): index the sources again"
            ) from error
        lengths = index._ids if index._lengths is None else index._lengths
        rows = index._bm25.scores["num_docs"]
        if rows != max(len(index._ids), 1) or len(lengths) != len(index._ids):
            raise IndexCorruptError(f"{folder} lacks passages: index the sources again")
        return index


def _idf(passages: int, holding: int) -> float:
    return math.log(1 + (passages - holding + 0.5) / (holding + 0.5))


def _import_bm25s() -> Any:
    import bm25s

    # it sets its own logger to DEBUG, past whatever the application chose
    logging.getLogger("bm25s").setLevel(logging.NOTSET)
    return bm25s
