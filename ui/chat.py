"""The tab 「问答」: ask, watch the draft, read the verified answer, open its clauses."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
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
from ui.feedback_form import feedback_form, heading_of
from ui.narrowing import NONE_FIT, Narrowing, narrowing_fold, narrowing_of
from ui.parts import QUIET, apology, clickable
from ui.starters import starters
from ui.talks_panel import TalksPanel, pick_of, talks_panel
from ui.turns import Turn, announcement, conversation, questions

NOT_OPEN = "这份文件现在不对您开放，不能查看原文。"
STOPPED = "已停止，没有形成回答。"
PROMISE = "回答只引用已入库文件的原文；请以原文为准"
ALONE = "不接上文，单独问："
WHICH_ONE = "要问的是哪一份？"
DRAFT_PAUSE_S = 0.1

Turns = tuple[Turn, ...]
ACTION = re.compile(r"(\d{1,6})-(edit|remark)")
PICK = re.compile(r"(\d{1,6})-(cite|near)-(\d{1,6})")


def objection(question: str) -> str:
    """Why a question cannot be asked, or nothing."""
    if not question:
        return "请先输入问题。"
    if len(question) > LONGEST_QUESTION:
        return f"问题过长（{len(question)} 字），请控制在 {LONGEST_QUESTION} 字以内。"
    return ""


def answer_turns(
    answering: Answering, question: str, history: Sequence[str], documents: frozenset[str] | None = None
) -> Iterator[Turn]:
    """The turn as it grows; the last one holds an answer or a message."""
    turn, shown = Turn(question), 0.0
    try:
        for step in answering.stream(question, history, documents):
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
    """What the events of the tab do; the state of a session is its turns and the id of its conversation.

    `chosen` are the parts of the fold 「检索范围」 (`narrowing_of`).
    """

    def __init__(self, desks: Desks) -> None:
        self.desks = desks

    def ask(
        self,
        question: str,
        turns: Turns,
        talk: str = "",
        words: str | None = None,
        issuers: Sequence[str] | None = None,
        years: Sequence[str] | None = None,
        applying: bool | None = None,
        request: gr.Request | None = None,
    ) -> Iterator[tuple[Any, ...]]:
        """Ask what stands in the box, after the questions before it."""
        history = earlier_questions(turn.question for turn in turns if turn.answer)
        chosen = narrowing_of(words, issuers, years, applying)
        yield from self._asked(question.strip(), history, turns, talk, chosen, request)

    def ask_offered(
        self,
        turns: Turns,
        talk: str,
        words: str | None,
        issuers: Sequence[str] | None,
        years: Sequence[str] | None,
        applying: bool | None,
        event: gr.EventData,
        request: gr.Request | None = None,
    ) -> Iterator[tuple[Any, ...]]:
        """Ask a question that was offered: it names its subject and goes on from nothing."""
        chosen = narrowing_of(words, issuers, years, applying)
        yield from self._asked(pick_of(event).strip(), (), turns, talk, chosen, request)

    def _asked(
        self,
        question: str,
        history: Sequence[str],
        turns: Turns,
        talk: str,
        chosen: Narrowing,
        request: gr.Request | None,
    ) -> Iterator[tuple[Any, ...]]:
        desk, documents, problem = self._desk_and_documents(chosen, request)
        if desk is None or (problem := objection(question) or problem):
            note = (*turns, Turn("", message=problem))
            yield turns, *_view(note, box=question)[1:], talk
            return
        yield *_view((*turns, Turn(question)), box=""), talk
        for turn in answer_turns(desk.answering, question, history, documents):
            if documents is not None:
                turn = _narrowed(turn, chosen.label(len(documents)))
            turn, talk = _kept(desk, turn, talk)
            yield *_view((*turns, turn)), talk

    def _desk_and_documents(
        self, chosen: Narrowing, request: gr.Request | None
    ) -> tuple[Desk | None, frozenset[str] | None, str]:
        """The desk, the documents to stay in, and why no question can be asked there, or ''."""
        try:
            desk = self.desks(request)
            documents = chosen.documents(desk.library.documents())
        except Exception as error:
            return None, None, apology(error)
        return desk, documents, NONE_FIT if documents == frozenset() else ""

    def begin(self, request: gr.Request | None = None) -> str:
        """Questions to begin with."""
        return self.offer((), request=request)

    def offer(
        self,
        turns: Turns,
        words: str | None = None,
        issuers: Sequence[str] | None = None,
        years: Sequence[str] | None = None,
        applying: bool | None = None,
        request: gr.Request | None = None,
    ) -> str:
        """Questions to begin with, or to go on with after an answer."""
        try:
            desk = self.desks(request)
            if not turns:
                found = starters(desk.library.documents(), desk.library.clauses)
                return questions(found, "可以这样问：")
            if (answer := turns[-1].answer) is None:
                return ""
            chosen = narrowing_of(words, issuers, years, applying)
            offered = desk.answering.follow_ups(answer, chosen.documents(desk.library.documents()))
        except Exception as error:
            apology(error)
            return ""
        asked = {turn.question for turn in turns}
        lead = WHICH_ONE if answer.choices else "可以接着问："
        further = questions([question for question in offered if question not in asked], lead)
        return (questions([answer.question], ALONE) if _goes_on(turns) else "") + further

    def stop(self, turns: Turns) -> tuple[Any, ...]:
        if turns and turns[-1].busy:
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

    def act(self, turns: Turns, event: gr.EventData, request: gr.Request | None = None) -> tuple[Any, ...]:
        """What a click in the conversation does: the panel, the box, the form, its heading, and its turn."""
        found = ACTION.fullmatch(pick_of(event))
        if not found or int(found[1]) >= len(turns):
            return self.show(turns, event, request), *_skipped(4)
        number = int(found[1])
        question = turns[number].question
        if found[2] == "edit":
            return gr.skip(), question, *_skipped(3)
        return *_skipped(2), gr.update(visible=True), heading_of(number, question), number

    def show(self, turns: Turns, event: gr.EventData, request: gr.Request | None = None) -> str:
        found = picked(turns, event._data.get("pick"))
        if found is None:
            return render.CLOSED_PANEL
        clause, citation = found
        try:
            desk = self.desks(request)
            document = desk.library.clauses(clause.source.name)
            if not document and clause.source.name not in desk.records.names():
                return f'<p class="hint">{NOT_OPEN}</p>'
        except Exception as error:
            return f'<p class="hint">{render.plain(apology(error))}</p>'
        return render.clause_panel(clause, citation, document)


def _goes_on(turns: Turns) -> bool:
    """Whether the last question was understood as going on from the ones before."""
    answer = turns[-1].answer
    earlier = (turn.question.strip().rstrip("？?。！!") for turn in turns[:-1] if turn.answer)
    return answer is not None and any(question in answer.resolved for question in earlier)


def _skipped(count: int) -> tuple[Any, ...]:
    return tuple(gr.skip() for _ in range(count))


def _narrowed(turn: Turn, label: str) -> Turn:
    """The turn, its answer saying which documents it was looked for in."""
    if turn.answer is None:
        return turn
    notice = f"只在所选范围里查找：{label}。{turn.answer.notice}"
    return replace(turn, answer=replace(turn.answer, notice=notice))


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


def _view(turns: Turns, box: str | None = None) -> tuple[Any, ...]:
    """The turns, the page they make, what is announced, the box (unless it stays as it is), no offers;
    发送, 停止, form: visible?"""
    busy = bool(turns) and turns[-1].busy
    text = gr.skip() if box is None else box
    visible = (gr.update(visible=shown) for shown in (not busy, busy, False))
    offers = gr.skip() if turns and not turns[-1].question else ""
    return turns, conversation(turns), announcement(turns), text, offers, *visible


def chat_tab(desks: Desks, *, with_history: bool) -> None:
    """Lay out the tab and wire its events; `with_history` where conversations are kept."""
    chat = Chat(desks)
    turns = gr.State(())
    with gr.Row(elem_id="chat"):
        with gr.Column(scale=3, min_width=320, elem_id="talking"):
            thread = clickable(conversation(()), "对话", "thread")
            announced = gr.HTML(announcement(()), label="状态", elem_id="announced", apply_default_css=False)
            offers = clickable("", "可以问的问题", "offers")
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
            chosen = narrowing_fold(desks)
            history = talks_panel(desks) if with_history else None
            panel = clickable(render.CLOSED_PANEL, "条款原文", "panel")
    talk = history.talk if history else gr.State("")
    view = [turns, thread, announced, box, offers, send, stop, form.column]
    asking = [gr.on([box.submit, send.click], chat.ask, [box, turns, talk, *chosen], [*view, talk], **QUIET)]
    asking.append(offers.click(chat.ask_offered, [turns, talk, *chosen], [*view, talk], **QUIET))
    # Cancel first, then show: a draft still on its way must not overwrite what stopping shows.
    stop.click(None, cancels=asking, **QUIET).then(chat.stop, [turns], view, **QUIET)
    cleared = clear.click(None, cancels=asking, **QUIET).then(chat.clear, None, [*view, talk, panel], **QUIET)
    acted = [panel, box, form.column, form.heading, form.about]
    thread.click(chat.act, [turns], acted, **QUIET)
    panel.click(chat.show, [turns], [panel], **QUIET)

    def offer(event: Any) -> None:
        event.then(chat.offer, [turns, *chosen], [offers], **QUIET)

    gr.on(None, chat.begin, None, [offers], **QUIET)  # when the page is opened
    for event in (*asking, cleared):
        offer(event)
    if history:
        _follow(history, chat, [*view, talk, panel, history.said], asking, offer)
        for event in (*asking, cleared):
            history.refresh(event)


def _follow(
    history: TalksPanel, chat: Chat, outputs: list[Any], asking: list[Any], offer: Callable[[Any], None]
) -> None:
    """Wire what the fold does to the page: open a conversation, delete the one that is open."""
    turns, talk = outputs[0], history.talk
    chosen = history.listing.click(pick_of, None, [history.picked], cancels=asking, **QUIET)
    resumed = chosen.then(chat.resume, [history.picked, turns, talk], outputs, **QUIET)
    confirmed = history.delete.click(None, cancels=asking, **QUIET)
    deleted = confirmed.then(chat.delete, [turns, talk], outputs, **QUIET)
    for event in (resumed, deleted):
        history.refresh(event)
        offer(event)
