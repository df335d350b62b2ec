"""A person follows up, takes back, edits, judges, leaves and comes back; each as they would."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from page_server import free_port, wait_for
from playwright.sync_api import Locator, Page, expect
from test_chat import FEBRUARY, ROOT, ask

pytestmark = pytest.mark.browser


def unfolded(tab: Page, name: str) -> Locator:
    """Open the fold of that name and return the panel."""
    button = tab.get_by_role("button", name=name, exact=False).first
    panel = tab.locator("#gw-side > *, #gw-side .block").filter(has=button).last
    button.click()
    return panel


def questions(tab: Page) -> list[str]:
    return tab.get_by_test_id("user").all_inner_texts()


def test_a_reload_finds_the_conversation_again(tab: Page) -> None:
    ask(tab, FEBRUARY)
    ask(tab, "and in March?")
    unfolded(tab, "Conversations")
    expect(tab.get_by_role("radio", name=f"{FEBRUARY} (2)")).to_be_checked()
    tab.reload()
    expect(tab.get_by_test_id("bot")).to_have_count(2)
    expect(tab.locator("#gw-group-2 .gw-card").first).to_be_visible()
    third = ask(tab, "and in February?")
    expect(third).to_contain_text("How much did the US pledge in February?")


def test_a_restart_of_the_server_finds_it_again(
    open_tab, index_folder: Path, address: str, tmp_path: Path
) -> None:
    """`address` has built the index."""
    port = free_port()
    command = [sys.executable, "app.py", "--port", str(port), "--index", str(index_folder)]
    url, log = f"http://127.0.0.1:{port}/", tmp_path / "log"

    @contextmanager
    def running() -> Iterator[None]:
        with log.open("ab") as output:
            process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output)
        try:
            wait_for(url, process, log)
            yield
        finally:
            process.terminate()
            assert process.wait(timeout=60) == 0, log.read_text()

    with ExitStack() as stack:
        with running():
            tab = stack.enter_context(open_tab(url))
            ask(tab, FEBRUARY)
            unfolded(tab, "Conversations")
            expect(tab.get_by_role("radio", name=FEBRUARY)).to_be_checked()
        with running():
            tab.goto(url)
            expect(tab.get_by_test_id("user")).to_have_text(FEBRUARY)
            expect(tab.locator("#gw-source-1-1 blockquote mark")).to_be_visible()


def test_another_browser_sees_nothing_of_it(tab: Page, open_tab, address: str) -> None:
    ask(tab, FEBRUARY)
    with open_tab(address) as other:
        expect(other.get_by_text("Ask about 2 articles")).to_be_visible()
        expect(other.get_by_test_id("bot")).to_have_count(0)


def test_conversations_are_listed_opened_renamed_and_deleted(tab: Page) -> None:
    ask(tab, FEBRUARY)
    unfolded(tab, "Conversations")
    tab.get_by_role("button", name="New conversation").click()
    expect(tab.get_by_test_id("bot")).to_have_count(0)
    ask(tab, "Who is Laura Cooper?")
    expect(tab.get_by_role("radio")).to_have_count(2)
    tab.get_by_label("Title of this one").fill("The official")
    tab.get_by_role("button", name="Rename").click()
    expect(tab.get_by_role("radio", name="The official")).to_be_checked()
    tab.get_by_role("radio", name=FEBRUARY).check()
    expect(tab.get_by_test_id("user")).to_have_text(FEBRUARY)
    tab.get_by_role("button", name="Delete", exact=True).click()
    expect(tab.get_by_test_id("bot")).to_have_count(0)
    expect(tab.get_by_role("radio")).to_have_count(1)


def test_undo_puts_the_question_back_and_retry_asks_again(tab: Page) -> None:
    ask(tab, FEBRUARY)
    ask(tab, "Who is Laura Cooper?")
    tab.get_by_role("button", name="Retry").click()
    expect(tab.get_by_test_id("bot")).to_have_count(2)
    expect(tab.get_by_test_id("bot").last.locator(".gw-searched")).to_be_visible()
    tab.get_by_role("button", name="Undo").click()
    expect(tab.get_by_test_id("bot")).to_have_count(1)
    expect(tab.get_by_label("Your question")).to_have_value("Who is Laura Cooper?")
    tab.reload()
    expect(tab.get_by_test_id("bot")).to_have_count(1)


def test_an_edited_question_is_asked_in_its_place(tab: Page) -> None:
    ask(tab, "Who's the prime minister of Japan?")
    tab.get_by_test_id("user").first.hover()
    tab.get_by_role("button", name="Edit").first.click()
    box = tab.locator("#gw-chat textarea")
    expect(box).to_have_value("Who's the prime minister of Japan?")
    box.fill(FEBRUARY)
    tab.get_by_role("button", name="Submit").first.click()
    reply = tab.get_by_test_id("bot")
    expect(reply).to_have_count(1)
    expect(reply.locator(".gw-mark").first).to_be_visible()
    assert questions(tab) == [FEBRUARY]


def test_thumbs_become_a_file_for_evaluation(tab: Page, index_folder: Path, tmp_path: Path) -> None:
    ask(tab, "Who is Laura Cooper?")
    tab.get_by_test_id("bot").last.hover()
    tab.get_by_role("button", name="Dislike").last.click()
    tab.get_by_label("The right answer, if the articles say it").fill("a <b>Pentagon</b> official")
    tab.get_by_label("In a word").fill("<script>alert(1)</script> incomplete")
    tab.get_by_role("button", name="Send").click()
    expect(tab.locator("#gw-feedback")).to_contain_text("Kept")
    out = tmp_path / "feedback.jsonl"
    command = [sys.executable, "-m", "qa", "feedback", "export"]
    subprocess.run([*command, "--index", str(index_folder), "-o", str(out)], cwd=ROOT, check=True)
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert ("Who is Laura Cooper?", ["a <b>Pentagon</b> official"]) in [
        (row["question"], row["answers"]) for row in rows
    ]


def test_the_conversation_is_exported_with_its_sources(tab: Page) -> None:
    ask(tab, FEBRUARY)
    unfolded(tab, "Conversations")
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Export as Markdown").click()
    text = Path(download.value.path()).read_text("utf-8")
    assert FEBRUARY in text
    assert "USD 1.75 billion" in text
    assert "[1]" in text


def test_an_answer_opens_its_article_at_the_quote(tab: Page) -> None:
    ask(tab, FEBRUARY)
    card = tab.locator("#gw-source-1-1")
    card.get_by_text("In the article").click()
    whole = card.locator("details[open]")
    expect(whole.locator("mark")).to_be_in_viewport()
    article = next(ROOT.glob("seeds/000_*.txt")).read_text("utf-8")
    assert "".join(article.split()) in "".join(whole.inner_text().split())
