"""A visit to 文件库 and 对比 with a real browser: upload, watch, look into it, ask about it, take it out, compare."""

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
from docx import Document
from fastapi import FastAPI

from tests.ui.small_library import desks_over, small_library
from tests.ui.test_browser import CHROMIUM, FLAGS, playwright, pytestmark  # noqa: F401  # the marks of this file
from ui.app import create_app

NAME = "《读书角》办法（试行）<img src=x>.docx"
KEPT = "《读书角》办法（试行）_img src=x_.docx"


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    desks = desks_over(small_library(tmp_path))

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


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """A notice to upload, and a file that is no document."""
    notice, broken = tmp_path / NAME, tmp_path / "坏.docx"
    document = Document()
    for line in (
        "石泉县<script>alert(1)</script>读书角办法",
        "第一条 每个读书角配书八百册。",
        "第二条 由县科协管理。",
    ):
        document.add_paragraph(line)
    document.save(str(notice))
    broken.write_text("不是文档", encoding="utf-8")
    return [notice, broken]


def upload(page: Any, files: list[Path]) -> None:
    notice, broken = files
    page.get_by_role("tab", name="文件库").click()
    playwright.expect(page.locator(".book")).to_have_count(2)
    assert page.get_by_role("button", name="把文件拖到这里").count() == 1
    page.set_input_files("#upload input[type=file]", [broken] * 21)
    page.get_by_text("一次最多上传 20 个文件，您选了 21 个").wait_for()
    page.set_input_files("#upload input[type=file]", [notice, broken])
    page.get_by_text("已读完").wait_for()
    assert "不是 Word 文档" in page.locator("#arrivals").inner_text()
    playwright.expect(page.locator(".book")).to_have_count(3)


def look_into_it(page: Any) -> None:
    page.locator("#arrivals").get_by_role("button", name="查看").click()
    page.locator(".document h2").wait_for()
    assert "<script>alert(1)</script>" in page.locator(".document h2").inner_text()
    assert KEPT in page.locator(".facts").inner_text()
    assert page.locator("#library img, #library script").count() == 0


def ask_about_it(page: Any) -> None:
    page.get_by_role("tab", name="问答").click()
    page.fill("#question textarea", "每个读书角配书多少册？")
    page.press("#question textarea", "Enter")
    page.locator(".chip").first.wait_for()
    assert "八百册" in page.locator("#thread .reply").inner_text()


def take_it_out_and_back(page: Any) -> None:
    page.get_by_role("tab", name="文件库").click()
    page.get_by_role("button", name="从库里去掉").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="确认去掉").click()
    playwright.expect(page.locator(".book")).to_have_count(2)
    page.get_by_role("button", name="恢复到库里").click()
    playwright.expect(page.locator(".book")).to_have_count(3)


def compare_two_versions(page: Any) -> None:
    page.locator(".book", has_text="溪口市").click()
    page.get_by_text("历次版本（2）").click()
    page.get_by_role("button", name="对照上一版").click()
    playwright.expect(page.locator(".differences ins").nth(1)).to_have_text("40")


def compare_two_documents(page: Any) -> None:
    page.get_by_role("tab", name="对比").click()
    for label, words in (("甲", "溪口"), ("乙", "云桥")):
        box = page.get_by_label(label).first
        box.click()
        box.fill(words)
        page.get_by_role("option").filter(has_text=words).first.click()
    page.get_by_role("button", name="对照", exact=True).click()
    page.get_by_text("指标降低（1）").wait_for()
    page.locator(".clauses > summary").first.click()
    page.get_by_role("radio", name="上下级落实").check()
    page.get_by_text("低于上级指标：上级 40所，本级 5所").wait_for()


def download_the_comparison(page: Any) -> None:
    page.get_by_role("button", name="导出任务对照").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 .xlsx").click()
    assert Path(download.value.path()).read_bytes().startswith(b"PK")


def assert_nothing_is_cut_off(page: Any) -> None:
    for width in (1024, 390):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_upload_look_ask_remove_restore_compare(address: str, files: list[Path], tmp_path: Path) -> None:
    hosts: set[str | None] = set()
    trouble: list[str] = []
    with playwright.sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(60_000)
        page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
        page.on("console", lambda line: trouble.append(line.text) if line.type == "error" else None)
        page.goto(address)
        upload(page, files)
        look_into_it(page)
        ask_about_it(page)
        take_it_out_and_back(page)
        compare_two_versions(page)
        compare_two_documents(page)
        download_the_comparison(page)
        assert_nothing_is_cut_off(page)
        browser.close()
    assert hosts - {None} == {"127.0.0.1"}
    assert trouble == []
    assert {file.name for file in (tmp_path / "data" / "uploads").iterdir()} == {".unread", KEPT, "坏.docx"}
