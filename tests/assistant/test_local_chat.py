"""A chat model in a folder: a tiny random one, built and saved here, whose gibberish must never be shown."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import HumanMessage

from assistant.answers import Answer
from assistant.build import build, chat_generator
from assistant.generate import ChatGenerator, GenerationError
from assistant.local_chat import ChatModelError, LocalChat
from assistant.settings import ChatSettings, Settings
from tests.assistant.conftest import Ask, WithWriter
from tests.assistant.library import NOTICES, ingested

HOW_MANY = "要新建多少个社区科普驿站？"
TEMPLATE = "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}{% endfor %}<|assistant|>"
LETTERS = sorted(set("".join(NOTICES.values())) - set("<|>"))


def save_tiny_model(folder: Path, *, template: str | None = TEMPLATE, positions: int = 4096) -> Path:
    """A random Qwen3 of two layers whose tokens are the characters of the notices."""
    torch, transformers = pytest.importorskip("torch"), pytest.importorskip("transformers")
    tokenizers = pytest.importorskip("tokenizers")
    marks = ["<|endoftext|>", "<unk>", "<|user|>", "<|assistant|>"]
    tokens = {token: i for i, token in enumerate([*marks, *LETTERS])}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(tokens, unk_token="<unk>"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Split("", "isolated")
    tokenizer.decoder = tokenizers.decoders.Fuse()
    fast = transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token=marks[0], eos_token=marks[0], unk_token=marks[1],
        additional_special_tokens=marks[2:], chat_template=template,
    )  # fmt: skip
    torch.manual_seed(7)
    config = transformers.Qwen3Config(
        vocab_size=len(tokens), hidden_size=16, num_hidden_layers=2, num_attention_heads=2, head_dim=8,
        num_key_value_heads=1, intermediate_size=32, max_position_embeddings=positions, initializer_range=0.5,
        eos_token_id=0, pad_token_id=0, tie_word_embeddings=False,
    )  # fmt: skip
    transformers.Qwen3ForCausalLM(config).save_pretrained(folder)
    fast.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def chat(folder: Path) -> LocalChat:
    return LocalChat.of(str(folder)).model_copy(update={"max_new_tokens": 24})


def said(model: LocalChat, prompt: str) -> str:
    return str(model.invoke([HumanMessage(prompt)]).text)


def test_the_same_prompt_has_the_same_reply_streamed_or_not(chat: LocalChat) -> None:
    pieces = [str(chunk.text) for chunk in chat.stream([HumanMessage("科普驿站")])]
    assert len([piece for piece in pieces if piece]) > 3
    assert "".join(pieces) == said(chat, "科普驿站") != said(chat, "大篷车")
    assert len("".join(pieces)) <= 24


def test_the_chat_template_is_used_where_there_is_one(
    chat: LocalChat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = LocalChat.of(str(save_tiny_model(tmp_path / "plain", template=None)))
    read: list[str] = []
    for model in (chat, plain):
        tokenizer, network = model._loaded()
        generate = network.generate

        def watched(*args: Any, tokenizer: Any = tokenizer, generate: Any = generate, **inputs: Any) -> Any:
            read.append("".join(tokenizer.convert_ids_to_tokens(inputs["input_ids"][0].tolist())))
            return generate(*args, **inputs)

        monkeypatch.setattr(network, "generate", watched)
        said(model, "科普")
    assert read == ["<|user|>科普<|assistant|>", "科普"]


def test_gibberish_is_withheld_and_the_rules_answer(
    chat: LocalChat, assistant_with: WithWriter, ask: Ask
) -> None:
    longer = chat.model_copy(update={"max_new_tokens": 60})
    *drafts, answer = assistant_with(ChatGenerator(longer)).stream(HOW_MANY)
    assert isinstance(answer, Answer)
    rules = ask(HOW_MANY)
    assert any(drafts)
    assert (answer.writer, answer.text, answer.citations) == ("rules", rules.text, rules.citations)
    assert answer.notice.endswith("以下按原文直接摘答。")


def test_the_settings_lead_to_the_folder(folder: Path) -> None:
    chat = ChatSettings(str(folder), kind="transformers")
    generator = chat_generator(chat)
    assert isinstance(generator, ChatGenerator)
    assert "".join(zip_until(generator.stream("科普驿站"), 5))
    with pytest.raises(ChatModelError, match="对话模型“/no/such”"):
        build(Settings(data=ingested(), chat=ChatSettings("/no/such", kind="transformers")))


def zip_until(pieces: Iterator[str], count: int) -> list[str]:
    """The first pieces that hold words; the stream is then closed."""
    kept = [piece for piece, _ in zip((piece for piece in pieces if piece), range(count), strict=False)]
    pieces.close()  # type: ignore[attr-defined]  # a generator
    return kept


def test_closing_ends_the_writing_and_frees_the_model(chat: LocalChat) -> None:
    longer = chat.model_copy(update={"max_new_tokens": 100_000})
    stream = longer.stream([HumanMessage("科普驿站")])
    next(stream)
    stream.close()  # type: ignore[attr-defined]  # a generator
    assert longer._lock.acquire(timeout=30)
    longer._lock.release()


def test_a_reply_that_reaches_its_length_is_not_whole(chat: LocalChat) -> None:
    with pytest.raises(GenerationError, match="没有写完"):
        list(ChatGenerator(chat.model_copy(update={"max_new_tokens": 2})).stream("科普驿站"))


def test_a_prompt_that_does_not_fit_is_told(tmp_path: Path) -> None:
    small = ChatGenerator(LocalChat.of(str(save_tiny_model(tmp_path / "small", positions=16))))
    with pytest.raises(GenerationError, match="读不下"):
        list(small.stream("科普" * 100))


def trouble(model: str) -> str:
    with pytest.raises(ChatModelError) as error:
        LocalChat.of(model)
    text = str(error.value)
    assert text.endswith("。") and "\n" not in text
    return text


@pytest.mark.parametrize("name", ["", "/no/such/folder", "no-such/model"])
def test_an_unknown_folder_is_named(name: str) -> None:
    assert f"对话模型“{name}”" in trouble(name)


def test_a_folder_without_safe_weights_is_refused(tmp_path: Path) -> None:
    assert "config.json" in trouble(str(tmp_path))
    (tmp_path / "config.json").write_text('{"model_type": "qwen3"}', encoding="utf-8")
    (tmp_path / "pytorch_model.bin").write_bytes(b"pickle")
    assert "safetensors" in trouble(str(tmp_path))


def test_broken_weights_are_told_when_they_are_read(folder: Path, tmp_path: Path) -> None:
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    (tmp_path / "model.safetensors").write_bytes(b"not tensors")
    with pytest.raises(GenerationError, match="无法加载"):
        list(ChatGenerator(LocalChat.of(str(tmp_path))).stream("科普"))


@pytest.mark.parametrize("package", ["torch", "transformers"])
def test_a_missing_package_names_the_extra(
    folder: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    assert "pip install 'zhice[transformers]'" in trouble(str(folder))
