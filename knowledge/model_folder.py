"""A model folder on this machine, or in the local hub cache: the home of torch and transformers.

Both are imported on first use, silent and off line. Nothing is downloaded, no code from a folder is
run, no pickle is opened.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from knowledge.errors import UserError

_Value = TypeVar("_Value")
EXTRA = "使用本地 transformers 模型需要先安装附加组件：pip install 'zhice[transformers]'。"


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A model as the user names it, its folder, what it is for, and the error its troubles are raised as."""

    name: str
    path: Path
    caption: str
    error: type[UserError]

    @classmethod
    def find(cls, name: str, caption: str, error: type[UserError]) -> ModelFolder:
        """The folder itself, or the hub cache's copy of the model of that name. Raises `error`."""
        folder = cls(name, _folder_of(name, caption, error), caption, error)
        if not folder.config:
            raise error(f"模型目录“{name}”中没有可读的 config.json，请检查模型是否完整。")
        if not any(folder.path.glob("*.safetensors")):
            raise error(f"模型目录“{name}”中没有 safetensors 权重，出于安全考虑不读取其他格式。")
        return folder

    @property
    def config(self) -> dict[str, Any]:
        """The object in config.json; `{}` where there is none."""
        value = read_json(self.path / "config.json", self.error)
        return value if isinstance(value, dict) else {}

    def load(self, kind: str, *, spare: str = "", **options: Any) -> tuple[Any, Any]:
        """The tokenizer, and the model of the transformers class `kind` on the best device.

        Raises `error` where packages are missing, the folder is broken or needs its own code, or
        weights are missing other than those whose name begins with `spare`.
        """
        torch, transformers = packages(self.error)
        safe = {"local_files_only": True, "trust_remote_code": False}
        try:
            tokenizer = transformers.AutoTokenizer.from_pretrained(self.path, **safe)
            model, report = getattr(transformers, kind).from_pretrained(
                self.path, use_safetensors=True, output_loading_info=True, **options, **safe
            )
        except Exception as error:  # a broken folder can fail in any way
            trouble = f"模型“{self.name}”无法加载：文件不完整、已损坏，或需要运行自带代码。"
            raise self.error(trouble) from error
        if any(not (spare and name.startswith(spare)) for name in report["missing_keys"]):
            raise self.error(f"模型“{self.name}”的权重不完整，缺少的部分会变成随机数，因此不能使用。")
        return tokenizer, model.eval().to("cuda" if torch.cuda.is_available() else "cpu")

    def most_tokens(self, tokenizer: Any) -> int:
        """The most tokens the model reads; RoBERTa loses the positions up to its padding token's."""
        stated = tokenizer.model_max_length
        positions = self.config.get("max_position_embeddings") or stated
        if "roberta" in str(self.config.get("model_type")):
            positions -= self.config.get("pad_token_id", 1) + 1
        return int(min(stated, positions))


def in_batches(
    texts: Sequence[str], size: int, lock: Lock, values: Callable[[list[str]], list[_Value]]
) -> list[_Value]:
    """What `values` gives for each text, in order; texts of like length go together, `size` at a time.

    One batch at a time holds the lock: a tokenizer bears one thread, and torch uses every core anyway.
    """
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    found: dict[int, _Value] = {}
    for start in range(0, len(order), size):
        batch = order[start : start + size]
        with lock:
            found.update(zip(batch, values([texts[i] for i in batch]), strict=True))
    return [found[i] for i in range(len(texts))]


def require_packages(error: type[UserError]) -> None:
    """Raise `error` where torch or transformers is not installed; imports neither."""
    if not all(find_spec(package) for package in ("torch", "transformers")):
        raise error(EXTRA)


def packages(error: type[UserError]) -> tuple[Any, Any]:
    """torch and transformers, silent and off line. Raises `error`."""
    torch, transformers = _quiet_import("torch", error), _quiet_import("transformers", error)
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    return torch, transformers


def read_json(path: Path, error: type[UserError]) -> Any:
    """What a JSON file holds, None where there is no file. Raises `error` if it is broken."""
    try:
        return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
    except (OSError, ValueError) as trouble:
        raise error(f"模型文件“{path.name}”已损坏，无法读取。") from trouble


def _folder_of(model: str, caption: str, error: type[UserError]) -> Path:
    if model and Path(model).is_dir():
        return Path(model)
    missing = f"找不到{caption}“{model}”：请填写本机上的模型目录，或先把该模型下载到本机缓存。"
    try:
        hub = _quiet_import("huggingface_hub", error)
        return Path(hub.snapshot_download(model, local_files_only=True))
    except (OSError, ValueError) as trouble:
        raise error(missing) from trouble


def _quiet_import(package: str, error: type[UserError]) -> Any:
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1")
    try:
        return import_module(package)
    except ImportError as trouble:
        raise error(EXTRA) from trouble
