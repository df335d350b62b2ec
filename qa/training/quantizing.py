"""Make int8 known to a model: the ranges of its layers' inputs, over passages of an index."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from index import PassageIndex, SentenceEncoder
from index.derived import derive
from index.errors import ModelError
from index.local_reader import LocalReader
from index.models import weights_digest
from index.runtime import is_bert
from index.runtime.measuring import calibrate_ranges
from index.runtime.ranges import FOLDER, write_ranges
from qa.evaluation.run import sampled

__all__ = ["quantize_encoder", "quantize_reader"]

TEXTS = 256


def quantize_encoder(
    folder: Path, index: Path, *, count: int = TEXTS, seed: int = 0, target: Path = FOLDER
) -> Path:
    """Measure the ranges of an encoder on `count` passages; return their file, in `target`.

    Raises:
        ModelError: it is no BERT, which alone OpenVINO runs here.
        PassageIndexError: the index cannot be read.
    """
    with closing(LocalReader(index)) as reader:
        drawn = sampled(reader.store.document_ids(), count, seed)
        _, _, texts = derive(reader.store, drawn)
    return _written(folder, sampled(texts, count, seed), target)


def quantize_reader(
    folder: Path,
    index: Path,
    questions: Sequence[str],
    *,
    count: int = TEXTS,
    seed: int = 0,
    target: Path = FOLDER,
) -> Path:
    """Measure the ranges of the reader in a folder on questions, each with the passage that is
    found first; return their file. Raises what `quantize_encoder` does.
    """
    with PassageIndex.open(index, encoder=SentenceEncoder()) as opened:
        pairs = [
            (question, result.passage.text)
            for question in sampled(questions, count, seed)
            for result in opened.search(question, top_k=1)
        ]
    return _written(folder, pairs, target)


def _written(folder: Path, texts: Sequence[str] | Sequence[tuple[str, str]], target: Path) -> Path:
    if not is_bert(folder):
        raise ModelError(f"{folder} is no BERT model: only such run in int8")
    digest = weights_digest(folder, variable="QA_ENCODER or QA_READER")
    return write_ranges(calibrate_ranges(folder, texts), digest, target)
