"""A sentence is as strong as its clause: what it denies, bounds, allows, demands, and of how many."""

from __future__ import annotations

import pytest

from assistant.answers import Statement
from assistant.compared import compared
from assistant.force import force
from tests.assistant.values import clause, whole


def forced(said: str, raw: str) -> str:
    return force(compared(Statement(said, (whole(clause(raw)),))))


@pytest.mark.parametrize(
    ("said", "raw", "reason"),
    [
        ("逾期未结题的不追回经费", "逾期未结题的追回经费。", "否定"),
        ("考核合格的取消称号", "考核不合格的取消称号。", "否定"),
        ("不得不改变用途", "不得改变用途。", "否定"),
        ("可以改变用途，不得开展活动", "不得改变用途，可以开展活动。", "否定"),
        ("配备不超过3名", "配备不少于3名。", "界限"),
        ("每日17时后报送", "每日17时前报送。", "先后"),
        ("比例降低到18%", "比例提高到18%。", "降低"),
        ("企业应当参与", "企业可以参与。", "可以"),
        ("给予补助", "可以给予补助。", "可以"),
        ("调整用途", "经市科协批准调整用途。", "批准"),
        ("驿站设在中心内", "驿站原则上设在中心内。", "原则上"),
        ("对部分社区给予支持", "对各社区给予支持。", "部分"),
    ],
)
def test_a_stronger_or_weaker_sentence_is_noticed(said: str, raw: str, reason: str) -> None:
    assert reason in forced(said, raw)


@pytest.mark.parametrize(
    ("said", "raw"),
    [
        ("逾期未结题的，将追回经费", "逾期未结题的追回经费。"),
        ("禁止改变用途", "不得改变用途。"),
        ("未来三年服务未成年人", "三年服务未成年人。"),
        ("调整用途须经市科协批准", "调整用途的，报市科协批准。"),
        ("应当配备3名", "配备3名。"),
        ("可开展活动", "可以开展活动。"),
    ],
)
def test_another_wording_of_the_same_strength_passes(said: str, raw: str) -> None:
    assert forced(said, raw) == ""
