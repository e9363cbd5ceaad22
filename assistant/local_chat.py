"""A chat model of the transformers kind, in a folder on this machine, as a LangChain chat model.

It answers greedily, so that the same prompt has the same reply on one machine; one reply at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event, Lock, Thread
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.chat_models import generate_from_stream
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import ConfigDict, PrivateAttr

from knowledge.errors import UserError
from knowledge.model_folder import ModelFolder, packages, require_packages

MAX_NEW_TOKENS = 1000
_ROLES = {"human": "user", "ai": "assistant", "system": "system"}


class ChatModelError(UserError):
    """The chat model on this machine cannot be used."""


class LocalChat(BaseChatModel):
    """The model of a folder. The folder is looked at on construction, the weights are read on first use."""

    folder: ModelFolder
    max_new_tokens: int = MAX_NEW_TOKENS
    model_config = ConfigDict(arbitrary_types_allowed=True)
    _lock: Lock = PrivateAttr(default_factory=Lock)
    _held: list[Any] = PrivateAttr(default_factory=list)

    @classmethod
    def of(cls, model: str) -> LocalChat:
        """The model in a folder, or of that name in the local hub cache. Raises ChatModelError."""
        require_packages(ChatModelError)
        return cls(folder=ModelFolder.find(model, "对话模型", ChatModelError))

    @property
    def _llm_type(self) -> str:
        return "transformers"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return generate_from_stream(self._stream(messages, stop, run_manager, **kwargs))

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        with self._lock:
            writing = _Writing(*self._loaded(), messages, self.max_new_tokens)
            try:
                for text in writing.pieces:
                    yield ChatGenerationChunk(message=AIMessageChunk(content=text))
                finish = {"finish_reason": writing.finish()}
                yield ChatGenerationChunk(message=AIMessageChunk(content="", response_metadata=finish))
            finally:
                writing.end()

    def _loaded(self) -> tuple[Any, Any]:
        """The tokenizer and the model; the caller holds the lock."""
        if not self._held:
            self._held.extend(self.folder.load("AutoModelForCausalLM", dtype="auto"))
        tokenizer, model = self._held
        return tokenizer, model


class _Writing:
    """One reply while it is written, in a thread of its own that `end` stops at the next token."""

    def __init__(self, tokenizer: Any, model: Any, messages: list[BaseMessage], most: int) -> None:
        _, transformers = packages(ChatModelError)
        self._inputs = _inputs_of(tokenizer, messages).to(model.device)
        room = getattr(model.config, "max_position_embeddings", None)
        if room and self._inputs["input_ids"].shape[1] >= room:
            raise ChatModelError("对话模型读不下这么长的内容，请换用上下文更长的模型。")
        self._model, self._most = model, most
        self._options = {"do_sample": False, "pad_token_id": tokenizer.pad_token_id or tokenizer.eos_token_id}
        self._stopped, self._written = Event(), 0
        self._error: Exception | None = None
        self.pieces = transformers.TextIteratorStreamer(tokenizer, skip_prompt=True, skip_special_tokens=True)
        self._criteria = transformers.StoppingCriteriaList([lambda *_, **__: self._stopped.is_set()])
        self._thread = Thread(target=self._write, daemon=True)
        self._thread.start()

    def _write(self) -> None:
        try:
            written = self._model.generate(
                **self._inputs,
                **self._options,
                max_new_tokens=self._most,
                streamer=self.pieces,
                stopping_criteria=self._criteria,
            )
            self._written = written.shape[1] - self._inputs["input_ids"].shape[1]
        except Exception as error:  # raised to the reader in `finish`
            self._error = error
            self.pieces.end()

    def finish(self) -> str:
        """Why the writing ended, in OpenAI's words; raises what went wrong."""
        self._thread.join()
        if self._error:
            raise self._error
        return "length" if self._written >= self._most else "stop"

    def end(self) -> None:
        self._stopped.set()
        self._thread.join()


def _inputs_of(tokenizer: Any, messages: list[BaseMessage]) -> Any:
    """The tokens of a conversation: by the model's chat template, or the plain text where it has none."""
    if not tokenizer.chat_template:
        return tokenizer("\n".join(str(message.text) for message in messages), return_tensors="pt")
    said = [{"role": _ROLES.get(message.type, "user"), "content": str(message.text)} for message in messages]
    return tokenizer.apply_chat_template(
        said, add_generation_prompt=True, return_tensors="pt", return_dict=True
    )
