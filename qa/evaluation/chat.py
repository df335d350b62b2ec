"""Evaluates conversations: every turn of a dialogue in its place, after the turns before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from index.types import Progress
from qa.conversation import Chat
from qa.evaluation.answers import best_candidate, grade
from qa.evaluation.citations import is_quoted, stands_in
from qa.evaluation.dialogues import Dialogue, DialogueTurn, is_right, same_question
from qa.evaluation.predictions import Predictions
from qa.evaluation.statistics import percent
from qa.evaluation.summary import confidence_metrics, stage_metrics
from qa.pipeline import QAPipeline
from qa.types import Answer

__all__ = ["ChatEvaluation", "evaluate_chat", "turn_ids"]

Row = Mapping[str, Any]

_GRADES = ("exact", "f1", "contains")


@dataclass(frozen=True, slots=True)
class ChatEvaluation:
    """Figures, in percent unless `_metrics` says otherwise, and a row a turn; ready for JSON."""

    metrics: Mapping[str, Any]
    rows: Sequence[Row]


def turn_ids(dialogue: Dialogue) -> list[str]:
    """Return the ids of its rows: "dialogue#1", "dialogue#2", …"""
    return [f"{dialogue.id}#{number}" for number in range(1, len(dialogue.turns) + 1)]


def evaluate_chat(
    pipeline: QAPipeline,
    dialogues: Sequence[Dialogue],
    *,
    predictions: Predictions | None = None,
    progress: Progress | None = None,
) -> ChatEvaluation:
    """Hold each dialogue through a chat of its own and grade every turn.

    Args:
        predictions: the rows; a dialogue is held again, as a whole, unless all its turns have one.
            None keeps new ones in memory.
        progress: called as `progress(dialogues done, dialogues, "dialogues")`.

    Raises:
        InvalidQuestionError: a question cannot be asked.
    """
    kept = Predictions(None, {}) if predictions is None else predictions
    for done, dialogue in enumerate(dialogues):
        if progress:
            progress(done, len(dialogues), "dialogues")
        if not all(turn_id in kept for turn_id in turn_ids(dialogue)):
            for row in list(_hold(pipeline, dialogue)):
                if row["id"] not in kept:
                    kept.append(row)
    if progress:
        progress(len(dialogues), len(dialogues), "dialogues")
    talks = [kept.rows(turn_ids(dialogue)) for dialogue in dialogues]
    return ChatEvaluation(_metrics(talks), [row for talk in talks for row in talk])


def _hold(pipeline: QAPipeline, dialogue: Dialogue) -> Iterator[dict[str, Any]]:
    chat = Chat(pipeline)
    for turn_id, turn in zip(turn_ids(dialogue), dialogue.turns, strict=True):
        answer = chat.ask(turn.question)
        best = best_candidate(answer)
        yield {
            "id": turn_id,
            "tags": list(dialogue.tags),
            "question": turn.question,
            "standalone_question": answer.standalone_question,
            "answer": answer.text,
            "confidence": answer.confidence,
            "citations": [citation.to_dict() for citation in answer.citations],
            "ranked": {},
            "gold": {"answers": list(turn.answers), "sources": list(turn.sources)},
            "verdict": _verdict(pipeline, turn, answer, best),
            "best": best,
            "timings_ms": {stage: round(value, 2) for stage, value in answer.timings.items()},
        }


def _verdict(
    pipeline: QAPipeline, turn: DialogueTurn, answer: Answer, best: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Grade a turn.

    The figures of `grade`, but `right` by the stricter rule of `is_right`; for citations, where
    there are any, `source_right`, `offsets_right` and the count `offsets_wrong`;
    `standalone_right` where the turn names what it should be; `best` grades the best candidate as
    if it had been the answer, without the demand for several parts.
    """
    quotes = [citation.quote for citation in answer.citations]
    names = _file_names(turn.sources)
    wrong = sum(
        not stands_in(pipeline.index.document(citation.document_id).text, citation.to_dict())
        for citation in answer.citations
    )
    candidate = best["answer"] if best else None
    right = (
        answer.text is not None and is_right(answer.text, quotes, turn.answers, turn.must_contain)
        if turn.answers
        else answer.text is None
    )
    cited = _file_names(citation.source for citation in answer.citations)
    return {
        **grade(answer.text, turn.answers).to_dict(),
        "right": right,
        "source_right": cited <= names if cited else None,
        "offsets_right": wrong == 0 if cited else None,
        "offsets_wrong": wrong,
        "standalone_right": (
            same_question(answer.standalone_question, turn.standalone) if turn.standalone else None
        ),
        "best": {
            **grade(candidate, turn.answers).to_dict(),
            "right": is_right(candidate, (), turn.answers) if candidate else not turn.answers,
        },
    }


def _file_names(sources: Iterable[str]) -> set[str]:
    """Return the bare names: an index may have been built from another folder."""
    return {PurePath(source).name for source in sources}


def _metrics(talks: Sequence[Sequence[Row]]) -> dict[str, Any]:
    """Return the figures over the rows of each dialogue.

    - `right`, `answerable_right`, `unanswerable_right`: see `_shares`; `dialogues_right`: dialogues
      whose turns are all right; `standalone_right`: of the turns that name what they should be.
    - `exact`, `f1`, `contains`: as `grade` has them, over all turns.
    - `false_answers`, `withheld_wrongly`, `wrong_answers`: turns answered that must be withheld,
      withheld that have an answer, answered but with another.
    - `source_precision`: citations from an expected article, of those under turns with gold
      answers; `offsets_wrong`: citations that are not what stands at their place, in all turns;
      `answers_not_quoted`: answers with a character in them that no citation quotes.
    - `ece`, `auroc` and the curves: `confidence_metrics`, in [0, 1]; `stages_ms`: `stage_metrics`.
    """
    rows = [row for talk in talks for row in talk]
    wrong = [row for row in rows if not row["verdict"]["right"]]
    standalone = [row["verdict"]["standalone_right"] for row in rows]
    shares = _shares(rows)
    return {
        "part": "chat",
        "dialogues": len(talks),
        "turns": shares.pop("total"),
        **shares,
        "dialogues_right": percent(all(row["verdict"]["right"] for row in talk) for talk in talks),
        "standalone_right": percent(standalone),
        **{name: percent(row["verdict"][name] for row in rows) for name in _GRADES},
        "false_answers": sum(not row["gold"]["answers"] for row in wrong),
        "withheld_wrongly": sum(row["answer"] is None for row in wrong),
        "wrong_answers": sum(
            bool(row["gold"]["answers"]) and row["answer"] is not None for row in wrong
        ),
        "citations": sum(len(row["citations"]) for row in rows),
        "source_precision": _source_precision(rows),
        "offsets_wrong": sum(row["verdict"]["offsets_wrong"] for row in rows),
        "answers_not_quoted": sum(not is_quoted(row) for row in rows),
        **confidence_metrics(rows),
        "stages_ms": stage_metrics(rows),
        "by_turn": _by_turn(talks),
        "by_tag": _by_tag(rows),
    }


def _shares(rows: Sequence[Row]) -> dict[str, Any]:
    """Return the `total` of the turns and the percent of them that is right.

    `right` of all, `answerable_right` of those with gold answers, `unanswerable_right` of the rest.
    """
    right = [row["verdict"]["right"] for row in rows]
    known = [bool(row["gold"]["answers"]) for row in rows]
    pairs = list(zip(right, known, strict=True))
    return {
        "total": len(rows),
        "right": percent(right),
        "answerable_right": percent(value for value, has_answer in pairs if has_answer),
        "unanswerable_right": percent(value for value, has_answer in pairs if not has_answer),
    }


def _by_turn(talks: Sequence[Sequence[Row]]) -> dict[str, Any]:
    later = [row for talk in talks for row in talk[1:]]
    return {"first": _shares([talk[0] for talk in talks]), "later": _shares(later)}


def _by_tag(rows: Sequence[Row]) -> dict[str, Any]:
    """Return `_shares` of the turns whose dialogue has the tag, the most frequent tag first."""
    tagged: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        for tag in row["tags"]:
            tagged[tag].append(row)
    order = sorted(tagged, key=lambda tag: (-len(tagged[tag]), tag))
    return {tag: _shares(tagged[tag]) for tag in order}


def _source_precision(rows: Sequence[Row]) -> float | None:
    return percent(
        not names.isdisjoint(_file_names([citation["source"]]))
        for row in rows
        if (names := _file_names(row["gold"]["sources"]))
        for citation in row["citations"]
    )
