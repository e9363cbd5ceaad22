"""The tab 「目标与时限」: a timeline of deadlines and recurring duties, what is over at today's date, targets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.components.plot import PlotData

from knowledge.departments import UnclearDepartment
from knowledge.ledger import Filter, Selection
from knowledge.timetable import timetable, years_of
from ui import duties_view, render
from ui.desk import Desks
from ui.ledger_export import ledger_files
from ui.ledger_form import Fields, document_choices, exported, exports, not_exported
from ui.parts import QUIET, apology, clickable
from ui.row_side import row_side
from ui.targets_view import timetable_view
from ui.timeline_chart import chart

ALL_YEARS = ("全部年份", "")
CLICKS_ON_CHART = Path(__file__).with_name("timeline.js").read_text(encoding="utf-8")
CHOICES = ("department", "source", "year")


@dataclass(frozen=True, slots=True)
class Form:
    """What the fields of the tab say."""

    department: str | None = ""
    source: str | None = ""
    year: str | None = ""

    def wanted(self) -> Filter:
        """The filter they mean: rows with a target, a deadline or a frequency."""
        year = int(self.year) if self.year and self.year.isdecimal() else None
        return Filter(
            department=(self.department or "").strip(),
            source=self.source or "",
            kinds=frozenset({"target", "deadline", "frequency"}),
            since=date(year, 1, 1) if year else None,
            until=date(year, 12, 31) if year else None,
        )


class Targets:
    """What the events of the tab do; `today` is the day that time is parted by."""

    def __init__(self, desks: Desks, downloads: Path, today: Callable[[], date] = date.today) -> None:
        self.desks = desks
        self.downloads = downloads
        self.today = today

    def choices(self, request: gr.Request | None = None) -> tuple[Any, ...]:
        """The departments, documents and years to choose from."""
        try:
            ledger = self.desks(request).ledger()
        except Exception:  # the tables below say what is wrong
            return gr.skip(), gr.skip(), gr.skip()
        years = [(f"{year} 年", str(year)) for year in years_of(ledger.rows)]
        return (
            gr.update(choices=duties_view.department_choices(ledger.roster.departments)),
            gr.update(choices=document_choices(ledger)),
            gr.update(choices=[ALL_YEARS, *years]),
        )

    def show(self, form: Form, request: gr.Request | None = None) -> tuple[Any, ...]:
        """The chart, hidden where nothing has a day; the tables, or what hinders."""
        try:
            found = self._found(form, request)
        except UnclearDepartment as error:
            return gr.update(visible=False), duties_view.unclear(error)
        except Exception as error:
            return gr.update(visible=False), render.note(apology(error))
        table = timetable(found.rows, self.today())
        figure = chart(table)
        plot = gr.update(visible=True, value=PlotData(type="plotly", plot=figure)) if figure else None
        page = duties_view.coverage_list(found.coverage) + timetable_view(table, found.rows)
        return plot or gr.update(visible=False), page

    def changed(self, form: Form, request: gr.Request | None = None) -> tuple[Any, ...]:
        """The same; what was exported before is of other rows."""
        return *self.show(form, request), *not_exported()

    def pick(self, form: Form, pick: tuple[str, str], request: gr.Request | None = None) -> tuple[Any, ...]:
        """Row shown and department after a click on a row or on the name of a department."""
        kind, name = pick
        return name if kind == "row" else gr.skip(), name if kind == "name" else gr.skip()

    def export(self, form: Form, request: gr.Request | None = None) -> Iterator[tuple[Any, ...]]:
        """The files of all rows found as they are made, and what is said."""
        yield from exported(self._files(form, request))

    def _found(self, form: Form, request: gr.Request | None) -> Selection:
        return self.desks(request).ledger().select(form.wanted())

    def _files(self, form: Form, request: gr.Request | None) -> Iterator[tuple[Path, str]]:
        found, today = self._found(form, request), self.today()
        name = f"目标与时限_{(form.department or '').strip() or '全部'}_{today.isoformat()}"
        yield from ledger_files(found.rows, name, found.coverage, self.downloads, today)
        self.desks(request).note("exported", name)


def targets_tab(desks: Desks, tab: gr.Tab, today: Callable[[], date] = date.today) -> None:
    """Lay out the tab and wire its events; chart and tables are made when the tab is opened."""
    parts = _form()
    fields = Fields(parts, Form)
    files = exports()
    plot = gr.Plot(
        label="时间轴（下方的表列出同样的内容）", visible=False, elem_id="timeline", container=False
    )
    with gr.Row(elem_classes="ledger-row"):
        with gr.Column(scale=3, min_width=300):
            tables = clickable("", "目标与时限", "targets")
        side = row_side(desks, "target-side")
    targets = Targets(desks, Path(tables.GRADIO_CACHE), today)
    inputs, shown = fields.inputs, [plot, tables]

    gr.on(
        [part.change for part in parts.values()],
        fields.asks(targets.changed), inputs, [*shown, *files.outputs], **QUIET,
    )  # fmt: skip
    tab.select(targets.choices, None, [parts[name] for name in CHOICES], **QUIET)
    tab.select(fields.asks(targets.show), inputs, shown, **QUIET)
    plot.change(None, js=CLICKS_ON_CHART)
    picked = tables.click(fields.picks(targets.pick), inputs, [side.row, parts["department"]], **QUIET)
    side.show(picked)
    side.after_decision(fields.asks(targets.show), inputs, shown)
    files.button.click(fields.runs(targets.export), inputs, files.outputs, **QUIET)


def _form() -> dict[str, Any]:
    """Lay out the fields, each named as in `Form`."""
    with gr.Row(elem_classes="ledger-form"):
        source = gr.Dropdown([("全部文件", "")], value="", label="文件", scale=3, min_width=200)
        department = gr.Dropdown(
            [], label="部门（可选择，也可直接输入）", allow_custom_value=True, filterable=True, value="",
            scale=2, min_width=200, elem_id="target-department",
        )  # fmt: skip
        year = gr.Dropdown([ALL_YEARS], value="", label="到期年份", min_width=140)
    return {"department": department, "source": source, "year": year}
