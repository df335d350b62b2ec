"""Logins: what a file may hold, what is compared, and what an unknown name costs."""

from __future__ import annotations

import asyncio
import hashlib
import inspect
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page import auth
from page.auth import AuthFileError, Logins, PasswordHash, login_line, readable_by_others

pytestmark = pytest.mark.unit

SALT = b"0123456789abcdef"
PASSWORD = "correct horse"
CHEAP = PasswordHash(SALT, hashlib.scrypt(PASSWORD.encode(), salt=SALT, n=16, r=1, p=1, dklen=32))
CHEAP = PasswordHash(SALT, CHEAP.digest, 16, 1, 1)


def file_of(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "logins"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_hash_is_written_with_all_that_checks_it() -> None:
    assert str(CHEAP).startswith("scrypt$16$1$1$MDEyMzQ1Njc4OWFiY2RlZg==$")
    assert PasswordHash.parse(str(CHEAP)) == CHEAP
    assert CHEAP.matches(PASSWORD)
    assert not CHEAP.matches(PASSWORD + " ")
    assert not CHEAP.matches("")


def test_a_line_lets_its_name_in_and_holds_no_password(tmp_path: Path) -> None:
    line = login_line("Anna", PASSWORD)
    assert PASSWORD not in line
    assert line.startswith("Anna:scrypt$16384$8$5$")
    assert login_line("Anna", PASSWORD) != line, "the salt is another each time"
    logins = Logins.read(file_of(tmp_path, f"# who may\n\n{line}\n"))
    assert logins.verify("Anna", PASSWORD)
    assert not logins.verify("Anna", "wrong horse")
    assert not logins.verify("anna", PASSWORD)


def test_one_password_however_it_is_composed() -> None:
    logins = Logins({"Zoë": PasswordHash.of("cafe\u0301 au lait")})
    assert logins.verify("Zoe\u0308", "caf\u00e9 au lait")


def test_an_unknown_name_costs_the_hash_of_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[dict[str, Any]] = []
    compared: list[tuple[bytes, bytes]] = []
    scrypt, compare = hashlib.scrypt, auth.hmac.compare_digest

    def noted(password: bytes, **options: Any) -> bytes:
        hashed.append({**options, "password": password, "salt": len(options["salt"])})
        return scrypt(password, **options)

    def comparing(left: bytes, right: bytes) -> bool:
        compared.append((left, right))
        return compare(left, right)

    logins = Logins({"Anna": CHEAP})
    monkeypatch.setattr(auth.hashlib, "scrypt", noted)
    monkeypatch.setattr(auth.hmac, "compare_digest", comparing)
    assert not logins.verify("Anna", "wrong")
    assert not logins.verify("Nobody", "wrong")
    known, unknown = hashed
    assert known == unknown
    assert [len(left) == len(right) == 32 for left, right in compared] == [True, True]


def test_the_server_goes_on_while_a_password_is_hashed() -> None:
    logins = Logins({"Anna": CHEAP})
    assert inspect.iscoroutinefunction(logins.check), "Gradio awaits nothing else"
    assert asyncio.run(logins.check("Anna", PASSWORD))
    assert not asyncio.run(logins.check("Anna", ""))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Anna", "make the line with"),
        ("Anna:secret", "make the line with"),
        (":" + str(CHEAP), "the name before"),
        ("A\tnna:" + str(CHEAP), "the name before"),
        ("Anna:" + str(CHEAP).replace("$16$", "$17$"), "17 is no power of 2"),
        ("Anna:" + str(CHEAP).replace("$16$", "$x$"), "no numbers"),
        ("Anna:" + str(CHEAP).replace("$16$1$", "$16777216$8$"), "too much memory"),
        ("Anna:" + str(CHEAP).replace("$16$1$1$", "$16$1$17$"), "too much memory"),
        ("Anna:" + str(CHEAP)[:-4], "cut short|no base64"),
        ("Anna:" + str(CHEAP).replace("MDEy", "M*Ey"), "no base64"),
        ("Bela:" + str(CHEAP), "a second line for Bela"),
    ],
)
def test_a_line_that_is_none_is_named_by_its_number(tmp_path: Path, line: str, reason: str) -> None:
    path = file_of(tmp_path, f"# logins\nBela:{CHEAP}\n{line}\n")
    with pytest.raises(AuthFileError, match=rf"logins, line 3: .*({reason})") as caught:
        Logins.read(path)
    assert "secret" not in str(caught.value)


def test_a_file_without_logins_or_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AuthFileError, match=r"no logins in .*--hash-password NAME"):
        Logins.read(file_of(tmp_path, "# nobody\n"))
    with pytest.raises(AuthFileError, match="No such file"):
        Logins.read(tmp_path / "none")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(AuthFileError, match="not UTF-8"):
        Logins.read(tmp_path / "binary")


def test_a_file_that_others_can_read_is_noticed(tmp_path: Path) -> None:
    path = file_of(tmp_path, "")
    path.chmod(0o600)
    assert not readable_by_others(path)
    for mode in (0o640, 0o604, 0o602):
        path.chmod(mode)
        assert readable_by_others(path)


def test_a_name_or_password_that_is_none_is_refused() -> None:
    for name in ("", " ", "a:b", "#Anna", "Anna ", "A\nnna", "x" * 101):
        with pytest.raises(ValueError, match="the name before"):
            login_line(name, PASSWORD)
    with pytest.raises(ValueError, match="a password of 7 characters"):
        login_line("Anna", "1234567")


@given(st.text())
def test_any_text_is_a_hash_or_a_value_error(text: str) -> None:
    for candidate in (text, f"scrypt$16$1$1${text}", f"scrypt${text}${text}${text}$$"):
        with suppress(ValueError):
            PasswordHash.parse(candidate)


@given(st.text(), st.text())
def test_any_name_and_password_are_checked(name: str, password: str) -> None:
    assert Logins({"Anna": CHEAP}).verify(name, password) == (
        (name, password) == ("Anna", PASSWORD)
    )
