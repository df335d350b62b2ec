"""What the page is served with, and the options of `app.py` that say so."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, cast

import gradio as gr
import pytest

import app as entry
from page import serving
from page.auth import Logins, PasswordHash
from page.serving import (
    PageSettings,
    ServingError,
    checked_root_path,
    is_loopback,
    queue_options,
    server_options,
    session_of,
)
from qa import QAPipeline

pytestmark = pytest.mark.unit

HASH = PasswordHash(b"0123456789abcdef", bytes(32), 16, 1, 1)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What `main` would launch with; nothing is opened or served."""
    seen: list[dict[str, Any]] = []

    def serve(_: object, settings: PageSettings, host: str, port: int, access: Any) -> None:
        seen.append({"settings": settings, "host": host, "port": port, **access})

    monkeypatch.delenv("QA_AUTH", raising=False)
    monkeypatch.setattr(entry, "_require_free_port", lambda *_: None)
    monkeypatch.setattr(QAPipeline, "open", lambda *_, **__: None)
    monkeypatch.setattr(entry, "_serve", serve)
    return seen


def login_file(tmp_path: Path) -> Path:
    path = tmp_path / "logins"
    path.write_text(f"Anna:{HASH}\n", encoding="utf-8")
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("field", ["max_upload_mb", "queue_size", "concurrent"])
def test_settings_are_numbers_above_0(field: str) -> None:
    with pytest.raises(ValueError, match="above 0"):
        PageSettings(**{field: 0})


def test_without_options_nothing_is_open(
    started: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert entry.main([]) == 0
    (options,) = started
    assert options["settings"] == PageSettings()
    assert options["host"] == "127.0.0.1"
    assert options["share"] is False
    assert options["auth"] is None
    assert options["root_path"] is None
    assert options["mcp_server"] is False
    assert options["strict_cors"] is True
    assert options["show_error"] is False
    assert options["allowed_paths"] == []
    assert options["max_file_size"] == 20 * 1024 * 1024
    (check,) = options["app_kwargs"]["middleware"]
    assert check.kwargs["allowed_hosts"] == ["127.0.0.1", "localhost"]
    assert capsys.readouterr().err == ""


def test_every_option_arrives(started: list[dict[str, Any]], tmp_path: Path) -> None:
    arguments = ["--shared-uploads", "--max-upload-mb", "3", "--queue-size", "7"]
    arguments += ["--root-path", "/news/", "--auth-file", str(login_file(tmp_path))]
    assert entry.main(arguments) == 0
    (options,) = started
    assert options["settings"] == PageSettings(shared_uploads=True, max_upload_mb=3, queue_size=7)
    assert options["max_file_size"] == 3 * 1024 * 1024
    assert options["root_path"] == "/news"
    assert options["auth"] is not None
    assert options["app_kwargs"]["middleware"] == [], "the proxy's name is its own"


def test_the_environment_names_the_logins_too(
    started: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_AUTH", str(login_file(tmp_path)))
    assert entry.main([]) == 0
    assert started[0]["auth"] is not None


def test_an_open_door_is_warned_of(
    started: list[dict[str, Any]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = login_file(tmp_path)
    assert entry.main(["--host", "0.0.0.0"]) == 0
    warned = capsys.readouterr().err
    assert warned.count("\n") == 1
    assert "0.0.0.0" in warned
    assert "--auth-file" in warned
    assert entry.main(["--host", "0.0.0.0", "--auth-file", str(path)]) == 0
    assert capsys.readouterr().err == ""
    path.chmod(0o644)
    assert entry.main(["--auth-file", str(path)]) == 0
    assert "chmod 600" in capsys.readouterr().err
    assert len(started) == 3


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--max-upload-mb", "0"], "'0'"),
        (["--max-upload-mb", "1025"], "at most 1,024"),
        (["--max-upload-mb", "many"], "'many'"),
        (["--queue-size", "-1"], "--queue-size"),
        (["--queue-size", "1.5"], "'1.5'"),
        (["--root-path", "news"], "'news'"),
        (["--root-path", "//evil"], "'//evil'"),
        (["--root-path", "ftp://example.org"], "write it like /news"),
        (["--auth-file", "none/such"], "none/such"),
        (["--share"], "--share"),
        (["--hash", "Anna"], "--hash"),
    ],
)
def test_a_bad_value_is_one_line_and_exit_2(
    started: list[dict[str, Any]],
    arguments: list[str],
    word: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    try:
        status = entry.main(arguments)
    except SystemExit as exit:
        status = cast(int, exit.code)
    captured = capsys.readouterr()
    assert status == 2
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert word in captured.err
    assert started == []


def test_a_missing_extra_names_its_command(
    started: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(serving.importlib.util, "find_spec", lambda name: None)
    assert entry.main(["--mcp"]) == 2
    assert 'pip install "groundwire[mcp]"' in capsys.readouterr().err
    assert started == []


def test_mcp_is_passed_on_and_needs_no_login(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving.importlib.util, "find_spec", lambda name: object())
    assert server_options(PageSettings(mcp=True))["mcp_server"] is True
    with pytest.raises(ServingError, match="cannot log in"):
        server_options(PageSettings(mcp=True), logins=Logins({"Anna": HASH}))


def test_a_password_becomes_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse\n"))
    assert entry.main(["--hash-password", "Anna"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    (tmp_path / "logins").write_text(captured.out)
    assert Logins.read(tmp_path / "logins").verify("Anna", "correct horse")
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert entry.main(["--hash-password", "Anna"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "short" not in captured.err


def test_the_queue_is_bounded_and_nothing_passes_it() -> None:
    options = queue_options(PageSettings(queue_size=5, concurrent=3))
    assert options == {"max_size": 5, "default_concurrency_limit": 3, "api_open": False}


@pytest.mark.parametrize(
    ("path", "taken"),
    [("/news", "/news"), ("/a/b/", "/a/b"), ("https://x.org/news/", "https://x.org/news")],
)
def test_a_root_path_is_a_path_or_an_address(path: str, taken: str) -> None:
    assert checked_root_path(path) == taken


def test_loopback_is_this_machine_alone() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "127.9.9.9", "::1", "localhost")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "192.168.0.2", "127.example.org", "")))


def test_a_session_is_of_one_login_and_one_client() -> None:
    def key(username: str | None, session: str | None) -> str:
        return session_of(gr.Request(username=username, session_hash=session))

    keys = {key("Anna", "x"), key("Bela", "x"), key("Anna", "y"), key(None, "x"), key(None, None)}
    assert len(keys) == 5
