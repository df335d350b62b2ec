"""The model card that goes with a trained reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["model_card"]

# Where each source comes from, and under which licence its makers give it.
_SOURCES = {
    "squad/": ("SQuAD 1.1 and 2.0, fragments of the train split", "CC BY-SA 4.0"),
    "squadshifts/": ("SQuADShifts, Reddit posts and Amazon reviews", "CC BY 4.0"),
    "tydiqa": ("TyDi QA, English gold passages", "Apache-2.0"),
    "natural-questions": ("Natural Questions, oracle paragraphs", "CC BY-SA 3.0"),
    "tweetqa": ("TweetQA", "not stated; used to train only"),
    "qamr/": ("QAMR, Wikinews and Wikipedia sentences", "not stated; used to train only"),
    "trecqa": ("TREC QA, newswire sentences", "not stated; used to train only"),
    "qadiscourse": ("QADiscourse, Wikinews", "CC BY 4.0"),
    "realtimeqa": ("RealTimeQA before June 2022", "not stated; used to train only"),
    "fairytaleqa": ("FairytaleQA", "not stated; used to train only"),
    "covidqa": ("COVID-QA", "Apache-2.0"),
    "sciq": ("SciQ", "CC BY-NC 3.0"),
    "subjqa": ("SubjQA", "not stated; used to train only"),
}


def model_card(figures: Mapping[str, Any], calibration: Mapping[str, float]) -> str:
    """Return the card in Markdown; `figures` is what `metrics.json` holds."""
    held_out = figures["held_out"]
    stages = figures["stages"]
    passes = "\n".join(f"{number}. {_stage(stage)}" for number, stage in enumerate(stages, 1))
    return f"""# Groundwire's span reader

all-MiniLM-L6-v2 (6 layers, 384 dimensions, 22.6 million parameters; Apache-2.0) with a span head.
Given a question and a passage it scores every span of the passage against "no answer".

## Recipe
{passes}

AdamW with linear warm-up and decay, bf16 weights with fp32 masters, no dropout.

Unanswerable windows are made from answerable rows: one name, number, month, country, antonym or
neighbouring word of the question exchanged (`qa/training/near_miss.py`); the sentences with the
answer taken out; other passages that BM25 ranks high for the question and that lack the answer
(`qa/training/mixture.py`). Contexts of one sentence are put among related sentences. Of the last
stage's questions, answerable or not, 45 % are asked in other words (`qa/training/rewording.py`).

Reproduce it, with the rows described in `qa/training/rows.py`:

    qa train ROWS.jsonl.gz --out FIRST --checkpoints runs/first
    qa train ROWS.jsonl.gz --out SECOND --checkpoints runs/second --base FIRST --average 0.5 \\
        --seed 1 --learning-rate 1e-4 --scale 0.8

## Data
| source | windows shown | without answer | licence |
| --- | ---: | ---: | --- |
{_rows(stages)}

The texts themselves are not part of this repository.

## Figures
On {held_out["rows"]:,} held-out rows, {held_out["unanswerable"]} of them unanswerable questions
that people wrote to look answerable: HasAns F1 {held_out["HasAns_f1_no_null"]} when it must answer;
at the working point HasAns F1 {held_out["HasAns_f1"]}, NoAns {held_out["NoAns_f1"]}. The same rows
chose the threshold ({calibration["threshold"]:.2f}) and the calibration, so they flatter it.
`docs/results/` has the figures on questions that chose nothing.

## Limits
English only. Spans of at most 40 tokens of one passage: no counting, no sums, no reasoning over
two sentences far apart. It knows nothing but the passage. Questions of taste ("is it good?") were
hardly trained on. Its confidence is the mean of what encyclopedia text and questions about news of
2022 and 2023 in English teach (`qa calibrate`).
"""


def _stage(stage: Mapping[str, Any]) -> str:
    config = stage["config"]
    shown = sum(entry["shown"] for entry in stage["rows"].values())
    empty = sum(entry["unanswerable"] for entry in stage["rows"].values())
    revision, mark, changes = (stage.get("commit") or "").partition("+")
    made = f"Commit {revision[:7]}{mark}{changes}: " if revision else ""
    share = stage.get("average", 1.0)
    mean = f"\n   Then {share:g} of these weights and {1 - share:g} of the stage's before."
    return (
        f"{made}{shown:,} windows of at most {config['window']} tokens, {empty:,} of them without\n"
        f"   an answer, in {stage['steps']:,} steps of at most {config['token_budget']:,} tokens; "
        f"peak learning rate\n   {config['learning_rate']}, seed {config['seed']}."
        f"{mean if share < 1 else ''}"
    )


def _rows(stages: Sequence[Mapping[str, Any]]) -> str:
    lines = []
    for prefix, (name, licence) in _SOURCES.items():
        members = [
            entry
            for stage in stages
            for source, entry in stage["rows"].items()
            if source.startswith(prefix)
        ]
        if members:
            shown = sum(entry["shown"] for entry in members)
            empty = sum(entry["unanswerable"] for entry in members)
            lines.append(f"| {name} | {shown:,} | {empty:,} | {licence} |")
    return "\n".join(lines)
