"""Small made-up wire reports, the same in every run."""

from __future__ import annotations

import random
from pathlib import Path

PLACES = ("KYIV", "LVIV", "ODESA", "WARSAW", "BERLIN")
WORDS = (
    "rocket tower bridge minister pledge package million billion February Monday drawdown city army"
    " drone grain port treaty talks border ally weapons howitzer aid budget election winter river"
).split()


def article(number: int, *, sentences: int = 12) -> str:
    """Return an article; every third has no date."""
    choice = random.Random(number)
    head = f"date 2023-{number % 12 + 1:02d}-{number % 28 + 1:02d} " if number % 3 else ""
    body = " ".join(
        " ".join(choice.choices(WORDS, k=14)).capitalize() + "." for _ in range(sentences)
    )
    return f"{head}{choice.choice(PLACES)}: Report {number} says this. {body}\n"


def write_articles(folder: Path, count: int, *, sentences: int = 12) -> Path:
    """Write articles 0 to count - 1 into `folder`; return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        text = article(number, sentences=sentences)
        (folder / f"{number:03d}.txt").write_text(text, encoding="utf-8")
    return folder
