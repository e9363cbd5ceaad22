"""Requests for another host, and changes that a page of another site asks for, are turned away."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.api.served import app_of
from tests.ui.fakes import make_desks
from ui.gate import STRANGE_HOST, STRANGE_ORIGIN, Hosts, host_of


@pytest.mark.parametrize(
    ("header", "host"),
    [
        ("localhost", "localhost"), ("LOCALHOST:7860", "localhost"), ("127.0.0.1:80", "127.0.0.1"),
        ("[::1]:7860", "::1"), ("[::1]", "::1"), ("", ""), ("a b", ""), ("x@localhost", ""), ("::1", ""),
        ("localhost:99999999", ""), ("localhost/", ""),
    ],
)  # fmt: skip
def test_the_host_of_a_header(header: str, host: str) -> None:
    assert host_of(header) == host


@given(st.text(max_size=40))
def test_no_header_is_an_error_and_no_strange_one_is_known(header: str) -> None:
    name = host_of(header)
    assert name == name.lower() or not name.isascii()
    assert not Hosts.of("127.0.0.1").know(f"evil.example.{header}")


def test_a_server_knows_itself_and_the_names_it_is_told() -> None:
    alone, named = Hosts.of("127.0.0.1"), Hosts.of("10.1.2.3", ["Zhice.office.example", "kb:8080"])
    assert all(map(alone.know, ["localhost:7860", "127.0.0.1", "[::1]:1"]))
    assert not any(
        map(alone.know, ["10.1.2.3", "zhice.office.example", "localhost.evil.example", "", "0.0.0.0"])
    )
    assert all(map(named.know, ["10.1.2.3:7860", "zhice.office.example", "kb", "localhost"]))
    assert not named.know("10.1.2.4")


@pytest.mark.parametrize("everywhere", ["0.0.0.0", "::"])
def test_where_it_listens_everywhere_it_answers_to_addresses_but_not_to_any_name(everywhere: str) -> None:
    hosts = Hosts.of(everywhere)
    assert all(map(hosts.know, ["192.168.1.7:7860", "[fe80::1]:7860", "localhost"]))
    assert not any(map(hosts.know, ["evil.example", "192.168.1.7.evil.example", ""]))


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(app_of(make_desks(), Hosts.of("127.0.0.1")), base_url="http://127.0.0.1:7860")


@pytest.mark.parametrize(
    "path", ["/", "/config", "/health", "/metrics", "/api/v1/documents", "/v1/models", "/api/docs"]
)
def test_another_name_is_turned_away_everywhere(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Host": "evil.example:7860"})
    assert (answer.status_code, answer.text) == (403, STRANGE_HOST)
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://[", "http://127.0.0.1.evil.example:7860"]
)
@pytest.mark.parametrize("path", ["/api/v1/ask", "/v1/chat/completions", "/gradio_api/queue/join"])
def test_a_page_of_another_site_changes_nothing(client: TestClient, path: str, origin: str) -> None:
    answer = client.post(path, json={"question": "经费？"}, headers={"Origin": origin})
    assert (answer.status_code, answer.text) == (403, STRANGE_ORIGIN)


def test_the_own_page_and_programs_are_let_in_and_nobody_is_shared_with(client: TestClient) -> None:
    for headers in ({}, {"Origin": "http://127.0.0.1:7860"}, {"Origin": "http://localhost:7860"}):
        answer = client.post("/api/v1/ask", json={"question": "经费？"}, headers=headers)
        assert answer.status_code == 200
        assert "access-control-allow-origin" not in answer.headers
    asked = client.options(
        "/api/v1/ask", headers={"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    )
    assert asked.status_code == 405 and "access-control-allow-origin" not in asked.headers


@pytest.mark.parametrize(
    ("origin", "own"),
    [
        ("http://127.0.0.1:7860", True),
        ("http://127.0.0.1:8080", False),  # another program on this machine
        ("http://localhost:8080", False),
        ("http://localhost:7860", True),
        ("http://[::1]:7860", True),
        ("http://[::1]", False),
        ("https://zhice.example", True),  # the name a proxy has for it
        ("https://other.example", False),
    ],
)
def test_a_page_of_another_port_is_of_another_site(origin: str, own: bool) -> None:
    app = app_of(make_desks(), Hosts.of("127.0.0.1", ["zhice.example"]))
    answer = TestClient(app, base_url="http://127.0.0.1:7860").post(
        "/api/v1/ask", json={"question": "经费是多少？"}, headers={"Origin": origin}
    )
    assert (answer.text != STRANGE_ORIGIN) is own


def test_no_other_origin_may_read(client: TestClient) -> None:
    headers = client.get("/config", headers={"Origin": "http://localhost:9"}).headers
    assert not [name for name in headers if name.startswith("access-control-allow")]
