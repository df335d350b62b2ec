"""Questions to time answers by: of a file, or those on the seed articles that come with this."""

from __future__ import annotations

from pathlib import Path

from qa.evaluation.errors import QuestionFileError
from qa.evaluation.rag_files import RagQuestion, read_questions
from qa.evaluation.text_lines import read_text_lines

__all__ = ["BUILT_IN", "SEED_QUESTIONS", "WARM_UP", "questions_of"]

BUILT_IN = Path(__file__)  # the file whose digest says which questions these are

# What the articles say in answer; nothing where they don't.
_ON_THE_SEEDS: dict[str, tuple[str, ...]] = {
    "How much did the US pledge in February?": ("USD 425 million", "USD 1.75 billion"),
    "What is the 34th drawdown worth?": ("USD 350 million",),
    "How many countries have come together to support Ukraine?": ("more than 50", "50"),
    "Who is Ukraine's foreign minister?": ("Dmytro Kuleba", "Dymitro Kuleba"),
    "When did Russia start its special military operation?": ("February 24, 2022", "February 24"),
    "What does USAI stand for?": ("Ukraine Security Assistance Initiative",),
    "Who is the Principal Deputy Spokesperson of the State Department?": ("Vedant Patel",),
    "Which president delegated the authority for the drawdown?": ("President Biden", "Biden"),
    "What kind of boats is the US sending?": ("riverine boats", "riverine"),
    "What preparations did Blinken and Kuleba discuss?": ("Ukraine's spring counteroffensive",),
    "What is the business center in Kyiv called that was damaged?": ("DTEK Tower",),
    "Who is the president of Ukraine?": ("Volodimir Zelensky", "Zelensky"),
    "Which institute is Mark Cancian from?": ("Center for Strategic and International Studies",),
    "Who is Laura Cooper?": ("senior Defense Department official",),
    "Whom does the Kremlin hold responsible for the attack?": ("Ukrainian secret services",),
    "Who supplies the most arms to Ukraine?": ("Washington",),
    "What day of the week did the large-scale bombardment begin?": ("Monday",),
    "Where does the population seek protection?": ("shelters",),
    "Did Putin threaten further attacks?": (),
    "Who is Japan's premier?": (),
}
SEED_QUESTIONS = [
    RagQuestion(str(number), question, answers, (), None)
    for number, (question, answers) in enumerate(_ON_THE_SEEDS.items(), 1)
]
WARM_UP = (  # none of those that are timed: an answer kept from before would tell nothing
    "Who spoke on Tuesday?",
    "What was bombed by Russia?",
    "How much was taken from existing stocks?",
    "Why are the stockpiles low?",
    "When was the statement made?",
)


def questions_of(path: Path | None) -> list[RagQuestion]:
    """Return the questions of a file; None takes those on the seed articles.

    A `.jsonl` or `.jsonl.gz` file is read as `read_questions` does; any other holds a question on
    each line, and its answers are not known.

    Raises:
        QuestionFileError: the file cannot be read, or holds no question.
    """
    if path is None:
        return list(SEED_QUESTIONS)
    if path.name.endswith((".jsonl", ".jsonl.gz")):
        return read_questions(path)
    asked = [line.text.strip() for line in read_text_lines(path)]
    questions = [
        RagQuestion(str(number), question, (), (), None)
        for number, question in enumerate(asked, 1)
        if question
    ]
    if not questions:
        raise QuestionFileError(f"{path} holds no question: write one on each line")
    return questions
