"""What list a question asks for."""

from __future__ import annotations

import pytest

from assistant.listing import Wanted, short_label, wanted_list
from assistant.question import understand


def wanted(question: str) -> Wanted | None:
    return wanted_list(understand(question, (), ()))


@pytest.mark.parametrize(
    ("question", "count", "noun"),
    [
        ("五项行动是什么？", 5, "行动"),
        ("实施哪五项行动？", 5, "行动"),
        ("五項行動有哪些？", 5, "行动"),
        ("大篷车使用程序有哪四个环节？", 4, "环节"),
        ("12项任务是哪些？", 12, "任务"),
        ("要实施几大工程，叫什么？", None, "工程"),
        ("保障措施有哪些？", None, "措施"),
        ("主要任务包括什么？", None, "任务"),
    ],
)
def test_a_list_is_asked_for(question: str, count: int | None, noun: str) -> None:
    found = wanted(question)
    assert found is not None
    assert (found.count, found.noun) == (count, noun)


@pytest.mark.parametrize(
    "question",
    [
        "要新建多少个驿站？",
        "由谁负责？",
        "驿站什么时候建成？",
        "什么是科普驿站？",
        "有哪些要求？",
        "五个部门分别由谁牵头？",
    ],
)
def test_no_list_is_asked_for(question: str) -> None:
    assert wanted(question) is None


@pytest.mark.parametrize(
    ("label", "short"),
    [
        ("1.建设社区科普驿站", "建设社区科普驿站"),
        ("（一）保障措施：", "保障措施"),
        ("第三章 附则", "附则"),
        ("附则", "附则"),
    ],
)
def test_a_heading_without_its_number(label: str, short: str) -> None:
    assert short_label(label) == short
