"""The tab 「对比」: two documents, or two versions of one, side by side."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import gradio as gr

from ingest.extract import extract
from knowledge.alignment import compare
from knowledge.cascade import cascade
from knowledge.commitments import Commitment
from knowledge.documents import PolicyDocument
from knowledge.errors import UserError
from knowledge.gaps import gaps
from knowledge.revisions import Revision
from ui import compare_view as view
from ui.desk import Desk, Desks
from ui.difference_view import side_by_side
from ui.exports.comparison import export_comparison
from ui.parts import QUIET, apology
from ui.render import note
from ui.versions import one_version

TASKS, CASCADE, TEXTS = "任务对照", "上下级落实", "原文对照"
WAYS = (TASKS, CASCADE, TEXTS)
NOTHING = "请先在甲、乙两栏各选一个文件。"
FILE_NAME = "任务对照.xlsx"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: a version of a document and what it commits to."""

    version: Revision
    rows: tuple[Commitment, ...]

    @property
    def title(self) -> str:
        """The document as people name it, with its version where there are others."""
        mark = "" if self.version.current and self.version.number == 1 else f" 第 {self.version.number} 版"
        return f"{self.version.source.label}{mark}"


class CompareEvents:
    """What the events of the tab do."""

    def __init__(self, desks: Desks, downloads: Path) -> None:
        self.desks, self.downloads = desks, downloads

    def refresh(
        self, first: str | None, second: str | None, request: gr.Request | None = None
    ) -> tuple[Any, ...]:
        """The documents to choose from on both sides, what was chosen kept where it is still there."""
        try:
            records = self.desks(request).records
            labels = {source.name: source.label for source in records.snapshot().sources}
            names = sorted(records.names(), key=lambda name: (name not in labels, name))
        except Exception:
            return gr.skip(), gr.skip()
        choices = [(labels.get(name) or f"{name}（已去掉）", name) for name in names]
        return tuple(
            gr.update(choices=choices, value=name if name in names else None) for name in (first, second)
        )

    def versions(self, name: str | None, request: gr.Request | None = None) -> Any:
        """The versions of a document to choose from, the last one chosen."""
        try:
            several = self.desks(request).records.revisions(name) if name else ()
        except Exception:
            several = ()
        choices = [(f"第 {one.number} 版{'（现用）' if one.current else ''}", one.number) for one in several]
        last = several[-1].number if several else None
        return gr.update(choices=choices, value=last, visible=len(several) > 1)

    def show(
        self,
        way: str,
        first: str | None,
        first_number: int | None,
        second: str | None,
        second_number: int | None,
        request: gr.Request | None = None,
    ) -> str:
        """Both side by side, in the way that was chosen."""
        try:
            desk = self.desks(request)
            left, right = _sides(desk, (first, first_number), (second, second_number))
            return _shown(desk, way, left, right)
        except Exception as error:
            return note(apology(error))

    def export(
        self,
        first: str | None,
        first_number: int | None,
        second: str | None,
        second_number: int | None,
        request: gr.Request | None = None,
    ) -> tuple[Any, str]:
        """The aligned tasks as a workbook to download, and what is said."""
        try:
            desk = self.desks(request)
            left, right = _sides(desk, (first, first_number), (second, second_number))
            found = compare(left.version.clauses, right.version.clauses, (*left.rows, *right.rows))
            folder = self.downloads / secrets.token_hex(16)
            folder.mkdir(parents=True)
            said = export_comparison(
                {view.GROUPS[group]: entries for group, entries in view.grouped(found).items()},
                folder / FILE_NAME,
                (left.title, right.title),
            )
            desk.note("exported", f"{left.title} 与 {right.title} 的任务对照")
            return gr.update(value=str(folder / FILE_NAME), visible=True), note(said)
        except Exception as error:
            return gr.update(visible=False), note(apology(error))


def _sides(
    desk: Desk, first: tuple[str | None, int | None], second: tuple[str | None, int | None]
) -> tuple[Side, Side]:
    """UserError where something is not chosen, not there, or twice the same."""
    if not first[0] or not second[0]:
        raise UserError(NOTHING)
    left, right = _side(desk, *first), _side(desk, *second)
    if (left.version.name, left.version.number) == (right.version.name, right.version.number):
        raise UserError("甲、乙两栏选的是同一份文件，请换一个文件或版本。")
    return left, right


def _side(desk: Desk, name: str | None, number: int | None) -> Side:
    several = desk.records.revisions(name or "")
    if not several:
        raise UserError(f"没有名为“{name}”的文件，请重新选择。")
    version = one_version(several, number)
    if version.current:
        return Side(version, tuple(row for row in desk.ledger().rows if row.source.name == name))
    return Side(version, extract(PolicyDocument(version.source, version.text, version.clauses)))


def _shown(desk: Desk, way: str, left: Side, right: Side) -> str:
    first, second, titles = left.version.clauses, right.version.clauses, (left.title, right.title)
    if way == TEXTS:
        return side_by_side(first, second, titles)
    rows = (*left.rows, *right.rows)
    if way == CASCADE:
        return view.cascade_view(
            cascade(first, second, rows), gaps(rows, desk.ledger().roster, date.today()), titles
        )
    return view.comparison_view(compare(first, second, rows), titles)


def compare_tab(desks: Desks, tab: gr.Tab) -> None:
    """Lay out the tab and wire its events; the choices are read each time the tab is opened."""
    with gr.Row(elem_id="compare-choice"):
        first, first_number = _chooser("甲（旧的，或上级文件）")
        second, second_number = _chooser("乙（新的，或下级文件）")
    with gr.Row(elem_id="compare-acts"):
        way = gr.Radio(
            list(WAYS),
            value=TASKS,
            label="怎样对照",
            container=False,
            scale=1,
            min_width=260,
            elem_id="compare-way",
        )
        go = gr.Button("对照", variant="primary", size="md", scale=0, min_width=96)
        save = gr.Button("导出任务对照", size="md", scale=0, min_width=150)
        file = gr.DownloadButton("下载 .xlsx", visible=False, size="md", scale=0, min_width=130)
    said = gr.HTML(label="结果", apply_default_css=False)
    shown = gr.HTML(view.HINT, label="对照结果", elem_id="comparison", apply_default_css=False)
    events = CompareEvents(desks, Path(shown.GRADIO_CACHE))
    chosen = [first, first_number, second, second_number]
    tab.select(events.refresh, [first, second], [first, second], **QUIET)
    for document, number in ((first, first_number), (second, second_number)):
        document.input(events.versions, [document], [number], **QUIET)
    busy = {**QUIET, "show_progress": "minimal"}
    gr.on([go.click, way.input], events.show, [way, *chosen], [shown], **busy)
    save.click(events.export, chosen, [file, said], **QUIET)


def _chooser(label: str) -> tuple[gr.Dropdown, gr.Dropdown]:
    """A document and, where there are several, its version."""
    with gr.Column(min_width=280):
        document = gr.Dropdown([], label=label, filterable=True)
        number = gr.Dropdown([], label="版本", visible=False)
    return document, number
