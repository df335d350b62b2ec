"""Zip archives: their members are read one after another, and never written anywhere."""

from __future__ import annotations

import io
import re
import stat
import unicodedata
import zipfile
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import PurePosixPath
from typing import BinaryIO, TypeAlias, cast

from index.formats.article import Article, Articles, Unread

__all__ = ["MAX_MEMBERS", "MAX_RATIO", "MAX_TOTAL_BYTES", "ReadMember", "read"]

MAX_MEMBERS = 100_000
MAX_LIST_BYTES = 32 * 2**20
MAX_RATIO = 200
MIN_RATIO_BYTES = 2**20
MAX_TOTAL_BYTES = 8 * 2**30
MAX_NAME = 1_000

ReadMember: TypeAlias = Callable[[BinaryIO, str, int], Articles]
"""Called with a member's stream, its name and its size; it may stop reading anywhere."""

_CHUNK_BYTES = 2**16
_ENCRYPTED = 0x1
_UTF_8 = 0x800
_DRIVE = re.compile(r"[A-Za-z]:")
# bzip2 and LZMA members can't be unpacked a piece at a time.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def read(file: BinaryIO, *, size: int, read_member: ReadMember) -> Articles:
    """Yield the articles of the members, in the archive's order, under distinct parts.

    `part` is the member's path; for a member that holds several, followed by "/" and the part
    inside it. The second member of a path is "path#2". Folders and hidden members are passed over,
    and archives in the archive are not entered.

    Args:
        file: seekable.
        size: its bytes.
        read_member: yields what a member holds; it is not called for archives.

    Raises:
        OSError: `file` can't be read.
    """
    source = _Source(file)
    head = file.read(2)
    try:
        archive = zipfile.ZipFile(cast(BinaryIO, source))
    except Exception as error:  # zipfile raises half a dozen kinds for damaged lists
        source.raise_failure()
        yield Unread(_list_fault(error, head))
        return
    with archive:
        members = archive.infolist()
        if len(members) > MAX_MEMBERS:
            yield Unread(f"{len(members):,} members, above the limit of {MAX_MEMBERS:,}")
            return
        budget = _Budget(MAX_TOTAL_BYTES)
        labels = _Labels([_name(member) for member in members])
        for member in members:
            name = _name(member)
            if member.filename.endswith("/") or _is_hidden(name):  # is_dir fails where it is ""
                continue
            label = labels.take(name)
            if reason := _refusal(member, name, size):
                yield Unread(reason, label)
                continue
            try:
                stream = _Member(archive, member, source, budget)
                for item in read_member(cast(BinaryIO, stream), name, member.file_size):
                    yield _labelled(item, label)
            except EOFError:
                yield Unread("damaged", label)
            except _SpentError:
                limit = f"{budget.limit >> 30} GiB"
                yield Unread(f"the archive unpacks to more than {limit}: not read on", label)
                return


class _TooLongError(Exception):
    """The list of members is longer than any that is worth keeping in memory."""


class _SpentError(Exception):
    """The members that were read are larger together than an archive may be."""


class _Source:
    """The archive's file as zipfile sees it; it tells a failing disk from a damaged archive."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._failure: OSError | None = None

    def raise_failure(self) -> None:
        if self._failure:
            raise self._failure

    def read(self, size: int = -1) -> bytes:
        if size > MAX_LIST_BYTES:
            raise _TooLongError
        try:
            content = self._file.read(MAX_LIST_BYTES + 1 if size < 0 else size)
        except OSError as error:
            self._failure = error
            raise
        if len(content) > MAX_LIST_BYTES:
            raise _TooLongError
        return content

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True


class _Budget:
    """How many bytes may still be unpacked."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._left = limit

    def spend(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise _SpentError


class _Member:
    """The unpacked bytes of a member. EOFError where they are damaged, however zipfile says so."""

    def __init__(
        self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, source: _Source, budget: _Budget
    ) -> None:
        self._source = source
        self._budget = budget
        with self._guarded():
            self._stream = archive.open(member)

    def read(self, size: int = -1) -> bytes:
        pieces: list[bytes] = []
        wanted = size if size >= 0 else MAX_TOTAL_BYTES
        while wanted > 0:
            # A small piece at a time: zipfile reads as many packed bytes as it is asked for.
            with self._guarded():
                piece = self._stream.read(min(wanted, _CHUNK_BYTES))
            if not piece:
                break
            self._budget.spend(len(piece))
            pieces.append(piece)
            wanted -= len(piece)
        return b"".join(pieces)

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            self._source.raise_failure()
            raise EOFError("the member is damaged") from error


class _Labels:
    """Gives each member a part that no other member has, nor a part inside one."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = sorted(names)
        self._taken: set[str] = set()
        self._times: Counter[str] = Counter()

    def take(self, name: str) -> str:
        shown = "".join("\ufffd" if _is_control(char) else char for char in name[:MAX_NAME])
        while True:
            self._times[shown] += 1
            times = self._times[shown]
            label = shown if times == 1 else f"{shown}#{times}"
            if label not in self._taken and not self._is_folder(label):
                self._taken.add(label)
                return label

    def _is_folder(self, label: str) -> bool:
        below = f"{label}/"
        at = bisect_left(self._names, below)
        return at < len(self._names) and self._names[at].startswith(below)


def _name(member: zipfile.ZipInfo) -> str:
    """Return the name as it was written: `ZipInfo.filename` is cut and changed already."""
    name = member.orig_filename
    if not member.flag_bits & _UTF_8:  # not all that write UTF-8 say so
        try:
            return name.encode("cp437").decode()
        except UnicodeError:
            pass
    return name


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or any(part[0] == "." and part != ".." for part in parts)


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")


def _refusal(member: zipfile.ZipInfo, name: str, size: int) -> str | None:
    """Return why a member is not opened."""
    is_outside = name.startswith("/") or "\\" in name or ".." in name.split("/")
    if is_outside or _DRIVE.match(name) or any(map(_is_control, name)):
        return "its name leaves the archive"
    if len(name) > MAX_NAME:
        return f"its name is longer than {MAX_NAME:,} characters"
    if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG):
        return "not a regular file"
    if name.lower().endswith(".zip"):
        return "an archive inside an archive: not entered"
    if member.flag_bits & _ENCRYPTED:
        return "encrypted"
    if member.compress_type not in _METHODS:
        return f"compressed by method {member.compress_type}, not by deflate"
    ratio = member.file_size // max(1, min(member.compress_size, size))
    if ratio > MAX_RATIO and member.file_size > MIN_RATIO_BYTES:
        return f"unpacks to {ratio:,} times its size: refused"
    return None


def _labelled(item: Article | Unread, label: str) -> Article | Unread:
    return replace(item, part=f"{label}/{item.part}" if item.part else label)


def _list_fault(error: Exception, head: bytes) -> str:
    if isinstance(error, _TooLongError):
        return f"its list of members is above the limit of {MAX_LIST_BYTES >> 20} MiB"
    return "damaged" if head == b"PK" else "not a zip file"
