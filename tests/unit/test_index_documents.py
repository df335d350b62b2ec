"""Texts to documents: what they are named, and what is known beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.documents import make_document, remade
from index.files import find_files
from index.reading import read_documents
from index.types import SourceFile

pytestmark = pytest.mark.unit

SEEDS = Path(__file__).parents[2] / "seeds"


def test_the_seeds_are_read_to_the_byte() -> None:
    files = [file for file in find_files([SEEDS]) if isinstance(file, SourceFile)]
    assert [Path(file.source).name[:4] for file in files] == ["000_", "001_"]
    for file in files:
        ((_, document),) = read_documents(file, None)
        assert document.text.encode() == Path(file.location).read_bytes()


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
    monkeypatch.setattr("index.documents.detect", lambda text: "eo")
    again = remade(replace(first, title="old", metadata=first.metadata | {"agency": "AP"}))
    assert again == replace(first, metadata=first.metadata | {"language": "eo"})
    monkeypatch.setattr("index.documents.detect", lambda text: None)
    assert "language" not in remade(first).metadata
