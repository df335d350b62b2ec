"""A span reader: any SQuAD-style model, in windows over long passages."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.batching import Batcher, batches
from index.models import find_model, weights_digest
from qa.reader.calibration import Calibration
from qa.reader.networks import Network, load_network
from qa.reader.spans import best_spans, overlapping
from qa.types import Span

__all__ = ["SpanReader", "default_reader_path", "find_reader"]

DEFAULT_READER = "minilm-l6-news"
QUESTION_TOKENS = 128
JOINED = 48  # windows of several questions that are read together

_NONE = np.empty((0, 2), dtype=np.float32)
_BLANK_LINE = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class _Window:
    """A question with a stretch of a passage, as tokens; offsets are characters of the passage."""

    number: int
    ids: tuple[int, ...]
    types: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]
    may_start: npt.NDArray[np.bool_]
    may_end: npt.NDArray[np.bool_]
    paragraphs: npt.NDArray[np.intp]


class SpanReader:
    """Implements `qa.types.Reader` with a transformers question-answering model.

    Spans of several passages are scored together: a span's score is measured against the null span
    of its own window and never normalised within a passage. At most `max_answer_tokens` tokens a
    span. Callable from several threads: what they ask at the same time is read in one batch.
    """

    def __init__(
        self,
        name: str,
        network: Network,
        tokenizer: Any,
        calibration: Calibration,
        digest: str,
        *,
        window: int = 256,
        stride: int = 96,
        max_answer_tokens: int = 40,
    ) -> None:
        self.name = name
        self.calibration = calibration
        self.digest = digest
        self._network = network
        self._questions = tokenizer
        self._pairs = type(tokenizer).from_str(tokenizer.to_str())
        self._pairs.enable_truncation(
            min(window, network.positions), stride=stride, strategy="only_second"
        )
        self._max_answer_tokens = max_answer_tokens
        self._logits = Batcher(self._run, JOINED)

    @classmethod
    def load(cls, name: str | Path | None = None, **settings: int) -> SpanReader:
        """Load a reader by folder or hub name; None takes QA_READER or the one that is shipped.

        Raises ModelNotFoundError when there is none of that name.
        """
        folder = find_reader(name)
        digest = weights_digest(folder, variable="QA_READER")
        network, tokenizer = load_network(folder, digest)
        label = DEFAULT_READER if folder == default_reader_path() else _chosen(name)
        calibration = Calibration.load(folder)
        return cls(label, network, tokenizer, calibration, digest, **settings)

    @property
    def runtime(self) -> str:
        """What runs the model: "openvino" or "torch" (see `index.runtime`)."""
        return self._network.runtime

    @property
    def precision(self) -> str:
        """The number format of its products: "int8", "bf16" or "f32"."""
        return self._network.precision

    @property
    def threshold(self) -> float:
        """The score from which on a span is an answer, chosen on held-out training data."""
        return self.calibration.threshold

    @cached_property
    def vocabulary(self) -> dict[str, int]:
        """The whole words among the tokenizer's pieces, in lower case, with their rank."""
        pieces = {piece.lstrip("Ġ▁"): rank for piece, rank in self._questions.get_vocab().items()}
        return {
            piece: rank for piece, rank in pieces.items() if piece.isalpha() and piece.islower()
        }

    def read(
        self, question: str, passages: Sequence[tuple[str, str]], *, spans_per_passage: int = 4
    ) -> list[Span]:
        """Return the candidate spans of `(passage_id, text)` pairs, best score first."""
        found = self.read_questions(
            [(question, text) for _, text in passages], spans_per_passage=spans_per_passage
        )
        spans = [
            replace(span, passage_id=passage_id)
            for (passage_id, _), spans in zip(passages, found, strict=True)
            for span in spans
        ]
        return sorted(spans, key=lambda span: -span.score)

    def read_questions(
        self, pairs: Sequence[tuple[str, str]], *, spans_per_passage: int = 1
    ) -> list[list[Span]]:
        """Return the best spans of each (question, text) pair, best first, `passage_id` empty.

        A text longer than a window is read in overlapping ones; its spans don't overlap either.
        """
        found: list[list[Span]] = [[] for _ in pairs]
        windows = self._windows(pairs)
        for window, logits in zip(windows, self._logits(windows), strict=True):
            text = pairs[window.number][1]
            for start, end, score in best_spans(
                logits[:, 0],
                logits[:, 1],
                window.may_start,
                window.may_end,
                paragraphs=window.paragraphs,
                max_length=self._max_answer_tokens,
                count=spans_per_passage,
            ):
                left, right = window.offsets[start][0], window.offsets[end][1]
                found[window.number].append(Span("", left, right, text[left:right], score))
        return [_best_apart(spans, spans_per_passage) for spans in found]

    def _windows(self, pairs: Sequence[tuple[str, str]]) -> list[_Window]:
        kept = [number for number, (_, text) in enumerate(pairs) if text.strip()]
        encodings = self._pairs.encode_batch(
            [(self._shortened(pairs[number][0]), pairs[number][1]) for number in kept]
        )
        return [
            _window(part, number, pairs[number][1])
            for number, encoding in zip(kept, encodings, strict=True)
            for part in (encoding, *encoding.overflowing)
        ]

    def _shortened(self, question: str) -> str:
        offsets = self._questions.encode(question, add_special_tokens=False).offsets
        if len(offsets) <= QUESTION_TOKENS:
            return question
        return question[: offsets[QUESTION_TOKENS][0]]

    def _run(self, windows: Sequence[_Window]) -> list[npt.NDArray[np.float32]]:
        """Return for each window the logits of starts and ends, of shape (tokens, 2)."""
        logits: list[npt.NDArray[np.float32]] = [_NONE] * len(windows)
        lengths = [len(window.ids) for window in windows]
        for batch in batches(lengths, self._network.token_budget):
            found = self._network(
                [windows[place].ids for place in batch], [windows[place].types for place in batch]
            )
            for row, place in enumerate(batch):
                logits[place] = found[row, : lengths[place]]
        return logits


def _window(encoding: Any, number: int, text: str) -> _Window:
    """Mark where answers may start and end: at the edges of words of the passage."""
    starts = [start for start, _ in encoding.offsets]
    blank_lines = [match.start() for match in _BLANK_LINE.finditer(text)]
    words = encoding.word_ids
    inside = np.array([part == 1 for part in encoding.sequence_ids])
    edge = np.array([words[i] != words[i - 1] for i in range(1, len(words))])
    return _Window(
        number,
        tuple(encoding.ids),
        tuple(encoding.type_ids),
        tuple(encoding.offsets),
        inside & np.concatenate(([True], edge)),
        inside & np.concatenate((edge, [True])),
        np.searchsorted(blank_lines, starts),
    )


def _best_apart(spans: list[Span], count: int) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: -span.score):
        if not any(overlapping((span.start, span.end), (k.start, k.end)) for k in kept):
            kept.append(span)
    return kept[:count]


def find_reader(name: str | Path | None = None) -> Path:
    """Return the folder of a reader, as `SpanReader.load` finds it.

    Raises ModelNotFoundError when there is none of that name.
    """
    return find_model(_chosen(name), kind="reader", variable="QA_READER")


def _chosen(name: str | Path | None) -> str:
    return str(name or os.environ.get("QA_READER") or default_reader_path())


def default_reader_path() -> Path:
    """Return the folder of the reader that comes with this package."""
    return Path(__file__).parent / DEFAULT_READER
