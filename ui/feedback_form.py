"""The form under an answer: what was wrong with it. It goes to the log, and from there into a suite."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import gradio as gr

from knowledge.errors import UserError
from knowledge.feedback import VERDICTS, Feedback, feedback_on
from ui.desk import Desks
from ui.render import Turn

Keep = Callable[[Feedback], None]
NOTHING_YET = "还没有可以评价的回答。"
CHOOSE = "请先选择哪里不对。"
KEPT = "谢谢，意见已记下，审核后用来改进。"
TROUBLE = "意见没有记下，请稍后再试；问题已记录。"
log = logging.getLogger(__name__)


def remark(turns: Sequence[Turn], verdict: str | None, note: str, keep: Keep) -> str:
    """Keep a remark on the last answer; what the user reads then."""
    answered = [turn for turn in turns if turn.answer]
    if not answered:
        return NOTHING_YET
    if verdict is None or verdict not in VERDICTS:
        return CHOOSE
    turn = answered[-1]
    answer = turn.answer
    assert answer
    history = [earlier.question for earlier in answered[:-1]]
    places = [(citation.clause.source.name, citation.clause.address) for citation in answer.citations]
    try:
        keep(
            feedback_on(
                turn.question,
                history,
                answer.status,
                answer.text,
                places,
                VERDICTS[verdict],
                note,
                datetime.now(),
            )
        )
    except UserError as error:
        return str(error)
    except Exception:
        log.exception("a remark was not kept")
        return TROUBLE
    return KEPT


def feedback_form(turns: gr.State, desks: Desks, quiet: dict[str, Any]) -> gr.Column:
    """Lay out the form; the column that holds it, shown by the chat when there is an answer."""
    column = gr.Column(visible=False, elem_id="feedback")
    with column, gr.Accordion("对最后一个回答有意见", open=False):
        verdict = gr.Radio(list(VERDICTS), label="哪里不对")
        note = gr.Textbox(label="说明（选“正确条款是”时写位置，如：第3条）", lines=1, max_lines=3)
        send = gr.Button("提交意见", size="sm")
        said = gr.Textbox(label="结果", interactive=False, show_label=False, container=False)

    def submit(
        past: Sequence[Turn], chosen: str | None, words: str, request: gr.Request | None = None
    ) -> tuple[Any, ...]:
        text = remark(past, chosen, words, desks(request).keep)
        return (text, None, "") if text == KEPT else (text, gr.skip(), gr.skip())

    send.click(submit, [turns, verdict, note], [said, verdict, note], **quiet)
    return column
