"""The page: two tabs, one look, and the headers that keep a browser at home."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from pathlib import Path

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ingest.files import MAX_BYTES
from knowledge.errors import UserError, reason_of
from ui.api.answering import Answers
from ui.api.completions import completions_app
from ui.api.health import health_routes
from ui.api.routes import api_app
from ui.chat import chat_tab
from ui.compare_tab import compare_tab
from ui.desk import Desks
from ui.duties_tab import duties_tab
from ui.evaluation_tab import evaluation_tab
from ui.figures import CountedDesks, Figures
from ui.gate import Gate, Hosts
from ui.library_tab import library_tab
from ui.login import SCRIPT, Login, signed_in
from ui.onboarding_tab import onboarding_tab
from ui.people import who_is_here
from ui.targets_tab import targets_tab
from ui.upload_box import UploadGuard

__all__ = ["create_app", "serve"]

# How often files made for downloading are looked through, and how old they get; all go when the page stops.
DOWNLOADS_STAY_S = (600, 3600)
# Events of one kind that run at once, and those that wait; every running one holds one of some 40 threads.
AT_ONCE, WAITING = 16, 256
FONTS = ["system-ui", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"]
STYLES = sorted(Path(__file__).parent.glob("*.css"))
# Gradio builds its templates with Function and inline scripts, hence the two 'unsafe-…'.
CSP = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; worker-src 'self' blob:; frame-src 'none'; form-action 'self'; "
    "base-uri 'self'; frame-ancestors 'self'; object-src 'none'"
)
BLUE = gr.themes.Color(
    "#f2f7fc", "#e3eef9", "#c2d9f0", "#8fb8e2", "#5e95cc", "#2a69a8", "#1f5a96",
    "#1a4b7d", "#163e67", "#123253", "#0c2138",
)  # fmt: skip
CONNECTION = Path(__file__).with_name("connection.js").read_text(encoding="utf-8")
HEAD = f"""
<script>{CONNECTION}</script>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E
%3Crect width='16' height='16' rx='3' fill='%231f5a96'/%3E
%3Cpath d='M4 5h8M4 8h8M4 11h5' stroke='white' stroke-width='1.5'/%3E%3C/svg%3E">
"""


class SafeHeaders:
    """Adds the content security policy and its companions to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = CSP
                for name in ("Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"):
                    del headers[name]  # Gradio lets any origin read
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "same-origin"  # our own forms say where they come from
            await send(message)

        await self.app(scope, receive, send_with_headers)


def create_app(
    desks: Desks,
    *,
    with_history: bool,
    login: Login | None = None,
    hosts: Hosts | None = None,
    ready: Callable[[], object] = lambda: True,
) -> FastAPI:
    """The whole web app; `with_history` where conversations are kept, `login` where people sign in. `hosts`
    are the names it answers to (None: any), `ready` raises where no index is open."""
    app = FastAPI(title="知策", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(UploadGuard, desks=desks)
    if login:  # outside of it: whose upload it is
        login.protect(app)
    if hosts is not None:
        app.add_middleware(Gate, hosts=hosts)
    app.add_middleware(SafeHeaders)
    figures = Figures()
    desks = CountedDesks(desks, figures)
    _offer_to_programs(app, desks, figures, ready)
    gr.mount_gradio_app(
        app,
        _page(desks, with_history, people=login is not None),
        path="/",
        auth_dependency=signed_in if login else None,
        footer_links=[],
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        max_file_size=MAX_BYTES,
        theme=gr.themes.Base(primary_hue=BLUE, neutral_hue="slate", font=FONTS, font_mono=["monospace"]),
        css_paths=STYLES,
        head=HEAD + (SCRIPT if login else ""),
    )
    return app


def _offer_to_programs(app: FastAPI, desks: Desks, figures: Figures, ready: Callable[[], object]) -> None:
    answers = Answers()
    app.include_router(health_routes(desks, figures, ready))
    app.mount("/api", api_app(desks, answers))
    app.mount("/v1", completions_app(desks, answers))


def _page(desks: Desks, with_history: bool, *, people: bool) -> gr.Blocks:
    page = gr.Blocks(
        title="知策 · 政策文件问答", analytics_enabled=False, fill_width=True, delete_cache=DOWNLOADS_STAY_S
    )
    with page:
        gr.HTML("<header><h1>知策</h1><p>政策文件问答，逐条注明出处</p></header>", apply_default_css=False)
        if people:
            who_is_here(desks, page)
        with gr.Tabs():
            with gr.Tab("问答"):
                chat_tab(desks, with_history=with_history)
            with gr.Tab("部门职责") as tab:
                duties_tab(desks, tab)
            with gr.Tab("目标与时限") as tab:
                targets_tab(desks, tab)
            with gr.Tab("对比") as tab:
                compare_tab(desks, tab)
            with gr.Tab("新任干部") as tab:
                onboarding_tab(desks, tab)
            with gr.Tab("文件库") as tab:
                library_tab(desks, tab)
            with gr.Tab("评测") as tab:
                evaluation_tab(desks, tab)
        page.queue(default_concurrency_limit=AT_ONCE, max_size=WAITING)
    return page


def serve(app: FastAPI, host: str, port: int) -> None:
    """Serve until stopped; prints the address once the page answers. UserError if it cannot listen."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError as error:
        message = (
            f"无法在 {host}:{port} 上打开网页（{reason_of(error)}），请用 --port 换一个端口，或检查 --host。"
        )
        raise UserError(message) from error
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    _Server(config, f"http://{host}:{port}").run(sockets=[listener])


class _Server(uvicorn.Server):
    """Says where the page is when it is there."""

    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self._address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(f"知策已就绪：{self._address}（按 Ctrl+C 停止）", file=sys.stderr, flush=True)
