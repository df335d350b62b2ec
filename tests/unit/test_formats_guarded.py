"""Readers in a process of their own: what a hostile file costs, and that the next one is read."""

from __future__ import annotations

import importlib
import io
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.formats import guarded as module
from index.formats.article import Article, Unread
from index.formats.guarded import READERS, guarded
from index.formats.limits import TOO_LONG

pytestmark = pytest.mark.unit

CRASHED = Unread("its reader crashed")
READER = """
import os, sys, time, warnings
from datetime import date
from index.formats.article import Article, Unread

kept = []

def read(content, name):
    print("noise on standard output")
    sys.stderr.write("noise")
    os.write(1, b"noise below Python")
    warnings.warn("noise")
    if content == b"hang":
        while True:
            time.sleep(1)
    if content == b"sleep through signals":
        import signal
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
        time.sleep(1_000)
    if content == b"crash":
        os.abort()
    if content == b"raise":
        raise RuntimeError("a reader raises nothing")
    if content == b"eat":
        eaten = [bytearray(2**26) for _ in range(2**10)]
    if content == b"swell":
        kept.append(bytearray(b"x") * 2**28)
    if content == b"long":
        return Article("a" * (20 * 2**20 + 1))
    if content == b"refuse":
        return Unread("no", part="3")
    text = content.decode() + "é😀\\r\\n"
    return Article(text, name, str(os.getpid()), date(2023, 5, 4), {"a": "ü"})
"""


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., object]]:
    """A reader, "fake", that does what it is told by the file."""
    (tmp_path / "fake_reader.py").write_text(READER, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(module, "READERS", {**READERS, "fake": "fake_reader"})
    process = module._Process()
    monkeypatch.setattr(module, "_process", process)

    def read(content: bytes, **limits: float) -> Article | Unread:
        return guarded("fake", content, "näme", **limits)  # type: ignore[arg-type]

    yield read
    process.stop()


@pytest.fixture(scope="module", autouse=True)
def ended() -> Iterator[None]:
    yield
    module._process.stop()


def pid(found: Article | Unread) -> int:
    assert isinstance(found, Article), found
    assert found.title is not None
    return int(found.title)


def test_an_article_comes_back_as_it_was_read(fake: Callable[..., Article]) -> None:
    found = fake("text 𝄞\x00".encode())
    assert found == Article(
        "text 𝄞\x00é😀\r\n", "näme", str(pid(found)), date(2023, 5, 4), {"a": "ü"}
    )
    assert pid(found) != os.getpid()
    assert pid(fake(b"")) == pid(found)
    assert fake(b"refuse") == Unread("no", "3")


def test_noise_stays_away(fake: Callable[..., Article], capfd: pytest.CaptureFixture[str]) -> None:
    assert fake(b"a").text == "aé😀\r\n"
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("content", [b"hang", b"sleep through signals"])
def test_one_that_hangs_is_ended(fake: Callable[..., Article], content: bytes) -> None:
    before = pid(fake(b"a"))
    assert fake(content, seconds=0.2) == Unread("took longer than 0.2 s to read")
    assert not is_running(before)
    assert pid(fake(b"a")) != before


@pytest.mark.parametrize("content", [b"crash", b"raise"])
def test_one_that_crashes_is_replaced(fake: Callable[..., Article], content: bytes) -> None:
    before = pid(fake(b"a"))
    assert fake(content) == CRASHED
    assert pid(fake(b"a")) != before


def test_one_that_was_killed_meanwhile_is_replaced(fake: Callable[..., Article]) -> None:
    before = pid(fake(b"a"))
    os.kill(before, signal.SIGKILL)
    while is_running(before):
        time.sleep(0.01)
    assert pid(fake(b"a")) != before


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps to the limit")
def test_memory_is_bounded(fake: Callable[..., Article]) -> None:
    before = pid(fake(b"a", memory=2**30))
    assert fake(b"eat", memory=2**30) == Unread("needs more than 1 GiB of memory to read")
    assert pid(fake(b"a")) != before


def test_one_that_has_swollen_is_replaced(fake: Callable[..., Article]) -> None:
    before = pid(fake(b"swell", memory=2**31))
    assert fake(b"swell", memory=2**29 + 2**28).text == "swellé😀\r\n"
    assert pid(fake(b"a")) != before


def test_too_much_text_is_refused(fake: Callable[..., Article]) -> None:
    assert fake(b"long") == Unread(TOO_LONG)


def test_threads_get_each_its_own(fake: Callable[..., Article]) -> None:
    found: dict[int, object] = {}

    def ask(number: int) -> None:
        content = b"crash" if number % 4 == 3 else b"%d" % number
        found[number] = fake(content)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number in range(8):
        result = found[number]
        if number % 4 == 3:
            assert result == CRASHED
        else:
            assert isinstance(result, Article)
            assert result.text == f"{number}é😀\r\n"


def test_an_interrupt_amid_a_file_leaves_nothing_for_the_next(
    fake: Callable[..., Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = pid(fake(b"a"))

    def interrupted(stream: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(module, "receive", interrupted)
        with pytest.raises(KeyboardInterrupt):
            fake(b"b")
    assert not is_running(before)
    assert fake(b"c").text == "cé😀\r\n"


def test_the_interrupt_key_is_the_parent_s_affair(fake: Callable[..., Article]) -> None:
    before = pid(fake(b"a"))
    os.kill(before, signal.SIGINT)
    assert pid(fake(b"a")) == before


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks /proc")
@pytest.mark.parametrize("how", ["os._exit(0)", "os.kill(os.getpid(), 9)", "sys.exit()"])
def test_it_ends_with_its_parent(how: str, tmp_path: Path) -> None:
    script = (
        "import os, sys\nfrom index.formats import guarded as module\n"
        "module.guarded('pdf', b'', '')\n"
        f"print(module._process._running.pid, flush=True)\n{how}\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(module.__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    child = int(done.stdout)
    while is_running(child):
        time.sleep(0.01)


def test_a_folder_of_look_alikes_is_not_imported_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("lxml", "pypdf", "logging", "index"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    process = module._Process()
    monkeypatch.setattr(module, "_process", process)
    assert guarded("pdf", b"%PDF", "a.pdf") == Unread("damaged, or not a PDF file")
    process.stop()


def test_an_interpreter_that_cannot_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_process", module._Process())
    for missing in ("/nowhere/python", "/bin/false"):
        monkeypatch.setattr(sys, "executable", missing)
        assert guarded("pdf", b"", "a.pdf") == Unread("its reader could not be started")


@pytest.mark.parametrize(
    ("reader", "library"),
    [("html", "trafilatura"), ("pdf", "pypdf"), ("docx", "docx"), ("epub", "lxml.etree")],
)
def test_a_missing_library_names_its_extra(
    reader: str, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    found = importlib.import_module(READERS[reader]).read(b"<p>Zoo", "a")
    assert found == Unread('needs the formats extra: pip install "groundwire[formats]"')


def test_an_unknown_reader_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no reader 'txt': one of html, pdf, docx, epub"):
        guarded("txt", b"", "a.txt")


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=8)
@given(content=st.binary(max_size=300))
def test_random_bytes_cost_a_line(reader: str, content: bytes) -> None:
    head = {"pdf": b"%PDF-1.4\n", "html": b"<html><p>"}.get(reader, b"PK\3\4")
    for attempt in (content, head + content):
        found = guarded(reader, attempt, "a")
        assert isinstance(found, Article) or found.reason not in ("", CRASHED.reason)


def bomb(reader: str) -> bytes:
    """Return a file of at most two megabytes that unpacks to much more than it may."""
    if reader == "pdf":
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        block = packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)
        stream = b"x\xda" + block * 1_100 + packer.flush()
        return (
            b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1"
            b"/Kids[3 0 R]>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R>>endobj\n"
            b"4 0 obj<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream endobj\n"
            b"trailer<</Root 1 0 R>>" % (len(stream), stream)
        )
    name = {"docx": "[Content_Types].xml", "epub": "META-INF/container.xml"}[reader]
    output = io.BytesIO()
    with (
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(name, "w") as member,
    ):
        for _ in range(401):
            member.write(b" " * 2**20)
    return output.getvalue()


@pytest.mark.parametrize(
    ("reader", "reason"),
    [
        ("pdf", "damaged, or not a PDF file"),
        ("docx", "unpacks to more than 400 MiB"),
        ("epub", "unpacks to more than 400 MiB"),
    ],
)
def test_a_bomb_costs_a_line(reader: str, reason: str) -> None:
    content = bomb(reader)
    assert len(content) < 2 * 2**20
    assert guarded(reader, content, "a") == Unread(reason)


def is_running(number: int) -> bool:
    """Return whether a process is there and not only waited for."""
    try:
        status = Path(f"/proc/{number}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
