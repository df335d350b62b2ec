"""What a person does with a reply: copies it, opens its other candidates, checks a conflict."""

from __future__ import annotations

from typing import Any

import pytest
from fakes_page import FakePipeline, cite
from playwright.sync_api import Page, expect
from test_chat import FEBRUARY, ROOT, ask
from test_serving import served

from index.documents import make_document
from qa.types import Alternative, Answer

pytestmark = pytest.mark.browser

SAID = make_document("date 2023-05-02 LVIV: The zoo has 350 birds and 12 cats.\n", "lviv.txt")
DENIED = make_document("date 2023-05-03 LVIV: The zoo has 410 birds.\n", "denied.txt")
REFUSED = "navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed'))"


class DisagreeingPipeline(FakePipeline):
    """One article says 350, another 410; 12 is a candidate of less confidence."""

    def __init__(self) -> None:
        super().__init__((SAID, DENIED))

    def _answer(self, question: str, standalone: str) -> Answer:
        others = (
            Alternative("410", 0.8, cite(DENIED, "410", 1), conflicting=True),
            Alternative("12", 0.07, cite(SAID, "12", 1)),
        )
        return Answer(question, standalone, "350", 0.83, (cite(SAID, "350", 1),), others)


@pytest.mark.parametrize("before", ["", REFUSED], ids=["clipboard", "older command"])
def test_an_answer_is_copied_with_its_sources(tab: Page, before: str) -> None:
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    if before:
        tab.evaluate(f"() => {{ {before} }}")
    reply = ask(tab, FEBRUARY)
    button = reply.locator("button.gw-copy")
    expect(button).to_have_text("Copy with sources")
    tab.clock.install()  # "Copied" stands until this clock goes on
    button.click()
    expect(button).to_have_text("Copied")
    expect(button).to_be_focused()
    tab.clock.run_for(2_000)
    expect(button).to_have_text("Copy with sources")
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert copied == tab.locator("#gw-copy-1").text_content()
    question, answer, *rest = copied.split("\n\n")
    assert FEBRUARY in question
    assert "USD 425 million [1]; USD 1.75 billion [2]" in answer.replace("\\", "")
    seed = next(ROOT.glob("seeds/000_*.txt")).name
    assert "".join(rest).replace("\\", "").count(seed) == 2


def test_an_abstention_is_copied_too(tab: Page) -> None:
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(tab, FEBRUARY)
    reply = ask(tab, "Who is the prime minister of Japan?")
    button = reply.get_by_role("button", name="Copy", exact=True)
    button.click()
    expect(reply.locator("button.gw-copy")).to_have_text("Copied")
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert "Who is the prime minister of Japan?" in copied
    assert FEBRUARY not in copied
    assert "[1]" not in copied


def test_the_other_candidates_are_opened_by_a_click(tab: Page) -> None:
    reply = ask(tab, "Who is Laura Cooper?")
    fold = reply.locator("details.gw-others")
    rows = fold.get_by_role("listitem")
    expect(rows.first).to_be_hidden()
    summary = fold.locator("summary")
    summary.click()
    expect(rows.first).to_be_visible()
    expect(summary).to_have_text(f"Other candidates ({rows.count()})")
    text = " ".join(path.read_text("utf-8") for path in ROOT.glob("seeds/*.txt"))
    given = reply.locator(".gw-quote").inner_text()
    for other in rows.locator(".gw-other").all_inner_texts():
        assert other in text
        assert other != given
    summary.click()
    expect(rows.first).to_be_hidden()


@pytest.mark.filterwarnings("ignore")  # what Gradio's server warns of in this process
def test_another_articles_figure_is_shown_beside_the_answer(open_tab: Any) -> None:
    with served(DisagreeingPipeline()) as url, open_tab(url) as tab:
        reply = ask(tab, "How many birds has the zoo?")
        expect(reply.locator(".gw-quote")).to_have_text(["350"])
        conflict = reply.locator(".gw-conflict")
        expect(conflict).to_contain_text("Another article says “410”")
        expect(conflict).to_contain_text("3 May 2023")
        fold = reply.locator("details.gw-others")
        fold.locator("summary").click()
        expect(fold.locator(".gw-other")).to_have_text(["12"])
        conflict.get_by_role("link", name="See its passage").click()
        rival = tab.locator("#gw-other-1-1")
        expect(rival).to_be_focused()
        expect(rival).to_be_in_viewport()
        expect(rival.locator("blockquote em")).to_have_text("410")
        expect(rival.locator(".gw-file")).to_have_text("denied.txt")
        expect(tab.get_by_role("region", name="Sources").locator("blockquote mark")).to_have_text(
            ["350"]
        )
