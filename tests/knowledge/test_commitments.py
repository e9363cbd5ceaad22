"""A row of the ledger as plain values, and its id."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.commitments import (
    KINDS,
    Commitment,
    Deadline,
    Frequency,
    Indicator,
    commitment_id,
    deadline_json,
    frequency_json,
    indicator_json,
    plain,
)
from knowledge.documents import Clause, Source

SOURCE = Source("计划.txt", "d0123", "书屋建设计划", doc_number="青科协发〔2031〕5号")
TEXT = "每年举办读书会5至8场。"
CLAUSE = Clause(SOURCE, 4, "第一部分2.", ("一、书屋", "2．举办读书会"), "item", TEXT, 100, 100 + len(TEXT))
EIGHT = Indicator("举办读书会", 5.0, 8.0, "场", "=", "5至8场", 107, 111)
ROW = Commitment(
    clause=CLAUSE,
    id="d0123-abc",
    task="每年举办读书会5至8场",
    kinds=("target", "deadline", "frequency", "responsibility"),
    lead=("科普部", "学会部"),
    support=("办公室",),
    responsible_as_written="责任部门：科普部、学会部；配合部门：办公室",
    indicators=(EIGHT,),
    deadline=Deadline("到2033年", date(2033, 12, 31), "写明"),
    frequency=Frequency("每年", "year", 2.0),
    quote="每年举办读书会5至8场",
    start=100,
    end=110,
)


def test_a_row_as_plain_values() -> None:
    assert ROW.as_json() == {
        "id": "d0123-abc",
        "source": "计划.txt",
        "doc_id": "d0123",
        "doc_number": "青科协发〔2031〕5号",
        "title": "书屋建设计划",
        "clause": "第一部分2.",
        "path": ["一、书屋", "2．举办读书会"],
        "task": "每年举办读书会5至8场",
        "kinds": ["target", "deadline", "frequency", "responsibility"],
        "lead": ["科普部", "学会部"],
        "support": ["办公室"],
        "responsible_as_written": "责任部门：科普部、学会部；配合部门：办公室",
        "indicators": [
            {
                "object": "举办读书会",
                "value": 5,
                "upper": 8,
                "unit": "场",
                "comparator": "=",
                "as_written": "5至8场",
                "start": 107,
                "end": 111,
            }
        ],
        "deadline": {"as_written": "到2033年", "date": "2033-12-31", "basis": "写明"},
        "frequency": {"as_written": "每年", "per": "year", "times": 2},
        "quote": "每年举办读书会5至8场",
        "start": 100,
        "end": 110,
        "needs_review": False,
    }


def test_a_row_without_values_is_still_json() -> None:
    bare = replace(
        ROW, lead=(), support=(), responsible_as_written=None, indicators=(), deadline=None, frequency=None
    )
    row = json.loads(json.dumps(bare.as_json(), allow_nan=False))
    assert (row["lead"], row["support"], row["indicators"]) == ([], [], [])
    assert row["responsible_as_written"] is row["deadline"] is row["frequency"] is None


def test_what_is_not_said_is_null() -> None:
    assert deadline_json(Deadline("每年底前", None, "逐年")) == {
        "as_written": "每年底前",
        "date": None,
        "basis": "逐年",
    }
    assert frequency_json(Frequency("每年", "year")) == {"as_written": "每年", "per": "year", "times": None}
    assert indicator_json(replace(EIGHT, upper=None))["upper"] is None


def test_whole_numbers_are_printed_whole_and_others_are_not() -> None:
    printed = indicator_json(replace(EIGHT, value=1.5, upper=20000.0))
    assert json.dumps([printed["value"], printed["upper"]]) == "[1.5, 20000]"
    assert type(plain(3.0)) is int and type(plain(0.5)) is float


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_plain_numbers_keep_their_value(number: float) -> None:
    assert plain(number) == number


def test_leading_bodies_come_first() -> None:
    assert ROW.bodies == ("科普部", "学会部", "办公室")
    assert ROW.source is SOURCE


@pytest.mark.parametrize(
    ("doubts", "state", "expected"),
    [
        ((), "extracted", False),
        (("不像机构名称",), "extracted", True),
        (("不像机构名称",), "confirmed", False),
        (("不像机构名称",), "corrected", False),
    ],
)
def test_a_doubt_asks_for_review_until_a_person_has_looked(
    doubts: tuple[str, ...], state: str, expected: bool
) -> None:
    row = replace(ROW, doubts=doubts, state=state)  # type: ignore[arg-type]
    assert row.needs_review is expected
    assert row.as_json()["needs_review"] is expected


def test_kinds_are_those_of_the_contract() -> None:
    assert KINDS == ("target", "deadline", "frequency", "responsibility")


def test_an_id_follows_the_document_the_words_and_the_occurrence() -> None:
    first = commitment_id(SOURCE, "新建书屋80个", 1)
    assert first == commitment_id(replace(SOURCE, revision="new", title="另一题"), "新建书屋80个", 1)
    assert first == commitment_id(SOURCE, "新建 书屋\n80\u3000个", 1)
    others = {
        commitment_id(SOURCE, "新建书屋81个", 1),
        commitment_id(SOURCE, "新建书屋80个", 2),
        commitment_id(replace(SOURCE, doc_id="d9"), "新建书屋80个", 1),
    }
    assert len(others | {first}) == 4
    assert first.startswith("d0123-") and len(first) == len("d0123-") + 10
