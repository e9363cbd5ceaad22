"""A chat endpoint that speaks OpenAI's protocol, and what its failures mean in Chinese.

The client retries what may pass (429, 5xx, a lost connection) after growing pauses, or after the pause
that Retry-After asks for. Redirects are not followed: clauses go to the address that was set, no other.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator

import openai
from langchain_core.messages import HumanMessage
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from assistant.generate import UNFINISHED, ChatGenerator, GenerationError
from assistant.settings import ChatSettings

CONNECT_SECONDS = 10.0
SILENT_SECONDS = 60.0
RETRIES = 2
_NO_STREAMING = (400, 405, 415, 422, 501)
_STATUS = {
    401: "对话模型拒绝了访问：密钥不对或已失效，请检查密钥设置",
    402: "对话模型的额度已用完，请充值或换用其他模型",
    403: "对话模型拒绝了访问：该密钥没有使用此模型的权限，请检查密钥和模型名称",
    404: "没有找到对话模型：请检查接口地址（一般以 /v1 结尾）和模型名称",
    413: "对话模型读不下这么长的内容，请换用上下文更长的模型",
    429: "对话模型请求过于频繁或额度已用完，请稍后再试",
}
_CUT = "对话模型的回答中途断开了，请稍后再试"
_NOT_AGREED = "对话模型返回的不是约定的格式，请检查接口地址（一般以 /v1 结尾）"


class EndpointGenerator(ChatGenerator):
    """The model of these settings; asked again without streaming where the server cannot stream."""

    def __init__(self, settings: ChatSettings) -> None:
        timeout = openai.Timeout(SILENT_SECONDS, connect=CONNECT_SECONDS)
        super().__init__(
            ChatOpenAI(
                http_async_client=openai.DefaultAsyncHttpxClient(follow_redirects=False, timeout=timeout),
                model=settings.model,
                base_url=settings.base_url,
                api_key=SecretStr(settings.api_key or "none"),
                temperature=0,
                timeout=timeout,
                stream_chunk_timeout=None,  # asyncio.wait_for can lose the cancellation of a stopped stream
                max_retries=RETRIES,
            )
        )

    async def _pieces(self, prompt: str) -> AsyncGenerator[str]:
        finish, begun = "", False
        try:
            async with self._chunks(prompt) as chunks:
                async for chunk in chunks:
                    finish = chunk.response_metadata.get("finish_reason") or finish
                    begun = begun or bool(chunk.response_metadata or chunk.text)
                    yield str(chunk.text)
        except openai.APIConnectionError:
            if begun:
                raise GenerationError(_CUT) from None
            raise
        except Exception as error:
            if begun or not _may_lack_streaming(error):
                raise
            whole = await self._model.ainvoke([HumanMessage(prompt)])
            finish = whole.response_metadata.get("finish_reason") or "stop"
            yield str(whole.text)
        if not finish or finish in UNFINISHED:
            raise GenerationError(UNFINISHED.get(finish, _CUT))

    def _reason(self, error: Exception) -> str:
        """One Chinese reason; nothing of the server's answer is repeated, since it may hold the key."""
        match error:
            case openai.APIStatusError(status_code=status):
                return _STATUS.get(status) or _other_status(status)
            case TimeoutError():
                return super()._reason(error)
            case openai.APITimeoutError():
                return "对话模型太久没有回应，请稍后再试，或换用更快的模型"
            case openai.APIConnectionError():
                return "连不上对话模型，请检查接口地址和网络"
            case openai.APIError():
                return "对话模型在回答途中报错，请稍后再试"
        return _NOT_AGREED


def _may_lack_streaming(error: Exception) -> bool:
    """Whether a server that cannot stream would fail so: a status of that kind, or no event at all."""
    if isinstance(error, openai.APIStatusError):
        return error.status_code in _NO_STREAMING
    return isinstance(error, ValueError) and "No generation chunks" in str(error)


def _other_status(status: int) -> str:
    if 300 <= status < 400:
        return "对话模型的地址转到了别处，没有跟随；请把接口地址改为最终地址"
    if status >= 500:
        return f"对话模型出现故障（状态码 {status}），请稍后再试"
    return f"对话模型不接受该请求（状态码 {status}），请检查模型名称和接口地址"
