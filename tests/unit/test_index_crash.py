"""A build that is killed leaves the old state or the new one, and the next build goes through."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.unit,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
]

TESTS = Path(__file__).parents[1]
MEMORY = Path(
    "/dev/shm"
)  # what a killed process has written stays in the kernel: no disk is needed


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    if os.access(MEMORY, os.W_OK):
        with tempfile.TemporaryDirectory(dir=MEMORY) as name:
            yield Path(name)
    else:
        yield tmp_path


@pytest.mark.parametrize("start", ["none", "old"])
def test_a_killed_build_leaves_the_old_state_or_the_new(folder: Path, start: str) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{TESTS.parent}:{TESTS}", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, TESTS / "crashing.py", folder, start],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["old"] != result["new"]
    assert (result["old"] == "none") == (start == "none")
    assert len(result["after"]) >= 80
    assert set(result["after"]) == {result["old"], result["new"]}
    assert result["after"] == sorted(result["after"], key=lambda state: state == result["new"])
    assert set(result["repaired"]) == {result["new"]}
