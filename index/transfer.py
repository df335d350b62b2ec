"""An index as one file, to take elsewhere: a zip of one consistent state, its vectors as they are.

groundwire.json              format version, and the SHA-256 of store.sqlite
store.sqlite
generations/<n>/…            the files that the manifest names, and it
segments/<name>/…
"""

from __future__ import annotations

import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from index.errors import IndexCorruptError, PassageIndexError
from index.layout import FORMAT_VERSION, Layout, mismatch
from index.local_reader import LocalReader
from index.stamps import file_digest
from index.types import Progress

__all__ = ["export_index", "import_index"]

ABOUT = "groundwire.json"
STORE = "store.sqlite"
ALLOWED = re.compile(r"store\.sqlite|generations/\d+/[\w.-]+|segments/[\w-]+/[\w.-]+", re.ASCII)
BLOCK = 1 << 20


def export_index(path: Path, file: Path, *, progress: Progress | None = None) -> None:
    """Write the current state of an index into a file that isn't there yet.

    What people asked and said stays here. Others may read and write the index meanwhile.

    Args:
        progress: called as `progress(files done, files in all, "files")`.

    Raises:
        IndexMissingError, IndexMismatchError, IndexCorruptError: the index cannot be read.
        PassageIndexError: the file is there, or cannot be written.
    """
    if file.exists():
        raise PassageIndexError(f"{file} is there already: name another file, or delete it")
    with closing(LocalReader(path)) as reader, _written(file) as part:
        copy = part.with_suffix(".sqlite")
        try:
            reader.store.backup(copy)
            about = {"format_version": reader.info().format_version, "store": file_digest(copy)}
            files = [(STORE, copy), *_files(reader, path)]
            with zipfile.ZipFile(part, "x", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                archive.writestr(ABOUT, json.dumps(about, indent=1) + "\n")
                for done, (name, source) in enumerate(files):
                    if progress:
                        progress(done, len(files), "files")
                    kind = zipfile.ZIP_STORED if source.suffix == ".faiss" else None
                    archive.write(source, name, kind)
        finally:
            copy.unlink(missing_ok=True)


def import_index(file: Path, path: Path, *, progress: Progress | None = None) -> None:
    """Make an index of a file that `export_index` wrote, in a folder that isn't there yet.

    It is there whole, with every checksum compared, or not at all.

    Raises:
        PassageIndexError: the file cannot be read, the folder is there, or cannot be written.
        IndexCorruptError: the file is not what was exported.
        IndexMismatchError: it is of a newer format.
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise PassageIndexError(f"{path} is there already: name another folder with --index")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.mkdir(parents=True)
        with _opened(file) as archive:
            _unpack(archive, file, part, progress)
        with closing(LocalReader(part)) as reader:
            reader.check()
        part.replace(path)
    except OSError as error:
        raise PassageIndexError(f"{path} cannot be written: {error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _files(reader: LocalReader, path: Path) -> Iterator[tuple[str, Path]]:
    """Yield the names and paths of a generation's files."""
    layout, manifest = Layout(path), reader.manifest
    folders = {layout.generation(manifest.generation): ("manifest.json", *manifest.files)}
    folders |= {layout.segment(name): tuple(files) for name, files in manifest.segments.items()}
    for folder, names in folders.items():
        for name in names:
            yield (folder / name).relative_to(path).as_posix(), folder / name


def _unpack(archive: zipfile.ZipFile, file: Path, folder: Path, progress: Progress | None) -> None:
    try:
        about = json.loads(archive.read(ABOUT))
        version, digest = int(about["format_version"]), str(about["store"])
    except (KeyError, ValueError, TypeError) as error:
        raise PassageIndexError(f"{file} is not an exported index: name another file") from error
    if version > FORMAT_VERSION:
        raise mismatch(file, version)
    names = [name for name in archive.namelist() if name != ABOUT]
    if strange := next((name for name in names if not _is_allowed(name)), None):
        raise IndexCorruptError(f"{file} holds {strange!r}, which no index does: export it again")
    for done, name in enumerate(names):
        if progress:
            progress(done, len(names), "files")
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as source, target.open("xb") as stream:
            shutil.copyfileobj(source, stream, BLOCK)
    if not (folder / STORE).exists() or file_digest(folder / STORE) != digest:
        raise IndexCorruptError(f"{file} is damaged: export the index again")


def _is_allowed(name: str) -> bool:
    return bool(ALLOWED.fullmatch(name)) and not {".", ".."} & set(name.split("/"))


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except FileNotFoundError as error:
        raise PassageIndexError(f"no such file: {file}: check its spelling") from error
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError) as error:
        raise IndexCorruptError(f"{file} is damaged ({error}): export the index again") from error


@contextmanager
def _written(file: Path) -> Iterator[Path]:
    """Yield the path of a file beside `file` that takes its place at the end."""
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        yield part
        with part.open("rb") as stream:
            os.fsync(stream.fileno())
        part.replace(file)
    except OSError as error:
        raise PassageIndexError(f"{file} cannot be written: {error}") from error
    finally:
        part.unlink(missing_ok=True)
