"""Several notices in one file are told; one that passes another on is not."""

from __future__ import annotations

import pytest

from ingest.split import split

FIRST = "云州市科协关于办好夜市的通知\n云科协发〔2031〕7号\n各县（区）科协：\n一、办好夜市。\n云州市科协\n2031年4月9日\n"
NUMBERED = "石桥县科协关于办好书屋的通知\n石科协发〔2031〕3号\n各乡镇：\n一、办好书屋。\n"
DATED = "11.竹林县科协\n关于印发书屋办法的通知（2031年5月18日）\n各乡镇，各单位：\n现印发给你们。\n"


def told(text: str) -> list[str]:
    return [warning for warning in split(text, "a.txt").warnings if "拆成单份" in warning]


@pytest.mark.parametrize(
    ("text", "count", "first"),
    [
        (FIRST + NUMBERED, 1, "石科协发〔2031〕3号"),
        (FIRST + DATED, 1, "竹林县科协关于印发书屋办法的通知"),
        (FIRST + NUMBERED + DATED, 2, "石科协发〔2031〕3号"),
        (FIRST.replace("关于办好", "转发关于办好") + NUMBERED + DATED, 2, "石科协发〔2031〕3号"),
    ],
)
def test_a_file_of_several_notices_is_told(text: str, count: int, first: str) -> None:
    (warning,) = told(text)
    assert f"另有 {count} 份文件" in warning and f"“{first}”" in warning


@pytest.mark.parametrize(
    "text",
    [
        FIRST,
        FIRST.replace("关于办好", "转发关于办好") + NUMBERED,
        FIRST
        + "附件\n夜市办法（2031年4月1日通过）\n各县（区）科协应当做到：\n1.按照云科协发〔2030〕2号文件办好。\n",
        "夜市。\n",
    ],
)
def test_one_notice_is_one(text: str) -> None:
    assert told(text) == []
