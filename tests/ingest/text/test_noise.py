"""Noise has a name, and nothing that is no noise does."""

from __future__ import annotations

import pytest

from ingest.split import split
from ingest.text.noise import INVISIBLE, MENU, invisible, noise_name, noise_names, outside
from knowledge.documents import NoiseZone
from tests.ingest.texts import clauses


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("返回首页", MENU),
        ("责任编辑：李四", "网页来源"),
        ("版权所有 云州市科协", "网页页脚"),
        ("— 3 —", "页码"),
        ("|---|:-:|", "分隔线"),
        ("办好夜市。", ""),
        ("3月5日", ""),
        ("| 任务 | 单位 |", ""),
    ],
)
def test_each_kind_of_noise_is_named(line: str, name: str) -> None:
    assert noise_name(line) == name


def test_menu_words_are_noise_beside_noise_at_an_end_only() -> None:
    assert noise_names(["返回首页", "平安", "办好夜市。", "平安", "办好小屋。"]) == [MENU, MENU, "", "", ""]


def test_a_short_title_is_no_menu_word() -> None:
    assert noise_names(["返回首页", "云州市科普要点", "一、夜市"]) == [MENU, "", ""]


def test_the_word_contents_is_no_menu_word() -> None:
    assert noise_names(["返回首页", "目 录", "一、夜市"]) == [MENU, "", ""]


def test_a_zone_that_a_torn_sentence_runs_over_is_left_out() -> None:
    text = "办好夜市，\n— 3 —\n并且报来总结。\n— 4 —\n"
    (clause,) = clauses(text)
    inside, after = NoiseZone(6, 11, "页码"), NoiseZone(text.index("— 4"), len(text) - 1, "页码")
    assert clause.start <= inside.start < clause.end
    assert outside([after, inside], [clause]) == (after,)


def test_characters_of_no_width_are_named_too() -> None:
    text = "\ufeff办好夜市。\n\u200b\n办好小屋。\u200b\u200b"
    document = split(text, "a.txt")
    assert [text[z.start : z.end] for z in document.noise] == ["\ufeff", "\u200b", "\u200b\u200b"]
    assert {zone.name for zone in document.noise} == {INVISIBLE}
    assert tuple(invisible(text, document.clauses)) == document.noise
