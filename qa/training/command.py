"""`qa train`: from question-answer rows to a reader's folder."""

from __future__ import annotations

import argparse
import logging
from pathlib import Path
from typing import Any

from qa.training.loop import TrainingConfig, train

__all__ = ["add_arguments", "run"]

logger = logging.getLogger(__name__)

_CURVE = Path("docs/results/reader-loss.png")
_SECOND_CURVE = Path("docs/results/reader-loss-second.png")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("data", type=Path, help="rows, as qa/training/rows.py has them")
    parser.add_argument("--out", type=Path, required=True, help="the folder for the reader")
    parser.add_argument(
        "--checkpoints",
        type=Path,
        default=Path("runs/reader"),
        help="where a run keeps its state and goes on after a break (default: %(default)s)",
    )
    parser.add_argument(
        "--curve",
        type=Path,
        help=f"the picture of the loss (default: {_CURVE}, with --base {_SECOND_CURVE})",
    )
    parser.add_argument(
        "--base",
        type=Path,
        help="go on from this reader's weights instead of the encoder's",
    )
    parser.add_argument(
        "--average",
        type=float,
        default=1.0,
        metavar="SHARE",
        help="with --base: write SHARE of the new weights and the rest of the base's",
    )
    parser.add_argument("--scale", type=float, default=1.0, help="share of the rows to see")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--learning-rate", type=float, default=1.5e-4)
    parser.add_argument("--token-budget", type=int, default=6144, help="tokens in a batch")
    parser.add_argument("--window", type=int, default=256, help="tokens in a window")
    parser.add_argument("--limit", type=int, help="train on the first rows only, to try things out")


def run(arguments: argparse.Namespace) -> int:
    config = TrainingConfig(
        seed=arguments.seed,
        scale=arguments.scale,
        learning_rate=arguments.learning_rate,
        token_budget=arguments.token_budget,
        window=arguments.window,
    )
    train_reader(
        arguments.data,
        arguments.out,
        arguments.checkpoints,
        config,
        base=arguments.base,
        average=arguments.average,
        curve=arguments.curve or (_SECOND_CURVE if arguments.base else _CURVE),
        limit=arguments.limit,
    )
    return 0


def train_reader(
    data: Path,
    out: Path,
    run_folder: Path,
    config: TrainingConfig,
    *,
    curve: Path,
    base: Path | None = None,
    average: float = 1.0,
    limit: int | None = None,
) -> None:
    """Train on `data` and write the reader to `out`.

    With `base` the run goes on from that reader, and `average` of 0.5 writes the mean of the two:
    better than either (Wortsman et al., "Robust fine-tuning of zero-shot models", CVPR 2022).

    Raises SourceError when the data is missing or malformed, ModelDigestError when the encoder's
    weights are not those that the recipe starts from.
    """
    from qa.training.features import features_of
    from qa.training.mixture import build_mixture
    from qa.training.rows import read_rows, split_rows

    training, held_out = split_rows(read_rows(data)[:limit])
    logger.info("%d rows to train on, %d held out", len(training), len(held_out))
    model, tokenizer = _base_model(config.seed, base)
    mixture = build_mixture(
        training,
        tokenizer.get_vocab(),
        model.get_input_embeddings().weight.detach().numpy(),
        scale=config.scale,
        seed=config.seed,
    )
    features = features_of(mixture, tokenizer, window=config.window, seed=config.seed)
    logger.info("%d tokens in %d windows", sum(len(f.ids) for f in features), len(features))
    run_folder.mkdir(parents=True, exist_ok=True)
    train(model, features, tokenizer.pad_token_id, config, run_folder)

    from qa.training.export import Stage, draw_loss, read_log, write_reader

    log = read_log(run_folder)
    if base and average < 1:
        _average(model, _base_model(config.seed, base)[0], average)
    stage = Stage(mixture, config, log, base, average)
    write_reader(model, tokenizer, stage, held_out, out)
    draw_loss(log, curve)


def _base_model(seed: int, base: Path | None = None) -> tuple[Any, Any]:
    """Return a model to train, without dropout, and its tokenizer.

    The encoder's transformer with a fresh span head or, with `base`, that reader.
    """
    import torch
    from transformers import AutoConfig, AutoModelForQuestionAnswering, AutoTokenizer

    from index.encoder import DEFAULT_ENCODER, SentenceEncoder, default_encoder_path
    from index.models import quiet_loading

    torch.manual_seed(seed)
    SentenceEncoder(DEFAULT_ENCODER)  # raises unless the weights are the pinned ones
    folder = base or default_encoder_path()
    # Dropout costs half the speed on a CPU, and nothing is seen often enough to need it.
    settings = AutoConfig.from_pretrained(
        folder, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
    )
    # Eager attention goes backwards 1.7 times faster in bf16 on a CPU than the fused kernel.
    attention = "sdpa" if torch.cuda.is_available() else "eager"
    with quiet_loading():
        model = AutoModelForQuestionAnswering.from_pretrained(
            folder, config=settings, attn_implementation=attention, dtype=torch.float32
        )
    return model, AutoTokenizer.from_pretrained(folder)


def _average(model: Any, base: Any, share: float) -> None:
    """Make every weight of `model` `share` of itself and the rest of `base`'s."""
    import torch

    with torch.no_grad():
        for weight, other in zip(model.parameters(), base.parameters(), strict=True):
            weight.copy_(share * weight + (1 - share) * other)
