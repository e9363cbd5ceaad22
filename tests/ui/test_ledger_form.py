"""Fields read as one value, clicks, and the row of exports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from knowledge.errors import UserError
from tests.knowledge.test_ledger import PLAN, ROWS, ledger
from ui.ledger_export import DOWNLOADS
from ui.ledger_form import ALL_DOCUMENTS, WAIT, Fields, document_choices, exported, not_exported, pick_of


@dataclass(frozen=True)
class Pair:
    first: str
    second: str


FIELDS = Fields({"first": "one", "second": "two"}, Pair)


def event(pick: object) -> gr.EventData:
    return gr.EventData(target=None, _data={"pick": pick})


def test_the_fields_of_an_event_are_one_value() -> None:
    values = {"two": "b", "one": "a"}
    assert FIELDS.inputs == {"one", "two"} and FIELDS.read(values) == Pair("a", "b")
    assert FIELDS.asks(lambda *given: given)(values) == (Pair("a", "b"), None)
    assert FIELDS.picks(lambda *given: given)(values, event("row-d-1")) == (
        Pair("a", "b"),
        ("row", "d-1"),
        None,
    )
    assert list(FIELDS.runs(lambda form, request: iter(form.first))(values)) == ["a"]


@pytest.mark.parametrize(
    ("pick", "expected"),
    [("row-d-1", ("row", "d-1")), ("page-2", ("page", "2")), ("", ("", "")), (None, ("", "")), (7, ("", ""))],
)
def test_what_was_clicked(pick: object, expected: tuple[str, str]) -> None:
    assert pick_of(event(pick)) == expected


def test_documents_of_one_label_are_told_apart_by_their_names() -> None:
    twin = replace(PLAN, name="副本.txt")
    known: Any = SimpleNamespace(sources=(*ledger(ROWS).sources, twin))
    labels = [label for label, _ in document_choices(known)]
    assert document_choices(known)[0] == ALL_DOCUMENTS and len(labels) == len(set(labels)) == 5


def test_an_export_shows_each_file_as_it_is_made() -> None:
    paths = [Path(f"台账{suffix}") for suffix in DOWNLOADS]
    begun, *steps = list(exported((path, f"已写入：{path}") for path in paths))
    assert not begun[0]["visible"] and WAIT in begun[-1]
    values = [[button["value"] for button in step[1:-1]] for step in steps]
    assert [sum(value is not None for value in several) for several in values] == [1, 2, 3]
    assert values[-1] == list(map(str, paths))
    assert [WAIT in step[-1] for step in steps] == [True, True, False]
    assert not not_exported()[0]["visible"] and len(not_exported()) == len(begun)


def test_a_failure_leaves_what_was_made_and_says_why() -> None:
    def failing() -> Iterator[tuple[Path, str]]:
        yield Path("台账.xlsx"), "已写入"
        raise UserError("磁盘已满。")

    *_, last = exported(failing())
    assert last[1]["value"] == "台账.xlsx" and last[2]["value"] is None and "磁盘已满" in last[-1]
