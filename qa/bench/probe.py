"""A process that opens an index, asks, and tells what that took: `python -m qa.bench.probe INDEX`.

Questions come on stdin and figures go to stdout, both as JSON.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qa.bench.errors import MeasurementError
from qa.bench.measuring import timed
from qa.bench.questions import WARM_UP

__all__ = ["memory", "probed"]

_STATUS = re.compile(r"^(VmRSS|RssAnon|VmHWM):\s*(\d+) kB$", re.M)
_NAMES = {"VmRSS": "resident_mb", "RssAnon": "anonymous_mb", "VmHWM": "peak_mb"}


def probed(index: Path, questions: Sequence[str]) -> dict[str, Any]:
    """Return `ask_ms`, a number for each question, and `memory` of a fresh process.

    Raises:
        MeasurementError: the process failed.
    """
    command = [sys.executable, "-m", "qa.bench.probe", str(index)]
    done = subprocess.run(  # noqa: S603 our own command, no shell
        command,
        input=json.dumps(list(questions)),
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        raise MeasurementError(f"asking {index} failed: {last[0]}; run `qa ask --index {index}`")
    return dict(json.loads(done.stdout))


def memory(status: str) -> dict[str, float]:
    """Return MiB of this process from the text of Linux's /proc/self/status; {} of another text.

    `resident_mb` counts pages of files that are mapped, `anonymous_mb` doesn't: only these must
    stay in memory.
    """
    return {_NAMES[name]: int(kibibytes) / 1024 for name, kibibytes in _STATUS.findall(status)}


def _main(index: Path, questions: Sequence[str]) -> dict[str, Any]:
    from qa.pipeline import QAPipeline

    with QAPipeline.open(index) as pipeline:
        for question in WARM_UP:
            pipeline.ask(question)
        took = [timed(lambda asked=asked: pipeline.ask(asked))[0] for asked in questions]  # type: ignore[misc]
        status = Path("/proc/self/status")
        held = memory(status.read_text(encoding="utf-8")) if status.exists() else {}
    return {"ask_ms": [1000.0 * seconds for seconds in took], "memory": held}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_main(Path(sys.argv[1]), json.load(sys.stdin))) + "\n")
