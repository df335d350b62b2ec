"""Answers out of the JSON form that `Answer.to_dict` gives them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date as Date
from typing import Any, Literal, TypeVar, cast

from index.errors import GroundwireError
from qa.types import Alternative, Answer, Citation

__all__ = [
    "MalformedAnswerError",
    "alternative_from_dict",
    "answer_from_dict",
    "citation_from_dict",
]

T = TypeVar("T")


class MalformedAnswerError(GroundwireError):
    """A record is not what `to_dict` of an answer, a citation or an alternative writes."""


def answer_from_dict(record: Mapping[str, Any]) -> Answer:
    """Return the answer whose `to_dict()` is `record`: figures have the digits kept there.

    Fields that an older version did not write take their defaults, unknown ones are passed over.

    Raises:
        MalformedAnswerError: names the field that is missing, of the wrong type or contradicted.
    """
    text = _optional(record, "answer", str)
    if bool(_given(record, "abstained", text is None)) != (text is None):
        raise MalformedAnswerError("an answer's record has the field abstained against its answer")
    verdict = _optional({"verdict": None, **record}, "verdict", str)
    if verdict not in (None, "yes", "no"):
        raise _wrong("verdict")
    timings = _field({"timings_ms": {}, **record}, "timings_ms", dict)
    return Answer(
        question=_field(record, "question", str),
        standalone_question=_field(record, "standalone_question", str),
        text=text,
        confidence=_number(record, "confidence"),
        citations=tuple(map(citation_from_dict, _field(record, "citations", list))),
        alternatives=tuple(map(alternative_from_dict, _field(record, "alternatives", list))),
        timings={stage: _number(timings, stage) for stage in timings},
        verdict=cast(Literal["yes", "no"] | None, verdict),
    )


def alternative_from_dict(record: Mapping[str, Any]) -> Alternative:
    """Return the alternative whose `to_dict()` is `record`; raises as `answer_from_dict`."""
    return Alternative(
        text=_field(record, "answer", str),
        confidence=_number(record, "confidence"),
        citation=citation_from_dict(_field(record, "citation", dict)),
        conflicting=_field({"conflicting": False, **record}, "conflicting", bool),
    )


def citation_from_dict(record: Mapping[str, Any]) -> Citation:
    """Return the citation whose `to_dict()` is `record`; raises as `answer_from_dict`."""
    written = _optional(record, "date", str)
    try:
        date = None if written is None else Date.fromisoformat(written)
    except ValueError:
        raise _wrong("date") from None
    return Citation(
        number=_field(record, "number", int),
        document_id=_field(record, "document_id", str),
        title=_optional(record, "title", str),
        date=date,
        source=_field(record, "source", str),
        passage_id=_field(record, "passage_id", str),
        quote=_field(record, "quote", str),
        start=_field(record, "start", int),
        end=_field(record, "end", int),
        context=_field(record, "context", str),
        context_start=_field(record, "context_start", int),
        part=_field({"part": 0, **record}, "part", int),
        notes=_texts(record, "notes"),
        page=_optional({"page": None, **record}, "page", int),
        also_in=_texts(record, "also_in"),
    )


def _texts(record: Mapping[str, Any], name: str) -> tuple[str, ...]:
    texts = _field({name: [], **record}, name, list)
    if not all(isinstance(text, str) for text in texts):
        raise _wrong(name)
    return tuple(texts)


def _given(record: Any, name: str, default: object) -> object:
    if not isinstance(record, Mapping):
        raise MalformedAnswerError("an answer's record is no object: write it with to_dict()")
    return record.get(name, default)


def _field(record: Any, name: str, kind: type[T]) -> T:
    value = _given(record, name, None)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise _wrong(name)
    return value


def _optional(record: Any, name: str, kind: type[T]) -> T | None:
    missing = object()
    return None if _given(record, name, missing) is None else _field(record, name, kind)


def _number(record: Any, name: str) -> float:
    value = _given(record, name, None)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _wrong(name)
    if not abs(value) <= sys.float_info.max:  # NaN is not, either
        raise _wrong(name)
    return value


def _wrong(name: str) -> MalformedAnswerError:
    return MalformedAnswerError(
        f"an answer's record lacks the field {name[:40]}, or it is of the wrong type: "
        "write it with to_dict()"
    )
