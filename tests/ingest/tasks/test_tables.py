"""Tables that hand out tasks: whole, and spread over clauses with the header once."""

from __future__ import annotations

import pytest

from ingest.tasks.tables import TaskTables
from knowledge.documents import Clause, Source
from tests.ingest.ledger_rows import counts, due, ledger

SOURCE = Source("分工.txt", "d1", "任务分工")
HEADER = "序号\t重点任务\t牵头单位\t配合单位\t完成时限"
LINES = [
    "1\t新建书屋80个\t科普部\t学会部\t2032年12月底前",
    "2\t培训管理员300名\t\t办公室\t",
    "3\t更新图书2万册\t宣传部\t学会部\t2033年",
]


def clause(raw: str, start: int = 0) -> Clause:
    return Clause(SOURCE, start, "表", (), "table", raw, start, start + len(raw))


def read(*raws: str) -> list[tuple[str, str, str, str]]:
    """Task, leading and co-operating cell, and time of every row of the clauses, one after the other."""
    tables = TaskTables()
    found = []
    for raw in raws:
        one = clause(raw)
        for row in tables.rows(one):
            places = [row.begin, *(place for span in row.words for place in span), row.stop]
            assert places == sorted(places) and row.stop <= len(one.text)
            found.append((row.task, row.lead, row.support, row.time))
    return found


WHOLE = [
    ("新建书屋80个", "科普部", "学会部", "2032年12月底前"),
    ("培训管理员300名", "科普部", "办公室", ""),
    ("更新图书2万册", "宣传部", "学会部", "2033年"),
]


def test_an_empty_cell_repeats_who_leads_above_and_nothing_else() -> None:
    assert read("\n".join([HEADER, *LINES])) == WHOLE
    assert read(HEADER, LINES[0], "2\t管好书屋\t\t\t") == [WHOLE[0], ("管好书屋", "科普部", "", "")]


def test_rows_that_are_clauses_of_their_own_keep_the_header() -> None:
    assert read(HEADER, *LINES) == WHOLE
    assert read(f"{HEADER}\n{LINES[0]}", *LINES[1:]) == WHOLE


def test_a_clause_without_cells_ends_the_table() -> None:
    assert read(HEADER, LINES[0], "以上任务须抓好落实。", LINES[2]) == WHOLE[:1]


def test_a_blank_task_with_a_body_of_its_own_is_the_task_above() -> None:
    rows = ["类别\t任务\t责任单位\t完成时限", "科普\t新建驿站36个\t科普部\t2033年", "\t\t办公室\t每半年"]
    rows.append("\t公布名单\t学术部\t每年1月底前")
    found = ledger("云州市任务分工\n" + "\n".join(rows) + "\n")
    assert [(row.task, row.lead, len(row.indicators)) for row in found] == [
        ("新建驿站36个", ("科普部",), 1),
        ("新建驿站36个", ("办公室",), 0),
        ("公布名单", ("学术部",), 0),
    ]
    assert [row.doubts for row in found] == [(), ("任务取自表格上一行",), ()]


BANDS = ["1\t新建书屋80个\t科普部\t\t", "2\t管好书屋\t学会部\t\t"]


@pytest.mark.parametrize(
    "band",
    [
        "一、书屋（2项）\t\t\t\t",
        "\t".join(["一、书屋（2项）"] * 5),
        "书屋\t\t\t\t",
        "备注：带星号的为重点。\t\t\t\t",
    ],
)
def test_a_row_of_one_text_is_no_task_and_hands_nothing_down(band: str) -> None:
    told = [("新建书屋80个", "科普部", "", ""), ("管好书屋", "学会部", "", "")]
    assert read("\n".join([HEADER, band, *BANDS])) == told
    assert read(HEADER, BANDS[0], band, BANDS[1]) == told
    assert read(HEADER, BANDS[0], band, "2\t管好书屋\t\t\t") == [told[0], ("管好书屋", "", "", "")]


def test_a_table_of_bare_tasks_has_tasks_and_bands_with_numbers() -> None:
    rows = ["任务\t责任单位", "一、书屋\t", "新建书屋80个\t科普部", "管好书屋\t", "注：书屋含驿站。\t"]
    assert read("\n".join(rows)) == [("新建书屋80个", "科普部", "", ""), ("管好书屋", "科普部", "", "")]


def test_a_band_is_the_heading_of_the_rows_below_it() -> None:
    bands = [
        "一、书屋\t\t\t\t",
        "（一）建设\t\t\t\t",
        BANDS[0],
        "备注：含驿站。\t\t\t\t",
        "二、夜市\t\t\t\t",
        BANDS[1],
    ]
    rows = ledger("云州市任务分工\n" + "\n".join([HEADER, *bands]) + "\n")
    header = HEADER.replace("\t", "｜")
    assert [row.clause.path[-3:] for row in rows] == [
        ("一、书屋", "（一）建设", header),
        ("云州市任务分工", "二、夜市", header),
    ]
    assert [row.lead for row in rows] == [("科普部",), ("学会部",)]


def test_a_new_header_begins_a_new_table() -> None:
    other = "任务\t责任单位"
    assert read(HEADER, LINES[0], other, "管好书屋\t学会部") == [WHOLE[0], ("管好书屋", "学会部", "", "")]


@pytest.mark.parametrize(
    "table",
    [
        "| 任务 | 责任单位 |\n|---|---|\n| 管好书屋 | 学会部 |",
        "|任务|责任单位|\n|:-:|:-:|\n|管好书屋|学会部|",
        "任务\t责任单位\n管好书屋\t学会部",
        "责任单位\t任务\n学会部\t管好书屋",
    ],
)
def test_cells_stand_between_bars_or_tabs_in_any_order(table: str) -> None:
    assert read(table) == [("管好书屋", "学会部", "", "")]


@pytest.mark.parametrize(
    "table",
    [
        "书名\t册数\n海岛\t30",
        "任务\t数量\n新建书屋\t80个",
        "姓名\t责任单位\n张三\t科普部",
        "管好书屋\t学会部",
        "管好书屋。",
        "",
    ],
)
def test_other_tables_hand_out_nothing(table: str) -> None:
    assert read(table) == []


@pytest.mark.parametrize(
    "rows", [LINES, [line.partition("\t")[2] for line in LINES]], ids=["numbered", "bare"]
)
def test_the_rows_of_a_table_are_rows_of_the_ledger(rows: list[str]) -> None:
    header = HEADER if rows is LINES else HEADER.partition("\t")[2]
    found = counts(ledger("一、任务分工\n" + "\n".join([header, *rows]) + "\n"))
    told = {number: (row.task, row.lead, row.support, due(row)) for number, row in found.items()}
    assert told == {
        "80个": ("新建书屋80个", ("科普部",), ("学会部",), "2032-12-31"),
        "300名": ("培训管理员300名", ("科普部",), ("办公室",), None),
        "2万册": ("更新图书2万册", ("宣传部",), ("学会部",), "2033-12-31"),
    }


def test_a_body_taken_from_the_row_above_asks_for_review() -> None:
    rows = ledger(f"一、任务分工\n{HEADER}\n{LINES[0]}\n{LINES[1]}\n二、其他\n1.抓好落实。\n")
    assert [row.doubts for row in rows] == [(), ("责任单位取自表格上一行",)]
