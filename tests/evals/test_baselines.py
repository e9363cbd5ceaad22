"""Ours against what a tutorial builds, without a model of meaning."""

from __future__ import annotations

import itertools
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.settings import Settings
from evals import baselines
from evals.baselines import COMPARED, OURS, FirstPiece, TutorialSearch, compared
from evals.cases import Case
from evals.report import comparison_table
from evals.run import NAMES, score
from evals.target import Target, documents_of, indexed, target_of
from knowledge.catalog import Catalog
from knowledge.documents import Clause, Evidence, PolicyDocument, Source
from knowledge.errors import UserError
from knowledge.search import Query
from tests.assistant.library import MEASURES, ingested
from tests.evals.values import NOTICE, STATIONS, case, clause, write_text
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


# --- chunks --------------------------------------------------------------------------------

paragraphs = st.lists(
    st.text(alphabet="甲乙丙丁。，；\n  ab1", min_size=1, max_size=200).filter(lambda one: one.strip()),
    min_size=1,
    max_size=8,
)


def chunked(*texts: str) -> tuple[Clause, ...]:
    documents = [
        PolicyDocument(Source(f"00{n}.txt", f"d{n}", f"第{n}份"), text, ()) for n, text in enumerate(texts)
    ]
    return tuple(TutorialSearch(documents, FakeEmbedder())._chunks)


@settings(
    deadline=None,
    max_examples=15,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(paragraphs)
def test_every_chunk_is_an_exact_span_of_its_size(parts: list[str]) -> None:
    text = "\n\n".join(parts)
    chunks = chunked(text)
    assert all(chunk.raw == text[chunk.start : chunk.end] != "" for chunk in chunks)
    assert all(chunk.end - chunk.start <= baselines.CHUNK for chunk in chunks)
    held = {place for chunk in chunks for place in range(chunk.start, chunk.end)}
    assert all(text[place].isspace() for place in set(range(len(text))) - held)


def test_neighbours_share_so_many_characters() -> None:
    text = "".join(chr(0x4E00 + n) for n in range(300))
    chunks = chunked(text)
    assert [(one.start, one.end) for one in chunks] == [(0, 120), (90, 210), (180, 300)]


def test_chunks_are_told_apart_and_stay_in_their_document() -> None:
    chunks = chunked("甲" * 150, "乙" * 150)
    assert [c.source.name for c in chunks] == ["000.txt", "000.txt", "001.txt", "001.txt"]
    assert [c.address for c in chunks] == ["第1块", "第2块"] * 2
    assert len({c.id for c in chunks}) == 4


def test_two_stores_in_one_process_hold_their_own() -> None:
    first = TutorialSearch([PolicyDocument(Source("a.txt", "a", "甲"), "科普驿站", ())], FakeEmbedder())
    other = TutorialSearch([PolicyDocument(Source("b.txt", "b", "乙"), "科普驿站", ())], FakeEmbedder())
    names = [[e.clause.source.name for e in s.search(Query("驿站"), limit=9)] for s in (first, other)]
    assert names == [["a.txt"], ["b.txt"]]


def test_the_nearest_chunk_is_first_and_its_score_a_cosine() -> None:
    document = PolicyDocument(Source("a.txt", "a", "甲"), f"{'科普驿站' * 20}\n\n{'财政经费' * 20}", ())
    found = TutorialSearch([document], FakeEmbedder()).search(Query("财政经费" * 20), limit=2)
    assert [e.clause.raw[:4] for e in found] == ["财政经费", "科普驿站"]
    assert found[0].score == pytest.approx(1, abs=1e-4) and found[1].score < 0.9


# --- the first piece -----------------------------------------------------------------------


class Offering:
    """Offers these pieces, whatever is asked; `asked` keeps what was looked for."""

    def __init__(self, *pieces: Clause) -> None:
        self.pieces, self.asked = pieces, list[tuple[Query, int]]()

    def search(self, query: Query, *, limit: int) -> tuple[Evidence, ...]:
        self.asked.append((query, limit))
        return tuple(Evidence(piece, 0.0, rank) for rank, piece in enumerate(self.pieces, 1))


def test_the_first_piece_is_cited_whole() -> None:
    first, second = clause(raw="到年底\n建成50个基地。"), clause("第4条")
    answered = FirstPiece(Offering(first, second)).ask("问？")
    assert answered.text == "到年底建成50个基地。[1]"
    (cited,) = answered.citations
    assert (cited.n, cited.clause, cited.quote) == (1, first, first.raw)
    assert (cited.start, cited.end) == (first.start, first.end)
    assert [e.clause for e in answered.evidence] == [first, second]
    assert score(case(), answered).scores["verbatim"] == 1


def test_only_where_nothing_is_found_it_refuses() -> None:
    answered = FirstPiece(Offering()).ask("问？")
    assert (answered.status, answered.citations, answered.evidence) == ("refused", (), ())
    assert (answered.grade, answered.confidence) == ("absent", 0.0)


def test_earlier_questions_are_not_looked_at() -> None:
    offering = Offering(clause())
    assert FirstPiece(offering).ask("那何时？", ["先问的"]).question == "那何时？"
    assert offering.asked == [(Query("那何时？"), baselines.OFFERED)]


# --- side by side --------------------------------------------------------------------------


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An index of two notices, made and searched with the fake embedder."""
    fake = FakeEmbedder()
    monkeypatch.setattr("assistant.build.embedder_from", lambda _: fake)
    monkeypatch.setattr(baselines, "embedder_from", lambda _: fake)
    write_text(tmp_path / "corpus" / "001_办法.txt", NOTICE)
    write_text(tmp_path / "corpus" / "002_计划.txt", NOTICE.replace("50个", "60个"))
    indexed(tmp_path / "corpus", Settings(data=tmp_path / "data"))
    return Settings(data=tmp_path / "data")


STATION = Case("s", STATIONS, "answer", source=("001",), quotes=("新建科普驿站50个",), facts=(("50个",),))
MARS = Case("m", "火星基地的氧气循环系统怎么维护？", "refuse", grade="absent")


def test_all_suites_are_pooled_ours_first(tiny: Settings) -> None:
    told: list[tuple[int, int]] = []
    reports = compared(
        [(tiny, (STATION, MARS)), (tiny, (replace(STATION, id="t"),))], lambda *done: told.append(done)
    )
    assert list(reports) == ["知策", "教程做法", "仅关键词", "仅向量"]
    for report in reports.values():
        assert [result.case.id for result in report.results] == ["s", "m", "t"]
        assert all(result.case.gold for result in report.results if result.case.expect == "answer")
    assert told == [(1, 2), (2, 2)] * 4 + [(1, 1)] * 4


def test_only_ours_refuses(tiny: Settings) -> None:
    reports = compared([(tiny, (STATION, MARS))])
    refused = {name: report.means()["refused"].value for name, report in reports.items()}
    assert refused["知策"] == 1 and refused["教程做法"] == refused["仅向量"] == 0


def test_every_pipeline_is_held_to_the_same_words(tiny: Settings) -> None:
    reports = compared([(tiny, (STATION,))])
    assert {report.means()["evidence_at_10"].value for report in reports.values()} == {1.0}
    pieces = {n: report.results[0].answer.evidence[0].clause.address for n, report in reports.items()}
    assert pieces["教程做法"].endswith("块") and pieces["仅关键词"].startswith("第二条")


def test_one_index_is_opened_once(tiny: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []

    def counting(settings: Settings) -> Target:
        opened.append(settings.data)
        return target_of(settings)

    monkeypatch.setattr(baselines, "target_of", counting)
    compared([(tiny, (STATION,)), (tiny, (MARS,))])
    assert opened == [tiny.data]


def test_a_suite_that_does_not_fit_is_told(tiny: Settings) -> None:
    with pytest.raises(UserError, match="找不到 s 的引文“没有的话”"):
        compared([(tiny, (replace(STATION, quotes=("没有的话",)),))])


@pytest.mark.parametrize("package", ["langchain_chroma", "langchain_text_splitters"])
def test_a_missing_package_is_one_chinese_sentence(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(UserError) as error:
        TutorialSearch([], FakeEmbedder())
    assert re.match("[一-龥]", str(error.value)) and str(error.value).count("。") == 1


def test_no_documents_offer_nothing() -> None:
    assert TutorialSearch([], FakeEmbedder()).search(Query("问"), limit=3) == ()
