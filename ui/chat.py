"""The tab 「问答」: ask, watch the draft, read the verified answer, open its clauses."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import gradio as gr

from assistant.answers import Answer
from knowledge.documents import Clause, Source
from knowledge.errors import UserError
from ui import render
from ui.render import Turn

MAX_QUESTION = 2000
TROUBLE = "出错了，请重试；问题已记录。"
STOPPED = "已停止，没有形成回答。"
PROMISE = "回答只引用已入库文件的原文；请以原文为准"
CLICKS = Path(__file__).with_name("clicks.js").read_text(encoding="utf-8")
DRAFT_PAUSE_S = 0.1

Turns = tuple[Turn, ...]
log = logging.getLogger(__name__)


class Answering(Protocol):
    """Answers a question: drafts as text while they grow, then one verified answer."""

    def stream(self, question: str, history: Sequence[str] = ()) -> Iterator[str | Answer]: ...


class Library(Protocol):
    """The documents that answers may cite; clauses come in document order."""

    def documents(self) -> tuple[Source, ...]: ...
    def clauses(self, name: str) -> tuple[Clause, ...]: ...


def apology(error: Exception) -> str:
    """What the user reads about an error; what we did not expect goes to the log."""
    if isinstance(error, UserError):
        return str(error)
    log.error("unexpected error on the page", exc_info=error)
    return TROUBLE


def objection(question: str) -> str:
    """Why a question cannot be asked, or nothing."""
    if not question:
        return "请先输入问题。"
    if len(question) > MAX_QUESTION:
        return f"问题过长（{len(question)} 字），请控制在 {MAX_QUESTION} 字以内。"
    return ""


def answer_turns(answering: Answering, question: str, history: Sequence[str]) -> Iterator[Turn]:
    """The turn as it grows; the last one holds an answer or a message."""
    turn, shown = Turn(question), 0.0
    try:
        for step in answering.stream(question, history):
            turn = Turn(question, answer=step) if isinstance(step, Answer) else Turn(question, draft=step)
            if turn.draft and time.monotonic() - shown > DRAFT_PAUSE_S:
                yield turn
                shown = time.monotonic()
        if not turn.answer:
            raise RuntimeError("the answer stream ended without an answer")
    except Exception as error:
        turn = Turn(question, message=apology(error))
    yield turn


class Chat:
    """What the events of the tab do; the state of a session is its turns."""

    def __init__(self, answering: Answering, library: Library) -> None:
        self.answering = answering
        self.library = library

    def ask(self, question: str, turns: Turns) -> Iterator[tuple[Any, ...]]:
        question = question.strip()
        if problem := objection(question):
            note = (*turns, Turn("", message=problem))
            yield turns, render.conversation(note), question, *_switches(False, note)
            return
        history = [turn.question for turn in turns if turn.answer]
        pending = (*turns, Turn(question))
        yield pending, render.conversation(pending), "", *_switches(True, pending)
        for turn in answer_turns(self.answering, question, history):
            done = (*turns, turn)
            yield done, render.conversation(done), gr.skip(), *_switches(not (turn.answer or turn.message), done)

    def stop(self, turns: Turns) -> tuple[Any, ...]:
        if turns and not turns[-1].answer and not turns[-1].message:
            turns = (*turns[:-1], Turn(turns[-1].question, message=STOPPED))
        return turns, render.conversation(turns), gr.skip(), *_switches(False, turns)

    def clear(self) -> tuple[Any, ...]:
        return (), render.conversation(()), "", *_switches(False, ()), render.CLOSED_PANEL

    def show(self, turns: Turns, event: gr.EventData) -> str:
        found = render.picked(turns, event._data.get("pick"))
        if found is None:
            return render.CLOSED_PANEL
        clause, citation = found
        try:
            document = self.library.clauses(clause.source.name)
        except Exception as error:
            apology(error)
            document = ()
        return render.clause_panel(clause, citation, document)


def _switches(busy: bool, turns: Turns) -> tuple[Any, ...]:
    """发送, 停止 and the starters: visible or not."""
    return gr.update(visible=not busy), gr.update(visible=busy), gr.update(visible=not turns)


def chat_tab(answering: Answering, library: Library, starters: Sequence[str]) -> None:
    """Lay out the tab and wire its events."""
    chat = Chat(answering, library)
    turns = gr.State(())
    with gr.Row(elem_id="chat"):
        with gr.Column(scale=3, min_width=320):
            thread = _html(render.conversation(()), "对话", "thread")
            with gr.Column(elem_id="starters") as welcome:
                gr.HTML('<p class="caption">可以这样问：</p>', apply_default_css=False)
                buttons = [gr.Button(text, size="sm", elem_classes="starter") for text in starters]
            box = gr.Textbox(
                label="问题", show_label=False, placeholder="请输入问题，例如：某项任务由谁负责、何时完成？",
                lines=1, max_lines=5, autofocus=True, elem_id="question",
            )  # fmt: skip
            with gr.Row(elem_id="controls"):
                gr.HTML(f'<p class="promise">{PROMISE}</p>', apply_default_css=False)
                clear = gr.Button("清空", size="md", min_width=80, scale=0)
                stop = gr.Button("停止", variant="stop", size="md", min_width=80, scale=0, visible=False)
                send = gr.Button("发送", variant="primary", size="md", min_width=80, scale=0)
        with gr.Column(scale=2, min_width=320, elem_id="side"):
            panel = _html(render.CLOSED_PANEL, "条款原文", "panel")
    outputs = [turns, thread, box, send, stop, welcome]
    asking = [gr.on([box.submit, send.click], chat.ask, [box, turns], outputs, **_QUIET)]
    asking += [button.click(chat.ask, [button, turns], outputs, **_QUIET) for button in buttons]
    stop.click(chat.stop, [turns], outputs, cancels=asking, **_QUIET)
    clear.click(chat.clear, None, [*outputs, panel], cancels=asking, **_QUIET)
    for place in (thread, panel):
        place.click(chat.show, [turns], [panel], **_QUIET)


_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def _html(value: str, label: str, elem_id: str) -> gr.HTML:
    return gr.HTML(value, label=label, elem_id=elem_id, js_on_load=CLICKS, apply_default_css=False)
