"""Archives: what is in them is read in their order, and nothing that they claim is believed."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.formats import archive
from index.formats.article import Article, Articles, Unread

pytestmark = pytest.mark.unit

Entry = tuple[str | zipfile.ZipInfo, bytes]


def zipped(*entries: Entry, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as target:
        for name, content in entries:
            target.writestr(name, content, compress_type=method)
    return packed.getvalue()


def info(name: str, mode: int) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.create_system = 3
    member.external_attr = mode << 16
    return member


def member(file: BinaryIO, name: str, size: int) -> Articles:
    """Read `.txt` whole, and `.lines` as one article a line."""
    if name.endswith(".lines"):
        for line in file.read().decode().splitlines():
            yield Article(line, line)
    elif name.endswith(".txt"):
        yield Article(file.read(100 << 20).decode("latin-1"))
    else:
        yield Unread("unknown")


def read(content: bytes) -> list[Article | Unread]:
    return list(archive.read(io.BytesIO(content), size=len(content), read_member=member))


def shown(items: Iterable[Article | Unread]) -> list[tuple[str, str]]:
    return [(item.part, item.text if isinstance(item, Article) else item.reason) for item in items]


def test_members_are_read_in_their_order() -> None:
    content = zipped(
        ("b.txt", b"B"),
        ("news/", b""),
        ("news/a.txt", b"A"),
        ("news/x.jpg", b"\xff"),
        ("c.lines", b"1\n2"),
        ("Zürich/新.txt", b"Z"),
    )
    assert shown(read(content)) == [
        ("b.txt", "B"),
        ("news/a.txt", "A"),
        ("news/x.jpg", "unknown"),
        ("c.lines/1", "1"),
        ("c.lines/2", "2"),
        ("Zürich/新.txt", "Z"),
    ]
    assert read(zipped()) == []


def test_hidden_members_are_passed_over() -> None:
    names = (".DS_Store", "__MACOSX/._a.txt", "a/.git/b.txt", "__MACOSX/a.txt")
    assert shown(read(zipped(*((name, b"x") for name in names), ("./a.txt", b"y")))) == [
        ("./a.txt", "y")
    ]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("/etc/a.txt", "/etc/a.txt"),
        ("../a.txt", "../a.txt"),
        ("a/../../b.txt", "a/../../b.txt"),
        ("C:a.txt", "C:a.txt"),
        ("c:/a.txt", "c:/a.txt"),
        ("a\\b.txt", "a\\b.txt"),
        ("\\\\host\\a.txt", "\\\\host\\a.txt"),
        ("a\nb.txt", "a\ufffdb.txt"),
        ("a\x1b[2Jb.txt", "a\ufffd[2Jb.txt"),
        ("a\u2028b.txt", "a\ufffdb.txt"),
    ],
)
def test_names_that_leave_the_archive(
    name: str, part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    content = zipped((name, b"x"), ("b.txt", b"B"))
    assert shown(read(content)) == [(part, "its name leaves the archive"), ("b.txt", "B")]
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_cut_by_nul_is_seen_whole() -> None:
    content = zipped(("a_.txt", b"x")).replace(b"a_.txt", b"a\0.txt")
    assert shown(read(content)) == [("a\ufffd.txt", "its name leaves the archive")]


def test_a_long_name() -> None:
    name = "a" * 997 + ".txt"
    assert shown(read(zipped((name, b"x")))) == [
        (name[:1000], "its name is longer than 1,000 characters")
    ]
    assert shown(read(zipped((name[1:], b"x")))) == [(name[1:], "x")]


def test_utf_8_names_that_do_not_say_so() -> None:
    content = zipped(("M__nster.txt", b"x")).replace(b"M__nster", "Münster".encode())
    assert shown(read(content)) == [("Münster.txt", "x")]
    content = zipped(("M_nster.txt", b"x")).replace(b"M_nster", b"M\x81nster")
    assert shown(read(content)) == [("Münster.txt", "x")]


def test_links_and_devices_are_not_read() -> None:
    content = zipped(
        (info("link.txt", 0o120777), b"/etc/passwd"),
        (info("pipe.txt", 0o010644), b""),
        (info("a.txt", 0o100644), b"A"),
    )
    assert shown(read(content)) == [
        ("link.txt", "not a regular file"),
        ("pipe.txt", "not a regular file"),
        ("a.txt", "A"),
    ]


def test_archives_inside_are_not_entered() -> None:
    inner = zipped(("a.txt", b"A"))
    assert shown(read(zipped(("in.ZIP", inner)))) == [
        ("in.ZIP", "an archive inside an archive: not entered")
    ]


def test_encrypted_members() -> None:
    content = bytearray(zipped(("a.txt", b"A"), ("b.txt", b"B")))
    content[content.index(b"PK\1\2") + 8] |= 1
    assert shown(read(bytes(content))) == [("a.txt", "encrypted"), ("b.txt", "B")]


@pytest.mark.parametrize(("method", "number"), [(zipfile.ZIP_BZIP2, 12), (zipfile.ZIP_LZMA, 14)])
def test_other_methods_than_deflate(method: int, number: int) -> None:
    assert shown(read(zipped(("a.txt", b"A"), method=method))) == [
        ("a.txt", f"compressed by method {number}, not by deflate")
    ]
    assert shown(read(zipped(("a.txt", b"A"), method=zipfile.ZIP_STORED))) == [("a.txt", "A")]


def test_members_of_one_name_keep_apart() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = zipped(
            ("a.txt", b"1"),
            ("a.txt", b"2"),
            ("a.txt#2", b""),
            ("l.lines", b"x.txt"),
            ("l.lines/x.txt", b"3"),
            ("a.txt", b"4"),
        )
    assert shown(read(content)) == [
        ("a.txt", "1"),
        ("a.txt#2", "2"),
        ("a.txt#2#2", "unknown"),
        ("l.lines#2/x.txt", "x.txt"),
        ("l.lines/x.txt", "3"),
        ("a.txt#3", "4"),
    ]


def test_a_bomb_is_refused_by_its_ratio() -> None:
    bomb = zipped(("a.txt", b"0" * (4 << 20)), ("b.txt", b"0" * (1 << 20)))
    (refused, read_on) = read(bomb)
    assert isinstance(refused, Unread)
    assert refused.part == "a.txt"
    assert 900 < int(refused.reason.split()[2].replace(",", "")) < 1100
    assert refused.reason.endswith(" times its size: refused")
    assert isinstance(read_on, Article)
    assert len(read_on.text) == 1 << 20


def claim(content: bytes, *, packed: int | None = None, unpacked: int | None = None) -> bytes:
    """Return an archive of one member whose list says that its sizes are other ones."""
    changed = bytearray(content)
    at = content.index(b"PK\1\2")
    if packed is not None:
        struct.pack_into("<I", changed, at + 20, packed)
    if unpacked is not None:
        struct.pack_into("<I", changed, at + 24, unpacked)
    return bytes(changed)


def test_sizes_that_are_not_true() -> None:
    bomb = zipped(("a.txt", b"0" * (4 << 20)))
    assert shown(read(claim(bomb, packed=4 << 20)))[0][1].endswith(" times its size: refused")
    assert shown(read(claim(bomb, unpacked=1000))) == [("a.txt", "damaged")]
    small = zipped(("a.txt", b"0123456789" * 9))
    assert shown(read(claim(small, unpacked=0xFFFFFFF0)))[0][1].endswith("refused")
    assert shown(read(claim(small, unpacked=500))) == [("a.txt", "0123456789" * 9)]


def test_what_is_unpacked_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 2 << 30)
    parts = [(f"{n}.txt", b"0" * 900) for n in range(5)]
    assert [part for part, _ in shown(read(zipped(*parts)))] == [name for name, _ in parts]
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 2000)
    items = read(zipped(*parts))
    assert [item.part for item in items] == ["0.txt", "1.txt", "2.txt"]
    assert items[-1] == Unread("the archive unpacks to more than 0 GiB: not read on", "2.txt")


def test_an_archive_of_very_many_members(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBERS", 3)
    names = [(f"{n}.txt", b"x") for n in range(4)]
    assert read(zipped(*names)) == [Unread("4 members, above the limit of 3")]
    assert len(read(zipped(*names[1:]))) == 3
    monkeypatch.setattr(archive, "MAX_LIST_BYTES", 1 << 20)
    long = zipped(*((f"{n:04}{'x' * 1000}.txt", b"") for n in range(1100)))
    assert read(long) == [Unread("its list of members is above the limit of 1 MiB")]


def test_damaged_archives() -> None:
    content = zipped(("a.txt", b"first"), ("b.txt", b"second " * 99), ("c.txt", b"third"))
    assert read(b"") == read(b"no zip") == [Unread("not a zip file")]
    assert read(content[: len(content) // 2]) == [Unread("damaged")]
    at = content.index(b"b.txt") + 5
    broken = content[:at] + b"\xff" * 4 + content[at + 4 :]
    assert shown(read(broken)) == [("a.txt", "first"), ("b.txt", "damaged"), ("c.txt", "third")]
    other = content.replace(b"PK\3\4", b"PK\3\5", 1)
    assert shown(read(other))[0] == ("a.txt", "damaged")


def test_a_name_that_begins_with_nul_is_refused() -> None:
    content = zipped(("a.txt", b"first"), ("b.txt", b"second")).replace(b"a.txt", b"\0.txt")
    refused, kept = read(content)
    assert (refused.part, kept.part) == ("\N{REPLACEMENT CHARACTER}.txt", "b.txt")
    assert refused == Unread("its name leaves the archive", refused.part)


def test_an_error_of_the_disk_is_no_error_of_the_archive() -> None:
    class Failing(io.BytesIO):
        fails = False

        def read(self, size: int | None = -1) -> bytes:
            if self.fails:
                raise OSError(5, "Input/output error")
            return super().read(size)

    file = Failing(zipped(("a.txt", b"A"), ("b.txt", b"B")))
    items = archive.read(file, size=200, read_member=member)
    assert next(items).part == "a.txt"
    file.fails = True
    with pytest.raises(OSError, match="Input/output"):
        next(items)
    with pytest.raises(OSError, match="Input/output"):
        list(archive.read(file, size=200, read_member=member))


names = st.lists(
    st.sampled_from(["a.txt", "b.lines", "b.lines/a.txt", "b.lines/c", "a.txt#2", "../x", "c/"])
    | st.text(alphabet="ab./\\:#2\n", min_size=1, max_size=6),
    max_size=6,
)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@given(names, st.data())
def test_no_archive_raises_and_no_parts_are_the_same(
    chosen: list[str], data: st.DataObject
) -> None:
    content = bytearray(zipped(*((name, b"a.txt\nc\nd") for name in chosen)))
    parts = [item.part for item in read(bytes(content))]
    assert len(set(parts)) == len(parts)
    for _ in range(data.draw(st.integers(0, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    parts = [item.part for item in read(bytes(content[: data.draw(st.integers(0, 9)) or None]))]
    parts += [item.part for item in read(bytes(content))]
    assert all(isinstance(part, str) for part in parts)


@given(st.binary())
def test_no_bytes_raise(content: bytes) -> None:
    for beginning in (b"", b"PK\3\4", b"PK\5\6"):
        assert len(read(beginning + content)) <= 1
