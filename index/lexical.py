"""BM25 over the passages of one segment: what each term is found in, and how often.

The scores are Lucene's BM25 (Kamphuis, de Vries, Boytsov and Lin, ECIR 2020), made when a question
is asked, from whole numbers: so those of a part of a collection, counted by the whole of it, are
to the bit those that the whole would give.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.arrays import load_array, save_array
from index.errors import IndexCorruptError
from index.terms import terms
from index.types import Mask, Rows, TermCounts, Vectors

__all__ = ["FILES", "LexicalIndex"]

K1 = 1.5
B = 0.75
PREFIX = 8  # bytes
MOST = 65_535  # of one term in one passage: what 16 bits hold
ARRAYS = {
    "terms": np.uint8,  # their UTF-8, one after the other, in its order
    "term_ends": np.int64,
    "starts": np.int64,  # where a term's postings begin, and the last one's end
    "rows": np.int32,  # the passages of a term, ascending
    "counts": np.uint16,  # how often they hold it
    "lengths": np.int32,  # of each passage, in terms
}
FILES = tuple(f"{name}.npy" for name in ARRAYS)


class LexicalIndex:
    """The postings of n passages, each known by its row. Searching is safe from several threads."""

    def __init__(self, arrays: dict[str, npt.NDArray[Any]]) -> None:
        self._arrays = arrays
        self._postings = lru_cache(maxsize=4096)(self._find)

    @classmethod
    def of(cls, texts: Iterable[str]) -> LexicalIndex:
        """Count the terms of texts; text i is row i."""
        vocabulary: dict[str, int] = {}
        numbers: list[Rows] = []
        counts: list[Rows] = []
        lengths: list[int] = []
        for text in texts:
            bag = Counter(terms(text))
            numbers.append(_array(vocabulary.setdefault(term, len(vocabulary)) for term in bag))
            counts.append(_array(min(count, MOST) for count in bag.values()))
            lengths.append(bag.total())
        sizes = [len(own) for own in numbers]
        rows = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        return cls._built(
            list(vocabulary), _joined(numbers), rows, _joined(counts), _array(lengths)
        )

    @classmethod
    def merged(cls, parts: Sequence[tuple[LexicalIndex, Rows]]) -> LexicalIndex:
        """Join indexes; row i of one becomes the i-th of its row numbers, or goes if that is -1."""
        vocabulary: dict[str, int] = {}
        columns: list[tuple[Rows, Rows, Rows]] = []
        total = 1 + max((int(places.max()) for _, places in parts if len(places)), default=-1)
        lengths = np.zeros(total, dtype=np.int32)
        for part, places in parts:
            arrays = part._arrays
            held = np.diff(arrays["starts"])
            named = _array(vocabulary.setdefault(term, len(vocabulary)) for term in part._terms())
            rows = places[arrays["rows"]]
            kept = rows >= 0
            numbers = np.repeat(named, held)[kept]
            columns.append((numbers, rows[kept], np.asarray(arrays["counts"], np.int32)[kept]))
            lengths[places[places >= 0]] = arrays["lengths"][places >= 0]
        numbers, rows, counts = (_joined([column[i] for column in columns]) for i in range(3))
        return cls._built(list(vocabulary), numbers, rows, counts, lengths)

    @classmethod
    def _built(
        cls, vocabulary: list[str], numbers: Rows, rows: Rows, counts: Rows, lengths: Rows
    ) -> LexicalIndex:
        """Order the postings, term by term as UTF-8 has them, then row by row."""
        used = np.flatnonzero(np.bincount(numbers, minlength=len(vocabulary)))
        names = sorted((_bytes(vocabulary[number]), number) for number in used.tolist())
        places = np.zeros(len(vocabulary), dtype=np.int32)
        places[[number for _, number in names]] = np.arange(len(names), dtype=np.int32)
        order = np.lexsort((rows, places[numbers]))
        held = np.bincount(places[numbers], minlength=len(names)) if names else np.zeros(0, int)
        values = {
            "terms": np.frombuffer(b"".join(name for name, _ in names), dtype=np.uint8),
            "term_ends": np.cumsum([len(name) for name, _ in names]),
            "starts": np.concatenate([[0], np.cumsum(held)]),
            "rows": rows[order],
            "counts": counts[order],
            "lengths": lengths,
        }
        return cls({name: values[name].astype(kind) for name, kind in ARRAYS.items()})

    def __eq__(self, other: object) -> bool:
        """Whether the two count the same terms in the same rows."""
        return isinstance(other, LexicalIndex) and all(
            np.array_equal(array, other._arrays[name]) for name, array in self._arrays.items()
        )

    __hash__ = None  # type: ignore[assignment]

    def __len__(self) -> int:
        return len(self._arrays["lengths"])

    def postings(self, term: str) -> tuple[Rows, npt.NDArray[np.uint16]]:
        """Return the rows that hold a term, ascending, and how often they do."""
        return self._postings(term)

    def counts(self, query: str, alive: Mask | None = None) -> TermCounts:
        """Return what the scores of `query` take from all passages, or from those alive."""
        lengths = self._arrays["lengths"] if alive is None else self._arrays["lengths"][alive]
        holding = {}
        for term in set(terms(query)):
            rows, _ = self.postings(term)
            if number := len(rows) if alive is None else int(alive[rows].sum()):
                holding[term] = number
        return TermCounts(len(lengths), int(lengths.sum(dtype=np.int64)), holding)

    def search(
        self, query: str, top_k: int, counts: TermCounts, *, allowed: Mask | None = None
    ) -> tuple[Rows, Vectors]:
        """Return rows and BM25 scores (above 0, unbounded), both of shape (k,), best first.

        Equal scores come in the order of their rows. Passages that share no term with the query
        are not found, so k may be less than `top_k`. `counts` are those of the whole collection.
        """
        scores = np.zeros(len(self), dtype=np.float32)
        for term in terms(query):
            if number := counts.holding.get(term):
                rows, times = self.postings(term)
                scores[rows] += self._scores(rows, times, number, counts)
        found = np.flatnonzero(scores)
        if allowed is not None:
            found = found[allowed[found]]
        if len(found) > top_k > 0:
            threshold = np.partition(scores[found], -top_k)[-top_k]
            found = found[scores[found] >= threshold]
        order = np.lexsort((found, -scores[found]))[: max(top_k, 0)]
        return found[order].astype(np.int32), scores[found[order]]

    def _scores(
        self, rows: Rows, times: npt.NDArray[np.uint16], number: int, counts: TermCounts
    ) -> Vectors:
        """Return what a term adds to the scores of the passages that hold it `times`."""
        mean = np.float32(counts.terms / counts.passages)
        idf = math.log(1 + (counts.passages - number + 0.5) / (number + 0.5))
        lengths = self._arrays["lengths"][rows].astype(np.float32)
        often = times.astype(np.float32)
        norm = np.float32(K1) * (np.float32(1 - B) + np.float32(B) * lengths / mean)
        return np.asarray(np.float32(idf) * often / (often + norm), dtype=np.float32)

    def _find(self, term: str) -> tuple[Rows, npt.NDArray[np.uint16]]:
        key = _bytes(term)
        wanted = np.uint64(int.from_bytes(key[:PREFIX].ljust(PREFIX, b"\0"), "big"))
        low = int(np.searchsorted(self._prefixes, wanted))
        high = int(np.searchsorted(self._prefixes, wanted, "right"))
        while low < high:
            middle = (low + high) // 2
            if self._term(middle) < key:
                low = middle + 1
            else:
                high = middle
        if low == len(self._arrays["term_ends"]) or self._term(low) != key:
            low, start, end = 0, 0, 0
        else:
            start, end = (int(bound) for bound in self._arrays["starts"][low : low + 2])
        return self._arrays["rows"][start:end], self._arrays["counts"][start:end]

    @cached_property
    def _prefixes(self) -> npt.NDArray[np.uint64]:
        """The first eight bytes of each term as a number, by which they are in order, too."""
        ends = self._arrays["term_ends"]
        starts = np.concatenate([[0], ends[:-1]]).astype(np.int64)
        written = np.append(self._arrays["terms"], np.uint8(0))
        found = np.zeros(len(ends), dtype=np.uint64)
        for place in range(PREFIX):
            inside = starts + place < ends
            where = np.clip(starts + place, 0, len(written) - 1)
            found = found << np.uint64(8) | np.where(inside, written[where], 0).astype(np.uint64)
        return found

    def _term(self, place: int) -> bytes:
        start = int(self._arrays["term_ends"][place - 1]) if place else 0
        return self._arrays["terms"][start : int(self._arrays["term_ends"][place])].tobytes()

    def _terms(self) -> Iterable[str]:
        written = self._arrays["terms"].tobytes()
        start = 0
        for end in self._arrays["term_ends"].tolist():
            yield written[start:end].decode(errors="surrogatepass")
            start = end

    def save(self, folder: Path) -> None:
        """Write the arrays into `folder`, a `.npy` file each."""
        for name in ARRAYS:
            save_array(folder / f"{name}.npy", self._arrays[name])

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Map the arrays that `save` wrote; IndexCorruptError if they are not what it writes."""
        arrays = {}
        for name, kind in ARRAYS.items():
            path = folder / f"{name}.npy"
            try:
                arrays[name] = load_array(path, mapped=True)
            except (OSError, ValueError, EOFError) as error:
                raise _corrupt(path, str(error)) from error
            if arrays[name].dtype != kind or arrays[name].ndim != 1:
                raise _corrupt(path, "another kind of array")
        if len(arrays["starts"]) != len(arrays["term_ends"]) + 1:
            raise _corrupt(folder / "starts.npy", "not of these terms")
        return cls(arrays)


def _array(values: Iterable[int]) -> Rows:
    return np.fromiter(values, dtype=np.int32)


def _joined(arrays: Sequence[Rows]) -> Rows:
    return np.concatenate([np.zeros(0, dtype=np.int32), *arrays])


def _corrupt(path: Path, what: str) -> IndexCorruptError:
    return IndexCorruptError(
        f"{path} is not a part of a BM25 index ({what}): index the sources again"
    )


def _bytes(term: str) -> bytes:
    return term.encode(errors="surrogatepass")
