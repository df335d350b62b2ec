"""A person adds articles, asks about them, narrows down and removes them again."""

from __future__ import annotations

from pathlib import Path

import pytest
from page_server import LOADED
from playwright.sync_api import Page, Route, expect
from test_chat import FEBRUARY, ROOT, ask
from test_conversations import unfolded

pytestmark = pytest.mark.browser

TEXT = (
    "The lighthouse of Skagen\n\nSkagen, June 3 - The keeper of the Skagen lighthouse, Marie "
    "Holm, said on Friday that 412 birds had been ringed there in May."
)
ASKED = "How many birds were ringed at the Skagen lighthouse?"
REGION = "Articles it knows"
BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
SEEDS = sorted(f"seeds/{path.name}" for path in ROOT.glob("seeds/*.txt"))


def add(tab: Page, folder: Path, *files: tuple[str, bytes]) -> None:
    for name, content in files:
        (folder / name).write_bytes(content)
    with tab.expect_file_chooser() as chooser:
        tab.locator("#gw-add").get_by_text("Click to Upload").last.click()
    chooser.value.set_files([folder / name for name, _ in files])


def test_files_are_added_listed_asked_about_and_removed(
    tab: Page, tmp_path: Path, open_tab, address: str
) -> None:
    unfolded(tab, "Add articles")
    add(tab, tmp_path, ("skagen.txt", TEXT.encode()), ("empty.txt", b"  "), ("x.txt", b"a\0b"))
    report = tab.locator("#gw-report")
    expect(report).to_contain_text("skagen.txt")
    expect(report).to_contain_text("empty.txt")
    expect(tab.get_by_role("region", name=REGION).get_by_role("listitem")).to_have_count(3)
    reply = ask(tab, ASKED)
    expect(reply.locator(".gw-quote")).to_have_text(["412"])
    expect(tab.get_by_role("region", name="Sources")).to_contain_text("skagen.txt")
    with open_tab(address) as other:
        expect(other.get_by_role("region", name=REGION).get_by_role("listitem")).to_have_count(2)
        expect(ask(other, ASKED)).to_contain_text("The articles don’t say.")
    tab.get_by_label("Added by you").click()
    tab.get_by_role("option").first.click()
    tab.keyboard.press("Escape")
    tab.get_by_role("button", name="Remove", exact=True).click()
    expect(tab.get_by_role("region", name=REGION).get_by_role("listitem")).to_have_count(2)
    expect(ask(tab, ASKED)).to_contain_text("The articles don’t say.")


def test_a_replaced_file_answers_from_its_new_text_alone(tab: Page, tmp_path: Path) -> None:
    unfolded(tab, "Add articles")
    report = tab.locator("#gw-report")
    add(tab, tmp_path, ("skagen.txt", TEXT.encode()))
    expect(report).to_contain_text("Added (1)")
    expect(ask(tab, ASKED).locator(".gw-quote")).to_have_text(["412"])
    add(tab, tmp_path, ("skagen.txt", TEXT.replace("412", "530").encode()))
    expect(report).to_contain_text("Replaced by the new text (1)")
    expect(tab.get_by_role("region", name=REGION).get_by_role("listitem")).to_have_count(3)
    reply = ask(tab, ASKED)
    expect(reply.locator(".gw-quote")).to_have_text(["530"])
    expect(reply).not_to_contain_text("412")
    expect(tab.locator("#gw-group-2 mark").first).to_have_text("530")
    expect(tab.locator("#gw-group-2")).not_to_contain_text("412")
    expect(tab.locator("#gw-group-1")).to_contain_text("no longer here")


def test_a_file_dragged_onto_the_page_is_added(tab: Page) -> None:
    unfolded(tab, "Add articles")
    dragged = tab.evaluate_handle(
        """(text) => {
          const data = new DataTransfer();
          data.items.add(new File([text], "dragged.txt", { type: "text/plain" }));
          return data;
        }""",
        TEXT,
    )
    target = tab.locator("#gw-add").get_by_role("button", name="Click to upload or drop files")
    target.dispatch_event("drop", {"dataTransfer": dragged})
    expect(tab.locator("#gw-report")).to_contain_text("dragged.txt")
    expect(ask(tab, ASKED).locator(".gw-quote")).to_have_text(["412"])


def test_pasted_text_is_an_article_and_a_reload_keeps_it(tab: Page) -> None:
    unfolded(tab, "Add articles")
    tab.get_by_label("Title of a pasted article").fill("<b>Skagen</b> [x](javascript:alert(1))")
    tab.get_by_label("Its text").fill(TEXT)
    tab.get_by_role("button", name="Add the text").click()
    articles = tab.get_by_role("region", name=REGION).get_by_role("listitem")
    expect(articles).to_have_count(3)
    tab.reload()
    expect(articles).to_have_count(3)
    expect(ask(tab, ASKED).locator(".gw-quote")).to_have_text(["412"])


def test_a_text_that_is_pasted_too_early_stays_in_its_box(tab: Page) -> None:
    waiting: list[Route] = []
    tab.route(LOADED, lambda route: route.continue_() if waiting else waiting.append(route))
    tab.reload()
    tab.get_by_role("textbox").first.wait_for()
    unfolded(tab, "Add articles")
    tab.get_by_label("Its text").fill(TEXT)
    tab.get_by_role("button", name="Add the text").click()
    expect(tab.get_by_test_id("toast-body")).to_contain_text("The page is still loading")
    tab.wait_for_timeout(1_000)  # what would empty the box has come by now
    expect(tab.get_by_label("Its text")).to_have_value(TEXT)
    with tab.expect_response(LOADED):
        waiting[0].continue_()
    tab.get_by_role("button", name="Add the text").click()
    expect(tab.locator("#gw-report")).to_contain_text("Added (1)")
    expect(tab.get_by_label("Its text")).to_have_value("")


def test_a_pasted_text_cannot_turn_the_direction_of_a_line(tab: Page) -> None:
    unfolded(tab, "Add articles")
    tab.get_by_label("Title of a pasted article").fill("safe\u202egnp.exe\u2066")
    tab.get_by_label("Its text").fill(f"Skagen\u202etoday\n\n{TEXT}")
    tab.get_by_role("button", name="Add the text").click()
    row = tab.get_by_role("region", name=REGION).get_by_role("listitem").first
    expect(row).to_contain_text("Skagen\N{REPLACEMENT CHARACTER}today")
    expect(row).to_contain_text("safegnp.exe")
    ask(tab, "Who\u202e?")  # the first question is the conversation's title
    expect(ask(tab, ASKED).locator(".gw-quote")).to_have_text(["412"])
    unfolded(tab, "Conversations")
    expect(tab.get_by_role("radio", name="Who\N{REPLACEMENT CHARACTER}? (2)")).to_be_checked()
    unfolded(tab, "Narrow down")
    for box in ("Only these articles", "Added by you"):
        tab.get_by_label(box).click()
        option = tab.get_by_role("option").first
        expect(option).to_contain_text("Skagen\N{REPLACEMENT CHARACTER}today")
        option.click()  # now it stands in the box
        assert not BIDI & set(tab.content())
        tab.keyboard.press("Escape")


def test_dates_and_articles_narrow_what_is_searched(tab: Page) -> None:
    unfolded(tab, "Narrow down")
    tab.get_by_label("From").fill("12/04/2023")
    reply = ask(tab, FEBRUARY)
    expect(reply.locator(".gw-problem")).to_contain_text("'12/04/2023' is no date")
    tab.get_by_label("From").fill("2023-05-01")
    later = ask(tab, FEBRUARY)
    expect(later.locator(".gw-searched")).to_contain_text("Searched 1 of 2 articles")
    assert searched_files(tab, 2) == {SEEDS[1]}
    tab.get_by_label("From").fill("")
    tab.get_by_label("As of").fill("2023-04-30")
    expect(ask(tab, FEBRUARY).locator(".gw-mark").first).to_be_visible()
    tab.get_by_label("Only these articles").click()
    tab.get_by_role("option").last.click()
    tab.keyboard.press("Escape")
    expect(ask(tab, FEBRUARY).locator(".gw-searched")).to_be_visible()
    assert searched_files(tab, 4) == {SEEDS[1]}


def searched_files(tab: Page, number: int) -> set[str]:
    """Return the files of the cards of exchange `number`, the newest."""
    files = tab.locator(f"#gw-group-{number} .gw-card .gw-file")
    expect(files.first).to_be_visible()
    return set(files.all_inner_texts())
