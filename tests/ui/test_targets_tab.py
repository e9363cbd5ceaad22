"""What the tab 「目标与时限」 does, without a browser, over a small real catalog."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import gradio as gr
import pytest

from tests.ui.ledger_desk import NEW, OLD, TODAY, ledger_desks
from tests.ui.test_targets_view import counts
from ui.desk import OneDesk
from ui.ledger_export import DOWNLOADS
from ui.targets_tab import Form, Targets


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[OneDesk]:
    with ledger_desks(tmp_path) as desks:
        yield desks


@pytest.fixture
def targets(desks: OneDesk, tmp_path: Path) -> Targets:
    return Targets(desks, tmp_path / "downloads", lambda: TODAY)


def test_the_day_of_the_clock_parts_what_is_over_from_what_is_to_come(desks: OneDesk, tmp_path: Path) -> None:
    found = {}
    for today in (date(2031, 4, 1), TODAY, date(2036, 1, 1)):
        _, page = Targets(desks, tmp_path, lambda today=today: today).show(Form())  # type: ignore[misc]
        found[today.year] = tuple(counts(page)[name] for name in ("期限已过", "今年到期", "以后到期"))
        assert f"今天是 {today.isoformat()}" in page
    assert sum(found[2031]) == sum(found[2032]) == sum(found[2036])
    assert found[2031][0] == 0 < found[2032][0] < found[2036][0] and found[2036][1:] == (0, 0)


def test_chart_and_tables_hold_the_same_days(targets: Targets) -> None:
    plot, page = targets.show(Form())
    figure = json.loads(plot["value"].plot)
    drawn = {day for trace in figure["data"] if trace["name"] != "定期任务" for day in trace["x"]}
    assert drawn == set(re.findall(r'data-label="到期日">([\d-]+)<', page)) and len(drawn) > 2
    assert plot["visible"] and figure["config"]["displayModeBar"] is False


def test_only_rows_with_a_target_a_deadline_or_a_frequency_are_counted(
    targets: Targets, desks: OneDesk
) -> None:
    rows = [row for row in desks.desk.ledger().rows if set(row.kinds) & {"target", "deadline", "frequency"}]
    assert 0 < len(rows) < len(desks.desk.ledger().rows)
    assert f"共 {len(rows)} 项" in targets.show(Form())[1]


@pytest.mark.parametrize(
    "form",
    [Form(source=OLD), Form(department="学会部"), Form(year="2032"), Form(source=NEW, department="科普部")],
)
def test_each_field_narrows_the_view(targets: Targets, form: Form) -> None:
    whole, part = (re.findall("共 ([0-9]+) 项", targets.show(one)[1])[0] for one in (Form(), form))
    assert 0 < int(part) < int(whole)


def test_a_year_leaves_out_what_has_no_day_and_says_so(targets: Targets) -> None:
    page = targets.show(Form(year="2032"))[1]
    assert "没有写明到某一天的时限" in page and counts(page)["定期任务"] == 0
    assert set(re.findall(r'data-label="到期日">(\d+)', page)) == {"2032"}


def test_an_unknown_office_and_a_year_of_nothing_are_sentences(targets: Targets) -> None:
    plot, page = targets.show(Form(department="科谱部"))
    assert not plot["visible"] and 'data-pick="name-科普部"' in page
    assert targets.pick(Form(), ("name", "科普部")) == (gr.skip(), "科普部")
    assert targets.pick(Form(), ("row", "d-1")) == ("d-1", gr.skip())
    plot, page = targets.show(Form(year="1999"))
    assert not plot["visible"] and "共 0 项" in page


def test_the_choices_are_of_the_documents_seen(targets: Targets) -> None:
    departments, documents, years = (update["choices"] for update in targets.choices())
    assert departments[0][1] == "科普部" and len(documents) == 4
    assert [value for _, value in years] == ["", "2032", "2035"]


def test_an_export_holds_the_rows_found(targets: Targets) -> None:
    *_, (shown, *buttons, said) = targets.export(Form(source=OLD))
    files = [Path(button["value"]) for button in buttons]
    assert shown["visible"] and [file.suffix for file in files] == list(DOWNLOADS)
    assert files[0].name == "目标与时限_全部_2032-07-15.xlsx" and "已写入" in said
    *_, (shown, *buttons, said) = targets.export(Form(department="没有的部"))
    assert not shown["visible"] and "都没有“没有的部”" in said
    assert targets.changed(Form())[2]["visible"] is False
