"""Turn rows into token windows with targets, and those into batches of equal work."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qa.training.rows import Row

if TYPE_CHECKING:
    import torch

__all__ = ["Batch", "Feature", "batches_of", "collate", "features_of"]


@dataclass(frozen=True, slots=True)
class Feature:
    """One window: token ids, the first token of the context, and the annotators' token spans.

    `spans` holds (start, end) token positions, both inclusive; (0, 0) is the null answer.
    """

    ids: tuple[int, ...]
    context_start: int
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of shape (rows, tokens): ids, types, attention, which tokens may begin or end an
    answer, and the targets as distributions over the tokens."""

    input_ids: torch.Tensor
    token_type_ids: torch.Tensor
    attention_mask: torch.Tensor
    allowed: torch.Tensor
    start_targets: torch.Tensor
    end_targets: torch.Tensor


def features_of(
    rows: Sequence[Row],
    tokenizer: Any,
    *,
    window: int = 256,
    stride: int = 96,
    seed: int = 0,
    chunk: int = 2000,
) -> list[Feature]:
    """Return one window a row: one that holds the answer whole, or, for one answerable row in
    twelve of those longer than a window, one that doesn't and so has the null answer."""
    rng = random.Random(seed)  # noqa: S311
    features: list[Feature] = []
    for begin in range(0, len(rows), chunk):
        part = rows[begin : begin + chunk]
        encoded = tokenizer(
            [row.question for row in part],
            [row.context for row in part],
            truncation="only_second",
            max_length=window,
            stride=stride,
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
        )
        windows: dict[int, list[int]] = {}
        for number, row_number in enumerate(encoded["overflow_to_sample_mapping"]):
            windows.setdefault(row_number, []).append(number)
        for row_number, numbers in windows.items():
            made = [_feature(encoded, number, part[row_number]) for number in numbers]
            features.append(_choose(made, rng))
    return features


def _feature(encoded: Any, number: int, row: Row) -> Feature:
    encoding = encoded.encodings[number]
    parts = encoding.sequence_ids
    offsets = encoding.offsets
    first = parts.index(1) if 1 in parts else len(parts) - 1
    last = len(parts) - 1
    while last > first and parts[last] != 1:
        last -= 1
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    for token in range(first, last + 1):
        left, right = offsets[token]
        for character in range(left, right):
            starts.setdefault(character, token)
            ends[character + 1] = token
    spans = tuple(
        (starts[start], ends[end]) for start, end in row.answers if start in starts and end in ends
    )
    return Feature(tuple(encoding.ids), first, spans or ((0, 0),))


def _choose(windows: list[Feature], rng: random.Random) -> Feature:
    holding = [window for window in windows if window.spans != ((0, 0),)]
    if holding and len(windows) > len(holding) and rng.random() < 1 / 12:
        return rng.choice([window for window in windows if window.spans == ((0, 0),)])
    return rng.choice(holding or windows)


def batches_of(
    features: Sequence[Feature], *, token_budget: int, seed: int
) -> Iterator[list[Feature]]:
    """Yield every feature once, in batches of at most `token_budget` padded tokens.

    Features are shuffled, sorted by length within large pools, and the batches shuffled again, so
    that little is padded and the order stays random.
    """
    rng = random.Random(seed)  # noqa: S311
    order = list(range(len(features)))
    rng.shuffle(order)
    batches: list[list[int]] = []
    pool_size = 4000
    for begin in range(0, len(order), pool_size):
        pool = sorted(order[begin : begin + pool_size], key=lambda n: len(features[n].ids))
        batch: list[int] = []
        for number in pool:
            if batch and len(features[number].ids) * (len(batch) + 1) > token_budget:
                batches.append(batch)
                batch = []
            batch.append(number)
        batches.append(batch)
    rng.shuffle(batches)
    for batch in batches:
        yield [features[number] for number in batch]


def collate(features: Sequence[Feature], pad_id: int) -> Batch:
    """Pad to the longest, rounded up to eight tokens."""
    import torch

    length = -(-max(len(feature.ids) for feature in features) // 8) * 8
    shape = (len(features), length)
    ids = torch.full(shape, pad_id, dtype=torch.long)
    types = torch.zeros(shape, dtype=torch.long)
    attention = torch.zeros(shape, dtype=torch.long)
    allowed = torch.zeros(shape, dtype=torch.bool)
    starts = torch.zeros(shape)
    ends = torch.zeros(shape)
    for row, feature in enumerate(features):
        count = len(feature.ids)
        ids[row, :count] = torch.tensor(feature.ids)
        types[row, feature.context_start : count] = 1
        attention[row, :count] = 1
        allowed[row, 0] = True
        allowed[row, feature.context_start : count - 1] = True
        for start, end in feature.spans:
            starts[row, start] += 1 / len(feature.spans)
            ends[row, end] += 1 / len(feature.spans)
    return Batch(ids, types, attention, allowed, starts, ends)
