"""The files that sources name: files, folders, and patterns such as `news/**/*.txt`."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import TypeAlias

from index.errors import SourceMissingError
from index.formats import is_known, unknown_kind
from index.types import Skipped, SourceFile

__all__ = ["find_files", "locate"]

_Found: TypeAlias = tuple[Path, str | None]
_Visit: TypeAlias = tuple[int, int, int]


def find_files(
    sources: Iterable[str | Path], *, exclude: Path | None = None
) -> Iterator[SourceFile | Skipped]:
    """Yield the files of `sources`, folders walked in sorted order, each file once.

    A source is a file, a folder, or, where nothing has that name, a pattern: `*`, `?` and `[...]`
    stand for characters of one name, `**` for any folders. Hidden files and folders inside a
    source, and the folder `exclude`, are passed over; links are followed, and a folder is entered
    once, so that a loop of links ends. What is no file that can be read is yielded with the reason.

    Raises:
        SourceMissingError: a source does not exist, or a pattern fits nothing.
    """
    finder = _Finder(locate(exclude) if exclude else None)
    seen: set[str] = set()
    for source in sources:
        for path, reason in finder.find(Path(source)):
            location = locate(path)
            if location not in seen:
                seen.add(location)
                reason = reason or _fault(path)
                if reason:
                    yield Skipped(_shown(path), reason)
                else:
                    yield SourceFile(path.as_posix(), location)


def locate(path: str | Path) -> str:
    """Return the absolute path without `..`, its links not followed."""
    return os.path.abspath(path)  # noqa: PTH100


class _Finder:
    """Yields paths, each with the reason for which it can't be read if that is known already."""

    def __init__(self, exclude: str | None) -> None:
        self._exclude = exclude

    def find(self, source: Path) -> Iterator[_Found]:
        if _exists(source):
            yield from self._below(source, set())
            return
        names = source.parts[1:] if source.anchor else source.parts
        if not any(map(_is_pattern, names)):
            raise SourceMissingError(f"no such file or folder: {source}: check its spelling")
        is_empty = True
        for path, reason in self._matches(Path(source.anchor), names, set()):
            is_empty = False
            if reason:
                yield path, reason
            else:
                yield from self._below(path, set())
        if is_empty:
            raise SourceMissingError(f"no file fits the pattern {source}: check its spelling")

    def _below(self, path: Path, entered: set[_Visit]) -> Iterator[_Found]:
        """Yield `path` or, if it is a folder, the files below it, depth first, names sorted."""
        if not _is_folder(path):
            yield path, None
            return
        for entry, reason in self._entries(path, entered):
            if reason:
                yield entry, reason
            else:
                yield from self._below(entry, entered)

    def _matches(
        self, folder: Path, names: Sequence[str], entered: set[_Visit]
    ) -> Iterator[_Found]:
        """Yield what stands below `folder` and fits `names`, one name for each folder."""
        if not names or names == ("**",):
            yield folder, None
            return
        first, rest = names[0], names[1:]
        if not _is_pattern(first):
            if _exists(folder / first):
                yield from self._matches(folder / first, rest, entered)
            return
        if not _is_folder(folder):
            return
        if first == "**":
            yield from self._matches(folder, rest, entered)
        for entry, reason in self._entries(folder, entered, names, first.startswith(".")):
            if reason:
                yield entry, reason
            elif first == "**":
                yield from self._matches(entry, names, entered)
            elif fnmatch(entry.name, first):
                yield from self._matches(entry, rest, entered)

    def _entries(
        self,
        folder: Path,
        entered: set[_Visit],
        names: Sequence[str] = (),
        with_hidden: bool = False,
    ) -> Iterator[_Found]:
        """Yield what a folder holds, or the folder itself if it can't be listed.

        A folder that was entered before, with as much of the pattern left, yields nothing.
        """
        try:
            status = folder.stat()
            entries = sorted(folder.iterdir())
        except OSError as error:
            yield folder, f"folder not readable: {error.strerror or error}"
            return
        visit = (status.st_dev, status.st_ino, len(names))
        if visit in entered:
            return
        entered.add(visit)
        for entry in entries:
            is_hidden = entry.name.startswith(".") and not with_hidden
            if not is_hidden and locate(entry) != self._exclude:
                yield entry, None


def _is_pattern(name: str) -> bool:
    return any(char in name for char in "*?[")


def _exists(path: Path) -> bool:
    """Return whether a path names something, be it a link that leads nowhere."""
    try:
        path.lstat()
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return True


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except OSError:
        return False


def _fault(path: Path) -> str | None:
    """Return why a file can't be read, as far as that is seen without opening it."""
    try:
        path.as_posix().encode()
    except UnicodeEncodeError:
        return "its name is not valid Unicode"
    try:
        is_file = stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return "a link to nothing" if path.is_symlink() else "not readable: it is gone"
    except OSError as error:
        return f"not readable: {error.strerror or error}"
    if not is_file:  # opening a named pipe would wait for ever
        return "not a regular file"
    return None if is_known(path.name) else unknown_kind(path.name)


def _shown(path: Path) -> str:
    return path.as_posix().encode(errors="surrogateescape").decode(errors="replace")
