"""The assistant for those who come from LangChain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from langchain_core.runnables import Runnable, RunnableConfig

from assistant.answers import Answer
from assistant.ask import Assistant
from knowledge.errors import UserError

Question: TypeAlias = str | dict[str, Any]


class AssistantRunnable(Runnable[Question, Answer]):
    """A question in, the verified answer out: invoke, batch, stream, and their asynchronous kin.

    The input is the question, or {"question": …, "history": [earlier questions]}. `stream` yields the
    answer alone: a draft is not verified and stays inside. UserError for an input of another shape, and
    for an empty or over-long question.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def invoke(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        return self._call_with_config(self._answer, input, config, run_type="chain")

    def _answer(self, input: Question) -> Answer:
        return self._assistant.ask(*_asked(input))


def _asked(input: Question) -> tuple[str, Sequence[str]]:
    """The question and the earlier ones. UserError names what is wrong with the input."""
    if isinstance(input, str):
        return input, ()
    if not isinstance(input, dict) or not isinstance(input.get("question"), str):
        raise UserError("输入应为问题文字，或形如 {'question': 问题, 'history': [上文问过的问题]} 的字典。")
    if unknown := set(input) - {"question", "history"}:
        raise UserError(
            f"输入里有不认识的项“{'、'.join(map(str, sorted(unknown)))}”，只能有 question 和 history。"
        )
    history = input.get("history") or ()
    if isinstance(history, str) or not all(isinstance(earlier, str) for earlier in history):
        raise UserError("输入里的 history 应为上文问过的问题，逐个写成文字的列表。")
    return input["question"], tuple(history)
