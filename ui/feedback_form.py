"""The form on an answer: what was wrong with it. It goes to the log, and from there into a suite."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import gradio as gr

from knowledge.errors import UserError
from knowledge.feedback import VERDICTS, Feedback, feedback_on
from ui.desk import Desks
from ui.parts import apology
from ui.render import note as note_of
from ui.render import plain
from ui.turns import Turn

Keep = Callable[[Feedback], None]
NOTHING_YET = "还没有可以评价的回答。"
CHOOSE = "请先选择哪里不对。"
KEPT = "谢谢，意见已记下，审核后用来改进。"
TROUBLE = "意见没有记下，请稍后再试；问题已记录。"
SHORT = 20
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FeedbackForm:
    """The parts that the chat's events touch: the form, its heading, and which turn it is about (from 0)."""

    column: gr.Column
    heading: gr.HTML
    about: gr.State


def heading_of(number: int, question: str) -> str:
    """What the form is about: the turn `number` (from 0)."""
    short = question if len(question) <= SHORT else question[: SHORT - 1] + "…"
    return f'<p class="caption">对第 {number + 1} 问“{plain(short)}”的回答有意见：</p>'


def remark(
    turns: Sequence[Turn], verdict: str | None, note: str, keep: Keep, about: int | None = None
) -> str:
    """Keep a remark on the answer of the turn `about` (from 0; None: the last one); what the user reads then."""
    until = turns if about is None else turns[: about + 1]
    answered = [turn for turn in until if turn.answer]
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


def feedback_form(turns: gr.State, desks: Desks, quiet: dict[str, Any]) -> FeedbackForm:
    """Lay out the form, which the chat shows when it is asked for."""
    about = gr.State(None)
    with gr.Column(visible=False, elem_id="feedback") as column:
        heading = gr.HTML(label="对哪个回答", apply_default_css=False)
        verdict = gr.Radio(list(VERDICTS), label="哪里不对")
        note = gr.Textbox(label="说明（选“正确条款是”时写位置，如：第3条）", lines=1, max_lines=3)
        with gr.Row():
            send = gr.Button("提交意见", size="sm", min_width=96)
            close = gr.Button("关闭", size="sm", min_width=64)
        said = gr.HTML(label="结果", elem_id="feedback-said", apply_default_css=False)

    def submit(
        past: Sequence[Turn],
        chosen: str | None,
        words: str,
        number: int | None,
        request: gr.Request | None = None,
    ) -> tuple[Any, ...]:
        try:
            keep = desks(request).keep
        except Exception as error:
            return note_of(apology(error)), gr.skip(), gr.skip()
        text = remark(past, chosen, words, keep, number)
        return (note_of(text), None, "") if text == KEPT else (note_of(text), gr.skip(), gr.skip())

    send.click(submit, [turns, verdict, note, about], [said, verdict, note], **quiet)
    close.click(lambda: (gr.update(visible=False), ""), None, [column, said], **quiet)
    return FeedbackForm(column, heading, about)
