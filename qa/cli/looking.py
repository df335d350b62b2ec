"""`qa search` and `qa info`: look into an index without asking it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from qa.cli.options import (
    add_dates,
    add_index,
    add_json,
    check_dates,
    index_folder,
    plain,
    positive,
    words,
)
from qa.cli.terminal import one_line, write_json, write_line

if TYPE_CHECKING:
    from index.types import Document, IndexInfo, SearchResult

__all__ = ["add_commands"]


def add_commands(commands: Any) -> None:
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


def _search(arguments: argparse.Namespace) -> int:
    from index import PassageIndex
    from qa.checking import checked_question

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
        write_line(f"{row['rank']}. {one_line(origin)}  ({row['score']:.4f})")
        write_line(f"   {one_line(row['source'])}:{row['start']}-{row['end']}")
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
    from qa.running import running, running_reader

    with PassageIndex.open(index_folder(arguments)) as index:
        info = index.info()
        models = {"encoder": running(index.encoder), "reader": running_reader()}
    if arguments.json:
        write_json(plain(info) | {"runs_on": models}, indent=2)
        return 0
    runs_on = {f"{name} runs on": ", ".join(how.values()) for name, how in models.items()}
    for name, value in (_lines(info) | runs_on).items():
        write_line(f"{name:<16}{'-' if value is None else value}")
    return 0


def _lines(info: IndexInfo) -> dict[str, Any]:
    """Return what is said of an index, line by line."""
    lines = plain(info)
    problems = lines.pop("problems")
    sizes = {"all": lines.pop("bytes")} | lines.pop("sizes")
    lines["vector_indexes"] = "; ".join(lines["vector_indexes"])
    shown = {name.replace("_", " "): value for name, value in lines.items()}
    shown |= {f"size, {name}": f"{size / 2**20:,.1f} MiB" for name, size in sizes.items()}
    shown["not read"] = len(problems)
    return shown | {
        f"  {number}": one_line(f"{problem['source']}: {problem['reason']}")
        for number, problem in enumerate(problems, 1)
    }
