"""The app served on this machine, and desks where tokens are asked for."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import gradio as gr
import uvicorn
from fastapi import FastAPI

from knowledge.errors import UserError
from ui.app import create_app
from ui.desk import Desk, Desks
from ui.gate import Hosts

ADMIN, READER = "admin-token", "reader-token"


@dataclass(frozen=True)
class TokenDesks:
    """A desk for each token; nobody without one."""

    desks: Mapping[str, Desk]

    def __call__(self, request: gr.Request | None) -> Desk:
        return self.desks[ADMIN]

    def of_token(self, token: str | None) -> Desk:
        if token not in self.desks:
            raise UserError("令牌不对或已失效，请向管理员索取新的令牌。")
        return self.desks[token]


def app_of(desks: Desks, hosts: Hosts | None = None, *, with_history: bool = False) -> FastAPI:
    """The real app; built in a loop, as outside of one Gradio would open loops and leave them open."""

    async def build() -> FastAPI:
        return create_app(desks, with_history=with_history, hosts=hosts)

    return asyncio.run(build())


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The address of an app that is served while this lasts."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=20)
        listener.close()
