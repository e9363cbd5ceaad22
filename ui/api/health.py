"""Whether the server lives and can answer, and what it has done: /health for anybody, /metrics for an admin."""

from __future__ import annotations

import logging
from collections.abc import Callable
from ipaddress import ip_address

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from knowledge.errors import UserError
from ui.api.answering import token_of
from ui.desk import Desks
from ui.figures import Figures, catalog_lines

FORMAT = "text/plain; version=0.0.4"
ADMINS_ONLY = "只有管理员的令牌可以查看统计；本机单人使用时，请在本机上查看。"
log = logging.getLogger(__name__)


def health_routes(desks: Desks, figures: Figures, ready: Callable[[], object]) -> APIRouter:
    """The two pages; `ready` raises where no index is open."""
    router = APIRouter(include_in_schema=False)

    @router.get("/health")
    def health() -> Response:
        try:
            ready()
        except Exception as error:
            if not isinstance(error, UserError):
                log.error("the index cannot be read", exc_info=error)
            return JSONResponse({"status": "unavailable", "ready": False}, 503)
        return JSONResponse({"status": "ok", "ready": True})

    @router.get("/metrics")
    def metrics(request: Request) -> Response:
        token = token_of(request)
        try:
            desk = desks.of_token(token)
        except UserError as error:
            return PlainTextResponse(str(error), 401, {"WWW-Authenticate": "Bearer"})
        if desk.role != "admin" or (token is None and not from_this_machine(request)):
            return PlainTextResponse(ADMINS_ONLY, 403)
        lines = [*figures.lines(), *catalog_lines(desk.records)]
        return PlainTextResponse("\n".join(lines) + "\n", media_type=FORMAT)

    return router


def from_this_machine(request: Request) -> bool:
    """Whether a request came from this machine itself, and not through a proxy on it."""
    if request.client is None or "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False
