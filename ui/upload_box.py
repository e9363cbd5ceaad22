"""Bringing files to the page: the box they are dropped on, and the guard at the door they come through."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ingest.files import MAX_BYTES, suffixes
from ingest.uploads import MOST_FILES
from ui.desk import Desks
from ui.parts import apology

UPLOAD_PATH = "/gradio_api/upload"
# Gradio's other ways to send files, and one that calls another server: the page uses none of them.
CLOSED_DOORS = tuple(
    f"/gradio_api/{name}" for name in ("process_recording", "component_server", "run-history")
)
NOT_HERE = "没有这个地址。"
TOO_LARGE = (
    f"文件太大：每个文件不超过 {MAX_BYTES // 1_000_000} MB，一次不超过 {MOST_FILES} 个，请拆分后再上传。"
)
NOT_ALLOWED = "您可以查看文件，但不能上传；需要上传时请找管理员。"
FORMATS = "、".join(suffix.removeprefix(".") for suffix in suffixes())
LIMITS = f"可上传：{FORMATS}。每个文件不超过 {MAX_BYTES // 1_000_000} MB，一次最多 {MOST_FILES} 个；同名文件作为新版本。"
CHECKS = Path(__file__).with_name("upload_box.js").read_text(encoding="utf-8")
FORM_ROOM = 100_000  # bytes of an upload that are not of its files


@dataclass(frozen=True, slots=True)
class Brought:
    """A file as the browser sent it: where its bytes are for now, and what its owner calls it."""

    at: Path
    name: str

    def forget(self) -> None:
        """Delete the copy, with the folder that was made for it alone."""
        with suppress(OSError):
            self.at.unlink(missing_ok=True)
            self.at.parent.rmdir()


def upload_box() -> gr.File:
    """A box for files that gives them as `Brought`; its limits are said below it, and checked in the browser
    before anything is sent."""
    box = gr.File(label="上传文件", file_count="multiple", elem_id="upload", height=96)
    box.preprocess = _brought  # type: ignore[method-assign]  # a subclass would write a .pyi beside this file
    gr.HTML(
        f'<p class="caption">{LIMITS}</p><p id="upload-said" role="alert"></p>',
        js_on_load=CHECKS.replace("MOST_BYTES", str(MAX_BYTES)).replace("MOST_FILES", str(MOST_FILES)),
        apply_default_css=False,
    )
    return box


def _brought(payload: Any) -> Any:
    """The files with their whole names: Gradio's own leave brackets and quotation marks out. Gradio has
    checked before that the paths are those of its uploads."""
    files = [] if payload is None else getattr(payload, "root", [payload])
    return [Brought(Path(file.path), file.orig_name or Path(file.path).name) for file in files]


class UploadGuard:
    """Lets in only uploads of those who may bring documents in, and none that are too large."""

    def __init__(self, app: ASGIApp, desks: Desks) -> None:
        self.app, self.desks = app, desks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and any(door in scope["path"] for door in CLOSED_DOORS):
            await PlainTextResponse(NOT_HERE, 404)(scope, receive, send)
        elif scope["type"] != "http" or not scope["path"].rstrip("/").endswith(UPLOAD_PATH):
            await self.app(scope, receive, send)
        elif refusal := self._refusal(Request(scope)):
            await refusal(scope, receive, send)
        else:
            await self.app(scope, receive, _in_chinese(send, scope, receive))

    def _refusal(self, request: Request) -> PlainTextResponse | None:
        """The answer to a request that is not let in."""
        try:
            if not self.desks(gr.Request(request)).may_edit:
                return PlainTextResponse(NOT_ALLOWED, 403)
        except Exception as error:
            return PlainTextResponse(apology(error), 403)
        length = request.headers.get("content-length", "")
        if length.isdecimal() and int(length) > MOST_FILES * MAX_BYTES + FORM_ROOM:
            return PlainTextResponse(TOO_LARGE, 413)
        return None


def _in_chinese(send: Send, scope: Scope, receive: Receive) -> Send:
    """Gradio's refusal of a file that is too large, as our sentence."""
    refused = False

    async def translated(message: Message) -> None:
        nonlocal refused
        if message["type"] == "http.response.start" and message["status"] == 413:
            refused = True
            await PlainTextResponse(TOO_LARGE, 413)(scope, receive, send)
        elif not refused:
            await send(message)

    return translated
