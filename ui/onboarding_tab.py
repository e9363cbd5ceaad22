"""The tab 「新任干部」: brief, reading path, terms and quiz of a post in a department."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.answers import Citation
from assistant.onboarding import POSTS, Course, course, offered, post_of
from assistant.quiz import Question, of_course
from knowledge.errors import UserError
from knowledge.progress import Progress
from ui import onboarding_view as view
from ui import render
from ui.desk import Desk, Desks
from ui.exports.course import export_course, title_of
from ui.exports.talk import TALK_SUFFIXES
from ui.parts import QUIET, apology, clickable
from ui.talks_panel import file_name, pick_of

CLOSED = '<p class="hint">点击条款，可在此查看原文。</p>'
Chosen = tuple[str, str]  # department and post, as shown
NOBODY: Chosen = ("", "")
PRINT = Path(__file__).with_name("print.js").read_text(encoding="utf-8")
# What was clicked is drawn anew: the focus goes to what took its place, or to what comes next.
FOCUS_TICK = """() => {
  const id = window.lastPicked?.dataset.pick?.split(":")[1];
  if (!document.querySelector("#onboarding-panel .clause"))
    document.querySelector(`#path .tick[data-pick$=":${id}"]`)?.focus({ preventScroll: true });
}"""
FOCUS_QUIZ = """() => {
  if (!document.querySelector("#onboarding-panel .clause"))
    (document.querySelector("#quiz .next") || document.querySelector("#quiz h3"))?.focus({ preventScroll: true });
}"""


class Onboarding:
    """What the events of the tab do. `chosen` is what the page shows; everything is read anew for who asks."""

    def __init__(self, desks: Desks, downloads: Path) -> None:
        self.desks = desks
        self.downloads = downloads

    def open(self, chosen: Chosen, request: gr.Request | None = None) -> tuple[Any, ...]:
        """The departments to choose from; what this person had open last, if the page shows nothing yet."""
        try:
            desk = self.desks(request)
            names = list(offered(desk.ledger()))
            if tuple(chosen) == NOBODY:
                with Progress(desk.data) as progress:
                    department, _, post = progress.last(desk.user).rpartition("|")
                label = next((name for name, one in POSTS.items() if one == post), "")
                chosen = (department, label) if label else NOBODY
            if tuple(chosen) == NOBODY:
                return gr.update(choices=names), gr.skip(), *self._shown(NOBODY, view.CHOOSE)
            department, label = chosen
            shown = gr.update(choices=names, value=department), label
            return *shown, *self.choose(department, label, request)
        except Exception as error:
            return gr.skip(), gr.skip(), *self._shown(NOBODY, render.note(apology(error)))

    def choose(
        self, department: str | None, post: str | None, request: gr.Request | None = None
    ) -> tuple[Any, ...]:
        """Chosen, brief, path, terms, quiz, question number, panel, export row."""
        chosen: Chosen = (department or "", post or "")
        try:
            desk = self.desks(request)
            found = self._course(desk, chosen)
            with Progress(desk.data) as progress:
                progress.open(desk.user, found.name)
                read = progress.read(desk.user, found.name)
                seed = progress.seed(desk.user, found.name)
                answers = progress.answers(desk.user, found.name, seed)
        except Exception as error:
            return self._shown(NOBODY, render.note(apology(error)))
        asked = of_course(found, seed)
        at = _first_open(asked, answers)
        pages = view.brief(found), view.path(found, read), view.terms(found.terms)
        return chosen, *pages, view.quiz(asked, answers, at, seed), at, CLOSED, gr.update(visible=True)

    def show(self, event: gr.EventData, request: gr.Request | None = None) -> str:
        """The panel of the clause that was clicked; closed for an empty pick."""
        try:
            return _panel(self.desks(request), pick_of(event))
        except Exception as error:
            return render.note(apology(error))

    def path(self, chosen: Chosen, event: gr.EventData, request: gr.Request | None = None) -> tuple[Any, Any]:
        """The path after a tick, or the panel of a clause."""
        action, _, clause = pick_of(event).partition(":")
        if action not in ("read", "unread"):
            return gr.skip(), self.show(event, request)
        try:
            desk = self.desks(request)
            found = self._course(desk, chosen)
            if clause not in {one.id for one in found.clauses}:
                raise UserError("文件有了新版本，请重新生成阅读路径。")
            with Progress(desk.data) as progress:
                progress.mark(desk.user, found.name, clause, read=action == "read")
                return view.path(found, progress.read(desk.user, found.name)), CLOSED
        except Exception as error:
            return gr.skip(), render.note(apology(error))

    def quiz(
        self, chosen: Chosen, at: int, event: gr.EventData, request: gr.Request | None = None
    ) -> tuple[Any, Any, Any]:
        """The quiz after a click: an answer (a wrong one opens its clause), another question, a new quiz."""
        action, _, rest = pick_of(event).partition(":")
        if action == "open":
            return gr.skip(), gr.skip(), self.show(event, request)
        try:
            desk = self.desks(request)
            found = self._course(desk, chosen)
            with Progress(desk.data) as progress:
                return self._move(desk, found, progress, action, rest, at)
        except Exception as error:
            return gr.skip(), gr.skip(), render.note(apology(error))

    def _move(
        self, desk: Desk, found: Course, progress: Progress, action: str, rest: str, at: int
    ) -> tuple[str, int, str]:
        seed = progress.seed(desk.user, found.name)
        if action in ("new", "restart"):
            seed, at = seed + (action == "new"), 0
            progress.start(desk.user, found.name, seed)
        asked = of_course(found, seed)
        panel = CLOSED
        if action == "answer":
            question, choice = _chosen(asked, rest)
            at = asked.index(question)
            progress.answer(desk.user, found.name, seed, question.id, choice)
            if choice != question.right:
                begin, stop = view.span(question)
                panel = _panel(desk, f"open:{question.row.clause.id}:{begin}:{stop}")
        elif action == "question" and rest.isdigit():
            at = min(int(rest), len(asked))
        answers = progress.answers(desk.user, found.name, seed)
        if action == "next":
            at = _first_open(asked, answers)
        return view.quiz(asked, answers, at, seed), at, panel

    def export(self, chosen: Chosen, request: gr.Request | None = None) -> tuple[Any, ...]:
        """The row of downloads with a file of each suffix, and what is said."""
        try:
            files = self._files(self.desks(request), chosen)
        except Exception as error:
            return gr.update(visible=False), *(None for _ in TALK_SUFFIXES), render.note(apology(error))
        return gr.update(visible=True), *map(str, files), ""

    def _files(self, desk: Desk, chosen: Chosen) -> list[Path]:
        """The printable summary, in a folder whose name nobody guesses."""
        found = self._course(desk, chosen)
        with Progress(desk.data) as progress:
            seed = progress.seed(desk.user, found.name)
            answers = progress.answers(desk.user, found.name, seed)
        folder = self.downloads / secrets.token_hex(16)
        folder.mkdir(parents=True)
        files = [folder / f"{file_name(title_of(found))}{suffix}" for suffix in TALK_SUFFIXES]
        for file in files:
            export_course(found, of_course(found, seed), answers, file, datetime.now().astimezone())
        desk.note("exported", title_of(found))
        return files

    @staticmethod
    def _course(desk: Desk, chosen: Chosen) -> Course:
        department, post = chosen
        if not post:
            raise UserError("请先选择岗位。")
        return course(desk.records, desk.ledger(), department, post_of(post), date.today())

    @staticmethod
    def _shown(chosen: Chosen, said: str) -> tuple[Any, ...]:
        """The page without a course: the same words in every part."""
        return chosen, said, said, said, said, 0, CLOSED, gr.update(visible=False)


def _panel(desk: Desk, pick: str) -> str:
    """The clause of a pick `open:id:begin:stop`, its words marked."""
    if not pick.startswith("open:"):
        return CLOSED
    name, begin, stop = pick.removeprefix("open:").rsplit(":", 2)
    clause = desk.records.clause_of(name)
    if clause is None or not (begin.isdigit() and stop.isdigit()):
        raise UserError("这一条款已经换了版本，请重新生成后再看。")
    first, last = int(begin), min(int(stop), len(clause.text))
    start, end = clause.locate(first, last)
    citation = Citation(1, clause, clause.text[first:last], start, end)
    return render.clause_panel(clause, citation, desk.library.clauses(clause.source.name))


def _chosen(asked: Sequence[Question], rest: str) -> tuple[Question, str]:
    """The question and the choice of a pick. UserError where the quiz has changed since."""
    name, _, index = rest.partition(":")
    question = next((one for one in asked if one.id == name), None)
    if question is None or not index.isdigit() or int(index) >= len(question.choices):
        raise UserError("文件有了变化，这道题已不在这套题里，请换一套题。")
    return question, question.choices[int(index)]


def _first_open(asked: Sequence[Question], answers: dict[str, str]) -> int:
    """The number of the first question without an answer; past the last one where all have one."""
    return next((number for number, one in enumerate(asked) if one.id not in answers), len(asked))


def onboarding_tab(desks: Desks, tab: gr.Tab) -> None:
    """Lay out the tab and wire its events; the page is read each time the tab is opened."""
    chosen, at = gr.State(NOBODY), gr.State(0)
    with gr.Row(elem_id="onboarding"):
        with gr.Column(scale=3, min_width=320):
            with gr.Row(elem_id="onboarding-choice"):
                post = gr.Radio(list(POSTS), label="岗位", value="部门负责人", min_width=300, scale=5)
                department = gr.Dropdown(
                    [], label="部门（分管几个部门时用顿号隔开）", value=None, allow_custom_value=True, min_width=260, scale=4
                )  # fmt: skip
                make = gr.Button("生成", variant="primary", min_width=96, scale=0)
            with gr.Tabs():
                with gr.Tab("简报"):
                    with gr.Row(visible=False, elem_classes="talk-row") as actions:
                        printing = gr.Button("打印", size="sm", min_width=64, scale=0)
                        export = gr.Button("导出", size="sm", min_width=64, scale=0)
                    with gr.Row(visible=False, elem_classes="talk-row") as downloads:
                        files = [
                            gr.DownloadButton(f"下载 {suffix}", size="sm", min_width=120, scale=0)
                            for suffix in TALK_SUFFIXES
                        ]
                    said = gr.HTML(label="结果", apply_default_css=False)
                    brief = clickable(view.CHOOSE, "简报", "brief")
                with gr.Tab("阅读路径"):
                    path = clickable(view.CHOOSE, "阅读路径", "path")
                with gr.Tab("术语"):
                    terms = clickable(view.CHOOSE, "术语", "terms")
                with gr.Tab("测验"):
                    quiz_page = clickable(view.CHOOSE, "测验", "quiz")
        with gr.Column(scale=2, min_width=300, elem_id="onboarding-side"):
            panel = clickable(CLOSED, "条款原文", "onboarding-panel")
    events = Onboarding(desks, Path(brief.GRADIO_CACHE))
    shown = [chosen, brief, path, terms, quiz_page, at, panel, actions]
    tab.select(events.open, [chosen], [department, post, *shown], **QUIET)
    gr.on([make.click, department.select, post.input], events.choose, [department, post], shown, **QUIET)
    for page in (brief, terms, panel):
        page.click(events.show, None, [panel], **QUIET)
    path.click(events.path, [chosen], [path, panel], **QUIET).then(None, js=FOCUS_TICK)
    quiz_page.click(events.quiz, [chosen, at], [quiz_page, at, panel], **QUIET).then(None, js=FOCUS_QUIZ)
    printing.click(None, js=PRINT)
    export.click(events.export, [chosen], [downloads, *files, said], **QUIET)
