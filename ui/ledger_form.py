"""What the tabs over the ledger share: the fields of a filter read as one value, the row of exports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import gradio as gr

from knowledge.ledger import Ledger
from ui.ledger_export import DOWNLOADS

_Form = TypeVar("_Form")
ALL_DOCUMENTS = ("全部文件", "")


@dataclass(frozen=True)
class Fields(Generic[_Form]):
    """The fields of a tab by name, and the value that they make: `form(name=value, …)`."""

    parts: Mapping[str, Any]
    form: Callable[..., _Form]

    @property
    def inputs(self) -> set[Any]:
        """What an event takes in."""
        return set(self.parts.values())

    def read(self, values: Mapping[Any, Any]) -> _Form:
        """The form that the values of an event mean."""
        return self.form(**{name: values[part] for name, part in self.parts.items()})

    def asks(self, step: Callable[..., Any]) -> Callable[..., Any]:
        """An event handler that gives `step` the form and the request."""

        def handler(values: dict[Any, Any], request: gr.Request | None = None) -> Any:
            return step(self.read(values), request)

        return handler

    def picks(self, step: Callable[..., Any]) -> Callable[..., Any]:
        """An event handler that gives `step` the form, what was clicked and the request."""

        def handler(values: dict[Any, Any], event: gr.EventData, request: gr.Request | None = None) -> Any:
            return step(self.read(values), pick_of(event), request)

        return handler


def pick_of(event: gr.EventData) -> tuple[str, str]:
    """What was clicked: its kind and name, of `data-pick="kind-name"`; empty where nothing of ours was."""
    pick = event._data.get("pick")
    kind, _, name = pick.partition("-") if isinstance(pick, str) else ("", "", "")
    return kind, name


def document_choices(ledger: Ledger) -> list[tuple[str, str]]:
    """(label, name) of every document, and of all of them; equal labels get the file's name."""
    labels = [source.label for source in ledger.sources]
    return [
        ALL_DOCUMENTS,
        *(
            (
                source.label if labels.count(source.label) == 1 else f"{source.label} {source.name}",
                source.name,
            )
            for source in ledger.sources
        ),
    ]


@dataclass(frozen=True)
class Exports:
    """The button that makes the files, the buttons that fetch them, and what is said."""

    button: gr.Button
    row: gr.Row
    files: tuple[gr.DownloadButton, ...]
    said: gr.HTML

    @property
    def outputs(self) -> list[Any]:
        """What an export fills: see `exported` and `NOT_EXPORTED`."""
        return [self.row, *self.files, self.said]


def exports() -> Exports:
    """Lay out the row of exports."""
    with gr.Row(elem_classes="exports"):
        button = gr.Button("导出", size="sm", min_width=96, scale=0)
        with gr.Row(visible=False, elem_classes="exports") as row:
            files = tuple(
                gr.DownloadButton(f"下载 {suffix}", size="sm", min_width=112) for suffix in DOWNLOADS
            )
    said = gr.HTML(label="导出结果", apply_default_css=False)
    return Exports(button, row, files, said)


def exported(files: tuple[str, ...] | None, said: str) -> tuple[Any, ...]:
    """The outputs of an export: its files, or None where there are none, and what is said."""
    return gr.update(visible=files is not None), *(files or (None,) * len(DOWNLOADS)), said
