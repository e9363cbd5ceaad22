"""The door before the page: who is not signed in reaches the login page, and nothing else.

Sessions are cookies that only this host sends and scripts do not see; programs that bring a token of
their own (`TOKEN_PATHS`) are let through and answer for themselves.
"""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from pathlib import Path
from string import Template
from urllib.parse import parse_qs, urlsplit

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from knowledge import audit
from knowledge.errors import UserError
from knowledge.people import LONGEST_NAME, LONGEST_PASSWORD, Person, Users, folded
from ui.render import plain
from ui.sessions import LONGEST_S, Sessions, Throttle

COOKIE = "zhice_session"
LOGIN, LOGOUT = "/login", "/logout"
TOKEN_PATHS = ("/api", "/v1", "/health", "/metrics")
PROGRAM = ("/assets/", "/static/")  # the same for everybody
SIGNED_IN = "zhice.user"
MOST_BYTES = 4096
WRONG = "用户名或密码不对，请重新输入。"
FOREIGN = "登录请求不是从本页发出的，请打开登录页重新登录。"
LEFT = "已退出。"
OVER = "登录已过期，请重新登录。"
Answering = Callable[[Request], Awaitable[Response]]
_PAGE = Template(Path(__file__).with_name("login.html").read_text(encoding="utf-8"))
# A page that stays open when its session ends goes to the login page with the next thing it asks for.
SCRIPT = """
<script>
const ask = window.fetch;
window.fetch = async (...what) => {
  const answer = await ask(...what);
  if (answer.status === 401) location.assign("/login?over");
  return answer;
};
</script>
"""


class Login:
    """Signs people in and out, and says whose request it is."""

    def __init__(self, users: Users, data: Path, sessions: Sessions, throttle: Throttle) -> None:
        self._users, self._data = users, data
        self._sessions, self._throttle = sessions, throttle

    def protect(self, app: FastAPI) -> None:
        """Put the login before everything the app has and will have."""
        app.add_middleware(Guard, login=self)
        app.add_route(LOGIN, _told(self.page), methods=["GET"])
        app.add_route(LOGIN, _told(self.sign_in), methods=["POST"])
        app.add_route(LOGOUT, _told(self.sign_out), methods=["POST"])

    def person(self, request: Request) -> Person | None:
        """Who is signed in."""
        return self._sessions.person(request.cookies.get(COOKIE, ""))

    async def page(self, request: Request) -> Response:
        """The login page; who is signed in already goes on."""
        if self.person(request):
            return _to("/")
        said = {"over": OVER, "left": LEFT}.get(request.url.query, "")
        return _page(said, tone="calm")

    async def sign_in(self, request: Request) -> Response:
        """Check what the login page sent, and begin a session."""
        if not _from_here(request):
            return _page(FOREIGN, status=403)
        name, password = await _sent(request)
        address = request.client.host if request.client else ""
        if wait := math.ceil(self._throttle.wait_s(name, address)):
            return _page(f"登录失败次数过多，请 {wait} 秒后再试。", name, status=429)
        self._throttle.failed(name, address)  # taken back below: tries sent at once count too
        person = await run_in_threadpool(self._users.signed_in, name, password)
        if person is None:
            await run_in_threadpool(audit.note, self._data, name, "failed_sign_in", address)
            return _page(WRONG, name)
        self._throttle.passed(name, address)
        await run_in_threadpool(audit.note, self._data, person.name, "signed_in", address)
        answer = _to("/")
        answer.set_cookie(
            COOKIE, self._sessions.begin(person), max_age=int(LONGEST_S), httponly=True,
            samesite="strict", secure=request.url.scheme == "https",
        )  # fmt: skip
        return answer

    async def sign_out(self, request: Request) -> Response:
        """End the session."""
        person = self._sessions.end(request.cookies.get(COOKIE, ""))
        if person:
            await run_in_threadpool(audit.note, self._data, person.name, "signed_out")
        answer = _to(f"{LOGIN}?left")
        answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return answer


class Guard:
    """Lets a request through when somebody is signed in, and says who under SIGNED_IN in its scope."""

    def __init__(self, app: ASGIApp, login: Login) -> None:
        self.app, self.login = app, login

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or _is_open(scope["path"]):
            await self.app(scope, receive, send)
            return
        try:
            person = self.login.person(Request({**scope, "type": "http"}))
        except UserError as error:
            await PlainTextResponse(str(error), 503)(scope, receive, send)
            return
        if person is None or scope["type"] == "websocket":
            await _turned_away(scope)(scope, receive, send)
            return
        own = send if scope["path"].startswith(PROGRAM) else _not_kept(send)
        await self.app({**scope, SIGNED_IN: person.name}, receive, own)


def _told(answering: Answering) -> Answering:
    """What went wrong as a sentence on the login page."""

    async def answer(request: Request) -> Response:
        try:
            return await answering(request)
        except UserError as error:
            return _page(str(error), status=503)

    return answer


def signed_in(request: Request) -> str | None:
    """The name of who sent a request that came through the login."""
    name = request.scope.get(SIGNED_IN)
    return name if isinstance(name, str) else None


def _is_open(path: str) -> bool:
    return path == LOGIN or any(path == one or path.startswith(f"{one}/") for one in TOKEN_PATHS)


def _turned_away(scope: Scope) -> Response:
    """The login page for a person who opens a page, a plain refusal for everything else."""
    if scope["type"] == "http" and scope["method"] == "GET":
        request = Request(scope)
        if "text/html" in request.headers.get("accept", ""):
            return _to(f"{LOGIN}?over" if COOKIE in request.cookies else LOGIN)
    return JSONResponse({"error": "请先登录。"}, 401)


def _not_kept(send: Send) -> Send:
    """What one person sees is not kept for the next one at the same machine."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Cache-Control"] = "no-store"
        await send(message)

    return sending


def _from_here(request: Request) -> bool:
    """Whether a form was sent from our own page, as far as the browser says."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")


async def _sent(request: Request) -> tuple[str, str]:
    """Name and password of the form; empty where it is none of ours."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            return "", ""
    try:
        fields = parse_qs(body.decode("utf-8"), max_num_fields=8)
    except ValueError:
        return "", ""
    name, password = (fields.get(key, [""])[0] for key in ("name", "password"))
    return folded(name)[:LONGEST_NAME], password[:LONGEST_PASSWORD]


def _page(said: str, name: str = "", *, status: int = 200, tone: str = "") -> Response:
    first, second = ("", "autofocus") if name else ("autofocus", "")
    text = _PAGE.substitute(said=plain(said), name=plain(name), first=first, second=second, tone=tone)
    return HTMLResponse(text, status, headers={"Cache-Control": "no-store"})


def _to(place: str) -> RedirectResponse:
    return RedirectResponse(place, 303, headers={"Cache-Control": "no-store"})
