"""The articles offered on the page: which, in which order, under which names."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest
from fakes_page import seed_documents

from index.types import Document
from page import articles
from page import shelf as module
from page.articles import Catalogue, LiveCatalogue
from page.desk import Visit
from page.shelf import Shelf
from qa.scope import EVERYTHING, Scope

pytestmark = pytest.mark.unit

DATED, UNDATED = seed_documents()
OWN = Document("own", "safe\u202egnp.exe", "A text.", date(2023, 6, 3), "own.txt")


class Added:
    """Sessions to which the same articles were added."""

    def __init__(self, *documents: Document) -> None:
        self.documents = list(documents)

    def added(self, _: str) -> list[Document]:
        return self.documents


def shelf_with(*own: Document, known: tuple[Document, ...] = (UNDATED, DATED)) -> Shelf:
    sessions: Any = Added(*own)
    catalogue = Catalogue.of(known)
    return Shelf(sessions, lambda: catalogue)


def choices(dropdown: Any) -> list[str]:
    return [id for _, id in dropdown["choices"]]


def test_ones_own_articles_are_offered_first_then_the_newest() -> None:
    _, listed, only, added, report = shelf_with(OWN).shown(Visit("anna"), "<p>done</p>")
    assert choices(only) == ["own", DATED.id, UNDATED.id]
    assert choices(added) == ["own"]
    assert added["visible"]
    assert "A text." not in listed
    assert report == "<p>done</p>"


def test_without_articles_of_ones_own_none_can_be_removed() -> None:
    _, _, only, added, report = shelf_with().shown(Visit("anna"))
    assert choices(only) == [DATED.id, UNDATED.id]
    assert choices(added) == added["value"] == []
    assert not added["visible"]
    assert report == ""


def test_an_added_article_that_all_know_is_offered_once() -> None:
    shelf = shelf_with(OWN, known=(OWN, DATED))
    _, _, only, added, _ = shelf.shown(Visit("anna"))
    assert choices(only) == ["own", DATED.id]
    assert choices(added) == ["own"]
    assert [article.uploaded for article in shelf._catalogue().articles] == [False, False]


def test_no_more_is_offered_than_a_list_can_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_CHOICES", 2)
    _, _, only, added, _ = shelf_with(OWN).shown(Visit("anna"))
    assert choices(only) == ["own", DATED.id]
    assert choices(added) == ["own"]


def test_a_title_cannot_turn_the_direction_of_a_choice() -> None:
    _, _, only, added, _ = shelf_with(OWN).shown(Visit("anna"))
    assert (
        only["choices"][0] == added["choices"][0] == ("safe\N{REPLACEMENT CHARACTER}gnp.exe", "own")
    )


class Index:
    def __init__(self, *documents: Document) -> None:
        self.held = documents

    def documents(self) -> list[Document]:
        return list(self.held)


@pytest.mark.parametrize("at_once", [0, 500])
def test_the_catalogue_follows_the_index(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(articles, "READ_AT_ONCE", at_once)
    now: Any = Index(DATED)
    catalogue = LiveCatalogue(lambda: now)
    before = catalogue()
    assert [article.id for article in before.articles] == [DATED.id]
    assert catalogue() is before
    now = Index(DATED, UNDATED)
    for _ in range(1_000):
        if catalogue() is not before:
            break
        time.sleep(0.01)
    assert [article.id for article in catalogue().articles] == [DATED.id, UNDATED.id]


@pytest.mark.parametrize(
    ("scope", "ids"),
    [
        (Scope(top_k=3), [DATED.id, UNDATED.id]),
        (Scope(since=date(2023, 4, 12), until=date(2023, 4, 12)), [DATED.id, UNDATED.id]),
        (Scope(since=date(2023, 5, 1)), [UNDATED.id]),
        (Scope(until=date(2023, 4, 11)), [UNDATED.id]),
        (Scope(as_of=date(2023, 4, 11), until=date(2023, 4, 30)), [UNDATED.id]),
        (Scope(documents=frozenset([DATED.id])), [DATED.id]),
        (Scope(since=date(2023, 5, 1), documents=frozenset([DATED.id])), []),
    ],
)
def test_a_scope_is_counted(scope: Scope, ids: list[str]) -> None:
    catalogue = Catalogue.of(seed_documents())
    assert [article.id for article in catalogue.within(scope)] == ids
    assert catalogue.within(EVERYTHING) is catalogue.articles
