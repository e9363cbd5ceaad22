"""The page: two tabs, one look, and the headers that keep a browser at home."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.chat import Answering, Library, chat_tab
from ui.documents_tab import documents_tab

__all__ = ["Answering", "Library", "create_app", "serve"]

FONTS = ["system-ui", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"]
STYLE = Path(__file__).with_name("style.css")
# Gradio builds its templates with Function and inline scripts, hence the two 'unsafe-…'.
CSP = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; worker-src 'self' blob:; frame-src 'none'; form-action 'self'; "
    "base-uri 'self'; frame-ancestors 'self'; object-src 'none'"
)
# Chinese in Gradio's own words and in <html lang>, whatever the browser prefers; our own icon.
HEAD = """
<script>Object.defineProperty(navigator, "language", { get: () => "zh-CN" });</script>
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
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
            await send(message)

        await self.app(scope, receive, send_with_headers)


def create_app(answering: Answering, library: Library, *, starters: Sequence[str]) -> FastAPI:
    """The whole web app; `starters` are offered as first questions."""
    app = FastAPI(title="知策", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(SafeHeaders)
    return gr.mount_gradio_app(
        app,
        _page(answering, library, starters),
        path="/",
        footer_links=[],
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        max_file_size=1,
        theme=gr.themes.Base(primary_hue="blue", neutral_hue="slate", font=FONTS, font_mono=["monospace"]),
        css_paths=STYLE,
        head=HEAD,
    )


def _page(answering: Answering, library: Library, starters: Sequence[str]) -> gr.Blocks:
    with gr.Blocks(title="知策 · 政策文件问答", analytics_enabled=False, fill_width=True) as page:
        gr.HTML("<header><h1>知策</h1><p>政策文件问答，逐条注明出处</p></header>", apply_default_css=False)
        with gr.Tabs():
            with gr.Tab("问答"):
                chat_tab(answering, library, starters)
            with gr.Tab("文件") as tab:
                documents_tab(library, tab)
    page.queue(default_concurrency_limit=4, max_size=64)
    return page


def serve(app: FastAPI, host: str, port: int) -> None:
    """Serve until stopped; only warnings and errors are logged."""
    uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False, server_header=False)
