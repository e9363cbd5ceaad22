"""Settings, read once from the environment. An unknown ZHICE_ name is a mistake, not a wish ignored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from knowledge.embedding import EmbeddingSettings
from knowledge.errors import UserError

NAMES = {
    "ZHICE_DATA": "数据目录",
    "ZHICE_CHAT": "对话模型种类：endpoint（默认）或 transformers",
    "ZHICE_CHAT_MODEL": "对话模型名称，或本机上的模型目录",
    "ZHICE_CHAT_BASE_URL": "对话模型接口地址",
    "ZHICE_CHAT_API_KEY": "对话模型密钥",
    "ZHICE_JUDGE_MODEL": "评测用的评判模型名称，与对话模型分开",
    "ZHICE_JUDGE_BASE_URL": "评判模型接口地址",
    "ZHICE_JUDGE_API_KEY": "评判模型密钥",
    "ZHICE_EMBEDDING": "向量模型种类：bundled、transformers 或 endpoint",
    "ZHICE_EMBEDDING_MODEL": "向量模型目录或名称",
    "ZHICE_EMBEDDING_BASE_URL": "向量模型接口地址",
    "ZHICE_EMBEDDING_API_KEY": "向量模型密钥",
    "ZHICE_RERANKER": "重排模型目录或名称（不设就不用）",
    "ZHICE_WORKERS": "读取文件的进程数（默认比处理器核数少一个）",
}
EMBEDDING_KINDS = ("bundled", "transformers", "endpoint")
MOST_WORKERS = 64
CHAT_KINDS = ("endpoint", "transformers")


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """An OpenAI-compatible chat endpoint, or a transformers folder; no model, no generation."""

    model: str = ""
    base_url: str = ""
    api_key: str = field(default="", repr=False)
    kind: Literal["endpoint", "transformers"] = "endpoint"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the data is, which models are used (`reranker`: a folder or hub name, "" for none), and how many
    processes read files (0: by cores)."""

    data: Path = Path("data")
    chat: ChatSettings = field(default_factory=ChatSettings)
    judge: ChatSettings = field(default_factory=ChatSettings)
    embedding: EmbeddingSettings = field(default_factory=EmbeddingSettings)
    workers: int = 0
    reranker: str = ""


def read_settings(environment: Mapping[str, str], data: Path | None = None) -> Settings:
    """Settings from ZHICE_ variables; `data` overrides ZHICE_DATA. UserError names the wrong one."""
    for name in environment:
        if name.startswith("ZHICE_") and name not in NAMES:
            raise UserError(f"不认识的设置“{name}”，可用的设置有：{'、'.join(NAMES)}。")
    value = {name: environment.get(name, "").strip() for name in NAMES}
    kind = value["ZHICE_EMBEDDING"] or "bundled"
    if kind not in EMBEDDING_KINDS:
        raise UserError(f"设置 ZHICE_EMBEDDING 的值“{kind}”不对，可用：{'、'.join(EMBEDDING_KINDS)}。")
    if kind != "bundled" and not value["ZHICE_EMBEDDING_MODEL"]:
        raise UserError(f"ZHICE_EMBEDDING={kind} 时，请用 ZHICE_EMBEDDING_MODEL 写明向量模型。")
    return Settings(
        data=data or Path(value["ZHICE_DATA"] or "data"),
        chat=_chat(value),
        judge=_endpoint(value, "JUDGE", "评判模型"),
        embedding=EmbeddingSettings(
            kind,  # type: ignore[arg-type]  # checked against EMBEDDING_KINDS above
            value["ZHICE_EMBEDDING_MODEL"],
            value["ZHICE_EMBEDDING_BASE_URL"],
            value["ZHICE_EMBEDDING_API_KEY"],
        ),
        workers=_workers(value["ZHICE_WORKERS"]),
        reranker=value["ZHICE_RERANKER"],
    )


def _workers(written: str) -> int:
    """The number of processes; 0 where none is given. UserError for anything but 1 to MOST_WORKERS."""
    if not written:
        return 0
    if not (written.isascii() and written.isdecimal() and 1 <= int(written[:9]) <= MOST_WORKERS):
        raise UserError(f"设置 ZHICE_WORKERS 的值“{written}”不对，应为 1 到 {MOST_WORKERS} 的整数。")
    return int(written)


def _chat(value: Mapping[str, str]) -> ChatSettings:
    """The settings of the chat model. UserError for an unknown kind, or one without what it needs."""
    kind, model = value["ZHICE_CHAT"], value["ZHICE_CHAT_MODEL"]
    if kind and kind not in CHAT_KINDS:
        raise UserError(f"设置 ZHICE_CHAT 的值“{kind}”不对，可用：{'、'.join(CHAT_KINDS)}。")
    if kind and not model:
        raise UserError(f"ZHICE_CHAT={kind} 时，请用 ZHICE_CHAT_MODEL 写明对话模型。")
    if kind != "transformers":
        return _endpoint(value, "CHAT", "对话模型")
    for name in ("ZHICE_CHAT_BASE_URL", "ZHICE_CHAT_API_KEY"):
        if value[name]:
            raise UserError(f"ZHICE_CHAT=transformers 使用本机模型，不连接口，请去掉 {name}。")
    return ChatSettings(model, kind="transformers")


def _endpoint(value: Mapping[str, str], which: str, caption: str) -> ChatSettings:
    """The settings of a chat endpoint: model and address, or neither."""
    model, url, key = (value[f"ZHICE_{which}_{part}"] for part in ("MODEL", "BASE_URL", "API_KEY"))
    if not model and (url or key):
        raise UserError(f"设置了{caption}的地址或密钥，还请用 ZHICE_{which}_MODEL 写明模型名称。")
    if model and not url:
        raise UserError(f"设置了 ZHICE_{which}_MODEL，还请用 ZHICE_{which}_BASE_URL 写明接口地址。")
    return ChatSettings(model, url, key)
