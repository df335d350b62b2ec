"""`qa index`, with `verify`, `export` and `import`."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.cli.options import add_index, add_json, index_folder, plain
from qa.cli.terminal import Progress, note, one_line, write_json, write_line

if TYPE_CHECKING:
    from index.types import IndexReport

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

    path = index_folder(arguments)
    with closing(Progress()) as progress:
        options = {"fields": arguments.fields, "progress": progress}
        if arguments.dry_run:
            report = planned(arguments.sources, path, **options)
        elif arguments.watch:
            for number, seen in enumerate(watch_sources(arguments.sources, path, **options)):
                if not number or seen.changes:
                    _tell(seen, arguments)
            return 0
        else:
            report = build_index(arguments.sources, path, **options)
    _tell(report, arguments)
    return 2 if arguments.strict and report.skipped else 0


def _tell(report: IndexReport, arguments: argparse.Namespace) -> None:
    for skipped in report.skipped:
        note(f"skipped {one_line(skipped.source)}: {one_line(skipped.reason)}")
    if arguments.json:
        shown = plain(report)
        if not arguments.dry_run:
            del shown["changes"]
        write_json(shown, indent=None if arguments.watch else 2)
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
    with closing(Progress()) as progress:
        check = repair_index if arguments.repair else verify_index
        problems = check(path, progress=progress)
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
    with closing(Progress()) as progress:
        transfer(source, target, progress=progress)
