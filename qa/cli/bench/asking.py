"""`qa bench ask` and `qa bench many`: what an answer costs, and what many at once do."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path
from typing import Any

from qa.cli.bench.common import add_asked, add_out, begin, counts, finish, origin_of
from qa.cli.options import positive
from qa.cli.terminal import Progress, note

__all__ = ["add_command"]

ASKERS = "1,2,4,8,16"


def add_command(parts: Any) -> None:
    ask = parts.add_parser(
        "ask",
        help="how long an answer takes, where the time goes, and what it is worth",
        description="Ask one question after another, of a pipeline that is warm. Grades are those "
        "of the best candidate, also where it is withheld. The last line is JSON.",
    )
    add_asked(ask)
    _add_draw(ask, "--limit", 200)
    ask.add_argument(
        "--as-of-question-date", action="store_true", help="ask each question as on its date"
    )
    ask.add_argument(
        "--baseline", choices=["script"], metavar="NAME",
        help="ask this, too, in turn with the product, question by question: script",
    )  # fmt: skip
    ask.add_argument(
        "--pairs", action="store_true", help="tell each question's milliseconds and grade, too"
    )
    add_out(ask, "ask.png")
    ask.set_defaults(run=_ask)
    many = parts.add_parser(
        "many",
        help="what many who ask at once are served",
        description="Let some ask at once, each one question after another; compare all answers "
        "with those given to one alone. The last line is JSON.",
    )
    add_asked(many)
    _add_draw(many, "--each", 20)
    many.add_argument(
        "--askers", type=counts, default=ASKERS, metavar="N,…", help="default: %(default)s"
    )
    add_out(many, "many.png")
    many.set_defaults(run=_many)


def _add_draw(parser: argparse.ArgumentParser, name: str, count: int) -> None:
    parser.add_argument(
        name, type=positive, default=count, metavar="N",
        help="how many questions are drawn (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument("--seed", type=int, default=0, help="of the draw (default: %(default)s)")


def _ask(arguments: argparse.Namespace) -> int:
    from qa.bench.asking import PRODUCT, measure_ask
    from qa.bench.questions import BUILT_IN, questions_of
    from qa.bench.searched import open_pipeline, open_script, searched
    from qa.evaluation.rag import System
    from qa.evaluation.run import sampled

    begun = begin(arguments)
    questions = sampled(questions_of(arguments.questions), arguments.limit, arguments.seed)
    with (
        closing(Progress()) as progress,
        searched(arguments.index, arguments.corpus, progress) as found,
    ):
        pipeline = open_pipeline(found.index)
        systems: dict[str, System] = {PRODUCT: pipeline}
        if arguments.baseline:
            systems["script"] = open_script(found, progress)
        origin = origin_of(found, pipeline, arguments.questions or BUILT_IN, arguments.seed)
        origin |= {"as_of_question_date": arguments.as_of_question_date, **begun}
        note(f"{len(questions)} questions over {origin['passages']:,} passages")
        figures = measure_ask(
            systems,
            questions,
            as_of_question_date=arguments.as_of_question_date,
            pairs=arguments.pairs,
            progress=progress,
        )
    return finish(arguments, "ask", figures, origin, [lambda out: _draw_ask(out, figures, systems)])


def _draw_ask(out: Path, figures: dict[str, Any], names: Any) -> None:
    from qa.bench.plots import bars

    series = {
        name: {stage: held["p50"] for stage, held in figures[name]["stages_ms"].items()}
        | {"in all": figures[name]["ms"]["p50"]}
        for name in names
    }
    title = f"Where the time goes: medians of {figures['questions']} questions"
    bars(out / "ask.png", title, "milliseconds", series)


def _many(arguments: argparse.Namespace) -> int:
    from qa.bench.crowd import measure_many
    from qa.bench.questions import BUILT_IN, questions_of
    from qa.bench.searched import open_pipeline, searched
    from qa.evaluation.run import sampled

    begun = begin(arguments)
    drawn = sampled(questions_of(arguments.questions), arguments.each, arguments.seed)
    with (
        closing(Progress()) as progress,
        searched(arguments.index, arguments.corpus, progress) as found,
    ):
        pipeline = open_pipeline(found.index)
        origin = origin_of(found, pipeline, arguments.questions or BUILT_IN, arguments.seed) | begun
        figures = measure_many(
            pipeline,
            [question.question for question in drawn],
            askers=arguments.askers,
            progress=progress,
        )
    return finish(arguments, "many", figures, origin, [lambda out: _draw_many(out, figures)])


def _draw_many(out: Path, figures: dict[str, Any]) -> None:
    from qa.bench.plots import curves

    series = {
        label: [(row["askers"], row["questions_per_s"]) for row in figures[name]]
        for name, label in (("askers", "asking by themselves"), ("batches", "all in one batch"))
        if name in figures
    }
    curves(out / "many.png", "Many at once", ("askers", "questions a second"), series)
