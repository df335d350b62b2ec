"""`qa index`, `qa search` and `qa info`."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.cli.options import (
    add_dates,
    add_index,
    add_json,
    check_dates,
    index_folder,
    positive,
    words,
)
from qa.cli.terminal import Progress, note, write_json, write_line

if TYPE_CHECKING:
    from index.types import Document, SearchResult

__all__ = ["add_commands"]


def add_commands(commands: Any) -> None:
    index = commands.add_parser("index", help="index articles: add, update and remove what changed")
    index.add_argument("sources", nargs="+", type=Path, metavar="SOURCE", help="file or folder")
    add_json(index, "the report")
    add_index(index, "-o")
    index.set_defaults(run=_index)

    search = commands.add_parser("search", help="find passages without reading them for an answer")
    search.add_argument("query", nargs="+", metavar="QUERY")
    search.add_argument("--top-k", type=positive, default=10, metavar="N", help="how many to show")
    add_dates(search)
    add_json(search, "the passages")
    add_index(search)
    search.set_defaults(run=_search)

    info = commands.add_parser("info", help="what the index holds and how it was made")
    add_json(info, "it")
    add_index(info)
    info.set_defaults(run=_info)


def _index(arguments: argparse.Namespace) -> int:
    from index import build_index

    progress = Progress()
    try:
        report = build_index(arguments.sources, index_folder(arguments), progress=progress)
    finally:
        progress.close()
    for skipped in report.skipped:
        note(f"skipped {skipped.source}: {skipped.reason}")
    if arguments.json:
        write_json(_plain(report), indent=2)
    else:
        write_line(
            f"{report.path}: {report.documents} articles, {report.passages} passages "
            f"({report.added} files added, {report.updated} updated, {report.removed} removed, "
            f"{report.unchanged} unchanged, {len(report.skipped)} skipped; "
            f"{report.embedded} passages embedded)"
        )
    return 0


def _search(arguments: argparse.Namespace) -> int:
    from index import PassageIndex
    from qa.pipeline import checked_question

    check_dates(arguments)
    query = checked_question(words(arguments.query))
    with PassageIndex.open(index_folder(arguments)) as index:
        found = index.search(
            query, top_k=arguments.top_k, since=arguments.since, until=arguments.until
        )
        rows = [
            _row(rank, result, index.document(result.passage.document_id))
            for rank, result in enumerate(found, 1)
        ]
    if arguments.json:
        write_json({"query": query, "results": rows}, indent=2)
        return 0
    for row in rows:
        origin = ", ".join(str(row[name]) for name in ("title", "date") if row[name])
        write_line(f"{row['rank']}. {origin}  ({row['score']:.4f})")
        write_line(f"   {row['source']}:{row['start']}-{row['end']}")
        write_line(f"   {' '.join(row['text'].split())}\n")
    return 0


def _row(rank: int, result: SearchResult, document: Document) -> dict[str, Any]:
    passage = result.passage
    return {
        "rank": rank,
        "score": result.score,
        "document_id": document.id,
        "title": document.title,
        "date": document.date.isoformat() if document.date else None,
        "source": document.source,
        "passage_id": passage.id,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
    }


def _info(arguments: argparse.Namespace) -> int:
    from index import PassageIndex

    with PassageIndex.open(index_folder(arguments)) as index:
        info = _plain(index.info())
    if arguments.json:
        write_json(info, indent=2)
        return 0
    for name, value in info.items():
        write_line(f"{name.replace('_', ' '):<16}{'-' if value is None else value}")
    return 0


def _plain(value: Any) -> dict[str, Any]:
    """Return a dataclass of `index` in JSON's types; dates and paths become strings."""
    fields: dict[str, Any] = dataclasses.asdict(value)
    return {
        name: field if isinstance(field, int | float | tuple | None) else str(field)
        for name, field in fields.items()
    }
