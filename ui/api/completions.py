"""OpenAI's protocol below /v1, so that other chat programs can ask: models, and chat completions.

The last message of the user is the question, those before it are its history; what a system or an
assistant message says is not used. Only the verified answer is sent, in a stream after comments that keep
the connection open: a draft is never seen. Tokens are not counted, so no `usage` is given.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import ExitStack
from secrets import token_hex
from time import time
from typing import Any, Literal

from fastapi import APIRouter, FastAPI
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from assistant.answers import Answer
from assistant.conversation import earlier_questions
from assistant.question import LONGEST_QUESTION, proper
from knowledge.errors import UserError
from ui.api.answering import Answers, Here, Making
from ui.api.replies import Refused, speak_chinese
from ui.api.said import markdown_text
from ui.desk import Desks
from ui.parts import apology

MODEL = "zhice"
MOST_MESSAGES = 500
ALIVE_S = 5.0  # between two signs of life while an answer is made
ALIVE = ": 正在查找并核对依据\n\n"
DONE = "data: [DONE]\n\n"
_TYPES = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
}
router = APIRouter()


class Part(BaseModel):
    """A part of what is said: only text is read."""

    model_config = ConfigDict(extra="ignore")

    type: str
    text: str = ""


class Said(BaseModel):
    """A message."""

    model_config = ConfigDict(extra="ignore")

    role: str
    content: str | list[Part] | None = None


class Asked(BaseModel):
    """A request; what else OpenAI's protocol allows in it changes nothing here."""

    model_config = ConfigDict(extra="ignore")

    model: str
    messages: list[Said] = Field(min_length=1, max_length=MOST_MESSAGES)
    stream: bool = False
    n: Literal[1] | None = None


def completions_app(desks: Desks, answers: Answers) -> FastAPI:
    """The app that is mounted at /v1."""
    app = FastAPI(title="知策", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desks, app.state.answers = desks, answers
    speak_chinese(app, error_body)
    app.include_router(router)
    return app


def error_body(status: int, sentence: str) -> dict[str, Any]:
    """An error in OpenAI's form."""
    kind = _TYPES.get(status, "server_error" if status >= 500 else "invalid_request_error")
    return {"error": {"message": sentence, "type": kind, "param": None, "code": None}}


@router.get("/models")
def models(desk: Here) -> dict[str, Any]:
    """The one model there is."""
    return {"object": "list", "data": [_MODEL]}


@router.get("/models/{name}")
def model(desk: Here, name: str) -> dict[str, Any]:
    """The same, asked for by its name."""
    return known_model(name)


@router.post("/chat/completions")
async def complete(desk: Here, answers: Making, asked: Asked) -> Response:
    """Answer the last question of a conversation."""
    known_model(asked.model)
    question, *earlier = reversed(questions_of(asked.messages))
    history = earlier_questions(reversed(earlier))
    with ExitStack() as held:
        held.enter_context(answers.place())
        work = asyncio.ensure_future(answers.answer(desk, question, history))
        held.callback(work.cancel)
        if asked.stream:
            return _Streamed(work, held.pop_all())
        return JSONResponse(_completion(await work))


_MODEL = {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}


def known_model(name: str) -> dict[str, Any]:
    """The model of a name. Status 404 for any other name."""
    if name != MODEL:
        raise Refused(404, f"没有名为“{name[:100]}”的模型，请把模型名称写成 {MODEL}。")
    return _MODEL


def questions_of(messages: list[Said]) -> list[str]:
    """What the user asked, in order, the last a proper question. UserError where there is none.

    An earlier message that is empty or longer than a question is left out.
    """
    said = [_text_of(message) for message in messages if message.role == "user"]
    if not said:
        raise UserError("messages 里没有用户的问题（role 为 user 的消息）。")
    earlier = [text for text in said[:-1] if text and len(text) <= LONGEST_QUESTION]
    return [*earlier, proper(said[-1])]


def _text_of(message: Said) -> str:
    if not isinstance(message.content, list):
        return (message.content or "").strip()
    if any(part.type != "text" for part in message.content):
        raise UserError("只能用文字提问，不能附图片、声音或文件。")
    return "\n".join(part.text for part in message.content).strip()


def _completion(answer: Answer) -> dict[str, Any]:
    message = {"role": "assistant", "content": markdown_text(answer)}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return {**_reply_head("chat.completion"), "choices": [choice]}


def _reply_head(kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{token_hex(12)}", "object": kind, "created": int(time()), "model": MODEL}


class _Streamed(StreamingResponse):
    """An answer that is being made, as events; when they end, whyever they do, what is `held` is given back."""

    def __init__(self, work: asyncio.Future[Answer], held: ExitStack) -> None:
        super().__init__(_events(work), media_type="text/event-stream", headers={"Cache-Control": "no-store"})
        self._held = held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._held:
            await super().__call__(scope, receive, send)


async def _events(work: asyncio.Future[Answer]) -> AsyncIterator[str]:
    """Signs of life, then the verified answer line by line; an error as an event of its own."""
    head = _reply_head("chat.completion.chunk")
    yield ALIVE
    while not (await asyncio.wait([work], timeout=ALIVE_S))[0]:
        yield ALIVE
    try:
        lines = markdown_text(work.result()).splitlines(keepends=True)
    except Exception as error:
        yield _event(error_body(400 if isinstance(error, UserError) else 500, apology(error)))
    else:
        yield _chunk(head, {"role": "assistant", "content": ""})
        for line in lines:
            yield _chunk(head, {"content": line})
        yield _chunk(head, {}, "stop")
    yield DONE


def _chunk(head: dict[str, Any], delta: dict[str, Any], finish: str | None = None) -> str:
    return _event({**head, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})


def _event(value: dict[str, Any]) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"
