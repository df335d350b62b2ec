"""Sources to files: folders, patterns, links, and whatever else lies in a folder."""

from __future__ import annotations

import os
import socket
import tempfile
from pathlib import Path

import pytest

from index.errors import SourceMissingError
from index.files import find_files, locate
from index.types import Skipped, SourceFile

pytestmark = pytest.mark.unit

needs_posix = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX file system")


@pytest.fixture(autouse=True)
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def put(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(b"Rockets fell.")


def found(*sources: str | Path, exclude: Path | None = None) -> list[str]:
    """Return the sources of the files; nothing may be skipped."""
    items = list(find_files(sources, exclude=exclude))
    assert not [item for item in items if isinstance(item, Skipped)]
    return [item.source for item in items]


def skipped(*sources: str | Path) -> dict[str, str]:
    items = find_files(sources)
    return {item.source: item.reason for item in items if isinstance(item, Skipped)}


def test_folders_are_walked_in_order_and_hidden_names_passed_over() -> None:
    put("b.txt", "a/z.TXT", "a/y/x.jsonl.gz", "c.md", ".hidden.txt", ".git/d.txt", "out/e.txt")
    assert found(".", "b.txt", exclude=Path("out")) == [
        "a/y/x.jsonl.gz",
        "a/z.TXT",
        "b.txt",
        "c.md",
    ]


def test_a_source_keeps_the_spelling_of_the_user(tmp_path: Path) -> None:
    put("news/a.txt")
    (file,) = find_files(["news"])
    assert file == SourceFile("news/a.txt", str(tmp_path / "news" / "a.txt"))
    (same,) = find_files([f"./news/../{'news'}"])
    assert isinstance(same, SourceFile)
    assert same.location == file.location
    assert found("news", tmp_path / "news" / "a.txt", "news/*") == ["news/a.txt"]
    assert found(str(tmp_path / "n*" / "*.txt")) == [(tmp_path / "news" / "a.txt").as_posix()]


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("*.txt", ["a.txt", "b.txt"]),
        ("[!a].txt", ["b.txt"]),
        ("?.md", ["c.md"]),
        ("news/*", ["news/2020/x.txt", "news/2020/y/z.md", "news/k.txt"]),
        ("news/**/*.txt", ["news/k.txt", "news/2020/x.txt"]),
        ("**/z.md", ["news/2020/y/z.md"]),
        ("**/y", ["news/2020/y/z.md"]),
        ("news/**", ["news/2020/x.txt", "news/2020/y/z.md", "news/k.txt"]),
        ("n*/**/y/**/*.md", ["news/2020/y/z.md"]),
        ("**/**/2020/*.txt", ["news/2020/x.txt"]),
        ("n*/2020/../k.txt", ["news/2020/../k.txt"]),
        (".h*/*", [".hid/h.txt"]),
    ],
)
def test_patterns(pattern: str, names: list[str]) -> None:
    put("a.txt", "b.txt", "c.md", "news/k.txt", "news/2020/x.txt", "news/2020/y/z.md")
    put(".hid/h.txt", "news/.hid.txt", "news/2020/.hid/h.txt")
    assert found(pattern) == names


def test_a_pattern_passes_the_excluded_folder_over() -> None:
    put("a/a.txt", "out/b.txt")
    assert found("**/*.txt", "*", exclude=Path("out")) == ["a/a.txt"]


@needs_posix
def test_a_path_that_exists_is_no_pattern() -> None:
    put("[a]/x.txt", "a/y.txt", "*.txt", "b.txt")
    assert found("[a]") == ["[a]/x.txt"]
    assert found("*.txt") == ["*.txt"]
    assert found("?/*") == ["a/y.txt"]


def test_what_fits_nothing_is_named() -> None:
    put("a.txt", ".b.md")
    for source in ("*.pdf", "nope/*.txt", "*/x.txt", "*.md", "**/z", "a.txt/*"):
        with pytest.raises(SourceMissingError, match="no file fits the pattern") as caught:
            list(find_files([source]))
        assert str(Path(source)) in str(caught.value)
    for source in ("nope", "nope/a.txt", "a.txt/b", "x" * 5000, "a\0b", ""):
        if source:
            with pytest.raises(SourceMissingError, match="no such file or folder"):
                list(find_files([source]))
    assert found("") == ["a.txt"]


def test_an_empty_folder_is_no_error() -> None:
    Path("empty").mkdir()
    assert found("empty", "emp*") == []


def test_files_of_other_kinds_are_named() -> None:
    put("f/a.jpg", "f/b.txt", "f/Makefile")
    reason = "not a kind of file that can be read: "
    assert skipped("f") == {"f/a.jpg": f"{reason}.jpg", "f/Makefile": f"{reason}no suffix"}
    assert skipped("f/a.jpg") == skipped("f/*.jpg") == {"f/a.jpg": f"{reason}.jpg"}
    assert len(list(find_files(["f", "f/a.jpg", "f/*"]))) == 3


@needs_posix
def test_loops_of_links_end() -> None:
    put("a/x.txt")
    Path("a/loop").symlink_to(Path.cwd(), target_is_directory=True)
    Path("a/self").symlink_to(Path("a").absolute(), target_is_directory=True)
    Path("a/broken.txt").symlink_to("nowhere")
    Path("a/circle.txt").symlink_to("circle.txt")
    assert [item.source for item in find_files(["."])] == [
        "a/broken.txt",
        "a/circle.txt",
        "a/x.txt",
    ]
    faults = skipped(".")
    assert faults["a/broken.txt"] == "a link to nothing"
    assert faults["a/circle.txt"].startswith("not readable: ")
    assert skipped("a/broken.txt") == {"a/broken.txt": "a link to nothing"}
    for pattern in ("**/*.txt", "**/**/**/x.txt", "*/**/*.txt"):
        assert "a/x.txt" in [item.source for item in find_files([pattern])]


@needs_posix
def test_links_are_followed() -> None:
    put("far/x.txt", "far/y.txt")
    Path("near").mkdir()
    Path("near/folder").symlink_to(Path("far").absolute(), target_is_directory=True)
    Path("near/y.txt").symlink_to(Path("far/y.txt").absolute())
    assert found("near") == ["near/folder/x.txt", "near/folder/y.txt", "near/y.txt"]


@needs_posix
def test_pipes_sockets_and_devices_are_not_opened() -> None:
    os.mkfifo("pipe.txt")
    assert skipped(".", "/dev/null") == {
        "pipe.txt": "not a regular file",
        "/dev/null": "not a regular file",
    }
    with tempfile.TemporaryDirectory() as short, socket.socket(socket.AF_UNIX) as bound:
        bound.bind(f"{short}/s.txt")
        assert skipped(short) == {f"{short}/s.txt": "not a regular file"}


@needs_posix
def test_names_that_are_not_unicode_are_shown_as_far_as_they_are() -> None:
    try:
        Path(os.fsdecode(b"M\xfcller.txt")).touch()
    except OSError:
        pytest.skip("this file system refuses such names")
    assert skipped(".") == {"M\ufffdller.txt": "its name is not valid Unicode"}


def test_a_folder_that_cannot_be_listed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    put("a/x.txt", "b/y.txt", "c/z.txt")
    real = Path.iterdir

    def refusing(path: Path) -> object:
        if path.name == "b":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(Path, "iterdir", refusing)
    for source in (".", "**/*.txt", "*"):
        assert [item.source for item in find_files([source])] == ["a/x.txt", "b", "c/z.txt"]
        assert skipped(source) == {"b": "folder not readable: Permission denied"}


def test_a_path_without_its_dots() -> None:
    assert locate("a/../b/./c") == str(Path.cwd() / "b" / "c")
