"""What tests of exported indexes share: an index to export, and a folder to import into."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpus import article, write_articles
from fakes import FakeEncoder

from index import build_index
from index.transfer import export_index, import_index


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an index of two segments, some of whose passages are gone, and export it."""
    folder = tmp_path_factory.mktemp("transfer")
    news = write_articles(folder / "news", 8)
    build_index(news, folder / "index", encoder=FakeEncoder())
    (news / "008.txt").write_text(article(8))
    (news / "003.txt").unlink()
    build_index(news, folder / "index", encoder=FakeEncoder())
    (folder / "index" / "people.sqlite3").write_text("what people asked")
    export_index(folder / "index", folder / "whole.zip")
    return folder


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Name a folder in one that isn't there either."""
    return tmp_path / "new" / "index"


def refused(file: Path, target: Path, error: type[Exception], match: str) -> None:
    beside = sorted(target.parents[1].iterdir())
    with pytest.raises(error, match=match) as caught:
        import_index(file, target)
    assert "\n" not in str(caught.value)
    assert sorted(target.parents[1].iterdir()) == beside
