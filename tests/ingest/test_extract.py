"""Commitments of whole documents: invented notices of invented cities."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.extract import extract
from ingest.split import split
from ingest.tasks.commitment import LONGEST_TASK
from knowledge.commitments import KINDS, Commitment
from knowledge.documents import PolicyDocument
from tests.ingest.texts import bare, documents

SCHEMA = Path(__file__).parents[3] / "shared" / "contracts" / "ledger.schema.json"
HEAD = """青禾市科学技术协会
关于印发《青禾市灯塔书屋建设计划（2031—2033年）》的通知
青科协发〔2031〕5号
各区科协，市级学会：
现将《青禾市灯塔书屋建设计划（2031—2033年）》印发给你们，请认真落实。
青禾市科学技术协会
2031年4月9日
青禾市灯塔书屋建设计划（2031—2033年）
"""
UNDATED = "青禾市灯塔书屋要点\n"


def document(body: str, head: str = HEAD, name: str = "计划.txt") -> PolicyDocument:
    return split(head + body, name)


def ledger(body: str, head: str = HEAD, name: str = "计划.txt") -> tuple[Commitment, ...]:
    """The rows of a notice with that body; every one is sound."""
    read = document(body, head, name)
    rows = extract(read)
    for row in rows:
        assert_sound(row, read)
    assert len({row.id for row in rows}) == len(rows)
    return rows


def counts(rows: Sequence[Commitment]) -> dict[str, Commitment]:
    """Rows with a number, by the number as it is printed."""
    found = {indicator.as_written: row for row in rows for indicator in row.indicators}
    assert len(found) == sum(len(row.indicators) for row in rows)
    return found


def due(row: Commitment) -> str | None:
    return row.deadline.date.isoformat() if row.deadline and row.deadline.date else None


def assert_sound(row: Commitment, read: PolicyDocument) -> None:
    """Every value of a row stands where the row says."""
    assert row.clause in read.clauses and row.source is read.source
    assert bare(read.text[row.start : row.end]) == bare(row.quote) != ""
    assert row.clause.start <= row.start < row.end <= row.clause.end
    assert row.quote in row.clause.text
    for indicator in row.indicators:
        assert bare(read.text[indicator.start : indicator.end]) == bare(indicator.as_written) != ""
        assert row.start <= indicator.start < indicator.end <= row.end
        assert indicator.unit
        assert indicator.upper is None or indicator.upper > indicator.value
    present = {
        "target": row.indicators,
        "deadline": row.deadline,
        "frequency": row.frequency,
        "responsibility": row.bodies,
    }
    assert row.kinds == tuple(kind for kind in KINDS if present[kind])
    assert row.kinds
    assert bool(row.bodies) == bool(row.responsible_as_written)
    assert len(set(row.bodies)) == len(row.bodies)
    assert 0 < len(row.task) <= LONGEST_TASK
    assert row.needs_review == bool(row.doubts)
    assert_row(row.as_json())


def assert_row(row: dict[str, Any]) -> None:
    """The shape of a row, spelt out, and the shared schema where it is there."""
    row = json.loads(json.dumps(row, ensure_ascii=False, allow_nan=False))
    assert set(row) == {
        "id", "source", "doc_id", "doc_number", "title", "clause", "path", "task", "kinds", "lead", "support",
        "responsible_as_written", "indicators", "deadline", "frequency", "quote", "start", "end", "needs_review",
    }  # fmt: skip
    for name in ("id", "source", "doc_id", "title", "clause", "task", "quote"):
        assert isinstance(row[name], str) and row[name]
    for name in ("path", "kinds", "lead", "support"):
        assert isinstance(row[name], list) and all(isinstance(one, str) and one for one in row[name])
    assert type(row["start"]) is int and type(row["end"]) is int and type(row["needs_review"]) is bool
    assert row["kinds"] and set(row["kinds"]) <= set(KINDS)
    for indicator in row["indicators"]:
        assert set(indicator) == {
            "object",
            "value",
            "upper",
            "unit",
            "comparator",
            "as_written",
            "start",
            "end",
        }
        assert indicator["comparator"] in {"=", ">=", "<=", "~", ">", "<"}
        assert isinstance(indicator["value"], int | float)
    if row["deadline"]:
        assert set(row["deadline"]) == {"as_written", "date", "basis"} and row["deadline"]["basis"]
        assert row["deadline"]["date"] is None or date.fromisoformat(row["deadline"]["date"])
    if row["frequency"]:
        assert set(row["frequency"]) == {"as_written", "per", "times"}
        assert re.fullmatch(r"(\d+ )?(year|quarter|month|week|day|term)s?", row["frequency"]["per"])
    if validator := shared_schema():
        validator.validate(row)


@cache
def shared_schema() -> jsonschema.Draft202012Validator | None:
    """The contract that other tools keep, where this copy of the project has it beside it."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8")) if SCHEMA.is_file() else None
    return jsonschema.Draft202012Validator(schema) if schema else None


@pytest.mark.skipif(not SCHEMA.is_file(), reason=f"{SCHEMA} is not there: rows not held against it")
def test_the_shared_schema_is_sound_and_would_notice() -> None:
    validator = shared_schema()
    assert validator
    jsonschema.Draft202012Validator.check_schema(validator.schema)
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({"id": "d1"})


# --- notes --------------------------------------------------------------------------------------------


def test_a_note_at_the_end_of_a_clause_holds_for_its_clause() -> None:
    rows = ledger(
        "一、任务\n1.新建书屋80个。（责任部门：科普部、办公室）\n"
        "2.培训管理员300名。（牵头部门：学会部；配合部门：科普部）\n3.更新图书2万册。\n"
    )
    found = counts(rows)
    assert (found["80个"].lead, found["80个"].support) == (("科普部", "办公室"), ())
    assert (found["300名"].lead, found["300名"].support) == (("学会部",), ("科普部",))
    assert found["80个"].responsible_as_written == "责任部门：科普部、办公室"
    assert (found["2万册"].bodies, found["2万册"].kinds) == ((), ("target",))
    assert [row.clause.address for row in rows] == [f"第一部分{n}." for n in (1, 2, 3)]


def test_a_decimal_number_is_no_part_of_what_it_numbers() -> None:
    rows = ledger(
        "1 总则\n1.1 编制目的\n做好保障。\n1.2 适用范围\n适用于全市。\n2 组织机构\n2.1 保障\n各馆做好保障。\n"
        "2.2 所有场馆配备应急物资20套。\n2.3 市科协每年安排经费2.5亿元。\n"
    )
    counted = [(i.value, i.unit) for row in rows for i in row.indicators]
    assert counted == [(20.0, "套"), (250_000_000.0, "元")]
    assert [row.task[:4] for row in rows if row.indicators] == ["所有场馆", "市科协每"]


def test_a_note_has_a_row_of_its_own_with_the_words_that_name_the_bodies() -> None:
    rows = ledger("一、任务\n1.办好书屋。保持书屋整洁明亮。（责任部门：科普部）\n2.更新图书。\n")
    (row,) = rows
    assert (row.kinds, row.lead) == (("responsibility",), ("科普部",))
    assert "责任部门：科普部" in row.quote and row.task == "办好书屋"


def test_a_note_on_a_line_of_its_own_after_the_last_item_holds_for_the_group() -> None:
    found = counts(
        ledger(
            "一、书屋建设\n1.新建书屋80个。\n2.更新图书2万册。\n（责任部门：科普部）\n二、队伍\n3.培训管理员300名。\n"
        )
    )
    assert [found[number].lead for number in ("80个", "2万册", "300名")] == [("科普部",), ("科普部",), ()]


def test_an_item_with_a_note_of_its_own_keeps_it_in_the_group() -> None:
    found = counts(
        ledger(
            "一、书屋\n1.新建书屋80个。（责任部门：学会部）\n2.更新图书2万册。\n责任部门：科普部\n二、队伍\n3.抓好落实。\n"
        )
    )
    assert (found["80个"].lead, found["2万册"].lead) == (("学会部",), ("科普部",))


def test_a_note_in_a_heading_holds_for_what_stands_under_it() -> None:
    found = counts(
        ledger(
            "一、书屋建设（责任部门：科普部）\n1.新建书屋80个。\n2.更新图书2万册。\n"
            "二、队伍建设（责任部门：学会部）\n3.培训管理员300名。\n"
        )
    )
    leads = {number: row.lead for number, row in found.items()}
    assert leads == {"80个": ("科普部",), "2万册": ("科普部",), "300名": ("学会部",)}


def test_several_notes_in_a_clause_hold_each_for_what_stands_before_it() -> None:
    found = counts(
        ledger(
            "一、任务\n1.书屋提升。新建标准化书屋80个。（责任部门：科普部）培训书屋管理员300名。（责任部门：学会部）\n2.抓好落实。\n"
        )
    )
    assert (found["80个"].lead, found["300名"].lead) == (("科普部",), ("学会部",))


def test_an_item_without_a_number_has_a_row_by_the_note_of_its_group() -> None:
    rows = ledger("一、书屋建设\n1.办好书屋。\n2.管好书屋。\n（责任部门：科普部）\n二、队伍\n3.抓好队伍。\n")
    assert {row.clause.address: row.lead for row in rows} == {"第1条": ("科普部",), "第2条": ("科普部",)}


def test_all_offices_are_known() -> None:
    rows = ledger("一、任务\n1.抓好落实。（责任部门：机关各部室）\n2.抓好总结。（责任部门：科普部）\n")
    assert [row.all_offices for row in rows] == [True, False]


def test_the_time_in_a_note_is_the_deadline() -> None:
    found = counts(
        ledger("一、任务\n1.新建书屋80个。（责任部门：科普部；完成时限：2032年12月底前）\n2.抓好落实。\n")
    )
    assert due(found["80个"]) == "2032-12-31"


# --- lead-ins -----------------------------------------------------------------------------------------


def test_a_time_before_a_list_holds_for_its_bullets_and_no_further() -> None:
    found = counts(
        ledger("一、目标\n到2033年：\n——新建书屋80个。\n——培训管理员300名。\n二、措施\n1.举办读书会60场。\n")
    )
    assert {number: due(row) for number, row in found.items()} == {
        "80个": "2033-12-31",
        "300名": "2033-12-31",
        "60场": None,
    }
    assert found["80个"].deadline and found["80个"].deadline.as_written == "到2033年"


def test_a_bullet_that_says_no_number_still_has_the_time_of_its_list() -> None:
    rows = ledger("一、目标\n到2033年：\n——新建书屋80个。\n——服务水平明显提升。\n二、措施\n1.抓好落实。\n")
    assert [(row.task, due(row)) for row in rows] == [
        ("新建书屋80个", "2033-12-31"),
        ("服务水平明显提升", "2033-12-31"),
    ]


def test_each_step_has_its_own_time() -> None:
    found = counts(
        ledger(
            "一、目标\n（一）第一步，到2032年：\n——新建书屋30个。\n——培训管理员100名。\n"
            "（二）第二步，到2035年：\n——新建书屋80个。\n——培训管理员300名。\n"
        )
    )
    assert {number: due(row) for number, row in found.items()} == {
        "30个": "2032-12-31",
        "100名": "2032-12-31",
        "80个": "2035-12-31",
        "300名": "2035-12-31",
    }


def test_a_step_that_is_a_paragraph_leads_the_bullets_after_it() -> None:
    found = counts(
        ledger(
            "一、目标\n第一步，到2032年，骨干网络基本建成。\n第二步，到2035年，全域网络基本建成。\n"
            "——新建书屋80个。\n——培训管理员300名。\n二、措施\n1.举办读书会60场。\n"
        )
    )
    assert [due(found[number]) for number in ("80个", "300名", "60场")] == ["2035-12-31", "2035-12-31", None]


@pytest.mark.parametrize("before", ["（一）", ""])
def test_a_step_leads_the_bullets_after_it_wherever_it_stands(before: str) -> None:
    found = counts(
        ledger(
            f"一、目标\n{before}第二步，到2035年，全域网络基本建成。\n——新建书屋80个。\n——更新图书2万册。\n"
        )
    )
    assert [due(found[number]) for number in ("80个", "2万册")] == ["2035-12-31", "2035-12-31"]


def test_each_step_without_a_number_has_its_own_time() -> None:
    found = counts(
        ledger(
            "一、目标\n第一步，到2032年：\n——新建书屋30个。\n第二步，到2035年：\n——新建书屋80个。\n——更新图书2万册。\n"
        )
    )
    assert [due(found[number]) for number in ("30个", "80个", "2万册")] == [
        "2032-12-31",
        "2035-12-31",
        "2035-12-31",
    ]


def test_a_subject_before_a_list_holds_for_its_items() -> None:
    rows = ledger(
        "第一章 总则\n第一条 基地应当履行下列义务：\n（一）每年开放不少于200天；\n（二）配备专职人员3名；\n"
        "（三）接受监督检查。\n第二条 其他事项另行规定。\n"
    )
    assert [(row.clause.address, row.lead) for row in rows] == [
        (f"第一条{item}", ("基地",)) for item in ("", "第（一）项", "第（二）项", "第（三）项")
    ]
    found = counts(rows)["200天"]
    assert (found.indicators[0].comparator, found.frequency and found.frequency.per) == (">=", "year")


def test_conditions_are_no_duties() -> None:
    rows = ledger(
        "第一条 申报基地应当具备下列条件：\n（一）面积不少于200平方米；\n（二）专职人员3名以上。\n第二条 市科协每年评审一次。\n"
    )
    assert [row.clause.address for row in rows] == ["第二条"]


# --- within a sentence ----------------------------------------------------------------------------------


def test_a_deadline_is_carried_within_its_sentence_and_not_beyond() -> None:
    found = counts(
        ledger("一、任务\n1.到2033年，新建书屋80个，培训管理员300名。发放图书2万册。\n2.抓好落实。\n")
    )
    assert [due(found[number]) for number in ("80个", "300名", "2万册")] == ["2033-12-31", "2033-12-31", None]


def test_a_completion_at_the_end_dates_what_stands_before_it() -> None:
    rows = ledger("一、任务\n1.修订管理办法，2032年9月底前完成。\n2.新建书屋80个，2033年6月底前建成。\n")
    assert [(row.quote, due(row)) for row in rows] == [
        ("修订管理办法，2032年9月底前完成", "2032-09-30"),
        ("新建书屋80个，2033年6月底前建成", "2033-06-30"),
    ]


def test_of_them_goes_with_what_stands_before() -> None:
    found = counts(
        ledger(
            "一、任务\n1.到2033年，新建书屋80个，其中乡村书屋50个。\n2.每年举办读书会12场，其中进校园4场。\n"
        )
    )
    assert due(found["50个"]) == "2033-12-31"
    assert found["4场"].frequency and found["4场"].frequency.per == "year"


def test_a_subject_goes_on_until_a_semicolon_or_the_next_subject() -> None:
    found = counts(
        ledger(
            "一、任务\n1.科普部要新建书屋80个，更新图书2万册；举办读书会60场。\n2.科普部要编印读本9种以上，学会部要培训管理员300名。\n"
        )
    )
    leads = [found[number].lead for number in ("80个", "2万册", "60场", "9种", "300名")]
    assert leads == [("科普部",), ("科普部",), (), ("科普部",), ("学会部",)]


def test_a_body_named_at_the_close_covers_what_stands_before_it() -> None:
    found = counts(
        ledger("一、任务\n1.新建书屋80个，更新图书2万册，由科普部负责。举办读书会60场。\n2.抓好落实。\n")
    )
    assert [found[number].lead for number in ("80个", "2万册", "60场")] == [("科普部",), ("科普部",), ()]


def test_leader_and_helper_of_one_sentence() -> None:
    found = counts(ledger("一、任务\n1.科普部牵头、学会部配合，新建书屋80个。\n2.抓好落实。\n"))
    assert (found["80个"].lead, found["80个"].support) == (("科普部",), ("学会部",))


@pytest.mark.parametrize(
    ("words", "written", "day", "basis"),
    [
        ("自印发之日起30日内报送方案", "自印发之日起30日内", "2031-05-09", "由成文日期推算"),
        ("今年年底前报送方案", "今年年底前", "2031-12-31", "由成文日期推算"),
        ("9月底前报送方案", "9月底前", "2031-09-30", "由成文日期推算"),
        ("三年内建成骨干网络", "三年内", "2033-12-31", "由规划期推算"),
        ("规划期内建成骨干网络", "规划期内", "2033-12-31", "由规划期推算"),
        ("二〇三二年六月三十日前报送方案", "二〇三二年六月三十日前", "2032-06-30", "写明"),
        ("每年11月底前报送总结", "每年11月底前", None, "周期重复，没有单一日期"),
        ("收到申请后15个工作日内答复", "收到申请后15个工作日内", None, "按工作日计算，须查节假日安排"),
    ],
)
def test_a_time_follows_from_the_head_of_the_document(
    words: str, written: str, day: str | None, basis: str
) -> None:
    (row,) = ledger(f"一、任务\n1.{words}。\n2.抓好落实。\n")
    assert row.deadline and (row.deadline.as_written, due(row), row.deadline.basis) == (written, day, basis)
    assert not row.needs_review


def test_a_number_has_its_value_range_unit_and_bound() -> None:
    rows = ledger(
        "一、任务\n1.新建书屋不少于二十个。\n2.支持企业5至8家。\n3.参与率提高到60%以上。\n4.补助1.5万元。\n"
    )
    assert [
        (i.object, i.value, i.upper, i.unit, i.comparator, i.as_written)
        for row in rows
        for i in row.indicators
    ] == [
        ("新建书屋", 20, None, "个", ">=", "二十个"),
        ("支持企业", 5, 8, "家", "=", "5至8家"),
        ("参与率", 60, None, "%", ">=", "60%"),
        ("补助", 15000, None, "元", "=", "1.5万元"),
    ]


# --- what is no commitment, and doubts ----------------------------------------------------------------


def test_what_has_been_is_no_commitment() -> None:
    rows = ledger(
        "一、发展回顾\n1.建成书屋40个，培训管理员200名。（责任部门：科普部）\n"
        "二、任务\n2.新建书屋80个。截至2030年底，已建成书屋41个，培训管理员201名。\n"
    )
    assert list(counts(rows)) == ["80个"]


@pytest.mark.parametrize(
    "body",
    [
        "一、任务\n1.抓好落实。\n2.加强管理。\n",
        "一、任务\n1.推进三网融合。\n2.举办第33届书展。\n",
        "一、附则\n1.本计划自2031年5月1日起施行。\n2.书屋是指供公众阅读的场所，面积100平方米以上。\n",
    ],
)
def test_a_notice_may_commit_nobody(body: str) -> None:
    assert ledger(body) == ()


def test_title_number_and_signature_commit_nobody() -> None:
    assert [row.clause.kind for row in ledger("一、任务\n1.新建书屋80个。\n2.抓好落实。\n")] == ["item"]


def test_the_title_of_an_attachment_commits_nobody() -> None:
    rows = ledger(
        "一、任务\n1.抓好落实。\n附件1\n到2033年新建80个灯塔书屋任务表\n1.更新图书2万册。\n2.抓好落实。\n"
    )
    assert list(counts(rows)) == ["2万册"]


def test_under_principles_only_numbers_and_times_commit() -> None:
    rows = ledger("一、基本原则\n1.科普部要坚持公益。\n2.新建书屋80个。\n二、任务\n3.学会部要编印读本。\n")
    assert [row.quote for row in rows] == ["新建书屋80个", "学会部要编印读本"]


def test_a_box_stands_apart_from_the_list_around_it() -> None:
    found = counts(
        ledger(
            "一、目标\n到2033年：\n——新建书屋80个。\n专栏一：书屋提升工程\n·更新图书2万册。\n·2032年底前培训管理员300名。\n二、落实\n1.抓好落实。\n"
        )
    )
    assert found["2万册"].clause.address == "专栏一第1点"
    assert [due(found[number]) for number in ("80个", "2万册", "300名")] == ["2033-12-31", None, "2032-12-31"]


@pytest.mark.parametrize(
    ("body", "doubt"),
    [
        ("一、任务\n1.今年底前新建书屋80个。\n2.抓好落实。\n", "成文日期"),
        ("一、任务\n1.规划期末建成书屋80个。\n2.抓好落实。\n", "规划期"),
        (
            "一、任务\n1.2033年前新建书屋80个。\n2.抓好落实。\n".replace("1.", "（一）").replace(
                "2.抓", "（二）抓"
            ),
            "当年",
        ),
        ("一、任务\n1.新建书屋80个，由书屋联合体负责。（责任部门：张三丰）\n2.抓好落实。\n", "张三丰"),
        ("一、任务\n1.在2032年6月底前和2033年6月底前各新建书屋20个。\n2.抓好落实。\n", "几个时限"),
    ],
)
def test_what_the_rules_are_unsure_of_asks_for_review(body: str, doubt: str) -> None:
    (row,) = [row for row in ledger(body, UNDATED) if row.indicators]
    assert row.needs_review and any(doubt in words for words in row.doubts)
    assert row.as_json()["needs_review"] is True


def test_what_the_rules_are_sure_of_does_not() -> None:
    rows = ledger("一、任务\n1.到2033年，新建书屋80个。（责任部门：科普部）\n2.抓好落实。\n", UNDATED)
    assert rows and not any(row.needs_review for row in rows)


# --- ids ------------------------------------------------------------------------------------------------

BODY = "一、任务\n1.到2033年，新建书屋80个。（责任部门：科普部）\n2.每年举办读书会60场。\n3.各区科协要报送总结。\n"


def ids(body: str, name: str = "计划.txt") -> list[str]:
    return [row.id for row in ledger(body, name=name)]


def test_ids_stay_when_the_text_is_read_again() -> None:
    assert len(ids(BODY)) == 3 and ids(BODY) == ids(BODY)


def test_ids_stay_when_clauses_are_added_and_numbers_shift() -> None:
    added = (
        BODY.replace("一、任务\n1.", "一、任务\n1.培训管理员300名。\n2.")
        .replace("\n2.每年", "\n3.每年")
        .replace("\n3.各区", "\n4.各区")
    )
    more = ids(added)
    assert set(ids(BODY)) < set(more) and len(more) == 4


@pytest.mark.parametrize(
    "spaced",
    [BODY.replace("\n", "\r\n"), BODY.replace("\n", "\n\n"), re.sub("(?m)^(?=.)", "\u3000\u3000", BODY)],
    ids=["carriage returns", "blank lines", "indented"],
)
def test_ids_stay_when_only_white_space_changes(spaced: str) -> None:
    assert ids(spaced) == ids(BODY)


def test_ids_differ_between_documents_and_between_equal_words() -> None:
    assert not set(ids(BODY)) & set(ids(BODY, name="另一计划.txt"))
    twice = ids("一、任务\n1.新建书屋80个。\n2.抓好落实。\n二、城区\n1.新建书屋80个。\n2.抓好落实。\n")
    assert len(set(twice)) == 2


def test_ids_hold_to_the_heading_above_and_not_to_the_order_of_equal_words() -> None:
    town, city = "一、城区\n1.新建书屋80个。\n2.抓好落实。\n", "二、乡村\n1.新建书屋80个。\n2.抓好落实。\n"
    first, second = ids(town + city)
    turned = ids(city.replace("二、", "一、") + town.replace("一、", "二、"))
    assert turned == [second, first] and ids(town) == [first]


# --- where words stand ---------------------------------------------------------------------------------------


def test_a_month_takes_the_year_of_the_time_before_it() -> None:
    rows = ledger("一、任务\n（一）改造。2032年6月底前编制方案，12月底前完成改造。\n（二）抓好落实。\n")
    assert [due(row) for row in rows] == ["2032-06-30", "2032-12-31"]


@pytest.mark.parametrize(
    "words",
    ["到2033年，在全市城区新建\n灯塔书屋80个", "新建灯塔书屋\n80个", "新建灯塔书屋80\n个"],
)
def test_a_half_sentence_goes_on_over_a_blank_or_the_end_of_its_first_line(words: str) -> None:
    rows = extract(document(f"一、任务\n1.{words}。\n2.抓好落实。\n"))
    assert [bare(row.quote) for row in rows if row.indicators] == [bare(words)]


@pytest.mark.parametrize("span", ["三年内", "规划期内", "“十四五”期间"])
def test_a_span_of_the_plan_sets_a_time_before_any_verb(span: str) -> None:
    rows = ledger(f"一、任务\n1.{span}覆盖全部乡镇。\n2.抓好落实。\n", HEAD.replace("203", "202"))
    assert [due(row) for row in rows] == ["2025-12-31" if "十" in span else "2023-12-31"]


@pytest.mark.parametrize("number", ["1 200场", " 1200场"])
def test_a_blank_in_or_before_a_number_ends_no_heading(number: str) -> None:
    body = f"一、任务\n1.举办读书会不少于{number}，全部免费并向全市各中小学校的学生开放报名。\n2.抓好落实。\n"
    (row,) = [row for row in extract(document(body)) if row.indicators]
    (indicator,) = row.indicators
    assert (indicator.object, indicator.value, indicator.comparator) == ("举办读书会", 1200, ">=")


@pytest.mark.parametrize(
    ("body", "task"),
    [
        ("一、书屋建设（责任部门：科普部）\n1.抓好落实。\n二、队伍\n2.抓好队伍。\n", "书屋建设"),
        ("一、任务\n1.办好书屋（责任部门：科普部）。\n2.抓好落实。\n", "办好书屋"),
    ],
)
def test_the_task_of_a_note_is_what_it_is_about(body: str, task: str) -> None:
    assert ledger(body)[0].task == task


def test_a_task_is_short_in_a_clause_without_a_heading() -> None:
    rows = ledger("在全市城区和乡镇建好管好用好灯塔书屋，" * 5 + "抓好落实。（责任部门：科普部）\n")
    assert rows and max(len(row.task) for row in rows) <= LONGEST_TASK


def test_the_row_of_a_note_does_not_quote_another_note() -> None:
    rows = ledger(
        "一、任务\n1.办好书屋。保持书屋整洁明亮。（责任部门：科普部）定期更新书屋的图书。（责任部门：学会部）\n2.抓好落实。\n"
    )
    assert [row.quote.count("责任部门") for row in rows] == [1, 1]


def test_a_row_of_a_body_says_what_it_is_responsible_for() -> None:
    (row,) = ledger("一、任务\n1.制定建设方案，由科普部负责。\n2.抓好落实。\n")
    assert "制定建设方案" in row.quote


def test_ids_differ_where_words_differ_by_a_blank() -> None:
    first, second = ids("一、任务\n1.推广AI VR课程30门。\n2.推广AIVR课程30门。\n")
    assert first != second


# --- any notice -------------------------------------------------------------------------------------------

WHAT = ("新建书屋", "培训管理员", "举办读书会", "更新图书", "办好夜市")
TIMES = ("", "到2033年，", "每年", "力争2032年底前", "规划期内", "每两年", "今年")
NUMBERS = ("80个", "三十名", "不少于1,200场次", "５至８家", "1.5万册", "10%以上", "", "约20项", "3—5种")
BODIES = ("科普部", "学会部", "市文化和旅游局", "各区（县）科协", "机关各部室")
ROLES = ("", "", "{}要", "由{}负责", "{}牵头，")
NOTES = ("", "", "（责任部门：{}）", "（牵头单位：{}；配合单位：办公室）", "\n（责任部门：{}）", "（{}负责）")
MARKS = (
    "1.",
    "2．",
    "（一）",
    "——",
    "一、",
    "专栏一：",
    "第三条 ",
    "",
    "到2032年：\n",
    "第二步，到2033年：\n",
)
SPACES = ("", "", "\n", "\u3000", " ", "\r\n\u3000\u3000")
AFTER_WHAT = ("", "", "共计", "总数达到")


@st.composite
def notices(draw: st.DrawFn) -> str:
    """A body with lists, notes, lead-ins and boxes in any order, with white space anywhere."""
    pick = lambda choices: draw(st.sampled_from(choices))  # noqa: E731
    lines = []
    for _ in range(draw(st.integers(1, 8))):
        halves = [
            f"{pick(TIMES)}{pick(ROLES).format(pick(BODIES))}{pick(WHAT)}{pick(AFTER_WHAT)}{pick(NUMBERS)}"
            for _ in range(draw(st.integers(1, 3)))
        ]
        ending = f"。{pick(NOTES).format('、'.join(draw(st.lists(st.sampled_from(BODIES), min_size=1, unique=True))))}"
        lines.append(f"{pick(SPACES)}{pick(MARKS)}{pick(['，', '；', '。']).join(halves)}{ending}\n")
    return "".join(lines)


@settings(max_examples=300, deadline=None)
@given(notices(), st.sampled_from([HEAD, UNDATED, "", "青禾市书屋计划\n一、任务\n"]))
def test_every_value_of_any_notice_stands_in_the_text(body: str, head: str) -> None:
    rows = ledger(body, head)
    assert all(indicator.object for row in rows for indicator in row.indicators)
    assert rows == extract(document(body, head))
    order = {clause.address: place for place, clause in enumerate(document(body, head).clauses)}
    places = [order[row.clause.address] for row in rows]
    assert places == sorted(places)


@settings(max_examples=200, deadline=None)
@given(documents())
def test_any_document_at_all_gives_sound_rows(text: str) -> None:
    rows = ledger(text, "")
    assert rows == extract(document(text, ""))
    assert all("".join(text[row.start : row.end].split()) == "".join(row.quote.split()) for row in rows)


@settings(max_examples=100, deadline=None)
@given(
    st.text(alphabet="一二、1.（）()：:。；，\n 责任部门科普部到203年底新建80个每由负责第步——", max_size=120)
)
def test_any_heap_of_signs_gives_sound_rows(text: str) -> None:
    rows = ledger(text, "")
    assert rows == extract(document(text, ""))
    assert all("".join(text[row.start : row.end].split()) == "".join(row.quote.split()) for row in rows)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(WHAT), st.integers(11, 9999), st.sampled_from("个名场册项")),
        min_size=2,
        max_size=8,
        unique_by=lambda line: line[1],
    ),
    st.sampled_from(BODIES[:4]),
)
def test_every_printed_count_of_a_plan_is_a_row_with_its_note(
    lines: list[tuple[str, int, str]], body: str
) -> None:
    text = "".join(
        f"{n}.{what}{number}{unit}。（责任部门：{body}）\n" for n, (what, number, unit) in enumerate(lines, 1)
    )
    found = counts(ledger(f"一、任务\n{text}"))
    assert list(found) == [f"{number}{unit}" for _, number, unit in lines]
    for what, number, unit in lines:
        row = found[f"{number}{unit}"]
        (indicator,) = row.indicators
        assert (indicator.value, indicator.unit, indicator.object, row.lead) == (number, unit, what, (body,))


def test_a_decimal_keeps_what_stands_before_its_point() -> None:
    rows = counts(
        ledger(
            "一、主要任务\n1.安排资金3.5亿元，2.8亿元用于补助。\n2.改造书屋1200户，3.2万人受益。\n二、3.5万名老人纳入服务。\n"
        )
    )
    told = {number: (row.task, row.indicators[0].value) for number, row in rows.items()}
    assert told["2.8亿元"] == ("2.8亿元用于补助", 280_000_000)
    assert told["3.2万人"] == ("3.2万人受益", 32_000)
    assert told["3.5万名"] == ("3.5万名老人纳入服务", 35_000)


def test_no_number_is_cut_off_where_a_half_sentence_goes_on() -> None:
    rows = ledger("1.新建书屋80个，三、四年级每年培训300名。\n")
    assert [row.task for row in rows] == ["新建书屋80个", "三、四年级每年培训300名"]


@pytest.mark.parametrize("verb", ["制定", "出台", "印发", "发布", "修订", "完成"])
def test_a_plan_is_due_as_other_tasks_are(verb: str) -> None:
    (row,) = ledger(f"1.各单位要于2032年8月底前{verb}方案。\n")
    assert (row.lead, due(row)) == (("各单位",), "2032-08-31")


@pytest.mark.parametrize("mark", ["，", "；", "。", "\n"])
def test_a_note_of_several_labels_is_one_whatever_stands_between_them(mark: str) -> None:
    note = mark.join(["牵头单位：科普部", "责任单位：学会部、办公室", "完成时限：2032年11月30日"])
    (row,) = ledger(f"1.新建书屋80个。{note}。\n")
    assert (row.task, row.lead, row.support) == ("新建书屋80个", ("科普部",), ("学会部", "办公室"))
    assert due(row) == "2032-11-30"


@pytest.mark.parametrize("marks", ["[]", "［］", "（）", "【】"])
def test_a_note_at_the_head_speaks_for_what_follows_it(marks: str) -> None:
    note = f"{marks[0]}牵头单位：科普部；配合单位：学会部；完成时限：2032年12月{marks[1]}"
    (row,) = ledger(f"1.{note}办好夜市。\n")
    assert (row.task, row.lead, row.support) == ("办好夜市", ("科普部",), ("学会部",))
    assert due(row) == "2032-12-31"


def test_each_item_with_a_note_on_a_line_of_its_own_keeps_its_name() -> None:
    notes = ["1.办好夜市。\n（科普部负责）", "2.管好书屋。\n（学会部负责）"]
    rows = ledger("一、主要任务\n" + "\n".join(notes) + "\n")
    assert [(row.task, row.lead) for row in rows] == [("办好夜市", ("科普部",)), ("管好书屋", ("学会部",))]


@pytest.mark.parametrize(
    ("text", "lead", "support", "day"),
    [
        ("市财政局6月底前拨付资金500万元", "市财政局", "", "2031-06-30"),
        ("市教育局、市财政局2032年8月底前印发方案", "市教育局 市财政局", "", "2032-08-31"),
        (
            "由市科协会同市教育局、市财政局等部门，于2032年6月底前完成验收",
            "市科协",
            "市教育局 市财政局",
            "2032-06-30",
        ),
        ("由市科协于2032年6月底前完成验收", "市科协", "", "2032-06-30"),
    ],
)
def test_who_stands_before_a_time(text: str, lead: str, support: str, day: str) -> None:
    (row,) = ledger(f"1.{text}。\n")
    assert (row.task, row.lead, row.support) == (text, tuple(lead.split()), tuple(support.split()))
    assert due(row) == day


def test_a_signature_is_nobody_s_task() -> None:
    assert not any(row.lead for row in ledger("1.办好夜市。\n2.青禾市科学技术协会2032年4月9日\n"))


def test_each_of_several_notes_speaks_of_the_words_before_it() -> None:
    rows = ledger("1.办好夜市。管好摊位。（科普部负责）（2）办好书屋。管好驿站。（学会部负责）\n")
    assert [(row.task, row.lead) for row in rows][-1] == ("办好书屋。管好驿站", ("学会部",))
    rows = ledger("1.新建书屋80个。责任单位：科普部。新建驿站36个。责任单位：学会部。\n")
    assert {(row.task, row.lead) for row in rows} == {
        ("新建书屋80个", ("科普部",)),
        ("新建驿站36个", ("学会部",)),
    }
