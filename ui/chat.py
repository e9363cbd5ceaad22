"""The tab 「问答」: ask, watch the draft, read the verified answer, open its clauses."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import gradio as gr

from assistant.answers import Answer, Citation
from assistant.conversation import earlier_questions
from assistant.question import LONGEST_QUESTION
from knowledge.documents import Clause
from ui import render
from ui.desk import Answering, Desk, Desks
from ui.feedback_form import feedback_form
from ui.parts import QUIET, apology, clickable
from ui.render import Turn
from ui.talks_panel import TalksPanel, pick_of, talks_panel

STOPPED = "已停止，没有形成回答。"
PROMISE = "回答只引用已入库文件的原文；请以原文为准"
DRAFT_PAUSE_S = 0.1

Turns = tuple[Turn, ...]
PICK = re.compile(r"(\d{1,6})-(cite|near)-(\d{1,6})")


def objection(question: str) -> str:
    """Why a question cannot be asked, or nothing."""
    if not question:
        return "请先输入问题。"
    if len(question) > LONGEST_QUESTION:
        return f"问题过长（{len(question)} 字），请控制在 {LONGEST_QUESTION} 字以内。"
    return ""


def answer_turns(answering: Answering, question: str, history: Sequence[str]) -> Iterator[Turn]:
    """The turn as it grows; the last one holds an answer or a message."""
    turn, shown = Turn(question), 0.0
    try:
        for step in answering.stream(question, history):
            turn = Turn(question, answer=step) if isinstance(step, Answer) else Turn(question, draft=step)
            if not turn.answer and time.monotonic() - shown > DRAFT_PAUSE_S:  # an empty draft lets 停止 in
                yield turn
                shown = time.monotonic()
        if not turn.answer:
            raise RuntimeError("the answer stream ended without an answer")
    except Exception as error:
        turn = Turn(question, message=apology(error))
    yield turn


class Chat:
    """What the events of the tab do; the state of a session is its turns and the id of its conversation."""

    def __init__(self, desks: Desks) -> None:
        self.desks = desks

    def ask(
        self, question: str, turns: Turns, talk: str = "", request: gr.Request | None = None
    ) -> Iterator[tuple[Any, ...]]:
        question = question.strip()
        if problem := objection(question):
            note = (*turns, Turn("", message=problem))
            yield turns, *_view(note, box=question)[1:], talk
            return
        desk = self.desks(request)
        history = earlier_questions(turn.question for turn in turns if turn.answer)
        yield *_view((*turns, Turn(question)), box=""), talk
        for turn in answer_turns(desk.answering, question, history):
            turn, talk = _kept(desk, turn, talk)
            yield *_view((*turns, turn)), talk

    def stop(self, turns: Turns) -> tuple[Any, ...]:
        if _busy(turns):
            turns = (*turns[:-1], Turn(turns[-1].question, message=STOPPED))
        return _view(turns)

    def clear(self) -> tuple[Any, ...]:
        return *_view((), box=""), "", render.CLOSED_PANEL

    def resume(
        self, picked: str, turns: Turns, talk: str, request: gr.Request | None = None
    ) -> tuple[Any, ...]:
        """The turns of a conversation picked from the list; where it cannot be, all stays and is told."""
        try:
            answers = self.desks(request).kept_talks().answers(picked)
            turns = tuple(Turn(answer.question, answer=answer) for answer in answers)
        except Exception as error:
            return *_view(turns), talk, gr.skip(), render.note(apology(error))
        return *_view(turns, box=""), picked, render.CLOSED_PANEL, ""

    def delete(self, turns: Turns, talk: str, request: gr.Request | None = None) -> tuple[Any, ...]:
        """Delete the conversation on the page and begin a new one."""
        try:
            self.desks(request).kept_talks().delete(talk)
        except Exception as error:
            return *_view(turns), talk, gr.skip(), render.note(apology(error))
        return *self.clear(), render.note("已删除。")

    def show(self, turns: Turns, event: gr.EventData, request: gr.Request | None = None) -> str:
        found = picked(turns, event._data.get("pick"))
        if found is None:
            return render.CLOSED_PANEL
        clause, citation = found
        try:
            document = self.desks(request).library.clauses(clause.source.name)
        except Exception as error:
            apology(error)
            document = ()
        return render.clause_panel(clause, citation, document)


def _kept(desk: Desk, turn: Turn, talk: str) -> tuple[Turn, str]:
    """Keep an answered turn; with a message where that failed, and the conversation it is in."""
    if desk.talks is None or turn.answer is None:
        return turn, talk
    try:
        return turn, desk.talks.keep(talk, turn.answer, datetime.now().astimezone())
    except Exception as error:
        return replace(turn, message=f"这一轮没有保存到历史对话：{apology(error)}"), talk


def picked(turns: Turns, pick: object) -> tuple[Clause, Citation | None] | None:
    """The clause that a `data-pick` names, with the citation where there is one."""
    found = PICK.fullmatch(pick) if isinstance(pick, str) else None
    if not found or int(found[1]) >= len(turns) or not (answer := turns[int(found[1])].answer):
        return None
    wanted = int(found[3])
    if found[2] == "near":
        near = answer.evidence[: render.NEAR_CLAUSES]
        return (near[wanted].clause, None) if wanted < len(near) else None
    return next(((cited.clause, cited) for cited in answer.citations if cited.n == wanted), None)


def _busy(turns: Turns) -> bool:
    return bool(turns) and not turns[-1].answer and not turns[-1].message


def _view(turns: Turns, box: str | None = None) -> tuple[Any, ...]:
    """The turns, the page they make, the box (unless it stays as it is); 发送, 停止, starters, form: visible?"""
    answered = bool(turns and turns[-1].answer)
    visible = (not _busy(turns), _busy(turns), not turns, answered)
    text = gr.skip() if box is None else box
    return turns, render.conversation(turns), text, *(gr.update(visible=shown) for shown in visible)


def chat_tab(desks: Desks, starters: Sequence[str], *, with_history: bool) -> None:
    """Lay out the tab and wire its events; `with_history` where conversations are kept."""
    chat = Chat(desks)
    turns = gr.State(())
    with gr.Row(elem_id="chat"):
        with gr.Column(scale=3, min_width=320):
            thread = clickable(render.conversation(()), "对话", "thread")
            with gr.Column(elem_id="starters") as welcome:
                gr.HTML('<p class="caption">可以这样问：</p>', apply_default_css=False)
                buttons = [gr.Button(text, size="sm", elem_classes="starter") for text in starters]
            with gr.Row(elem_id="controls"):
                box = gr.Textbox(
                    label="问题", placeholder="请输入问题", container=False,
                    lines=1, max_lines=5, min_width=160, scale=1, autofocus=True, elem_id="question",
                )  # fmt: skip
                send = gr.Button("发送", variant="primary", min_width=64, scale=0)
                stop = gr.Button("停止", variant="stop", min_width=64, scale=0, visible=False)
                clear = gr.Button("新对话", min_width=72, scale=0)
            gr.HTML(f'<p class="promise">{PROMISE}</p>', apply_default_css=False)
            form = feedback_form(turns, desks, QUIET)
        with gr.Column(scale=2, min_width=320, elem_id="side"):
            history = talks_panel(desks) if with_history else None
            panel = clickable(render.CLOSED_PANEL, "条款原文", "panel")
    talk = history.talk if history else gr.State("")
    view = [turns, thread, box, send, stop, welcome, form]
    asking = [gr.on([box.submit, send.click], chat.ask, [box, turns, talk], [*view, talk], **QUIET)]
    asking += [button.click(chat.ask, [button, turns, talk], [*view, talk], **QUIET) for button in buttons]
    # Cancel first, then show: a draft still on its way must not overwrite what stopping shows.
    stop.click(None, cancels=asking, **QUIET).then(chat.stop, [turns], view, **QUIET)
    cleared = clear.click(None, cancels=asking, **QUIET).then(chat.clear, None, [*view, talk, panel], **QUIET)
    for place in (thread, panel):
        place.click(chat.show, [turns], [panel], **QUIET)
    if history:
        _follow(history, chat, [*view, talk, panel, history.said], asking)
        for event in (*asking, cleared):
            history.refresh(event)


def _follow(history: TalksPanel, chat: Chat, outputs: list[Any], asking: list[Any]) -> None:
    """Wire what the fold does to the page: open a conversation, delete the one that is open."""
    turns, talk = outputs[0], history.talk
    chosen = history.listing.click(pick_of, None, [history.picked], cancels=asking, **QUIET)
    history.refresh(chosen.then(chat.resume, [history.picked, turns, talk], outputs, **QUIET))
    confirmed = history.delete.click(None, cancels=asking, **QUIET)
    history.refresh(confirmed.then(chat.delete, [turns, talk], outputs, **QUIET))
