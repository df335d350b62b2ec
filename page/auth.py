"""Logins: a file of names and hashed passwords, and the check of what someone types."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import os
import re
import secrets
import stat
import unicodedata
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from index.errors import GroundwireError

__all__ = ["AuthFileError", "Logins", "PasswordHash", "login_line", "readable_by_others"]

MIN_CHARACTERS = 8
MAX_MEMORY = 256 * 2**20  # bytes, of one hash

# A name stands before the first colon; Gradio takes the space around a typed one away.
_NAME = re.compile(r"[^\s:#\x00-\x1f\x7f](?:[^:\x00-\x1f\x7f]{0,98}[^\s:\x00-\x1f\x7f])?")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


class AuthFileError(GroundwireError):
    """A file of logins cannot be read or used."""


@dataclass(frozen=True, slots=True)
class PasswordHash:
    """A password's scrypt digest with what it takes to make it again.

    `cost` (scrypt's n, a power of 2), `block_size` (r) and `parallel` (p) default to one of the
    settings that OWASP's Password Storage Cheat Sheet recommends, of 16 MiB.
    """

    salt: bytes
    digest: bytes
    cost: int = 2**14
    block_size: int = 8
    parallel: int = 5

    @classmethod
    def of(cls, password: str) -> Self:
        """Hash a password with a salt of its own."""
        salt = secrets.token_bytes(16)
        return cls(salt, _scrypt(password, salt, cls(salt, b"")))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the hash that `str` wrote; ValueError if it is none, or too costly to check."""
        kind, *fields = text.split("$")
        if kind != "scrypt" or len(fields) != 5:
            raise ValueError("no scrypt$…: make the line with --hash-password")
        if not all(_NUMBER.fullmatch(field) for field in fields[:3]):
            raise ValueError("scrypt's parameters are no numbers")
        cost, block_size, parallel = map(int, fields[:3])
        if cost < 2 or cost & (cost - 1):
            raise ValueError(f"scrypt's cost {cost} is no power of 2")
        if 128 * block_size * (cost + parallel) > MAX_MEMORY or parallel > 16:
            raise ValueError("scrypt's parameters ask for too much memory or time")
        try:
            salt, digest = (base64.b64decode(field, validate=True) for field in fields[3:])
        except (binascii.Error, ValueError):
            raise ValueError("salt or digest is no base64") from None
        if len(salt) < 8 or len(digest) != 32:
            raise ValueError("salt or digest is cut short")
        return cls(salt, digest, cost, block_size, parallel)

    def matches(self, password: str) -> bool:
        """Return whether it is the password of; takes the same time whatever the answer."""
        return hmac.compare_digest(_scrypt(password, self.salt, self), self.digest)

    def __str__(self) -> str:
        encoded = (base64.b64encode(value).decode() for value in (self.salt, self.digest))
        numbers = (self.cost, self.block_size, self.parallel)
        return "$".join(("scrypt", *map(str, numbers), *encoded))


class Logins:
    """Who may log in. Callable from several threads; passwords are hashed one at a time, so that
    guessing is slow and takes no more than one hash's memory.
    """

    def __init__(self, logins: Mapping[str, PasswordHash]) -> None:
        if not logins:
            raise ValueError("no logins: give one or more")
        self._logins = dict(logins)
        # Nobody's: what is hashed for an unknown name, at the cost of a known one.
        first = next(iter(self._logins.values()))
        self._nobody = PasswordHash(
            secrets.token_bytes(16), bytes(32), first.cost, first.block_size, first.parallel
        )
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="login")

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read lines `name:scrypt$…`; empty lines and those that begin with "#" are left out.

        Raises AuthFileError, with the number of the line, for what is none; also without any.
        """
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
            raise AuthFileError(f"no logins from {path} ({reason}): name another file") from error
        logins: dict[str, PasswordHash] = {}
        for number, line in enumerate(lines, 1):
            if not line.strip() or line.startswith("#"):
                continue
            name, _, text = line.strip().partition(":")
            try:
                name = checked_name(name)
                if name in logins:
                    raise ValueError(f"a second line for {name}: leave one")
                logins[name] = PasswordHash.parse(text)
            except ValueError as error:
                raise AuthFileError(f"{path}, line {number}: {error}") from None
        if not logins:
            raise AuthFileError(f"no logins in {path}: make a line with --hash-password NAME")
        return cls(logins)

    def verify(self, name: str, password: str) -> bool:
        """Return whether the password is that of the name; an unknown name costs a hash, too."""
        known = self._logins.get(_normal(name))
        return (known or self._nobody).matches(password) and known is not None

    async def check(self, name: str, password: str) -> bool:
        """`verify`, for Gradio's `auth`: the server goes on while a password is hashed."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, self.verify, name, password)


def login_line(name: str, password: str) -> str:
    """Return a line for the file of logins.

    Raises ValueError for a name that no line can hold or a password below 8 characters.
    """
    name = checked_name(name)
    if len(password) < MIN_CHARACTERS:
        raise ValueError(f"a password of {len(password)} characters: take {MIN_CHARACTERS} or more")
    return f"{name}:{PasswordHash.of(password)}"


def checked_name(name: str) -> str:
    """Return a name as it is compared; ValueError if a line cannot hold it."""
    name = _normal(name)
    if not _NAME.fullmatch(name):
        raise ValueError("the name before ':' is empty, too long, or has characters it can't have")
    return name


def readable_by_others(path: Path) -> bool:
    """Return whether other users of this machine may read or change a file, where that is known."""
    if os.name != "posix":
        return False
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _normal(text: str) -> str:
    """The same characters however a keyboard composed them."""
    return unicodedata.normalize("NFC", text)


def _scrypt(password: str, salt: bytes, like: PasswordHash) -> bytes:
    return hashlib.scrypt(
        _normal(password).encode("utf-8", "surrogatepass"),
        salt=salt,
        n=like.cost,
        r=like.block_size,
        p=like.parallel,
        maxmem=2 * MAX_MEMORY,
        dklen=32,
    )
