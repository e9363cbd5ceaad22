"""What each cell says."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.commitments import Commitment
from knowledge.documents import Clause
from knowledge.errors import UserError
from knowledge.quantities import Comparator
from tests.ui.exports.ledgers import PLAIN, by, every, make_indicator, make_row, sample_rows
from ui.exports.columns import COLUMNS, DEFAULT_COLUMNS, chosen, clean, table


def cell(name: str, row: Commitment, number: int = 1) -> str:
    return COLUMNS[name].text(number, row)


def test_the_default_columns_are_those_of_an_office() -> None:
    expected = "序号 任务 牵头部门 配合部门 指标 时限 依据文件 文号 条款 原文 待核"
    assert " ".join(DEFAULT_COLUMNS) == expected
    assert " ".join(COLUMNS) == f"{expected} 频次 类型 编号 成文日期 核对 待核原因"


def test_a_full_row_fills_every_column() -> None:
    assert table(sample_rows(), tuple(COLUMNS))[0] == (
        "1", "新建科普驿站", "科普部、办公室", "学会部", "科普驿站：不少于50个", "到2025年（2025-12-31）",
        "云溪市科协事业发展规划", "云科协〔2021〕5号", "二、（一）", "到2025年，新建科普驿站不少于50个", "",
        "", "指标、时限、责任", "d1-1", "2021-03-04", "", "",
    )  # fmt: skip


def test_a_bare_row_leaves_cells_empty() -> None:
    last = dict(zip(COLUMNS, table(sample_rows(), tuple(COLUMNS))[2], strict=True))
    assert {name for name, text in last.items() if not text} == {
        "牵头部门", "配合部门", "指标", "时限", "文号", "待核", "频次", "成文日期", "核对", "待核原因",
    }  # fmt: skip
    assert (last["序号"], last["依据文件"]) == ("3", PLAIN.title)


@pytest.mark.parametrize(
    ("written", "bound", "shown"),
    [
        ("50个", "=", "50个"),
        ("1000项", ">=", "不少于1000项"),
        ("1000项", "<=", "不超过1000项"),
        ("1000项", ">", "超过1000项"),
        ("1000余项", ">", "1000余项"),
        ("1000项", "<", "少于1000项"),
        ("20名", "~", "约20名"),
        ("七八名", "~", "七八名"),
        ("5—10个", "=", "5—10个"),
        ("不少于二十名", ">=", "不少于二十名"),
        ("1 000\n项", ">=", "不少于1 000项"),
        ("翻一番", "=", "翻一番"),
    ],
)
def test_an_indicator_is_shown_as_printed_with_its_bound(written: str, bound: Comparator, shown: str) -> None:
    row = make_row(indicators=(make_indicator(written, bound),))
    assert cell("指标", row) == f"科普驿站：{shown}"


def test_several_indicators_are_joined_and_a_nameless_one_stands_alone() -> None:
    row = make_row(indicators=(make_indicator("5个"), make_indicator("10%", ">=", object="")))
    assert cell("指标", row) == "科普驿站：5个；不少于10%"


@pytest.mark.parametrize(
    ("written", "day", "shown"),
    [
        ("到2020年", date(2020, 12, 31), "到2020年（2020-12-31）"),
        ("2020年6月5日前", date(2020, 6, 5), "2020年6月5日前"),
        ("2020年06月05日前", date(2020, 6, 5), "2020年06月05日前"),
        ("２０２０年６月５日前", date(2020, 6, 5), "２０２０年６月５日前"),
        ("2020年6月底前", date(2020, 6, 30), "2020年6月底前（2020-06-30）"),
        ("每年11月底前", None, "每年11月底前"),
    ],
)
def test_a_deadline_shows_its_day_unless_the_words_spell_it(
    written: str, day: date | None, shown: str
) -> None:
    assert cell("时限", make_row(deadline=by(written, day), frequency=every("year"))) == shown


def test_without_a_deadline_the_frequency_stands_for_it() -> None:
    row = make_row(frequency=every("quarter", "每季度"))
    assert (cell("时限", row), cell("频次", row)) == ("每季度", "每季度")


def test_a_reviewed_row_is_no_longer_in_doubt() -> None:
    doubtful = make_row(doubts=("“各方”不像机构名称", "一句话里有几个时限"))
    confirmed = make_row(doubts=("一句话里有几个时限",), state="confirmed")
    assert (cell("待核", doubtful), cell("待核原因", doubtful)) == (
        "是",
        "“各方”不像机构名称；一句话里有几个时限",
    )
    assert (cell("待核", confirmed), cell("待核原因", confirmed)) == ("", "")


def test_a_row_says_what_a_person_decided_about_it() -> None:
    states = {state: cell("核对", make_row(state=state)) for state in ("extracted", "confirmed", "corrected")}
    assert states == {"extracted": "", "confirmed": "已确认", "corrected": "已更正"}
    assert table([make_row(state="corrected")], ("任务", "核对")) == [("新建科普驿站", "已更正")]


def test_a_deadline_set_by_hand_is_shown_once() -> None:
    assert cell("时限", make_row(deadline=by("2032-11-30", date(2032, 11, 30)))) == "2032-11-30"


def test_a_table_keeps_its_lines_and_a_clause_without_address_its_kind() -> None:
    raw = "任务 单位\n科普 一部"
    row = make_row(clause=Clause(PLAIN, 0, "", (), "table", raw, 0, len(raw)))
    assert (cell("原文", row), cell("条款", row)) == (raw, "表格")


def test_columns_are_chosen_in_the_order_given() -> None:
    assert chosen([" 时限", "任务"]) == ("时限", "任务")
    assert chosen(tuple(COLUMNS)) == tuple(COLUMNS)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], "请至少选择一列"),
        (["任务", "任务 "], "“任务”列重复了"),
        (["任务", "经费\x07"], "没有“经费”这一列"),
    ],
)
def test_a_bad_choice_is_told_with_what_there_is(names: list[str], words: str) -> None:
    with pytest.raises(UserError, match=words) as told:
        chosen(names)
    assert all(name in str(told.value) for name in COLUMNS)


@given(st.text(st.characters()))
def test_clean_text_is_sound_and_stays_as_it_is(text: str) -> None:
    kept = clean(text)
    assert clean(kept) == kept
    assert not set(kept) & {chr(code) for code in range(32)} - set("\n\t")
    kept.encode("utf-8")


def test_clean_keeps_what_can_be_read() -> None:
    assert clean("\ufeff 甲\r\n乙\r丙\u2028丁\x00\x1b\u202e\ud800\uffff㐂𠮷 ") == "甲\n乙\n丙\n丁㐂𠮷"
