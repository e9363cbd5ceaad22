"""What the tab 「部门职责」 does, without a browser, over a small real catalog."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import gradio as gr
import openpyxl
import pytest

from knowledge.commitments import Commitment
from knowledge.errors import UserError
from knowledge.ledger import Filter
from tests.ui.ledger_desk import NEW, OLD, TODAY, ledger_desks
from ui.desk import OneDesk
from ui.duties_tab import Duties, Form
from ui.ledger_export import DOWNLOADS


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[OneDesk]:
    with ledger_desks(tmp_path) as desks:
        yield desks


@pytest.fixture
def duties(desks: OneDesk, tmp_path: Path) -> Duties:
    return Duties(desks, tmp_path / "downloads", lambda: datetime(2032, 7, 15, 9))


def tasks(page: str) -> list[str]:
    return re.findall(r'data-pick="row-[^"]+">([^<]+)<', page)


def rows(desks: OneDesk, **wanted: Any) -> tuple[Commitment, ...]:
    return desks.desk.ledger().select(Filter(**wanted)).rows


def test_an_office_is_chosen_and_its_duties_are_counted(duties: Duties, desks: OneDesk) -> None:
    page = duties.listing(Form(department="科普部"))
    expected = [row.task for row in rows(desks, department="科普部")]
    assert tasks(page) == expected and len(expected) == 6
    assert "共 6 项，来自 2 份文件；查了 3 份文件。" in page
    assert "另有 2 项面向机关各部门，未列入。" in page and "--" not in page
    assert "坏.txt" in page  # a file that could not be read is part of the coverage


def test_nothing_chosen_is_the_whole_ledger(duties: Duties, desks: OneDesk) -> None:
    for empty in ("", None, "  "):
        assert len(tasks(duties.listing(Form(department=empty)))) == len(rows(desks))


@pytest.mark.parametrize(
    ("form", "wanted"),
    [
        (Form(department="办公室", role="配合"), {"department": "办公室", "role": "support"}),
        (Form(source=OLD), {"source": OLD}),
        (Form(kinds=("频次",)), {"kinds": frozenset({"frequency"})}),
        (Form(frequency="quarter"), {"per": "quarter"}),
        (Form(since="2032-07", until="2032"), {"since": date(2032, 7, 1), "until": date(2032, 12, 31)}),
        (Form(words="驿站 新建"), {"text": "驿站 新建"}),
        (Form(department="科普部", all_offices=True), {"department": "科普部", "all_offices": True}),
        (Form(review=True), {"to_review": True}),
    ],
)
def test_each_field_narrows_the_list_as_the_ledger_does(
    duties: Duties, desks: OneDesk, form: Form, wanted: dict[str, Any]
) -> None:
    expected = rows(desks, **wanted)
    assert 0 < len(expected) < len(rows(desks))
    assert tasks(duties.listing(form)) == [row.task for row in expected]


def test_by_deadline_the_nearest_comes_first_and_undated_ones_last(duties: Duties) -> None:
    found = tasks(duties.listing(Form(source=OLD, sort="时限先后")))
    assert "科普读本" in found[0] and "科普驿站" in found[1]
    assert len(found) == len(tasks(duties.listing(Form(source=OLD))))


def test_an_unknown_office_is_a_sentence_with_names_to_choose(duties: Duties) -> None:
    page = duties.listing(Form(department="科谱部<b>"))
    assert "都没有“科谱部&lt;b&gt;”" in page and "<b>" not in page
    near = duties.listing(Form(department="科谱部"))
    assert 'data-pick="name-科普部"' in near
    assert duties.pick(Form(), ("name", "科普部"))[3] == "科普部"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (Form(since="去年"), "日期“去年”看不懂"),
        (Form(role="配合"), "请同时写明部门"),
        (Form(words="没有的词"), "没有符合条件的任务"),
    ],
)
def test_what_cannot_be_asked_is_a_sentence(duties: Duties, form: Form, said: str) -> None:
    assert said in duties.listing(form)


def test_a_click_opens_a_row_turns_a_page_or_does_nothing(
    duties: Duties, monkeypatch: pytest.MonkeyPatch
) -> None:
    skip = gr.skip()
    assert duties.pick(Form(), ("row", "d-1")) == (skip, skip, "d-1", skip)
    assert duties.pick(Form(), ("", "")) == (skip, skip, skip, skip)
    assert duties.pick(Form(), ("page", "x")) == (skip, skip, skip, skip)
    monkeypatch.setattr("ui.duties_view.PAGE_ROWS", 2)
    every = tasks("".join(duties.listing(Form(page=page)) for page in range(9)))
    page, number, *_ = duties.pick(Form(), ("page", "1"))
    assert tasks(page) == every[2:4] and number == 1
    assert "第 3—4 项，共" in page
    assert tasks(duties.changed(Form(page=1))[0]) == every[:2]


def test_the_choices_are_of_the_documents_seen(duties: Duties) -> None:
    departments, documents, frequencies = (update["choices"] for update in duties.choices())
    assert departments[0] == ("科普部（6 项）", "科普部")
    assert [name for _, name in documents] == ["", "云栖市计划（2031年）.txt", NEW, "河湾县方案.txt"]
    assert ("每季度", "quarter") in frequencies


def test_an_export_holds_all_rows_in_the_order_shown_and_the_coverage(duties: Duties, desks: OneDesk) -> None:
    *_, last = duties.export(Form(department="科普部", sort="时限先后"))
    shown, files, said = last[0], [button["value"] for button in last[1:-1]], last[-1]
    assert shown["visible"] and [Path(file).suffix for file in files] == list(DOWNLOADS)
    assert Path(files[0]).name == f"任务分解台账_科普部_{TODAY.isoformat()}.xlsx"
    book = openpyxl.load_workbook(files[0])
    lines = [line for sheet in book for line in sheet.iter_rows(values_only=True)]
    known = {row.task for row in rows(desks)}
    shown_tasks = tasks(duties.listing(Form(department="科普部", sort="时限先后")))
    assert [line[1] for line in lines if len(line) > 1 and line[1] in known] == shown_tasks
    assert any("共 6 项" in str(cell) for line in lines for cell in line)
    assert "已写入 6 行" in said
    folder = Path(files[0]).parent
    assert len(folder.name) == 32 and folder != Path(list(duties.export(Form()))[-1][1]["value"]).parent


def test_an_export_that_cannot_be_is_a_sentence_without_files(duties: Duties) -> None:
    *_, (shown, *buttons, said) = duties.export(Form(department="没有的部"))
    assert not shown["visible"] and "都没有“没有的部”" in said
    assert {button["value"] for button in buttons} == {None}


def test_a_desk_that_is_refused_is_a_sentence_everywhere(tmp_path: Path) -> None:
    class Closed:
        def __call__(self, request: gr.Request | None) -> Any:
            raise UserError("请先登录。")

        of_token = __call__

    duties = Duties(Closed(), tmp_path)
    assert "请先登录" in duties.listing(Form()) and "请先登录" in duties.log()
    assert "请先登录" in list(duties.export(Form()))[-1][-1]
    assert duties.choices() == (gr.skip(),) * 3
