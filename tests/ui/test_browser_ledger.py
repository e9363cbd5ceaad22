"""Visits to the tabs over the ledger with a real browser: look up an office, correct a row, read the timeline."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import openpyxl
import pytest
import uvicorn
from fastapi import FastAPI

from knowledge.corrections import read_decisions
from tests.ui.ledger_desk import ledger_desks, with_role
from tests.ui.test_browser import CHROMIUM, FLAGS
from ui.app import create_app
from ui.desk import OneDesk

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="/usr/bin/chromium is not installed"),
    pytest.mark.filterwarnings("ignore::Warning:gradio"),
]
# A document whose title, tasks and offices try to be markup, for the page and for the labels of the chart.
HOSTILE = {
    "坏标题.txt": """云栖市科学技术协会
<a href="http://evil.example/">关于</a><b>印发</b><img src=x onerror=alert(1)>计划的通知
云科协发〔2031〕8号
一、任务
1.到2034年底，新建<a href="http://evil.example/x">站点</a><img src=x onerror=alert(2)>90个。（责任部门：科普部）
2.每年3月底前报送<b>总结</b><script>alert(3)</script>。（责任部门：科普部）
云栖市科学技术协会
2031年4月9日
"""
}


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[OneDesk]:
    with ledger_desks(tmp_path, more=HOSTILE) as desks:
        yield desks


@contextmanager
def served(desks: OneDesk) -> Iterator[str]:
    async def build() -> FastAPI:
        return create_app(desks, with_history=False)

    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(asyncio.run(build()), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    server.should_exit = True
    thread.join(timeout=10)
    listener.close()


class Visit:
    """A page and what went wrong on it: hosts asked, errors on the console, dialogs opened."""

    def __init__(self, browser: Any, width: int = 1280) -> None:
        self.hosts: set[str | None] = set()
        self.errors: list[str] = []
        self.page = browser.new_page(viewport={"width": width, "height": 800})
        self.page.set_default_timeout(30_000)
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname))
        self.page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)
        self.page.on("dialog", lambda dialog: self.errors.append(dialog.message))

    def quiet(self) -> bool:
        return self.hosts - {None} == {"127.0.0.1"} and self.errors == []


@contextmanager
def visit(address: str, tab: str, width: int = 1280) -> Iterator[Visit]:
    with playwright.sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        visit = Visit(browser, width)
        visit.page.goto(address)
        visit.page.get_by_role("tab", name=tab).click()
        yield visit
        browser.close()


def test_look_up_an_office_read_a_clause_correct_and_download(desks: OneDesk) -> None:
    with served(desks) as address, visit(address, "部门职责") as seen:
        page, expect = seen.page, playwright.expect
        tasks = page.locator("#duties .link")
        page.get_by_text(re.compile("共 [0-9]+ 项，来自 4 份文件")).wait_for()
        office = page.locator("#duty-department input")
        office.fill("科谱部")
        office.press("Enter")
        page.locator("#duties .card", has_text="科普部").click()  # the name that may be meant
        page.get_by_text("来自 3 份文件").wait_for()
        assert office.input_value().startswith("科普部")

        task = tasks.filter(has_text="新建科普驿站20个")
        task.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#duty-side mark")).to_have_text(re.compile("新建科普驿站20个"))
        page.get_by_role("button", name="更正").click()
        page.get_by_label("牵头部门").fill("宣传部")
        page.get_by_role("button", name="保存更正").click()
        page.get_by_text("已记下：更正（王）。").wait_for()
        page.get_by_text("牵头部门改为“宣传部”").first.wait_for()
        expect(task).to_have_count(0)  # it is no duty of this office any more
        page.get_by_role("button", name="撤回决定").click()
        page.get_by_text("已记下：撤回（王）。").wait_for()
        expect(task).to_have_count(1)
        page.locator("#duty-side .clause").focus()
        page.keyboard.press("Escape")
        page.locator("#duty-side .clause").wait_for(state="detached")

        page.get_by_role("button", name="导出", exact=True).first.click()
        with page.expect_download() as download:
            page.get_by_role("button", name="下载 .xlsx").first.click()
        assert download.value.suggested_filename.startswith("任务分解台账_科普部_")
        book = openpyxl.load_workbook(BytesIO(Path(download.value.path()).read_bytes()))
        cells = [str(cell) for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line]
        assert any("驿站" in cell for cell in cells)
        assert page.locator("#duties img, #duties a, #duties script").count() == 0
        assert seen.quiet(), (seen.hosts, seen.errors)
    assert [decision.action for decision in read_decisions(desks.desk.data)] == ["correct", "withdraw"]


def test_the_clause_of_the_last_row_comes_into_sight(desks: OneDesk) -> None:
    with served(desks) as address, visit(address, "部门职责") as seen:
        seen.page.locator("#duties .link").last.click()
        seen.page.locator("#duty-side mark").wait_for()
        box = seen.page.locator("#duty-side mark").bounding_box()
        assert seen.page.evaluate("scrollY") > 200 and 0 < box["y"] < 800
        assert seen.quiet(), (seen.hosts, seen.errors)


def test_a_reader_sees_the_clause_and_no_way_to_correct(desks: OneDesk) -> None:
    with served(with_role(desks, "reader")) as address, visit(address, "部门职责", 390) as seen:
        page = seen.page
        page.locator("#duties .link").first.click()
        page.locator("#duty-side mark").wait_for()
        page.wait_for_timeout(500)  # the form would come now
        assert page.get_by_role("button", name="确认无误").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert seen.quiet(), (seen.hosts, seen.errors)


def test_the_timeline_is_drawn_without_the_network_and_shows_hostile_words_as_they_are(
    desks: OneDesk,
) -> None:
    with served(desks) as address, visit(address, "目标与时限") as seen:
        page = seen.page
        chart = page.locator("#timeline .js-plotly-plot")
        chart.locator(".scatterlayer .point").first.wait_for()
        assert "<a href=" in chart.text_content()
        assert page.locator("#timeline a, #targets a, #timeline img, #targets img").count() == 0
        page.locator("#timeline [data-wired]").wait_for()
        point = chart.locator(".scatterlayer .point").last
        point.hover(force=True)
        page.locator("#timeline .hoverlayer text").first.wait_for()
        assert page.locator("#timeline a").count() == 0
        point.click(force=True)
        page.locator("#target-side mark").wait_for()

        page.get_by_role("button", name="关闭条款原文").click()
        page.locator("#targets .link", has_text="站点").first.click()
        playwright.expect(page.locator("#target-side mark")).to_contain_text("</a><img src=x")
        assert page.locator("#target-side a, #target-side img").count() == 0
        assert seen.quiet(), (seen.hosts, seen.errors)
