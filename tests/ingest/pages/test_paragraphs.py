"""Lines go on where the geometry is sure of it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from ingest.pages.paragraphs import Setting
from ingest.pages.printed import Line
from tests.ingest.pages.sheets import WIDTH, line

FULL = "聚焦居民反映的急难愁盼问题建立健全跨部门协调机制服务"  # 26 characters: from 80 to 512
INDENT = 80 + 32.0


def joins(*lines: Line) -> list[bool]:
    setting = Setting(lines, [WIDTH] * max(one.page for one in lines))
    return [setting.goes_on(a, b) for a, b in pairwise(lines)]


def test_a_full_line_goes_on_at_the_margin_and_ends_before_an_indent() -> None:
    first, second = line(FULL[:-2], left=INDENT), line("到位。", base=128)
    third = line("另一段。", left=INDENT, base=156)
    assert joins(first, second, third) == [True, False]


def test_a_line_with_room_left_ends_its_paragraph() -> None:
    assert joins(line(FULL, base=72), line(FULL[:12], base=100), line("各单位", base=128)) == [True, False]


def test_it_goes_on_over_a_page_but_not_over_two() -> None:
    first = line(FULL[:-2], left=INDENT, base=760)
    assert joins(first, line("到位。", page=2)) == [True]
    assert joins(first, line("到位。", page=3)) == [False]


@pytest.mark.parametrize("after", ["一、总体要求", "附件1", "（二）办好活动"])
def test_what_begins_something_does_not_go_on_with_an_ended_sentence(after: str) -> None:
    first = line(FULL[:-3] + "。", left=INDENT)
    assert joins(line(FULL, base=72), first, line(after, base=128))[1] is False


def test_a_wide_line_distance_parts() -> None:
    lines = [line(FULL, base=100 + 28 * i) for i in range(5)]
    assert joins(*lines, line("到位。", base=300))[-1] is False


def test_another_size_parts() -> None:
    assert joins(line(FULL), line("（小字说明）", base=128, size=10.5)) == [False]


def test_a_centred_heading_in_larger_letters_goes_on() -> None:
    body = [line(FULL, base=300 + 28 * i) for i in range(6)]
    first = line("关于印发行动方案的", left=296 - 99, base=100, size=22)
    second = line("通知", left=296 - 22, base=138, size=22)
    assert joins(first, second, *body)[:2] == [True, False]


def test_a_signature_on_the_right_does_not_go_on() -> None:
    body = [line(FULL, base=300 + 28 * i) for i in range(6)]
    signature = line("云溪市科学技术协会", left=368, base=600)
    date = line("2031年3月18日", left=400, base=628)
    assert joins(*body, signature, date)[-1] is False


def test_items_of_equal_length_on_a_narrow_page_stay_apart() -> None:
    assert joins(line("科普部"), line("学会部", base=128), line("办公室", base=156)) == [False, False]
