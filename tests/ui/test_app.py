"""The app as a server sees it: headers, no call to the outside."""

from __future__ import annotations

import socket

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.ui.fakes import make_app
from ui.app import CSP


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return make_app()


@pytest.fixture(scope="module")
def client(app: FastAPI) -> TestClient:
    return TestClient(app)


@pytest.mark.parametrize("path", ["/", "/config", "/theme.css", "/no-such-page"])
def test_every_response_carries_the_policy(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"] == CSP
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_the_policy_names_no_other_host() -> None:
    assert not {"*", "http:", "https:", "ws:", "wss:"} & set(CSP.replace(";", " ").split())


def test_the_page_has_its_parts(client: TestClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert "知策" in answer.text
    values = [part["props"].get("value") for part in client.get("/config").json()["components"]]
    assert {"发送", "停止", "新对话"} <= {value for value in values if isinstance(value, str)}


def test_no_analytics_no_api_pages(client: TestClient) -> None:
    config = client.get("/config").json()
    assert config["analytics_enabled"] is False
    assert config["footer_links"] == []
    assert all(event["api_visibility"] == "private" for event in config["dependencies"])
    assert client.get("/docs").status_code == 404


def test_building_and_opening_the_page_calls_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _, address: called.append(address))
    page = make_app()
    assert TestClient(page).get("/").status_code == 200
    assert called == []
