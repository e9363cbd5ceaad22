"""Visits with a real browser: a newcomer reads and takes the quiz; an editor looks at a run and a remark."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn

from evals.adopt import SUITE
from evals.cases import load
from evals.runs import keep
from knowledge.progress import Progress
from tests.ui.newcomers import DEPARTMENT, desk_of, make_data
from tests.ui.test_browser import CHROMIUM, FLAGS
from tests.ui.test_evaluation_tab import NOON, OUTCOME, remark
from ui.app import create_app

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="/usr/bin/chromium is not installed"),
    pytest.mark.filterwarnings("ignore::Warning:gradio"),
]


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    catalog = make_data(tmp_path)

    async def build() -> Any:
        return create_app(desk_of(catalog, tmp_path), with_history=False)

    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(asyncio.run(build()), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    server.should_exit = True
    thread.join(timeout=10)
    listener.close()
    catalog.close()


class Visit:
    """A page that hears what goes wrong in the console and which hosts are asked."""

    def __init__(self, tool: Any, address: str) -> None:
        self.hosts: set[str | None] = set()
        self.errors: list[str] = []
        self.browser = tool.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        self.page = self.browser.new_page(viewport={"width": 1280, "height": 800})
        self.page.set_default_timeout(30_000)
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname))
        self.page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)
        self.page.goto(address)

    def leave(self) -> None:
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        self.browser.close()
        assert self.hosts - {None} == {"127.0.0.1"} and self.errors == []


def choose(page: Any) -> None:
    """Open the tab and choose the department."""
    page.get_by_role("tab", name="新任干部").click()
    page.get_by_label("部门（分管几个部门时用顿号隔开）").click()
    page.get_by_role("option", name=DEPARTMENT).click()


def test_a_newcomer_reads_takes_the_quiz_and_goes_on_after_a_reload(address: str, tmp_path: Path) -> None:
    with playwright.sync_playwright() as tool:
        visit = Visit(tool, address)
        page = visit.page
        choose(page)
        page.locator(".brief").wait_for()
        assert page.locator("#brief img, #brief script").count() == 0

        page.locator("#brief li", has_text="新建科普驿站20个").locator(".chip").focus()
        page.keyboard.press("Enter")
        assert "新建科普驿站20个" in page.locator("#onboarding-panel mark").inner_text()
        page.keyboard.press("Escape")
        page.locator("#onboarding-panel .clause").wait_for(state="detached")

        page.get_by_role("tab", name="阅读路径").click()
        page.locator(".tick").first.focus()
        page.keyboard.press("Enter")
        page.get_by_text("已读 1 条").wait_for()
        playwright.expect(page.locator(".tick").first).to_be_focused()

        page.get_by_role("tab", name="测验").click()
        wrong = False
        for _ in range(2):
            page.locator("#quiz button.choice").first.click()
            page.locator("#quiz .verdict").wait_for()
            wrong = "不对" in page.locator("#quiz .verdict").inner_text()
            assert page.locator("#onboarding-panel mark").count() == wrong
            page.locator("#quiz .next").click()
            page.locator("#quiz .verdict").wait_for(state="detached")

        page.get_by_role("tab", name="简报").click()
        page.get_by_role("button", name="导出").click()
        with page.expect_download() as download:
            page.get_by_role("button", name="下载 .docx").click()
        assert Path(download.value.path()).read_bytes().startswith(b"PK")

        page.evaluate(
            "() => { window.print = () => { window.printed = document.querySelector('#printed').innerText } }"
        )
        page.get_by_role("button", name="打印").click()
        page.wait_for_function("window.printed !== undefined")
        page.emulate_media(media="print")
        assert page.locator("#printed", has_text="新建科普驿站20个").is_visible()
        assert not page.locator("#onboarding").is_visible()
        page.emulate_media(media="screen")

        assert visit.errors == []
        page.reload()
        page.get_by_role("tab", name="新任干部").click()
        page.locator(".brief").wait_for()
        visit.errors.clear()  # Gradio complains of the connections that the reload cut
        page.get_by_role("tab", name="测验").click()
        page.get_by_text("已答 2 题").wait_for()
        visit.leave()
    with Progress(tmp_path) as progress:
        assert len(progress.answers("本机", f"{DEPARTMENT}|head", 1)) == 2
        assert len(progress.read("本机", f"{DEPARTMENT}|head")) == 1


def test_on_a_narrow_screen_nothing_is_cut_off(address: str) -> None:
    with playwright.sync_playwright() as tool:
        visit = Visit(tool, address)
        choose(visit.page)
        visit.page.set_viewport_size({"width": 390, "height": 800})
        visit.page.get_by_label("更多页面").first.wait_for()
        visit.page.locator("#brief .chip").first.click()
        visit.page.locator("#onboarding-panel .close").click()
        visit.page.locator("#onboarding-panel .clause").wait_for(state="detached")
        for name in ("阅读路径", "术语", "测验"):
            visit.page.get_by_role("tab", name=name).click()
            assert visit.page.evaluate("document.documentElement.scrollWidth") == 390
        visit.leave()


def test_an_editor_looks_at_a_run_and_adopts_a_remark(address: str, tmp_path: Path) -> None:
    keep(tmp_path, OUTCOME, NOON)
    one = remark(tmp_path)
    with playwright.sync_playwright() as tool:
        visit = Visit(tool, address)
        page = visit.page
        page.get_by_role("tab", name="评测", exact=True).click()
        page.locator("#runs .link").click()
        page.get_by_text("未通过的题（2）").or_(page.get_by_text("未通过的题（1）")).wait_for()
        page.locator("#run summary").first.click()
        page.get_by_text("应当作答却拒答").wait_for()
        assert page.locator("#run img").count() == 0

        page.get_by_role("tab", name="意见处理").click()
        page.locator("#remarks .talk").click()
        page.get_by_text(f"意见 {one.id}").wait_for()
        page.get_by_role("button", name="审核并收为题").click()
        page.get_by_text("请填写“文件”和“条款”").wait_for()
        page.get_by_label("条款（如：第3条，一行一个）").fill("第二部分1.")
        page.get_by_label("应有的事实").fill("20个|二十个")
        page.get_by_role("button", name="审核并收为题").click()
        page.get_by_text("从此计入得分").wait_for()
        page.get_by_text("没有待处理的意见").wait_for()
        visit.leave()
    (made,) = load(tmp_path / SUITE)
    assert made.reviewed and made.clauses == ("第二部分1.",)
