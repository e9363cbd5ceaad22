"""What elements are for, by tag, attribute and class."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import html

from ingest.web.structure import is_data_table, is_furniture, is_left_out, names_of


def element(markup: str) -> Any:
    return html.fragment_fromstring(markup)


@pytest.mark.parametrize(
    ("markup", "left_out"),
    [
        ("<div style='display:none'>x</div>", True),
        ("<div style='background-size: 0; color: red'>x</div>", False),
        ("<p style='font-size: 0.9em'>x</p>", False),
        ("<p style='font-size:0'>x</p>", True),
        ("<div aria-hidden=false>x</div>", False),
        ("<div role=Navigation>x</div>", True),
        ("<nav>x</nav>", True),
        ("<header>x</header>", False),
    ],
)
def test_what_is_left_out(markup: str, left_out: bool) -> None:
    assert is_left_out(element(markup)) is left_out


@pytest.mark.parametrize(
    ("markup", "furniture"),
    [
        ("<div class='share-box'>x</div>", True),
        ("<div id=topNav>x</div>", True),
        ("<div class=bdsharebuttonbox>x</div>", True),
        ("<div class='navy content'>x</div>", False),
        ("<div>x</div>", False),
    ],
)
def test_furniture_is_known_by_its_names(markup: str, furniture: bool) -> None:
    assert is_furniture(element(markup)) is furniture


def test_names_are_cut_into_words() -> None:
    assert names_of(element("<p class='topNav-left' id=Zoom></p>")) == {
        "top",
        "nav",
        "left",
        "topnav-left",
        "zoom",
    }


LONG = "<p>各单位要把科普工作列入年度计划，按时报送。</p>" * 4


@pytest.mark.parametrize(
    ("rows", "data"),
    [
        ("<tr><th>任务<th>单位<tr><td>甲<td>乙", True),
        ("<tr><td>任务<td>单位<tr><td>甲<td>乙", True),
        (f"<tr><td>任务<td>单位<tr><td>{LONG}<td>乙", True),
        (f"<tr><td>首页 要闻<td>{LONG}", False),
        (f"<tr><td>首页<td>要闻<tr><td>左<td>{LONG * 3}", False),
        ("<tr><td>甲<tr><td>乙", False),
        ("<tr><td><table><tr><td>甲<td>乙</table><td>丙", False),
        ("<tr style='display:none'><td>甲<td>乙", False),
        ("", False),
    ],
    ids="th head long_cell layout menu_above column nested hidden empty".split(),
)
def test_a_table_is_data_or_layout(rows: str, data: bool) -> None:
    assert is_data_table(element(f"<table>{rows}</table>")) is data


def test_a_table_for_presentation_is_layout() -> None:
    assert not is_data_table(element("<table role=presentation><tr><th>任务<th>单位</table>"))
