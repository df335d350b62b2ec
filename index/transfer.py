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
import stat
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import IO

from index.errors import IndexCorruptError, PassageIndexError
from index.files import locate
from index.layout import FORMAT_VERSION, Layout, mismatch
from index.local_reader import LocalReader
from index.stamps import damaged, file_digest
from index.types import Progress

__all__ = ["export_index", "import_index"]

ABOUT = "groundwire.json"
STORE = "store.sqlite"
ALLOWED = re.compile(r"store\.sqlite|generations/\d+/[\w.-]+|segments/[\w-]+/[\w.-]+", re.ASCII)
BLOCK = 1 << 20
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # what is unpacked a piece at a time
ENCRYPTED = 0x1
MAX_BYTES = 64 * 2**30
MAX_ABOUT_BYTES = 2**16
ATTEMPTS = 5  # how often a build may overtake the opening of an index


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
    if not file.parent.is_dir():
        raise PassageIndexError(f"{file.parent} is no folder: make it, or name another file")
    with ExitStack() as stack, _written(file) as part:
        reader, held = _opened_state(path, stack)
        copy = part.with_suffix(".sqlite")
        try:
            reader.store.backup(copy)
            about = {"format_version": reader.info().format_version, "store": file_digest(copy)}
            files = [(STORE, stack.enter_context(copy.open("rb"))), *held]
            with zipfile.ZipFile(part, "x", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                archive.writestr(ABOUT, json.dumps(about, indent=1) + "\n")
                for done, (name, source) in enumerate(files):
                    if progress:
                        progress(done, len(files), "files")
                    is_packed = not name.endswith(".faiss")
                    member = name if is_packed else zipfile.ZipInfo(name)
                    with archive.open(member, "w", force_zip64=True) as target:
                        shutil.copyfileobj(source, target, BLOCK)
        finally:
            with suppress(OSError):
                copy.unlink()


def import_index(file: Path, path: Path, *, progress: Progress | None = None) -> None:
    """Make an index of a file that `export_index` wrote, in a folder that isn't there yet.

    It is there whole, with every checksum compared, or not at all.

    Raises:
        PassageIndexError: the file cannot be read, the folder is there, or cannot be written.
        IndexCorruptError: the file is not what was exported.
        IndexMismatchError: it is of a newer format.
    """
    path = Path(locate(path))
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise PassageIndexError(f"{path} is there already: name another folder with --index")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    made = [folder for folder in path.parents if not folder.exists()]
    try:
        with _opened(file) as archive:
            digest, members = _digest(archive, file), _members(archive, file)
            part.mkdir(parents=True)
            _check_room(members.values(), file, part)
            _unpack(archive, members, file, part, progress)
        _check(part, file, digest, set(members))
        part.replace(path)
    except OSError as error:
        raise PassageIndexError(f"{path} cannot be written: {error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
        for folder in made:
            with suppress(OSError):  # what was written lies in it
                folder.rmdir()


def _opened_state(path: Path, stack: ExitStack) -> tuple[LocalReader, list[tuple[str, IO[bytes]]]]:
    """Open an index and all its files, which a build may remove from then on."""
    for attempt in range(ATTEMPTS):
        with ExitStack() as own:
            reader = own.enter_context(closing(LocalReader(path)))
            try:
                files: list[tuple[str, IO[bytes]]] = [
                    (name, own.enter_context(source.open("rb")))
                    for name, source in _files(reader, path)
                ]
            except FileNotFoundError as error:
                if attempt == ATTEMPTS - 1 or not reader.is_stale():
                    raise damaged(Path(error.filename), "is gone") from error
                continue
            stack.enter_context(own.pop_all())
            return reader, files
    raise AssertionError("unreachable")


def _files(reader: LocalReader, path: Path) -> Iterator[tuple[str, Path]]:
    """Yield the names and paths of a generation's files."""
    layout, manifest = Layout(path), reader.manifest
    folders = {layout.generation(manifest.generation): ("manifest.json", *manifest.files)}
    folders |= {layout.segment(name): tuple(files) for name, files in manifest.segments.items()}
    for folder, names in folders.items():
        for name in names:
            yield (folder / name).relative_to(path).as_posix(), folder / name


def _digest(archive: zipfile.ZipFile, file: Path) -> str:
    """Return the database's SHA-256 as an export tells it, once its format is one we read."""
    try:
        member = archive.getinfo(ABOUT)
        if member.file_size > MAX_ABOUT_BYTES:
            raise ValueError(member.file_size)
        about = json.loads(b"".join(_pieces(archive, member, file)))
        version, digest = int(about["format_version"]), str(about["store"])
    except (KeyError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise PassageIndexError(f"{file} is not an exported index: name another file") from error
    if version > FORMAT_VERSION:
        raise mismatch(file, version)
    return digest


def _members(archive: zipfile.ZipFile, file: Path) -> dict[str, zipfile.ZipInfo]:
    """Return what an archive holds beside its description, by name, if an index may hold that."""
    members: dict[str, zipfile.ZipInfo] = {}
    for member in archive.infolist():
        name, kind = member.filename, stat.S_IFMT(member.external_attr >> 16)
        if name == ABOUT:
            continue
        if not _is_allowed(name) or kind not in (0, stat.S_IFREG) or name in members:
            raise _strange(file, name)
        members[name] = member
    return members


def _check_room(members: Iterable[zipfile.ZipInfo], file: Path, folder: Path) -> None:
    """Bound what is written by what the archive says; no more than that is unpacked."""
    total = sum(member.file_size for member in members)
    if total > MAX_BYTES:
        raise IndexCorruptError(
            f"{file} unpacks to {total:,} bytes, above the limit of {MAX_BYTES >> 30} GiB"
        )
    if total > (free := shutil.disk_usage(folder).free):
        raise PassageIndexError(
            f"{file} unpacks to {total:,} bytes, and {folder.parent} has room for {free:,}: "
            "name another folder with --index"
        )


def _unpack(
    archive: zipfile.ZipFile,
    members: Mapping[str, zipfile.ZipInfo],
    file: Path,
    folder: Path,
    progress: Progress | None,
) -> None:
    for done, (name, member) in enumerate(members.items()):
        if progress:
            progress(done, len(members), "files")
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as stream:
            for piece in _pieces(archive, member, file):
                stream.write(piece)
            stream.flush()
            os.fsync(stream.fileno())


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: Path) -> Iterator[bytes]:
    """Yield a member's bytes, at most as many as the archive says."""
    if member.compress_type not in METHODS or member.flag_bits & ENCRYPTED:
        raise _damaged(file, f"{member.filename!r} is packed as no index is")
    try:
        with archive.open(member) as stream:
            while piece := stream.read(BLOCK):
                yield piece
    except OSError as error:
        raise PassageIndexError(f"{file} cannot be read: {error}") from error
    except Exception as error:  # zipfile raises half a dozen kinds for damaged members
        raise _damaged(file, str(error)) from error


def _check(folder: Path, file: Path, digest: str, names: Set[str]) -> None:
    """Read everything that was unpacked, and compare it with its checksums."""
    if STORE not in names or file_digest(folder / STORE) != digest:
        raise _damaged(file, f"its {STORE} is not what was exported")
    try:
        with closing(LocalReader(folder)) as reader:
            reader.check()
            expected = {STORE, *(name for name, _ in _files(reader, folder))}
    except PassageIndexError as error:
        raise _damaged(file, "its files don't belong together") from error
    if names - expected:
        raise _strange(file, min(names - expected))


def _strange(file: Path, name: str) -> IndexCorruptError:
    return IndexCorruptError(f"{file} holds {name!r}, which no index does: export it again")


def _damaged(file: Path, what: str) -> IndexCorruptError:
    return IndexCorruptError(f"{file} is damaged ({what}): export the index again")


def _is_allowed(name: str) -> bool:
    return bool(ALLOWED.fullmatch(name)) and not {".", ".."} & set(name.split("/"))


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(file)
    except FileNotFoundError as error:
        raise PassageIndexError(f"no such file: {file}: check its spelling") from error
    except OSError as error:
        raise PassageIndexError(f"{file} cannot be read: {error.strerror or error}") from error
    except Exception as error:  # zipfile raises half a dozen kinds for damaged lists
        raise _damaged(file, str(error)) from error
    with archive:
        yield archive


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
        with suppress(OSError):
            part.unlink()
