"""A person asks, clicks and reads, in Chromium, over the articles that come with the product."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

FEBRUARY = "How much did the US pledge in February?"
UNSAID = "How much did Germany pledge in February?"
ROOT = Path(__file__).resolve().parents[2]
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=http://outside.example/x.png onerror=alert(1)>",
    "![pixel](http://outside.example/y.png) [read](javascript:alert(1))",
    "<a href='javascript:alert(1)' autofocus onfocus=alert(1)>read</a> `{{constructor}}` $$x$$",
)


def ask(tab: Page, question: str) -> Locator:
    """Type a question, press Enter and return the reply."""
    replies = tab.get_by_test_id("bot")
    before = replies.count()
    box = tab.get_by_role("textbox").first
    box.fill(question)
    box.press("Enter")
    expect(replies).to_have_count(before + 1)
    reply = replies.last
    expect(reply.locator(".gw-searched, .gw-problem")).to_be_visible()
    return reply


def quotes(reply: Locator) -> list[str]:
    return reply.locator(".gw-quote").all_inner_texts()


def test_the_page_says_what_it_is_and_what_it_knows(tab: Page) -> None:
    expect(tab.get_by_role("heading", name="Groundwire")).to_be_visible()
    articles = tab.get_by_role("region", name="Articles it knows").get_by_role("listitem")
    expect(articles).to_have_count(2)
    expect(articles.first).to_contain_text("12 April 2023")
    expect(articles.first).to_contain_text("words")
    expect(articles.last).to_contain_text("undated")
    expect(tab.get_by_role("button", name="Select example")).to_have_count(4)


def test_the_february_question_is_answered_quoted_and_highlighted(tab: Page) -> None:
    reply = ask(tab, FEBRUARY)
    assert {"USD 425 million", "USD 1.75 billion"} <= {
        quote.removeprefix("upto ") for quote in quotes(reply)
    }
    expect(reply.get_by_role("link", name="[1]")).to_be_visible()
    expect(reply.get_by_role("link", name="[2]")).to_be_visible()
    sources = tab.get_by_role("region", name="Sources")
    assert sources.locator("blockquote mark").all_inner_texts() == quotes(reply)
    seed = next(ROOT.glob("seeds/000_*.txt"))
    for quote in quotes(reply):
        assert quote in seed.read_text("utf-8")
    expect(sources).to_contain_text(seed.name)
    expect(reply.get_by_text("confidence")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_mark_brings_its_card_into_view_and_the_card_leads_back(tab: Page, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 500})
    reply = ask(tab, FEBRUARY)
    for number in ("2", "1"):
        reply.get_by_role("link", name=f"[{number}]").click()
        card = tab.locator(f"#gw-source-1-{number}")
        expect(card).to_be_focused()
        expect(card.locator("blockquote mark")).to_be_in_viewport()
    back = card.get_by_role("link", name="Back to the answer")
    if width < 500:
        back.click()
        expect(tab.locator("#gw-answer-1")).to_be_in_viewport()
    else:
        expect(back).to_be_hidden()


def test_a_mark_works_by_keyboard_and_without_leaving_the_page(tab: Page) -> None:
    tab.goto(f"{tab.url}?__theme=dark")
    reply = ask(tab, FEBRUARY)
    reply.get_by_role("link", name="[1]").focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("#gw-source-1-1")).to_be_focused()
    expect(tab.get_by_test_id("bot")).to_have_count(1)


def test_what_the_articles_do_not_say_has_no_mark(tab: Page) -> None:
    reply = ask(tab, "Who is the prime minister of Japan?")
    expect(reply).to_contain_text("The articles don’t say.")
    expect(reply).to_contain_text("Searched 2 articles for “Who is the prime minister of Japan?”")
    expect(tab.locator("mark, .gw-mark")).to_have_count(0)
    expect(tab.get_by_role("region", name="Sources")).to_contain_text("Closest, but not an answer")


def test_every_example_is_answered(tab: Page) -> None:
    for number in range(4):
        tab.get_by_role("button", name="Select example").nth(number).click()
        reply = tab.get_by_test_id("bot")
        expect(reply).to_have_count(1)
        expect(reply.locator(".gw-mark").first).to_be_visible()
        tab.get_by_role("button", name="Clear").click()
        expect(reply).to_have_count(0)
        expect(tab.locator("mark")).to_have_count(0)


def test_a_follow_up_shows_what_was_searched_and_old_marks_still_lead(tab: Page) -> None:
    first = ask(tab, FEBRUARY)
    second = ask(tab, "and in March?")
    expect(second).to_contain_text("Searched 2 articles for “How much did the US pledge in March?”")
    expect(tab.locator("#gw-source-1-1")).to_be_hidden()
    first = tab.get_by_test_id("bot").first
    first.get_by_role("link", name="[1]").click()
    expect(tab.locator("#gw-source-1-1")).to_be_focused()
    expect(tab.locator("#gw-source-1-1 blockquote mark")).to_be_in_viewport()


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_question_stays_text(tab: Page, hostile: str) -> None:
    ask(tab, hostile)
    expect(tab.get_by_test_id("user")).to_have_text(hostile)
    for region in ("#gw-chat", "#gw-side"):
        within = tab.locator(region)
        expect(within.locator("script, iframe, img[src^='http'], a[href^='java']")).to_have_count(0)


@pytest.mark.parametrize("question", ["   ", "?!", "x" * 10_000], ids=["blank", "marks", "long"])
def test_a_question_that_cannot_be_asked_gets_one_clear_line(tab: Page, question: str) -> None:
    reply = ask(tab, question)
    expect(reply.locator(".gw-problem")).to_contain_text("ask in")
    expect(tab.get_by_test_id("toast-body")).to_have_count(0)
    expect(ask(tab, FEBRUARY).locator(".gw-text")).to_be_visible()


def test_pictures(tab: Page, tmp_path: Path) -> None:
    """The pictures of the README; `GROUNDWIRE_PICTURES=docs/pictures` keeps them."""
    folder = Path(os.environ.get("GROUNDWIRE_PICTURES", tmp_path))
    ask(tab, "Who is Laura Cooper?")
    tab.get_by_role("link", name="[1]").click()
    expect(tab.locator("#gw-source-1-1")).to_be_focused()
    tab.evaluate("scrollTo(0, 0)")
    tab.screenshot(path=folder / "page.png")
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.screenshot(path=folder / "page-phone.png", full_page=True)
    widths = tab.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1]
    tab.set_viewport_size({"width": 1280, "height": 860})
    tab.emulate_media(color_scheme="dark")
    expect(ask(tab, UNSAID)).to_contain_text("The articles don’t say.")
    tab.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    tab.screenshot(path=folder / "page-dark.png")
