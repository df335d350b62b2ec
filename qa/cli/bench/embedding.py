"""`qa bench embed`: how fast passages become vectors."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path
from typing import Any

from qa.cli.bench.common import add_out, add_seeds, begin, finish, origin_of
from qa.cli.options import positive
from qa.cli.terminal import Progress

__all__ = ["add_command"]


def add_command(parts: Any) -> None:
    embed = parts.add_parser(
        "embed",
        help="how fast passages become vectors, beside sentence-transformers' defaults",
        description="Encode the same passages with the product and with SentenceTransformer.encode "
        "as it comes, in turn; compare rates, vectors, and what the machine multiplies at all. The "
        "last line is JSON.",
    )
    add_seeds(embed)
    embed.add_argument(
        "--passages", type=positive, default=1024, metavar="N",
        help="how many; an index of fewer has them repeated (default: %(default)s)",
    )  # fmt: skip
    add_out(embed, "embed.png")
    embed.set_defaults(run=_embed)


def _embed(arguments: argparse.Namespace) -> int:
    from sentence_transformers import SentenceTransformer

    from index.encoder import encoder_folder
    from index.models import quiet_loading
    from qa.bench.articles import passages_of
    from qa.bench.embedding import COMMON, Embedder, Shape, measure_embed
    from qa.bench.products import matrix_rates
    from qa.bench.searched import lengths, passage_precision, searched

    begun, folder = begin(arguments), encoder_folder()
    with quiet_loading():
        model = SentenceTransformer(str(folder))
    with closing(Progress()) as progress, searched(arguments.index) as found:
        encoder = found.index.encoder
        texts = passages_of(found.index.path, arguments.passages)
        origin = origin_of(found) | begun
        own, theirs = passage_precision(encoder), "f32"
        figures = measure_embed(
            texts,
            Embedder(encoder.encode, own),
            Embedder(model.encode, theirs),
            lengths(encoder, texts),
            shape=Shape.read(folder),
            products=matrix_rates((own, theirs, COMMON)),
            progress=progress,
        )
    return finish(arguments, "embed", figures, origin, [lambda out: _draw(out, figures)])


def _draw(out: Path, figures: dict[str, Any]) -> None:
    from qa.bench.plots import bars

    series = {"": {name: figures[name]["passages_per_s"] for name in ("defaults", "product")}}
    bars(out / "embed.png", f"{figures['passages']:,} passages", "passages a second", series)
