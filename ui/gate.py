"""Who may speak to the server at all: addresses it is known by, pages of its own, headers on every answer.

A page anywhere on the web can make a browser send requests to a server on the same machine. It cannot
read the answers, as no other origin is ever allowed to; nor act, as its requests name it in Origin; nor
take the place of this server's name (DNS rebinding), as the name it came by stands in Host.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Self
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
EVERYWHERE = frozenset({"0.0.0.0", "::", ""})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_HOST = re.compile(r"(?:\[(?P<six>[0-9a-fA-F:.]+)\]|(?P<name>[\w.-]+))(?::\d{1,5})?")
STRANGE_HOST = (
    "这个地址不在允许之列。请用启动时提示的地址打开；要用别的名称，请在启动时加上 --allow-host 名称。"
)
STRANGE_ORIGIN = "这个请求来自别的网站，没有执行。"


def host_of(header: str) -> str:
    """The name or address in a Host header, without its port, in lower case; "" where it is none."""
    match = _HOST.fullmatch(header.strip())
    return (match["six"] or match["name"]).lower() if match else ""


@dataclass(frozen=True, slots=True)
class Hosts:
    """The names that a server answers to; `addresses` where it also does to every IP address, which no
    other site can stand behind."""

    names: frozenset[str] = LOOPBACK
    addresses: bool = False

    @classmethod
    def of(cls, host: str, more: Iterable[str] = ()) -> Self:
        """Of a server that listens on `host` and is also known by other names."""
        listening = host.strip("[]").lower()
        names = {host_of(name) or name.lower() for name in more}
        return cls(LOOPBACK | {listening, *names} - EVERYWHERE, listening in EVERYWHERE)

    def know(self, header: str) -> bool:
        """Whether a Host header names this server."""
        name = host_of(header)
        return name in self.names or (self.addresses and _is_address(name))


def _is_address(name: str) -> bool:
    try:
        return bool(ip_address(name))
    except ValueError:
        return False


class Gate:
    """Turns away requests that name another host, and changes that a page of another site asks for."""

    def __init__(self, app: ASGIApp, hosts: Hosts) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._refusal(scope) if scope["type"] == "http" else None
        await (answer or self.app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        if not self.hosts.know(headers.get("host", "")):
            return PlainTextResponse(STRANGE_HOST, 403)
        origin = headers.get("origin")
        if origin is None or scope["method"] in SAFE_METHODS or self._is_own(origin, headers["host"]):
            return None
        return PlainTextResponse(STRANGE_ORIGIN, 403)

    def _is_own(self, origin: str, host: str) -> bool:
        """Whether a page of ours asks: of this very address and port, or of a name that a proxy has for it."""
        try:
            place = urlsplit(origin).netloc.lower()
        except ValueError:
            return False
        proxy = host_of(place) not in {*LOOPBACK, host_of(host)}
        return self.hosts.know(place) and (proxy or _port(place) == _port(host))


def _port(header: str) -> str:
    return header.rpartition("]")[2].rpartition(":")[2] if ":" in header.rpartition("]")[2] else ""
