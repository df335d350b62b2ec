"""A file that no export wrote makes no index, and leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest
from transferring import built, refused, target

from index import transfer
from index.errors import IndexCorruptError, IndexMismatchError, PassageIndexError

__all__ = ["built", "target"]  # fixtures

pytestmark = pytest.mark.unit

Members: TypeAlias = list[tuple[zipfile.ZipInfo, bytes]]


def members(file: Path) -> Members:
    with zipfile.ZipFile(file) as archive:
        return [(member, archive.read(member)) for member in archive.infolist()]


def written(file: Path, contents: Members) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in contents:
            archive.writestr(member, content)
    return file


def renamed(contents: Members, name: str, *, mode: int = 0o600 | stat.S_IFREG) -> Members:
    extra = zipfile.ZipInfo(name)
    extra.external_attr = mode << 16
    return [*contents, (extra, b"payload")]


def without(contents: Members, part: str) -> Members:
    return [(member, content) for member, content in contents if part not in member.filename]


def about(contents: Members, content: bytes) -> Members:
    return [(transfer.ABOUT, content), *without(contents, transfer.ABOUT)]  # type: ignore[list-item]


HOSTILE: dict[str, tuple[Callable[[Members], Members], str]] = {
    "above": (lambda all: renamed(all, "../x"), r"'\.\./x', which no index does"),
    "inside": (lambda all: renamed(all, "segments/../../x"), "which no index does"),
    "dots": (lambda all: renamed(all, "segments/1-1/.."), "which no index does"),
    "absolute": (lambda all: renamed(all, "/tmp/x"), "which no index does"),
    "link": (lambda all: renamed(all, "segments/1-1/x.npy", mode=stat.S_IFLNK), "no index does"),
    "folder": (lambda all: renamed(all, "segments/1-1/", mode=stat.S_IFDIR), "no index does"),
    "strange": (lambda all: renamed(all, "people.sqlite3"), "which no index does"),
    "log": (lambda all: renamed(all, "store.sqlite-wal"), "which no index does"),
    "extra": (lambda all: renamed(all, "segments/9-9/terms.npy"), "9-9.*which no index does"),
    "no database": (lambda all: without(all, "store.sqlite"), "is damaged .*export the index"),
    "no manifest": (lambda all: without(all, "manifest"), "is damaged .*export the index"),
    "no vectors": (lambda all: without(all, "vectors"), "is damaged .*export the index"),
    "no deleted": (lambda all: without(all, "deleted"), "is damaged .*export the index"),
    "no about": (lambda all: without(all, transfer.ABOUT), "is not an exported index"),
    "empty": (lambda _: [], "is not an exported index"),
    "not JSON": (lambda all: about(all, b"{"), "is not an exported index"),
    "a list": (lambda all: about(all, b"[1]"), "is not an exported index"),
    "deep": (lambda all: about(all, b"[" * 60_000), "is not an exported index"),
    "infinite": (
        lambda all: about(all, b'{"format_version": 1e999, "store": ""}'),
        "is not an exported index",
    ),
    "long": (lambda all: about(all, b" " * 10**6 + b"{}"), "is not an exported index"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_an_archive_that_no_export_wrote_leaves_nothing(
    built: Path, tmp_path: Path, target: Path, kind: str
) -> None:
    change, match = HOSTILE[kind]
    file = written(tmp_path / "in.zip", change(members(built / "whole.zip")))
    refused(file, target, PassageIndexError, match)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_is_there_twice(built: Path, tmp_path: Path, target: Path) -> None:
    contents = members(built / "whole.zip")
    file = written(tmp_path / "in.zip", [*contents, contents[3]])
    refused(file, target, IndexCorruptError, "which no index does")


def test_a_newer_format_is_named(built: Path, tmp_path: Path, target: Path) -> None:
    contents = about(members(built / "whole.zip"), b'{"format_version": 9, "store": ""}')
    file = written(tmp_path / "in.zip", renamed(contents, "ideas/of/tomorrow"))
    refused(file, target, IndexMismatchError, r"in\.zip has index format 9")


@pytest.mark.parametrize("share", [0.0, 0.2, 0.9, 0.9999])
def test_a_truncated_file(built: Path, tmp_path: Path, target: Path, share: float) -> None:
    file = tmp_path / "in.zip"
    shutil.copyfile(built / "whole.zip", file)
    os.truncate(file, int(file.stat().st_size * share))
    refused(file, target, IndexCorruptError, r"in\.zip is damaged .*export the index again")


def test_a_flipped_byte_in_any_member(built: Path, tmp_path: Path, target: Path) -> None:
    whole = (built / "whole.zip").read_bytes()
    file = tmp_path / "in.zip"
    with zipfile.ZipFile(built / "whole.zip") as archive:
        list_start, places = archive.start_dir, [archive.start_dir + 16, len(whole) - 6]
        for member in archive.infolist():
            lengths = struct.unpack_from("<HH", whole, member.header_offset + 26)
            content = member.header_offset + 30 + sum(lengths)
            places += [content + member.compress_size // share for share in (2, 3, 50)]
    assert max(places[2:]) < list_start
    for place in places:
        content = bytearray(whole)
        content[place] ^= 0xFF
        file.write_bytes(content)
        refused(file, target, PassageIndexError, r"in\.zip")


def claiming(built: Path, file: Path, **claims: int) -> Path:
    """Write an archive whose list says something else of the database than is so."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members(built / "whole.zip"):
            is_store = member.filename == transfer.STORE
            archive.writestr(member, b"\0" * 50_000_000 if is_store else content)
        for name, value in claims.items():
            setattr(archive.getinfo(transfer.STORE), name, value)
    return file


def test_an_archive_larger_than_any_index(built: Path, tmp_path: Path, target: Path) -> None:
    file = claiming(built, tmp_path / "in.zip", file_size=100 * 2**30)
    refused(file, target, IndexCorruptError, "unpacks to 107,374.* above the limit of 64 GiB")


def test_an_archive_larger_than_the_disk(
    built: Path, tmp_path: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = claiming(built, tmp_path / "in.zip")
    usage = shutil.disk_usage(tmp_path)._replace(free=10**6)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    refused(file, target, PassageIndexError, r"unpacks to 50,\d+,\d+ bytes, .*room for 1,000,000")


def test_no_more_is_unpacked_than_an_archive_says(
    built: Path, tmp_path: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = claiming(built, tmp_path / "in.zip", file_size=1_000)
    pieces, lengths = transfer._pieces, []

    def measured(archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: Path) -> Iterator[bytes]:
        for piece in pieces(archive, member, file):
            lengths.append(len(piece))
            yield piece

    monkeypatch.setattr(transfer, "_pieces", measured)
    refused(file, target, IndexCorruptError, "is damaged")
    assert sum(lengths) <= 2_000


@pytest.mark.parametrize(
    "claim", [{"flag_bits": 1}, {"compress_type": 12}, {"compress_type": 14}, {"compress_type": 97}]
)
def test_what_no_export_packs_is_not_unpacked(
    built: Path, tmp_path: Path, target: Path, claim: dict[str, int]
) -> None:
    file = claiming(built, tmp_path / "in.zip", **claim)
    refused(file, target, IndexCorruptError, "is damaged .*packed as no index is")
