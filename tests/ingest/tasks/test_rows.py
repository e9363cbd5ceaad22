"""What a row of a table that hands out tasks makes of the ledger: its measures, bodies, times and goals."""

from __future__ import annotations

from tests.ingest.ledger_rows import due, ledger


def test_a_measure_belongs_to_its_task_and_tells_rows_apart() -> None:
    header = "重点任务\t具体措施\t责任单位\t启动时间\t完成时间"
    lines = [
        "办好书屋\t推行借阅通，借阅率达到95%\t科普部\t2032年3月\t2032年10月底",
        "办好书屋\t（二）新建书屋80个。\t\t2032年4月\t2032年11月底",
        "\t培训管理员300名\t学会部\t2032年5月\t2032年3月至2032年12月",
    ]
    rows = ledger("一、任务分工\n" + "\n".join([header, *lines]) + "\n")
    assert [(row.task, row.lead, due(row)) for row in rows] == [
        ("办好书屋：推行借阅通，借阅率达到95%", ("科普部",), "2032-10-31"),
        ("办好书屋：新建书屋80个", ("科普部",), "2032-11-30"),
        ("办好书屋：培训管理员300名", ("学会部",), "2032-12-31"),
    ]
    assert [indicator.object for row in rows for indicator in row.indicators] == [
        *("借阅率", "新建书屋", "培训管理员"),
    ]


def test_a_measure_of_several_parts_makes_a_row_of_each() -> None:
    header = "重点任务\t具体措施\t责任单位\t完成时间"
    line = "办好书屋\t新建书屋80个；办证时间压缩至1个工作日以内，2032年6月底前完成设计\t科普部\t2032年10月底"
    rows = ledger("一、任务分工\n" + "\n".join([header, line]) + "\n")
    assert [(row.task, due(row)) for row in rows] == [
        ("办好书屋：新建书屋80个", "2032-10-31"),
        ("办好书屋：办证时间压缩至1个工作日以内", "2032-10-31"),
        ("办好书屋：2032年6月底前完成设计", "2032-06-30"),
    ]


def test_cells_share_out_and_lines_end_names() -> None:
    lines = [
        "新建书屋80个\t李明\t市商务局 市科协\t各县区政府\t12月底",
        "办好夜市\t王强\t市商务局牵头，市科协配合\t\t2032年",
    ]
    header = "重点任务\t责任领导\t牵头单位\t责任单位\t完成时限"
    rows = ledger("一、任务分工\n" + "\n".join([header, *lines]) + "\n")
    assert [(row.lead, row.support, due(row)) for row in rows] == [
        (("市商务局", "市科协"), ("各县区政府",), "2031-12-31"),
        (("市商务局",), ("市科协",), "2032-12-31"),
    ]
    assert all(not row.doubts for row in rows)


def test_a_person_is_no_body() -> None:
    rows = ledger(
        "一、任务分工\n任务\t责任人\t完成时限\n管好书屋\t李明\t2032年\n办好夜市\t科普部 张三\t2033年\n"
    )
    assert [(row.lead, due(row)) for row in rows] == [((), "2032-12-31"), (("科普部",), "2033-12-31")]


def test_a_row_of_a_table_without_a_number_is_a_duty() -> None:
    (row,) = ledger("一、任务分工\n| 任务 | 责任单位 |\n|---|---|\n| 管好书屋 | 学会部 |\n")
    assert (row.task, row.kinds, row.lead) == ("管好书屋", ("responsibility",), ("学会部",))
    assert row.responsible_as_written == "学会部"


def test_a_column_of_goals_counts_what_the_task_names() -> None:
    (row,) = ledger(
        "一、任务分工\n重点任务\t年度目标\t牵头单位\n灯塔书屋\t新建80个\t科普部\n二、其他\n1.抓好落实。\n"
    )
    assert (row.task, row.lead) == ("灯塔书屋", ("科普部",))
    assert [(i.object, i.as_written) for i in row.indicators] == [("灯塔书屋", "80个")]


def test_the_last_row_of_a_table_that_closes_the_document_is_read() -> None:
    rows = ledger("一、任务分工\n重点任务\t牵头单位\n管好书屋\t学会部\n办好夜市\t科普部\n")
    assert [row.task for row in rows] == ["管好书屋", "办好夜市"]
