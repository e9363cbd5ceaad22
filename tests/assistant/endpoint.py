"""A real local chat endpoint that speaks OpenAI's streaming protocol and says what it is told to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from time import sleep

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from assistant.generate import ChatGenerator, chat_generator
from assistant.settings import ChatSettings

KEY = "sk-very-secret-0002"
PATH = "/v1/chat/completions"
DONE = "data: [DONE]\n\n"


def event(text: str, finish: str | None = None) -> str:
    """One server-sent event of a streamed completion."""
    chunk = {
        "id": "c1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": finish}],
    }
    return f"data: {json.dumps(chunk)}\n\n"


def writer_of(server: HTTPServer) -> ChatGenerator:
    """The project's own client of the endpoint."""
    generator = chat_generator(ChatSettings("m", server.url_for("/v1"), KEY))
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
