"""What is missing or at odds: each kind where it applies, and nothing where it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.commitments import Commitment, Indicator
from knowledge.departments import Department, Roster, roster
from knowledge.documents import Source, Validity
from knowledge.gaps import GAPS, Gap, gaps
from tests.ui.exports.ledgers import by, every, make_clause, make_row

TODAY = date(2032, 7, 1)
NO_ROSTER = Roster(())
PLAN = Source("规划.txt", "d1", "云栖市规划", issuer="云栖市科协")
NOTICE = Source("通知.txt", "d2", "云栖市通知", issuer="云栖市科协")
OTHERS = Source("外.txt", "d3", "沙洲市规划", issuer="沙洲市科协")


def number(
    value: float, thing: str = "新建科普驿站", unit: str = "个", upper: float | None = None
) -> Indicator:
    return Indicator(thing, value, upper, unit, "=", f"{value:g}{unit}", 0, 3)


def row(source: Source = PLAN, ordinal: int = 1, **changes: Any) -> Commitment:
    """A row with nothing amiss, in a clause of its own."""
    changes = {"frequency": every("year")} | changes
    return make_row(
        id=f"{source.doc_id}-{ordinal}", clause=make_clause("新建科普驿站。", source, ordinal), **changes
    )


def found(*rows: Commitment, known: Roster = NO_ROSTER) -> list[tuple[str, tuple[str, ...]]]:
    return [(gap.kind, tuple(one.id for one in gap.rows)) for gap in gaps(rows, known, TODAY)]


def test_a_row_with_everything_has_no_gap() -> None:
    assert found(row(), row(indicators=(number(20),), deadline=by("到2033年", date(2033, 12, 31)))) == []


def test_a_task_that_names_nobody() -> None:
    assert found(row(lead=())) == [("no_lead", ("d1-1",))]
    assert found(row(lead=(), support=("学会部",))) == []


def test_a_number_without_a_time() -> None:
    assert found(row(indicators=(number(20),), frequency=None)) == [("no_time", ("d1-1",))]
    assert found(row(frequency=None)) == []
    assert found(row(indicators=(number(20),), frequency=None, deadline=by("每年11月底前"))) == []


@pytest.mark.parametrize(
    ("day", "late"), [(date(2032, 6, 30), True), (TODAY, False), (date(2032, 7, 2), False)]
)
def test_a_day_that_has_passed(day: date, late: bool) -> None:
    assert found(row(deadline=by("月底前", day))) == [("overdue", ("d1-1",))] * late


def test_the_words_of_an_overdue_row_give_the_printed_time_and_the_day() -> None:
    (gap,) = gaps([row(deadline=by("6月底前", date(2032, 6, 30)))], NO_ROSTER, TODAY)
    assert gap == Gap("overdue", gap.rows, "“6月底前”（2032-06-30）已过")


def test_a_body_that_the_office_does_not_list() -> None:
    known = Roster(
        (Department("科学普及部", aliases=("科普部",), units=("科普一处",), listed=True),), has_file=True
    )
    strange = row(lead=("科普部", "市教育局"), support=("科普一处", "财务部"))
    (gap,) = gaps([strange], known, TODAY)
    assert (gap.kind, gap.words) == ("unlisted", "市教育局、财务部")
    assert found(row(lead=("科普一处",)), known=known) == []
    assert found(row(lead=("机关各部室",)), known=known) == []
    assert found(strange) == []


def test_a_body_that_only_documents_name_is_not_listed(tmp_path: Path) -> None:
    (tmp_path / "departments.toml").write_text('[[department]]\nname = "办公室"\n', encoding="utf-8")
    rows = [row(lead=("科普部",))]
    assert found(*rows, known=roster(rows, tmp_path)) == [("unlisted", ("d1-1",))]


# --- two values --------------------------------------------------------------------------------

TWENTY = row(indicators=(number(20),))
THIRTY = row(NOTICE, indicators=(number(30),))


def test_two_clauses_of_one_issuer_with_two_values() -> None:
    (gap,) = gaps([TWENTY, THIRTY], NO_ROSTER, TODAY)
    assert (gap.kind, gap.rows) == ("conflict", (TWENTY, THIRTY))
    assert gap.words == "新建科普驿站：20个；新建科普驿站：30个"
    inside = row(ordinal=2, indicators=(number(30),))
    assert found(TWENTY, inside) == [("conflict", ("d1-1", "d1-2"))]


def test_three_values_are_three_conflicts() -> None:
    third = row(ordinal=3, indicators=(number(40),))
    assert len(found(TWENTY, THIRTY, third)) == 3


def test_a_range_and_its_first_value_are_at_odds() -> None:
    assert found(TWENTY, row(NOTICE, indicators=(number(20, upper=25),)))


@pytest.mark.parametrize(
    "other",
    [
        replace(THIRTY, indicators=(number(20),)),
        row(OTHERS, indicators=(number(30),)),
        row(NOTICE, indicators=(number(30, unit="家"),)),
        row(NOTICE, indicators=(number(30, "培训科普辅导员"),)),
        row(NOTICE, indicators=(number(30),), frequency=every("quarter")),
        row(NOTICE, indicators=(number(30),), deadline=by("到2035年", date(2035, 12, 31))),
        row(replace(NOTICE, validity=Validity("repealed")), indicators=(number(30),)),
        row(indicators=(number(30),)),
    ],
    ids=["same value", "another issuer", "another unit", "another thing", "another frequency", "another year",
         "repealed", "same clause"],
)  # fmt: skip
def test_no_conflict_where(other: Commitment) -> None:
    assert found(TWENTY, other) == []


def test_the_same_year_twice_is_a_conflict() -> None:
    rows = [replace(one, deadline=by("到2035年", date(2035, 12, 31))) for one in (TWENTY, THIRTY)]
    assert found(*rows) == [("conflict", ("d1-1", "d2-1"))]


def test_without_an_issuer_only_a_document_can_be_at_odds_with_itself() -> None:
    first, second = (replace(source, issuer=None) for source in (PLAN, NOTICE))
    rows = [row(first, indicators=(number(20),)), row(second, indicators=(number(30),))]
    assert found(*rows) == []
    assert found(rows[0], row(first, 2, indicators=(number(30),))) == [("conflict", ("d1-1", "d1-2"))]


# --- the report --------------------------------------------------------------------------------


def test_repealed_documents_are_left_out() -> None:
    old = row(replace(PLAN, validity=Validity("repealed")), lead=(), indicators=(number(20),), frequency=None)
    assert found(old) == []
    assert [kind for kind, _ in found(replace(old, clause=make_clause("新建。", PLAN)))] == [
        "no_lead",
        "no_time",
    ]


def test_findings_stand_kind_by_kind() -> None:
    known = Roster((Department("办公室", listed=True),), has_file=True)
    late = row(indicators=(number(20),), deadline=by("去年", date(2031, 12, 31)))
    bare = row(ordinal=2, lead=(), indicators=(number(5, "读书会", "场"),), frequency=None)
    other = row(ordinal=3, indicators=(number(30),), deadline=by("去年", date(2031, 12, 31)))
    kinds = [kind for kind, _ in found(late, bare, other, known=known)]
    assert kinds == ["conflict", "no_lead", "no_time", "overdue", "overdue", "unlisted", "unlisted"]
    assert list(dict.fromkeys(kinds)) == list(GAPS)
