"""How the interfaces for programs say no: one Chinese sentence as JSON, with the status that fits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from knowledge.errors import UserError
from ui.parts import TROUBLE

LONGEST_BODY = 1 << 20  # bytes
RETRY_S = 5
Shape = Callable[[int, str], dict[str, Any]]
_SENTENCES = {
    400: "请求内容不是有效的 JSON。",
    404: "没有这个接口，请查看 /api/docs 里的说明。",
    405: "这个接口不支持这种请求方法，请查看 /api/docs 里的说明。",
    413: f"请求内容过大，请控制在 {LONGEST_BODY >> 20} MB 以内。",
    415: "请求内容须为 JSON，请加上请求头 Content-Type: application/json。",
}
_PROBLEMS = {
    "missing": "缺少",
    "string_too_long": "太长",
    "string_too_short": "是空的",
    "too_long": "项数太多",
    "too_short": "是空的",
    "extra_forbidden": "不认识",
}


class Refused(HTTPException):
    """A request that cannot be met: its status, and one Chinese sentence."""

    def __init__(self, status: int, sentence: str, **headers: str) -> None:
        super().__init__(status, sentence, {name.replace("_", "-"): value for name, value in headers.items()})


def busy() -> Refused:
    """Too many at once."""
    return Refused(429, "同时提问的太多，请稍后再试。", retry_after=str(RETRY_S))


def unknown_token(error: UserError) -> Refused:
    """Nobody is known by what the request shows."""
    return Refused(401, str(error), www_authenticate="Bearer")


def speak_chinese(app: FastAPI, shape: Shape) -> None:
    """Let every error of an app be JSON of a shape (status and sentence → body)."""

    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        own = str(error.detail) if isinstance(error, Refused) else ""
        sentence = own or _SENTENCES.get(error.status_code, TROUBLE)
        return _reply(shape, error.status_code, sentence, dict(error.headers or {}))

    def mistaken(request: Request, error: Exception) -> Response:
        return _reply(shape, 400, str(error))

    def malformed(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return _reply(shape, *_fault(error.errors()[0]))

    def unexpected(request: Request, error: Exception) -> Response:
        return _reply(shape, 500, TROUBLE)

    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(UserError, mistaken)
    app.add_exception_handler(RequestValidationError, malformed)
    app.add_exception_handler(Exception, unexpected)
    app.add_middleware(JsonOnly, shape=shape)


def _reply(shape: Shape, status: int, sentence: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(shape(status, sentence), status, headers)


def _fault(found: dict[str, Any]) -> tuple[int, str]:
    """Status and sentence of the first thing that is wrong with a request."""
    if found["type"] == "json_invalid":
        return 400, "请求内容不是有效的 JSON。"
    place = ".".join(str(part) for part in found["loc"][1:]) or "请求内容"
    return 422, f"“{place}”{_PROBLEMS.get(found['type'], '不合要求')}，请查看 /api/docs 里的说明。"


class JsonOnly:
    """Reads the body of a request before anybody else does: JSON of at most LONGEST_BODY bytes."""

    def __init__(self, app: ASGIApp, shape: Shape) -> None:
        self.app = app
        self.shape = shape

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        kind = dict(scope["headers"]).get(b"content-type", b"").partition(b";")[0].strip().lower()
        status = 200 if kind == b"application/json" else 415
        body = b""
        while status == 200:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            if len(body) > LONGEST_BODY:
                status = 413
            if not message.get("more_body"):
                break
        if status == 200:
            await self.app(scope, _again(body, receive), send)
        else:
            await _reply(self.shape, status, _SENTENCES[status])(scope, receive, send)


def _again(body: bytes, receive: Receive) -> Receive:
    """What was read already, then what comes."""
    read = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive_again() -> Message:
        return next(read, None) or await receive()

    return receive_again
