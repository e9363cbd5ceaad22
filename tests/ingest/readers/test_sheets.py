"""Spreadsheets: tables of tasks come back by rows, from two writers and two formats."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900
from openpyxl.worksheet.worksheet import Worksheet

from ingest.limits import heartbeat
from ingest.readers.sheets import read, written
from knowledge.errors import UserError
from tests.ingest.hostile import crowded, locked_office, lying, packed
from tests.ingest.readers import notice
from tests.ingest.readers.compound_file import compound
from tests.ingest.sheets.test_old_records import FAR_BOOK, LOCKED_BOOK

OFFICE = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not on this machine")
EXPECTED = [
    "任务分工表",
    "单位：个",
    "序号\t任务\t责任单位 牵头单位\t责任单位 配合单位\t完成时限\t数量",
    "1\t建设 科普驿站\t科普部\t办公室\t2031年3月18日\t36",
    "2\t公布名单\t科普部\t学术部\t每年1月底前\t0.5",
    "3\t报送进展\t办公室\t办公室\t每半年\t72.5",
    "注：时限以正式通知为准。",
]


def saved(workbook: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def book(rows: list[list[object]]) -> bytes:
    workbook = openpyxl.Workbook()
    for row in rows:
        _first(workbook).append(row)
    return saved(workbook)


def _first(workbook: openpyxl.Workbook) -> Worksheet:
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    return sheet


def tasks() -> bytes:
    """A table of tasks with a title, a header of two rows, merged cells, empty rows, and a note."""
    workbook = openpyxl.Workbook()
    sheet = _first(workbook)
    sheet["B2"], sheet["B3"] = "任务分工表", "单位：个"
    heads = {
        "B5": "序号",
        "C5": "任务",
        "D5": "责任单位",
        "D6": "牵头单位",
        "E6": "配合单位",
        "F5": "完成时限",
        "G5": "数量",
    }
    for place, text in heads.items():
        sheet[place] = text
    rows = (
        (7, 1, "建设\n科普驿站", "科普部", "办公室", date(2031, 3, 18), 36),
        (9, 2, "公布名单", None, "学术部", "每年1月底前", 0.5),
        (10, 3, "报送进展", "办公室", None, "每半年", "=G7*2+0.5"),
    )
    for number, *cells in rows:
        for column, cell in enumerate(cells, 2):
            sheet.cell(number, column, cell)  # type: ignore[arg-type]
    sheet["B12"] = "注：时限以正式通知为准。"
    for area in ("B2:G2", "B5:B6", "C5:C6", "D5:E5", "F5:F6", "G5:G6", "D7:D9", "D10:E10", "B12:G12"):
        sheet.merge_cells(area)
    return saved(workbook)


def converted(data: bytes, suffix: str, folder: Path) -> bytes:
    """A workbook as LibreOffice writes it in another format, formulas computed."""
    (folder / "in").mkdir()
    (folder / "in" / "a.xlsx").write_bytes(data)
    command = [
        "soffice",
        f"-env:UserInstallation={folder.as_uri()}/office",
        "--headless",
        "--convert-to",
        suffix,
    ]
    subprocess.run([*command, "in/a.xlsx"], cwd=folder, capture_output=True, timeout=120, check=True)
    return (folder / f"a.{suffix}").read_bytes()


@OFFICE
@pytest.mark.parametrize("suffix", ["xls", "xlsx"])
def test_a_table_of_tasks_comes_back_from_both_formats(suffix: str, tmp_path: Path) -> None:
    data = converted(tasks(), suffix, tmp_path)
    assert read(data, f"a.{suffix}").text.splitlines() == EXPECTED
    assert read(data, "a.et").text.splitlines() == EXPECTED


def test_a_formula_that_was_never_computed_is_blank() -> None:
    assert read(tasks(), "a.xlsx").text.splitlines() == [
        *EXPECTED[:5],
        EXPECTED[5].removesuffix("72.5"),
        EXPECTED[6],
    ]


def test_the_table_of_the_notice_comes_back() -> None:
    data = book([[notice.TABLE_TITLE], *(list(row) for row in notice.TABLE)])
    assert read(data, "a.xlsx").text.splitlines() == list(notice.lines()[-len(notice.TABLE) - 1 :])


def test_sheets_are_named_where_there_are_several_and_hidden_ones_left_out() -> None:
    workbook = openpyxl.Workbook()
    _first(workbook).title = "重点任务"
    _first(workbook)["A1"] = "甲"
    workbook.create_sheet("一般任务")["C5"] = "乙"
    workbook.create_sheet("空表")
    hidden = workbook.create_sheet("底稿")
    hidden["A1"], hidden.sheet_state = "丙", "hidden"
    reading = read(saved(workbook), "a.xlsx")
    assert reading.text.splitlines() == ["重点任务", "甲", "一般任务", "乙"]
    assert reading.warnings == ("表格“a.xlsx”的隐藏工作表没有入库：底稿。",)
    workbook["一般任务"].sheet_state = "veryHidden"
    assert read(saved(workbook), "a.xlsx").text == "甲\n"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (36.0, "36"),
        (0.1 + 0.2, "0.3"),
        (-2.5, "-2.5"),
        (430000000000000001.0, "430000000000000000"),
        (float("nan"), ""),
        (float("inf"), ""),
        (7, "7"),
        (True, "TRUE"),
        (date(2031, 3, 8), "2031年3月8日"),
        (datetime(2031, 3, 8), "2031年3月8日"),
        (datetime(2031, 3, 8, 9, 5), "2031年3月8日9:05"),
        (time(9, 30), "9:30"),
        (timedelta(hours=30), "30:00"),
        (" 甲\n\t乙 ", "甲 乙"),
        ("", ""),
    ],
)
def test_cells_are_written_as_they_are_said(cell: object, text: str) -> None:
    assert written(cell) == text  # type: ignore[arg-type]


def test_errors_are_blank() -> None:
    assert (
        read(book([["任务", "数量"], ["甲", "#DIV/0!"], ["乙", 3]]), "a.xlsx").text
        == "任务\t数量\n甲\t\n乙\t3\n"
    )


@pytest.mark.parametrize(
    ("rows", "merged", "expected"),
    [
        (
            [["任务", "单位", None], [None, "牵头", "配合"], ["甲", "乙", "丙"]],
            ["B1:C1"],
            ["任务\t单位 牵头\t单位 配合", "甲\t乙\t丙"],
        ),
        (
            [["任务", "单位", None], ["甲", "乙", None]],
            ["B1:C1", "B2:C2"],
            ["任务\t单位", "甲\t乙"],
        ),
        ([["类", "任务"], ["一", "甲"], [None, "乙"]], ["A2:A3"], ["类\t任务", "一\t甲", "一\t乙"]),
        (
            [["任务", "单位"], ["一、书屋", None], ["甲", "乙"]],
            ["A2:B2"],
            ["任务\t单位", "一、书屋\t", "甲\t乙"],
        ),
    ],
    ids=["two rows", "one wide", "tall body", "whole row"],
)
def test_merged_cells_and_a_header_of_two_rows(
    rows: list[list[object]], merged: list[str], expected: list[str]
) -> None:
    workbook = openpyxl.Workbook()
    for row in rows:
        _first(workbook).append(row)
    for area in merged:
        _first(workbook).merge_cells(area)
    assert read(saved(workbook), "a.xlsx").text.splitlines() == expected


@pytest.mark.parametrize("epoch", [CALENDAR_WINDOWS_1900, CALENDAR_MAC_1904])
def test_a_month_is_no_day_and_a_unit_stays_with_its_number(epoch: datetime) -> None:
    workbook = openpyxl.Workbook()
    workbook.epoch = epoch
    for row in (["项目", "时限", "投资"], ["驿站", date(2031, 6, 1), 5], ["书屋", date(2031, 3, 18), 12]):
        _first(workbook).append(row)
    for place, style in (("B2", 'yyyy"年"m"月"'), ("C2", '0"亿元"'), ("C3", "000")):
        _first(workbook)[place].number_format = style
    found = read(saved(workbook), "a.xlsx").text.splitlines()
    assert found[1:] == ["驿站\t2031年6月\t5亿元", "书屋\t2031年3月18日\t012"]


def test_percentages_are_written_as_shown() -> None:
    workbook = openpyxl.Workbook()
    for row in (["指标", "目标", "增幅"], ["具备科学素质的公民比例", 0.15, 0.15], ["覆盖率", 0.725, 2]):
        _first(workbook).append(row)
    for place, style in (("B2", "0%"), ("B3", '0.0"%"'), ("C3", "0.00%")):
        _first(workbook)[place].number_format = style
    found = read(saved(workbook), "a.xlsx").text.splitlines()
    assert found[1:] == ["具备科学素质的公民比例\t15%\t0.15", "覆盖率\t0.725%\t200%"]


def test_each_sheet_is_a_sign_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    beats: list[int] = []
    monkeypatch.setattr(heartbeat, "_listener", lambda: beats.append(1))
    read(book([["甲"]]), "a.xlsx")
    assert beats == [1]


def rewritten(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """A workbook with some bytes of one part replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert old in files[part]
    return packed({**files, part: files[part].replace(old, new)})


SHEET = "xl/worksheets/sheet1.xml"


def far(place: str) -> bytes:
    return rewritten(book([["甲", "乙"]]), SHEET, b'r="B1"', f'r="{place}"'.encode())


def test_cells_far_away_are_refused_if_they_hold_something() -> None:
    with pytest.raises(UserError, match=r"表格“a\.xlsx”过大，或单元格散布得太远"):
        read(far("XFD1048576"), "a.xlsx")
    assert read(far("D1"), "a.xlsx").text == "甲\t乙\n"


def test_formatted_but_empty_cells_far_away_do_no_harm() -> None:
    empty = b'</row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert read(rewritten(book([["甲", "乙"]]), SHEET, b"</row>", empty), "a.xlsx").text == "甲\t乙\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<row r="1"', b'<row x=">" r="1"'),
        (b'<dimension ref="A1:B1"', b'<dimension ref="A1:XFD1048576"'),
        (b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="A9:XFD1048576"/></mergeCells>'),
    ],
)
def test_what_only_looks_large_is_read(old: bytes, new: bytes) -> None:
    assert read(rewritten(book([["甲", "乙"]]), SHEET, old, new), "a.xlsx").text == "甲\t乙\n"


def test_a_merged_area_is_clipped_to_what_is_filled() -> None:
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="B1:XFD1048576"/></mergeCells>'
    assert read(rewritten(book([["甲", "乙"]]), SHEET, b"</sheetData>", merged), "a.xlsx").text == "甲\t乙\n"


def test_merged_areas_over_one_another_are_refused() -> None:
    rows: list[list[object]] = [["甲" * 50] * 30 for _ in range(100)]
    one = b'<mergeCell ref="A1:AD100"/>'
    merged = b"</sheetData><mergeCells>" + one * 2_000 + b"</mergeCells>"
    with pytest.raises(UserError, match=r"表格“a\.xlsx”过大"):
        read(rewritten(book(rows), SHEET, b"</sheetData>", merged), "a.xlsx")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (locked_office(), "有密码"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000), "不是表格"),
        (compound({"WordDocument": b"x"}), "不是表格"),
        (compound({"Workbook": LOCKED_BOOK}), "有密码"),
        (compound({"Workbook": FAR_BOOK}), "散布得太远"),
        (compound({"Workbook": b"\x01" * 5_000}), "已损坏"),
        (b"<html><table><tr><td>x", "其实是网页"),
        (b"MZ" + bytes(99), "其实是可执行程序"),
        (b"", "已损坏"),
        (packed({"word/document.xml": b"<x/>"}), "不是表格"),
        (packed({"xl/workbook.xml": b"<x"}), "已损坏"),
        (packed({"xl/workbook.xml": b"<x/>", "a.xml": bytes(9_000_000)}), "压缩炸弹"),
        (lying(bytes(9_000_000), 1_000), "不是表格"),
        (crowded(300_000, 2), "条目超过"),
        (book([["甲"]])[:-40], "已损坏"),
        (rewritten(book([["甲"]]), SHEET, b"</sheetData>", b"</sheet"), "已损坏"),
        (book([]), "没有可入库的文字"),
    ],
)
def test_what_is_no_workbook_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(UserError, match=rf"“表\.xlsx”[^\n]*{says}[^\n]*。$"):
        read(data, "表.xlsx")


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", [b"<c '", b'<c r="', b"<row '", b"<c s='1'><v>"])
def test_tags_without_an_end_cost_little(piece: bytes) -> None:
    data = rewritten(book([["甲"]]), SHEET, b"<sheetData>", b"<sheetData>" + piece * 200_000)
    with pytest.raises(UserError, match=r"“a\.xlsx”"):
        read(data, "a.xlsx")


def test_an_entity_bomb_is_not_expanded() -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9)
    )
    data = rewritten(book([["甲"]]), SHEET, b"<worksheet", laughs + b"]><worksheet")
    assert read(data, "a.xlsx").text == "甲\n"


SMALL = book([["任务", "单位"], ["甲", 3]])
_CELLS = st.text(st.characters(codec="gbk", exclude_categories=["C", "Z"]), min_size=1, max_size=6).filter(
    lambda text: not text.startswith(("=", "#")) and "_x" not in text.lower()
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(_CELLS, min_size=3, max_size=3, unique=True), min_size=1, max_size=6))
def test_generated_cells_come_back(rows: list[list[str]]) -> None:
    assert read(book([list(row) for row in rows]), "a.xlsx").text == "".join(
        "\t".join(row) + "\n" for row in rows
    )


@OFFICE
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 255)), min_size=1, max_size=9))
def test_a_broken_old_workbook_gives_text_or_a_user_error(
    changes: list[tuple[int, int]], old_workbook: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    broken = bytearray(old_workbook)
    for place, value in changes:
        broken[place % len(broken)] = value
    with suppress(UserError):
        assert read(bytes(broken), "a.xls").text


@pytest.fixture(scope="module")
def old_workbook(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return converted(tasks(), "xls", tmp_path_factory.mktemp("old"))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_broken_workbook_gives_text_or_a_user_error(data: st.DataObject) -> None:
    broken = bytearray(SMALL)
    for _ in range(data.draw(st.integers(1, 5))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert read(bytes(broken), "a.xlsx").text
    except UserError:
        return
