"""The page as a program: its endpoint, its shutdown, a taken port, articles that mean harm."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from fakes_page import FakePipeline, cite
from fakes_serving import FakeServices, serving
from gradio_client import Client
from gradio_client.exceptions import AppError
from page_server import free_port
from playwright.sync_api import expect

import page
from index.types import Document
from page.serving import PageSettings
from qa import QAPipeline
from qa.scope import Step
from qa.types import Alternative, Answer

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
HARM = '"><img src=http://outside.example/x.png onerror=alert(1)><script>alert(2)</script>'


def test_the_endpoint_answers_and_refuses(address: str) -> None:
    client = Client(address, verbose=False)
    answer = client.predict("How much did the US pledge in February?", api_name="/ask")
    assert not answer["abstained"]
    article = next(ROOT.glob("seeds/000_*.txt")).read_text("utf-8")
    for citation in answer["citations"]:
        assert article[citation["start"] : citation["end"]] == citation["quote"]
    assert client.predict("Who is the prime minister of Japan?", api_name="/ask")["answer"] is None
    with pytest.raises(AppError, match="ask in"):
        client.predict("  ", api_name="/ask")
    client.close()


@pytest.mark.filterwarnings("ignore")  # what Gradio's server warns of in this process
def test_a_full_queue_is_told_on_the_page(open_tab: Any, tmp_path: Path) -> None:
    services = FakeServices(tmp_path / "index")
    settings = PageSettings(queue_size=1, concurrent=1)
    with serving(services, settings, free_port(), whole_page=True) as url:
        for question in ("slow?", "Who?"):
            waiting = httpx.post(f"{url}gradio_api/call/v2/ask", json={"question": question})
            assert waiting.status_code == 200
            assert services.pipeline.started.wait(120)
        with open_tab(url) as tab:
            box = tab.get_by_role("textbox").first
            box.fill("Who?")
            box.press("Enter")
            expect(tab.get_by_text("This application is currently busy.")).to_be_visible()
        services.pipeline.gate.set()
    services.close()


def test_a_port_in_use_is_one_line_and_exit_2() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "app.py", "--port", str(port)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert f"127.0.0.1:{port}" in done.stderr
    assert "--port" in done.stderr


def test_ctrl_c_stops_it_without_a_traceback(address: str, index_folder: Path) -> None:
    """`address` has built the index; where that one ends, SIGTERM is tested."""
    command = [sys.executable, "app.py", "--port", str(free_port()), "--index", str(index_folder)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout
    greeting = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    try:
        _, errors = process.communicate(timeout=120)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    assert "http://127.0.0.1:" in greeting, errors
    assert process.returncode == 0
    assert "Traceback" not in errors


class HarmfulPipeline(FakePipeline):
    """Its one article, its title and its file name mean harm, and it quotes them."""

    def __init__(self) -> None:
        super().__init__((Document("harm", HARM, f"Before. {HARM} After.", None, f"{HARM}.txt"),))

    def _answer(self, question: str, standalone: str) -> Answer:
        citation = cite(self.index.document("harm"), HARM, 1)
        if "nothing" in question:
            near = (Alternative(HARM, 0.1, citation),)
            return Answer(question, HARM, None, 0.1, (), near)
        return Answer(question, HARM, HARM, 0.9, (citation,))


class SlowPipeline(FakePipeline):
    """Reads until `gate` is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()

    def stream(self, question: str, *_: Any, **__: Any) -> Iterator[Step | Answer]:
        yield Step("retrieve")
        yield Step("read", 10)
        while "slow" in question and not self.gate.wait(3):
            yield Step("read", 10)
        yield self._answer(question, question)


@pytest.mark.filterwarnings("ignore")  # what Gradio's server warns of in this process
def test_steps_are_seen_and_a_question_can_be_stopped(open_tab: Any) -> None:
    pipeline = SlowPipeline()
    with served(pipeline) as url, open_tab(url) as tab:
        box = tab.get_by_label("Your question")
        box.fill("Is this slow?")
        box.press("Enter")
        pending = tab.get_by_test_id("bot").last
        expect(pending).to_contain_text("Searched 2 articles")
        expect(pending).to_contain_text("Reading 10 passages")
        tab.get_by_role("button", name="Stop").click()
        expect(tab.get_by_test_id("bot")).to_have_count(0)
        expect(tab.get_by_role("button", name="Ask", exact=True)).to_be_visible()
        box.fill("What was pledged in February?")
        mark = tab.locator(".gw-mark").first
        for _ in range(60):  # Gradio takes no other question while it cancels one
            if box.input_value():
                box.press("Enter")
            tab.wait_for_timeout(1_000)
            if mark.is_visible():
                break
        expect(mark).to_be_visible()
        expect(tab.get_by_test_id("user")).to_have_count(1)
    pipeline.gate.set()


@contextmanager
def served(pipeline: FakePipeline) -> Iterator[str]:
    app = page.build_app(cast(QAPipeline, pipeline))
    _, url, _ = app.launch(
        server_name="127.0.0.1",
        server_port=free_port(),
        quiet=True,
        prevent_thread_lock=True,
        **page.launch_options(),
    )
    try:
        yield url
    finally:
        app.close(verbose=False)


def test_harmful_articles_stay_text(open_tab: Any) -> None:
    with served(HarmfulPipeline()) as url, open_tab(url) as tab:
        for number, question in enumerate(("something", "nothing"), start=1):
            box = tab.get_by_role("textbox").first
            box.fill(question)
            box.press("Enter")
            expect(tab.locator(".gw-searched")).to_have_count(number)
        expect(tab.locator(".gw-quote")).to_have_text(HARM)
        assert set(tab.locator("mark").all_text_contents()) == {HARM}
        expect(tab.locator(".gw-card em")).to_have_text(HARM)
        expect(
            tab.locator("#gw-chat img[src^='http'], #gw-side img, #gw-side script")
        ).to_have_count(0)
