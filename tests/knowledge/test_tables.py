"""Values become rows of the catalog and come back equal."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from knowledge.commitments import KINDS, Commitment, Deadline, Frequency, Indicator
from knowledge.documents import Clause, Relation, Source, Term, Validity
from knowledge.tables import clause_row, commitment_of, commitment_row, source_json, source_of, term_rows
from tests.knowledge.library import document

SOURCE = Source("计划.txt", "d0123", "书屋建设计划", revision="r1")
CLAUSE = Clause(
    SOURCE, 4, "第一部分2.", ("一、书屋", "2．办会"), "item", "每年举办读书会5至8场。", 100, 112, 3, "编号"
)

text = st.text(st.sampled_from("科普部5０ \n\u2028\"'\\😀é"), max_size=8)
texts = st.lists(text, max_size=3).map(tuple)
numbers = st.integers(0, 10**15).map(float) | st.floats(0, 1e15, allow_nan=False)
days = st.none() | st.dates()
indicators = st.builds(
    Indicator,
    text,
    numbers,
    st.none() | numbers,
    text,
    st.sampled_from(["=", ">=", "<=", "~", ">", "<"]),
    text,
    st.integers(0, 10**6),
    st.integers(0, 10**6),
)
commitments = st.builds(
    Commitment,
    clause=st.just(CLAUSE),
    id=st.text("0123456789abcdef-", min_size=1, max_size=12),
    task=text,
    kinds=st.lists(st.sampled_from(KINDS), min_size=1, unique=True).map(tuple),
    lead=texts,
    support=texts,
    responsible_as_written=st.none() | text,
    indicators=st.lists(indicators, max_size=3).map(tuple),
    deadline=st.none() | st.builds(Deadline, text, days, text),
    frequency=st.none() | st.builds(Frequency, text, text, st.none() | numbers),
    quote=text,
    start=st.integers(0, 10**6),
    end=st.integers(0, 10**6),
    all_offices=st.booleans(),
    doubts=texts,
)
sources = st.builds(
    Source,
    text,
    text,
    text,
    doc_number=st.none() | text,
    issuer=st.none() | text,
    issued_on=days,
    recipients=st.none() | text,
    kind=st.none() | text,
    period=st.none() | st.tuples(st.dates(), st.dates()),
    revision=text,
    issuers=texts,
    printed_on=days,
    released_on=days,
    copies=st.none() | text,
    attachments=texts,
    term=st.builds(Term, days, days, text, text),
    stage=st.sampled_from(["", "试行", "征求意见稿"]),
    declared=text,
    relations=st.lists(
        st.builds(
            Relation,
            st.sampled_from(["repeals", "extends"]),
            text,
            text,
            days,
            text,
            text,
            days,
            st.integers(0, 9),
        ),
        max_size=2,
    ).map(tuple),
    validity=st.builds(
        Validity, st.sampled_from(["in_force", "superseded", "repealed", "expired", "unknown"]), text, text
    ),
)


@given(made=commitments, ordinal=st.integers(0, 99))
def test_a_commitment_comes_back_equal_through_plain_json(made: Commitment, ordinal: int) -> None:
    row = commitment_row(made, ordinal)
    assert (row["id"], row["document"], row["ordinal"], row["clause"]) == (
        made.id,
        "计划.txt",
        ordinal,
        CLAUSE.id,
    )
    stored = SimpleNamespace(id=row["id"], value=json.loads(json.dumps(row["value"], ensure_ascii=False)))
    back = commitment_of(stored, CLAUSE)
    assert back == made and back.as_json() == made.as_json()
    assert commitment_row(back, ordinal) == row


def test_what_people_decided_is_not_stored_with_what_was_extracted() -> None:
    made = Commitment(CLAUSE, "1", "办会", ("target",), (), (), None, (), None, None, "办会", 1, 3)
    assert commitment_row(replace(made, state="confirmed"), 0) == commitment_row(made, 0)
    back = commitment_of(SimpleNamespace(id="1", value=commitment_row(made, 0)["value"]), CLAUSE)
    assert back.state == "extracted"


def test_reading_a_row_leaves_it_as_it_was() -> None:
    made = Commitment(
        CLAUSE, "1", "办会", ("target",), ("甲",), (), None, (), Deadline("今年", date(2031, 1, 1), "写明"), None, "办会", 1, 3
    )  # fmt: skip
    value = commitment_row(made, 0)["value"]
    before = json.dumps(value)
    commitment_of(SimpleNamespace(id="1", value=value), CLAUSE)
    assert json.dumps(value) == before


@given(made=sources)
def test_a_source_comes_back_equal_through_plain_json(made: Source) -> None:
    assert source_of(json.loads(json.dumps(source_json(made)))) == made


def test_a_clause_row_has_everything_but_the_words_which_stand_in_the_document() -> None:
    assert clause_row(CLAUSE) == {
        "id": "d0123-r1-4",
        "document": "计划.txt",
        "ordinal": 4,
        "address": "第一部分2.",
        "path": ["一、书屋", "2．办会"],
        "kind": "item",
        "start": 100,
        "end": 112,
        "page": 3,
        "scanned": False,
        "reason": "编号",
    }


def test_a_clause_has_search_terms_as_a_whole_and_sentence_by_sentence() -> None:
    made = document(
        "小屋.txt", "河湾县天文小屋办法\n第一条 天文小屋由县科协管理。小屋每周六晚上向居民开放。\n"
    )
    rows = [row for row in term_rows(made.clauses) if row["clause"] == made.clauses[1].id]
    assert [row["passage"] for row in rows] == [-1, 0, 1]
    assert {row["document"] for row in rows} == {"小屋.txt"} and all(row["title"] for row in rows)
    whole, first, second = (set(row["words"].split()) for row in rows)
    assert first | second <= whole and "管理" in first - second and "开放" in second - first
