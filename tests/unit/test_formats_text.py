"""Plain text in any encoding: to the character, or refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.formats.article import Article, Unread
from index.formats.text import SAMPLE, decode, read

pytestmark = pytest.mark.unit

ENGLISH = "The president’s spokesman said on Monday that the “historic” deal – worth €3bn – is off."
FRENCH = "Le président a annoncé mercredi que l’élection législative aurait lieu à l’été."
SWEDISH = "Statsministern meddelade på onsdagen att valet kommer att hållas i höst."
POLISH = "Prezydent ogłosił w środę, że wybory odbędą się jesienią, a ceny żywności wzrosną."
CZECH = "Prezident ve středu oznámil, že volby se budou konat na podzim, a bude to těžký rok."
TURKISH = "Cumhurbaşkanı çarşamba günü seçimlerin sonbaharda İstanbul’da yapılacağını açıkladı."
LITHUANIAN = "Prezidentas trečiadienį paskelbė, kad rinkimai vyks rudenį. Metai bus sunkūs."
RUSSIAN = "Президент объявил в среду, что выборы пройдут осенью. Год будет трудным для экономики."
UKRAINIAN = (
    "Президент оголосив у середу, що вибори відбудуться восени. Рік буде важким для України."
)
GREEK = "Ο πρόεδρος ανακοίνωσε την Τετάρτη ότι οι εκλογές θα γίνουν το φθινόπωρο στην Ελλάδα."
HEBREW = "הנשיא הודיע ביום רביעי כי הבחירות ייערכו בסתיו. לדברי השר, השנה תהיה קשה לכלכלה."
ARABIC = "أعلن الرئيس يوم الأربعاء أن الانتخابات ستجرى في الخريف. وقال الوزير إن العام سيكون صعبا."
JAPANESE = (
    "大統領は水曜日、選挙は秋に行われると発表した。大臣によると、今年は難しい年になるという。"
)
CHINESE = "总统星期三宣布选举将在秋天举行。部长表示，今年将是经济困难的一年。市民对此表示欢迎。"
TAIWANESE = "總統星期三宣布選舉將在秋天舉行。部長表示，今年將是經濟困難的一年。市民對此表示歡迎。"
KOREAN = "대통령은 수요일에 선거가 가을에 치러질 것이라고 발표했다. 올해는 어려운 해가 될 것이다."


def article(content: bytes) -> Article:
    found = read(content, "a.txt")
    assert isinstance(found, Article), found
    return found


def reason(content: bytes) -> str:
    found = read(content, "a.txt")
    assert isinstance(found, Unread), found
    return found.reason


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "cp1252"),
        ("The fine was £500, the court said.", "latin-1"),
        (FRENCH, "cp1252"),
        (SWEDISH, "latin-1"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859-2"),
        (CZECH, "cp1250"),
        (TURKISH, "cp1254"),
        (LITHUANIAN, "cp1257"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (UKRAINIAN, "cp1251"),
        (UKRAINIAN, "koi8-u"),
        (GREEK, "cp1253"),
        (HEBREW, "cp1255"),
        (ARABIC, "cp1256"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (CHINESE, "gb18030"),
        (TAIWANESE, "big5"),
        (KOREAN, "euc_kr"),
    ],
)
@pytest.mark.parametrize("before", ["", "\r\n \tIn plain ASCII.\r" * 20_000])
def test_other_encodings_are_read_to_the_character(text: str, encoding: str, before: str) -> None:
    content = before.encode() + text.encode(encoding) + b"\r\n\n "
    found = article(content)
    assert found.text == before + text + "\r\n\n "
    assert content.decode(found.metadata["encoding"]) == found.text
    assert (len(before) > SAMPLE) == bool(before)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_mark_says_which_unicode_it_is_and_stays(encoding: str) -> None:
    found = article(("\ufeff" + RUSSIAN).encode(encoding))
    assert found == Article("\ufeff" + RUSSIAN, metadata={"format": "text", "encoding": encoding})


def test_utf_8_is_untouched() -> None:
    text = "\ufeffĞ\r\n\n\x07 e\u0301 \u2028𝄞 "
    assert article(text.encode()) == Article(text, metadata={"format": "text"})


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        ("\ufeff\n".encode("utf-16-le"), "empty"),
        (b"Text\0with a NUL", "binary, not text"),
        (RUSSIAN.encode("utf-16-le"), "binary, not text"),
        ("\ufeffA\0B".encode("utf-16-be"), "binary, not text"),
        (b"\xff\xfeA\0B", "binary, not text"),  # half a character, and NUL
        (b"\x89PNG\r\n\x1a\n" + bytes(range(1, 256)), "its encoding cannot be told"),
        (bytes(range(128, 256)) * 4, "its encoding cannot be told"),
        ("Привет, мир".encode("cp1251"), "its encoding cannot be told"),  # too short to tell
        (CZECH.encode("cp852"), "its encoding cannot be told"),
        (FRENCH.encode()[:-20] + b"\xc3", "not UTF-8: byte 0xc3 at"),
        (b"abc \xff " + RUSSIAN.encode(), "not UTF-8: byte 0xff at 4"),
    ],
)
def test_what_cannot_be_told_is_refused(content: bytes, why: str) -> None:
    assert why in reason(content)


def test_a_text_without_a_space_is_sampled_from_its_first_letter() -> None:
    text = "a" * SAMPLE + "é" + "ab" * SAMPLE
    assert article(text.encode("cp1252")).text == text


def test_a_control_character_outside_the_sample_refuses_the_guess() -> None:
    content = ENGLISH.encode("cp1252") + b" word" * SAMPLE + b"\x01"
    assert "cannot be told" in reason(content)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_every_text_in_utf_8_comes_back(text: str) -> None:
    expected = (text, "utf-8") if text.replace("\ufeff", "").strip() else Unread("empty")
    assert decode(text.encode()) == expected


@given(
    st.binary(max_size=300)
    | st.text(max_size=100).map(lambda text: text.encode("cp1252", "replace"))
)
def test_any_bytes_give_a_text_that_decodes_so_or_a_reason(content: bytes) -> None:
    found = read(content, "a.txt")
    if isinstance(found, Article):
        assert content.decode(found.metadata.get("encoding", "utf-8")) == found.text
        assert "\0" not in found.text
        assert found.text.encode().decode() == found.text
    else:
        assert found.reason
        assert found.part == ""
