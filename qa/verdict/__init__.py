"""Where one sentence alone means "yes" or "no"."""

from __future__ import annotations

from qa.verdict.frames import Verdict
from qa.verdict.judging import verdict

__all__ = ["Verdict", "verdict"]
