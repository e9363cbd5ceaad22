"""One visit with a real browser: ask, read, open the citation; nothing leaves this machine."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn

from assistant.conversation import Talks
from knowledge.feedback import read_feedback
from tests.ui.fakes import make_app, make_talks
from ui.feedback_form import CHOOSE, KEPT

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
playwright.expect.set_options(timeout=30_000)  # as long as the pages wait
pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="/usr/bin/chromium is not installed"),
    pytest.mark.filterwarnings("ignore::Warning:gradio"),
]


@pytest.fixture
def talks(tmp_path: Path) -> Iterator[Talks]:
    talks = make_talks(tmp_path)
    yield talks
    talks.store.close()


@pytest.fixture
def address(talks: Talks, tmp_path: Path) -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    app = make_app(talks=talks, data=tmp_path)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    server.should_exit = True
    thread.join(timeout=10)
    listener.close()


def test_ask_read_open_the_citation(address: str) -> None:
    hosts: set[str | None] = set()
    refused: list[str] = []
    with playwright.sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(30_000)
        page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
        page.on("console", lambda line: refused.append(line.text) if line.type == "error" else None)
        page.goto(address)

        page.fill("#question textarea", "慢一点")
        page.get_by_role("button", name="发送").click()
        page.get_by_text("正在起草，尚未核对").wait_for()
        page.get_by_role("button", name="停止").click()
        page.locator("#thread").get_by_text("已停止，没有形成回答。").wait_for()
        page.wait_for_timeout(500)  # Gradio drops an Enter within milliseconds of a stop; the question stays

        page.fill("#question textarea", "经费是多少？")
        page.press("#question textarea", "Enter")
        page.locator(".chip", has_text="[1]").focus()
        page.keyboard.press("Enter")
        assert page.locator("#panel mark").inner_text() == "科普专项经费不少于500万元"
        assert "第三条" in page.locator("#panel .trail").inner_text()
        assert page.locator("#thread img, #panel img").count() == 0
        assert "${alert(1)} {{value}} [9]" in page.locator("#thread").inner_text()
        page.keyboard.press("Escape")
        page.locator("#panel .clause").wait_for(state="detached")
        assert page.evaluate("document.activeElement.className").startswith("chip")

        assert page.evaluate("document.documentElement.lang") == "zh-CN"
        browser.close()
    assert hosts - {None} == {"127.0.0.1"}
    assert refused == []


def test_a_remark_on_the_last_answer_is_kept_and_thanked_for(address: str, tmp_path: Path) -> None:
    with playwright.sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(30_000)
        page.goto(address)
        opener = page.get_by_role("button", name="提意见")
        page.fill("#question textarea", "经费是多少？")
        assert opener.count() == 0
        page.press("#question textarea", "Enter")
        opener.click()
        page.get_by_text("对第 1 问“经费是多少？”的回答有意见").wait_for()
        send, said = page.get_by_role("button", name="提交意见"), page.locator("#feedback-said")
        send.click()
        playwright.expect(said).to_have_text(CHOOSE)
        page.get_by_role("radio", name="正确条款是").check()
        send.click()
        playwright.expect(said).to_have_text("请写明正确条款在哪里，例如：第3条。")
        assert read_feedback(tmp_path) == ()
        page.get_by_label("说明").fill("第三条")
        send.click()
        playwright.expect(said).to_have_text(KEPT)
        playwright.expect(page.get_by_label("说明")).to_have_value("")
        playwright.expect(page.get_by_role("radio", name="正确条款是")).not_to_be_checked()
        browser.close()
    (one,) = read_feedback(tmp_path)
    assert (one.question, one.verdict, one.note) == ("经费是多少？", "right_clause", "第三条")
    assert one.places == (("plan.txt", "第三条"), ("plan.txt", "第二条"))


def ask_for_the_first_time(page: Any) -> None:
    page.get_by_text("还没有历史对话").wait_for()
    page.fill("#question textarea", "经费<img src=x>？")
    page.press("#question textarea", "Enter")
    page.locator(".chip", has_text="[1]").wait_for()
    playwright.expect(page.locator(".talk")).to_have_count(1)


def open_by_its_words(page: Any) -> None:
    items = page.locator(".talk")
    page.fill("#talk-words textarea, #talk-words input", "没有的词")
    page.get_by_text("没有符合的对话").wait_for()
    page.fill("#talk-words textarea, #talk-words input", "经费")
    playwright.expect(items).to_have_text([re.compile("经费<img src=x>？.*1 轮")])
    items.focus()
    page.keyboard.press("Enter")
    page.locator(".chip", has_text="[1]").click()
    assert page.locator("#panel mark").inner_text() == "科普专项经费不少于500万元"


def open_while_an_answer_is_drafted(page: Any) -> None:
    page.fill("#question textarea", "慢一点")
    page.get_by_role("button", name="发送").click()
    page.get_by_text("正在起草，尚未核对").wait_for()
    page.locator(".talk").click()
    page.get_by_text("正在起草，尚未核对").wait_for(state="detached")
    page.wait_for_timeout(500)  # a draft still on its way would come now
    playwright.expect(page.locator(".turn")).to_have_count(1)


def rename(page: Any) -> None:
    page.get_by_role("button", name="重命名").click()
    title = page.locator("#talk-title textarea, #talk-title input")
    playwright.expect(title).to_have_value("经费<img src=x>？")
    title.fill("我的经费")
    page.get_by_role("button", name="保存").click()
    playwright.expect(page.locator(".talk")).to_have_text([re.compile("我的经费")])


def export(page: Any) -> None:
    page.get_by_role("button", name="导出").click()
    for suffix, head in ((".md", "# 我的经费".encode()), (".docx", b"PK")):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"下载 {suffix}").click()
        assert download.value.suggested_filename == f"我的经费{suffix}"
        assert Path(download.value.path()).read_bytes().startswith(head)


def delete_at_the_second_try(page: Any, talks: Talks) -> None:
    page.get_by_role("button", name="删除", exact=True).click()
    page.get_by_text("删除“我的经费”？删除后不能恢复。").wait_for()
    page.get_by_role("button", name="取消").last.click()
    page.get_by_text("删除后不能恢复").wait_for(state="hidden")
    assert len(talks.list()) == 1
    page.get_by_role("button", name="删除", exact=True).click()
    page.get_by_role("button", name="确认删除").click()
    page.get_by_text("没有符合的对话").wait_for()
    playwright.expect(page.locator(".chip")).to_have_count(0)


def test_a_conversation_is_opened_again_renamed_exported_and_deleted(address: str, talks: Talks) -> None:
    refused: list[str] = []
    with playwright.sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(30_000)
        page.on("console", lambda line: refused.append(line.text) if line.type == "error" else None)
        page.goto(address)
        fold = page.get_by_role("button", name="历史对话")
        fold.click()
        ask_for_the_first_time(page)
        assert refused == []
        page.reload()
        fold.click()
        refused.clear()  # Gradio complains of the connections that the reload cut
        open_by_its_words(page)
        open_while_an_answer_is_drafted(page)
        rename(page)
        export(page)
        delete_at_the_second_try(page, talks)
        assert page.locator("img").count() == 0
        browser.close()
    assert talks.list() == () and refused == []
