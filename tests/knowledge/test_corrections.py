"""What people decided: applied while the clause keeps its words, listed when it does not, logged always."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from ingest.extract import extract
from ingest.split import split
from knowledge.commitments import Commitment
from knowledge.corrections import (
    FILE_NAME,
    UNFIT,
    Action,
    Decision,
    add_decision,
    apply,
    corrected,
    decide,
    read_decisions,
    words_of,
)
from knowledge.documents import Clause
from knowledge.errors import UserError
from knowledge.storage import writer

TEXT = """云栖市驿站管理办法
云科协发〔2031〕7号
第一条 到2032年底，新建科普驿站20个，科普辅导员不少于1.5万人。（责任部门：科普部、办公室；配合部门：学会部）
第二条 每年培训驿站辅导员300人次。
第三条 每季度检查一次驿站。
"""
AT = datetime(2031, 5, 6, 7, 8, 9, tzinfo=timezone(timedelta(hours=8)))


def rows_of(text: str = TEXT) -> list[Commitment]:
    return list(extract(split(text, "办法.txt")))


def one(words: str, rows: list[Commitment]) -> Commitment:
    found = next(row for row in rows if words in row.quote and row.kinds != ("responsibility",))
    return found


ROWS = rows_of()
STATIONS, TRAINING, CHECK = (one(words, ROWS) for words in ("新建科普驿站", "每年培训", "每季度"))


def decision(row: Commitment, action: Action = "confirm", **changes: str) -> Decision:
    return decide(row, action, changes, "王", AT)


def after(*decisions: Decision, rows: list[Commitment] = ROWS) -> dict[str, Commitment]:
    return {row.id: row for row in apply(rows, decisions).rows}


# --- what a decision does ------------------------------------------------------------------------


def test_confirming_ends_the_review_and_changes_nothing_else() -> None:
    doubtful = replace(STATIONS, doubts=("一句话里有几个时限",))
    (row,) = apply([doubtful], [decision(doubtful)]).rows
    assert doubtful.needs_review and not row.needs_review and row.state == "confirmed"
    assert row.as_json() == {**doubtful.as_json(), "needs_review": False}


def test_rejecting_takes_the_row_out_and_withdrawing_brings_it_back() -> None:
    rejected = apply(ROWS, [decision(STATIONS, "reject")])
    assert rejected.rejected == (STATIONS,)
    assert [row.id for row in rejected.rows] == [row.id for row in ROWS if row.id != STATIONS.id]
    back = apply(ROWS, [decision(STATIONS, "reject"), decision(STATIONS, "withdraw")])
    assert back.rows == tuple(ROWS) and (back.rejected, back.to_review) == ((), ())


@pytest.mark.parametrize(
    ("field", "text", "name", "value"),
    [
        ("任务", "建成驿站二十个", "task", "建成驿站二十个"),
        ("牵头部门", "学会部和企业服务部", "lead", ("学会部", "企业服务部")),
        ("牵头部门", "无", "lead", ()),
        ("配合部门", "市教育局、市文化和旅游局", "support", ("市教育局", "市文化和旅游局")),
        ("配合部门", "无", "support", ()),
        ("时限", "无", "deadline", None),
        ("频次", "无", "frequency", None),
        ("指标", "无", "indicators", ()),
    ],
)
def test_each_field_can_be_corrected(field: str, text: str, name: str, value: Any) -> None:
    row = after(decision(STATIONS, "correct", **{field: text}))[STATIONS.id]
    assert getattr(row, name) == value and row.state == "corrected"
    others = {"task", "lead", "support", "deadline", "frequency", "indicators", "quote", "start"} - {name}
    assert all(getattr(row, other) == getattr(STATIONS, other) for other in others)


def test_a_corrected_deadline_is_written_as_the_person_gave_it() -> None:
    row = after(decision(STATIONS, "correct", 时限="2032-11-30"))[STATIONS.id]
    assert row.deadline and STATIONS.deadline
    assert (row.deadline.as_written, row.deadline.date) == ("2032-11-30", date(2032, 11, 30))
    assert row.deadline.basis == "人工更正"
    assert after(decision(CHECK, "correct", 时限="2032-01-01"))[CHECK.id].deadline


def test_a_corrected_frequency_is_read_like_a_printed_one() -> None:
    row = after(decision(CHECK, "correct", 频次="每两年一次"))[CHECK.id]
    assert row.frequency and (row.frequency.as_written, row.frequency.per) == ("每两年一次", "2 years")


def test_the_kinds_follow_the_correction() -> None:
    row = after(decision(STATIONS, "correct", 指标="无", 时限="无", 频次="每年"))[STATIONS.id]
    assert row.kinds == ("frequency", "responsibility")


@pytest.mark.parametrize(
    ("text", "value", "unit", "bound", "printed"),
    [
        ("20个", 20, "个", "=", "20个"),
        ("二十", 20, "个", "=", "20个"),
        ("不少于15000人", 15000, "人", ">=", "1.5万人"),
        ("15000人", 15000, "人", ">=", "1.5万人"),
        ("1.5万", 15000, "人", ">=", "1.5万人"),
    ],
)
def test_a_corrected_number_is_the_one_that_stands_in_the_clause(
    text: str, value: float, unit: str, bound: str, printed: str
) -> None:
    (number,) = after(decision(STATIONS, "correct", 指标=text))[STATIONS.id].indicators
    assert (number.value, number.unit, number.comparator) == (value, unit, bound)
    assert TEXT[number.start : number.end] == number.as_written and printed in number.as_written


@pytest.mark.parametrize(
    "text",
    [
        "21个",
        "20家",
        "不少于1.6万人",
        "20个和30个",
        "若干",
        "不超过15000人",
        "超过1.5万人",
        "不少于20个",
        "2032年",
        "2032",
    ],
)
def test_a_number_that_the_clause_does_not_say_is_refused(text: str) -> None:
    with pytest.raises(UserError, match=r"条款里没有|里没有数"):
        decision(STATIONS, "correct", 指标=text)


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("部门", "科普部", "台账没有“部门”这一项"),
        ("时限", "明年底", "2025-12-31 这样"),
        ("时限", "2032-02-30", "2025-12-31 这样"),
        ("时限", "20321130", "2025-12-31 这样"),
        ("时限", "2032-W05-1", "2025-12-31 这样"),
        ("时限", "2032/11/30", "2025-12-31 这样"),
        ("时限", "", "2025-12-31 这样"),
        ("任务", "无", "任务不能为空"),
        ("任务", " ", "任务不能为空"),
        ("牵头部门", "、", "不像部门名称"),
        ("牵头部门", "", "不像部门名称"),
        ("配合部门", "部", "不像部门名称"),
        ("频次", "经常", "频次“经常”看不懂"),
    ],
)
def test_a_correction_that_cannot_be_is_one_sentence(field: str, text: str, told: str) -> None:
    with pytest.raises(UserError, match=told) as error:
        decision(STATIONS, "correct", **{field: text})
    assert str(error.value).endswith("。")


def test_a_correction_of_nothing_is_refused() -> None:
    with pytest.raises(UserError, match="--set"):
        decision(STATIONS, "correct")


def test_corrections_of_several_fields_add_up() -> None:
    body, day = (
        decision(STATIONS, "correct", 牵头部门="学会部"),
        decision(STATIONS, "correct", 时限="2032-11-30"),
    )
    row = after(body, day, decision(STATIONS, "correct", 任务="建站"))[STATIONS.id]
    assert (row.lead, row.deadline and row.deadline.date, row.task) == (
        ("学会部",),
        date(2032, 11, 30),
        "建站",
    )
    again = after(body, day, decision(STATIONS, "correct", 牵头部门="企业部"))[STATIONS.id]
    assert (again.lead, again.deadline and again.deadline.date) == (("企业部",), date(2032, 11, 30))


def test_confirming_after_a_correction_keeps_it() -> None:
    fixed = decision(STATIONS, "correct", 牵头部门="学会部")
    row = after(fixed, decision(STATIONS))[STATIONS.id]
    assert (row.lead, row.state) == (("学会部",), "corrected")
    later = decision(STATIONS, "correct", 任务="建站")
    assert after(fixed, decision(STATIONS), later)[STATIONS.id].lead == ("学会部",)


@pytest.mark.parametrize("action", ["withdraw", "reject"])
def test_a_correction_before_a_withdrawal_or_a_rejection_does_not_come_back(action: Action) -> None:
    fixed = decision(STATIONS, "correct", 牵头部门="学会部")
    row = after(fixed, decision(STATIONS, action), decision(STATIONS, "correct", 任务="建站"))[STATIONS.id]
    assert (row.lead, row.task) == (STATIONS.lead, "建站")


def test_the_last_decision_counts() -> None:
    first, second = (decision(STATIONS, "correct", 牵头部门=body) for body in ("学会部", "企业部"))
    assert after(first, second)[STATIONS.id].lead == ("企业部",)
    assert after(second, first)[STATIONS.id].lead == ("学会部",)
    assert after(decision(STATIONS, "reject"), decision(STATIONS))[STATIONS.id].state == "confirmed"
    assert STATIONS.id not in after(first, decision(STATIONS, "reject"))


# --- what survives a new version of the document -------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.replace("300人次", "500人次"),
        TEXT.replace("第一条", "第六条").replace("第二条", "第七条"),
        TEXT.replace("到2032年底", "到 2032 年底"),
        TEXT.replace("第一条 ", "第一条 驿站设在社区。\n第二条 ").replace("第二条 每年", "第三条 每年"),
    ],
    ids=["same", "another clause changed", "renumbered", "spaced anew", "a clause before it"],
)
def test_a_decision_survives_while_its_clause_keeps_its_words(text: str) -> None:
    done = apply(rows := rows_of(text), [decision(STATIONS, "correct", 牵头部门="学会部")])
    assert done.to_review == () and len(done.rows) == len(rows)
    changed = [row for row in done.rows if row.state == "corrected"]
    assert [(row.id, row.lead) for row in changed] == [(STATIONS.id, ("学会部",))]


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("不少于1.5万人", "不少于2万人"),
        TEXT.replace("责任部门：科普部", "责任部门：宣传部"),
        TEXT.replace("20个", "30个"),
        "云栖市驿站管理办法\n第一条 每季度检查一次驿站。\n",
    ],
    ids=["the clause's other sentence", "its note", "the row itself", "the row is gone"],
)
@pytest.mark.parametrize("action", ["confirm", "reject", "correct"])
def test_a_decision_is_listed_and_not_applied_when_its_clause_changed(text: str, action: Action) -> None:
    changes = {"任务": "建站"} if action == "correct" else {}
    made = decide(STATIONS, action, changes, "王", AT)
    done = apply(rows := rows_of(text), [made])
    assert done.to_review == (made,) and done.rows == tuple(rows) and done.rejected == ()
    withdrawn = apply(rows, [made, decision(STATIONS, "withdraw")])
    assert withdrawn.to_review == ()


LED = """云栖市驿站管理办法
一、目标
到2032年：
——新建驿站20个。
二、措施
1.抓好落实。
"""


def test_a_decision_is_listed_when_the_lead_in_gives_the_row_another_day() -> None:
    made = decision(one("20个", rows_of(LED)))
    assert apply(rows_of(LED), [made]).to_review == ()
    for text in (LED.replace("到2032年", "到2033年"), LED.replace("到2032年：\n", "")):
        assert apply(rows_of(text), [made]).to_review == (made,)


def test_a_decision_is_listed_when_the_heading_gives_the_row_another_body() -> None:
    text = "云栖市驿站计划\n一、驿站（责任部门：科普部）\n1.新建驿站20个。\n2.抓好落实。\n二、队伍\n1.抓好队伍。\n"
    made = decision(one("20个", rows_of(text)))
    assert apply(rows_of(text), [made]).to_review == ()
    assert apply(rows_of(text.replace("科普部", "学会部")), [made]).to_review == (made,)


def test_a_body_that_moves_from_leading_to_supporting_changes_the_words() -> None:
    moved = replace(TRAINING, lead=("科普部",))
    assert (
        len({words_of(TRAINING), words_of(moved), words_of(replace(moved, lead=(), support=("科普部",)))})
        == 3
    )


def test_words_are_the_same_whatever_the_number_and_the_white_space() -> None:
    def words(raw: str) -> str:
        return words_of(
            replace(TRAINING, clause=Clause(TRAINING.source, 0, "第一条", (), "item", raw, 0, len(raw)))
        )

    assert words("第一条 每年\n培训20人。") == words("6．每年培训 20 人。") == words("每年培训20人。")
    assert words("第一条 每年培训20人。") != words("第一条 每年培训30人。")


# --- the log -----------------------------------------------------------------------------------


def test_the_log_says_who_and_when_for_every_change(tmp_path: Path) -> None:
    made = [
        decide(STATIONS, "correct", {"牵头部门": "学会部", "时限": "2032-11-30"}, "王小明", AT),
        decide(STATIONS, "withdraw", {}, "李\u2028四", AT + timedelta(days=1)),
        decide(TRAINING, "reject", {}, "王小明", AT + timedelta(days=2)),
    ]
    for number, entry in enumerate(made, 1):
        add_decision(tmp_path, entry)
        assert read_decisions(tmp_path) == tuple(made[:number])
    first = json.loads((tmp_path / FILE_NAME).read_text(encoding="utf-8").split("\n")[0])
    assert (first["at"], first["who"], first["action"]) == ("2031-05-06T07:08:09+08:00", "王小明", "correct")
    assert first["changes"] == {"牵头部门": "学会部", "时限": "2032-11-30"}
    assert (first["source"], first["clause"], first["quote"]) == ("办法.txt", "第一条", STATIONS.quote)


def test_no_log_is_no_decision(tmp_path: Path) -> None:
    assert read_decisions(tmp_path) == ()


def entry(**changes: Any) -> str:
    plain = {name: getattr(decision(STATIONS), name) for name in Decision.__dataclass_fields__}
    return json.dumps(plain | changes, ensure_ascii=False)


@pytest.mark.parametrize(
    "line",
    [
        entry()[:-9],
        "[]",
        "null",
        "{}",
        entry(action="delete"),
        entry(changes=["任务"]),
        entry(changes={"部门": "科普部"}),
        entry(extra=1),
    ],
)
def test_a_damaged_line_of_the_log_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(f"{entry()}\n\n{line}\n{entry()}\n", encoding="utf-8")
    with pytest.raises(UserError, match="第 3 行已损坏") as error:
        read_decisions(tmp_path)
    assert str(path) in str(error.value)


def test_a_log_that_is_no_utf8_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(entry().encode("gb18030"))
    with pytest.raises(UserError, match="UTF-8"):
        read_decisions(tmp_path)


def test_a_log_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"无法写入更正记录.*路径不存在"):
        add_decision(tmp_path / "nowhere", decision(STATIONS))


def test_writers_at_the_same_time_keep_whole_lines(tmp_path: Path) -> None:
    def append(who: str) -> None:
        left = 10
        while left:
            try:
                with writer(tmp_path):
                    add_decision(tmp_path, decide(STATIONS, "confirm", {}, who * 500, AT))
            except UserError:
                continue
            left -= 1

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(append, "甲乙丙丁"))
    whole = [one.who for one in read_decisions(tmp_path)]
    assert sorted(whole) == sorted(who * 500 for who in "甲乙丙丁" for _ in range(10))


# --- what goes wrong ---------------------------------------------------------------------------


def test_a_log_mended_by_hand_without_a_line_end_can_be_appended_to(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(entry(), encoding="utf-8")
    add_decision(tmp_path, decision(TRAINING))
    assert [one.row for one in read_decisions(tmp_path)] == [STATIONS.id, TRAINING.id]


@pytest.mark.parametrize("wrong", [{"changes": {"任务": 5}, "action": "correct"}, {"row": []}, {"who": None}])
def test_a_line_with_a_value_of_another_type_is_named(tmp_path: Path, wrong: dict[str, Any]) -> None:
    (tmp_path / FILE_NAME).write_text(entry(**wrong) + "\n", encoding="utf-8")
    with pytest.raises(UserError, match="第 1 行已损坏"):
        apply(ROWS, read_decisions(tmp_path))


@pytest.mark.parametrize("changes", [{"时限": "明年"}, {"指标": "99个"}, {"任务": "无"}, {"牵头部门": "、"}])
def test_a_correction_that_no_longer_fits_leaves_the_row_as_extracted_and_in_doubt(
    tmp_path: Path, changes: dict[str, str]
) -> None:
    (tmp_path / FILE_NAME).write_text(entry(action="correct", changes=changes) + "\n", encoding="utf-8")
    done = apply(ROWS, read_decisions(tmp_path))
    (row,) = (row for row in done.rows if row.id == STATIONS.id)
    assert row == replace(STATIONS, doubts=(*STATIONS.doubts, UNFIT)) and row.needs_review
    assert done.to_review == () and [row.id for row in done.rows] == [row.id for row in ROWS]


def test_a_row_without_bodies_prints_no_responsible_words() -> None:
    row = corrected(STATIONS, {"牵头部门": "无", "配合部门": "无"})
    assert row.responsible_as_written is None
