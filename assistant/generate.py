"""Evidence → draft by a chat model. The model only rewrites; `verify` decides what may be shown."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from typing import Protocol, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, HumanMessage

from assistant.question import EARLIER_QUESTIONS
from assistant.streaming import paced
from knowledge.documents import Evidence
from knowledge.errors import UserError
from prompts import fill

PROMPT = "answer"
SHOWN = 5
LONGEST_DRAFT = 1500
LONGEST_THINKING = 40_000
LONGEST_SECONDS = 180.0
# Why a model may stop before it has said all.
UNFINISHED = {
    "length": "对话模型的回答太长，没有写完，请换个问法",
    "content_filter": "对话模型的内容审查拦下了回答，请换个问法",
}
_THINKING = re.compile(r"<think>.*?(</think>|$)|\A(?:(?!<think>).)*</think>", re.S)
_HALF_TAG = re.compile(r"</?[a-z]{0,8}$")


class GenerationError(Exception):
    """The model gave nothing usable; str() is a short Chinese reason."""


class Generator(Protocol):
    """A writer of text: pieces of the reply to a prompt, in order."""

    def stream(self, prompt: str) -> Iterator[str]: ...


class ChatGenerator:
    """A LangChain chat model as a Generator.

    GenerationError whatever goes wrong, and after LONGEST_SECONDS. While the model is silent, empty
    pieces come, so that whoever reads can stop; stopping (`close`) ends the request.
    """

    def __init__(self, model: BaseChatModel) -> None:
        self._model = model

    def stream(self, prompt: str) -> Iterator[str]:
        text, thought = "", 0
        try:
            for piece in paced(self._pieces(prompt), LONGEST_SECONDS):
                piece = piece[: LONGEST_THINKING - len(text)]
                text += piece
                thought += len(piece) or 1
                yield piece
                if len(visible(text)) > LONGEST_DRAFT or thought >= LONGEST_THINKING:
                    break
        except GenerationError:
            raise
        except Exception as error:  # every client of every endpoint fails in its own way
            raise GenerationError(self._reason(error)) from None  # its words may hold the key
        if not visible(text):
            only = "只有思考，没有" if text.strip() else "没有"
            raise GenerationError(f"对话模型{only}给出内容，请重试或换用其他模型")

    async def _pieces(self, prompt: str) -> AsyncGenerator[str]:
        finish = ""
        async with self._chunks(prompt) as chunks:
            async for chunk in chunks:
                finish = chunk.response_metadata.get("finish_reason") or finish
                yield str(chunk.text)
        if finish in UNFINISHED:
            raise GenerationError(UNFINISHED[finish])

    def _chunks(self, prompt: str) -> aclosing[AsyncGenerator[AIMessageChunk]]:
        """The reply as the model streams it, closed at once by whoever leaves it."""
        return aclosing(cast(AsyncGenerator[AIMessageChunk], self._model.astream([HumanMessage(prompt)])))

    def _reason(self, error: Exception) -> str:
        """What went wrong and what to do, in Chinese, without a full stop."""
        if isinstance(error, TimeoutError):
            return "对话模型太久没有答完，请稍后再试，或换用更快的模型"
        if isinstance(error, UserError):
            return str(error).rstrip("。")
        return f"对话模型没有正常回答（{type(error).__name__}），请检查模型设置"


def prompt_of(question: str, evidence: Sequence[Evidence], history: Sequence[str] = ()) -> str:
    """The prompt for a question: its first SHOWN clauses, numbered from 1, as data.

    Of a conversation the earlier questions go before the last one.
    """
    clauses = "\n".join(
        f"[{number}] " + as_data(f"{item.clause.source.label} {item.clause.address}：{item.clause.text}")
        for number, item in enumerate(evidence[:SHOWN], 1)
    )
    earlier = "".join(f"（上文问过：{asked}）" for asked in history[-EARLIER_QUESTIONS:])
    return fill(PROMPT, clauses=clauses, question=as_data(earlier + question))


def visible(text: str) -> str:
    """A model's text without its thinking."""
    return _HALF_TAG.sub("", _THINKING.sub("", text)).strip()


def as_data(text: str) -> str:
    """Text that cannot close the block it is quoted in."""
    return text.replace("<", "＜").replace(">", "＞").replace("[", "［").replace("]", "］")
