"""The endpoints over the network: a server of ours, asked by Gradio's client and by plain HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fakes_page import FEBRUARY
from fakes_serving import FakeServices, serving
from gradio_client import Client
from gradio_client.exceptions import AppError
from page_server import free_port

from page.auth import Logins, PasswordHash
from page.serving import PageSettings

# Gradio's server runs in this process: what it and its client warn of is theirs.
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore")]

ZOO = "date 2023-05-04 LVIV: The mayor opened a zoo. Its first giraffe is called Melman.\n"
PASSWORD = "correct horse"


@pytest.fixture
def services(tmp_path: Path) -> Iterator[FakeServices]:
    services = FakeServices(tmp_path / "index")
    yield services
    services.close()


def call(web: httpx.Client, name: str, **arguments: Any) -> Any:
    """Call an endpoint as its documentation for curl has it."""
    joined = web.post(f"gradio_api/call/v2/{name}", json=arguments)
    joined.raise_for_status()
    told = web.get(f"gradio_api/call/{name}/{joined.json()['event_id']}").text
    event, _, data = told.strip().rpartition("\ndata: ")
    assert event.endswith("event: complete"), told
    return json.loads(data)[0]


def test_a_program_asks_and_is_told_of_mistakes(services: FakeServices) -> None:
    with serving(services, PageSettings(), free_port()) as url, httpx.Client(base_url=url) as web:
        assert call(web, "ask", question=FEBRUARY)["answer"] == "USD 425 million; USD 1.75 billion"
        assert call(web, "search", query="Blinken", top_k=1)[0]["rank"] == 1
        client = Client(url, verbose=False)
        with pytest.raises(AppError, match=r"^as_of: 'today' is no date"):
            client.predict("Who?", as_of="today", api_name="/ask")
        with pytest.raises(AppError, match="something went wrong here") as caught:
            client.predict("broken?", api_name="/ask")
        assert "secret" not in str(caught.value)
        client.close()


def test_two_clients_do_not_see_each_others_articles(services: FakeServices) -> None:
    with serving(services, PageSettings(), free_port()) as url:
        one, two = Client(url, verbose=False), Client(url, verbose=False)
        added = one.predict("zoo.txt", ZOO, api_name="/add_article")
        assert len(one.predict(api_name="/articles")) == 3
        assert len(two.predict(api_name="/articles")) == 2
        found = one.predict("giraffe Melman", api_name="/search")
        assert found[0]["document_id"] == added["document_id"]
        others = two.predict("giraffe Melman", api_name="/search")
        assert added["document_id"] not in [row["document_id"] for row in others]
        with pytest.raises(AppError, match="no added article"):
            two.predict(added["document_id"], api_name="/remove_article")
        one.predict(added["document_id"], api_name="/remove_article")
        assert len(one.predict(api_name="/articles")) == 2
        one.close()
        two.close()


def test_a_full_queue_is_told(services: FakeServices) -> None:
    settings = PageSettings(queue_size=1, concurrent=1)
    with serving(services, settings, free_port()) as url, httpx.Client(base_url=url) as web:
        client = Client(url, verbose=False)
        asked = [web.post("gradio_api/call/v2/ask", json={"question": "slow?"})]
        assert services.pipeline.started.wait(120)
        asked += [web.post("gradio_api/call/v2/ask", json={"question": FEBRUARY})]
        assert [response.status_code for response in asked] == [200, 200]
        refused = web.post("gradio_api/call/v2/ask", json={"question": FEBRUARY})
        assert refused.status_code == 503
        assert refused.json()["detail"].startswith("Queue is full.")
        with pytest.raises(Exception, match=r"Queue is full! Please try again\."):
            client.predict(FEBRUARY, api_name="/ask")
        direct = web.post("gradio_api/run/ask", json={"data": [FEBRUARY, None, None, None, None]})
        assert direct.status_code == 404, "nobody passes the queue"
        services.pipeline.gate.set()
        told = web.get(f"gradio_api/call/ask/{asked[1].json()['event_id']}").text
        assert "event: complete" in told
        client.close()


GUARDED = (
    ("GET", "config", None),
    ("GET", "gradio_api/info", None),
    ("GET", "gradio_api/openapi.json", None),
    ("GET", "gradio_api/file=app.py", None),
    ("GET", "gradio_api/queue/data?session_hash=x", None),
    ("GET", "gradio_api/call/ask/x", None),
    ("POST", "gradio_api/queue/join", {"data": ["x"], "fn_index": 0, "session_hash": "x"}),
    ("POST", "gradio_api/call/ask", {"data": ["x"]}),
    ("POST", "gradio_api/call/v2/ask", {"question": "x"}),
    ("POST", "gradio_api/run/ask", {"data": ["x"]}),
    ("POST", "gradio_api/api/ask", {"data": ["x"]}),
)


def test_without_a_login_nothing_is_told(services: FakeServices) -> None:
    logins = Logins({"Anna": PasswordHash.of(PASSWORD)})
    with (
        serving(services, PageSettings(), free_port(), logins=logins) as url,
        httpx.Client(base_url=url) as web,
    ):
        for method, path, body in GUARDED:
            assert web.request(method, path, json=body).status_code == 401, path
        files = {"files": ("zoo.txt", ZOO.encode())}
        assert web.post("gradio_api/upload", files=files).status_code == 401
        assert '"auth_required":true' in web.get("").text.replace(" ", "")
        assert "Blinken" not in web.get("").text
        for name, password in (("Anna", "wrong horse"), ("Nobody", PASSWORD), ("Anna", "")):
            web.post("login", data={"username": name, "password": password})
            assert web.get("config").status_code == 401
        with pytest.raises(Exception, match="Could not"):
            Client(url, auth=("Anna", "wrong horse"), verbose=False)
        assert services.pipeline.asked == []

        login = web.post("login", data={"username": "Anna", "password": PASSWORD})
        assert login.json() == {"success": True}
        assert call(web, "ask", question=FEBRUARY)["citations"]
        assert web.post("gradio_api/upload", files=files).status_code == 200
        client = Client(url, auth=("Anna", PASSWORD), verbose=False)
        assert client.predict(FEBRUARY, api_name="/ask")["citations"]
        client.close()
    assert {key.split("/")[0] for key in services.keys} == {"Anna"}


def test_files_and_foreign_names_are_refused(services: FakeServices) -> None:
    settings = PageSettings(max_upload_mb=1)
    with serving(services, settings, free_port()) as url, httpx.Client(base_url=url) as web:
        for path in ("app.py", "/etc/passwd", "../../etc/passwd", str(services.index.path)):
            assert web.get(f"gradio_api/file={path}").status_code in (403, 404)
        assert web.get("", headers={"Host": "rebound.example"}).status_code == 400
        answer = web.get("config", headers={"Origin": "http://outside.example"})
        assert answer.headers.get("access-control-allow-origin") != "http://outside.example"
        for size, status in ((2**20 // 2, 200), (2**20 + 1, 413)):
            files = {"files": ("zoo.txt", b"x" * size)}
            assert web.post("gradio_api/upload", files=files).status_code == status


def test_a_proxy_finds_the_page_below_its_path(services: FakeServices) -> None:
    with (
        serving(services, PageSettings(), free_port(), root_path="/news") as url,
        httpx.Client(base_url=url) as web,
    ):
        config = web.get("config", headers={"Host": "proxy.example"})
        assert config.status_code == 200
        assert config.json()["root"].endswith("/news")
