"""The endpoints without a page: sessions over a small real index, and a server on this machine."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import gradio as gr
from fakes import FakeEncoder
from fakes_page import SEEDS, FakePipeline

from index import PassageIndex, build_index
from index.joined import JoinedIndex
from index.types import Document
from index.uploads import SessionArticles, SharedArticles
from page import build_app, launch_options
from page.api import add_endpoints
from page.serving import PageSettings, queue_options, server_options
from qa import QAPipeline
from qa.types import Answer


class IndexedPipeline(FakePipeline):
    """`FakePipeline` over a real index; `asked` collects the options of each question.

    A question that holds "slow" sets `started` and waits for `gate`; "broken" is an error of ours.
    """

    def __init__(self, index: PassageIndex, asked: list[dict[str, Any]]) -> None:
        self.index = cast(Any, index)
        self.asked = asked
        self.started = threading.Event()
        self.gate = threading.Event()

    def current_index(self) -> PassageIndex:
        self.index = self.index.reopened() if self.index.is_stale() else self.index
        return cast(PassageIndex, self.index)

    def ask(self, question: str, **options: Any) -> Answer:
        self.asked.append(options)
        if "slow" in question:
            self.started.set()
            assert self.gate.wait(120), "nobody opened the gate"
        if "broken" in question:
            raise RuntimeError("a secret detail")
        return super().ask(question)


class FakeServices:
    """What `page.sessions` does, without models: each session its own articles, or all the same."""

    def __init__(self, folder: Path, *, shared: bool = False) -> None:
        build_index(SEEDS, folder, encoder=FakeEncoder())
        self.index = PassageIndex.open(folder, encoder=FakeEncoder())
        self.pipeline = IndexedPipeline(self.index, [])
        self.keys: set[str] = set()
        self._shared = SharedArticles(folder, FakeEncoder()) if shared else None
        self._own: dict[str, SessionArticles] = {}

    def pipeline_of(self, session: str) -> QAPipeline:
        self.keys.add(session)
        own = self._own.get(session)
        if own is None or own.index is None:
            return cast(QAPipeline, self.pipeline)
        joined = JoinedIndex([self.index, own.index])
        return cast(QAPipeline, IndexedPipeline(joined, self.pipeline.asked))

    def articles_of(self, session: str) -> SharedArticles:
        return self._shared or self._own.setdefault(session, SessionArticles(FakeEncoder()))

    def added(self, session: str) -> Sequence[Document]:
        articles = self._shared or self._own.get(session)
        return articles.documents() if articles else []

    def close(self) -> None:
        for articles in self._own.values():
            articles.close()
        if self._shared:
            self._shared.close()
        self.pipeline.index.close()
        self.index.close()


def endpoints_alone(services: FakeServices, settings: PageSettings) -> gr.Blocks:
    async def build() -> gr.Blocks:
        app = gr.Blocks(analytics_enabled=False)
        with app:
            gr.Textbox(label="a page needs something to show")
            add_endpoints(services, settings)
        return app.queue(**queue_options(settings))

    # Outside of a running event loop Gradio makes several and closes none; a thread of its own has
    # none that runs already, as Playwright's does.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, build()).result()


@contextmanager
def serving(
    services: FakeServices,
    settings: PageSettings,
    port: int,
    *,
    whole_page: bool = False,
    **access: Any,
) -> Iterator[str]:
    """Serve the endpoints, or the whole page; the address ends with a slash."""
    pipeline = cast(QAPipeline, services.pipeline)
    app = build_app(pipeline, settings) if whole_page else endpoints_alone(services, settings)
    _, url, _ = app.launch(
        server_name="127.0.0.1",
        server_port=port,
        quiet=True,
        prevent_thread_lock=True,
        **(launch_options() | server_options(settings, **access)),
    )
    try:
        yield url
    finally:
        services.pipeline.gate.set()
        app.close(verbose=False)
