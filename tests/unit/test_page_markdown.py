"""Answers as Markdown: what is copied, and that no text from outside becomes markup."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes_page import FEBRUARY, QUOTES, FakePipeline, seed_documents
from html_of_page import citing, exchange, page_of

from index.types import Document
from page import rendering
from page.conversation import Exchange
from qa.types import Answer

pytestmark = pytest.mark.unit


@pytest.fixture
def answered() -> Answer:
    return FakePipeline().ask(FEBRUARY)


def test_an_answer_as_markdown(answered: Answer) -> None:
    citation = replace(answered.citations[0], title="Blinken: we stand by Kyiv", source="s/a_b.txt")
    answer = replace(answered, citations=(citation,), text=QUOTES[0])
    assert rendering.answer_markdown(exchange(answer, "and in February?")) == (
        "**and in February?**\n\n"
        "Searched for: How much did the US pledge in February?\n\n"
        "USD 425 million [1]\n\n"
        "High confidence (93%)\n\n"
        "[1] Blinken: we stand by Kyiv, 12 April 2023, `s/a_b.txt`, "
        f"characters {citation.start:,}–{citation.end:,}\n\n"
        "> USD 425 million\n"
    )


def test_a_conversation_as_markdown(answered: Answer) -> None:
    abstained = FakePipeline().ask("Who is the prime minister of Japan?")
    history = (exchange(answered), Exchange("x", problem="ask in words"), exchange(abstained))
    text = rendering.chat_markdown(history)
    assert text.count("\n\n---\n\n") == 2
    assert text.endswith("**Who is the prime minister of Japan?**\n\nThe articles don’t say.\n")
    assert "**x**\n\nask in words\n" in text
    assert rendering.chat_markdown(()) == ""


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("![a](http://x.example/a.png)", "!\\[a\\](http\\:/\\/x\\.example/a\\.png)"),
        ("<b onerror=x> AT&T &lt;", "&lt;b onerror=x> AT&T &amp;lt;"),
        ("# 1.75 * $2 me@x.org www.x.org", "\\# 1.75 \\* \\$2 me\\@x\\.org www\\.x\\.org"),
        ("12. May\n- one\n    code", "> 12\\. May\n> \\- one\n> code"),
        ("a\u202eb", "a\ufffdb"),
    ],
)
def test_markdown_of_others_is_only_text(text: str, markdown: str) -> None:
    answer = citing(Document("d", None, text, None, "s"), text)
    assert markdown in rendering.answer_markdown(exchange(answer, "Why?"))


def test_copying_finds_the_hidden_markdown(answered: Answer) -> None:
    history = (exchange(answered), Exchange("?", problem="ask in words"), exchange(answered))
    chat, beside = page_of(seed_documents(), *history)
    wanted = [one["value"] for tag, one in chat.elements if tag == "button"]
    assert wanted == ["gw-copy-1", "gw-copy-3"]
    assert set(wanted) <= beside.ids()
    assert beside.text_of["pre"] == [rendering.answer_markdown(history[0])] * 2
    assert all("hidden" in one for tag, one in beside.elements if tag == "pre")
