"""Who may import whom, and what `import qa` must not cost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"torch", "transformers", "sentence_transformers", "faiss", "gradio", "matplotlib"}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_import_contracts_hold() -> None:
    done = run("-c", "from importlinter.cli import lint_imports; exit(lint_imports())")
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_imports_the_page_server() -> None:
    files = [file for package in ("qa", "index", "page") for file in (ROOT / package).rglob("*.py")]
    guilty = [
        str(file)
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.strip().startswith(("import app", "from app "))
    ]
    assert guilty == []


@pytest.mark.parametrize("statement", ["import qa", "import index", "import qa.cli"])
def test_importing_loads_nothing_heavy(statement: str) -> None:
    done = run("-c", f"{statement}\nimport sys\nprint(*sys.modules)")
    assert done.returncode == 0, done.stderr
    assert not HEAVY & set(done.stdout.split())


def test_help_loads_no_command() -> None:
    done = run("-X", "importtime", "-m", "qa", "--help")
    assert done.returncode == 0
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert not (HEAVY | {"qa.training.command", "qa.evaluation.squad"}) & loaded
