"""Visits to every tab: with the keyboard alone, on narrow screens, past axe, and among hostile documents."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn

from assistant.build import build
from assistant.conversation import Talks
from assistant.settings import Settings
from knowledge.conversations import Conversations
from tests.assistant.library import NOTICES, make_index
from tests.ui.test_browser import CHROMIUM, FLAGS
from ui.app import create_app
from ui.desk import Desk, OneDesk

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="/usr/bin/chromium is not installed"),
    pytest.mark.filterwarnings("ignore::Warning:gradio"),
]

HOW_MANY = "澄湖市要新建多少个社区科普驿站？"
WIDE, TABLET, PHONE = 1280, 1024, 390
MOST_CLICKS = 6
EVIL = (
    "<script>window.evil=1</script><img src=/evil.png onerror=window.evil=1>",
    "![图](http://evil.example/a.png)[点](javascript:window.evil=1)",
    '"><form action=http://evil.example><input name=evil></form><a href="data:text/html,evil">',
    "逆\u202e序\u2066甲\u200b乙\ufeff",
)
HOSTILE_NAME = "<img src=x onerror=window.evil=1>\u202etxt.逆.txt"
HOSTILE = {
    **NOTICES,
    HOSTILE_NAME: f"""关于印发《澄湖市{EVIL[0]}驿站{EVIL[3]}办法》的通知

澄科协发〔2027〕9号

各区县科协{EVIL[1]}：

第一条  {EVIL[2]}望星驿站每年新建三座{EVIL[0]}，由科普部{EVIL[1]}负责，2029年12月31日前完成。

第二条  望星驿站{"长" * 10_000}。

第三条  {"w" * 600}望星驿站{EVIL[3]}每季度检查一次。

澄湖市科学技术协会{EVIL[0]}
2027年1月5日
""",
}
NEVER = (
    '[src*="evil"], [href*="evil"], [action*="evil"], [onerror], .gradio-container form, '
    '[href^="javascript:"], [href^="data:text"], input[name="evil"]'
)


@dataclass
class Visit:
    """A page, and what it asked for and complained of."""

    page: Any
    urls: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def tabs(self) -> Iterator[str]:
        """Open one tab after the other, whatever tabs there are, at the wide width; their names."""
        self.page.set_viewport_size({"width": WIDE, "height": 800})
        for name in self.page.get_by_role("tab").all_inner_texts():
            self.page.set_viewport_size({"width": WIDE, "height": 800})
            self.page.get_by_role("tab", name=name, exact=True).click()
            self.page.wait_for_timeout(1200)
            yield name

    def ask(self, question: str) -> None:
        self.page.fill("#question textarea", question)
        self.page.press("#question textarea", "Enter")
        self.page.locator(".turn .tools").last.wait_for()
        self.page.wait_for_timeout(800)  # the questions to go on with come a moment later

    def assert_kept_at_home(self) -> None:
        assert {urlsplit(url).hostname for url in self.urls} - {None} == {"127.0.0.1"}
        assert self.errors == []


@contextmanager
def served(data: Path) -> Iterator[str]:
    """The address of the app over a data folder."""
    assistant = build(Settings(data=data))
    talks = Talks(Conversations(data))
    desk = Desk(assistant, assistant, assistant.records, data, talks)

    async def made() -> Any:
        return create_app(OneDesk(desk), with_history=True)

    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(asyncio.run(made()), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    server.should_exit = True
    thread.join(timeout=10)
    listener.close()
    talks.store.close()


@pytest.fixture(scope="module")
def plain_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(make_index(tmp_path_factory.mktemp("plain"))) as address:
        yield address


@pytest.fixture(scope="module")
def hostile_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(make_index(tmp_path_factory.mktemp("hostile"), HOSTILE)) as address:
        yield address


@contextmanager
def visiting(address: str, **options: Any) -> Iterator[Visit]:
    with playwright.sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        page = browser.new_page(viewport={"width": WIDE, "height": 800}, **options)
        page.set_default_timeout(30_000)
        visit = Visit(page)
        page.on("request", lambda request: visit.urls.append(request.url))
        page.on("console", lambda line: visit.errors.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: visit.errors.append(str(error)))
        page.on("dialog", lambda dialog: visit.errors.append(f"dialog: {dialog.message}"))
        page.goto(address)
        page.locator(".starter").first.wait_for()
        yield visit
        browser.close()


def click_what_opens(visit: Visit) -> None:
    """Open every fold of the tab on view, and click the first of what can be picked in it."""
    page = visit.page
    folds = page.locator(".tabitem:visible .label-wrap:visible:not(.open)")
    for _ in range(folds.count()):
        folds.first.click()
        page.wait_for_timeout(400)
    for number in range(min(MOST_CLICKS, page.locator(".tabitem:visible [data-pick]:visible").count())):
        button = page.locator(".tabitem:visible [data-pick]:visible").nth(number)
        if button.count() and button.get_attribute("data-pick"):
            button.click()
            page.wait_for_timeout(600)


def serious(page: Any) -> list[str]:
    """What axe finds that is serious or critical."""
    found = axe.Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_any_tab(plain_address: str, theme: str) -> None:
    with visiting(f"{plain_address}?__theme={theme}", reduced_motion="reduce") as visit:
        assert serious(visit.page) == []
        visit.ask("火星基地什么时候建成？")
        visit.ask(HOW_MANY)
        visit.page.locator(".chip").first.click()
        visit.page.locator("#panel mark").wait_for()
        visit.page.locator(".contents summary").click()
        visit.page.get_by_role("button", name="提意见").first.click()
        found = {}
        for name in visit.tabs():
            click_what_opens(visit)
            found[name] = serious(visit.page)
        assert found == {name: [] for name in found} and len(found) > 1
        assert visit.page.evaluate("document.documentElement.lang") == "zh-CN"
        visit.assert_kept_at_home()


def test_no_tab_scrolls_sideways_on_a_tablet_or_a_phone(plain_address: str) -> None:
    with visiting(plain_address) as visit:
        visit.ask(HOW_MANY)
        visit.page.locator(".chip").first.click()
        visit.page.locator("#panel mark").wait_for()
        wide = {}
        for name in visit.tabs():
            click_what_opens(visit)
            for width in (TABLET, PHONE):
                visit.page.set_viewport_size({"width": width, "height": 800})
                visit.page.wait_for_timeout(400)
                wide[name, width] = visit.page.evaluate("document.documentElement.scrollWidth") - width
        assert {place: more for place, more in wide.items() if more > 0} == {}
        visit.assert_kept_at_home()


def test_hostile_documents_and_questions_are_text_on_every_tab(hostile_address: str) -> None:
    with visiting(hostile_address) as visit:
        page = visit.page
        assert_harmless(visit)
        visit.ask("望星驿站每年新建几座？" + EVIL[0] + EVIL[3])
        page.locator(".chip").first.click()
        page.locator("#panel mark").wait_for()
        assert "window.evil" in page.locator("#panel").inner_text()
        assert_harmless(visit)
        page.locator(".contents summary").click()
        visit.ask("".join(EVIL))
        visit.ask("望星驿站多久检查一次？")
        for _ in visit.tabs():
            click_what_opens(visit)
            assert_harmless(visit)
            page.set_viewport_size({"width": PHONE, "height": 800})
            page.wait_for_timeout(400)
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
        visit.assert_kept_at_home()


def assert_harmless(visit: Visit) -> None:
    """Nothing of a document ran, was fetched, became an element, or turned the line around."""
    page = visit.page
    assert page.evaluate("window.evil") is None
    assert not [url for url in visit.urls if "evil" in url]
    assert page.locator(NEVER).count() == 0
    hidden = set("\u202e\u2066\u200b\ufeff") & set(page.locator(".gradio-container").inner_text())
    assert not hidden, hidden


def tab_to(page: Any, wanted: str, *, most: int = 80) -> None:
    """Press Tab until what fits the selector has the focus, and can be seen to have it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches({wanted!r})"):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", wanted
            return
    pytest.fail(f"the keyboard does not reach {wanted}")


def test_a_visit_with_the_keyboard_alone(plain_address: str) -> None:
    with visiting(plain_address) as visit:
        page = visit.page
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        tab_to(page, ".starter")
        page.keyboard.press("Enter")
        page.locator(".turn .tools").wait_for()
        tab_to(page, "#question textarea")
        page.keyboard.type(HOW_MANY)
        page.keyboard.press("Enter")
        playwright.expect(page.locator(".turn .tools")).to_have_count(2)
        page.locator(".turns").evaluate("turns => turns.focus()")
        tab_to(page, ".turn:last-child .chip")
        page.keyboard.press("Enter")
        page.locator("#panel mark").wait_for()
        assert "二十个" in page.locator("#panel mark").inner_text()
        tab_to(page, ".contents summary")
        page.keyboard.press("Enter")
        tab_to(page, "[data-jump]:not([aria-current])")
        heading = page.evaluate("document.activeElement.textContent")
        page.keyboard.press("Enter")
        assert heading[:6] in page.evaluate("document.activeElement.textContent")
        assert page.locator("#panel mark").count() == 1
        page.keyboard.press("Escape")
        page.locator("#panel .clause").wait_for(state="detached")
        assert page.evaluate("document.activeElement.matches('.chip')")
        tab_to(page, ".turn:last-child [data-copy]")
        page.keyboard.press("Enter")
        page.get_by_text("已复制").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(f"问：{HOW_MANY}\n") and "\n[1] 《" in copied
        tab_to(page, '.turn:last-child [data-pick$="-edit"]')
        page.keyboard.press("Enter")
        playwright.expect(page.locator("#question textarea")).to_have_value(HOW_MANY)
        assert page.evaluate("document.activeElement.matches('#question textarea')")
        visit.assert_kept_at_home()


def test_the_search_is_narrowed_and_a_question_that_was_offered_is_answered(plain_address: str) -> None:
    with visiting(plain_address) as visit:
        page = visit.page
        page.get_by_role("button", name="检索范围").click()
        page.get_by_label("文件", exact=True).fill("大篷车")
        page.get_by_role("button", name="检索范围：1 份文件").wait_for()
        visit.ask("院士进社区活动多久举办一次？")
        assert "所选的 1 份文件" in page.locator(".refused").inner_text()
        page.get_by_label("文件", exact=True).fill("")
        page.get_by_role("button", name="检索范围：全部文件").wait_for()
        visit.ask(HOW_MANY)
        offered = page.locator(".starter").first.inner_text()
        page.locator(".starter").first.click()
        playwright.expect(page.locator(".turn")).to_have_count(3)
        page.locator(".turn").nth(2).locator(".chip").first.wait_for()
        assert page.locator(".question").last.inner_text() == offered
        assert page.locator(".turn").nth(2).locator(".refused").count() == 0
        visit.assert_kept_at_home()
