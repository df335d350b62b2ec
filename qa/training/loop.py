"""The training loop: bf16 weights with fp32 masters, token-budget batches, resumable."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.training.features import Batch, Feature, batches_of, collate

if TYPE_CHECKING:
    import torch

__all__ = ["TrainingConfig", "train"]

logger = logging.getLogger(__name__)

CHECKPOINT = "checkpoint.safetensors"
_MOMENTS = ("exp_avg", "exp_avg_sq", "step")  # as AdamW names them


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """How a run learns. `token_budget` counts padded tokens in a batch."""

    seed: int = 0
    scale: float = 1.0
    learning_rate: float = 1.5e-4
    weight_decay: float = 0.01
    warmup: float = 0.06
    token_budget: int = 6144
    window: int = 256
    checkpoint_seconds: float = 240.0


class _Masters:
    """fp32 copies of bf16 parameters: steps smaller than bf16 can hold are not lost."""

    def __init__(self, model: torch.nn.Module) -> None:
        self.live = [p for p in model.parameters() if p.requires_grad]
        self.master = [p.detach().float().clone() for p in self.live]

    def take_gradients(self) -> None:
        for live, master in zip(self.live, self.master, strict=True):
            master.grad = None if live.grad is None else live.grad.float()
            live.grad = None

    def give_back(self) -> None:
        for live, master in zip(self.live, self.master, strict=True):
            live.data.copy_(master)


def train(
    model: Any, features: Sequence[Feature], pad_id: int, config: TrainingConfig, run: Path
) -> None:
    """Train `model` in place over `features` once; the checkpoint in `run` is taken up if there.

    Writes `run/checkpoint.safetensors` every `checkpoint_seconds` and a line to `run/log.jsonl`
    every 20 steps. Source of the recipe: Devlin et al. (NAACL 2019) for span extraction, with
    linear warm-up and decay.
    """
    import torch

    torch.manual_seed(config.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    batches = list(batches_of(features, token_budget=config.token_budget, seed=config.seed))
    masters = _prepare(model, device)
    optimizer = torch.optim.AdamW(
        masters.master, lr=config.learning_rate, weight_decay=config.weight_decay, fused=True
    )
    done = _resume(run, masters, optimizer)
    masters.give_back()
    model.train()
    saved = time.monotonic()
    for step in range(done, len(batches)):
        for group in optimizer.param_groups:
            group["lr"] = config.learning_rate * _rate(step / len(batches), config.warmup)
        loss = _loss(model, collate(batches[step], pad_id), device)
        loss.backward()  # type: ignore[no-untyped-call]
        masters.take_gradients()
        torch.nn.utils.clip_grad_norm_(masters.master, 1.0)
        optimizer.step()
        masters.give_back()
        if step % 20 == 19 or step + 1 == len(batches):
            _log(run, step + 1, len(batches), float(loss.detach()))
        if time.monotonic() - saved > config.checkpoint_seconds or step + 1 == len(batches):
            _save(run, step + 1, masters, optimizer)
            saved = time.monotonic()
    model.float()
    for live, master in zip(masters.live, masters.master, strict=True):
        live.data = master.to("cpu")
    model.to("cpu").eval()


def _prepare(model: Any, device: torch.device) -> _Masters:
    import torch

    masters = _Masters(model.to(device))
    model.to(torch.bfloat16)
    masters.live = [p for p in model.parameters() if p.requires_grad]
    return masters


def _rate(progress: float, warmup: float) -> float:
    return min(progress / warmup, (1 - progress) / (1 - warmup)) if progress else 1e-3


def _loss(model: Any, batch: Batch, device: torch.device) -> torch.Tensor:
    import torch

    hidden = model.base_model(
        input_ids=batch.input_ids.to(device),
        token_type_ids=batch.token_type_ids.to(device),
        attention_mask=batch.attention_mask.to(device),
    )[0]
    head = model.qa_outputs
    logits = torch.nn.functional.linear(hidden.float(), head.weight.float(), head.bias.float())
    logits = logits.masked_fill(~batch.allowed.to(device)[:, :, None], -1e4)
    log_probabilities = logits.log_softmax(dim=1)
    targets = torch.stack([batch.start_targets, batch.end_targets], dim=-1).to(device)
    return -(targets * log_probabilities).sum(dim=1).mean()


def _log(run: Path, step: int, total: int, loss: float) -> None:
    logger.info("step %d of %d, loss %.3f", step, total, loss)
    with (run / "log.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps({"step": step, "total": total, "loss": round(loss, 4)}) + "\n")


def _save(run: Path, step: int, masters: _Masters, optimizer: torch.optim.Optimizer) -> None:
    """Write weights, moments and the step as one safetensors file, which replaces the last."""
    from safetensors.torch import save_file

    tensors = {}
    for number, master in enumerate(masters.master):
        state = optimizer.state[master]
        tensors[f"{number}.master"] = master.detach()
        tensors |= {f"{number}.{name}": state[name] for name in _MOMENTS}
    partial = run / "checkpoint.partial"
    save_file(tensors, partial, metadata={"step": str(step)})
    partial.replace(run / CHECKPOINT)


def _resume(run: Path, masters: _Masters, optimizer: torch.optim.Optimizer) -> int:
    """Take up the checkpoint if there is one; return the step to go on from."""
    import torch
    from safetensors import safe_open

    if not (run / CHECKPOINT).is_file():
        return 0
    with torch.no_grad(), safe_open(run / CHECKPOINT, framework="pt") as saved:
        step = int(saved.metadata()["step"])
        for number, master in enumerate(masters.master):
            master.copy_(saved.get_tensor(f"{number}.master"))
            moments = {name: saved.get_tensor(f"{number}.{name}") for name in _MOMENTS[:2]}
            optimizer.state[master] = {
                "step": saved.get_tensor(f"{number}.step"),
                **{name: moment.to(master.device) for name, moment in moments.items()},
            }
    logger.info("resuming at step %d", step)
    return step
