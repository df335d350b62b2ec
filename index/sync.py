"""What has to change so that an index holds what its sources hold."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path

from index.describing import descriptions
from index.errors import SourceEmptyError
from index.files import find_files, locate
from index.formats import Fields
from index.formats.extras import missing
from index.reading import digest_of, is_current, read_documents
from index.types import Change, Document, Progress, Reading, Skipped, SourceFile

__all__ = ["Known", "Sync", "found_files", "nothing_to_index"]


@dataclass(frozen=True, slots=True)
class Known:
    """What an index held before: the document of each file, and the files as they were read."""

    files: Mapping[SourceFile, str] = field(default_factory=dict)
    readings: Mapping[str, Reading] = field(default_factory=dict)

    def owner(self, location: str, found: Iterable[str] = ()) -> str:
        """Return the file on disk that an article lies in; its own location where it is a file."""
        path = location
        while path not in self.readings and path not in found:
            path, _, rest = path.rpartition("/")
            if not rest:
                return location
        return path


UNREADABLE = "not readable"  # what such a file or folder held stays


def found_files(
    sources: Sequence[str | Path], *, exclude: Path | None = None
) -> list[SourceFile | Skipped]:
    """Return the files of sources, but for the folder `exclude`.

    Raises:
        SourceMissingError: a source does not exist, or a pattern fits nothing.
        SourceEmptyError: there is no file that might be read.
    """
    found = list(find_files(sources, exclude=exclude))
    if not any(isinstance(file, SourceFile) for file in found):
        raise nothing_to_index(sources, [file for file in found if isinstance(file, Skipped)])
    return found


def nothing_to_index(sources: Sequence[str | Path], skipped: Sequence[Skipped]) -> SourceEmptyError:
    """Return the error for sources without an article."""
    names = ", ".join(str(source) for source in sources) or "no source"
    reason = f"{skipped[0].source}: {skipped[0].reason}" if skipped else "no files"
    return SourceEmptyError(f"nothing to index in {names} ({reason}): name files of articles")


class Sync:
    """Compares files with what an index knows; `documents` is drawn once, then the rest is known.

    Args:
        sources: files, folders and patterns.
        found: what `found_files` found of them.
        known: what the index held before.
        fields: the keys of JSON Lines.
        progress: see `build_index`.
    """

    def __init__(
        self,
        sources: Sequence[str | Path],
        found: Sequence[SourceFile | Skipped],
        known: Known,
        *,
        fields: Fields | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._cover = _Cover(sources)
        self._known = known
        self._fields = fields
        self._progress = progress or (lambda *_: None)
        self._found = [file for file in found if isinstance(file, SourceFile)]
        self.skipped = [skipped for skipped in found if isinstance(skipped, Skipped)]
        self.current: dict[SourceFile, str] = {}
        """The document that each article of the sources is now."""
        self.readings: list[Reading] = []
        """The files that were read, since they are new or changed."""
        self._read: dict[str, Document] = {}

    def documents(self) -> Iterator[Document]:
        """Yield the documents of the files that are new or changed, as they are read."""
        held = self._held()
        for done, file in enumerate(self._found):
            self._progress(done, len(self._found), "files")
            before = held.get(file.location, {})
            try:
                digest = digest_of(file, self._fields)
                if is_current(self._known.readings.get(file.location), digest):
                    self.current |= before
                    self.skipped += self._known.readings[file.location].problems
                else:
                    yield from self._read_file(file, digest, before)
            except OSError as error:
                stays = ": what it held stays" if before else ""
                reason = f"{UNREADABLE}: {error.strerror or error}{stays}"
                self.skipped.append(Skipped(file.source, reason))
                self.current |= before
        self._progress(len(self._found), len(self._found), "files")

    def _read_file(
        self, file: SourceFile, digest: str, before: Mapping[SourceFile, str]
    ) -> Iterator[Document]:
        problems = []
        current: dict[SourceFile, str] = {}
        for item in read_documents(file, self._fields):
            if isinstance(item, Skipped):
                problems.append(item)
            else:
                held, document = item
                current[held] = document.id
                first = self._read.get(document.id)
                if first is None or document.source < first.source:
                    self._read[document.id] = replace(document, text="")
                yield document
                if held.location != file.location:  # how many there are is not known
                    self._progress(len(current), 0, f"articles of {file.source}")
        if any(problem.reason == missing("formats") for problem in problems):
            current = {**before, **current}
        self.current |= current
        self.skipped += problems
        # what changed meanwhile is read again the next time
        now = digest_of(file, self._fields)
        self.readings.append(Reading(file, digest if now == digest else "", tuple(problems)))

    @cached_property
    def gone(self) -> list[SourceFile]:
        """The articles that the index held of these sources and that aren't there now."""
        found = {file.location for file in self._found}
        there = {file.location for file in self.current}
        unreadable = _Cover([one.source for one in self.skipped if UNREADABLE in one.reason])
        gone = []
        for file in self._known.files:
            owner = self._known.owner(file.location, found)
            asked = owner in found or self._cover.holds(owner)
            if asked and file.location not in there and not unreadable.holds(owner):
                gone.append(file)
        return gone

    def descriptions(self) -> Iterator[Document]:
        """Yield documents, without texts, that have other titles, dates or metadata now, or may."""
        after = {file.location: file for file in self._known.files}
        for file in self.gone:
            del after[file.location]
        after |= {file.location: file for file in self.current}
        ids = {**self._known.files, **self.current}
        held = {file: ids[file] for file in after.values()}
        return descriptions(self._read, self._known.files, held, self._reread)

    def _reread(self, files: Set[SourceFile]) -> Iterator[Document]:
        wanted = {file.location for file in files}
        owners = {self._known.owner(location) for location in wanted}
        for owner in sorted(owners & set(self._known.readings)):
            file = self._known.readings[owner].file
            with suppress(OSError):
                for item in read_documents(file, self._fields, only=wanted):
                    if not isinstance(item, Skipped):
                        yield replace(item[1], text="")

    def forgotten(self) -> list[str]:
        """Return the locations of files that were read once and aren't there now."""
        found = {file.location for file in self._found}
        return [
            location
            for location in self._known.readings
            if location not in found and self._cover.holds(location)
        ]

    def changes(self, altered: Container[str] = ()) -> list[Change]:
        """Return what becomes of each article that isn't as it was; unchanged ones are left out.

        `altered` are the documents that have another title, date or source than before.
        """
        before = {file.location: (file, id) for file, id in self._known.files.items()}
        gone = self.gone
        left = {self._known.files[file]: file for file in reversed(gone)}
        changes: list[Change] = []
        renamed: set[SourceFile] = set()
        for file, document_id in self.current.items():
            _, held = before.get(file.location, (file, None))
            if held is None and document_id in left:
                renamed.add(left[document_id])
                changes.append(Change("renamed", file.source, left.pop(document_id).source))
            elif held != document_id or document_id in altered:
                changes.append(Change("added" if held is None else "updated", file.source))
        changes += [Change("removed", file.source) for file in gone if file not in renamed]
        return changes

    def _held(self) -> dict[str, dict[SourceFile, str]]:
        """Return what each file on disk held, by its location."""
        found = {file.location for file in self._found}
        held: dict[str, dict[SourceFile, str]] = {}
        for file, document_id in self._known.files.items():
            held.setdefault(self._known.owner(file.location, found), {})[file] = document_id
        return held


class _Cover:
    """Tells whether a file is a source, lies in one, or fits it where it is a pattern."""

    def __init__(self, sources: Sequence[str | Path]) -> None:
        roots = [locate(source) for source in sources]
        self._roots = tuple(root.rstrip(os.sep) + os.sep for root in roots)
        self._patterns = [Path(root).parts for root in roots if not Path(root).exists()]

    def holds(self, location: str) -> bool:
        return (location + os.sep).startswith(self._roots) or any(
            _fits(Path(location).parts, pattern) for pattern in self._patterns
        )


def _fits(names: Sequence[str], pattern: Sequence[str]) -> bool:
    if not pattern:
        return True  # below a folder that fits
    if pattern[0] == "**":
        return any(_fits(names[first:], pattern[1:]) for first in range(len(names) + 1))
    return bool(names) and fnmatchcase(names[0], pattern[0]) and _fits(names[1:], pattern[1:])
