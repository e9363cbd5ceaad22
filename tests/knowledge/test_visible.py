"""What is hidden is nowhere: each way of reading gives what an index without it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.catalog import Catalog
from knowledge.corrections import add_decision, decide
from knowledge.errors import UserError
from knowledge.ledger import Ledger, open_ledger
from knowledge.records import Records
from knowledge.search import HybridSearch, Query
from knowledge.vectors import LEVELS, Vectors
from knowledge.visible import VisibleRecords, VisibleVectors
from knowledge.words import content_terms
from tests.fakes import FakeEmbedder
from tests.knowledge.groups import BROKEN, HIDDEN, OPEN, OPEN_RULES, QUESTIONS, SECRET, index

TRICKS = "谧湖 鎏金 督查室 暗访 密 40 45 99 内部"


@pytest.fixture(scope="module")
def whole() -> Iterator[Catalog]:
    catalog = Catalog(index(with_secret=True))
    yield catalog
    catalog.close()


@pytest.fixture(scope="module")
def never() -> Iterator[Catalog]:
    """The catalog that never held what is hidden."""
    catalog = Catalog(index(with_secret=False))
    yield catalog
    catalog.close()


@pytest.fixture(scope="module")
def seen(whole: Catalog) -> VisibleRecords:
    return VisibleRecords(whole, HIDDEN)


def rows(commitments: Any) -> list[dict[str, Any]]:
    return [row.as_json() for row in commitments]


READINGS: dict[str, Callable[[Records], object]] = {
    "sources": lambda records: records.snapshot().sources,
    "clauses": lambda records: records.snapshot().clauses,
    "warnings": lambda records: records.snapshot().warnings,
    "by_id": lambda records: records.snapshot().by_id,
    "day": lambda records: records.snapshot().day,
    "commitments": lambda records: tuple(records.commitments()),
    "failures": lambda records: dict(records.failures()),
    "names": lambda records: tuple(records.names()),
    "revisions": lambda records: [
        (one.number, one.source, one.clauses) for name in (*OPEN, *HIDDEN) for one in records.revisions(name)
    ],
    "texts": lambda records: [records.text(name) for name in OPEN],
    "rarity": lambda records: records.rarity(content_terms(" ".join((*QUESTIONS, TRICKS)))),
    "term_counts": lambda records: sorted(records.term_counts()),
    "keyword_scores": lambda records: [
        records.keyword_scores(content_terms(question), documents=documents, limit=50)
        for question in QUESTIONS
        for documents in (None, HIDDEN, frozenset(OPEN) | HIDDEN)
    ],
}


@pytest.mark.parametrize("reading", READINGS)
def test_each_reading_is_that_of_a_catalog_without_it(
    seen: VisibleRecords, never: Catalog, whole: Catalog, reading: str
) -> None:
    assert READINGS[reading](seen) == READINGS[reading](never)


@pytest.mark.parametrize("reading", [one for one in READINGS if one not in ("day", "texts")])
def test_the_comparison_would_tell(whole: Catalog, never: Catalog, reading: str) -> None:
    assert READINGS[reading](whole) != READINGS[reading](never)


def test_every_reading_of_records_is_compared() -> None:
    methods = {name for name in vars(Records) if not name.startswith("_")}
    compared = {"snapshot", "commitments", "failures", "names", "revisions", "text", "rarity"}
    assert methods == compared | {"term_counts", "keyword_scores", "clause_of"}


@settings(deadline=None)
@given(hidden=st.sets(st.sampled_from(sorted((*OPEN, *HIDDEN)))))
def test_no_reading_names_what_is_hidden(hidden: set[str]) -> None:
    catalog = Catalog(index(with_secret=True))
    try:
        records = VisibleRecords(catalog, frozenset(hidden))
        snapshot = records.snapshot()
        assert {source.name for source in snapshot.sources} == set(snapshot.clauses) == set(snapshot.warnings)
        named = {
            *snapshot.clauses, *records.names(), *records.failures(),
            *(clause.source.name for clause in snapshot.by_id.values()),
            *(row.source.name for row in records.commitments()),
            *(source.validity.source for source in snapshot.sources),
            *(name for name in hidden if records.revisions(name)),
        }  # fmt: skip
        assert not named & hidden
        for clause in catalog.snapshot().by_id.values():
            assert (records.clause_of(clause.id) is None) == (clause.source.name in hidden)
    finally:
        catalog.close()


def test_a_hidden_text_is_as_unknown_as_none(seen: VisibleRecords) -> None:
    told = []
    for name in (SECRET, "没有的.txt"):
        with pytest.raises(UserError) as error:
            seen.text(name)
        told.append(str(error.value).replace(name, ""))
    assert told[0] == told[1]


def test_a_clause_of_an_earlier_version_is_hidden_too(seen: VisibleRecords, whole: Catalog) -> None:
    earlier, current = whole.revisions(SECRET)
    for clause in (*earlier.clauses, *current.clauses):
        assert whole.clause_of(clause.id) is not None
        assert seen.clause_of(clause.id) is None


def test_who_repeals_a_document_is_not_betrayed(seen: VisibleRecords, whole: Catalog) -> None:
    def of(records: Records) -> Any:
        return next(one for one in records.snapshot().sources if one.name == OPEN_RULES)

    assert of(whole).status == "repealed" and of(whole).validity.source == SECRET
    assert of(seen).status != "repealed" and "考核" not in of(seen).validity.reason
    clauses = [clause for clause in seen.snapshot().by_id.values() if clause.source.name == OPEN_RULES]
    duties = [row for row in seen.commitments() if row.source.name == OPEN_RULES]
    assert clauses and all(one.source == of(seen) for one in [*clauses, *duties])


def test_failures_are_not_for_everybody(whole: Catalog) -> None:
    records = VisibleRecords(whole, frozenset())
    assert set(records.failures()) == {BROKEN}
    assert records.without_failures().failures() == {}
    assert records.without_failures().snapshot() is records.snapshot()


def test_nothing_is_made_anew_where_nothing_is_hidden(whole: Catalog) -> None:
    assert VisibleRecords(whole, frozenset({"没有的.txt"})).snapshot() is whole.snapshot()


def ledger_of(records: Records, with_secret: bool) -> Ledger:
    return open_ledger(records, index(with_secret=with_secret))


def test_the_ledger_counts_what_is_seen(seen: VisibleRecords, never: Catalog) -> None:
    mine, theirs = ledger_of(seen, True).select(), ledger_of(never, False).select()
    assert rows(mine.rows) == rows(theirs.rows) and mine.coverage == theirs.coverage
    assert [d.name for d in ledger_of(seen, True).roster.departments] == [
        d.name for d in ledger_of(never, False).roster.departments
    ]


def test_a_decision_on_a_hidden_row_is_not_told(whole: Catalog, seen: VisibleRecords, tmp_path: Path) -> None:
    row = next(one for one in whole.commitments() if one.source.name == SECRET)
    decision = decide(row, "confirm", {}, "王芳", datetime(2033, 1, 1))
    add_decision(tmp_path, replace(decision, words="另一种文字"))
    assert open_ledger(whole, tmp_path).to_review
    assert open_ledger(seen, tmp_path).to_review == ()


def test_vectors_stay_inside(whole: Catalog, seen: VisibleRecords) -> None:
    vectors = Vectors(index(with_secret=True), FakeEmbedder())
    within = VisibleVectors(vectors, seen)
    for question in QUESTIONS:
        for level in LEVELS:
            for documents in (None, HIDDEN, frozenset(OPEN), frozenset((*OPEN, *HIDDEN))):
                asked = within.embed(question)
                found = within.scores(asked, level, documents=documents, limit=5)
                inside = frozenset(OPEN) if documents is None else documents - HIDDEN
                assert found == vectors.scores(asked, level, documents=inside, limit=5)
    vectors.close()


def test_where_most_is_visible_some_more_is_asked_for(
    whole: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors = Vectors(index(with_secret=True), FakeEmbedder())
    records = VisibleRecords(whole, frozenset({OPEN_RULES}))
    asked: list[tuple[object, int]] = []
    scores = vectors.scores

    def counted(*given: Any, documents: Any, limit: int) -> dict[str, float]:
        asked.append((documents, limit))
        return scores(*given, documents=documents, limit=limit)

    monkeypatch.setattr(vectors, "scores", counted)
    within = VisibleVectors(vectors, records)
    question = within.embed("科普驿站每周六开放")
    found = within.scores(question, "clauses", documents=None, limit=3)
    assert len(found) == 3 and set(found) <= set(records.snapshot().by_id)
    assert asked[0][0] is None and asked[0][1] > 3
    vectors.close()


def test_search_finds_nothing_hidden(seen: VisibleRecords, never: Catalog) -> None:
    mine = HybridSearch(seen, VisibleVectors(Vectors(index(with_secret=True), FakeEmbedder()), seen))
    theirs = HybridSearch(never, Vectors(index(with_secret=False), FakeEmbedder()))
    for question in QUESTIONS:
        query = Query(question)
        assert mine.search(query, limit=20) == theirs.search(query, limit=20)
        assert mine.search(Query(question, HIDDEN), limit=20) == ()
