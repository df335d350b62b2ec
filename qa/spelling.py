"""Read a question past its slips of the finger.

Words that neither the articles nor the reader's vocabulary know are replaced by the known word that
one slip (a letter left out, doubled, exchanged, or two swapped) makes of them, as in Norvig, "How
to Write a Spelling Corrector" (2007). The answer's `standalone_question` shows what was made of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

__all__ = ["mended"]

_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def mended(question: str, in_articles: Callable[[str], bool], vocabulary: Mapping[str, int]) -> str:
    """Return `question` with its unknown words mended where one slip explains them.

    Args:
        in_articles: whether some article has a word, given in lower case.
        vocabulary: common words in lower case with their rank, the most frequent lowest.

    A word of the articles is preferred, then the most frequent one. A capitalised word may be a
    name that no one knows yet, so it becomes nothing but a word of the articles.
    """

    def mend(match: re.Match[str]) -> str:
        word = match.group()
        lower = word.lower()
        if len(word) < 3 or not word.isascii() or word.isupper():
            return word
        if in_articles(lower) or any(base in vocabulary for base in _bases(lower)):
            return word
        slips = list(_slips(lower))
        known = (
            [slip for slip in slips if slip in vocabulary and in_articles(slip)]
            # an article's word goes by its stem, so an inflected one may be no word at all
            or [slip for slip in slips if in_articles(slip) and _bases(slip) == [slip]]
            or [slip for slip in slips if slip in vocabulary and word.islower()]
        )
        if not known:
            return word
        best = min(known, key=lambda slip: vocabulary.get(slip, len(vocabulary)))
        return best.capitalize() if word[0].isupper() else best

    return _WORD.sub(mend, question)


def _bases(word: str) -> list[str]:
    """Return the word and what it may be a regular form of, "-ise" also as "-ize"."""
    stems = [word.removesuffix(s) for s in ("s", "es", "ed", "ing", "er", "ers", "ly", "ied")]
    shorter = [stem for stem in stems if stem != word]
    bases = [word, *shorter, *(stem + "e" for stem in shorter)]
    american = [re.sub(r"(?<=[iy])s(?=es?$)", "z", base) for base in bases]
    return list(dict.fromkeys((*bases, *american)))


def _slips(word: str) -> Iterator[str]:
    """Yield every word that one slip would have turned into `word`; of three letters, swaps."""
    pairs = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    for left, right in pairs:
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        if len(word) == 3:
            continue
        if right:
            yield left + right[1:]
        for letter in _LETTERS:
            if right:
                yield left + letter + right[1:]
            yield left + letter + right
