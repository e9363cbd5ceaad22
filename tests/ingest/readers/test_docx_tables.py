"""Tables of Word documents: in their place, merged cells in every row and column they cover."""

from __future__ import annotations

import docx

from ingest.readers.docx import read
from tests.ingest.readers.word_body import cell_of, lines_of, row_of, table_of
from tests.ingest.readers.writers_word import paragraph, saved


def test_tables_stand_in_their_place() -> None:
    table = table_of(
        row_of(cell_of("任务"), cell_of("单位")), row_of(cell_of("建站"), cell_of("办公室", "  学会部 "))
    )
    assert lines_of(paragraph("前") + table + paragraph("后")) == [
        "前",
        "任务\t单位",
        "建站\t办公室 学会部",
        "后",
    ]


def test_merged_cells_are_repeated_in_every_row_and_column_they_cover() -> None:
    wide, begin, goes_on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    table = table_of(
        row_of(cell_of("任务"), cell_of("分工", properties=wide)),
        row_of(cell_of("建站", properties=begin), cell_of("一"), cell_of("二")),
        row_of(cell_of("", properties=goes_on), cell_of("三"), cell_of("四")),
        row_of(cell_of("五"), properties='<w:gridBefore w:val="2"/>'),
    )
    assert lines_of(table) == ["任务\t分工\t分工", "建站\t一\t二", "建站\t三\t四", "\t\t五"]


def test_a_cell_that_is_a_whole_row_stands_once() -> None:
    rows = [row_of(*map(cell_of, row)) for row in (("任务", "单位", "时限"), ("建站", "学会部", "每年"))]
    band = row_of(cell_of("一、书屋", properties='<w:gridSpan w:val="3"/>'))
    assert lines_of(table_of(rows[0], band, rows[1])) == [
        "任务\t单位\t时限",
        "一、书屋\t\t",
        "建站\t学会部\t每年",
    ]


def test_a_header_of_two_rows_is_made_one() -> None:
    wide, begin, goes_on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    table = table_of(
        row_of(
            cell_of("任务", properties=begin),
            cell_of("分工", properties=wide),
            cell_of("时限", properties=begin),
        ),
        row_of(
            cell_of("", properties=goes_on), cell_of("牵头"), cell_of("配合"), cell_of("", properties=goes_on)
        ),
        row_of(cell_of("夜市"), cell_of("科普部"), cell_of("学会部"), cell_of("年底")),
    )
    assert lines_of(table) == ["任务\t分工 牵头\t分工 配合\t时限", "夜市\t科普部\t学会部\t年底"]


def test_python_docx_merges_the_same_way() -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    for i, cell in enumerate(table._cells):
        cell.text = str(i)
    table.cell(0, 0).merge(table.cell(1, 1))
    assert read(saved(document), "表.docx").text == "0 1 3 4\t0 1 3 4\t2\n0 1 3 4\t0 1 3 4\t5\n6\t7\t8\n"


def test_a_table_inside_a_cell_is_flattened_into_it() -> None:
    inner = table_of(row_of(cell_of("甲"), cell_of("乙")))
    cell = f"<w:tc>{paragraph('外')}{inner}{paragraph('尾')}</w:tc>"
    assert lines_of(table_of(row_of(cell, cell_of("右")))) == ["外 甲 乙 尾\t右"]


def test_a_table_of_one_cell_is_a_frame_around_paragraphs() -> None:
    assert lines_of(table_of(row_of(cell_of("专栏1 驿站", "1.选址", "2.人员")))) == [
        "专栏1 驿站",
        "1.选址",
        "2.人员",
    ]


def test_a_row_or_cell_that_was_deleted_is_gone() -> None:
    table = table_of(
        row_of(cell_of("甲"), cell_of("乙")),
        row_of(cell_of("丙"), cell_of("丁"), properties='<w:del w:id="1"/>'),
        row_of(
            cell_of("戊"), cell_of("己", properties='<w:cellDel w:id="1"/>'), properties='<w:ins w:id="2"/>'
        ),
    )
    assert lines_of(table) == ["甲\t乙", "戊"]
