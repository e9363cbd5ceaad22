"""Selections over the ledger: every row that fits and no other, counted; held against a plain filter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.extract import extract
from ingest.split import split
from knowledge.catalog import Catalog
from knowledge.commitments import KINDS, Commitment, Deadline, Frequency, Indicator
from knowledge.corrections import Decision, add_decision, decide
from knowledge.departments import roster
from knowledge.documents import Clause, Source
from knowledge.errors import UserError
from knowledge.ledger import Filter, Ledger, Role, Selection, open_ledger

NOWHERE = Path("/no-such-folder")
PLAN = Source("规划.txt", "d1", "云栖市科普规划", issuer="云栖市科学技术协会")
RULES = Source("办法.txt", "d2", "沙洲市基地办法", issuer="沙洲市科学技术协会")
LETTER = Source("函.txt", "d3", "关于做好总结的函")
SOURCES = (PLAN, RULES, LETTER)
EVERYBODY = "机关各部室"
# Bodies as documents write them → the one they mean.
BODIES = {"科普部": "科普部", "市科协科普部": "科普部", "云栖市科协科普部": "科普部", "学会部": "学会部", "市教育局": "市教育局", EVERYBODY: EVERYBODY}  # fmt: skip
TWENTY = Indicator("新建驿站", 20.0, None, "个", "=", "20个", 4, 7)


def row(name: str, source: Source = PLAN, **changes: Any) -> Commitment:
    """A row whose bodies, kinds and flags agree with each other."""
    task = changes.pop("task", f"任务{name}")
    clause = Clause(
        source, 0, f"第{name}条", ("主要任务", f"{name}．{task}"), "item", f"{task}。", 0, len(task) + 1
    )
    made = Commitment(
        clause=clause, id=f"{source.doc_id}-{name}", task=task, kinds=(), lead=(), support=(),
        responsible_as_written=None, indicators=(), deadline=None, frequency=None, quote=task, start=0, end=len(task),
    )  # fmt: skip
    made = replace(made, **changes)
    present = (made.indicators, made.deadline, made.frequency, made.bodies)
    return replace(
        made,
        kinds=tuple(kind for kind, value in zip(KINDS, present, strict=True) if value),
        all_offices=EVERYBODY in made.bodies,
    )


def ledger(rows: list[Commitment], *decisions: Decision, failed: dict[str, str] | None = None) -> Ledger:
    return Ledger(rows, SOURCES, roster(rows, NOWHERE), failed, decisions)


def by(day: date | None, written: str = "到期") -> Deadline:
    return Deadline(written, day, "写明")


STATIONS = row("1", task="新建驿站20个", lead=("科普部",), support=("学会部",), indicators=(TWENTY,), deadline=by(date(2032, 12, 31)))  # fmt: skip
TRAINING = row(
    "2", task="每年培训", lead=("学会部",), support=("市科协科普部",), frequency=Frequency("每年", "year")
)
REPORT = row("3", task="报送总结", lead=(EVERYBODY,), deadline=by(None, "每年11月底前"), frequency=Frequency("每年", "year"))  # fmt: skip
NOBODYS = row("4", task="印发通知", deadline=by(date(2031, 6, 30)), doubts=("一句话里有几个时限",))
BASES = row("1", RULES, task="每季度检查基地", lead=("科普部",), frequency=Frequency("每季度", "quarter"))
ROWS = [STATIONS, TRAINING, REPORT, NOBODYS, BASES]


def select(**wanted: Any) -> list[Commitment]:
    return list(ledger(ROWS).select(Filter(**wanted)).rows)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, ROWS),
        ({"department": "科普部"}, [STATIONS, TRAINING, BASES]),
        ({"department": "市科协科普部"}, [STATIONS, TRAINING, BASES]),
        ({"department": "云栖市科学技术协会科普部"}, [STATIONS, TRAINING]),
        ({"department": "沙洲市科协科普部"}, [BASES]),
        ({"department": "科普部", "role": "lead"}, [STATIONS, BASES]),
        ({"department": "科普部", "role": "support"}, [TRAINING]),
        ({"department": "学会部", "role": "lead"}, [TRAINING]),
        ({"department": "科普部", "all_offices": True}, [STATIONS, TRAINING, REPORT, BASES]),
        ({"department": "机关各部室"}, [REPORT]),
        ({"department": "各部室"}, [REPORT]),
        ({"source": "办法.txt"}, [BASES]),
        ({"source": "函.txt"}, []),
        ({"region": "沙洲"}, [BASES]),
        ({"region": "沙洲市"}, [BASES]),
        ({"region": "云栖市", "department": "科普部"}, [STATIONS, TRAINING]),
        ({"kinds": frozenset({"target"})}, [STATIONS]),
        ({"kinds": frozenset({"target", "frequency"})}, [STATIONS, TRAINING, REPORT, BASES]),
        ({"until": date(2032, 12, 31)}, [STATIONS, NOBODYS]),
        ({"until": date(2032, 12, 30)}, [NOBODYS]),
        ({"since": date(2031, 6, 30)}, [STATIONS, NOBODYS]),
        ({"since": date(2031, 7, 1)}, [STATIONS]),
        ({"since": date(2032, 12, 31), "until": date(2032, 12, 31)}, [STATIONS]),
        ({"per": "year"}, [TRAINING, REPORT]),
        ({"per": "quarter"}, [BASES]),
        ({"text": "驿站"}, [STATIONS]),
        ({"text": "每年 培训"}, [TRAINING]),
        ({"text": "每年 驿站"}, []),
        ({"text": "驛站"}, [STATIONS]),
        ({"text": "２０个"}, [STATIONS]),
        ({"to_review": True}, [NOBODYS]),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else str(len(value)),
)  # fmt: skip
def test_a_selection_is_every_row_that_fits_in_document_order(
    wanted: dict[str, Any], expected: list[Commitment]
) -> None:
    assert select(**wanted) == expected


def test_a_department_nobody_names_is_a_mistake_and_not_an_empty_list() -> None:
    with pytest.raises(UserError, match=r"都没有“财务部”"):
        select(department="财务部")


def test_counts_and_coverage_are_told_in_sentences() -> None:
    selection = ledger(ROWS, failed={"坏.txt": "是空的"}).select()
    assert (selection.sources, len(selection.searched)) == (("规划.txt", "办法.txt"), 3)
    assert selection.coverage == (
        "共 5 项，来自 2 份文件；查了 3 份文件。",
        "其中 1 项待核。",
        "有 1 个文件入库失败，未查：坏.txt。",
    )
    assert ledger([STATIONS]).select().coverage == ("共 1 项，来自 1 份文件；查了 3 份文件。",)


def test_what_a_department_and_a_time_window_leave_out_is_counted() -> None:
    own = ledger(ROWS).select(Filter(department="科普部"))
    assert own.coverage[1] == "另有 1 项面向机关各部门，未列入。"
    assert ledger(ROWS).select(Filter(department="科普部", all_offices=True)).all_offices_left == 0
    windowed = ledger(ROWS).select(Filter(until=date(2040, 1, 1)))
    assert windowed.undated == 3
    assert (
        windowed.coverage[-1] == "另有 3 项没有写明到某一天的时限（没写，或如每年、收到后若干日），未列入。"
    )
    assert ledger(ROWS).select().undated == 0
    bare = row("9", task="只有部门", lead=("科普部",))
    assert ledger([*ROWS, bare]).select(Filter(until=date(2040, 1, 1))).undated == 4


def test_a_role_without_a_department_is_asked_back() -> None:
    for role in ("lead", "support"):
        with pytest.raises(UserError, match="请同时写明部门"):
            select(role=role)


def test_duties_of_all_offices_are_those_of_the_issuers_that_the_department_is_of() -> None:
    strange = row("2", RULES, task="报送年报", lead=(EVERYBODY,))
    known = ledger([STATIONS, REPORT, strange])
    own = known.select(Filter(department="科普部", all_offices=True))
    assert list(own.rows) == [STATIONS, REPORT]
    assert known.select(Filter(department="科普部")).all_offices_left == 1
    both = ledger([STATIONS, REPORT, strange, BASES]).select(Filter(department="科普部", all_offices=True))
    assert list(both.rows) == [STATIONS, REPORT, strange, BASES]


def test_a_rejected_row_is_gone_and_counted() -> None:
    decision = decide(STATIONS, "reject", {}, "王", datetime(2031, 1, 1))
    selection = ledger(ROWS, decision).select()
    assert STATIONS not in selection.rows and len(selection.rows) == 4
    assert selection.coverage[-1] == "已剔除人工否定的 1 项。"
    assert ledger(ROWS, decision).select(Filter(department="学会部")).rejected == 0


def test_a_row_is_found_by_its_id_or_the_beginning_of_one_even_when_it_was_rejected() -> None:
    known = ledger(ROWS, decide(STATIONS, "reject", {}, "王", datetime(2031, 1, 1)))
    assert known.extracted("d1-1") == STATIONS and known.extracted("d2") == BASES
    with pytest.raises(UserError, match="“d1-”对应 4 行"):
        known.extracted("d1-")
    with pytest.raises(UserError, match="没有编号“d9”"):
        known.extracted("d9")
    longer = replace(TRAINING, id="d1-10")
    assert ledger([STATIONS, longer]).extracted("d1-1") == STATIONS


def test_the_sentence_on_all_offices_counts_what_the_option_would_add() -> None:
    wanted = Filter(department="科普部", until=date(2032, 12, 31))
    own, more = ledger(ROWS).select(wanted), ledger(ROWS).select(replace(wanted, all_offices=True))
    assert len(own.rows) + own.all_offices_left == len(more.rows)


def test_every_office_that_leads_is_not_listed_as_supporting() -> None:
    assert select(department=EVERYBODY, role="support") == []
    assert select(department=EVERYBODY, role="lead") == [REPORT]


def test_rejected_rows_are_counted_for_the_document_asked_for() -> None:
    decision = decide(STATIONS, "reject", {}, "王", datetime(2031, 1, 1))
    assert ledger(ROWS, decision).select(Filter(source="办法.txt")).rejected == 0
    assert ledger(ROWS, decision).select(Filter(source="规划.txt")).rejected == 1
    assert ledger(ROWS, decision).select(Filter(region="沙洲")).rejected == 0


def test_a_body_that_only_a_correction_names_can_be_asked_for(tmp_path: Path) -> None:
    text = (
        "云栖市科普规划\n第一条 到2032年底，新建驿站20个。（责任部门：科普部）\n第二条 每年培训驿站辅导员。\n"
    )
    document = split(text, "规划.txt")
    rows = extract(document)
    catalog = Catalog(tmp_path, create=True)
    catalog.replace(document, rows, digest="d", place="/files")
    first = next(one for one in rows if "科普部" in one.lead)
    with pytest.raises(UserError, match="都没有“数字部”"):
        open_ledger(catalog, tmp_path).select(Filter(department="数字部"))
    add_decision(tmp_path, decide(first, "correct", {"牵头部门": "数字部"}, "王", datetime(2031, 1, 1)))
    known = open_ledger(catalog, tmp_path)
    assert [one.id for one in known.select(Filter(department="数字部")).rows] == [first.id]
    with pytest.raises(UserError, match="都没有“科普部”"):
        known.select(Filter(department="科普部"))
    catalog.close()


@pytest.mark.parametrize(("fixed", "body", "expected"), [(STATIONS, EVERYBODY, 2), (REPORT, "科普部", 0)])
def test_a_correction_moves_a_row_to_every_office_and_away_from_it(
    fixed: Commitment, body: str, expected: int
) -> None:
    decision = decide(fixed, "correct", {"牵头部门": body, "配合部门": "无"}, "王", datetime(2031, 1, 1))
    assert len(ledger(ROWS, decision).select(Filter(department=EVERYBODY)).rows) == expected


# --- completeness ------------------------------------------------------------------------------

days = st.sampled_from([date(2030, 1, 1), date(2031, 6, 30), date(2031, 7, 1), date(2033, 12, 31)])
several = st.lists(st.sampled_from(sorted(BODIES)), max_size=2, unique=True).map(tuple)
words = st.sampled_from(["驿站", "培训", "基地", "总结", "论坛"])


@st.composite
def ledgers(draw: st.DrawFn) -> list[Commitment]:
    rows = []
    for number in range(draw(st.integers(0, 12))):
        lead = draw(several)
        rows.append(
            row(
                str(number),
                draw(st.sampled_from(SOURCES)),
                task=draw(words) + draw(words),
                lead=lead,
                support=tuple(body for body in draw(several) if body not in lead),
                indicators=draw(st.sampled_from([(), (TWENTY,)])),
                deadline=draw(st.none() | st.builds(by, st.none() | days)),
                frequency=draw(st.none() | st.sampled_from(["year", "quarter"]).map(lambda per: Frequency("每", per))),
                doubts=draw(st.sampled_from([(), ("疑",)])),
            )
        )  # fmt: skip
    return rows


roles: st.SearchStrategy[Role] = st.sampled_from(["lead", "support", "all"])
fields: dict[str, st.SearchStrategy[Any]] = {
    "source": st.sampled_from(["", "规划.txt", "办法.txt"]),
    "region": st.sampled_from(["", "云栖", "沙洲市", "函"]),
    "kinds": st.frozensets(st.sampled_from(KINDS), max_size=2),
    "since": st.none() | days,
    "until": st.none() | days,
    "per": st.sampled_from(["", "year", "quarter", "2 years"]),
    "text": st.sampled_from(["", "驿站", "培训 基地", "主要任务", "学会部"]),
    "to_review": st.booleans(),
}
departments = st.sampled_from(["", "科普部", "市科协科普部", "云栖市科协科普部", "学会部", "市教育局"])


def is_named(one: Commitment, wanted: Filter) -> bool:
    """Whether a row names the department wanted, in its role; with a place before it, of that place only, or in full."""
    role = {"lead": one.lead, "support": one.support, "all": one.bodies}[wanted.role]
    about = f"{one.source.issuer}{one.source.title}"
    of_place = (
        not wanted.department.startswith("云栖市") or "云栖市" in about or wanted.department in one.bodies
    )
    return BODIES[wanted.department] in {BODIES[body] for body in role} and of_place


def plainly_fits(one: Commitment, wanted: Filter, rows: list[Commitment], *, window: bool = True) -> bool:
    """The filter, written as a person would read it."""
    if wanted.department and not is_named(one, wanted):
        issuers = {other.source.issuer for other in rows if is_named(other, wanted)}
        if not (wanted.all_offices and EVERYBODY in one.bodies and one.source.issuer in issuers):
            return False
    day = one.deadline.date if one.deadline else None
    about = one.task + "".join(one.clause.path) + "".join(one.bodies)
    place = f"{one.source.issuer} {one.source.title} {one.source.name}"
    return all(
        [
            wanted.source in ("", one.source.name),
            wanted.region.removesuffix("市") in place,
            not wanted.kinds or any(kind in wanted.kinds for kind in one.kinds),
            not window or wanted.since is None or (day is not None and day >= wanted.since),
            not window or wanted.until is None or (day is not None and day <= wanted.until),
            not wanted.per or (one.frequency is not None and one.frequency.per == wanted.per),
            all(word in about for word in wanted.text.split()),
            not wanted.to_review or bool(one.doubts),
        ]
    )


def asked(known: Ledger, rows: list[Commitment], wanted: Filter) -> Selection | None:
    """The selection; None, and rightly so, where no row names the department, or a role has none."""
    named = {BODIES[body] for one in rows for body in one.bodies}
    known_one = BODIES[wanted.department] in named if wanted.department else wanted.role == "all"
    if not known_one:
        with pytest.raises(UserError):
            known.select(wanted)
        return None
    return known.select(wanted)


@settings(max_examples=150, deadline=None)
@given(rows=ledgers(), wanted=st.builds(Filter, department=departments, role=roles, all_offices=st.booleans(), **fields))  # fmt: skip
def test_every_row_that_fits_is_returned_and_every_row_returned_fits(
    rows: list[Commitment], wanted: Filter
) -> None:
    selection = asked(ledger(rows), rows, wanted)
    if selection is None:
        return
    assert list(selection.rows) == [one for one in rows if plainly_fits(one, wanted, rows)]
    assert selection.review == sum(bool(one.doubts) for one in selection.rows)
    loose = [one for one in rows if plainly_fits(one, wanted, rows, window=False)]
    without_day = [one for one in loose if not (one.deadline and one.deadline.date)]
    assert selection.undated == (len(without_day) if wanted.since or wanted.until else 0)


@settings(max_examples=80, deadline=None)
@given(rows=ledgers())
def test_the_departments_together_and_the_rows_without_one_are_the_whole_ledger(
    rows: list[Commitment],
) -> None:
    known = ledger(rows)
    found = {one.id for one in rows if not one.bodies}
    for name in (*(department.name for department in known.roster.departments), EVERYBODY):
        found |= {one.id for one in known.select(Filter(department=name)).rows}
    assert found == {one.id for one in rows}


@settings(max_examples=80, deadline=None)
@given(rows=ledgers(), first=st.builds(Filter, **fields), role=roles)
def test_filters_do_not_disturb_each_other(rows: list[Commitment], first: Filter, role: Role) -> None:
    known = ledger(rows)
    one_by_one = set(map(id, rows))
    for name in fields:
        one_by_one &= {id(one) for one in known.select(Filter(**{name: getattr(first, name)})).rows}
    assert {id(one) for one in known.select(first).rows} == one_by_one
    if any("学会部" in one.bodies for one in rows):
        own = {id(one) for one in known.select(Filter(department="学会部", role=role)).rows}
        both = known.select(replace(first, department="学会部", role=role)).rows
        assert {id(one) for one in both} == one_by_one & own


@settings(max_examples=80, deadline=None)
@given(rows=ledgers(), wanted=st.builds(Filter, department=st.sampled_from(["科普部", "学会部"]), role=roles))
def test_lead_and_support_and_all_offices_add_up(rows: list[Commitment], wanted: Filter) -> None:
    selection = asked(known := ledger(rows), rows, wanted)
    if selection is None:
        return
    more = known.select(replace(wanted, all_offices=True)).rows
    assert len(selection.rows) + selection.all_offices_left == len(more)
    sides = [known.select(replace(wanted, role=side)).rows for side in ("lead", "support")]
    both = {one.id for side in sides for one in side}
    assert both == {one.id for one in known.select(replace(wanted, role="all")).rows}
