"""The tab 「评测」, for those who may edit: the last runs, and what becomes of users' remarks.

A person sees of a run only the failed cases, and of the remarks only those, that name documents which
are there for them; what names no document may be about any, and only an admin sees it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import gradio as gr

from knowledge.errors import UserError
from knowledge.feedback import Feedback
from ui import evaluation_view as view
from ui import render
from ui.desk import Desk, Desks
from ui.parts import QUIET, apology, clickable
from ui.talks_panel import pick_of

if TYPE_CHECKING:
    from evals.runs import Run

READERS = "评测和意见处理只向编辑和管理员开放。"
CHOOSE_RUN = '<p class="hint">点击题库名称，可看各项得分和未通过的题。</p>'
CHOOSE_REMARK = '<p class="hint">点击一条意见，可看问题和回答，再决定收为题或不收。</p>'
GRADES = {"（应当作答）": "", "文件里没有": "absent", "只有相近的内容": "near", "问法与文件矛盾": "conflict", "超出范围": "outside"}  # fmt: skip
FOCUS = "(id) => document.querySelector(`#${id} h3`)?.focus({ preventScroll: false })"


class Evaluation:
    """What the events of the tab do; each looks anew whether the person may."""

    def __init__(self, desks: Desks) -> None:
        self.desks = desks

    def desk(self, request: gr.Request | None) -> Desk:
        """The desk of somebody who may edit. UserError for a reader."""
        desk = self.desks(request)
        if not desk.may_edit:
            raise UserError(READERS)
        return desk

    def open(self, request: gr.Request | None = None) -> tuple[Any, ...]:
        """The runs, the remarks that wait, the documents to choose a gold clause from, nothing opened; a reader
        is told whom the tab is for."""
        try:
            desk = self.desk(request)
            runs, remarks = self._runs(desk, ""), view.remark_list(self._waiting(desk), "")
            names = gr.update(choices=list(desk.records.names()))
        except Exception as error:
            said = render.note(apology(error))
            return said, "", said, "", "", gr.update(visible=False), gr.skip()
        return runs, CHOOSE_RUN, remarks, CHOOSE_REMARK, "", gr.update(visible=False), names

    def run(self, event: gr.EventData, request: gr.Request | None = None) -> tuple[str, str]:
        """The list with a run marked, and that run."""
        from evals.runs import run_of

        try:
            desk = self.desk(request)
            found = run_of(desk.data, pick_of(event).removeprefix("run:"))
            return self._runs(desk, found.id), _run_page(found, _Sight(desk))
        except Exception as error:
            return gr.skip(), render.note(apology(error))

    def remark(self, event: gr.EventData, request: gr.Request | None = None) -> tuple[Any, ...]:
        """The list with a remark marked, that remark, its id, and the form, filled with what it says."""
        try:
            desk = self.desk(request)
            remarks = self._waiting(desk)
            found = _one(remarks, pick_of(event).removeprefix("remark:"))
        except Exception as error:
            return gr.skip(), render.note(apology(error)), "", gr.update(visible=False), *_EMPTY, ""
        sources = list(dict.fromkeys(name for name, _ in found.places))[:1]
        grade = "只有相近的内容" if found.verdict == "should_refuse" else "（应当作答）"
        listed = view.remark_list(remarks, found.id)
        return (
            listed, view.remark_page(found), found.id, gr.update(visible=True),
            grade, sources[0] if sources else None, "", "", "", "", "",
        )  # fmt: skip

    def adopt(
        self,
        name: str,
        grade: str,
        source: str | None,
        clause: str,
        facts: str,
        quote: str,
        request: gr.Request | None = None,
    ) -> tuple[Any, ...]:
        """Put the remark into the suite of the data folder, reviewed; what is said, and the page after it."""
        from evals.adopt import SUITE, Gold, adopt
        from evals.target import documents_of

        try:
            desk = self.desk(request)
            _one(self._waiting(desk), name)
            gold = Gold(
                (source,) if source else (), _lines(clause), _lines(quote),
                tuple(tuple(form.strip() for form in line.split("|")) for line in _lines(facts)),
                GRADES.get(grade) or None,  # type: ignore[arg-type]  # the values of GRADES are grades
            )  # fmt: skip
            case = adopt(desk.data, name, gold, documents_of(desk.records), reviewed=True)
            desk.note("reviewed", case.question)
        except Exception as error:
            return render.note(_in_words_of_the_form(apology(error))), *_SKIPPED
        return self._after(desk, f"已收入 {SUITE}：{case.id}，从此计入得分。")

    def reject(self, name: str, reason: str, request: gr.Request | None = None) -> tuple[Any, ...]:
        """Note that the remark becomes no case, and why; what is said, and the page after it."""
        from evals.adopt import reject

        try:
            desk = self.desk(request)
            _one(self._waiting(desk), name)
            reject(desk.data, name, reason, desk.user, datetime.now())
            desk.note("reviewed", reason)
        except Exception as error:
            return render.note(apology(error)), *_SKIPPED
        return self._after(desk, "已记下：这条意见不收为题。")

    def _after(self, desk: Desk, said: str) -> tuple[Any, ...]:
        listed = view.remark_list(self._waiting(desk), "")
        return render.note(said), listed, CHOOSE_REMARK, "", gr.update(visible=False)

    @staticmethod
    def _runs(desk: Desk, current: str) -> str:
        from evals.runs import runs

        return view.run_table([_line(run) for run in runs(desk.data)], current)

    @staticmethod
    def _waiting(desk: Desk) -> list[Feedback]:
        from evals.adopt import waiting

        sight = _Sight(desk)
        return [one for one in waiting(desk.data) if sight.covers(name for name, _ in one.places)]


class _Sight:
    """What somebody may see of rows that name documents."""

    def __init__(self, desk: Desk) -> None:
        self._names = frozenset(desk.records.names())
        self._all = desk.role == "admin"

    def covers(self, sources: Iterable[str]) -> bool:
        """Whether a row that names these documents is for this person."""
        named = frozenset(sources)
        return named <= self._names if named else self._all


_EMPTY = ("（应当作答）", None, "", "", "", "")
_SKIPPED = tuple(gr.skip() for _ in range(4))


def _one(remarks: Sequence[Feedback], name: str) -> Feedback:
    found = next((one for one in remarks if one.id == name), None)
    if found is None:
        raise UserError("这条意见已经处理过了，请刷新后再看。")
    return found


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _in_words_of_the_form(said: str) -> str:
    """A sentence that names options of the command line, in the words of the form."""
    for option, field in (
        ("请用 --source 和 --clause 写明，例如：--clause ", "请填写“文件”和“条款”，例如："),
        ("请用 --source 写明", "请选择“文件”，写明"), ("请用 --fact 写明", "请填写"),
        ("--fact '50个|五十个'，一项一个 --fact", "50个|五十个"),
    ):  # fmt: skip
        said = said.replace(option, field)
    return said


def _line(run: Run) -> view.Line:
    scores = {
        name: view.Score(
            run.captions[name], mean.value, mean.n, *mean.interval, run.floor.get(name), run.ceiling.get(name)
        )
        for name, mean in run.means.items()
    }
    verdict = f"{len(run.breaches)} 项未达标" if run.breaches else "达标" if run.gated else ""
    return view.Line(run.id, run.suite, run.at, run.count, scores, verdict)


def _run_page(run: Run, sight: _Sight) -> str:
    shown = [one for one in run.failures if sight.covers(one.sources)]
    hidden = len(run.failures) - len(shown)
    about = f"{run.at.astimezone():%Y-%m-%d %H:%M}；{run.count} 题，{run.documents} 份文件"
    about += f"；代码版本 {run.commit}" if run.commit else ""
    about += f"；另有 {hidden} 题涉及不在这里的文件或没有写明文件，未列出" if hidden else ""
    failures = [(one.id, one.question, one.expected, one.answer, one.reason) for one in shown]
    return view.run_page(_line(run), f"{about}。", run.breaches, run.excused, failures)


def evaluation_tab(desks: Desks, tab: gr.Tab) -> None:
    """Lay out the tab and wire its events; the page is read each time the tab is opened."""
    events, name = Evaluation(desks), gr.State("")
    with gr.Tabs():
        with gr.Tab("评测记录"):
            runs = clickable("", "评测记录", "runs")
            run = gr.HTML(CHOOSE_RUN, label="一次评测", elem_id="run", apply_default_css=False)
        with gr.Tab("意见处理"):
            remarks = clickable("", "待处理的意见", "remarks")
            remark = gr.HTML(CHOOSE_REMARK, label="一条意见", elem_id="remark", apply_default_css=False)
            with gr.Column(visible=False, elem_id="adopting") as form:
                with gr.Row():
                    grade = gr.Dropdown(
                        list(GRADES), label="应当作答，还是拒答", value="（应当作答）", min_width=260
                    )
                    source = gr.Dropdown([], label="正确条款所在文件", value=None, min_width=260)
                    clause = gr.Textbox("", label="条款（如：第3条，一行一个）", max_lines=4, min_width=260)
                with gr.Row():
                    facts = gr.Textbox(
                        "", label="应有的事实（一行一项，几种写法用 | 隔开）", lines=2, min_width=300
                    )
                    quote = gr.Textbox("", label="作为依据的原话（可不填，一行一句）", lines=2, min_width=300)
                adopt = gr.Button("审核并收为题", variant="primary", min_width=140, scale=0)
                reason = gr.Textbox("", label="不收的理由", max_lines=3)
                reject = gr.Button("不收", min_width=96, scale=0)
            said = gr.HTML(label="结果", apply_default_css=False)
    fields = [grade, source, clause, facts, quote]
    tab.select(events.open, None, [runs, run, remarks, remark, name, form, source], **QUIET)
    runs.click(events.run, None, [runs, run], **QUIET).then(None, js=f'() => ({FOCUS})("run")')
    remarks.click(events.remark, None, [remarks, remark, name, form, *fields, reason, said], **QUIET).then(
        None, js=f'() => ({FOCUS})("remark")'
    )
    done = [said, remarks, remark, name, form]
    adopt.click(events.adopt, [name, *fields], done, **QUIET)
    reject.click(events.reject, [name, reason], done, **QUIET)
