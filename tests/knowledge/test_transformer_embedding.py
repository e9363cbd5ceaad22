"""The transformers embedder, on models of two layers, built and saved here."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from knowledge.embedding import (
    EmbeddingError,
    EmbeddingSettings,
    TransformersEmbedder,
    embedder_from,
)
from knowledge.transformer_embedding import Recipe, recipe_of
from tests.knowledge.vectors_in_tests import assert_unit, sentence_of

VOCABULARY = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    *"科普经费工作总结何时报送各市县食堂供应一二三",
    "query",
    "passage",
    ":",
    "e",
]
DOCUMENTS = ["科普经费", "各市县科普工作总结何时报送各市县", "食堂"]


def save_tiny_bert(folder: Path, **changes: Any) -> Path:
    """A random BertModel of 16 dimensions with a WordPiece tokenizer."""
    torch, transformers = pytest.importorskip("torch"), pytest.importorskip("transformers")
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(VOCABULARY), encoding="utf-8")
    torch.manual_seed(7)
    config = transformers.BertConfig(
        vocab_size=len(VOCABULARY), hidden_size=16, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=24, initializer_range=0.5,
    )  # fmt: skip
    transformers.BertModel(config).save_pretrained(folder)
    vocabulary = {token: i for i, token in enumerate(VOCABULARY)}
    transformers.BertTokenizer(vocab=vocabulary, model_max_length=24).save_pretrained(folder)
    rewrite(folder / "config.json", **changes)
    return folder


def save_tiny_qwen(folder: Path) -> Path:
    """A random Qwen3Model of 16 dimensions; its tokenizer, one token per character, adds no end token."""
    torch, transformers = pytest.importorskip("torch"), pytest.importorskip("transformers")
    tokenizers = pytest.importorskip("tokenizers")
    letters = sorted(set("".join(DOCUMENTS)) | {chr(i) for i in range(32, 127)} | {"\n"})
    tokens = {token: i for i, token in enumerate(["<|endoftext|>", "<unk>", *letters])}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(tokens, unk_token="<unk>"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Split("", "isolated")
    fast = transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="<|endoftext|>", eos_token="<|endoftext|>", unk_token="<unk>"
    )
    torch.manual_seed(7)
    config = transformers.Qwen3Config(
        vocab_size=len(tokens), hidden_size=16, num_hidden_layers=2, num_attention_heads=2, head_dim=8,
        num_key_value_heads=1, intermediate_size=32, max_position_embeddings=256, initializer_range=0.5,
    )  # fmt: skip
    transformers.Qwen3Model(config).save_pretrained(folder)
    fast.save_pretrained(folder)
    return folder


def rewrite(path: Path, **changes: Any) -> None:
    """Sets values of a JSON file, which need not exist."""
    path.parent.mkdir(exist_ok=True)
    old = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    path.write_text(json.dumps(old | changes), encoding="utf-8")


def hidden_states(folder: Path, text: str, end: str = "") -> Any:
    """The last hidden layer of one text alone: (tokens, 16)."""
    torch, transformers = pytest.importorskip("torch"), pytest.importorskip("transformers")
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    inputs = tokenizer(text + end, return_tensors="pt")
    with torch.no_grad():
        return transformers.AutoModel.from_pretrained(folder).eval()(**inputs).last_hidden_state[0]


def assert_same(vector: list[float], pooled: Any) -> None:
    assert vector == pytest.approx((pooled / pooled.norm()).tolist(), abs=1e-5)
    assert_unit(vector)


def test_bge_takes_the_first_token_and_instructs_the_query_only(tmp_path: Path) -> None:
    folder = save_tiny_bert(tmp_path / "bge-small-zh-v1.5")
    embedder = TransformersEmbedder(str(folder))
    for text, vector in zip(DOCUMENTS, embedder.embed_documents(DOCUMENTS), strict=True):
        assert_same(vector, hidden_states(folder, text)[0])
    query = hidden_states(folder, "为这个句子生成表示以用于检索相关文章：科普")
    assert_same(embedder.embed_query("科普"), query[0])


def test_e5_takes_the_mean_and_prefixes_both(tmp_path: Path) -> None:
    folder = save_tiny_bert(tmp_path / "multilingual-e5-small")
    embedder = TransformersEmbedder(str(folder))
    for text, vector in zip(DOCUMENTS, embedder.embed_documents(DOCUMENTS), strict=True):
        assert_same(vector, hidden_states(folder, "passage: " + text).mean(0))
    assert_same(embedder.embed_query("科普"), hidden_states(folder, "query: 科普").mean(0))


def test_qwen3_takes_the_end_token_whatever_the_batch(tmp_path: Path) -> None:
    folder = save_tiny_qwen(tmp_path / "renamed")
    embedder = TransformersEmbedder(str(folder))
    for text, vector in zip(DOCUMENTS, embedder.embed_documents(DOCUMENTS), strict=True):
        assert_same(vector, hidden_states(folder, text, "<|endoftext|>")[-1])
        assert vector == pytest.approx(embedder.embed_documents([text])[0], abs=1e-5)
    task = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"
    assert_same(embedder.embed_query("科普"), hidden_states(folder, task + "科普", "<|endoftext|>")[-1])
    assert_unit(embedder.embed_query("科普" * 500))
    assert_unit(embedder.embed_documents([""])[0])


def test_other_models_take_the_mean_without_prefix(tmp_path: Path) -> None:
    folder = save_tiny_bert(tmp_path / "own")
    embedder = TransformersEmbedder(str(folder))
    assert_same(embedder.embed_query("科普"), hidden_states(folder, "科普").mean(0))
    assert embedder.embed_documents([]) == []


def test_long_texts_are_cut_at_the_models_limit(tmp_path: Path) -> None:
    embedder = TransformersEmbedder(str(save_tiny_bert(tmp_path / "own")))
    cut, whole = embedder.embed_documents(["科" * 22, "科" * 3000])
    assert cut == pytest.approx(whole, abs=1e-5)


def test_many_texts_keep_their_order(tmp_path: Path) -> None:
    embedder = TransformersEmbedder(str(save_tiny_bert(tmp_path / "own")))
    texts = [("一二三经费"[i % 5]) * (1 + i * 7 % 20) for i in range(40)]
    for text, vector in zip(texts, embedder.embed_documents(texts), strict=True):
        assert vector == pytest.approx(embedder.embed_query(text), abs=1e-5)


def test_fingerprint_follows_weights_and_recipe(tmp_path: Path) -> None:
    folder = save_tiny_bert(tmp_path / "own")
    first = TransformersEmbedder(str(folder)).fingerprint
    assert first == TransformersEmbedder(str(folder)).fingerprint
    assert "own" in first and " 16 " in first and "mean" in first
    rewrite(folder / "1_Pooling" / "config.json", pooling_mode_cls_token=True)
    second = TransformersEmbedder(str(folder)).fingerprint
    (folder / "model.safetensors").write_bytes(b"other weights")
    assert len({first, second, TransformersEmbedder(str(folder)).fingerprint}) == 3


@pytest.mark.parametrize(
    ("name", "config", "pooling", "query"),
    [
        ("BAAI/bge-m3", {}, "cls", ""),
        ("BAAI/bge-large-zh-v1.5", {}, "cls", "为这个句子"),
        ("/cache/models--BAAI--bge-base-zh-v1.5/snapshots/0a1b", {}, "cls", "为这个句子"),
        ("/m/renamed", {"_name_or_path": "/models/BAAI_bge-large-zh/"}, "cls", "为这个句子"),
        ("intfloat/multilingual-e5-base", {}, "mean", "query: "),
        ("intfloat/multilingual-e5-large-instruct", {}, "mean", "Instruct: "),
        ("Qwen/Qwen3-Embedding-0.6B", {}, "last", "Instruct: "),
        ("/m/renamed", {"model_type": "qwen3"}, "last", "Instruct: "),
        ("/m/face5-base", {"model_type": "bert"}, "mean", ""),
    ],
)
def test_family_is_known_by_name_or_config(
    tmp_path: Path, name: str, config: dict[str, str], pooling: str, query: str
) -> None:
    rewrite(tmp_path / "config.json", **config)
    recipe = recipe_of(tmp_path, name)
    assert recipe.pooling == pooling
    assert recipe.query.startswith(query) and bool(recipe.query) == bool(query)


@pytest.mark.parametrize("stated", [{"pooling_mode_lasttoken": True}, {"pooling_mode": "lasttoken"}])
def test_the_folders_own_word_comes_first(tmp_path: Path, stated: dict[str, Any]) -> None:
    modules = [{"type": "sentence_transformers.models." + kind, "path": path} for kind, path in
               (("Transformer", ""), ("Pooling", "1_Pooling"), ("Normalize", "2_Normalize"))]  # fmt: skip
    (tmp_path / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    rewrite(tmp_path / "1_Pooling" / "config.json", **stated)
    rewrite(tmp_path / "config_sentence_transformers.json", prompts={"query": "问：", "document": "文："})
    assert recipe_of(tmp_path, "bge-m3") == Recipe("last", "问：", "文：")


def test_what_cannot_be_computed_rightly_is_refused(tmp_path: Path) -> None:
    rewrite(tmp_path / "1_Pooling" / "config.json", pooling_mode_max_tokens=True)
    with pytest.raises(EmbeddingError) as error:
        recipe_of(tmp_path, "own")
    assert "max_tokens" in sentence_of(error)
    (tmp_path / "modules.json").write_text('[{"type": "models.Dense", "path": "2_Dense"}]', encoding="utf-8")
    with pytest.raises(EmbeddingError) as error:
        recipe_of(tmp_path, "own")
    assert "Dense" in sentence_of(error)


@pytest.mark.parametrize("name", ["", "/no/such/folder", "no-such/model-here", "向量 模型", "../.."])
def test_unknown_folder(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("huggingface_hub")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EmbeddingError) as error:
        embedder_from(EmbeddingSettings("transformers", name))
    sentence_of(error)


def test_folders_that_are_broken(tmp_path: Path) -> None:
    folder = save_tiny_bert(tmp_path / "own")
    weights = folder / "model.safetensors"

    weights.rename(folder / "pytorch_model.bin")
    with pytest.raises(EmbeddingError) as error:
        TransformersEmbedder(str(folder))
    assert "safetensors" in sentence_of(error)

    weights.write_bytes(b"not tensors")
    with pytest.raises(EmbeddingError) as error:
        TransformersEmbedder(str(folder)).embed_query("科普")
    assert "无法加载" in sentence_of(error)

    (folder / "config.json").write_text("{", encoding="utf-8")
    with pytest.raises(EmbeddingError) as error:
        TransformersEmbedder(str(folder))
    assert "config.json" in sentence_of(error)


def test_missing_weights_are_not_made_up(tmp_path: Path) -> None:
    folder = save_tiny_bert(tmp_path / "own")
    torch_files = pytest.importorskip("safetensors.torch")
    tensors = torch_files.load_file(folder / "model.safetensors")
    del tensors["encoder.layer.1.output.dense.weight"]
    torch_files.save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(EmbeddingError) as error:
        TransformersEmbedder(str(folder)).embed_query("科普")
    assert "权重不完整" in sentence_of(error)


def test_code_in_the_folder_is_not_run(tmp_path: Path) -> None:
    folder = save_tiny_bert(tmp_path / "own", model_type="odd", auto_map={
        "AutoConfig": "odd.OddConfig", "AutoModel": "odd.OddModel"})  # fmt: skip
    (folder / "odd.py").write_text("raise SystemExit('ran')", encoding="utf-8")
    with pytest.raises(EmbeddingError) as error:
        TransformersEmbedder(str(folder)).embed_query("科普")
    sentence_of(error)


@pytest.mark.parametrize("package", ["torch", "transformers"])
def test_missing_package_names_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    rewrite(tmp_path / "config.json", model_type="bert")
    (tmp_path / "model.safetensors").touch()
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(EmbeddingError) as error:
        TransformersEmbedder(str(tmp_path)).embed_query("科普")
    assert "pip install 'zhice[transformers]'" in sentence_of(error)
