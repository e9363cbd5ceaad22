"""What comes next decides what a doubtful number is."""

from __future__ import annotations

import pytest

from ingest.clauses.sequence import Articles, doubt_settled, following
from ingest.text.numbering import Family, Mark, doubtful_mark_of, mark_of


def marks(*lines: str) -> list[Mark | None]:
    return [mark_of(line) or doubtful_mark_of(line) for line in lines]


def test_the_next_mark_of_a_list_is_found_up_to_the_end_of_the_list() -> None:
    found = following(marks("一、甲", "1.乙", "文字", "2.丙", "二、丁", "1.戊"))
    assert [mark.printed if mark else None for mark in found] == ["二、", "2.", None, None, None, None]


def test_articles_run_on_through_chapters() -> None:
    found = following(marks("第一条 甲", "第二章 乙", "第二条 丙"))
    assert found[0] == Mark(Family.ARTICLE, 2, "第二条")


def test_only_a_doubtful_mark_is_followed_by_a_doubtful_one() -> None:
    certain, doubtful, last = following(marks("1.甲", "2.60周岁以上", "3.65周岁以上"))
    assert certain is None and last is None
    assert doubtful and doubtful.number == 3


@pytest.mark.parametrize(
    ("lines", "last", "settled"),
    [
        (("1.60周岁以上", "2.65周岁以上"), 0, True),
        (("1.60周岁以上",), 0, False),
        (("3.60周岁以上",), 2, True),
        (("3.15活动照常举行", "3.办好小屋"), 2, False),
        (("5.60周岁以上", "6.办好小屋"), 2, False),
    ],
)
def test_digits_that_may_be_a_decimal(lines: tuple[str, ...], last: int, settled: bool) -> None:
    found = marks(*lines)
    (mark, coming) = found[0], following(found)[0]
    assert mark and mark.doubtful
    assert doubt_settled(mark, last, coming) is settled


@pytest.mark.parametrize("line", ["2. 5亿元", "1.5万元", "3.2%", "2.5个百分点", "1.5倍", "1.2.3条"])
def test_quantities_are_not_even_doubtful(line: str) -> None:
    assert mark_of(line) is None and doubtful_mark_of(line) is None


def told(*lines: str, alone: bool = False) -> list[str]:
    found = marks(*lines)
    articles, reasons = Articles(), []
    for mark, coming in zip(found, following(found), strict=True):
        assert mark
        reason = articles.fits(mark, coming, alone)
        if reason:
            articles.take(mark)
        reasons.append(reason)
    return reasons


def test_articles_may_leave_some_out_and_have_branches() -> None:
    assert told("第三条 甲", "第十七条 乙", "第二十条 丙", "第二十条之一 丁", "第四十一条 戊") == [
        "新的一组编号",
        "编号有跳号",
        "编号有跳号",
        "编号与前一条相接",
        "编号有跳号",
    ]


def test_an_article_that_the_next_one_belies_is_a_reference() -> None:
    assert told("第一条 甲", "第二十五条 乙", "第二条 丙") == ["新的一组编号", "", "编号与前一条相接"]


def test_articles_start_anew_with_one_and_two() -> None:
    assert told("第一条 甲", "第二条 乙", "第一条 丙", "第二条 丁")[2:] == [
        "编号重新开始",
        "编号与前一条相接",
    ]


def test_a_selection_goes_back_only_where_the_line_can_be_nothing_else() -> None:
    assert told("第九条 甲", "第三条 乙", alone=True)[1] == "条号不按次序"
    assert told("第九条 甲", "第十条 乙", "第三条 丙")[2] == ""
    assert told("第九条 甲", "第九条 乙", alone=True)[1] == ""
