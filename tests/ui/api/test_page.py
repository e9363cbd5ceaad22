"""The page about the JSON API: everything the schema has, in Chinese, from this server alone."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from tests.ui.api.served import app_of
from tests.ui.fakes import make_desks
from ui.api.page import page


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(app_of(make_desks()))


def test_every_interface_field_and_status_is_told(client: TestClient) -> None:
    schema, shown = client.get("/api/openapi.json").json(), client.get("/api/docs").text
    for path, methods in schema["paths"].items():
        assert f"<code>/api{path}</code>" in shown
        for operation in methods.values():
            assert operation["summary"] in shown
            assert all(f"<code>{one['name']}</code>" in shown for one in operation.get("parameters", ()))
    for name, shape in schema["components"]["schemas"].items():
        assert name in ("HTTPValidationError", "ValidationError") or f'id="{name}"' in shown
        assert all(f"<code>{field}</code>" in shown for field in shape["properties"])
    for link in re.findall(r'href="#(\w+)"', shown):
        assert f'id="{link}"' in shown


def test_it_loads_nothing_and_runs_nothing(client: TestClient) -> None:
    answer = client.get("/api/docs")
    assert (
        answer.headers["content-type"] == "text/html; charset=utf-8"
        and "content-security-policy" in answer.headers
    )
    assert not re.search(r"<(?:script|link|img|iframe)|src=|url\(|https?://(?!127\.0\.0\.1)", answer.text)
    assert client.get("/api/redoc").status_code == 404


def test_what_a_schema_says_is_text() -> None:
    evil = "<script>alert(1)</script>"
    operation = {"summary": evil, "description": evil, "responses": {"200": {"description": evil}}}
    shown = page(
        {
            "info": {"title": evil, "description": evil},
            "paths": {"/<b>": {"get": operation}},
            "components": {"schemas": {"A": {"properties": {"<i>": {"enum": [evil], "description": evil}}}}},
        },
        "/<u>",
    )
    assert "<script" not in shown and "<b>" not in shown and "<i>" not in shown and "<u>" not in shown
