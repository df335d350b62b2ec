"""Many people at once, each a program with a session and an article of its own."""

from __future__ import annotations

import json
import random
import secrets
import threading
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

from gradio_client import Client  # type: ignore[import-untyped]
from gradio_client.utils import QueueError  # type: ignore[import-untyped]

from qa.cli.terminal import note
from qa.evaluation.statistics import percentiles

__all__ = ["load"]

CALL_SECONDS = 60.0  # a call that takes longer is an error
THINK_SECONDS = (0.5, 2.0)
ARTICLE = "date 2023-05-04 LVIV: The zoo of Lviv has a new giraffe. The giraffe is called {}.\n"
OWN_QUESTION = "What is the giraffe called?"
COUNTED = """asked answered refused_queue_full errors own_answered own_not_cited listed
wrong_sightings""".split()


def load(url: str, people: int, seconds: float, questions: Sequence[str]) -> dict[str, Any]:
    """Return counts and milliseconds of the answers to `people` who begin turns for `seconds`."""
    words: set[str] = set()
    while len(words) < people:
        words.add("Z" + "".join(secrets.choice("aeiou") + secrets.choice("bdgkv") for _ in "12345"))
    crowd = [_Person(url, word, words - {word}, questions) for word in words]
    over = threading.Event()
    threads = [threading.Thread(target=one.live, args=(over,), daemon=True) for one in crowd]
    begun = time.monotonic()
    try:
        for thread in threads:
            thread.start()
        while (left := begun + seconds - time.monotonic()) > 0:
            note(f"load: {left:.0f} s left, {sum(len(one.took) for one in crowd)} answers")
            time.sleep(min(left, 10.0))
    finally:
        over.set()
    deadline = time.monotonic() + 5 * CALL_SECONDS  # a turn has fewer calls
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    totals = sum((one.counts for one in crowd), Counter())
    return {
        **{"people": people, "seconds": time.monotonic() - begun},
        **{name: totals[name] for name in COUNTED},
        "first_errors": [error for one in crowd for error in one.errors][:5],
        "ms": percentiles([milliseconds for one in crowd for milliseconds in one.took]),
    }


class _Person:
    """Adds an article with a word of their own; asks about it and about others, lists, thinks."""

    def __init__(self, url: str, word: str, others: set[str], questions: Sequence[str]) -> None:
        self._url, self._word, self._others, self._questions = url, word, others, questions
        self._client: Client | None = None
        self._own: str | None = None
        self.took: list[float] = []  # milliseconds
        self.errors: list[str] = []
        self.counts: Counter[str] = Counter()

    def live(self, over: threading.Event) -> None:
        """Take turns until it is over, two at least: then everything was done once."""
        turn = 0
        while turn < 2 or not over.is_set():
            if self._own is None:  # a full queue may have refused it before
                article = self._call("add_article", f"{self._word}.txt", ARTICLE.format(self._word))
                self._own = article and article["document_id"]
            if turn % 3 == 1 and self._own:
                self._ask_own()
            else:
                self._ask(random.choice(self._questions))  # noqa: S311 not a secret
            turn += 1
            over.wait(random.uniform(*THINK_SECONDS))  # noqa: S311 not a secret

    def _ask_own(self) -> None:
        if answer := self._ask(OWN_QUESTION):
            cited = {citation["document_id"] for citation in answer["citations"]}
            self.counts.update(own_answered=1, own_not_cited=int(self._own not in cited))
        self.counts["listed"] += self._call("articles", True) is not None

    def _ask(self, question: str) -> Any:
        begun = time.monotonic()
        if answer := self._call("ask", question):
            self.took.append(1000.0 * (time.monotonic() - begun))
        self.counts.update(asked=1, answered=int(bool(answer)))
        return answer

    def _call(self, name: str, *values: Any) -> Any:
        """Return what the endpoint returns; None for a refusal or an error, which is counted."""
        try:
            web = {"trust_env": False}
            self._client = self._client or Client(self._url, verbose=False, httpx_kwargs=web)
            result = self._client.submit(*values, api_name=f"/{name}").result(timeout=CALL_SECONDS)
        except QueueError:
            self.counts["refused_queue_full"] += 1
            return None
        except Exception as error:  # a client's errors are of many kinds
            self.counts["errors"] += 1
            self.errors.append(f"{name}: {type(error).__name__} {error}"[:200])
            return None
        shown = json.dumps(result, ensure_ascii=False)
        self.counts["wrong_sightings"] += sum(word in shown for word in self._others)
        return result
