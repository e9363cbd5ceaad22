"""Commitments of single clauses: conditions and what is called off, notes in pieces, times handed out."""

from __future__ import annotations

import pytest

from knowledge.commitments import Commitment
from tests.ingest.ledger_rows import counts, due, ledger


def clause(text: str) -> tuple[Commitment, ...]:
    """The rows of an item with that text."""
    return ledger(f"一、任务\n（一）{text}\n（二）抓好落实。\n")


@pytest.mark.parametrize(
    "text",
    [
        "取消每年培训300名的规定。",
        "不再每年举办60场读书会。",
        "免除书屋80个的年费。",
        "如新建书屋80个，另行申报。",
        "凡新建书屋80个的，另行申报。",
        "会同十九部门印发方案。",
        "对逾期不交的处以500元以上1000元以下罚款。",
    ],
)
def test_what_is_called_off_supposed_or_a_fine_commits_nobody(text: str) -> None:
    assert clause(text) == ()


def test_a_condition_is_no_target_and_what_follows_from_it_is() -> None:
    assert list(counts(clause("对年产值达到3亿元的企业，每年培训50人次。"))) == ["50人次"]


@pytest.mark.parametrize("word", ["提高", "增加", "调整"])
def test_of_a_change_only_the_new_value_is_a_target(word: str) -> None:
    (row,) = clause(f"每站补助由1000元{word}到1500元。")
    assert [(i.value, i.as_written) for i in row.indicators] == [(1500, "1500元")]


# --- notes ------------------------------------------------------------------------------------------


def test_a_clause_of_one_sentence_with_a_note_is_one_row() -> None:
    (row,) = clause("到2033年，新建书屋80个。（责任部门：科普部）")
    assert (row.lead, row.kinds) == (("科普部",), ("target", "deadline", "responsibility"))
    assert "责任部门" not in row.quote


def test_text_after_the_last_note_gets_nobody_from_it() -> None:
    found = counts(clause("新建标准书屋80个并全部挂牌，每个书屋都配齐桌椅、灯具和书架等设施设备。（责任部门：科普部）更新图书2万册。"))  # fmt: skip
    assert (found["80个"].lead, found["2万册"].lead) == (("科普部",), ())


@pytest.mark.parametrize(
    ("note", "lead", "support", "day"),
    [
        ("科普部负责，2032年底前完成", ("科普部",), (), "2032-12-31"),
        ("科普部牵头，学会部配合，2032年6月底前完成", ("科普部",), ("学会部",), "2032-06-30"),
        ("完成时限：2032年；责任部门：科普部", ("科普部",), (), "2032-12-31"),
        ("责任单位：市、县（区）人民政府", ("市人民政府", "县（区）人民政府"), (), None),
        ("责任单位：市科协等市级相关部门", ("市科协",), (), None),
    ],
)
def test_a_note_is_read_piece_by_piece(
    note: str, lead: tuple[str, ...], support: tuple[str, ...], day: str | None
) -> None:
    row = counts(clause(f"新建书屋80个。（{note}）"))["80个"]
    assert (row.lead, row.support, due(row)) == (lead, support, day)


def test_a_body_in_running_text_that_looks_unlikely_sets_a_doubt() -> None:
    doubtful = clause("新建书屋80个，由中青年骨干负责。")
    assert doubtful and all(any("中青年骨干" in doubt for doubt in row.doubts) for row in doubtful)
    assert not any(row.doubts for row in clause("新建书屋80个，由科普部负责。"))


# --- times ------------------------------------------------------------------------------------------


def test_times_and_numbers_apart_are_paired() -> None:
    rows = clause("到2032年、2033年，书屋覆盖率分别达到60%、80%。")
    assert [(row.indicators[0].value, due(row)) for row in rows] == [(60, "2032-12-31"), (80, "2033-12-31")]
    assert not any(row.doubts for row in rows)


def test_times_and_numbers_that_do_not_pair_set_a_doubt_and_no_time() -> None:
    (row,) = clause("到2032年、2033年，书屋覆盖率分别达到60%、70%、80%。")
    assert row.deadline is None and "几个时限与几个指标不能一一对应" in row.doubts


def test_months_after_each_year_are_of_each_year() -> None:
    rows = clause("每年1月底前制定计划，6月底前报送总结。")
    told = [(r.quote, due(r), r.deadline and r.deadline.basis, r.frequency and r.frequency.per) for r in rows]
    assert told == [
        ("每年1月底前制定计划", None, "周期重复，没有单一日期", "year"),
        ("6月底前报送总结", None, "周期重复，没有单一日期", "year"),
    ]


def test_a_month_alone_takes_the_year_of_the_day_named_before() -> None:
    rows = clause("2032年8月上旬组织评审，9月印发结果。")
    assert [due(row) for row in rows] == ["2032-08-10", "2032-09-30"]
    assert rows[1].deadline and rows[1].deadline.basis == "由前文写明的年份推算"


@pytest.mark.parametrize("word", ["当年", "次年", "翌年"])
def test_that_year_and_the_next_are_left_open(word: str) -> None:
    (row,) = clause(f"{word}3月底前报送总结。")
    assert row.deadline and row.deadline.date is None and "没有写明" in row.deadline.basis


def test_a_shorter_time_to_answer_is_a_target_and_no_deadline() -> None:
    (row,) = clause("办理时限压缩至5个工作日以内。")
    assert row.deadline is None
    assert [(i.value, i.unit, i.comparator) for i in row.indicators] == [(5, "个工作日", "<=")]
