"""The page's wiring and its command line, without models and without a browser."""

from __future__ import annotations

import asyncio
import os
from typing import Any, cast

import gradio as gr
import pytest
from fakes_page import FEBRUARY, FakePipeline

import app as entry
import page
from index.errors import IndexMissingError, PortInUseError
from page import conversation
from page.conversation import Exchange, reply
from page.serving import PageSettings
from qa import QAPipeline
from qa.scope import Step

pytestmark = pytest.mark.unit


@pytest.fixture
def pipeline() -> QAPipeline:
    return cast(QAPipeline, FakePipeline())


@pytest.fixture
def blocks(pipeline: QAPipeline) -> gr.Blocks:
    async def build() -> gr.Blocks:
        return page.build_app(pipeline)

    # Outside of a running event loop Gradio makes several and closes none.
    return asyncio.run(build())


def functions(blocks: gr.Blocks) -> list[Any]:
    return list(blocks.fns.values())


def test_only_the_endpoints_are_public(blocks: gr.Blocks) -> None:
    names = ["/ask", "/search", "/articles", "/add_article", "/remove_article"]
    assert list(blocks.get_api_info()["named_endpoints"]) == names
    private = [fn for fn in functions(blocks) if fn.api_visibility == "private"]
    assert len(private) == len(functions(blocks)) - len(names)


def test_the_queue_is_bounded_and_shared(blocks: gr.Blocks) -> None:
    assert blocks._queue.max_size == PageSettings().queue_size
    asking = [fn for fn in functions(blocks) if fn.concurrency_id == "ask"]
    assert len(asking) == 6  # typed, example, retried, edited, and two endpoints
    assert {fn.concurrency_limit for fn in asking} == {PageSettings().concurrent}


def test_nothing_leaves_the_machine(blocks: gr.Blocks) -> None:
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert not blocks.analytics_enabled
    options = page.launch_options()
    assert options["share"] is False
    assert options["theme"]._stylesheets == []
    assert options["theme"]._font_css == []
    (chatbot,) = (block for block in blocks.blocks.values() if isinstance(block, gr.Chatbot))
    assert chatbot.buttons == []
    assert not chatbot.render_markdown
    assert chatbot.sanitize_html


def test_a_reply_carries_the_turn_or_the_reason(pipeline: QAPipeline) -> None:
    *steps, first = reply(pipeline, (), FEBRUARY)
    assert steps == [Step("retrieve"), Step("read", 10)]
    assert isinstance(first, Exchange)
    assert first.turn
    assert first.turn.answer.text
    (empty,) = reply(pipeline, (first,), "  ")
    assert isinstance(empty, Exchange)
    assert empty.turn is None
    assert "ask in words" in (empty.problem or "")
    *_, third = reply(pipeline, (first, empty), FEBRUARY)
    assert isinstance(third, Exchange)
    assert third.turn


def test_a_bug_becomes_a_message_not_a_red_stack(
    pipeline: QAPipeline, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class BrokenChat:
        def __init__(self, *_: object) -> None: ...

        def stream(self, *_: object) -> None:
            raise RuntimeError("secret detail")

    monkeypatch.setattr(conversation, "Chat", BrokenChat)
    (exchange,) = reply(pipeline, (), "Why?")
    assert isinstance(exchange, Exchange)
    assert exchange == Exchange("Why?", problem=exchange.problem)
    assert "secret" not in (exchange.problem or "")
    assert "secret detail" in caplog.text


def test_a_port_in_use_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def taken(host: str, port: int) -> None:
        raise PortInUseError(f"cannot listen on {host}:{port}: choose another with --port")

    monkeypatch.setattr(entry, "_require_free_port", taken)
    assert entry.main(["--port", "7999"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "7999" in captured.err
    assert "--port" in captured.err


def test_a_missing_index_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(*_: object, **__: object) -> None:
        raise IndexMissingError("no index at x: run `qa index seeds`")

    monkeypatch.setattr(entry, "_require_free_port", lambda *_: None)
    monkeypatch.setattr(QAPipeline, "open", missing)
    assert entry.main([]) == 2
    assert capsys.readouterr().err == "app.py: no index at x: run `qa index seeds`\n"


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http"])
def test_a_port_that_is_none_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        entry.main([f"--port={port}"])
    assert caught.value.code == 2
    assert "choose one from 1 to 65535" in capsys.readouterr().err
