"""Marks open nodes only where their sequence allows it."""

from __future__ import annotations

import pytest

from ingest.clauses.outline import RESTORED, Node, is_heading, label_of, outline
from ingest.text.contents import contents_pages
from ingest.text.lines import segments
from ingest.text.numbering import mark_of


def tree(text: str) -> list[object]:
    def show(node: Node) -> list[object]:
        own: list[object] = [node.label]
        return own + [show(child) for child in node.children]

    return [show(child) for child in outline(segments(text)).children]


def test_families_nest_in_their_order() -> None:
    text = "一、总则。\n（一）目标。\n1.夜市。\n（1）时间。\n①周六。\n②周日。\n（2）地点。\n2.小屋。\n（二）原则。\n二、任务。\n"
    inner = ["1.夜市", ["（1）时间", ["①周六"], ["②周日"]], ["（2）地点"]]
    assert tree(text) == [["一、总则", ["（一）目标", inner, ["2.小屋"]], ["（二）原则"]], ["二、任务"]]


def test_chapters_hold_articles_whose_numbers_run_on() -> None:
    text = "第一章 总则\n第一条 夜市。\n第二条 小屋。\n第二章 附则\n第三条 书屋。\n"
    assert tree(text) == [["第一章总则", ["第一条夜市"], ["第二条小屋"]], ["第二章附则", ["第三条书屋"]]]


@pytest.mark.parametrize(
    "line", ["5.跳号太多。", "2. 5亿元。", "2031.3.5起。", "按照第二条规定办理。", "3.没有二。"]
)
def test_a_number_out_of_sequence_is_text(line: str) -> None:
    root = outline(segments(f"1.夜市。\n{line}\n2.小屋。\n"))
    assert [node.label for node in root.children] == ["1.夜市", "2.小屋"]
    assert [part.text for part in root.children[0].segments] == ["1.夜市。", line]


def test_han_numbers_may_skip_a_little_and_start_anew() -> None:
    assert [n.reason for n in outline(segments("一、甲。\n三、乙。\n一、丙。\n二、丁。\n")).children] == [
        "新的一组编号",
        "编号有跳号",
        "编号重新开始",
        "编号与前一项相接",
    ]
    assert len(outline(segments("一、甲。\n六、乙。\n")).children) == 1


def test_digits_run_through_from_one_parent_to_the_next() -> None:
    root = outline(segments("一、甲。\n1.夜市。\n2.小屋。\n二、乙。\n3.书屋。\n"))
    assert [[child.label for child in node.children] for node in root.children] == [
        ["1.夜市", "2.小屋"],
        ["3.书屋"],
    ]


def test_text_before_the_first_mark_stays_with_the_root() -> None:
    root = outline(segments("前言。\n一、甲。\n正文。\n"))
    assert [part.text for part in root.segments] == ["前言。"]
    assert [part.text for part in root.children[0].segments] == ["一、甲。", "正文。"]


def test_a_box_counts_its_own_items_and_the_outline_goes_on_after_it() -> None:
    text = "1.夜市。\n2.小屋。\n专栏一：小屋\n1.河湾镇。\n2.石桥镇。\n·竹林镇。\n3.书屋。\n"
    first, second, third = outline(segments(text)).children
    (box,) = second.children
    assert box.box == "专栏一" and [node.label for node in box.children] == [
        "1.河湾镇",
        "2.石桥镇",
        "·竹林镇",
    ]
    assert (first.label, third.label) == ("1.夜市", "3.书屋")


def test_a_box_ends_where_a_wide_gap_follows_its_text() -> None:
    node = outline(segments("一、甲\n专栏一：小屋\n小屋建在镇上。\n\n\n\n以后再建。\n")).children[0]
    assert [part.text for part in node.segments] == ["一、甲", "以后再建。"]


def test_a_long_sentence_that_begins_like_a_box_is_text() -> None:
    (node,) = outline(segments("一、甲。\n专栏一所列的各个项目" + "，都要认真办好" * 10 + "。\n")).children
    assert not node.children and len(node.segments) == 2


def test_headings_of_the_contents_page_alone_become_parents() -> None:
    page = "一、回顾\n（一）成绩\n二、任务\n（一）课堂\n1.海洋课\n（二）书屋\n"
    body = "一、回顾\n（一）成绩\n办得好。\n（一）课堂\n1.海洋课\n每年四场。\n（二）书屋\n设在码头。\n"
    parts = segments(page + "前言。\n" + body)
    (contents,) = contents_pages(parts)
    root = outline(parts[contents.last + 1 :], contents)
    assert [(n.label, n.reason == RESTORED) for n in root.children] == [
        ("一、回顾", False),
        ("二、任务", True),
    ]
    assert [child.label for child in root.children[1].children] == ["（一）课堂", "（二）书屋"]
    (line,) = root.children[1].segments
    assert (page + "前言。\n" + body)[line.start : line.end] == "二、任务"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("1. 办好夜市。每周一次。", "1.办好夜市"),
        ("## 一、**总体要求**", "一、总体要求"),
        ("（一）夜市：每周一次", "（一）夜市"),
        ("①" + "办" * 60, "①" + "办" * 24 + "…"),
        ("没有编号的标题", "没有编号的标题"),
        ("（一）办好夜市\n和书屋。每周一次。", "（一）办好夜市和书屋"),
        ("1.办好open\nday活动：每周一次", "1.办好open day活动"),
        ("四、时间安排\u30002033年9月底前，各馆开放。", "四、时间安排"),
        ("第一章\u3000总\u3000则", "第一章总则"),
        ("（一）李\u3000明等三人，每周一次。", "（一）李明等三人，每周一次"),
    ],
)
def test_labels_are_mark_and_run_in_heading(text: str, label: str) -> None:
    assert label_of(text, mark_of(text)) == label


def test_a_heading_is_short_and_without_the_end_of_a_sentence() -> None:
    assert (
        is_heading("一、总体要求")
        and not is_heading("一、办好夜市。")
        and not is_heading("办好；夜市")
        and not is_heading("办" * 61)
    )
