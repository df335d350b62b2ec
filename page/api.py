"""The page's endpoints for programs: what is documented here is what `/?view=api` and MCP show."""

# Without postponed annotations: Gradio reads the types of results from the signatures as they are.

import json
from collections.abc import Callable
from typing import Any, TypeVar, cast

import gradio as gr
from gradio.events import api

from index.types import Document
from index.upload_files import source_name
from page.arguments import (
    checked_count,
    checked_day,
    checked_days,
    checked_ids,
    checked_text,
    refused,
    told,
)
from page.serving import Articles, PageSettings, Services, session_of
from qa.checking import checked_question

__all__ = ["add_endpoints"]

T = TypeVar("T")

MAX_TOP_K = 100
MAX_LISTED = 10_000


def add_endpoints(services: Services, settings: PageSettings) -> None:
    """Add `ask`, `search`, `articles`, `add_article` and `remove_article` to the open Blocks.

    A mistake of the caller's is a `gr.Error` of one line. `ask` and `search` share the limit of the
    page's questions; articles are added and removed one at a time.
    """
    endpoints = _Endpoints(services, settings)
    groups: tuple[tuple[str, int, tuple[Callable[..., Any], ...]], ...] = (
        ("ask", settings.concurrent, (endpoints.ask, endpoints.search)),
        ("list", settings.concurrent, (endpoints.articles,)),
        ("articles", 1, (endpoints.add_article, endpoints.remove_article)),
    )
    for group, limit, functions in groups:
        for function in functions:
            api(
                function,
                api_name=function.__name__,
                concurrency_limit=limit,
                concurrency_id=group,
            )


class _Endpoints:
    def __init__(self, services: Services, settings: PageSettings) -> None:
        self._services = services
        self._shared = settings.shared_uploads

    def ask(
        self,
        request: gr.Request,
        question: str,
        as_of: str | None = None,
        since: str | None = None,
        until: str | None = None,
        documents: list[str] | None = None,
    ) -> dict[str, Any]:
        """Answer a question from the news articles with exact quotes, or say that they don't.

        Every answer is quoted from the articles, never written. `answer` is null and `abstained`
        true when the articles don't say. Each of `citations` names the article and the characters
        `start` to `end` of its text where `quote` stands. `confidence` is the probability, 0 to 1,
        that the answer is right. Ask one complete question in English; earlier ones are not
        remembered.

        Args:
            question: a question in English, at most 1,000 characters.
            as_of: answer as on this day, like 2023-04-12; later articles are left out.
            since: no article published before this day, like 2023-04-01.
            until: no article published after this day, like 2023-04-30.
            documents: the document_id of each article to read; all when left out.

        Returns:
            the answer with its citations, the JSON of `qa ask --json`
        """
        with told():
            first, last = checked_days(since, until)
            day = checked_day("as_of", as_of)
            pipeline = self._services.pipeline_of(session_of(request))
            ids = checked_ids(documents)
            for id in ids or ():
                pipeline.current_index().document(id)  # raises for an unknown one
            answer = pipeline.ask(
                checked_text("question", question),
                as_of=day,
                since=first,
                until=last,
                documents=ids,
            )
            return _result(request, answer.to_dict())

    def search(
        self,
        request: gr.Request,
        query: str,
        top_k: int = 10,
        since: str | None = None,
        until: str | None = None,
    ) -> list[dict[str, Any]]:
        """Find passages of the news articles, without reading them for an answer.

        Each has its `text`, the characters `start` to `end` of the article where it stands, the
        article's `document_id`, `title`, `date` and `source`, and a `score`, higher is better.

        Args:
            query: words or a question in English, at most 1,000 characters.
            top_k: how many passages at most, 1 to 100.
            since: no article published before this day, like 2023-04-01.
            until: no article published after this day, like 2023-04-30.

        Returns:
            the passages, best first, as in `qa search --json`
        """
        with told():
            first, last = checked_days(since, until)
            count = checked_count("top_k", top_k, MAX_TOP_K)
            wanted = checked_question(checked_text("query", query))
            index = self._services.pipeline_of(session_of(request)).current_index()
            rows = [
                {
                    "rank": rank,
                    "score": result.score,
                    **_origin(index.document(result.passage.document_id)),
                    "passage_id": result.passage.id,
                    "start": result.passage.start,
                    "end": result.passage.end,
                    "text": result.passage.text,
                }
                for rank, result in enumerate(
                    index.search(wanted, top_k=count, since=first, until=last), 1
                )
            ]
            return _result(request, rows)

    def articles(
        self, request: gr.Request, added: bool = False, limit: int = 1000
    ) -> list[dict[str, Any]]:
        """List the news articles that questions are answered from.

        Each has its `document_id`, `title`, `date`, `source`, its length in `characters`, and
        `added`, which is true for one that was added by add_article and can be removed.

        Args:
            added: list only the articles that were added.
            limit: how many articles at most, 1 to 10,000.

        Returns:
            the articles, in the order of their sources
        """
        with told():
            count = checked_count("limit", limit, MAX_LISTED)
            session = session_of(request)
            own = self._services.added(session)
            ids = {document.id for document in own}
            index = None if added else self._services.pipeline_of(session).current_index()
            listed = own if index is None else index.documents()
            rows = [
                {
                    **_origin(document),
                    "characters": len(document.text),
                    "added": document.id in ids,
                }
                for document in list(listed)[:count]
            ]
            return _result(request, rows)

    def add_article(self, request: gr.Request, name: str, text: str) -> dict[str, Any]:
        """Add a news article, so that questions are answered from it, too.

        Unless the server shares added articles, they are the caller's own and go with the session:
        a program that posts to `/gradio_api/call` itself sends one `session_hash` each time. An
        article of the same name is replaced.

        Args:
            name: a name for the article, like a file's; empty for its title.
            text: the article as plain text, its headline and date first where it has them.

        Returns:
            document_id, title, date and source of the article
        """
        with told():
            articles = self._writable(request)
            report = articles.add([(checked_text("name", name), checked_text("text", text))])
            for skipped in report.skipped:
                raise refused(f"{skipped.source} was not added: {skipped.reason}")
            (kept,) = report.added or report.replaced
            found = [d for d in articles.documents() if source_name(d.source) == kept]
            replaced = bool(report.replaced)
            return _result(request, {**_origin(found[0]), "replaced": replaced} if found else {})

    def remove_article(self, request: gr.Request, document_id: str) -> dict[str, Any]:
        """Remove a news article that add_article added.

        Args:
            document_id: the article's id, as `articles` lists it.

        Returns:
            the document_id that is gone
        """
        with told():
            self._writable(request).remove(checked_text("document_id", document_id))
            return _result(request, {"document_id": document_id})

    def _writable(self, request: gr.Request) -> Articles:
        # Gradio passes the calls of all MCP clients on from one session.
        if _is_tool(request) and not self._shared:
            raise refused(
                "an MCP client has no session to keep articles in: "
                "start the page with --shared-uploads, or add them to the index"
            )
        return self._services.articles_of(session_of(request))


def _is_tool(request: gr.Request) -> bool:
    return bool(request.headers.get("x-gradio-user") == "mcp")


def _result(request: gr.Request, value: T) -> T:
    """Return a result as its caller gets JSON: Gradio shows a tool what `str` makes of it."""
    return cast(T, json.dumps(value, ensure_ascii=False)) if _is_tool(request) else value


def _origin(document: Document) -> dict[str, Any]:
    return {
        "document_id": document.id,
        "title": document.title,
        "date": document.date.isoformat() if document.date else None,
        "source": document.source,
    }
