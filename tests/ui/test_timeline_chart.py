"""The timeline: one mark for what falls together, and no word of a document read as markup."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.commitments import Commitment
from knowledge.timetable import timetable
from tests.knowledge.test_ledger import BASES, RULES, STATIONS, by, row
from tests.knowledge.test_timetable import REPEALED
from ui.exports.columns import clean
from ui.timeline_chart import LOOKS, MOST_DOCUMENTS, MOST_TASKS, chart, label

TODAY = date(2032, 7, 15)
HOSTILE = '<a href="javascript:alert(1)"><b>点</b></a><br>&lt;%{x}$\\alpha$'


def drawn(*rows: Commitment) -> dict[str, Any]:
    figure = chart(timetable(rows, TODAY))
    assert figure is not None
    found: dict[str, Any] = json.loads(figure)
    return found


def marks(figure: dict[str, Any]) -> dict[str, list[str]]:
    """Group → days."""
    return {trace["name"]: trace["x"] for trace in figure["data"]}


def test_each_group_has_its_marks_and_looks() -> None:
    rows = [
        STATIONS,
        row("2", deadline=by(date(2032, 7, 14))),
        row("3", deadline=by(date(2033, 1, 1))),
        row("4", REPEALED, deadline=by(date(2031, 1, 1))),
        BASES,
    ]
    found = marks(drawn(*rows))
    assert list(found) == list(LOOKS)
    assert [found[name] for name in list(LOOKS)[:4]] == [
        ["2032-07-14"], ["2031-01-01"], ["2032-12-31"], ["2033-01-01"],
    ]  # fmt: skip
    assert len({shape for _, shape in LOOKS.values()}) == len({colour for colour, _ in LOOKS.values()}) == 5


def test_recurring_duties_are_drawn_for_this_year_and_the_next() -> None:
    issued = replace(BASES.source, issued_on=date(2031, 1, 1))
    due = replace(BASES, clause=replace(BASES.clause, source=issued))
    ends = ["03-31", "06-30", "09-30", "12-31"]
    assert marks(drawn(due))["定期任务"] == [f"{year}-{end}" for year in (2032, 2033) for end in ends]
    old = replace(due, clause=replace(due.clause, source=replace(issued, validity=REPEALED.validity)))
    assert chart(timetable([old], TODAY)) is None


def test_rows_of_one_day_are_one_mark_that_tells_the_first_of_them() -> None:
    rows = [row(str(n), task=f"任务{n}", deadline=by(date(2033, 1, 1))) for n in range(MOST_TASKS + 2)]
    (trace,) = drawn(*rows)["data"]
    (told,) = trace["hovertext"]
    assert told.startswith("2033-01-01　以后　7 项<br>· 任务0<br>· 任务1") and told.endswith(
        "另有 2 项，见下表"
    )
    assert trace["customdata"] == [rows[0].id] and trace["hoverinfo"] == "text"


def test_nothing_with_a_day_is_no_chart() -> None:
    assert chart(timetable([row("1"), row("2", deadline=by(None))], TODAY)) is None


def test_documents_of_one_title_have_lines_of_their_own_and_the_busiest_are_shown() -> None:
    sources = [replace(RULES, name=f"{n:03}.txt", doc_id=str(n)) for n in range(MOST_DOCUMENTS + 3)]
    rows = [row(f"{n}", source, deadline=by(date(2033, 1, 1))) for n, source in enumerate(sources)]
    last = [row("again", sources[-1], deadline=by(date(2034, 1, 1)))]
    figure = drawn(*rows, *last)
    lines = figure["layout"]["yaxis"]["categoryarray"]
    assert len(lines) == len(set(lines)) == MOST_DOCUMENTS
    shown = {y for trace in figure["data"] for y in trace["y"]}
    assert shown == set(lines) and len(figure["data"][0]["x"]) == MOST_DOCUMENTS + 1


def every_label(figure: dict[str, Any]) -> list[str]:
    layout = figure["layout"]
    words = [text for trace in figure["data"] for text in (*trace["hovertext"], *trace["y"], trace["name"])]
    return [*words, *(note["text"] for note in layout["annotations"]), *layout["yaxis"]["categoryarray"]]


@pytest.mark.parametrize("words", [HOSTILE, "<b>" * 20, "&lt;b&gt;", "甲\u202e乙\n丙"])
def test_words_of_documents_are_no_markup(words: str) -> None:
    source = replace(RULES, title=words, name=words)
    figure = drawn(
        row("1", source, task=words, deadline=by(date(2033, 1, 1))),
        row("2", source, task=words, lead=(words,)),
    )
    labels = "".join(every_label(figure)).replace("<br>· ", "")
    assert "<" not in labels and "\u202e" not in labels and "hovertemplate" not in str(figure["data"])


@given(st.text())
def test_a_label_shows_the_text_and_nothing_else(words: str) -> None:
    made = label(words)
    assert "<" not in made and ">" not in made
    assert unescape(made.replace("&amp;", "\0")).replace("\0", "&") == clean(words).replace("\n", " ")
