"""Rows of the ledger as files to download."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.knowledge.test_ledger import ROWS
from ui.ledger_export import DOWNLOADS, ledger_files

TODAY = date(2032, 7, 15)


def test_each_format_is_made_when_it_is_asked_for(tmp_path: Path) -> None:
    made = ledger_files(ROWS, "台账", ["共 5 项。"], tmp_path, TODAY)
    first, said = next(made)
    assert first.name == f"台账{DOWNLOADS[0]}" and said == "已写入 5 行：台账.xlsx"
    assert [file.name for file in first.parent.iterdir()] == [first.name]
    rest = [file for file, _ in made]
    assert [file.suffix for file in (first, *rest)] == list(DOWNLOADS)
    assert Calendar.from_ical(rest[0].read_bytes()).walk("VEVENT")


@pytest.mark.parametrize("name", ["../../etc/x", "a/b\\c", "科普部<b>", "…", "甲" * 300])
def test_a_name_from_outside_stays_in_its_folder(tmp_path: Path, name: str) -> None:
    file, _ = next(ledger_files(ROWS, name, [], tmp_path, TODAY))
    assert file.resolve().parent.parent == tmp_path.resolve() and file.is_file()
