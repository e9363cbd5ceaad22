"""Ours against what a tutorial builds, without a model of meaning."""

from __future__ import annotations

import builtins
import itertools
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import Settings
from evals import baselines
from evals.baselines import COMPARED, OURS, FirstPiece, TutorialSearch, compared
from evals.cases import Case
from evals.report import comparison_table
from evals.run import NAMES
from evals.target import documents_of
from knowledge.catalog import Catalog
from knowledge.errors import UserError
from knowledge.search import Query
from tests.assistant.library import MEASURES, ingested
from tests.fakes import FakeEmbedder

CASES = (
    Case("a", "新建社区科普驿站多少个？", "answer", source=(MEASURES,), quotes=("新建社区科普驿站二十个",)),
    Case("b", "火星基地的氧气循环系统怎么维护？", "refuse"),
)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(baselines, "CHUNK", 120)
    monkeypatch.setattr(baselines, "SHARED", 30)


@pytest.fixture(scope="module")
def data() -> Path:
    return ingested()


def test_chunks_are_stretches_of_the_text_and_share_characters(data: Path) -> None:
    documents = documents_of(Catalog(data))
    search = TutorialSearch(documents, FakeEmbedder())
    texts = {document.source.name: document.text for document in documents}
    chunks = search._chunks
    assert all(texts[c.source.name][c.start : c.end] == c.raw for c in chunks)
    assert any(a.end > b.start for a, b in itertools.pairwise(chunks) if a.source == b.source)
    found = search.search(Query("社区科普驿站"), limit=4)
    assert [item.rank for item in found] == [1, 2, 3, 4]
    assert [item.score for item in found] == sorted((item.score for item in found), reverse=True)


def test_the_answer_is_the_first_piece_and_never_a_refusal(data: Path) -> None:
    search = TutorialSearch(documents_of(Catalog(data)), FakeEmbedder())
    answer = FirstPiece(search).ask("火星的天气？", ["先问"])
    assert (answer.status, answer.citations[0].clause) == ("answered", answer.evidence[0].clause)
    assert answer.text.startswith(answer.evidence[0].clause.text)


def test_all_pipelines_answer_all_cases_ours_first(data: Path) -> None:
    settings = Settings(data=data)
    reports = compared([(settings, CASES), (settings, CASES[:1])])
    assert next(iter(reports)) == OURS and len(reports) == 4
    assert [r.case.id for report in reports.values() for r in report.results] == ["a", "b", "a"] * 4
    assert reports[OURS].means()["decision"].value == 1
    table = comparison_table(reports, COMPARED)
    assert table.startswith("| 3 题 | 知策 |") and len(table.splitlines()) == 2 + len(COMPARED)


def test_compared_are_known_metrics() -> None:
    assert set(COMPARED) <= set(NAMES)


def test_without_the_packages_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def absent(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("langchain_chroma"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(UserError, match=r"pip install -e '\.\[dev\]'"):
        TutorialSearch([], FakeEmbedder())
