"""How the page is served: what it offers, to whom, and how much at a time."""

from __future__ import annotations

import importlib.util
import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

import gradio as gr
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from index.errors import GroundwireError
from index.types import Document
from index.upload_files import Upload
from index.uploads import AddReport

if TYPE_CHECKING:
    from page.auth import Logins
    from qa import QAPipeline

__all__ = [
    "Articles",
    "PageSettings",
    "Services",
    "ServingError",
    "checked_root_path",
    "is_loopback",
    "queue_options",
    "server_options",
    "session_of",
]

LOOPBACK = ("127.0.0.1", "localhost")
MAX_UPLOAD_MB = 1024


class ServingError(GroundwireError):
    """The page cannot be served as it was asked for."""


@dataclass(frozen=True, slots=True)
class PageSettings:
    """What the page offers and how much it takes on.

    Attributes:
        shared_uploads: articles that visitors add go into the index, for all; else each session
            keeps its own, and they go when it ends.
        max_upload_mb: the size of the largest article, in MiB, at most 1,024.
        queue_size: how many requests wait; one more is told that the queue is full.
        concurrent: how many questions are answered at the same time.
        mcp: the endpoints are MCP tools, too.

    Raises ValueError for a number out of its range.
    """

    shared_uploads: bool = False
    max_upload_mb: int = 20
    queue_size: int = 32
    concurrent: int = 2
    mcp: bool = False

    def __post_init__(self) -> None:
        if min(self.max_upload_mb, self.queue_size, self.concurrent) < 1:
            raise ValueError(f"{self}: give whole numbers above 0")
        if self.max_upload_mb > MAX_UPLOAD_MB:
            raise ValueError(f"{self.max_upload_mb} MiB: at most {MAX_UPLOAD_MB:,} are taken")


class Articles(Protocol):
    """Where added articles are kept; see `index.uploads`."""

    def add(self, files: Iterable[Upload]) -> AddReport: ...

    def remove(self, document_id: str) -> None: ...

    def documents(self) -> Sequence[Document]: ...


class Services(Protocol):
    """What each session searches and adds to, by the key that `session_of` gives."""

    def pipeline_of(self, session: str) -> QAPipeline:
        """Return a pipeline over all that the session may search."""

    def articles_of(self, session: str) -> Articles:
        """Return what the session adds to and removes from."""

    def added(self, session: str) -> Sequence[Document]:
        """Return the articles that were added, and that the session may remove."""


def session_of(request: gr.Request) -> str:
    """Return the key of a visitor's session: who logged in, and Gradio's id of the tab or client.

    A session's id that one person knows of another opens nothing, since the login is a part of the
    key.
    """
    return f"{request.username or ''}/{request.session_hash or ''}"


def queue_options(settings: PageSettings) -> dict[str, Any]:
    """What `Blocks.queue` takes; `api_open` off, so that no request passes the others."""
    return {
        "max_size": settings.queue_size,
        "default_concurrency_limit": settings.concurrent,
        "api_open": False,
    }


def server_options(
    settings: PageSettings,
    *,
    host: str = "127.0.0.1",
    root_path: str | None = None,
    logins: Logins | None = None,
) -> dict[str, Any]:
    """What `Blocks.launch` takes beside the look: access and limits, nothing shared, no file shown.

    Raises:
        ServingError: the settings need a package that is missing, or do not go together.
    """
    if settings.mcp:
        _check_mcp(logins)
    return {
        "share": False,
        "auth": logins.check if logins else None,
        "root_path": root_path,
        "max_file_size": settings.max_upload_mb * 2**20,
        "mcp_server": settings.mcp,
        "strict_cors": True,
        "allowed_paths": [],
        "show_error": False,
        "app_kwargs": {"middleware": _host_check(host, root_path)},
    }


def is_loopback(host: str) -> bool:
    """Return whether only this machine reaches what listens on `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_mcp(logins: Logins | None) -> None:
    if importlib.util.find_spec("mcp") is None:
        raise ServingError('MCP needs a package more: pip install "groundwire[mcp]"')
    if logins:
        # Gradio mounts its MCP server beside the routes that ask for a login.
        raise ServingError("an MCP client cannot log in: leave out the logins, or MCP")


def _host_check(host: str, root_path: str | None) -> list[Middleware]:
    """Refuse other names for this machine, lest a site that points its name here read the page.

    Behind a proxy of any name, which `root_path` tells, only that proxy can know the names.
    """
    if host not in LOOPBACK or root_path:
        return []
    return [Middleware(TrustedHostMiddleware, allowed_hosts=list(LOOPBACK), www_redirect=False)]


def checked_root_path(text: str) -> str:
    """Return a path as Gradio takes it, "/news", or a whole address.

    Raises ValueError if it is neither.
    """
    path = text.rstrip("/")
    parts = urlsplit(path)
    if parts.scheme in ("http", "https") and parts.netloc:
        return path
    if path.startswith("/") and not path.startswith("//") and not (parts.query or parts.fragment):
        return path
    raise ValueError(f"{text!r} is no path: write it like /news or https://example.org/news")
