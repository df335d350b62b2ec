"""Near-copies of a text, such as one wire report in two papers.

Texts are compared as sets of shingles, runs of five words. MinHash (Broder 1997) estimates the
Jaccard similarity of two such sets from signatures of fixed size, and bands of a signature find
candidates among many texts: at a Jaccard similarity of s, two texts share one of the 16 bands of
four rows with probability 1 - (1 - s⁴)¹⁶, a half at s = 0.46. The hashes are the same in every
process and on every platform.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from index.types import Signature

__all__ = ["bands", "distinct", "is_copy", "signature", "similarity"]

SHINGLE_WORDS = 5
BANDS, ROWS = 16, 4
SIGNATURE_LENGTH = BANDS * ROWS
LEAST_JACCARD = 0.5
LEAST_CONTAINED = 0.8  # of the shorter text in the longer, which has it cut
LEAST_SHINGLES = 50  # of a shorter text that may count as one cut

_WORD = re.compile(r"\w+")
_Hashes = npt.NDArray[np.uint64]


@lru_cache(maxsize=16_384)
def _hash(text: str) -> int:
    digest = hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def _drawn(name: str, count: int) -> _Hashes:
    """Return numbers that look random and are always the same."""
    return np.array([_hash(f"{name} {n}") for n in range(count)], dtype=np.uint64)


_PLACES = _drawn("place", SHINGLE_WORDS) | np.uint64(1)
_FACTORS = _drawn("factor", SIGNATURE_LENGTH)[:, None] | np.uint64(1)
_TERMS = _drawn("term", SIGNATURE_LENGTH)[:, None]


def signature(text: str) -> Signature:
    """Return the MinHash of a text's shingles, uint32 of shape (64,)."""
    hashed = (_shingles(text)[None, :] * _FACTORS + _TERMS) >> np.uint64(32)
    smallest: Signature = hashed.min(axis=1).astype(np.uint32)
    return smallest


def bands(signature: Signature) -> list[int]:
    """Return a hash of each of the 16 bands, in [-2⁶³, 2⁶³); no two bands have one in common."""
    rows = np.asarray(signature, dtype="<u4").reshape(BANDS, ROWS)
    keys = (number.to_bytes(4, "little") + row.tobytes() for number, row in enumerate(rows))
    return [
        int.from_bytes(hashlib.blake2b(key, digest_size=8).digest(), "little", signed=True)
        for key in keys
    ]


def similarity(left: Signature, right: Signature) -> float:
    """Return the estimated Jaccard similarity of two signatures' texts, in [0, 1].

    Its standard deviation is at most 1/16.
    """
    return float(np.mean(left == right))


def is_copy(left: str, right: str) -> bool:
    """Return whether one text is a near-copy of the other, by their shingles, not estimated.

    The Jaccard similarity reaches 0.5, or the longer text holds 0.8 of the shorter, which has 50
    shingles at least.
    """
    one, other = _shingles(left), _shingles(right)
    common = len(np.intersect1d(one, other, assume_unique=True))
    shorter = min(len(one), len(other))
    cut = shorter >= LEAST_SHINGLES and common >= LEAST_CONTAINED * shorter
    return cut or common >= LEAST_JACCARD * (len(one) + len(other) - common)


def distinct(texts: Sequence[str], *, limit: float = 0.7) -> list[int]:
    """Return the positions of texts that are no near-copies of one kept before, ascending.

    Two texts are near-copies when the larger set of shingles holds a share of the smaller that
    reaches `limit`, in (0, 1].
    """
    kept: dict[int, frozenset[int]] = {}
    for position, text in enumerate(texts):
        found = frozenset(_shingles(text).tolist())
        shares = (len(found & other) / min(len(found), len(other)) for other in kept.values())
        if all(share < limit for share in shares):
            kept[position] = found
    return list(kept)


def _shingles(text: str) -> _Hashes:
    """Return the hashes of a text's runs of five words, ascending, each once.

    A text of fewer words is one shingle, one without any word too.
    """
    words = _WORD.findall(text.casefold())
    if len(words) < SHINGLE_WORDS:
        return np.array([_hash(" ".join(words))], dtype=np.uint64)
    numbers = {word: _hash(word) for word in set(words)}
    hashed = np.array([numbers[word] for word in words], dtype=np.uint64)
    windows = np.lib.stride_tricks.sliding_window_view(hashed, SHINGLE_WORDS)
    return np.unique(_mixed((windows * _PLACES).sum(axis=1, dtype=np.uint64)))


def _mixed(numbers: _Hashes) -> _Hashes:
    """Mix the bits of each number, as SplitMix64 ends (Steele, Lea and Flood 2014)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))
