"""Health for everybody, without a word about documents; figures for admins only."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from knowledge.errors import UserError
from tests.ui.api.served import ADMIN, READER, TokenDesks, app_of
from tests.ui.fakes import make_desks
from ui.api.health import FORMAT, health_routes
from ui.figures import Figures

HERE, ELSEWHERE = ("127.0.0.1", 50000), ("192.0.2.7", 50000)


def with_health(ready: object) -> TestClient:
    app = FastAPI()
    app.include_router(health_routes(make_desks(), Figures(), ready))  # type: ignore[arg-type]
    return TestClient(app)


def test_a_living_server_says_so_and_nothing_else() -> None:
    answer = TestClient(app_of(TokenDesks({ADMIN: make_desks()(None)}))).get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "ready": True})


@pytest.mark.parametrize("error", [UserError("索引“/secret/plan.txt”已损坏。"), OSError("secret")])
def test_without_an_index_it_is_not_ready_and_names_nothing(error: Exception) -> None:
    def broken() -> None:
        raise error

    answer = with_health(broken).get("/health")
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable", "ready": False})


def test_figures_are_for_an_admin_s_token_or_for_this_machine() -> None:
    desk = make_desks()(None)
    users = app_of(TokenDesks({ADMIN: desk, READER: replace(desk, role="reader")}))
    alone = app_of(make_desks())

    def status(app: FastAPI, client: tuple[str, int], **headers: str) -> int:
        return TestClient(app, client=client).get("/metrics", headers=headers).status_code

    assert status(users, ELSEWHERE, Authorization=f"Bearer {ADMIN}") == 200
    assert status(users, HERE, Authorization=f"Bearer {READER}") == 403
    assert status(users, HERE) == 401
    assert status(alone, HERE) == 200
    assert status(alone, ("::1", 1)) == 200
    assert status(alone, ELSEWHERE) == 403
    assert status(alone, HERE, **{"X-Forwarded-For": "192.0.2.7"}) == 403


def test_figures_follow_what_was_asked() -> None:
    client = TestClient(app_of(make_desks()), client=HERE)
    client.post("/api/v1/ask", json={"question": "火星？"})
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith(FORMAT)
    assert 'zhice_questions_total{status="refused"} 1' in answer.text.splitlines()
    assert "plan.txt" not in answer.text
