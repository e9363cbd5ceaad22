"""Notes that name bodies and times: for which words they hold, and what their rows say."""

from __future__ import annotations

import pytest

from tests.ingest.ledger_rows import counts, due, ledger


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


@pytest.mark.parametrize(
    ("body", "task"),
    [
        ("一、书屋建设（责任部门：科普部）\n1.抓好落实。\n二、队伍\n2.抓好队伍。\n", "书屋建设"),
        ("一、任务\n1.办好书屋（责任部门：科普部）。\n2.抓好落实。\n", "办好书屋"),
    ],
)
def test_the_task_of_a_note_is_what_it_is_about(body: str, task: str) -> None:
    assert ledger(body)[0].task == task


def test_the_row_of_a_note_does_not_quote_another_note() -> None:
    rows = ledger(
        "一、任务\n1.办好书屋。保持书屋整洁明亮。（责任部门：科普部）定期更新书屋的图书。（责任部门：学会部）\n2.抓好落实。\n"
    )
    assert [row.quote.count("责任部门") for row in rows] == [1, 1]


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


def test_each_of_several_notes_speaks_of_the_words_before_it() -> None:
    rows = ledger("1.办好夜市。管好摊位。（科普部负责）（2）办好书屋。管好驿站。（学会部负责）\n")
    assert [(row.task, row.lead) for row in rows][-1] == ("办好书屋。管好驿站", ("学会部",))
    rows = ledger("1.新建书屋80个。责任单位：科普部。新建驿站36个。责任单位：学会部。\n")
    assert {(row.task, row.lead) for row in rows} == {
        ("新建书屋80个", ("科普部",)),
        ("新建驿站36个", ("学会部",)),
    }
