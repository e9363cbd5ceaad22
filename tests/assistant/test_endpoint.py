"""An endpoint in every bad state: each ends in one plain Chinese reason, in time, and without the key."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import repeat
from time import sleep

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from assistant.generate import LONGEST_DRAFT, ChatGenerator, GenerationError
from tests.assistant.endpoint import (
    DONE,
    HEAD,
    KEY,
    PATH,
    Wire,
    chunked,
    completion,
    endless,
    event,
    fails,
    says,
    sends,
    writer_at,
    writer_of,
)

SAID = "新建驿站20个[1]。"
WHOLE = [event(SAID), event("", "stop"), DONE]


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client's growing pauses, a thousand times shorter."""
    monkeypatch.setattr("openai._base_client.INITIAL_RETRY_DELAY", 0.001)


def trouble(generator: ChatGenerator) -> str:
    """The reason that a failing stream gives: one line of Chinese that says what to do, without a full stop."""
    with pytest.raises(GenerationError) as error:
        list(generator.stream("提示"))
    text = str(error.value)
    assert text.startswith(("对话模型", "没有找到对话模型", "连不上对话模型"))
    assert "请" in text and "\n" not in text and not text.endswith("。") and len(text) < 60
    assert KEY not in text and error.value.__cause__ is None
    return text


def reply(generator: ChatGenerator) -> str:
    return "".join(generator.stream("提示"))


# --- refusals --------------------------------------------------------------------------------------

REFUSALS = {
    307: "最终地址", 400: "状态码 400", 401: "密钥", 402: "额度", 403: "权限", 404: "接口地址",
    413: "上下文", 422: "状态码 422", 429: "频繁", 500: "状态码 500", 503: "状态码 503",
}  # fmt: skip


@pytest.mark.parametrize("status", REFUSALS)
def test_a_refusal_says_what_to_do(httpserver: HTTPServer, status: int) -> None:
    assert REFUSALS[status] in trouble(fails(httpserver, status))


@pytest.mark.parametrize(("status", "requests"), [(429, 3), (500, 3), (503, 3), (401, 1), (404, 1), (307, 1)])
def test_only_what_may_pass_is_tried_again(httpserver: HTTPServer, status: int, requests: int) -> None:
    trouble(fails(httpserver, status))
    assert len(httpserver.log) == requests


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_passing_failure_passes(httpserver: HTTPServer, status: int) -> None:
    for _ in range(2):
        httpserver.expect_oneshot_request(PATH).respond_with_data("busy", status=status)
    assert reply(sends(httpserver, WHOLE)) == SAID


def test_retry_after_is_waited_for(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr("openai._base_client.anyio.sleep", pause)
    for wait in ("7", "11"):
        httpserver.expect_oneshot_request(PATH).respond_with_data(
            "", status=429, headers={"Retry-After": wait}
        )
    assert reply(sends(httpserver, WHOLE)) == SAID
    assert pauses == [7, 11]


@pytest.mark.parametrize("wait", ["86400", "-1", "nan", "soon", "Wed, 21 Oct 2099 07:28:00 GMT"])
def test_no_pause_is_longer_than_its_bound(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, wait: str
) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr("openai._base_client.anyio.sleep", pause)
    httpserver.expect_request(PATH).respond_with_data("", status=429, headers={"Retry-After": wait})
    trouble(writer_of(httpserver))
    assert all(seconds <= 8 for seconds in pauses) and len(pauses) <= 2


def test_clauses_are_not_sent_on_to_another_address(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/elsewhere").respond_with_data("stolen")
    httpserver.expect_request(PATH).respond_with_data(
        "", status=307, headers={"Location": httpserver.url_for("/elsewhere")}
    )
    assert "没有跟随" in trouble(writer_of(httpserver))
    assert [request.path for request, _ in httpserver.log] == [PATH]


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/v1", "ftp://127.0.0.1/v1", "没有协议"])
def test_no_endpoint_at_all(address: str) -> None:
    assert "连不上" in trouble(writer_at(address))


# --- replies that are none -------------------------------------------------------------------------

MALFORMED = {
    "broken JSON": (["data: {oops\n\n", DONE], "约定的格式"),
    "another shape": (["data: [1, 2]\n\n", DONE], "约定的格式"),
    "a number for a choice": (['data: {"choices": 7}\n\n', DONE], "约定的格式"),
    "an error inside the stream": ([event("新建"), 'data: {"error": {"message": "boom"}}\n\n'], "报错"),
    "no words": ([event(""), event("", "stop"), DONE], "没有给出内容"),
    "white space": ([event(" \n"), event("", "stop"), DONE], "没有给出内容"),
    "thinking alone": ([event("<think>想[1]。"), event("", "stop"), DONE], "只有思考"),
    "no end": ([event(SAID)], "断开"),
    "too long": ([event(SAID), event("", "length"), DONE], "没有写完"),
    "censored": ([event("新建"), event("", "content_filter"), DONE], "审查"),
}


@pytest.mark.parametrize("kind", MALFORMED)
def test_a_malformed_stream_is_told(httpserver: HTTPServer, kind: str) -> None:
    events, word = MALFORMED[kind]
    assert word in trouble(sends(httpserver, events))


OTHER_BODIES = {
    "a web page": ("<html><body>请登录</body></html>", "text/html"),
    "plain text": ("ok", "text/plain"),
    "nothing": ("", "text/event-stream"),
    "only the end": (DONE, "text/event-stream"),
    "no choices": (f"data: {json.dumps({'id': 'c', 'choices': []})}\n\n" + DONE, "text/event-stream"),
    "an error as success": ('{"error": {"message": "no such model"}}', "application/json"),
    "another object": ('{"status": "ok"}', "application/json"),
    "a list": ("[]", "application/json"),
    "half an object": ('{"choices": [', "application/json"),
}


@pytest.mark.parametrize("kind", OTHER_BODIES)
def test_success_that_is_no_completion_is_told(httpserver: HTTPServer, kind: str) -> None:
    body, content_type = OTHER_BODIES[kind]
    httpserver.expect_request(PATH).respond_with_data(body, content_type=content_type)
    trouble(writer_of(httpserver))
    assert len(httpserver.log) <= 2


# --- servers of other habits -----------------------------------------------------------------------


def test_comments_between_events_are_no_words(httpserver: HTTPServer) -> None:
    assert reply(sends(httpserver, [": ping\n\n", event("新建"), ": ping\n\n", *WHOLE])) == "新建" + SAID


def test_an_answer_in_one_chunk(httpserver: HTTPServer) -> None:
    assert reply(sends(httpserver, [event(SAID, "stop"), DONE])) == SAID


def test_a_thinking_field_is_not_the_answer(httpserver: HTTPServer) -> None:
    thoughts = [event("", reasoning_content="大概九十九个"), event("", reasoning="也许")]
    assert reply(sends(httpserver, [*thoughts, *WHOLE])) == SAID


def test_a_server_that_ignores_streaming(httpserver: HTTPServer) -> None:
    httpserver.expect_request(PATH).respond_with_json(completion(SAID))
    assert reply(writer_of(httpserver)) == SAID


@pytest.mark.parametrize("status", [400, 422, 501])
def test_a_server_that_refuses_streaming(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    def handle(request: Request) -> Response:
        streams = request.get_json().get("stream")
        body = {"error": {"message": "no stream"}} if streams else completion(SAID)
        return Response(json.dumps(body), status if streams else 200, content_type="application/json")

    httpserver.expect_request(PATH).respond_with_handler(handle)
    assert reply(writer_of(httpserver)) == SAID


# --- replies that never end ------------------------------------------------------------------------


def test_an_endless_reply_is_cut(httpserver: HTTPServer) -> None:
    generator, sent = endless(httpserver, SAID, most=100_000)
    assert LONGEST_DRAFT <= len(reply(generator)) <= LONGEST_DRAFT + 100
    assert sent[0] < 90_000


def test_endless_thinking_in_a_field_is_cut(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.generate.LONGEST_THINKING", 300)
    thinking = repeat(event("", reasoning_content="再想一想"), 100_000)
    assert "没有给出内容" in trouble(sends(httpserver, thinking))


def test_one_huge_event_is_cut(httpserver: HTTPServer) -> None:
    generator = sends(httpserver, [event(SAID * 300_000), event("", "stop"), DONE])
    assert LONGEST_DRAFT <= len(reply(generator)) <= 40_000


def drip(text: str) -> Iterator[bytes]:
    """One byte at a time, for as long as the client stays."""
    data = chunked(text * 10_000)
    for i in range(len(data)):
        yield data[i : i + 1]
        sleep(0.01)


def pings(text: str) -> Iterator[bytes]:
    for data in repeat(chunked(text), 6000):
        yield data
        sleep(0.01)


SLOW = {
    "silence": lambda: [],
    "silence after the head": lambda: [HEAD],
    "silence after a word": lambda: [HEAD, chunked(event("新建"))],
    "bytes one by one": lambda: (data for part in ([HEAD], drip(event("新建驿站"))) for data in part),
    "comments": lambda: (data for part in ([HEAD], pings(": ping\n\n")) for data in part),
    "empty words": lambda: (data for part in ([HEAD], pings(event(""))) for data in part),
}


@pytest.mark.parametrize("kind", SLOW)
def test_the_deadline_holds_and_the_connection_is_closed(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.generate.LONGEST_SECONDS", 0.5)
    sent: Iterable[bytes] = SLOW[kind]()
    with Wire(sent) as wire:
        assert "太久没有答完" in trouble(wire.writer)
        assert wire.hung_up.wait(30)


def test_silence_of_one_request_is_told_before_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.endpoint.SILENT_SECONDS", 0.2)
    monkeypatch.setattr("assistant.endpoint.RETRIES", 0)
    with Wire() as wire:
        assert "太久没有回应" in trouble(wire.writer)


@pytest.mark.parametrize("kind", ["silence", "silence after a word", "comments", "bytes one by one"])
def test_stopping_closes_the_connection(kind: str) -> None:
    with Wire(SLOW[kind]()) as wire:
        stream = wire.writer.stream("提示")
        next(stream)
        stream.close()  # type: ignore[attr-defined]  # a generator
        assert wire.hung_up.wait(30)


def test_a_connection_cut_within_a_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    with Wire([HEAD, chunked(event(SAID)), b"ff\r\ndata: {"], then_close=True) as wire:
        assert "断开" in trouble(wire.writer)


def test_two_questions_at_a_time_do_not_wait_for_each_other(httpserver: HTTPServer) -> None:
    quick = says(httpserver, SAID)
    with Wire() as wire:
        waiting = wire.writer.stream("提示")
        assert next(waiting) == ""
        assert reply(quick) == SAID == reply(quick)
        waiting.close()  # type: ignore[attr-defined]  # a generator
