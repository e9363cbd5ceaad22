"""A server that is killed during an answer, as a browser sees it; and the page about the interfaces for programs."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.ui.api.served import app_of, served
from tests.ui.fakes import make_desks, make_talks
from tests.ui.test_browser import CHROMIUM, FLAGS

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="/usr/bin/chromium is not installed"),
    pytest.mark.filterwarnings("ignore::Warning:gradio"),
]
ROOT = Path(__file__).parents[2]


@contextmanager
def running(data: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """The page over the fakes in a process of its own, with conversations in a data folder."""
    command = [sys.executable, "-m", "tests.ui.test_browser_interfaces", str(data), str(port)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            assert any("知策已就绪" in line for line in process.stderr)
            yield process
        finally:
            process.kill()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def visit(address: str) -> Iterator[playwright.Page]:
    with playwright.sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="en-US")
        page.set_default_timeout(60_000)
        page.goto(address)
        yield page
        browser.close()


def test_a_server_killed_during_an_answer_comes_back_with_all_that_was_kept(tmp_path: Path) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    with running(tmp_path, port) as server, visit(address) as page:
        page.fill("#question textarea", "经费是多少？")
        page.press("#question textarea", "Enter")
        page.locator(".chip", has_text="[1]").wait_for()
        page.fill("#question textarea", "慢一点")
        page.get_by_role("button", name="发送").click()
        page.get_by_text("正在起草，尚未核对").wait_for()
        os.kill(server.pid, signal.SIGKILL)
        server.wait()
        told = page.locator(".toast-body").first
        playwright.expect(told).to_contain_text("连接中断，正在重新连接")
        assert not re.search("[A-Za-z]{3}", told.inner_text())

        with running(tmp_path, port):
            said = page.locator("#connection")
            playwright.expect(said).to_contain_text("连接中断过，页面已重新载入")
            playwright.expect(page.locator("#question textarea")).to_have_value("慢一点")
            said.get_by_role("button", name="知道了").click()
            playwright.expect(said).to_have_count(0)
            page.get_by_role("button", name="历史对话").click()
            page.locator(".talk", has_text="1 轮").click()
            page.locator(".chip", has_text="[1]").wait_for()
            page.fill("#question textarea", "火星？")
            page.press("#question textarea", "Enter")
            page.locator(".badge", has_text="文件未写明").wait_for()
    talks = make_talks(tmp_path)
    (talk,) = talks.list()
    assert [answer.question for answer in talks.answers(talk.id)] == ["经费是多少？", "火星？"]
    talks.store.close()


def test_a_page_left_open_over_a_restart_says_so(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path, port), visit(f"http://127.0.0.1:{port}/") as page:
        page.get_by_role("button", name="发送").wait_for()
        page.route("**/health", lambda route: route.fulfill(json={"instance": "another"}))
        said = page.locator("#connection")
        playwright.expect(said).to_contain_text("服务重新启动过", timeout=60_000)
        page.unroute("**/health")
        said.get_by_role("button", name="重新载入").click()
        playwright.expect(said).to_contain_text("页面已重新载入")


def test_the_page_about_the_interfaces_is_read_at_any_width_and_fetches_nothing() -> None:
    fetched: list[str] = []
    with served(app_of(make_desks())) as address, visit(f"{address}/api/docs") as page:
        page.on("request", lambda request: fetched.append(request.url))
        wrong: list[str] = []
        page.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
        for width in (1440, 1024, 390):
            page.set_viewport_size({"width": width, "height": 800})
            page.reload()
            page.get_by_role("heading", name="提一个问题").wait_for()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert {urlsplit(url).path for url in fetched} <= {"/api/docs", "/favicon.ico"}
    assert {urlsplit(url).hostname for url in fetched} == {"127.0.0.1"} and wrong == []


if __name__ == "__main__":
    from ui.app import serve

    folder = Path(sys.argv[1])
    desks = make_desks(talks=make_talks(folder), data=folder)
    serve(app_of(desks, with_history=True), "127.0.0.1", int(sys.argv[2]))
