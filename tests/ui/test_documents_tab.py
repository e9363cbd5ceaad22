"""The table of documents and the clause tree."""

from __future__ import annotations

import gradio as gr
import pytest

from knowledge.documents import Clause, Source
from knowledge.errors import UserError
from tests.ui.fakes import make_desks
from ui.documents_tab import HINT, Documents


def click(pick: object) -> gr.EventData:
    return gr.EventData(target=None, _data={"pick": pick})


def test_table_lists_every_document() -> None:
    page = Documents(make_desks()).table()
    for text in (
        "关于开展全民科学素质行动的通知",
        "科协发〔2026〕12号",
        "2026-03-01",
        "科普工作管理办法",
        ">4<",
    ):
        assert text in page


@pytest.mark.parametrize(
    ("wanted", "count"), [("12号", 1), ("办法", 1), ("通知 科协", 1), ("无此", 0), (" ", 2)]
)
def test_table_can_be_narrowed(wanted: str, count: int) -> None:
    assert Documents(make_desks()).table(wanted).count("data-pick") == count


def test_a_picked_document_shows_its_clauses() -> None:
    page = Documents(make_desks()).tree(click("plan.txt"))
    assert page.count("<li") == 4
    assert "&lt;b&gt;有效期" in page


@pytest.mark.parametrize("pick", ["../secret", None, 1])
def test_an_unknown_document_shows_nothing(pick: object) -> None:
    assert Documents(make_desks()).tree(click(pick)) == HINT


def test_an_error_is_a_sentence() -> None:
    class Closed:
        def documents(self) -> tuple[Source, ...]:
            raise UserError("尚未建立索引，请先导入文件。")

        def clauses(self, name: str) -> tuple[Clause, ...]:
            return ()

    assert "尚未建立索引" in Documents(make_desks(library=Closed())).table()
    assert "尚未建立索引" in Documents(make_desks(library=Closed())).tree(click("x"))
