"""What the form under an answer does, without a browser."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path

import pytest

from knowledge.errors import UserError
from knowledge.feedback import LONGEST_NOTE, VERDICTS, Feedback, Verdict, add_feedback, read_feedback
from tests.ui.fakes import FakeAnswering
from ui.chat import answer_turns
from ui.feedback_form import CHOOSE, KEPT, NOTHING_YET, TROUBLE, heading_of, remark
from ui.turns import Turn


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


def kept_in_vain(feedback: Feedback) -> None:
    raise AssertionError("kept in vain")


def test_before_any_answer_nothing_is_kept() -> None:
    assert remark([], "答错了", "", kept_in_vain) == NOTHING_YET


@pytest.mark.parametrize(("shown", "verdict"), VERDICTS.items())
def test_what_is_chosen_is_the_verdict(shown: str, verdict: Verdict) -> None:
    kept: list[Feedback] = []
    assert remark(turns("经费是多少？"), shown, "第三条", kept.append) == KEPT
    assert [one.verdict for one in kept] == [verdict]


def test_a_remark_on_a_refusal_has_no_places() -> None:
    kept: list[Feedback] = []
    assert remark(turns("火星"), "应当拒答", "", kept.append) == KEPT
    assert (kept[0].status, kept[0].places, kept[0].history) == ("refused", (), ())


def test_a_remark_on_an_earlier_answer_holds_what_was_before_it() -> None:
    kept: list[Feedback] = []
    asked = turns("先问的", "火星", "经费是多少？")
    assert remark(asked, "应当拒答", "", kept.append, about=1) == KEPT
    assert (kept[0].question, kept[0].history, kept[0].status) == ("火星", ("先问的",), "refused")


def test_the_form_says_which_answer_it_is_about() -> None:
    assert "第 2 问“<b>”" not in heading_of(1, "<b>") and "第 2 问“&lt;b&gt;”" in heading_of(1, "<b>")
    assert "…”" in heading_of(0, "长" * 50)


def test_questions_that_were_not_answered_are_no_history() -> None:
    kept: list[Feedback] = []
    asked = [*turns("先问的"), Turn("没答上", message="已停止"), *turns("再问的", "火星", "经费是多少？")]
    assert remark(asked, "不完整", "", kept.append) == KEPT
    assert kept[0].history == ("先问的", "再问的", "火星")


def test_a_note_that_is_too_long_is_told_and_not_kept() -> None:
    assert remark(turns("经费是多少？"), "答错了", "长" * (LONGEST_NOTE + 1), kept_in_vain) == (
        f"说明太长（{LONGEST_NOTE + 1} 字），请控制在 {LONGEST_NOTE} 字以内。"
    )


def test_what_the_user_can_mend_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="ui.feedback_form"):
        remark(turns("经费是多少？"), "正确条款是", "", kept_in_vain)
    assert caplog.text == ""


def test_a_remark_goes_to_the_log_of_a_data_folder(tmp_path: Path) -> None:
    assert remark(turns("经费是多少？"), "正确条款是", "第三条", partial(add_feedback, tmp_path)) == KEPT
    assert [one.note for one in read_feedback(tmp_path)] == ["第三条"]


def test_a_log_that_cannot_be_written_is_shown(tmp_path: Path) -> None:
    said = remark(turns("经费是多少？"), "答错了", "", partial(add_feedback, tmp_path / "none"))
    assert said.startswith("无法写入意见记录") and said.endswith("请检查磁盘和权限。")
