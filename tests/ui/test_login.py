"""The gate: who is not signed in reaches the login page, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from knowledge.audit import read_deeds
from tests.knowledge.people_in_tests import PASSWORDS
from tests.ui.seats import House, make_house
from tests.ui.test_sessions import Clock
from ui.app import CSP
from ui.login import COOKIE, FOREIGN, LEFT, MOST_BYTES, OVER, WRONG
from ui.sessions import FREE_TRIES, IDLE_S

HTML = {"accept": "text/html,*/*"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, FastAPI, Clock]]:
    house, clock = make_house(tmp_path_factory.mktemp("house")), Clock()
    yield house, house.app(clock), clock
    house.close()


@pytest.fixture
def house(built: tuple[House, FastAPI, Clock]) -> House:
    return built[0]


@pytest.fixture
def clock(built: tuple[House, FastAPI, Clock]) -> Clock:
    built[2].now += 24 * 3600
    return built[2]


@pytest.fixture
def client(built: tuple[House, FastAPI, Clock], clock: Clock) -> TestClient:
    return TestClient(built[1], follow_redirects=False)


def sign_in(client: TestClient, name: str, password: str | None = None, **headers: str):  # type: ignore[no-untyped-def]
    form = urlencode({"name": name, "password": PASSWORDS.get(name, "") if password is None else password})
    return client.post("/login", content=form, headers=headers)


@pytest.mark.parametrize("path", ["/", "/config", "/gradio_api/info", "/gradio_api/heartbeat/x", "/no-such", "/assets/x"])  # fmt: skip
def test_nobody_gets_anything(client: TestClient, path: str) -> None:
    opened, asked = client.get(path, headers=HTML), client.get(path)
    assert (opened.status_code, opened.headers["location"]) == (303, "/login")
    assert (asked.status_code, asked.json()) == (401, {"error": "请先登录。"})
    for method in ("post", "put", "delete", "head"):
        assert getattr(client, method)(path).status_code == 401


def test_the_login_page_fetches_nothing_and_carries_the_policy(client: TestClient) -> None:
    page = client.get("/login")
    assert page.status_code == 200 and page.headers["content-security-policy"] == CSP
    assert page.headers["cache-control"] == "no-store"
    assert "src=" not in page.text and "http" not in page.text


def test_who_signs_in_gets_the_page_and_who_signs_out_nothing(client: TestClient, house: House) -> None:
    signed = sign_in(client, "李明")
    assert (signed.status_code, signed.headers["location"]) == (303, "/")
    cookie = signed.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "secure" not in cookie
    page = client.get("/", headers=HTML)
    assert page.status_code == 200 and page.headers["cache-control"] == "no-store"
    assert client.get("/config").json()["username"] == "李明"
    assert client.get("/login").headers["location"] == "/"
    client.get("/logout")  # a link on some page signs nobody out
    assert client.get("/config").status_code == 200
    out = client.post("/logout")
    assert out.headers["location"] == "/login?left" and LEFT in client.get("/login?left").text
    assert client.get("/config").status_code == 401
    done = [(one.who, one.action) for one in read_deeds(house.data)][-2:]
    assert done == [("李明", "signed_in"), ("李明", "signed_out")]


def test_a_stolen_cookie_is_worth_nothing_after_signing_out(client: TestClient) -> None:
    sign_in(client, "李明")
    stolen = client.cookies[COOKIE]
    client.post("/logout")
    client.cookies.set(COOKIE, stolen)
    assert client.get("/config").status_code == 401


def test_over_https_the_cookie_is_for_https_only(built: tuple[House, FastAPI, Clock], clock: Clock) -> None:
    client = TestClient(built[1], base_url="https://testserver", follow_redirects=False)
    assert "secure" in sign_in(client, "李明").headers["set-cookie"].lower()


@pytest.mark.parametrize(
    ("name", "password"), [("李明", "wrong-wrong"), ("没有的人", "wrong-wrong"), ("", ""), ("李明", "")]
)
def test_the_wrong_password_and_the_wrong_name_are_told_alike(
    client: TestClient, house: House, name: str, password: str
) -> None:
    answer = sign_in(client, name, password)
    assert WRONG in answer.text and COOKIE not in client.cookies
    assert client.get("/config").status_code == 401
    assert read_deeds(house.data)[-1].action == "failed_sign_in"
    assert password == "" or password not in answer.text


def test_a_name_is_shown_as_text(client: TestClient) -> None:
    answer = sign_in(client, '"><img src=x>', "wrong-wrong")
    assert "<img" not in answer.text and "&lt;img" in answer.text


def test_who_guesses_waits_even_with_the_right_password(client: TestClient, clock: Clock) -> None:
    for _ in range(FREE_TRIES):
        assert WRONG in sign_in(client, "王芳", "wrong-wrong").text
    answer = sign_in(client, "王芳")
    assert answer.status_code == 429 and "请 1 秒后再试" in answer.text
    assert sign_in(client, "李明").status_code == 303
    clock.now += 1
    assert sign_in(client, "王芳").status_code == 303


def test_a_name_spelt_otherwise_is_the_same_name_to_the_throttle(client: TestClient, clock: Clock) -> None:
    for _ in range(FREE_TRIES):
        sign_in(client, "ａdmin", "错的")
    assert sign_in(client, "admin", "错的").status_code == 429


def test_an_idle_session_is_over_and_says_so(client: TestClient, clock: Clock) -> None:
    sign_in(client, "李明")
    assert client.get("/config").status_code == 200
    clock.now += IDLE_S + 1
    assert client.get("/config").status_code == 401
    assert client.get("/", headers=HTML).headers["location"] == "/login?over"
    assert OVER in client.get("/login?over").text


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "cross-site"}, {"origin": "http://evil.example"}, {"origin": "null"}],
    ids=str,
)
def test_a_form_on_another_page_signs_nobody_in(client: TestClient, headers: dict[str, str]) -> None:
    answer = sign_in(client, "李明", **headers)
    assert answer.status_code == 403 and FOREIGN in answer.text and COOKIE not in client.cookies


def test_our_own_form_does(client: TestClient) -> None:
    headers = {"origin": "http://testserver", "sec-fetch-site": "same-origin"}
    assert sign_in(client, "李明", **headers).status_code == 303


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"x" * (MOST_BYTES + 1), b"&".join([b"a=b"] * 99), b"name=%FF"]
)
def test_a_form_that_is_none_signs_nobody_in(client: TestClient, body: bytes) -> None:
    answer = client.post("/login", content=body)
    assert answer.status_code == 200 and WRONG in answer.text


def test_programs_answer_for_themselves(client: TestClient) -> None:
    assert client.get("/api/no-such").status_code in (401, 404)
    assert client.get("/apino", headers=HTML).status_code == 303


def test_a_damaged_users_file_lets_nobody_in(tmp_path: Path) -> None:
    house = make_house(tmp_path)
    client = TestClient(house.app(Clock()), follow_redirects=False)
    sign_in(client, "李明")
    assert client.get("/config").status_code == 200
    (house.data / "users.json").write_text("{", encoding="utf-8")
    assert client.get("/config").status_code == 503
    answer = sign_in(client, "李明")
    assert answer.status_code == 503 and "为安全起见不放行" in answer.text
    house.close()


@pytest.mark.parametrize(("name", "status"), [("李明", 403), ("王芳", 200), ("馆长", 200)])
def test_who_may_bring_files_in_is_known_at_the_door(client: TestClient, name: str, status: int) -> None:
    sign_in(client, name)
    sent = client.post("/gradio_api/upload", files={"files": ("通知.txt", b"x")})
    assert sent.status_code == status


def test_a_program_with_a_token_passes_the_login(client: TestClient, house: House) -> None:
    token = house.users.give_token("李明", "统计", datetime(2033, 1, 1, tzinfo=UTC))
    assert client.get("/api/v1/documents").status_code == 401
    answer = client.get("/api/v1/documents", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200 and "科普计划" in answer.text and "考核方案" not in answer.text
