"""The tab 「部门职责」: what an office has to do, every row with its clause; corrections by those who may."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import gradio as gr

from knowledge.departments import UnclearDepartment
from knowledge.frequencies import spoken
from knowledge.ledger import Filter, Selection
from ui import duties_view, render
from ui.desk import Desks
from ui.ledger_export import ledger_files
from ui.ledger_filter import KINDS, ROLES, day_of, one_of
from ui.ledger_form import Fields, document_choices, exported, exports, not_exported, pick_of
from ui.parts import QUIET, apology, clickable
from ui.row_side import row_side

KIND_CHOICES = tuple(KINDS)[:4]
ROLE_CHOICES = ("全部", "牵头", "配合")
ANY = ("全部频次", "")
CHOICES = ("department", "source", "frequency")
TYPED = ("since", "until", "words")


@dataclass(frozen=True, slots=True)
class Form:
    """What the fields of the tab say."""

    department: str | None = ""
    role: str = "全部"
    source: str | None = ""
    kinds: Sequence[str] = ()
    frequency: str | None = ""
    since: str = ""
    until: str = ""
    words: str = ""
    all_offices: bool = False
    review: bool = False
    sort: str = duties_view.SORTS[0]
    page: int = 0

    def wanted(self) -> Filter:
        """The filter they mean. UserError names the field that is not understood."""
        return Filter(
            department=(self.department or "").strip(),
            role=one_of(self.role, ROLES, "角色"),
            all_offices=self.all_offices,
            source=self.source or "",
            kinds=frozenset(one_of(kind, KINDS, "类型") for kind in self.kinds),
            since=day_of(self.since, last=False) if self.since.strip() else None,
            until=day_of(self.until, last=True) if self.until.strip() else None,
            per=self.frequency or "",
            text=self.words,
            to_review=self.review,
        )


class Duties:
    """What the events of the tab do."""

    def __init__(self, desks: Desks, downloads: Path, clock: Callable[[], datetime] = datetime.now) -> None:
        self.desks = desks
        self.downloads = downloads
        self.clock = clock

    def choices(self, request: gr.Request | None = None) -> tuple[Any, ...]:
        """The departments, documents and frequencies to choose from."""
        try:
            ledger = self.desks(request).ledger()
        except Exception:  # the list beside them says what is wrong
            return gr.skip(), gr.skip(), gr.skip()
        pers = sorted({row.frequency.per for row in ledger.rows if row.frequency})
        return (
            gr.update(choices=duties_view.department_choices(ledger.roster.departments)),
            gr.update(choices=document_choices(ledger)),
            gr.update(choices=[ANY, *((spoken(per), per) for per in pers)]),
        )

    def listing(self, form: Form, request: gr.Request | None = None) -> str:
        """Counts and the rows of one page, or what hinders."""
        try:
            found = self._found(form, request)
        except UnclearDepartment as error:
            return duties_view.unclear(error)
        except Exception as error:
            return render.note(apology(error))
        rows = duties_view.ordered(found.rows, form.sort)
        return duties_view.coverage_list(found.coverage) + duties_view.duty_table(rows, form.page)

    def changed(self, form: Form, request: gr.Request | None = None) -> tuple[Any, ...]:
        """The list from its first page on; what was exported before is of other rows."""
        return self.listing(replace(form, page=0), request), 0, *not_exported()

    def pick(self, form: Form, pick: tuple[str, str], request: gr.Request | None = None) -> tuple[Any, ...]:
        """List, page, row shown and department after a click on a row, a page or a department."""
        kind, name = pick
        if kind == "page" and name.isdecimal():
            page = int(name)
            return self.listing(replace(form, page=page), request), page, gr.skip(), gr.skip()
        row = name if kind == "row" else gr.skip()
        return gr.skip(), gr.skip(), row, name if kind == "name" else gr.skip()

    def export(self, form: Form, request: gr.Request | None = None) -> Iterator[tuple[Any, ...]]:
        """The files of all rows found as they are made, and what is said."""
        yield from exported(self._files(form, request))

    def log(self, request: gr.Request | None = None) -> str:
        """The decisions on rows of documents that are seen here."""
        try:
            ledger = self.desks(request).ledger()
        except Exception as error:
            return render.note(apology(error))
        seen = {source.name for source in ledger.sources}
        shown = [decision for decision in ledger.decisions if decision.source in seen]
        return duties_view.decision_log(shown, ledger.to_review)

    def _found(self, form: Form, request: gr.Request | None) -> Selection:
        return self.desks(request).ledger().select(form.wanted())

    def _files(self, form: Form, request: gr.Request | None) -> Iterator[tuple[Path, str]]:
        found, today = self._found(form, request), self.clock().date()
        rows = duties_view.ordered(found.rows, form.sort)
        name = f"任务分解台账_{(form.department or '').strip() or '全部'}_{today.isoformat()}"
        yield from ledger_files(rows, name, found.coverage, self.downloads, today)
        self.desks(request).note("exported", name)


def duties_tab(desks: Desks, tab: gr.Tab) -> None:
    """Lay out the tab and wire its events; the choices and the list are read when the tab is opened."""
    parts, search = _form()
    fields = Fields(parts, Form)
    with gr.Row(elem_classes="ledger-row"):
        with gr.Column(scale=3, min_width=300):
            listing = clickable("", "任务列表", "duties")
            files = exports()
        side = row_side(desks, "duty-side")
    with gr.Accordion("核对记录", open=False) as fold:
        log = clickable("", "核对记录", "duty-log")
    duties = Duties(desks, Path(listing.GRADIO_CACHE))
    page, inputs = parts["page"], fields.inputs
    lists = fields.asks(duties.listing)

    chosen = [part.change for name, part in parts.items() if name not in (*TYPED, "page")]
    typed = [parts[name].submit for name in TYPED]
    changed = [listing, page, *files.outputs]
    gr.on([*chosen, *typed, search.click], fields.asks(duties.changed), inputs, changed, **QUIET)
    tab.select(duties.choices, None, [parts[name] for name in CHOICES], **QUIET)
    tab.select(lists, inputs, [listing], **QUIET)
    picked = [listing, page, side.row, parts["department"]]
    side.show(listing.click(fields.picks(duties.pick), inputs, picked, **QUIET))
    side.show(log.click(_row_of, None, [side.row], **QUIET))
    side.after_decision(lists, inputs, [listing])
    side.after_decision(duties.log, None, [log])
    fold.expand(duties.log, None, [log], **QUIET)
    files.button.click(fields.runs(duties.export), inputs, files.outputs, **QUIET)


def _row_of(event: gr.EventData) -> str:
    return pick_of(event)[1]


def _form() -> tuple[dict[str, Any], gr.Button]:
    """Lay out the fields, each named as in `Form`; and the button that searches."""
    with gr.Row(elem_classes="ledger-form"):
        department = gr.Dropdown(
            [], label="部门（可选择，也可直接输入）", allow_custom_value=True, filterable=True, value="",
            scale=3, min_width=200, elem_id="duty-department",
        )  # fmt: skip
        role = gr.Radio(list(ROLE_CHOICES), value=ROLE_CHOICES[0], label="角色", scale=2, min_width=200)
        sort = gr.Dropdown(
            list(duties_view.SORTS), value=duties_view.SORTS[0], label="排序", scale=1, min_width=160
        )
        search = gr.Button("查询", variant="primary", scale=0, min_width=96)
    with gr.Accordion("更多筛选", open=False):
        with gr.Row(elem_classes="ledger-form"):
            source = gr.Dropdown([("全部文件", "")], value="", label="文件", scale=2, min_width=200)
            frequency = gr.Dropdown([ANY], value="", label="频次", min_width=140)
            kinds = gr.CheckboxGroup(
                list(KIND_CHOICES), value=[], label="类型（不选为全部）", scale=2, min_width=220
            )
        with gr.Row(elem_classes="ledger-form"):
            since = gr.Textbox(
                "", label="时限不早于", placeholder="如 2025 或 2025-01-01", max_lines=1, min_width=140
            )
            until = gr.Textbox(
                "", label="时限不晚于", placeholder="如 2025 或 2025-12-31", max_lines=1, min_width=140
            )
            words = gr.Textbox(
                "", label="含有的词", placeholder="几个词用空格隔开", max_lines=1, min_width=160
            )
        with gr.Row(elem_classes="ledger-form"):
            all_offices = gr.Checkbox(False, label="同时列出面向机关各部门的任务", min_width=220)
            review = gr.Checkbox(False, label="只列待核的任务", min_width=160)
    parts: dict[str, Any] = {
        "department": department, "role": role, "source": source, "kinds": kinds, "frequency": frequency,
        "since": since, "until": until, "words": words, "all_offices": all_offices, "review": review,
        "sort": sort, "page": gr.State(0),
    }  # fmt: skip
    return parts, search
