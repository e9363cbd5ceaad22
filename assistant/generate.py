"""Evidence → draft by a chat model. The model only rewrites; `verify` decides what may be shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from time import monotonic
from typing import Protocol

import httpx
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage
from pydantic import SecretStr

from assistant.settings import ChatSettings
from knowledge.documents import Evidence
from prompts import fill

SHOWN = 5
LONGEST_DRAFT = 1500
LONGEST_THINKING = 40_000
LONGEST_SECONDS = 180.0
TIMEOUT_SECONDS = 60
_THINKING = re.compile(r"<think>.*?(</think>|$)", re.S)
_HALF_TAG = re.compile(r"</?[a-z]{0,8}$")


class GenerationError(Exception):
    """The model gave nothing usable; str() is a short Chinese reason."""


class Generator(Protocol):
    """A writer of text: pieces of the reply to a prompt, in order."""

    def stream(self, prompt: str) -> Iterator[str]: ...


class ChatGenerator:
    """A LangChain chat model as a Generator. Raises GenerationError whatever goes wrong."""

    def __init__(self, model: BaseChatModel) -> None:
        self._model = model

    def stream(self, prompt: str) -> Iterator[str]:
        text, deadline = "", monotonic() + LONGEST_SECONDS
        try:
            for chunk in self._model.stream([HumanMessage(prompt)]):
                text += str(chunk.text)
                yield str(chunk.text)
                if (
                    len(visible(text)) > LONGEST_DRAFT
                    or len(text) > LONGEST_THINKING
                    or monotonic() > deadline
                ):
                    break
        except Exception as error:  # every client of every endpoint fails in its own way
            raise GenerationError(f"对话模型没有正常回答（{type(error).__name__}）") from error
        if not visible(text):
            raise GenerationError("对话模型没有给出内容")


def chat_generator(settings: ChatSettings) -> ChatGenerator | None:
    """The configured model, or None where none is."""
    if not settings.model:
        return None
    from langchain_openai import ChatOpenAI

    return ChatGenerator(
        ChatOpenAI(
            http_client=httpx.Client(follow_redirects=False, timeout=TIMEOUT_SECONDS),
            model=settings.model,
            base_url=settings.base_url,
            api_key=SecretStr(settings.api_key or "none"),
            temperature=0,
            timeout=TIMEOUT_SECONDS,
            max_retries=2,
        )
    )


def prompt_of(question: str, evidence: Sequence[Evidence], history: Sequence[str] = ()) -> str:
    """The prompt for a question: its first SHOWN clauses, numbered from 1, as data.

    Of a conversation the earlier questions go before the last one.
    """
    clauses = "\n".join(
        f"[{number}] " + as_data(f"{item.clause.source.label} {item.clause.address}：{item.clause.text}")
        for number, item in enumerate(evidence[:SHOWN], 1)
    )
    earlier = "".join(f"（上文问过：{asked}）" for asked in history[-2:])
    return fill("answer", clauses=clauses, question=as_data(earlier + question))


def visible(text: str) -> str:
    """A model's text without its thinking."""
    return _HALF_TAG.sub("", _THINKING.sub("", text)).strip()


def as_data(text: str) -> str:
    """Text that cannot close the block it is quoted in."""
    return text.replace("<", "＜").replace(">", "＞").replace("[", "［").replace("]", "］")
