"""Write a trained reader: weights, tokenizer, calibration, figures, model card and loss curve."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from qa.reader import SpanReader
from qa.training.calibrate import HeldOut, calibrate, read_held_out
from qa.training.card import model_card
from qa.training.loop import TrainingConfig
from qa.training.rows import Row

__all__ = ["draw_loss", "read_log", "write_reader"]

logger = logging.getLogger(__name__)


def write_reader(
    model: Any,
    tokenizer: Any,
    mixture: Sequence[Row],
    held_out: Sequence[Row],
    config: TrainingConfig,
    log: Sequence[dict[str, Any]],
    out: Path,
    *,
    base: Path | None = None,
) -> None:
    """Write the reader to `out`: half-precision safetensors, below 50 MB with all that belongs.

    `base` is the reader that the run went on from; its stages come first in the figures.
    The held-out rows choose the threshold and the calibration; they are never trained on.
    """
    import torch

    out.mkdir(parents=True, exist_ok=True)
    model.to(torch.float16).save_pretrained(out)
    tokenizer.save_pretrained(out)
    logger.info("reading %d held-out rows", len(held_out))
    reader = SpanReader.load(out)
    alone, several = read_held_out(reader, held_out)
    calibration = calibrate(alone, several)
    calibration.save(out)
    earlier = json.loads((base / "metrics.json").read_text(encoding="utf-8")) if base else {}
    figures = {
        "stages": [*earlier.get("stages", []), _stage(mixture, config, log)],
        "held_out": _figures(alone, calibration.threshold),
    }
    (out / "metrics.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    (out / "README.md").write_text(model_card(figures, asdict(calibration)), encoding="utf-8")
    logger.info("wrote %s: threshold %.2f", out, calibration.threshold)


def _stage(
    mixture: Sequence[Row], config: TrainingConfig, log: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Return how a run was trained, and on how many rows of each source."""
    shown = Counter(row.source for row in mixture)
    empty = Counter(row.source for row in mixture if not row.answers)
    return {
        "config": asdict(config),
        "steps": log[-1]["step"] if log else 0,
        "rows": {
            source: {"shown": count, "unanswerable": empty[source]}
            for source, count in sorted(shown.items())
        },
    }


def _figures(results: HeldOut, threshold: float) -> dict[str, Any]:
    """Return the percentages that the model card quotes."""
    answered = results.score >= threshold
    answerable = results.answerable
    return {
        "rows": len(results.score),
        "unanswerable": int((~answerable).sum()),
        "HasAns_f1_no_null": round(100 * float(results.f1[answerable].mean()), 2),
        "HasAns_f1": round(100 * float((results.f1 * answered)[answerable].mean()), 2),
        "NoAns_f1": round(100 * float((~answered)[~answerable].mean()), 2),
        "f1_half_unanswerable": round(100 * results.f1_at(threshold), 2),
    }


def read_log(run: Path) -> list[dict[str, Any]]:
    """Return the log of a run, one entry a step; a resumed run may have written some twice."""
    lines = (run / "log.jsonl").read_text(encoding="utf-8").splitlines()
    entries = {entry["step"]: entry for entry in map(json.loads, lines)}
    return [entries[step] for step in sorted(entries)]


def draw_loss(log: Sequence[dict[str, Any]], path: Path, window: int = 25) -> None:
    """Draw the loss of each logged step and its running mean."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt
    import numpy as np

    steps = np.array([entry["step"] for entry in log])
    losses = np.array([entry["loss"] for entry in log])
    figure, axes = plt.subplots(figsize=(7, 3.5), layout="constrained")
    axes.plot(steps, losses, color="#b8c4d6", linewidth=0.8, label="loss of a batch")
    if len(losses) > window:
        mean = np.convolve(losses, np.ones(window) / window, mode="valid")
        axes.plot(steps[window - 1 :], mean, color="#1f4e8c", label=f"mean of {window}")
    axes.set(xlabel="step", ylabel="cross-entropy, start + end", ylim=(0, None))
    axes.legend(frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=120)
    plt.close(figure)
