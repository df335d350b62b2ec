"""Keyboard alone, and axe-core's rules (Deque) over the page in its states, light and dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from test_chat import FEBRUARY, ask

pytestmark = pytest.mark.browser

SERIOUS = {"serious", "critical"}


def violations(tab: Page) -> list[str]:
    """Return the serious violations of WCAG 2.1 A and AA, each with its first elements."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
    found = Axe().run(tab, options={"runOnly": {"type": "tag", "values": tags}})
    return [
        f"{rule['id']}: {rule['help']}: {[node['html'][:200] for node in rule['nodes'][:3]]}"
        for rule in found.response["violations"]
        if rule["impact"] in SERIOUS
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_serious_violation(tab: Page, scheme: str, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 860})
    tab.goto(f"{tab.url}?__theme={scheme}")
    tab.get_by_role("textbox").first.wait_for()
    assert violations(tab) == []
    ask(tab, FEBRUARY)
    ask(tab, "Who is the prime minister of Japan?")
    for fold in ("Conversations", "Narrow down", "Add articles"):
        tab.get_by_role("button", name=fold).first.click()
    expect(tab.get_by_label("As of")).to_be_visible()
    assert violations(tab) == []


def test_a_question_is_asked_and_its_source_opened_by_keyboard_alone(tab: Page) -> None:
    expect(tab.get_by_label("Your question")).to_be_focused()
    tab.keyboard.type(FEBRUARY)
    tab.keyboard.press("Enter")
    mark = tab.get_by_role("link", name="[1]")
    expect(mark).to_be_visible()
    for _ in range(40):
        if mark.evaluate("link => link === document.activeElement"):
            break
        tab.keyboard.press("Shift+Tab")
    expect(mark).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab.locator("#gw-source-1-1")).to_be_focused()
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    expect(tab.locator("#gw-source-1-1 details[open] mark")).to_be_in_viewport()
