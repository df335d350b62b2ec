"""`python -m page.measure`, made small: it ends by itself and finds nothing wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
MEASURE = (sys.executable, "-m", "page.measure")
SMALL = ("--people", "2", "--seconds", "4", "--questions", "2")


def measured(*options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*MEASURE, *options],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_two_people_are_measured(chromium: Browser, tmp_path: Path) -> None:
    done = measured(*SMALL, "--out", str(tmp_path / "out"), TMPDIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    metrics = json.loads(done.stdout.splitlines()[-1])
    assert json.loads((tmp_path / "out" / "metrics.json").read_text("utf-8")) == metrics
    assert {"commit", "models", "machine", "start", "ask", "load"} <= set(metrics)
    assert len(metrics["models"]["reader"]) == 64
    assert {"cores", "processor"} <= set(metrics["machine"])
    assert 0 < metrics["start"]["served_s"] < metrics["start"]["answered_s"]
    ask, load = metrics["ask"], metrics["load"]
    assert ask["answered"] == 2
    assert ask["errors"] == load["first_errors"] == []
    for figures in (ask["ms"], load["ms"]):
        assert 0 < figures["p50"] <= figures["p95"]
    assert load["people"] == 2
    assert load["errors"] == load["refused_queue_full"] == load["wrong_sightings"] == 0
    assert load["asked"] == load["answered"] >= 4
    assert load["own_answered"] >= 2
    assert load["own_not_cited"] == 0
    assert load["listed"] >= 2
    assert not list(tmp_path.glob("groundwire-*")), "its index is left behind"


def test_an_index_that_is_not_there_is_a_mistake_told_in_a_line(tmp_path: Path) -> None:
    done = measured(*SMALL, "--index", str(tmp_path / "none"))
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(f"page.measure: no index at {tmp_path / 'none'}: run ")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
