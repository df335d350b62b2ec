"""Write a trained reader: weights, tokenizer, calibration, figures, model card and loss curve."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from qa.evaluation.run import commit
from qa.reader import SpanReader
from qa.reader.calibration import READING
from qa.training.calibrate import HeldOut, calibrate, read_held_out
from qa.training.card import model_card
from qa.training.loop import TrainingConfig
from qa.training.rows import Row

__all__ = ["Stage", "draw_loss", "read_log", "write_figures", "write_reader"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stage:
    """One run of training: what it saw and how, and its log.

    `base` is the reader that it went on from, and `average` the share of the new weights in what is
    written, the rest being the base's.
    """

    mixture: Sequence[Row]
    config: TrainingConfig
    log: Sequence[dict[str, Any]]
    base: Path | None = None
    average: float = 1.0


def write_reader(
    model: Any, tokenizer: Any, stage: Stage, held_out: Sequence[Row], out: Path
) -> None:
    """Write the reader to `out`: half-precision safetensors, below 50 MB with all that belongs.

    The stages of the base come first in the figures. The held-out rows choose the threshold and the
    calibration; they are never trained on.
    """
    import torch

    out.mkdir(parents=True, exist_ok=True)
    model.to(torch.float16).save_pretrained(out)
    tokenizer.save_pretrained(out)
    earlier = (
        json.loads((stage.base / "metrics.json").read_text(encoding="utf-8"))["stages"]
        if stage.base
        else []
    )
    write_figures(out, [*earlier, _figures_of(stage)], held_out)


def write_figures(out: Path, stages: Sequence[dict[str, Any]], held_out: Sequence[Row]) -> None:
    """Read the held-out rows with the reader in `out`; write calibration, figures and card."""
    logger.info("reading %d held-out rows", len(held_out))
    alone, several = read_held_out(SpanReader.load(out), held_out)
    calibration = calibrate(alone, several)
    calibration.save(out)
    calibration.save(out, READING)
    figures = {"stages": stages, "held_out": _figures(alone, calibration.threshold)}
    (out / "metrics.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    (out / "README.md").write_text(model_card(figures, asdict(calibration)), encoding="utf-8")
    logger.info("wrote %s: threshold %.2f", out, calibration.threshold)


def _figures_of(stage: Stage) -> dict[str, Any]:
    """Return how a run was trained, and on how many rows of each source."""
    shown = Counter(row.source for row in stage.mixture)
    empty = Counter(row.source for row in stage.mixture if not row.answers)
    return {
        "commit": commit(),
        "config": asdict(stage.config),
        "steps": stage.log[-1]["step"] if stage.log else 0,
        "average": stage.average,
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
