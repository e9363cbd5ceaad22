"""Embedding models of the transformers kind, from a local folder or the local hub cache.

What a model wants (how token vectors become one, what is put before a query) is read from the
folder's sentence-transformers files where it has them; what they leave open comes from `RECIPES`.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from langchain_core.embeddings import Embeddings

from knowledge.errors import UserError
from knowledge.model_folder import ModelFolder, in_batches, packages, read_json

Pooling = Literal["cls", "mean", "last"]

MAX_TOKENS = 2048  # longer texts are cut even where the model could read on: attention is quadratic
BATCH = 16  # texts per forward pass


class EmbeddingError(UserError):
    """The embedding model or its endpoint cannot be used. (Here, so that no import goes round.)"""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a model family makes one vector of a text.

    `pooling` of the last hidden layer: first token, mean over the text's tokens, or last token.
    `query` and `passage` go before the text; `end` is the token that must close it.
    """

    pooling: Pooling
    query: str = ""
    passage: str = ""
    end: str = ""


_TASK = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"

# The first pattern found in the model's name decides, so the narrower one stands first.
RECIPES: tuple[tuple[re.Pattern[str], Recipe], ...] = (
    (re.compile(r"bge-m3"), Recipe("cls")),
    (re.compile(r"bge-(small|base|large)-zh"), Recipe("cls", query="为这个句子生成表示以用于检索相关文章：")),
    (
        re.compile(r"bge-(small|base|large)-en"),
        Recipe("cls", query="Represent this sentence for searching relevant passages: "),
    ),
    (re.compile(r"\be5-.*instruct"), Recipe("mean", query=_TASK.replace("Query:", "Query: "))),
    (re.compile(r"\be5-(small|base|large)"), Recipe("mean", query="query: ", passage="passage: ")),
    (re.compile(r"qwen3"), Recipe("last", query=_TASK, end="<|endoftext|>")),
)
OTHERS = Recipe("mean")


class TransformersEmbedder(Embeddings):
    """A model folder, or the name of a model in the local hub cache; vectors of `hidden_size` floats.

    Reads at most `MAX_TOKENS` tokens of a text, or fewer where the model says so. Runs in 32-bit
    floats, on the first CUDA device if there is one. Raises EmbeddingError where packages, files
    or weights are missing; the folder is looked at on construction, the weights on first use.
    """

    def __init__(self, model: str) -> None:
        self._name = model
        self._model_folder = ModelFolder.find(model, "向量模型", EmbeddingError)
        self._folder, self._config = self._model_folder.path, self._model_folder.config
        self.recipe = recipe_of(self._folder, model)
        self._lock = Lock()

    @property
    def fingerprint(self) -> str:
        """Name, recipe and size, with a digest of the configuration and the end of the weights."""
        digest = hashlib.sha256((self._folder / "config.json").read_bytes())
        for weights in sorted(self._folder.glob("*.safetensors")):
            with weights.open("rb") as file:
                file.seek(max(0, weights.stat().st_size - 65536))
                digest.update(file.read())
        size = self._config.get("hidden_size", "?")
        return f"transformers {Path(self._name).name}#{digest.hexdigest()[:12]} {size} {self.recipe}"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._embed([self.recipe.passage + text for text in texts])

    def embed_query(self, text: str) -> list[float]:
        return self._embed([self.recipe.query + text])[0]

    def _embed(self, texts: list[str]) -> list[list[float]]:
        """Unit vectors of texts that already carry their prefix."""
        return in_batches(texts, BATCH, self._lock, self._forward)

    def _forward(self, texts: list[str]) -> list[list[float]]:
        torch, tokenizer, model, limit = self._loaded
        ids = tokenizer(texts, truncation=True, max_length=limit)["input_ids"]
        if self.recipe.end:
            end = tokenizer.convert_tokens_to_ids(self.recipe.end)
            ids = [row if row[-1:] == [end] else [*row[: limit - 1], end] for row in ids]
        inputs = tokenizer.pad({"input_ids": ids}, return_tensors="pt").to(model.device)
        with torch.inference_mode():
            hidden = model(**inputs).last_hidden_state  # (texts, tokens, size)
        match self.recipe.pooling:
            case "cls":
                pooled = hidden[:, 0]
            case "last":  # padding is on the left
                pooled = hidden[:, -1]
            case "mean":
                mask = inputs["attention_mask"].unsqueeze(-1)
                pooled = (hidden * mask).sum(1) / mask.sum(1)
        vectors: list[list[float]] = torch.nn.functional.normalize(pooled).tolist()
        return vectors

    @cached_property
    def _loaded(self) -> tuple[Any, Any, Any, int]:
        """torch, the tokenizer, the model and the most tokens it reads."""
        torch, _ = packages(EmbeddingError)
        tokenizer, model = self._model_folder.load("AutoModel", spare="pooler.", dtype=torch.float32)
        if self.recipe.end and self.recipe.end not in tokenizer.get_vocab():
            raise EmbeddingError(
                f"模型“{self._name}”的词表缺少结束标记“{self.recipe.end}”，不能用作向量模型。"
            )
        tokenizer.padding_side = "left" if self.recipe.pooling == "last" else "right"
        tokenizer.pad_token = tokenizer.pad_token or self.recipe.end or tokenizer.eos_token
        return torch, tokenizer, model, self._limit(tokenizer)

    def _limit(self, tokenizer: Any) -> int:
        """The most tokens a text may have."""
        stated = _json(self._folder / "sentence_bert_config.json").get("max_seq_length") or MAX_TOKENS
        return int(min(MAX_TOKENS, self._model_folder.most_tokens(tokenizer), stated))


def recipe_of(folder: Path, name: str) -> Recipe:
    """What the folder's own files say, completed from `RECIPES`; `name` is what the user calls it.

    A renamed folder is still known by the original name or the model type in its config.json.
    """
    config = _json(folder / "config.json")
    cached = [part for part in Path(name).parts if part.startswith("models--")]
    aliases = (Path(name).name, *cached, config.get("_name_or_path", ""), config.get("model_type", ""))
    named = (
        recipe for alias in map(str, aliases) for pattern, recipe in RECIPES if pattern.search(alias.lower())
    )
    recipe = next(named, OTHERS)
    for module in _modules(folder):
        kind = module["type"].rsplit(".", 1)[-1]
        if kind == "Pooling":
            recipe = replace(recipe, pooling=_pooling(_json(folder / module["path"] / "config.json")))
        elif kind not in ("Transformer", "Normalize"):
            raise EmbeddingError(f"模型“{name}”含有本程序不支持的模块“{kind}”，请换用其他向量模型。")
    settings = _json(folder / "config_sentence_transformers.json")
    prompts = settings.get("prompts") or {}
    default = prompts.get(settings.get("default_prompt_name"), "")
    for_passages = ("document", "passage", "corpus")
    passage = next((prompts[key] for key in for_passages if key in prompts), default)
    query = prompts.get("query", default)
    return replace(recipe, query=query, passage=passage) if query or passage else recipe


def _modules(folder: Path) -> list[dict[str, str]]:
    """The steps modules.json lists, or a lone pooling folder."""
    listed: list[dict[str, str]] = read_json(folder / "modules.json", EmbeddingError) or []
    lone = [{"type": "Pooling", "path": "1_Pooling"}] if (folder / "1_Pooling").is_dir() else []
    return listed or lone


def _pooling(config: dict[str, Any]) -> Pooling:
    """The pooling of a 1_Pooling/config.json: one word in newer files, one flag of many in older."""
    flags = [key for key, value in config.items() if key.startswith("pooling_mode_") and value is True]
    word = config.get("pooling_mode") or "+".join(flag.removeprefix("pooling_mode_") for flag in flags)
    match word:
        case "cls" | "cls_token":
            return "cls"
        case "mean" | "mean_tokens":
            return "mean"
        case "lasttoken":
            return "last"
    raise EmbeddingError(f"模型的汇聚方式“{word}”不受支持，只支持 cls、mean 和 lasttoken。")


def _json(path: Path) -> dict[str, Any]:
    """The object in a JSON file; `{}` where there is none."""
    value = read_json(path, EmbeddingError)
    return value if isinstance(value, dict) else {}
