"""No text of articles, visitors or file names becomes markup, and all of it is shown."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from fakes_page import cite
from html_of_page import Parsed, exchange, harmless, page_of, plain
from hypothesis import given
from hypothesis import strategies as st

from index.types import Document
from page import rendering
from page.conversation import Exchange
from page.rendering.article import holds
from qa.escaping import escape
from qa.types import Alternative, Answer, Citation

pytestmark = pytest.mark.unit

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus='alert(1)",
    "![pixel](http://outside.example/x.png) [click](javascript:alert(1))",
    "<a href=javascript:alert(1)>read on</a>",
    "</mark></blockquote></article><iframe src=//outside.example>",
    "{{constructor}} ${alert(1)} $$\\href{javascript:alert(1)}{x}$$",
    "safe\u202egnp.exe\u202c \u2066inside\u2069",
    "nul\x00 bell\x07 lone\ud800",
)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_text_becomes_markup(hostile: str) -> None:
    text = f"Before. {hostile} After."
    document = Document("d", hostile, text, None, f"{hostile}.txt")
    citation = replace(cite(document, hostile, 1), notes=(hostile,))
    near = Alternative(hostile, 0.1, citation)
    answered = Answer(
        hostile, f"{hostile}?", hostile, 0.9, (citation,), (near, replace(near, conflicting=True))
    )
    abstained = Answer(hostile, hostile, None, 0.1, (), (near,))
    chat, beside = page_of(
        (document,), exchange(answered), exchange(abstained), Exchange(hostile, problem=hostile)
    )
    harmless(chat, beside)
    shown = html.unescape(escape(hostile))
    assert beside.text_of["mark"] == [shown, shown]
    assert f"Before. {shown} After." in beside.text
    assert chat.text.count(shown) >= 8
    report = Parsed(rendering.add_report_html([hostile], [hostile], [(hostile, hostile)]))
    assert {tag for tag, _ in report.elements} == {"div", "h4", "ul", "li", "bdi"}


@given(
    st.lists(
        st.text(alphabet=st.one_of(st.characters(), st.sampled_from("<>&\"'\n.[]*"))),
        min_size=6,
        max_size=6,
    ),
    st.booleans(),
)
def test_any_text_is_shown_and_the_highlight_is_the_slice(texts: list[str], sure: bool) -> None:
    before, quote, after, title, question, standalone = texts
    document = Document("d", title, f"{before}{quote}{after}", None, title)
    start = len(before)
    citation = Citation(
        *(1, "d", title, None, title, "p", quote, start, start + len(quote), document.text, 0)
    )
    answer = Answer(question, standalone, quote, 0.9 if sure else 0.2, (citation,))
    near = Answer(question, standalone, None, 0.1, (), (Alternative(quote, 0.1, citation),))
    chat, beside = page_of((document,), exchange(answer), exchange(near))
    harmless(chat, beside)
    assert beside.text_of["mark"] == [plain(quote)] * 2
    assert beside.text_of["em"] == [plain(quote)]
    assert beside.text_of["blockquote"] == [plain(document.text)] * 2
    assert [one for one in beside.text_of["div"] if one == plain(document.text)]
    for block in rendering.chat_markdown((exchange(answer), exchange(near))).split("\n\n"):
        assert "<" not in block
        assert not re.search(r"(?<!\\)(?:\\\\)*\]\(|(?<!\\)(?:\\\\)*\[(?!\d+\])", block)


@given(st.text(max_size=40), st.integers(-5, 50), st.integers(-5, 50), st.integers(-5, 50))
def test_offsets_that_do_not_fit_are_survived(text: str, start: int, end: int, first: int) -> None:
    citation = Citation(1, "d", None, None, "s", "p", "quote", start, end, text, first)
    document = Document("d", None, text, None, "s")
    assert not holds(document, citation)
    _, beside = page_of((document,), exchange(Answer("q", "q", "quote", 0.9, (citation,))))
    assert beside.text_of["blockquote"] == [plain(text)]


@pytest.mark.parametrize("character", ["a", "<", "&", ".", "\n", " ", "\u0301", "[", "\U0001f600"])
def test_a_long_run_of_one_character_is_shown(character: str) -> None:
    text = character * 100_000
    citation = Citation(1, "d", None, None, "s", "p", text, 0, len(text), text, 0)
    document = Document("d", None, text, None, "s")
    answer = Answer("q", "q", text, 0.9, (citation,))
    chat, beside = page_of((document,), exchange(answer))
    assert text in chat.text
    assert beside.text_of["mark"] == [text, text]


@given(st.text(alphabet=st.characters()))
def test_escaping_keeps_the_length_and_yields_plain_text(text: str) -> None:
    escaped = escape(text)
    assert not set(escaped) & set("<>\"'")
    assert len(html.unescape(escaped)) == len(text)
    escaped.encode()
