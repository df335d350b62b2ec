"""Rows from questions over a corpus of news: what retrieval finds, labelled by the answers.

Distant supervision (Mintz et al., ACL 2009), as DrQA does it (Chen et al., ACL 2017): a passage
that says an answer in a sentence about the question is taken to answer it, one that says none is
taken not to. So the reader sees what it meets in use: news, passages that retrieval ranks high for
the question, and names as short as people expect them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Date
from functools import partial
from pathlib import Path

from index import PassageIndex, SentenceEncoder
from index.lexical import terms
from index.types import Passage
from qa.choices import is_choice
from qa.evaluation.corpus import open_corpus_index
from qa.evaluation.rag_files import RagQuestion, read_articles, read_questions
from qa.evaluation.run import file_digest
from qa.training.near_miss import NearMisses, proper_names
from qa.training.rows import Row

__all__ = ["SOURCE", "News", "distant_rows", "news_rows", "spans_of"]

SOURCE = "distant/news"
QUIZ = "realtimeqa"  # rows of questions without a day, put to the corpus, too
COPIES = 3  # of a row of a dated question, for each of one without
DEPTH = 30  # passages looked at for each question
ANSWERING = 6  # of them taken as answers, at most
EMPTY = 5  # taken as none, at most
EXCHANGED = 2  # copies with a name, number or month of the question exchanged
ABOUT = 0.4  # share of the question's terms that stand around an answer

_NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()
_SENTENCE_END = re.compile(r"[.!?]['\"”’)]*\s+(?=[\"“‘'(A-Z0-9])|\n")


@dataclass(frozen=True, slots=True)
class News:
    """A corpus, questions about it, and how many of them, by date, are to train on."""

    corpus: Path
    questions: Path
    first: int
    cache: Path | None = None


def news_rows(news: News, rows: Sequence[Row], *, seed: int = 0) -> list[Row]:
    """Return the rows of the first questions by date, and those of the news quiz among `rows`.

    Raises:
        QuestionFileError: a file is not what it should be.
        PassageIndexError, ModelError: the corpus cannot be indexed, or a model had.
    """
    everything = read_questions(news.questions)
    dated = sorted(everything, key=lambda item: (item.date or Date.max, item.id))[: news.first]
    undated = [
        RagQuestion(f"{QUIZ} {number}", row.question, tuple(sorted(row.answer_texts)), (), None)
        for number, row in enumerate(row for row in rows if row.source.startswith(QUIZ))
    ]
    near_misses = NearMisses(*SentenceEncoder().word_embeddings())
    articles = partial(read_articles, news.corpus)
    with open_corpus_index(articles, file_digest(news.corpus), cache=news.cache) as index:
        made = list(distant_rows(dated, index, near_misses, seed=seed)) * COPIES
        return made + list(distant_rows(undated, index, near_misses, seed=seed))


def distant_rows(
    questions: Iterable[RagQuestion], index: PassageIndex, near_misses: NearMisses, *, seed: int = 0
) -> Iterator[Row]:
    """Yield the rows of each question, asked as on its day; the same for the same arguments."""
    for item in questions:
        rng = random.Random(f"{seed} {item.id}")  # noqa: S311
        found = index.search(item.question, top_k=DEPTH, until=item.date, near=item.date)
        passages = [result.passage for result in found]
        yield from _of_question(item.question, item.answers, passages, near_misses, rng)


def _of_question(
    question: str,
    answers: Sequence[str],
    passages: Sequence[Passage],
    near_misses: NearMisses,
    rng: random.Random,
) -> Iterator[Row]:
    spans = [(passage.text, spans_of(question, answers, passage.text)) for passage in passages]
    answering = [Row(SOURCE, question, text, found) for text, found in spans if found][:ANSWERING]
    yield from answering
    empty = [text for text, _ in spans if not _says(text, answers)][:EMPTY]
    if not answering:
        return
    yield from (Row(SOURCE, question, text, ()) for text in empty)
    names = [name for text in empty for name in proper_names(text)]
    for row in answering[:EXCHANGED]:
        missed = near_misses.make(question, row.context, names, rng, facts_only=True)
        if missed:
            yield row.unanswerable(question=missed)


def spans_of(question: str, answers: Sequence[str], text: str) -> tuple[tuple[int, int], ...]:
    """Return where `text` answers the question: the answers in the sentence most about it.

    Nothing where no sentence with an answer shares `ABOUT` of the question's terms with itself and
    the sentence before, or where they are a quiz's choices.
    """
    asked = set(terms(question))
    pattern = _pattern(answers)
    best: tuple[tuple[float, float], tuple[tuple[int, int], ...]] = ((ABOUT, 0.0), ())
    before = 0
    for start, end in _sentences(text):
        found = tuple(
            match.span()
            for match in pattern.finditer(text, start, end)
            if not is_choice(text, *match.span())
        )
        if found:
            shares = _share(asked, text[before:end]), _share(asked, text[start:end])
            best = max(best, (shares, found))
        before = start
    return best[1]


def _share(asked: set[str], text: str) -> float:
    return len(asked.intersection(terms(text))) / max(1, len(asked))


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _SENTENCE_END.finditer(text):
        yield start, match.end()
        start = match.end()
    yield start, len(text)


def _says(text: str, answers: Sequence[str]) -> bool:
    return _pattern(answers).search(text) is not None


def _pattern(answers: Sequence[str]) -> re.Pattern[str]:
    """Return what finds the answers as whole words, "four" also as "4" and "9%" as "9 percent"."""
    forms = [form for answer in answers for form in _forms(answer.strip(" \"'“”‘’."))]
    either = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True) if form)
    if not either:
        return re.compile(r"(?!)")
    return re.compile(rf"(?<![\w$£€])(?:{either})(?!\w)", re.IGNORECASE)


def _forms(answer: str) -> Iterator[str]:
    yield answer
    for word, digit in zip(_NUMBERS, range(1, len(_NUMBERS) + 1), strict=True):
        if answer.casefold() == word:
            yield str(digit)
        if answer == str(digit):
            yield word
    if re.fullmatch(r"[\d.]+%", answer):
        yield answer.replace("%", " percent")
        yield answer.replace("%", " per cent")
