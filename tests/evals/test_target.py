"""What a suite is asked: an index made with the fake embedder, and the assistant over it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant import ask, refuse
from assistant.settings import ChatSettings, Settings
from evals.target import documents_of, indexed, settings_now, target_of
from ingest.extract import RULES
from ingest.split import split
from knowledge import search
from knowledge.catalog import Catalog
from knowledge.errors import UserError
from knowledge.storage import writer
from prompts import version
from tests.evals.values import NOTICE, STATIONS, write_text
from tests.fakes import FakeEmbedder, FakeReranker


@pytest.fixture
def embedder(monkeypatch: pytest.MonkeyPatch) -> FakeEmbedder:
    fake = FakeEmbedder()
    monkeypatch.setattr("assistant.build.embedder_from", lambda settings: fake)
    return fake


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    write_text(tmp_path / "corpus" / "002_计划.txt", NOTICE.replace("50个", "60个"))
    write_text(tmp_path / "corpus" / "001_办法.txt", NOTICE)
    return tmp_path / "corpus"


@pytest.fixture
def settings(tmp_path: Path, embedder: FakeEmbedder) -> Settings:
    return Settings(data=tmp_path / "deep" / "data")


# --- the index -----------------------------------------------------------------------------


def test_a_folder_is_ingested(corpus: Path, settings: Settings) -> None:
    indexed(corpus, settings)
    assert list(Catalog(settings.data).digests()) == ["001_办法.txt", "002_计划.txt"]


def test_unchanged_files_are_not_embedded_again(
    corpus: Path, settings: Settings, embedder: FakeEmbedder
) -> None:
    indexed(corpus, settings)
    assert embedder.asked
    embedder.asked.clear()
    indexed(corpus, settings)
    assert embedder.asked == []
    write_text(corpus / "001_办法.txt", NOTICE.replace("50个", "70个"))
    indexed(corpus, settings)
    assert any("70个" in text for text in embedder.asked) and not any(
        "60个" in text for text in embedder.asked
    )


def test_the_first_file_that_fails_is_named(corpus: Path, settings: Settings) -> None:
    (corpus / "003_坏.txt").write_bytes(b"\x00\x01\x02\x00" * 20)
    (corpus / "004_也坏.txt").write_bytes(b"\x00\x01\x02\x00" * 20)
    with pytest.raises(UserError, match=r"^“003_坏\.txt”没有入库（.+），评测未进行。$") as error:
        indexed(corpus, settings)
    assert "004" not in str(error.value)


def test_what_could_be_ingested_is_not_lost_by_one_that_fails(corpus: Path, settings: Settings) -> None:
    (corpus / "000_坏.txt").write_bytes(b"\x00\x01\x02\x00" * 20)
    with pytest.raises(UserError, match="000_坏"):
        indexed(corpus, settings)
    assert len(Catalog(settings.data).digests()) == 2


@pytest.mark.parametrize("name", ["none", "empty"])
def test_a_folder_without_files_is_told(tmp_path: Path, settings: Settings, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match=name):
        indexed(tmp_path / name, settings)


def test_an_index_that_is_being_written_is_told(corpus: Path, settings: Settings) -> None:
    with writer(settings.data), pytest.raises(UserError):
        indexed(corpus, settings)


# --- the target ----------------------------------------------------------------------------


def test_documents_are_those_of_the_catalog(corpus: Path, settings: Settings) -> None:
    indexed(corpus, settings)
    catalog = Catalog(settings.data)
    snapshot = catalog.snapshot()
    documents = documents_of(catalog)
    assert [document.source for document in documents] == list(snapshot.sources)
    assert [document.source.name for document in documents] == ["001_办法.txt", "002_计划.txt"]
    for document in documents:
        assert document.text == (corpus / document.source.name).read_text(encoding="utf-8")
        assert document.clauses == snapshot.clauses[document.source.name] != ()
        for clause in document.clauses:
            assert document.text[clause.start : clause.end] == clause.raw


def test_a_target_holds_an_assistant_its_documents_and_its_making(corpus: Path, settings: Settings) -> None:
    indexed(corpus, settings)
    found = target_of(replace(settings, chat=ChatSettings("小模型", "http://127.0.0.1:9")))
    assert found.documents == documents_of(Catalog(settings.data))
    named = {"embedding": FakeEmbedder().fingerprint, "chat": "小模型", "prompt": version("answer")}
    assert found.models == named
    assert not {"prompt", "reranker"} & set(target_of(settings).models)
    assert found.settings == settings_now()


def test_the_reranker_of_a_target_is_told(
    corpus: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    indexed(corpus, settings)
    monkeypatch.setattr("assistant.build.reranker_from", lambda model: FakeReranker(""))
    assert target_of(replace(settings, reranker="/models/甲")).models["reranker"] == "/models/甲"


def test_a_target_answers_from_its_documents_the_same_every_time(tmp_path: Path, settings: Settings) -> None:
    write_text(tmp_path / "one" / "001_办法.txt", NOTICE)
    indexed(tmp_path / "one", settings)
    first, again = target_of(settings).ask(STATIONS, ()), target_of(settings).ask(STATIONS, ())
    assert (first.status, first.citations[0].clause.address) == ("answered", "第二条")
    assert "50个" in first.text
    assert replace(first, timings_ms={}) == replace(again, timings_ms={})


def test_without_an_index_there_is_no_target(settings: Settings) -> None:
    with pytest.raises(UserError, match="zhice ingest"):
        target_of(settings)
    assert not settings.data.exists()


def test_an_index_whose_vectors_are_of_other_words_is_told(corpus: Path, settings: Settings) -> None:
    indexed(corpus, settings)
    changed = split(NOTICE.replace("50个", "70个"), "001_办法.txt")
    Catalog(settings.data).replace(changed, digest="", place="")
    with pytest.raises(UserError, match=r"^“001_办法\.txt”的向量不是由库里现在的文字得来的，.*评测。$"):
        target_of(settings)


def test_the_settings_are_those_that_decide_answers() -> None:
    assert settings_now() == {
        "offered": ask.OFFERED,
        "depth": ask.DEPTH,
        "weights": {
            "clause_vector": 0.25,
            "sentence_vector": 0.25,
            "clause_words": 0.25,
            "sentence_words": 0.25,
        },
        "least_known": refuse.LEAST_KNOWN,
        "least_formal": refuse.LEAST_FORMAL,
        "least_similarity": refuse.LEAST_SIMILARITY,
        "missing_words": refuse.MISSING_WORDS,
        "near": search.NEAR,
        "rules": RULES,
    }


def test_a_changed_threshold_shows_in_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    before = settings_now()
    monkeypatch.setattr(ask, "DEPTH", 7)
    monkeypatch.setattr(refuse, "LEAST_KNOWN", 0.9)
    assert settings_now() == before | {"depth": 7, "least_known": 0.9}
