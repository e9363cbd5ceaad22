"""What the form under an answer does, without a browser."""

from __future__ import annotations

import logging

import pytest

from knowledge.errors import UserError
from knowledge.feedback import Feedback
from tests.ui.fakes import FakeAnswering
from ui.chat import answer_turns
from ui.feedback_form import CHOOSE, KEPT, NOTHING_YET, TROUBLE, remark
from ui.render import Turn


def turns(*questions: str) -> list[Turn]:
    return [list(answer_turns(FakeAnswering(), question, ()))[-1] for question in questions]


def test_a_remark_holds_the_last_answer_its_places_and_the_questions_before() -> None:
    kept: list[Feedback] = []
    asked = [*turns("先问的", "经费是多少？"), Turn("没答上", message="已停止")]
    assert remark(asked, "正确条款是", " 第三条 ", kept.append) == KEPT
    (one,) = kept
    answer = asked[1].answer
    assert answer and answer.citations
    assert (one.question, one.history, one.verdict, one.note) == (
        "经费是多少？",
        ("先问的",),
        "right_clause",
        "第三条",
    )
    assert one.answer == answer.text
    assert one.places == tuple((c.clause.source.name, c.clause.address) for c in answer.citations)


def test_there_must_be_an_answer_and_a_verdict() -> None:
    kept: list[Feedback] = []
    assert remark([Turn("问", message="已停止")], "答错了", "", kept.append) == NOTHING_YET
    assert remark(turns("经费是多少？"), None, "", kept.append) == CHOOSE
    assert remark(turns("经费是多少？"), "很好", "", kept.append) == CHOOSE
    assert not kept


def test_a_mistake_is_told_and_other_trouble_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    def refuse(feedback: Feedback) -> None:
        raise UserError("磁盘满了。")

    def fail(feedback: Feedback) -> None:
        raise RuntimeError("secret detail")

    asked = turns("经费是多少？")
    assert remark(asked, "正确条款是", "", refuse) == "请写明正确条款在哪里，例如：第3条。"
    assert remark(asked, "答错了", "", refuse) == "磁盘满了。"
    with caplog.at_level(logging.ERROR):
        assert remark(asked, "答错了", "", fail) == TROUBLE
    assert "secret detail" in caplog.text
