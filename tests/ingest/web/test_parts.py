"""Where the document stands on a page."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import html

from ingest.web.parts import Survey, copies, furniture, main_part, stated, titles_before

TEXT = "<p>各单位要把科普工作列入年度计划，明确责任，按时报送进展情况。</p>" * 3
LINKS = "".join(f"<a href={i}>链接{i}</a>" for i in range(6))


def body(markup: str) -> Any:
    return html.document_fromstring(f"<html><body>{markup}</body></html>").find("body")


def main_of(markup: str) -> str:
    page = body(markup)
    return str(main_part(page, Survey(page)).get("id") or "body")


@pytest.mark.parametrize(
    ("markup", "main"),
    [
        (f"<div>{LINKS}</div><div id=a><div id=b>{TEXT}</div></div>", "b"),
        (f"<div id=a><div id=b>{TEXT}</div><div>附则。{TEXT}</div></div>", "a"),
        (f"<div id=a><div id=b>{TEXT}</div><p>2031年3月18日</p></div>", "a"),
        (f"<div id=a><p>2031年3月18日</p><div id=b>{TEXT}</div></div>", "b"),
        (f"<div id=a><div id=b>{TEXT}</div><div class=footer>{TEXT}</div></div>", "a"),
        (f"<font id=f><div id=b>{TEXT * 3}</div></font><div>版权所有 云溪市科协</div>", "b"),
        ("<div id=a>办事指南</div>", "body"),
        ("", "body"),
    ],
    ids="links two_parts date_under date_above furniture_too_large wrapper no_sentence empty".split(),
)
def test_the_way_goes_down_to_the_document(markup: str, main: str) -> None:
    assert main_of(markup) == main


def test_extents_count_text_links_and_weight() -> None:
    page = body("<div>甲 乙<a href=1>丙</a>。</div><p>丁</p>")
    survey = Survey(page)
    extent = survey.extents[page[0]]
    assert (survey.text_of(extent), extent.linked, extent.links, extent.weight) == ("甲乙丙。", 1, 1, 3)
    assert survey.runs(survey.extents[page]) == ["甲乙丙。", "丁"] and survey.text == "甲乙丙。丁"


def test_hidden_text_is_not_counted() -> None:
    assert Survey(body("甲<script>乙</script><p hidden>丙</p>丁")).text == "甲丁"


def test_a_copy_is_found_and_the_first_stays() -> None:
    page = body(f"<div id=a><div id=b>{TEXT * 2}</div></div><section id=c>{TEXT * 2}</section>")
    assert {element.get("id") for element in copies(Survey(page))} == {"c"}
    assert copies(Survey(body(f"<div>{TEXT * 2}</div><div>{TEXT * 2}甲</div>"))) == set()


def test_particulars_share_bars_and_menus_are_named() -> None:
    page = body(
        f"<ul id=p><li>索引号：1</li><li>有效性：有效</li></ul><div id=m>{TEXT}<div id=s class=share>甲</div><div id=l>{LINKS}</div></div>"
    )
    survey = Survey(page)
    assert list(stated(survey).values()) == [{"索引号": "1", "有效性": "有效"}]
    around = furniture(page, survey)
    assert {element.get("id") for element in around} == {"s", "l"}


def test_titles_stand_before_the_document_nearest_first() -> None:
    page = body(
        f"<h1>甲</h1><div class=article-title>乙</div><h2><a href=1>丙</a></h2><div>{TEXT}</div><h1>丁</h1>"
    )
    survey = Survey(page)
    assert [element.text for element in titles_before(page[3], survey)] == ["乙", "甲"]
