"""A cross-encoder of one layer, built, taught a few pairs and saved by the tests that need one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

MARKS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
Pair = tuple[str, str]


def save_tiny_cross_encoder(
    folder: Path, good: Sequence[Pair], bad: Sequence[Pair], *, labels: int = 1, positions: int = 64
) -> Path:
    """A BERT of 16 dimensions that gives good pairs a higher logit than bad ones; its tokens are their characters."""
    torch, transformers = pytest.importorskip("torch"), pytest.importorskip("transformers")
    texts = [text for pair in (*good, *bad) for text in pair]
    vocabulary = {token: i for i, token in enumerate([*MARKS, *sorted(set("".join(texts)) - {" "})])}
    tokenizer = transformers.BertTokenizer(vocab=vocabulary, model_max_length=positions)
    torch.manual_seed(7)
    config = transformers.BertConfig(
        vocab_size=len(vocabulary), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=positions, num_labels=labels, initializer_range=0.2,
        hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    model = transformers.BertForSequenceClassification(config)
    inputs = tokenizer(
        texts[::2], texts[1::2], padding=True, truncation=True, max_length=positions, return_tensors="pt"
    )
    wanted = torch.tensor([1.0] * len(good) + [0.0] * len(bad))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(60):
        optimizer.zero_grad()
        logits = model(**inputs).logits[:, 0]
        torch.nn.functional.binary_cross_entropy_with_logits(logits, wanted).backward()
        optimizer.step()
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
