"""Decimal numbers are headings where their sequence bears them out, and amounts, dates, versions elsewhere."""

from __future__ import annotations

import pytest

from ingest.text.decimals import decimal_places, with_decimals
from ingest.text.numbering import begins_item, decimal_mark_of
from tests.ingest.texts import by_address, clauses

PLAN = (
    "云州市防汛应急预案\n{}1 总则\n1.1 编制目的\n减少损失。\n1.2 编制依据\n依据有关规定。\n2 组织体系\n"
    "2.1 指挥机构\n市水务局负责。\n2.1.1 职责\n统一领导。\n2.2 现场机构\n根据需要成立：\n（1）抢险组。\n（2）保障组。\n"
    "3 附则\n自印发之日起施行。\n"
)
PLACES = "第1条 第1.1条 第1.2条 第2条 第2.1条 第2.1.1条 第2.2条 第2.2条（1） 第2.2条（2） 第3条".split()


def addresses(text: str) -> list[str]:
    return [clause.address for clause in clauses(text)]


def numbers(*lines: str) -> list[str]:
    marks = with_decimals(lines)
    return [".".join(map(str, mark.parts)) if mark and mark.parts else "" for mark in marks]


@pytest.mark.parametrize(
    "written",
    [
        lambda text: text,
        lambda text: (
            text.replace("1 总", "1总").replace("2 组", "2组").replace("1.1 ", "1.1").replace("2.1 ", "2.1")
        ),
        lambda text: text.replace("1.1 ", "1．1　").replace("2.1 ", "2．1　"),
        lambda text: text.replace("1 总", "## 1 总").replace("2.1 ", "**2.1** "),
    ],
)
def test_a_plan_numbered_in_decimals_has_its_tree(written) -> None:  # type: ignore[no-untyped-def]
    found = by_address(written(PLAN.format("")))
    assert list(found) == ["标题", *PLACES]
    assert [len(found[place].path) for place in PLACES] == [1, 2, 2, 1, 2, 3, 2, 3, 3, 1]
    assert found["第2.1.1条"].text.endswith("职责统一领导。")


def test_a_contents_page_right_above_the_text_is_left_out() -> None:
    page = "目录\n1 总则 1\n1.1 编制目的 1\n1.2 编制依据 2\n2 组织体系……2\n2.1 指挥机构 2\n2.2 现场机构 3\n3 附则 4\n"
    assert addresses(PLAN.format(page)) == ["标题", *PLACES]


def test_a_standard_has_chapters_without_decimals_of_their_own() -> None:
    text = "云州市园区服务规范\n1 范围\n规定服务要求。\n2 引用文件\n无。\n3 术语\n3.1 园区\n指产业园区。\n4 要求\n热情。\n"
    assert addresses(text) == ["标题", "第1条", "第2条", "第3条", "第3.1条", "第4条"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("一、目标\n1.1 夜市\n办好。\n1.2 小屋\n建好。\n二、任务\n2.1 书屋\n开放。\n", "第一部分 第1.1条 第1.2条 第二部分 第2.1条"),
        ("1.目标\n1.1夜市\n办好。\n1.2小屋\n建好。\n2.任务\n2.1书屋\n开放。\n3.保障\n落实。\n", "第1条 第1.1条 第1.2条 第2条 第2.1条 第3条"),
        (
            "（一）东街\n1.夜市\n1.1时间\n周六。\n1.2地点\n街口。\n2.小屋\n建好。\n（二）西街\n1.书屋\n1.1时间\n周日。\n",
            "（一） （一）1. （一）1.第1.1条 （一）1.第1.2条 （一）2. （二） （二）1. （二）1.第1.1条",
        ),
        ("第一章 总则\n1.1 夜市\n办好。\n1.2 小屋\n建好。\n第二章 附则\n2.1 解释\n市科协解释。\n", "第一章 第1.1条 第1.2条 第二章 第2.1条"),
    ],
)  # fmt: skip
def test_decimals_stand_below_the_mark_that_bears_their_first_number(text: str, places: str) -> None:
    assert addresses("云州市科普要点\n" + text) == ["标题", *places.split()]


def test_the_decimals_of_an_attachment_are_its_own() -> None:
    text = (
        "1 总则\n1.1 目的\n好。\n1.2 依据\n有。\n附件2\n物资表\n1 物资\n1.1 沙袋\n备足。\n1.2 水泵\n备好。\n"
    )
    found = addresses("云州市防汛预案\n" + text)
    assert found[4:] == ["附件2", "附件2第1条", "附件2第1.1条", "附件2第1.2条"]


def test_a_number_left_out_does_not_end_the_list() -> None:
    assert numbers("1 总则", "1.1 甲", "1.3 乙", "1.4 丙") == ["1", "1.1", "1.3", "1.4"]
    assert numbers("1 总则", "1.1 甲", "1.3 乙", "1.2 丙", "1.3 丁") == ["1", "1.1", "", "1.2", "1.3"]


@pytest.mark.parametrize(
    "line",
    ["2.5亿元用于补贴", "2.5 万人受益", "2024.5.1 放假", "2.5版软件", "2.5条规定", "2.5、2.6两条", "2.5米以上", "2.5倍", "2.5"],
)  # fmt: skip
def test_amounts_dates_versions_and_references_are_no_decimals(line: str) -> None:
    assert decimal_mark_of(line) is None and not begins_item(line)
    assert decimal_places(["2 任务", "2.1 甲", "2.2 乙", "2.3 丙", "2.4 丁", line]) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    "lines",
    [
        ["1.60周岁以上免费", "2.65周岁以上补贴"],
        ["一、目标", "1.60周岁以上", "二、投入"],
        ["12 月底前完成", "3.15活动照常举行"],
        ["一、投入", "1.1亿元用于补贴", "5.1劳动节值班"],
        ["5 月", "6 月", "7 月"],
        [],
    ],
)
def test_lines_that_no_sequence_bears_out_are_left_alone(lines: list[str]) -> None:
    assert decimal_places(lines) == []


def test_headings_may_begin_with_words_that_also_count() -> None:
    lines = ["4 应急响应", "4.1 分级响应", "4.2 年度演练", "4.3 个人防护", "5 人员保障", "5.1 队伍"]
    assert decimal_places(lines) == [] or decimal_places(["3 预警", "3.1 监测", *lines]) == list(range(8))
