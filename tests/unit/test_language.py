"""The language of a text is told where it is clear, and only there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import language
from index.language import detect

pytestmark = pytest.mark.unit

ENGLISH = "The government announced on Wednesday new measures against the rising price of energy."
GERMAN = "Die Regierung hat am Mittwoch neue Hilfen für die Opfer des Erdbebens angekündigt."


@pytest.fixture
def fresh() -> Iterator[None]:
    """Have the model loaded anew, before the test and after it."""
    language._identifier.cache_clear()
    yield
    language._identifier.cache_clear()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (ENGLISH, "en"),
        (GERMAN, "de"),
        ("Le gouvernement a annoncé mercredi de nouvelles mesures contre la hausse.", "fr"),
        ("El presidente anunció el miércoles un paquete de ayuda para las víctimas.", "es"),
        ("Уряд оголосив у середу про нові заходи для боротьби зі зростанням цін.", "uk"),
        ("政府周三宣布采取新措施应对能源价格上涨，帮助家庭和企业度过难关。" * 2, "zh"),
    ],
)
def test_languages(text: str, code: str) -> None:
    pytest.importorskip("py3langid")
    assert detect(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The government fell on Wednesday in Rome",  # 34 letters
        "1 2 3 4 " * 50,
        "asdf qwer zxcv " * 10,
        "Rovers 3 United 1\nCity 0 Wolves 2\n" * 4,
        "https://example.org/a/b/c?d=e " * 5,
        "Kyiv Moscow Paris Berlin Madrid Rome Oslo Lisbon Vienna Prague Warsaw",
    ],
)
def test_of_short_or_unclear_texts_none_is_known(text: str) -> None:
    assert detect(text) is None


def test_only_the_first_1000_characters_are_read() -> None:
    pytest.importorskip("py3langid")
    assert detect((ENGLISH + " ") * 15 + GERMAN * 300) == "en"
    assert detect(" " * 1_000 + ENGLISH) is None


@pytest.mark.usefixtures("fresh")
def test_without_the_library_no_language_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "py3langid.langid", None)
    assert detect(ENGLISH) is None


@pytest.mark.usefixtures("fresh")
def test_the_model_is_loaded_once_for_all_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    class Model:
        MODEL_FILE = "model"
        loaded = 0

        def __init__(self) -> None:
            self.LanguageIdentifier = self

        def from_model_file(self, file: str, norm_probs: bool) -> Model:
            assert (file, norm_probs) == ("model", True)
            Model.loaded += 1
            return self

        def classify(self, text: str) -> tuple[str, float]:
            return ("la", 0.6) if "Roma" in text else ("pcm", 0.9) if "Lagos" in text else ("la", 0)

    monkeypatch.setattr(language, "import_module", lambda name: Model())
    texts = [f"{word} {ENGLISH}" for word in ("Roma", "Lagos", "Oslo") * 20]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(detect, texts)) == ["la", None, None] * 20
    assert Model.loaded == 1


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    code = detect(text)
    assert code is None or (len(code) == 2 and code.islower())
