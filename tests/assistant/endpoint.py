"""A real local chat endpoint that speaks OpenAI's streaming protocol and says what it is told to."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from threading import Event, Thread
from time import sleep
from types import TracebackType
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from assistant.build import chat_generator
from assistant.generate import ChatGenerator
from assistant.settings import ChatSettings

KEY = "sk-very-secret-0002"
PATH = "/v1/chat/completions"
DONE = "data: [DONE]\n\n"


def event(text: str, finish: str | None = None, **delta: str) -> str:
    """One server-sent event of a streamed completion."""
    said = {"role": "assistant", "content": text, **delta}
    chunk = {
        "id": "c1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "delta": said, "finish_reason": finish}],
    }
    return f"data: {json.dumps(chunk)}\n\n"


def completion(text: str) -> dict[str, Any]:
    """The body of a completion that is not streamed."""
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return {"id": "c1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}


def writer_of(server: HTTPServer) -> ChatGenerator:
    """The project's own client of the endpoint."""
    return writer_at(server.url_for("/v1"))


def writer_at(address: str) -> ChatGenerator:
    generator = chat_generator(ChatSettings("m", address, KEY))
    assert generator is not None
    return generator


def says(server: HTTPServer, reply: str, size: int = 7) -> ChatGenerator:
    """The endpoint streams `reply` in pieces of `size` characters and ends properly."""
    pieces = [event(reply[i : i + size]) for i in range(0, len(reply), size)]
    return sends(server, [*pieces, event("", "stop"), DONE])


def sends(server: HTTPServer, events: Iterable[str]) -> ChatGenerator:
    """The endpoint sends these events, whatever they are."""
    kept = list(events) if isinstance(events, list) else events
    server.expect_request(PATH, method="POST").respond_with_handler(
        lambda _: Response((text.encode() for text in kept), content_type="text/event-stream")
    )
    return writer_of(server)


def fails(server: HTTPServer, status: int) -> ChatGenerator:
    """The endpoint refuses with a status, repeating the key as careless servers do."""
    server.expect_request(PATH).respond_with_json({"error": {"message": f"bad {KEY}"}}, status=status)
    return writer_of(server)


def endless(server: HTTPServer, text: str, most: int, pause: float = 0.0) -> tuple[ChatGenerator, list[int]]:
    """The endpoint repeats `text` up to `most` times, `pause` seconds apart; the list holds how many were sent."""
    sent: list[int] = [0]

    def events() -> Iterator[bytes]:
        for _ in islice(iter(int, 1), most):
            sent[0] += 1
            sleep(pause)
            yield event(text).encode()

    server.expect_request(PATH).respond_with_handler(
        lambda _: Response(events(), content_type="text/event-stream")
    )
    return writer_of(server), sent


def prompt_received(server: HTTPServer) -> str:
    """The one message of the last request."""
    request: Request = server.log[-1][0]
    (message,) = request.get_json()["messages"]
    return str(message["content"])


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


def chunked(text: str) -> bytes:
    """A piece of a chunked body."""
    data = text.encode()
    return b"%x\r\n%s\r\n" % (len(data), data)


class Wire:
    """A server of one request that sends bytes, then stays silent; `hung_up` is set when the client leaves."""

    def __init__(self, sent: Iterable[bytes] = (), *, then_close: bool = False) -> None:
        self._sent, self._then_close = sent, then_close
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.hung_up = Event()
        self._thread = Thread(target=self._serve, daemon=True)

    @property
    def writer(self) -> ChatGenerator:
        return writer_at(f"http://127.0.0.1:{self._listening.getsockname()[1]}/v1")

    def _serve(self) -> None:
        with suppress(OSError):
            client, _ = self._listening.accept()
            with client, suppress(OSError):
                request = b""
                while b"\r\n\r\n" not in request:
                    request += client.recv(65536)
                for data in self._sent:
                    client.sendall(data)
                while not self._then_close and client.recv(65536):
                    pass
        self.hung_up.set()

    def __enter__(self) -> Wire:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listening.close()
        self._thread.join(10)
