"""The endpoints as functions: what they take, what they return, and whose articles they change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date as Date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest
from fakes_page import FEBRUARY
from fakes_serving import FakeServices, endpoints_alone
from hypothesis import given
from hypothesis import strategies as st

from page.arguments import checked_count, checked_day, checked_ids, checked_text
from page.serving import PageSettings

pytestmark = pytest.mark.unit

ZOO = "date 2023-05-04 LVIV: The mayor opened a zoo. Its first giraffe is called Melman.\n"
NAMES = ["ask", "search", "articles", "add_article", "remove_article"]


def caller(session: str = "one", agent: str = "api") -> gr.Request:
    request = SimpleNamespace(headers={"x-gradio-user": agent})
    return gr.Request(request=request, session_hash=session)  # type: ignore[arg-type]


class Endpoints:
    """The functions that a server would call, by their names."""

    def __init__(self, services: FakeServices, settings: PageSettings) -> None:
        self.blocks = endpoints_alone(services, settings)
        self.services = services

    def __getattr__(self, name: str) -> Any:
        (function,) = (fn.fn for fn in self.blocks.fns.values() if fn.api_name == name)
        return function


@pytest.fixture
def endpoints(tmp_path: Path) -> Iterator[Endpoints]:
    services = FakeServices(tmp_path / "index")
    yield Endpoints(services, PageSettings())
    services.close()


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Endpoints]:
    services = FakeServices(tmp_path / "index", shared=True)
    yield Endpoints(services, PageSettings(shared_uploads=True))
    services.close()


def test_every_endpoint_says_what_it_does_and_takes(endpoints: Endpoints) -> None:
    described = endpoints.blocks.get_api_info()["named_endpoints"]
    assert list(described) == [f"/{name}" for name in NAMES]
    for name in NAMES:
        endpoint = described[f"/{name}"]
        assert endpoint["description"].endswith(".")
        assert all(parameter["type"] for parameter in endpoint["parameters"])
        assert endpoint["returns"][0]["type"]["type"] in ("object", "array")
        documented = getattr(endpoints, name).__doc__
        for parameter in endpoint["parameters"]:
            assert f"{parameter['parameter_name']}: " in documented
    ask = [parameter["parameter_name"] for parameter in described["/ask"]["parameters"]]
    assert ask == ["question", "as_of", "since", "until", "documents"]


def test_questions_share_one_limit_and_articles_change_one_at_a_time(endpoints: Endpoints) -> None:
    groups = {fn.api_name: fn for fn in endpoints.blocks.fns.values()}
    assert groups["ask"].concurrency_id == groups["search"].concurrency_id == "ask"
    assert groups["ask"].concurrency_limit == PageSettings().concurrent
    assert groups["add_article"].concurrency_id == groups["remove_article"].concurrency_id
    assert groups["add_article"].concurrency_limit == 1
    assert all(fn.queue for fn in endpoints.blocks.fns.values())


def test_an_answer_is_the_json_of_the_command(endpoints: Endpoints) -> None:
    answer = endpoints.ask(caller(), FEBRUARY)
    assert answer["answer"] == "USD 425 million; USD 1.75 billion"
    assert [citation["number"] for citation in answer["citations"]] == [1, 2]
    assert json.loads(json.dumps(answer)) == answer
    assert endpoints.ask(caller(), "Who?")["abstained"]


def test_the_scope_arrives_as_days_and_ids(endpoints: Endpoints) -> None:
    id = endpoints.articles(caller())[0]["document_id"]
    endpoints.ask(caller(), "Who?", "2023-04-12", "2023-04-01", "", [id])
    assert endpoints.services.pipeline.asked == [
        {
            "as_of": Date(2023, 4, 12),
            "since": Date(2023, 4, 1),
            "until": None,
            "documents": [id],
        }
    ]


@pytest.mark.parametrize(
    ("name", "options", "line"),
    [
        ("ask", {"question": " "}, "no question in '': ask in words"),
        ("ask", {"question": None}, "question: None is no text"),
        ("ask", {"question": "Who?", "as_of": "today"}, "as_of: 'today' is no date"),
        ("ask", {"question": "Who?", "since": 5}, "since: 5 is no date"),
        ("ask", {"question": "Who?", "until": "2023-02-30"}, "until: '2023-02-30' is no date"),
        (
            "ask",
            {"question": "Who?", "since": "2023-04-02", "until": "2023-04-01"},
            "since 2023-04-02 is later than until 2023-04-01: exchange the two",
        ),
        ("ask", {"question": "Who?", "documents": []}, "documents: .* is no list of ids"),
        ("ask", {"question": "Who?", "documents": "abc"}, "documents: 'abc' is no list of ids"),
        ("ask", {"question": "Who?", "documents": ["abc"]}, "'abc'"),
        ("ask", {"question": "broken?"}, "something went wrong here"),
        ("search", {"query": ""}, "ask in words"),
        ("search", {"query": "US", "top_k": 0}, "top_k: 0 is none of the .* 1 to 100"),
        ("search", {"query": "US", "top_k": True}, "top_k: True is none"),
        ("articles", {"limit": 10_001}, "limit: 10001 is none of the .* 1 to 10,000"),
        ("add_article", {"name": "a", "text": "  "}, "a was not added: "),
        ("add_article", {"name": 1, "text": "x"}, "name: 1 is no text"),
        ("remove_article", {"document_id": "abc"}, "no added article 'abc'"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    endpoints: Endpoints, name: str, options: dict[str, Any], line: str
) -> None:
    with pytest.raises(gr.Error, match=line) as caught:
        getattr(endpoints, name)(caller(), **options)
    assert "\n" not in caught.value.message
    assert "secret" not in caught.value.message
    assert not caught.value.print_exception


def test_a_passage_found_is_where_it_says(endpoints: Endpoints) -> None:
    found = endpoints.search(caller(), "ammunition for HIMARS", top_k=2)
    assert [row["rank"] for row in found] == [1, 2]
    assert found[0]["score"] >= found[1]["score"]
    for row in found:
        text = endpoints.services.index.document(row["document_id"]).text
        assert text[row["start"] : row["end"]] == row["text"]
        assert {"title", "date", "source", "passage_id"} < set(row)
    since = endpoints.search(caller(), "Blinken", since="2023-04-13")
    assert since
    assert {row["date"] for row in since} == {None}


def test_an_article_is_added_for_its_session_alone(endpoints: Endpoints) -> None:
    added = endpoints.add_article(caller("one"), "zoo.txt", ZOO)
    assert added["source"] == "zoo.txt"
    assert added["date"] == "2023-05-04"
    assert added["replaced"] is False
    own = endpoints.articles(caller("one"), added=True)
    assert [(row["document_id"], row["added"]) for row in own] == [(added["document_id"], True)]
    assert own[0]["characters"] == len(ZOO)
    assert [row["added"] for row in endpoints.articles(caller("one"))] == [False, False, True]
    assert len(endpoints.articles(caller("one"), limit=1)) == 1
    assert "Melman" in endpoints.search(caller("one"), "giraffe Melman")[0]["text"]
    for row in endpoints.search(caller("two"), "giraffe Melman", top_k=100):
        assert "Melman" not in row["text"]
    assert len(endpoints.articles(caller("two"))) == 2
    with pytest.raises(gr.Error, match="no added article"):
        endpoints.remove_article(caller("two"), added["document_id"])
    with pytest.raises(gr.Error, match="no document"):
        endpoints.ask(caller("two"), "Who?", documents=[added["document_id"]])
    endpoints.ask(caller("one"), "Who?", documents=[added["document_id"]])


def test_an_article_is_replaced_and_removed(endpoints: Endpoints) -> None:
    first = endpoints.add_article(caller(), "zoo.txt", ZOO)
    with pytest.raises(gr.Error, match=r"zoo.txt was not added: already there as zoo.txt"):
        endpoints.add_article(caller(), "zoo.txt", ZOO)
    second = endpoints.add_article(caller(), "zoo.txt", ZOO.replace("Melman", "Gerda"))
    assert second["replaced"] is True
    assert second["document_id"] != first["document_id"]
    id = second["document_id"]
    assert endpoints.remove_article(caller(), id) == {"document_id": id}
    assert endpoints.articles(caller(), added=True) == []


def test_a_shared_article_is_everyones(shared: Endpoints) -> None:
    added = shared.add_article(caller("one"), "zoo.txt", ZOO)
    assert added["source"] == "uploads/zoo.txt"
    assert "Melman" in shared.search(caller("two"), "giraffe Melman")[0]["text"]
    shared.remove_article(caller("two"), added["document_id"])
    assert shared.articles(caller("one"), added=True) == []


def test_an_mcp_client_adds_only_what_all_share(endpoints: Endpoints, tmp_path: Path) -> None:
    tool = caller("client of all tools", "mcp")
    for name, arguments in (("add_article", ("zoo.txt", ZOO)), ("remove_article", ("abc",))):
        with pytest.raises(gr.Error, match="--shared-uploads"):
            getattr(endpoints, name)(tool, *arguments)
    for name, arguments in (("articles", ()), ("ask", (FEBRUARY,)), ("search", ("Blinken",))):
        told = getattr(endpoints, name)(tool, *arguments)
        asked = getattr(endpoints, name)(caller("another"), *arguments)
        assert json.loads(told) == asked, "Gradio shows a tool the text of a result"


def test_an_mcp_client_adds_to_the_shared_index(shared: Endpoints) -> None:
    added = shared.add_article(caller("any", "mcp"), "zoo.txt", ZOO)
    id = json.loads(added)["document_id"]
    assert json.loads(shared.remove_article(caller("any", "mcp"), id)) == {"document_id": id}


ANY = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text())


@given(ANY | st.dictionaries(st.text(), st.integers()))
def test_any_argument_is_taken_or_told(value: object) -> None:
    for check in (
        lambda: checked_text("x", value),
        lambda: checked_count("x", value, 5),
        lambda: checked_ids(value),
        lambda: checked_day("x", value),
    ):
        told = ""
        try:
            check()
        except gr.Error as error:
            told = error.message
        assert "\n" not in told
        assert len(told) < 200
