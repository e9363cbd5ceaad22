"""Cross-encoders of the transformers kind (bge-reranker and the like), from a local folder or the local hub
cache: sequence classifiers with one label, whose logit says how well a passage answers a question."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from threading import Lock
from typing import Any

from knowledge.model_folder import ModelFolder, in_batches, packages, require_packages
from knowledge.reranking import RerankingError

MAX_TOKENS = 512  # of question and passage together; the longer one is cut
BATCH = 8  # pairs per forward pass


class TransformersReranker:
    """A model folder, or the name of a model in the local hub cache.

    Runs in 32-bit floats, on the first CUDA device if there is one. Raises RerankingError where packages,
    files or weights are missing or the model has more than one label; the folder is looked at on
    construction, the weights are read on first use.
    """

    def __init__(self, model: str) -> None:
        require_packages(RerankingError)
        self._folder = ModelFolder.find(model, "重排模型", RerankingError)
        if (labels := _labels_of(self._folder.config)) != 1:
            raise RerankingError(
                f"模型“{model}”有 {labels} 个分类标签，不是重排模型：重排模型对每一对文字只给一个分数。"
            )
        self._lock = Lock()

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """The sigmoid of the logit of each pair of question and passage."""
        return in_batches(passages, BATCH, self._lock, lambda some: self._forward(question, some))

    def _forward(self, question: str, passages: list[str]) -> list[float]:
        torch, tokenizer, model, limit = self._loaded
        question, *passages = (_without(tokenizer.all_special_tokens, text) for text in (question, *passages))
        pairs = [question] * len(passages), passages
        inputs = tokenizer(*pairs, truncation=True, max_length=limit, padding=True, return_tensors="pt")
        with torch.inference_mode():
            values: list[float] = torch.sigmoid(model(**inputs.to(model.device)).logits[:, 0]).tolist()
        return values

    @cached_property
    def _loaded(self) -> tuple[Any, Any, Any, int]:
        """torch, the tokenizer, the model and the most tokens it reads."""
        torch, _ = packages(RerankingError)
        tokenizer, model = self._folder.load("AutoModelForSequenceClassification", dtype=torch.float32)
        return torch, tokenizer, model, min(MAX_TOKENS, self._folder.most_tokens(tokenizer))


def _labels_of(config: dict[str, Any]) -> int:
    """How many labels a model has; two where its configuration does not say, as transformers takes it."""
    return len(config.get("id2label") or ()) or int(config.get("num_labels") or 2)


def _without(marks: Sequence[str], text: str) -> str:
    """A text without the model's own marks (</s>): what a clause says is data, it ends nothing."""
    for mark in marks:
        text = text.replace(mark, " ")
    return text
