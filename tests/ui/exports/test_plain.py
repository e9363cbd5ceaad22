"""CSV and JSON lines, read back by the standard library and by LibreOffice."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from knowledge.commitments import Commitment
from knowledge.documents import Clause
from tests.ui.exports.ledgers import PLAIN, converted, make_row, sample_rows
from ui.exports.columns import COLUMNS, DEFAULT_COLUMNS, clean, table
from ui.exports.plain import FORMULA_MARKS, write_csv, write_jsonl

EVERY = tuple(COLUMNS)


def read(content: bytes) -> list[tuple[str, ...]]:
    return [tuple(line) for line in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))]


def written(*rows: Commitment, columns: tuple[str, ...] = ("任务",)) -> bytes:
    stream = io.BytesIO()
    write_csv(rows, stream, columns)
    return stream.getvalue()


def unguarded(cells: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(cell[1:] if cell.startswith("'") else cell for cell in cells)


def test_every_cell_comes_back_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "台账.csv"
    write_csv(sample_rows(), path, EVERY)
    content = path.read_bytes()
    assert content.startswith("\ufeff序号,任务,".encode())
    assert content.count(b"\r\n") == content.count(b"\n") == 4
    header, *lines = read(content)
    assert header == EVERY
    assert [unguarded(line) for line in lines] == table(sample_rows(), EVERY)
    assert content == written(*sample_rows(), columns=EVERY)


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5%", "@SUM(A1)", "\t=1", " =1", "＝1", "\r\n=1"])
def test_what_looks_like_a_formula_is_guarded(text: str) -> None:
    (_, (cell,)) = read(written(make_row(text)))
    assert cell == "'" + clean(text)


def test_quotes_commas_and_line_ends_come_back() -> None:
    raw = '甲,"乙"\n丙；丁'
    table_clause = Clause(PLAIN, 0, "", (), "table", raw, 0, len(raw))
    assert read(written(make_row(clause=table_clause), columns=("原文",)))[1] == (raw,)


@given(st.text(st.characters()))
def test_any_text_comes_back_clean(text: str) -> None:
    lines = read(written(make_row(text), columns=("任务", "序号")))
    assert len(lines) == 2
    guard = "'" if clean(text).startswith(FORMULA_MARKS) else ""
    assert lines[1] == (guard + table([make_row(text)], ("任务",))[0][0], "1")


def test_libreoffice_reads_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "台账.csv"
    write_csv(sample_rows(), path, DEFAULT_COLUMNS)
    made = converted(path, "xlsx", tmp_path)
    lines = [list(line) for line in load_workbook(made).active.iter_rows()]
    assert len(lines) == 4
    assert not [cell for line in lines for cell in line if cell.data_type == "f"]


def test_json_lines_are_the_rows_of_the_contract(tmp_path: Path) -> None:
    path = tmp_path / "台账.jsonl"
    rows = (*sample_rows(), make_row("半个字\ud800"))
    write_jsonl(rows, path)
    text = path.read_text(encoding="utf-8")
    assert "新建科普驿站" in text
    assert [json.loads(line) for line in text.splitlines()] == [row.as_json() for row in rows]
