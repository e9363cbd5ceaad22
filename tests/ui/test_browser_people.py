"""A visit with a real browser by three people: sign in, see one's own, sign out, come back too late."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn

from knowledge.audit import read_deeds
from tests.knowledge.people_in_tests import PASSWORDS
from tests.ui.seats import House, make_house
from tests.ui.test_browser import CHROMIUM, FLAGS
from tests.ui.test_sessions import Clock
from ui.evaluation_tab import READERS
from ui.login import LEFT, OVER, WRONG
from ui.sessions import IDLE_S

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="/usr/bin/chromium is not installed"),
    pytest.mark.filterwarnings("ignore::Warning:gradio"),
]
QUESTION = "暗访鎏金档案馆多少家？"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = make_house(tmp_path)
    yield house
    house.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def address(house: House, clock: Clock) -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(house.app(clock), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    server.should_exit = True
    thread.join(timeout=10)
    listener.close()


class Visit:
    """One person at a browser of their own; what its console complains of, whom it asks."""

    def __init__(self, browser: Any, address: str, width: int = 1280) -> None:
        self.page = browser.new_context(viewport={"width": width, "height": 800}).new_page()
        self.page.set_default_timeout(60_000)
        self.complaints: list[str] = []
        self.hosts: set[str | None] = set()
        self.page.on("console", self._note)
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname))
        self.page.goto(address)

    def _note(self, line: Any) -> None:
        if line.type == "error":
            self.complaints.append(line.text)

    def sign_in(self, name: str, password: str = "") -> None:
        self.page.get_by_label("用户名").fill(name)
        self.page.get_by_label("密码").fill(password or PASSWORDS[name])
        self.page.keyboard.press("Enter")

    def ask(self, question: str) -> str:
        """The reply on the page."""
        self.page.fill("#question textarea", question)
        self.page.press("#question textarea", "Enter")
        reply = self.page.locator(".reply:not(.draft)").last
        reply.wait_for()
        return str(reply.inner_text())

    def fits(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_three_people_see_their_own(address: str, house: House, clock: Clock) -> None:
    with playwright.sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        visits = {}
        for name, role in (("馆长", "管理员"), ("王芳", "编辑"), ("李明", "读者")):
            visit = visits[name] = Visit(browser, address)
            visit.sign_in(name)
            playwright.expect(visit.page.locator("#who")).to_contain_text(f"{name}{role}")
        assert "45" in visits["王芳"].ask(QUESTION)
        reply = visits["李明"].ask(QUESTION)
        assert "没有" in reply and "45" not in reply and "考核" not in reply
        assert "45" in visits["馆长"].ask(QUESTION)

        visits["李明"].page.get_by_role("tab", name="评测", exact=True).click()
        playwright.expect(visits["李明"].page.get_by_text(READERS).first).to_be_visible()
        visits["李明"].page.get_by_role("tab", name="问答").click()
        visits["李明"].page.get_by_role("button", name="历史对话").click()
        playwright.expect(visits["李明"].page.locator(".talk")).to_have_count(1)
        assert all(visit.complaints == [] for visit in visits.values())
        assert {host for visit in visits.values() for host in visit.hosts} - {None} == {"127.0.0.1"}
        browser.close()
    asked = [(one.who, one.action) for one in read_deeds(house.data) if one.action == "asked"]
    assert asked == [("王芳", "asked"), ("李明", "asked"), ("馆长", "asked")]


def test_wrong_password_sign_out_and_a_session_that_is_over(address: str, clock: Clock) -> None:
    with playwright.sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        visit = Visit(browser, address, width=390)
        page = visit.page
        assert page.evaluate("document.activeElement.id") == "name" and visit.fits()
        visit.sign_in("李明", "wrong-wrong")
        playwright.expect(page.get_by_role("alert")).to_have_text(WRONG)
        assert page.evaluate("document.activeElement.id") == "password"
        visit.sign_in("李明")
        playwright.expect(page.locator("#who")).to_contain_text("李明")
        assert visit.fits() and visit.complaints == []

        page.get_by_role("button", name="退出").focus()
        page.keyboard.press("Enter")
        playwright.expect(page.get_by_role("alert")).to_have_text(LEFT)
        page.go_back()
        page.get_by_label("用户名").wait_for()

        visit.sign_in("李明")
        page.fill("#question textarea", QUESTION)
        clock.now += IDLE_S + 1
        page.keyboard.press("Enter")  # the page's own requests may find out first: then it changes nothing
        playwright.expect(page.get_by_role("alert")).to_have_text(OVER)
        visit.sign_in("王芳")
        playwright.expect(page.locator("#who")).to_contain_text("王芳")
        assert visit.hosts - {None} == {"127.0.0.1"}
        browser.close()
