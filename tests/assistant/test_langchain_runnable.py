"""The assistant as a LangChain Runnable: what goes in, and that nothing unverified comes out."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from pytest_httpserver import HTTPServer

from assistant.answers import Answer
from assistant.ask import Assistant
from assistant.langchain_runnable import AssistantRunnable
from knowledge.errors import UserError
from tests.assistant.conftest import WithWriter
from tests.assistant.endpoint import says

HOW_MANY = "要新建多少个社区科普驿站？"
TEAMS = {"question": "那志愿服务队呢？", "history": [HOW_MANY]}


@pytest.fixture
def runnable(assistant: Assistant) -> AssistantRunnable:
    return AssistantRunnable(assistant)


def untimed(answer: Answer) -> dict[str, Any]:
    return answer.as_json() | {"timings_ms": {}}


def test_it_answers_as_the_assistant_does(runnable: AssistantRunnable, assistant: Assistant) -> None:
    assert untimed(runnable.invoke(HOW_MANY)) == untimed(assistant.ask(HOW_MANY))
    assert untimed(runnable.invoke({"question": HOW_MANY})) == untimed(assistant.ask(HOW_MANY))
    assert untimed(runnable.invoke(TEAMS)) == untimed(assistant.ask(TEAMS["question"], TEAMS["history"]))  # type: ignore[arg-type]


def test_a_batch_keeps_its_order(runnable: AssistantRunnable) -> None:
    found = runnable.batch([HOW_MANY, TEAMS, "科普专家库多久更新一次？"])
    assert ["二十个" in found[0].text, "45支" in found[1].text, "每两年" in found[2].text] == [True] * 3


def test_asynchronous_calls_work(runnable: AssistantRunnable) -> None:
    assert "二十个" in asyncio.run(runnable.ainvoke(HOW_MANY)).text


def test_a_stream_is_the_verified_answer_alone(httpserver: HTTPServer, assistant_with: WithWriter) -> None:
    lying = AssistantRunnable(assistant_with(says(httpserver, "新建社区科普驿站九十九个[1]。")))
    (answer,) = lying.stream(HOW_MANY)
    assert isinstance(answer, Answer) and answer.writer == "rules" and "九十九" not in answer.text


def test_it_is_a_link_of_a_chain_and_tells_its_callbacks(runnable: AssistantRunnable) -> None:
    class Listening(BaseCallbackHandler):
        outputs: list[Any]

        def on_chain_end(self, outputs: Any, **kwargs: Any) -> None:
            self.outputs.append(outputs)

    listening = Listening()
    listening.outputs = []
    row = (runnable | Answer.as_json).invoke(HOW_MANY, {"callbacks": [listening]})
    assert row["status"] == "answered"
    assert any(isinstance(output, Answer) for output in listening.outputs)


@pytest.mark.parametrize(
    "wrong",
    [
        "", {}, {"question": None}, {"question": ""}, {"question": HOW_MANY, "k": 3}, 7, None, [HOW_MANY],
        {"question": HOW_MANY, "history": "上文"}, {"question": HOW_MANY, "history": [{"role": "user"}]},
    ],
)  # fmt: skip
def test_a_wrong_input_is_the_users_mistake(runnable: AssistantRunnable, wrong: Any) -> None:
    with pytest.raises(UserError) as error:
        runnable.invoke(wrong)
    assert str(error.value).endswith("。")
