"""One start of `qa evaluate rag`: what is opened, asked of each system, and written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from index import PassageIndex
from index.types import Progress
from qa.evaluation.baselines import PRODUCT, SETUPS, index_ranks, open_setup, script_ranks
from qa.evaluation.corpus import cache_folder, open_corpus_index
from qa.evaluation.predictions import Predictions
from qa.evaluation.rag import Corpus, System, run_rag
from qa.evaluation.rag_files import RagQuestion, article_sources, read_articles, read_questions
from qa.evaluation.report import write_report
from qa.evaluation.run import file_digest, provenance, sampled, write_metrics
from qa.evaluation.script_baseline import ScriptBaseline
from qa.evaluation.statistics import paired_bootstrap
from qa.evaluation.summary import (
    answer_metrics,
    cited_metrics,
    confidence_metrics,
    recall_metrics,
    stage_metrics,
)
from qa.reader import SpanReader
from qa.reader.span_reader import find_reader

__all__ = ["RagOptions", "RagRun"]

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RagOptions:
    """What is measured; rows made with other options are never mixed with these.

    Attributes:
        corpus, questions: files as `qa.evaluation.rag_files` reads them.
        limit: how many questions are drawn; None for all.
        as_of_question_date: ask each question as on its date.
        reader: a folder or hub name; None takes QA_READER or the shipped reader.
        cache: for what is made of the corpus; None takes `cache_folder()`.
    """

    corpus: Path
    questions: Path
    limit: int | None = None
    seed: int = 0
    as_of_question_date: bool = False
    reader: str | None = None
    cache: Path | None = None


class RagRun:
    """Questions, the index of the corpus and the reader; use it in a `with` statement.

    Raises:
        QuestionFileError: a file is not what it should be.
        PassageIndexError, ModelError: the corpus cannot be indexed, or a model had.
    """

    def __init__(self, options: RagOptions, progress: Progress | None = None) -> None:
        self.options = options
        self._progress = progress
        everything = read_questions(options.questions)
        self.questions: list[RagQuestion] = sampled(everything, options.limit, options.seed)
        self.ids = article_sources(options.corpus)
        self.reader = SpanReader.load(options.reader)
        self._digest = file_digest(options.corpus)
        self.index: PassageIndex = open_corpus_index(
            lambda: read_articles(options.corpus),
            self._digest,
            total=len(self.ids),
            cache=options.cache,
            progress=progress,
        )

    def __enter__(self) -> RagRun:
        return self

    def __exit__(self, *_: object) -> None:
        self.index.close()

    def measure(self, out: Path | None, baselines: Sequence[str]) -> dict[str, Any]:
        """Ask the product, then the baselines; return the figures, which are also written to `out`.

        A baseline's rows and figures go into a folder of its name below `out`.
        """
        rows = self._rows("product", out)
        metrics = self._metrics(rows)
        systems = {"product": _headlines(metrics)}
        versus = {}
        for name in dict.fromkeys(baselines):
            folder = out / name if out else None
            other = self._rows(name, folder)
            figures = self._metrics(other)
            systems[name] = _headlines(figures)
            versus[name] = _differences(other, rows)
            self._write(folder, figures, other)
        metrics = {**metrics, "systems": systems, "versus": versus}
        self._write(out, metrics, rows)
        return metrics

    def _rows(self, name: str, folder: Path | None) -> list[dict[str, Any]]:
        with Predictions(folder, self._settings(name)) as predictions:
            if all(question.id in predictions for question in self.questions):
                return predictions.rows(question.id for question in self.questions)
            system, ranks = self._system(name)
            corpus = Corpus(self.ids, lambda id: self.index.document(id).text, ranks)
            return run_rag(
                system,
                self.questions,
                corpus,
                predictions,
                as_of_question_date=self.options.as_of_question_date,
                progress=self._progress,
            )

    def _system(self, name: str) -> tuple[System, Any]:
        if name == "script":
            return self._script, script_ranks(self._script)
        setup = SETUPS.get(name, PRODUCT)
        return open_setup(setup, self.index, self.reader), index_ranks(self.index)

    @cached_property
    def _script(self) -> ScriptBaseline:
        return ScriptBaseline(
            list(read_articles(self.options.corpus)),
            encoder=self.index.encoder,
            reader=find_reader(self.options.reader),
            cache=(self.options.cache or cache_folder()) / "script" / self._digest[:16],
            progress=self._progress,
        )

    def _settings(self, name: str) -> dict[str, Any]:
        origin = self._origin
        return {
            "system": name,
            "as_of_question_date": self.options.as_of_question_date,
            "limit": self.options.limit,
            **{key: origin[key] for key in ("commit", "models", "dataset", "corpus", "seed")},
        }

    @cached_property
    def _origin(self) -> dict[str, Any]:
        encoder = self.index.encoder
        return provenance(
            models={self.reader.name: self.reader.digest, encoder.name: encoder.digest},
            dataset=self.options.questions,
            corpus=self.options.corpus,
            seed=self.options.seed,
            index_format=self.index.info().format_version,
        )

    def _metrics(self, rows: Sequence[Row]) -> dict[str, Any]:
        return {
            "part": "rag",
            **answer_metrics(rows),
            **cited_metrics(rows),
            **confidence_metrics(rows),
            "recall_at_k": recall_metrics(rows),
            "with_gold_article": sum(bool(row["verdict"]["gold_rank"]) for row in rows),
            "stages_ms": stage_metrics(rows),
            "articles": len(self.ids),
            "passages": self.index.info().passages,
            "as_of_question_date": self.options.as_of_question_date,
            **self._origin,
        }

    def _write(self, folder: Path | None, metrics: Mapping[str, Any], rows: Sequence[Row]) -> None:
        if folder:
            write_metrics(folder, metrics)
            write_report(folder, metrics, rows, text_of=self._text_of)

    def _text_of(self, url: str) -> str:
        return self.index.document(self.ids[url]).text


def _headlines(metrics: Mapping[str, Any]) -> dict[str, float | int | None]:
    return {
        name: value
        for name, value in metrics.items()
        if value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))
    }


def _differences(before: Sequence[Row], after: Sequence[Row]) -> dict[str, dict[str, float]]:
    """Return by how much `after` is better, in points of percent, with the 95 % interval."""
    found = {}
    for name in ("exact", "f1", "contains", "right"):
        pairs = [[100.0 * row["verdict"][name] for row in rows] for rows in (before, after)]
        difference = paired_bootstrap(*pairs)
        found[name] = {
            "difference": difference.value,
            "low": difference.low,
            "high": difference.high,
        }
    return found
