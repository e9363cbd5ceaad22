"""What the tabs over the ledger share: the fields of a filter read as one value, the row of exports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import gradio as gr

from knowledge.ledger import Ledger
from ui import render
from ui.ledger_export import DOWNLOADS
from ui.parts import apology

_Form = TypeVar("_Form")
WAIT = "正在生成文件，请稍候……"
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

    def runs(self, step: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
        """The same for a step that shows its progress."""

        def handler(values: dict[Any, Any], request: gr.Request | None = None) -> Iterator[Any]:
            yield from step(self.read(values), request)

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
        """What an export fills: see `exported` and `not_exported`."""
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


def exported(files: Iterable[tuple[Path, str]]) -> Iterator[tuple[Any, ...]]:
    """The outputs of an export while its files are made; what hinders is said instead."""
    paths: list[str] = []
    said: list[str] = []
    yield _outputs(paths, WAIT)
    try:
        for path, sentence in files:
            paths, said = [*paths, str(path)], [*said, sentence]
            yield _outputs(paths, "\n".join(said if len(paths) == len(DOWNLOADS) else [*said, WAIT]))
    except Exception as error:
        yield _outputs(paths, apology(error))


def not_exported() -> tuple[Any, ...]:
    """The outputs where nothing is exported."""
    return gr.update(visible=False), *_buttons([]), ""


def _outputs(paths: Sequence[str], said: str) -> tuple[Any, ...]:
    return gr.update(visible=bool(paths)), *_buttons(paths), render.note(said)


def _buttons(paths: Sequence[str]) -> list[Any]:
    """The button of each suffix, to be pressed once its file is there."""
    made = [*paths, *[None] * (len(DOWNLOADS) - len(paths))]
    return [gr.update(value=path, interactive=path is not None) for path in made]
