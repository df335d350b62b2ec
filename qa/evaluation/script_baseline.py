"""The obvious script: what one writes in an afternoon from the libraries' own examples.

Fixed chunks of 200 words, `SentenceTransformer.encode` with its defaults, an exact FAISS index, the
reader on the five nearest chunks, and the highest sum of start and end logit wins. It never
abstains, and its confidence is that sum through a sigmoid. What is not the script's: the chunks'
vectors come from the product's encoder (the same weights, a cosine of 0.9999 to the defaults', in
half the time) and are kept, and it cites, so that it can be measured beside the product. Where it
is timed, `default_asker` encodes the question as the script would.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date as Date
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from index.models import quiet_loading
from index.protocols import Encoder
from index.types import Document, Progress, Vectors
from qa.types import Answer, Citation

__all__ = ["Chunk", "ScriptBaseline", "chunks_of", "default_asker"]

WORDS = 200
TOP_K = 5
MAX_ANSWER_TOKENS = 30
SHARD = 4096  # chunks


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of 200 words: `documents[document].text[start:end]`."""

    document: int
    start: int
    end: int


def chunks_of(text: str, document: int) -> list[Chunk]:
    """Return chunks of 200 words, the last one shorter, that follow each other without overlap."""
    import re

    words = [match.span() for match in re.finditer(r"\S+", text)]
    runs = [words[first : first + WORDS] for first in range(0, len(words), WORDS)]
    return [Chunk(document, run[0][0], run[-1][1]) for run in runs]


def default_asker(folder: Path) -> Callable[[str], Vectors]:
    """Return what encodes a question by `SentenceTransformer.encode` as it comes."""
    from sentence_transformers import SentenceTransformer

    with quiet_loading():
        model = SentenceTransformer(str(folder))

    def ask(question: str) -> Vectors:
        vectors: Vectors = model.encode([question])
        return vectors

    return ask


class ScriptBaseline:
    """The script over `documents`, with the encoder in one folder and the reader in another.

    Args:
        asker: encodes a question to float32 of shape (1, dimension); None takes `encoder`.
        cache: a folder for the vectors, in shards: a run that was broken off goes on there.
        progress: called as `progress(chunks done, chunks, "chunks")`.
    """

    def __init__(
        self,
        documents: Sequence[Document],
        *,
        encoder: Encoder,
        reader: Path,
        cache: Path,
        progress: Progress | None = None,
        asker: Callable[[str], Vectors] | None = None,
    ) -> None:
        import faiss
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer

        self.documents = documents
        self.chunks = [
            chunk
            for number, document in enumerate(documents)
            for chunk in chunks_of(document.text, number)
        ]
        self._encoder = encoder
        self._vector = asker or (lambda question: encoder.encode([question], queries=True))
        self._tokenizer: Any = AutoTokenizer.from_pretrained(reader)
        with quiet_loading():
            model = AutoModelForQuestionAnswering.from_pretrained(reader)
        self._reader: Any = model.float().eval()
        vectors = self._vectors(cache, progress)
        self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(vectors)

    def ask(self, question: str, *, as_of: Date | None = None) -> Answer:  # noqa: ARG002
        """Answer with the best span of the nearest chunks; `as_of` has no say."""
        started = perf_counter()
        _, found = self._index.search(self._vector(question), TOP_K)
        retrieved = perf_counter()
        spans = [self._best_span(question, self.chunks[number]) for number in found[0]]
        score, chunk, start, end = max(spans, key=lambda span: span[0])
        document = self.documents[chunk.document]
        read = perf_counter()
        citation = Citation(
            number=1,
            document_id=document.id,
            title=document.title,
            date=document.date,
            source=document.source,
            passage_id=f"{document.id}:{chunk.start}-{chunk.end}",
            quote=document.text[start:end],
            start=start,
            end=end,
            context=document.text[chunk.start : chunk.end],
            context_start=chunk.start,
        )
        timings = {
            "retrieve": (retrieved - started) * 1000,
            "read": (read - retrieved) * 1000,
            "total": (read - started) * 1000,
        }
        confidence = 1 / (1 + math.exp(-score))
        return Answer(question, question, citation.quote, confidence, (citation,), (), timings)

    def ranked(self, question: str, depth: int) -> list[str]:
        """Return the ids of the documents of the `depth` nearest chunks, best first, each once."""
        _, found = self._index.search(self._vector(question), depth)
        ids = [self.documents[self.chunks[number].document].id for number in found[0]]
        return list(dict.fromkeys(ids))

    def _best_span(self, question: str, chunk: Chunk) -> tuple[float, Chunk, int, int]:
        import torch

        text = self.documents[chunk.document].text[chunk.start : chunk.end]
        encoded = self._tokenizer(
            question,
            text,
            truncation="only_second",
            max_length=512,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        offsets = encoded.pop("offset_mapping")[0].tolist()
        inside = [number for number, part in enumerate(encoded.sequence_ids(0)) if part == 1]
        with torch.inference_mode():
            output = self._reader(**encoded)
        starts, ends = output.start_logits[0].tolist(), output.end_logits[0].tolist()
        score, first, last = max(
            (starts[i] + ends[j], i, j)
            for i in inside
            for j in range(i, min(i + MAX_ANSWER_TOKENS, inside[-1] + 1))
        )
        return score, chunk, chunk.start + offsets[first][0], chunk.start + offsets[last][1]

    def _vectors(self, cache: Path, progress: Progress | None) -> Vectors:
        cache.mkdir(parents=True, exist_ok=True)
        shards = []
        for first in range(0, len(self.chunks), SHARD):
            path = cache / f"chunks-{first:08}.npy"
            if not path.exists():
                part = self.chunks[first : first + SHARD]
                texts = [self.documents[c.document].text[c.start : c.end] for c in part]
                partial = path.with_suffix(".partial.npy")
                np.save(partial, self._encoder.encode(texts))
                partial.replace(path)
            shards.append(np.load(path))
            if progress:
                progress(min(first + SHARD, len(self.chunks)), len(self.chunks), "chunks")
        return np.concatenate(shards)
