"""Sources to texts: every character as it lies in the file, or the reason why there is none."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index import documents
from index.documents import find_files, make_document, read_file, remade
from index.errors import SourceMissingError
from index.types import Skipped, SourceFile

pytestmark = pytest.mark.unit

SEEDS = Path(__file__).parents[2] / "seeds"


def put(path: Path, content: bytes | str = "Rockets fell.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(path: Path) -> str | Skipped:
    return read_file(SourceFile(path.as_posix(), str(path)))


def reason(path: Path) -> str:
    skipped = read(path)
    assert isinstance(skipped, Skipped)
    assert skipped.source == path.as_posix()
    return skipped.reason


def test_the_seeds_are_read_to_the_byte() -> None:
    files = list(find_files([SEEDS]))
    assert [Path(file.source).name[:4] for file in files] == ["000_", "001_"]
    for file in files:
        text = read_file(file)
        assert isinstance(text, str)
        assert text.encode() == Path(file.location).read_bytes()
        assert make_document(text, file.source).text == text


@pytest.mark.parametrize(
    "text", ["a\r\nb\rc\n", "\ufeffa b", " a\u00a0\u2028b ", "e\u0301 \U0001f680"]
)
def test_nothing_is_translated_stripped_or_normalised(tmp_path: Path, text: str) -> None:
    assert read(put(tmp_path / "a.txt", text)) == text


def test_reasons_for_leaving_a_file_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert reason(put(tmp_path / "a.pdf")) == "not a .txt file"
    assert reason(put(tmp_path / "b.txt", b"ab\0cd")) == "binary, not text"
    assert (
        reason(put(tmp_path / "c.txt", "Müller".encode("latin-1"))) == "not UTF-8: byte 0xfc at 1"
    )
    assert reason(put(tmp_path / "d.txt", "")) == "empty"
    assert reason(put(tmp_path / "e.txt", " \n\u00a0\ufeff\t")) == "empty"
    monkeypatch.setattr(documents, "MAX_FILE_BYTES", 1 << 20)
    assert reason(put(tmp_path / "f.txt", b"a" * (3 << 20))) == "3 MiB, above the limit of 1 MiB"
    assert reason(tmp_path / "gone.txt").startswith("not readable: ")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert reason(tmp_path / "pipe.txt") == "not a regular file"


def test_folders_are_walked_in_order_and_hidden_names_passed_over(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.TXT", "a/y/x.txt", "c.md", ".hidden.txt", ".git/d.txt", "out/e.txt"):
        put(tmp_path / name)
    files = list(find_files([tmp_path, tmp_path / "b.txt"], exclude=tmp_path / "out"))
    names = [Path(file.location).relative_to(tmp_path).as_posix() for file in files]
    assert names == ["a/y/x.txt", "a/z.TXT", "b.txt", "c.md"]


def test_a_source_keeps_the_spelling_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "news" / "a.txt")
    monkeypatch.chdir(tmp_path)
    (file,) = find_files(["news"])
    assert file == SourceFile("news/a.txt", str(tmp_path / "news" / "a.txt"))
    (same,) = find_files(["./news/../news"])
    assert same.location == file.location


def test_loops_of_links_end(tmp_path: Path) -> None:
    put(tmp_path / "a" / "x.txt")
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a" / "self").symlink_to(tmp_path / "a", target_is_directory=True)
    (tmp_path / "a" / "broken.txt").symlink_to(tmp_path / "nowhere")
    found = [Path(file.location).name for file in find_files([tmp_path])]
    assert found == ["broken.txt", "x.txt"]


def test_a_missing_source_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceMissingError, match=r"no such file or folder: .*nope.*spelling"):
        list(find_files([tmp_path / "nope"]))


def test_the_id_is_the_content() -> None:
    one = make_document("Rockets fell.", "a.txt")
    two = make_document("Rockets fell.", "b.txt")
    assert one.id == two.id == "88c8f33485d03525"
    assert make_document("Rockets fell!", "a.txt").id != one.id


KYIV = (
    "KYIV, May 1, 2023 (Reuters) - Rockets fell on the city and on two villages in the east of the "
    "country, the army said on Monday."
)
KNOWN = {"url": "https://example.org/1", "publisher": "The Daily Post", "pages": "0 12"}


def test_what_the_text_tells_is_noted() -> None:
    pytest.importorskip("py3langid")
    assert make_document(KYIV, "a.txt").metadata == {
        "title_source": "lead",
        "dateline": "KYIV, May 1, 2023",
        "place": "KYIV",
        "agency": "Reuters",
        "language": "en",
    }


def test_what_is_known_beside_the_text_is_kept_and_goes_first() -> None:
    known = KNOWN | {"language": "uk", "author": "", "place": "Rome", "given": "date"}
    found = make_document(KYIV, "a.txt", title="Arms", metadata=known)
    assert found.metadata == KNOWN | {
        "title_source": "headline",
        "dateline": "KYIV, May 1, 2023",
        "place": "KYIV",
        "agency": "Reuters",
        "language": "uk",
        "given": "title language",
    }
    assert (found.title, found.date) == ("Arms", date(2023, 5, 1))


def test_made_anew_it_is_as_it_was() -> None:
    first = make_document(
        KYIV, "a.txt", date=date(2023, 5, 2), metadata=KNOWN | {"language": "uk", "agency": "AFP"}
    )
    assert remade(first) == first
    assert (first.metadata["language"], first.metadata["agency"]) == ("uk", "AFP")
    stored = replace(first, metadata=first.metadata | {"also_in": "b.txt", "place": "Rome"})
    assert remade(stored) == first


def test_what_was_read_from_the_text_is_read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    first = make_document(KYIV, "a.txt", metadata=KNOWN)
    monkeypatch.setattr(documents, "detect", lambda text: "eo")
    again = remade(replace(first, title="old", metadata=first.metadata | {"agency": "AP"}))
    assert again == replace(first, metadata=first.metadata | {"language": "eo"})
    monkeypatch.setattr(documents, "detect", lambda text: None)
    assert "language" not in remade(first).metadata
