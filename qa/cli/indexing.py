"""`qa index`, with `verify`, `export` and `import`, `qa search` and `qa info`."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Mapping
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
from qa.cli.terminal import Progress, note, one_line, write_json, write_line

if TYPE_CHECKING:
    from index.types import Document, IndexInfo, IndexReport, SearchResult

__all__ = ["add_commands"]


def add_commands(commands: Any) -> None:
    _add_index_command(commands)
    verify = commands.add_parser("index verify", help="check everything that an index holds")
    verify.add_argument("--repair", action="store_true", help="make anew what can be made anew")
    add_json(verify, "what is wrong")
    add_index(verify)
    verify.set_defaults(run=_verify)

    export = commands.add_parser("index export", help="write an index into one file")
    export.add_argument("file", type=Path, metavar="FILE")
    add_index(export)
    export.set_defaults(run=_export)

    load = commands.add_parser("index import", help="make an index of an exported file")
    load.add_argument("file", type=Path, metavar="FILE")
    add_index(load, "-o")
    load.set_defaults(run=_import)

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


def _add_index_command(commands: Any) -> None:
    index = commands.add_parser(
        "index",
        help="index articles: add, update and remove what changed",
        epilog="`qa index verify`, `qa index export FILE` and `qa index import FILE` look after "
        "an index. A source of one of these names is written ./verify.",
    )
    index.add_argument(
        "sources",
        nargs="+",
        type=Path,
        metavar="SOURCE",
        help="file, folder or pattern such as 'news/**/*.html': text, Markdown, HTML, PDF, DOCX, "
        "EPUB, RSS, Atom, JSON Lines (.jsonl, .jsonl.gz), or a .zip of these",
    )
    index.add_argument(
        "--fields",
        type=_fields,
        metavar="KEYS",
        help="keys of JSON Lines, such as text=body,date=meta.published "
        "(default: url=url,title=title,text=text,date=publish_date)",
    )
    index.add_argument("--dry-run", action="store_true", help="show what would change, and end")
    index.add_argument("--watch", action="store_true", help="follow the sources until interrupted")
    failing = index.add_mutually_exclusive_group()
    failing.add_argument(
        "--keep-going", action="store_true", help="exit with 0 whatever can't be read (default)"
    )
    failing.add_argument(
        "--strict", action="store_true", help="exit with 2 if anything can't be read"
    )
    add_json(index, "the report")
    add_index(index, "-o")
    index.set_defaults(run=_index)


def _fields(text: str) -> Any:
    from index.formats import Fields

    try:
        return Fields.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _index(arguments: argparse.Namespace) -> int:
    from index import build_index
    from index.build import planned
    from index.watch import watch_sources

    progress = Progress()
    options = {"fields": arguments.fields, "progress": progress}
    path = index_folder(arguments)
    try:
        if arguments.dry_run:
            report = planned(arguments.sources, path, **options)
        elif arguments.watch:
            for number, seen in enumerate(watch_sources(arguments.sources, path, **options)):
                if not number or seen.changes:
                    _tell(seen, arguments)
            return 0
        else:
            report = build_index(arguments.sources, path, **options)
    finally:
        progress.close()
    _tell(report, arguments)
    return 2 if arguments.strict and report.skipped else 0


def _tell(report: IndexReport, arguments: argparse.Namespace) -> None:
    for skipped in report.skipped:
        note(f"skipped {one_line(skipped.source)}: {one_line(skipped.reason)}")
    if arguments.json:
        plain = _plain(report)
        if not arguments.dry_run:
            del plain["changes"]
        write_json(plain, indent=None if arguments.watch else 2)
        return
    if arguments.dry_run:
        for change in report.changes:
            was = f" (was {one_line(change.was)})" if change.was else ""
            write_line(f"{change.kind:<9}{one_line(change.source)}{was}")
    numbers = {
        name: getattr(report, name)
        for name in ("added", "updated", "renamed", "removed", "unchanged", "duplicates")
    }
    numbers["skipped"] = len(report.skipped)
    done = ", ".join(f"{count:,} {name}" for name, count in numbers.items() if count)
    if arguments.dry_run:
        write_line(f"{report.path} would change so: {done}")
        return
    write_line(
        f"{report.path}: {report.documents:,} articles, {report.passages:,} passages "
        f"({done or 'nothing'}; {report.embedded:,} passages embedded)"
    )


def _verify(arguments: argparse.Namespace) -> int:
    from index.verify import repair_index, verify_index

    path = index_folder(arguments)
    progress = Progress()
    try:
        check = repair_index if arguments.repair else verify_index
        problems = check(path, progress=progress)
    finally:
        progress.close()
    if arguments.json:
        write_json({"path": str(path), "problems": problems}, indent=2)
    else:
        for problem in problems:
            write_line(problem)
        way_out = "" if arguments.repair else ": see qa index verify --repair"
        write_line(f"{path}: {f'damaged{way_out}' if problems else 'all is well'}")
    return 2 if problems else 0


def _export(arguments: argparse.Namespace) -> int:
    from index.transfer import export_index

    path = index_folder(arguments)
    _with_progress(export_index, path, arguments.file)
    write_line(f"{arguments.file}: {arguments.file.stat().st_size / 2**20:,.1f} MiB of {path}")
    return 0


def _import(arguments: argparse.Namespace) -> int:
    from index.transfer import import_index

    path = index_folder(arguments)
    _with_progress(import_index, arguments.file, path)
    write_line(f"{path}: made of {arguments.file}")
    return 0


def _with_progress(transfer: Any, source: Path, target: Path) -> None:
    progress = Progress()
    try:
        transfer(source, target, progress=progress)
    finally:
        progress.close()


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

    with PassageIndex.open(index_folder(arguments)) as index:
        info = index.info()
    if arguments.json:
        write_json(_plain(info), indent=2)
        return 0
    for name, value in _lines(info).items():
        write_line(f"{name:<16}{'-' if value is None else value}")
    return 0


def _lines(info: IndexInfo) -> dict[str, Any]:
    """Return what is said of an index, line by line."""
    lines = _plain(info)
    problems = lines.pop("problems")
    sizes = {"all": lines.pop("bytes")} | lines.pop("sizes")
    shown = {name.replace("_", " "): value for name, value in lines.items()}
    shown |= {f"size, {name}": f"{size / 2**20:,.1f} MiB" for name, size in sizes.items()}
    shown["not read"] = len(problems)
    return shown | {
        f"  {number}": one_line(f"{problem['source']}: {problem['reason']}")
        for number, problem in enumerate(problems, 1)
    }


def _plain(value: Any) -> dict[str, Any]:
    """Return a dataclass of `index` in JSON's types; dates and paths become strings."""
    fields: dict[str, Any] = dataclasses.asdict(value)
    return {
        name: field if isinstance(field, int | float | tuple | Mapping | None) else str(field)
        for name, field in fields.items()
    }
