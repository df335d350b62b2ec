"""What the command `qa` calls, without models: an index, a pipeline, a chat and a reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date as day
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

from index.errors import IndexMissingError, InvalidQuestionError, SourceMissingError
from index.types import Document, IndexInfo, IndexReport, Passage, SearchResult, Skipped
from qa.types import Answer, Citation, Span

TEXT = "Kyiv “held”.\nMoscow fell back."
DOCUMENT = Document("d1", "Kyiv held", TEXT, day(2023, 4, 12), "seeds/a.txt")
PASSAGE = Passage("d1:0-30", "d1", 0, 30, TEXT)
CITATION = Citation(
    1, "d1", "Kyiv held", day(2023, 4, 12), "seeds/a.txt", "d1:0-30", "Kyiv", 0, 4, TEXT, 0
)
REPORT = IndexReport(
    path=Path(".qa_index"),
    added=2,
    updated=0,
    renamed=0,
    removed=1,
    unchanged=3,
    duplicates=0,
    changes=(),
    skipped=(Skipped("seeds/b.bin", "not a text"),),
    embedded=12,
    documents=5,
    passages=31,
    generation=4,
)
INFO = IndexInfo(
    path=Path(".qa_index"),
    format_version=1,
    generation=4,
    documents=5,
    passages=31,
    sources=5,
    first_date=day(2023, 4, 12),
    last_date=None,
    encoder="minilm",
    encoder_digest="53aa",
    dimension=384,
    bytes=4096,
)


def fake_answer(question: str) -> Answer:
    """Answer "who…" and withhold the rest, refusing what the product refuses."""
    if not question.strip():
        raise InvalidQuestionError("the question is empty: type one")
    if len(question) > 5_000:
        raise InvalidQuestionError(f"the question has {len(question)} characters: ask in 5000")
    if "who" in question:
        return Answer(question, question, "Kyiv", 0.9, (CITATION,))
    return Answer(question, question, None, 0.1)


class FakePipeline:
    opened: ClassVar[tuple[Path | None, Path | None]] = (None, None)
    asked: ClassVar[dict[str, Any]] = {}

    @classmethod
    def open(cls, folder: Path | None = None, **options: Any) -> FakePipeline:
        if folder and "missing" in str(folder):
            raise IndexMissingError(f"no index at {folder}: run `qa index seeds`")
        cls.opened = (folder, options.get("build_from"))
        return cls()

    def ask(self, question: str, **options: Any) -> Answer:
        type(self).asked = options
        return fake_answer(question)

    def __enter__(self) -> FakePipeline:
        return self

    def __exit__(self, *_: object) -> None:
        pass


class FakeChat:
    def __init__(self, pipeline: FakePipeline) -> None:
        self.asked = 0

    def ask(self, message: str) -> Answer:
        answer = fake_answer(message)
        self.asked += 1
        return replace(answer, standalone_question=f"{self.asked}: {message}")


class FakeIndex:
    encoder = SimpleNamespace(runtime="openvino", precision="bf16")

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def open(cls, folder: Path) -> FakeIndex:
        FakePipeline.open(folder)
        return cls(folder)

    def search(self, query: str, **options: Any) -> list[SearchResult]:
        return [SearchResult(PASSAGE, 0.03)][: options["top_k"]] if query else []

    def document(self, document_id: str) -> Document:
        return DOCUMENT

    def info(self) -> IndexInfo:
        return replace(INFO, path=self.folder)

    def __enter__(self) -> FakeIndex:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def fake_build(
    sources: Sequence[Path], path: Path, *, fields: Any = None, progress: Any = None
) -> IndexReport:
    for source in sources:
        if "missing" in str(source):
            raise SourceMissingError(f"no file or folder at {source}: name one that exists")
    progress(1, 2, "passages")
    progress(2, 2, "passages")
    return replace(REPORT, path=path)


class FakeReader:
    name, digest, threshold = "fake", "00ff", 0.0

    @classmethod
    def load(cls, name: str | None = None) -> FakeReader:
        return cls()

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Span]:
        return [Span(key, 0, 4, text[:4], 1.0) for key, text in passages]
