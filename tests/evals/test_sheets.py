"""Suites as spreadsheets: out and in again, and every mistake named by row and column."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from evals.cases import GRADES, KEYS, Case, load
from evals.evaluate import load_suite
from evals.sheets import COLUMNS, GRADE_NAMES, SHOWN_MISTAKES, read_sheet, write_sheet
from knowledge.errors import UserError

EVALS = Path(__file__).parents[2] / "evals"
SUITES = [*sorted((EVALS / "suites").glob("*.jsonl")), *sorted((EVALS / "collections").glob("*/suite.jsonl"))]
ANSWERED = Case(
    id="a1",
    question="要建多少座驿站？",
    expect="answer",
    history=("先问什么？", "再问什么？"),
    source=("规划.txt", "计划.txt"),
    clauses=("第1条", "第2条"),
    quotes=("建成20座", "由科普部牵头"),
    alternatives=(("共计二十座",), ("=20座", "科普部")),
    facts=(("20座", "二十座"), ("科普部",)),
    ordered=("科普部", "办公室"),
    forbidden=("30座", "-5座"),
    reference="建成20座。",
    group="驿站",
    tags=("target", "colloquial"),
    reviewed=False,
)
REFUSED = Case(
    "b1", "=1+1 等于几？", "refuse", grade="outside", source=("规划.txt",), forbidden=("2",), tags=("off",)
)
RIGHT = {
    "编号": "a",
    "问题": "问？",
    "应答或拒答": "应答",
    "文件": "规划.txt",
    "条款": "第1条",
    "事实": "20座|二十座",
}
REFUSES = {"编号": "a", "问题": "问？", "应答或拒答": "拒答"}


def filled(path: Path, *rows: dict[str, Any], header: list[str] | None = None) -> Path:
    """A sheet with the given cells, by column name."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    header = list(COLUMNS.values()) if header is None else header
    sheet.append(header)
    for row in rows:
        sheet.append([row.get(name) for name in header])
    book.save(path)
    return path


def mistake(path: Path) -> str:
    with pytest.raises(UserError) as error:
        read_sheet(path)
    said = str(error.value)
    assert said.startswith(f"题库 {path.name} ") and said.endswith("。") and "\n" not in said
    return said


# --- out and in ----------------------------------------------------------------------------


def test_every_field_has_a_column_but_the_alternatives() -> None:
    assert set(KEYS) - set(COLUMNS) == {"alternatives"}
    assert len(set(COLUMNS.values())) == len(COLUMNS)


@pytest.mark.parametrize("suite", SUITES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_our_suites_come_back_equal(suite: Path, tmp_path: Path) -> None:
    cases = load(suite)
    write_sheet(cases, tmp_path / "suite.xlsx")
    assert read_sheet(tmp_path / "suite.xlsx") == cases


def test_a_case_keeps_every_field_and_no_cell_is_a_formula(tmp_path: Path) -> None:
    assert {key for key in KEYS if not getattr(ANSWERED, key)} == {"grade", "reviewed"}
    write_sheet([ANSWERED, REFUSED], tmp_path / "suite.xlsx")
    assert load_suite(tmp_path / "suite.xlsx") == (ANSWERED, REFUSED)
    sheet = openpyxl.load_workbook(tmp_path / "suite.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[1]] == list(COLUMNS.values())
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


def test_a_row_shows_each_field_as_a_person_writes_it(tmp_path: Path) -> None:
    write_sheet([ANSWERED, REFUSED], tmp_path / "suite.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "suite.xlsx").worksheets[0]
    _, first, second = (
        dict(zip(COLUMNS.values(), row, strict=True)) for row in sheet.iter_rows(values_only=True)
    )
    assert first["引文"] == "建成20座\n由科普部牵头\n或者\n共计二十座\n或者\n=20座\n科普部"
    assert first["事实"] == "20座|二十座\n科普部"
    assert (first["应答或拒答"], first["拒答种类"], first["已审核"]) == ("应答", None, "否")
    assert (second["应答或拒答"], second["拒答种类"], second["已审核"]) == ("拒答", "范围以外", "是")


def test_control_characters_do_not_stop_a_sheet(tmp_path: Path) -> None:
    write_sheet([Case("a", "问\x00\x0b？", "refuse")], tmp_path / "suite.xlsx")
    assert read_sheet(tmp_path / "suite.xlsx") == (Case("a", "问？", "refuse"),)


words = st.text(alphabet="问答条款座或者=+-@'ABC12#_", min_size=1, max_size=8).filter(
    lambda text: text != "或者"
)
several = st.lists(words, max_size=3).map(tuple)
some = st.lists(words, min_size=1, max_size=3).map(tuple)
both = {
    "id": words,
    "question": words,
    "history": several,
    "group": words,
    "tags": several,
    "reviewed": st.booleans(),
}
alternatives = st.lists(some, max_size=2).map(tuple)
answered = st.one_of(
    st.builds(Case, expect=st.just("answer"), source=some, clauses=several, quotes=some, alternatives=alternatives,
              facts=alternatives, ordered=several, reference=words, **both),
    st.builds(Case, expect=st.just("answer"), source=some, clauses=some, forbidden=several, **both),
)  # fmt: skip
refused = st.builds(
    Case,
    expect=st.just("refuse"),
    grade=st.sampled_from([None, *GRADES]),
    forbidden=several,
    source=several,
    **both,
)


@effort(max_examples=40, deadline=None)
@given(cases=st.lists(answered | refused, min_size=1, max_size=4, unique_by=lambda case: case.id).map(tuple))
def test_any_suite_comes_back(cases: tuple[Case, ...], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("sheets") / "suite.xlsx"
    write_sheet(cases, path)
    assert read_sheet(path) == cases


def test_a_sheet_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"^无法写入“.*”（路径不存在），请检查路径和权限"):
        write_sheet([ANSWERED], tmp_path / "none" / "suite.xlsx")


# --- cells as people write them ------------------------------------------------------------


def test_lines_and_blanks_of_a_cell_do_not_matter(tmp_path: Path) -> None:
    row = RIGHT | {"事实": " 20座 | 二十座 \n\n科普部 ", "标签": "\n target \n", "引文": " 甲 \n 或者 \n\n乙"}
    (found,) = read_sheet(filled(tmp_path / "suite.xlsx", row))
    assert found.facts == (("20座", "二十座"), ("科普部",))
    assert (found.tags, found.quotes, found.alternatives) == (("target",), ("甲",), (("乙",),))


def test_words_that_only_hold_or_else_part_nothing(tmp_path: Path) -> None:
    (found,) = read_sheet(filled(tmp_path / "suite.xlsx", RIGHT | {"引文": "科普部或者办公室\n或者说"}))
    assert (found.quotes, found.alternatives) == (("科普部或者办公室", "或者说"), ())


@pytest.mark.parametrize(("name", "grade"), [*GRADE_NAMES.items(), ("", None)])
def test_every_grade_has_a_name(name: str, grade: str | None, tmp_path: Path) -> None:
    (found,) = read_sheet(filled(tmp_path / "suite.xlsx", REFUSES | {"拒答种类": name}))
    assert found.grade == grade and set(GRADE_NAMES.values()) == set(GRADES)


@pytest.mark.parametrize(("name", "reviewed"), [("是", True), ("否", False), ("", True), (None, True)])
def test_a_case_is_reviewed_unless_it_says_no(name: str | None, reviewed: bool, tmp_path: Path) -> None:
    (found,) = read_sheet(filled(tmp_path / "suite.xlsx", RIGHT | {"已审核": name}))
    assert found.reviewed is reviewed


def test_numbers_are_read_as_words(tmp_path: Path) -> None:
    (found,) = read_sheet(filled(tmp_path / "suite.xlsx", RIGHT | {"编号": 7, "事实": 20}))
    assert (found.id, found.facts) == ("7", (("20",),))


def test_columns_stand_in_any_order_beside_others_and_some_may_be_left_out(tmp_path: Path) -> None:
    header = ["标签", "不得出现", "事实", "条款", "文件", "应答或拒答", "上文", "问题", "编号"]
    (found,) = read_sheet(filled(tmp_path / "suite.xlsx", RIGHT, header=header))
    assert found == Case(
        "a", "问？", "answer", source=("规划.txt",), clauses=("第1条",), facts=(("20座", "二十座"),)
    )


def test_a_column_that_is_not_known_is_told(tmp_path: Path) -> None:
    header = ["引文原话", "标签", "不得出现", "事实", "条款", "文件", "应答或拒答", "上文", "问题", "编号"]
    said = mistake(filled(tmp_path / "suite.xlsx", RIGHT | {"引文原话": "看看"}, header=header))
    assert "第 1 行有不认识的列 引文原话" in said


@pytest.mark.parametrize("value", ["=1+1", 0.05, True, datetime(2025, 1, 10)])
def test_a_cell_that_is_no_text_is_told_with_its_place(tmp_path: Path, value: Any) -> None:
    path = filled(tmp_path / "suite.xlsx", RIGHT)
    book = openpyxl.load_workbook(path)
    place = next(cell for cell in book.active[1] if cell.value == "事实").column_letter + "2"
    book.active[place] = value
    book.save(path)
    assert f"的单元格 {place} 是公式、日期、小数或百分数" in mistake(path)


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"]
)
def test_a_damaged_sheet_is_told(tmp_path: Path, part: str) -> None:
    path, broken = filled(tmp_path / "suite.xlsx", RIGHT), tmp_path / "broken.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<a><b>" if name == part else old.read(name))
    assert "无法读取" in mistake(broken)


@pytest.mark.parametrize(
    "case",
    [Case("a", "问？", "answer", quotes=("甲\n乙",)), Case("a", "问？", "answer", facts=(("甲|乙",),))],
)
def test_what_a_cell_cannot_give_back_is_not_written(tmp_path: Path, case: Case) -> None:
    with pytest.raises(UserError, match=r"a 的引文里有换行或事实里有 \|"):
        write_sheet([case], tmp_path / "suite.xlsx")


def test_empty_rows_are_passed_over(tmp_path: Path) -> None:
    path = filled(tmp_path / "a.xlsx", RIGHT, {}, {"标签": "  "}, RIGHT | {"编号": "b"})
    assert [case.id for case in read_sheet(path)] == ["a", "b"]


# --- mistakes ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "column", "why"),
    [
        ({"应答或拒答": "也许"}, "应答或拒答", "只能写 应答、拒答"),
        ({"应答或拒答": ""}, "应答或拒答", "只能写 应答、拒答"),
        ({"拒答种类": "不知道"}, "拒答种类", "只能写 没有、只有相近条款、文件不一致、范围以外"),
        ({"拒答种类": "没有"}, "拒答种类", "应当作答的题不能写"),
        ({"已审核": "TRUE"}, "已审核", "只能写 是、否"),
        ({"问题": ""}, "问题", "不空的文字"),
        ({"编号": ""}, "编号", "不空的文字"),
        ({"文件": ""}, "条款", "没有写 “文件”"),
        ({"应答或拒答": "拒答"}, "事实", "不能写"),
        ({"应答或拒答": "拒答", "事实": "", "引文": "甲"}, "引文", "不能写"),
        ({"应答或拒答": "拒答", "事实": "", "先后次序": "甲"}, "先后次序", "不能写"),
        ({"事实": "20座|"}, "事实", "空文字"),
    ],
)
def test_a_mistake_is_named_by_row_and_column(
    wrong: dict[str, str], column: str, why: str, tmp_path: Path
) -> None:
    said = mistake(filled(tmp_path / "suite.xlsx", RIGHT | {"编号": "first"}, RIGHT | wrong))
    assert f"：第 3 行“{column}”列：" in said and why in said
    assert not any(key in said.removeprefix("题库 suite.xlsx") for key in COLUMNS)


@pytest.mark.parametrize(
    ("wrong", "column"),
    [({"引文": "甲\n或者"}, "引文"), ({"引文": "或者\n甲"}, "引文"), ({"不得出现": "20座"}, "不得出现")],
)
def test_a_mistake_between_values_is_named_by_its_column(
    wrong: dict[str, str], column: str, tmp_path: Path
) -> None:
    said = mistake(filled(tmp_path / "suite.xlsx", RIGHT | wrong))
    assert f"第 2 行“{column}”列" in said and "alternatives" not in said


def test_every_mistake_is_listed_and_a_repeated_id_is_one(tmp_path: Path) -> None:
    path = filled(tmp_path / "suite.xlsx", RIGHT, RIGHT, RIGHT | {"编号": "c", "应答或拒答": "?"})
    assert "第 3 行“编号”列：“编号” 与前面的题重复；第 4 行“应答或拒答”列：" in mistake(path)


def test_of_many_mistakes_the_first_are_listed_and_all_counted(tmp_path: Path) -> None:
    path = filled(tmp_path / "suite.xlsx", *[RIGHT] * (SHOWN_MISTAKES + 3))
    said = mistake(path)
    assert said.count("行“编号”列") == SHOWN_MISTAKES and said.endswith(f"……共 {SHOWN_MISTAKES + 2} 处。")
    assert "……" not in mistake(filled(tmp_path / "suite.xlsx", *[RIGHT] * (SHOWN_MISTAKES + 1)))


def test_an_empty_sheet_is_told(tmp_path: Path) -> None:
    assert "没有题目" in mistake(filled(tmp_path / "b.xlsx"))


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        (["编号", "问题"], "上文、应答或拒答、文件、条款、事实、不得出现、标签"),
        ([name for name in COLUMNS.values() if name != "事实"], "事实"),
    ],
)
def test_missing_columns_are_named(header: list[str], missing: str, tmp_path: Path) -> None:
    assert f"第 1 行缺少列 {missing}，" in mistake(filled(tmp_path / "suite.xlsx", header=header))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"{}"])
def test_what_is_no_sheet_is_told(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "suite.xlsx"
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"suite\.xlsx 无法读取"):
        read_sheet(path)


def test_a_sheet_that_is_too_long_is_not_cut_in_silence(tmp_path: Path) -> None:
    write_sheet([Case(str(n), "问？", "refuse") for n in range(5001)], tmp_path / "suite.xlsx")
    with pytest.raises(UserError, match="超过 5000 题"):
        read_sheet(tmp_path / "suite.xlsx")
