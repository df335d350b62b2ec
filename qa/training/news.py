"""`qa calibrate`: a reader's confidence, fitted on questions over a corpus of news."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.encoder import SentenceEncoder
from index.errors import ModelNotFoundError
from index.types import Progress
from qa.evaluation.errors import QuestionFileError
from qa.evaluation.rag_run import RagOptions, RagRun
from qa.evaluation.run import refused
from qa.pipeline import QAPipeline
from qa.reader.calibration import READING, Calibration
from qa.training.confidence import Judged, fit, judge
from qa.training.near_miss import NearMisses

__all__ = ["calibrate_on_news", "reading_calibration"]


def calibrate_on_news(
    reader: Path,
    corpus: Path,
    questions: Path,
    *,
    limit: int | None = None,
    seed: int = 0,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> Calibration:
    """Fit the calibration of the reader in a folder, write it there and return it.

    Args:
        corpus, questions: files as `qa.evaluation.rag_files` reads them.
        limit: how many questions are drawn; None for all.
        seed: of the draw and of what is made of the questions.
        cache: for the index of the corpus; None takes `cache_folder()`.
        progress: called while the articles are embedded and the questions asked.

    Raises:
        QuestionFileError: a file is not what it should be, or its questions are too few to fit on.
        OutputFolderError: the folder cannot be written.
        PassageIndexError, ModelError: the corpus cannot be indexed, or a model had.
    """
    if not reader.is_dir():
        raise ModelNotFoundError(f"no reader at {reader}: name the folder of one")
    options = RagOptions(corpus, questions, limit, seed, reader=str(reader), cache=cache)
    with RagRun(options, progress) as run:
        own = reading_calibration(reader)
        near_misses = NearMisses(*SentenceEncoder().word_embeddings())
        pipeline = QAPipeline(run.index, run.reader, own)
        situations = list(judge(pipeline, run.questions, near_misses, seed=seed, progress=progress))
    _check(situations, questions)
    calibration = fit(situations, own)
    _save(calibration, reader)
    return calibration


def reading_calibration(reader: Path) -> Calibration:
    """Return the calibration that the training of a reader left.

    A reader that has none gets a copy of the one it works with, so that to calibrate it twice gives
    the same as once.

    Raises:
        OutputFolderError: the folder cannot be written.
        ModelError: the calibration is broken.
    """
    if not (reader / READING).is_file():
        _save(Calibration.load(reader), reader, READING)
    return Calibration.load(reader, READING)


def _save(calibration: Calibration, reader: Path, *name: str) -> None:
    try:
        calibration.save(reader, *name)
    except OSError as error:
        raise refused(reader, error) from error


def _check(situations: Sequence[Judged], questions: Path) -> None:
    """Raise unless there is what `fit` learns from: right claims, and questions to withhold."""
    right = sum(bool(found.right.any()) for found in situations)
    empty = sum(not found.answerable for found in situations)
    if not right or not empty:
        raise QuestionFileError(
            f"{questions}: {right} right answers were found, and {empty} questions have none: "
            "draw more questions, or take some that the articles answer"
        )
