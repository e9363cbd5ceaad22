"""The side of a tab over the ledger: the row that was clicked, its clause, and the corrections of those who may."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import gradio as gr

from knowledge.corrections import ACTION_LABELS, FIELDS, Action
from knowledge.errors import UserError
from knowledge.ledger import decisions_on, record_decision
from ui import render
from ui.desk import Desk, Desks
from ui.ledger_form import pick_of
from ui.parts import QUIET, apology, clickable
from ui.row_panel import changed_fields, field_values, row_panel

GONE = "台账里没有这一项了，文件可能已更新，请重新查询。"
NOT_ALLOWED = "您的账号只能查看，不能核对台账；如需核对，请联系管理员。"
UNCHANGED = "没有改动。请先改写要更正的内容，再点“保存更正”。"


def now() -> datetime:
    """The time of a decision, with its zone."""
    return datetime.now().astimezone()


class RowEvents:
    """What the events of the side do. `row` is the id of the row shown, or nothing."""

    def __init__(self, desks: Desks, clock: Callable[[], datetime] = now) -> None:
        self.desks = desks
        self.clock = clock

    def panel(self, row: str, request: gr.Request | None = None) -> str:
        """The clause of the row, its content and the decisions on it."""
        try:
            return _panel(self.desks(request), row) if row else ""
        except Exception as error:
            return render.note(apology(error))

    def form(self, row: str, request: gr.Request | None = None) -> tuple[Any, ...]:
        """Whether there is a form, the values it shows (also as they are kept for comparison), nothing said."""
        try:
            desk = self.desks(request)
            found = desk.ledger().row(row) if row and desk.may_edit else None
        except Exception:  # the panel beside it says what is wrong
            found = None
        values = field_values(found) if found else dict.fromkeys(FIELDS, "")
        return gr.update(visible=found is not None), values, "", *values.values()

    def correct(
        self, row: str, shown: Mapping[str, str], given: Mapping[str, str], request: gr.Request | None = None
    ) -> str:
        """Write down the fields that were changed; what is said."""
        changes = changed_fields(shown, given)
        if not changes:
            return render.note(UNCHANGED)
        return self.decide(row, "correct", changes, request)

    def decide(
        self, row: str, action: Action, changes: Mapping[str, str], request: gr.Request | None = None
    ) -> str:
        """Write down a decision; what is said."""
        try:
            desk = self.desks(request)
            _record(desk, row, action, changes, self.clock())
        except Exception as error:
            return render.note(apology(error))
        return render.note(f"已记下：{ACTION_LABELS[action]}（{desk.user}）。")


def _panel(desk: Desk, name: str) -> str:
    ledger = desk.ledger()
    row = ledger.row(name)
    if row is None:
        raise UserError(GONE)
    document = desk.records.snapshot().clauses.get(row.source.name, ())
    return row_panel(row, document, decisions_on(row.id, ledger.decisions))


def _record(desk: Desk, name: str, action: Action, changes: Mapping[str, str], at: datetime) -> None:
    if not desk.may_edit:
        raise UserError(NOT_ALLOWED)
    if desk.ledger().row(name) is None:
        raise UserError(GONE)
    row = record_decision(desk.records, desk.data, name, action, changes, desk.user, at)
    desk.note("corrected", f"{row.source.name} {row.clause.address}：{row.task}")


@dataclass
class RowSide:
    """The side as other parts of a tab touch it: `row` holds the id of the row shown."""

    row: gr.State
    panel: gr.HTML
    events: RowEvents
    form: list[Any]
    decided: list[Any] = field(default_factory=list)

    def show(self, event: Any) -> None:
        """After the event, which sets `row`, show that row."""
        event.then(self.events.panel, [self.row], [self.panel], **QUIET).then(
            self.events.form, [self.row], self.form, **QUIET
        )

    def after_decision(self, step: Callable[..., Any], inputs: Any, outputs: list[Any]) -> None:
        """After each decision, show the outcome of a step."""
        for event in self.decided:
            event.then(step, inputs, outputs, **QUIET)


def row_side(desks: Desks, elem_id: str) -> RowSide:
    """Lay out the side and wire its events."""
    events, row, shown = RowEvents(desks), gr.State(""), gr.State(dict.fromkeys(FIELDS, ""))
    with gr.Column(scale=2, min_width=300, elem_id=elem_id, elem_classes="ledger-side"):
        panel = clickable("", "条款原文", f"{elem_id}-panel")
        with gr.Column(visible=False, elem_classes="corrections") as column:
            with gr.Row(elem_classes="exports"):
                confirm, reject, withdraw = (
                    gr.Button(text, size="sm", min_width=88)
                    for text in ("确认无误", "否定（不是任务）", "撤回决定")
                )
            with gr.Accordion("更正", open=False):
                fields = {
                    name: gr.Textbox(label=label, lines=1, max_lines=4) for name, label in LABELS.items()
                }
                save = gr.Button("保存更正", size="sm")
        said = gr.HTML(label="结果", apply_default_css=False)

    def closed(event: gr.EventData) -> str:
        return pick_of(event)[1]

    def correct(values: dict[Any, Any], request: gr.Request | None = None) -> str:
        given = {name: values[part] for name, part in fields.items()}
        return events.correct(values[row], values[shown], given, request)

    side = RowSide(row, panel, events, [column, shown, said, *fields.values()])
    side.show(panel.click(closed, None, [row], **QUIET))
    actions: tuple[tuple[gr.Button, Action], ...] = (
        (confirm, "confirm"),
        (reject, "reject"),
        (withdraw, "withdraw"),
    )
    side.decided.append(save.click(correct, {row, shown, *fields.values()}, [said], **QUIET))
    for button, action in actions:
        side.decided.append(button.click(_decision(events, action), [row], [said], **QUIET))
    side.after_decision(events.panel, [row], [panel])
    side.after_decision(_values(events), [row], [shown, *fields.values()])
    return side


LABELS = {
    "任务": "任务", "牵头部门": "牵头部门（几个之间用顿号隔开）", "配合部门": "配合部门（几个之间用顿号隔开）",
    "时限": "时限（如 2025-12-31）", "频次": "频次（如 每年）", "指标": "指标（数字须在条款原文里）",
}  # fmt: skip


def _decision(events: RowEvents, action: Action) -> Callable[..., str]:
    def decide(row: str, request: gr.Request | None = None) -> str:
        return events.decide(row, action, {}, request)

    return decide


def _values(events: RowEvents) -> Callable[..., tuple[Any, ...]]:
    """The values of the form anew, without touching what was said."""

    def values(row: str, request: gr.Request | None = None) -> tuple[Any, ...]:
        _, shown, _, *texts = events.form(row, request)
        return shown, *texts

    return values
