"""The fold 「历史对话」: the user's conversations, to open, rename, delete and export."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.conversation import LONGEST_TITLE, Talks
from ui import render
from ui.desk import Desks
from ui.exports.talk import TALK_SUFFIXES, export_talk
from ui.parts import QUIET, apology, clickable

LONGEST_FILE_NAME = 30


class TalkEvents:
    """What the events of the fold do. `talk` is the id of the conversation on the page, or nothing."""

    def __init__(self, desks: Desks, downloads: Path) -> None:
        self.desks = desks
        self.downloads = downloads

    def talks(self, request: gr.Request | None) -> Talks:
        return self.desks(request).kept_talks()

    def refresh(self, words: str | None, talk: str, request: gr.Request | None = None) -> tuple[Any, ...]:
        """The list; 改名, 删除, 导出 only with a conversation on the page; every form closed."""
        closed = gr.update(visible=False)
        return self.listing(words or "", talk, request), gr.update(visible=bool(talk)), closed, closed, closed

    def listing(self, words: str, talk: str, request: gr.Request | None = None) -> str:
        try:
            return render.talk_list(self.talks(request).list(words), talk, words)
        except Exception as error:
            return render.note(apology(error))

    def ask_title(self, talk: str, request: gr.Request | None = None) -> tuple[Any, ...]:
        return self._open_form(talk, request, lambda title: title)

    def ask_to_delete(self, talk: str, request: gr.Request | None = None) -> tuple[Any, ...]:
        return self._open_form(talk, request, lambda title: render.note(f"删除“{title}”？删除后不能恢复。"))

    def rename(self, talk: str, title: str, request: gr.Request | None = None) -> str:
        try:
            return render.note(f"已改名为“{self.talks(request).rename(talk, title)}”。")
        except Exception as error:
            return render.note(apology(error))

    def export(self, talk: str, request: gr.Request | None = None) -> tuple[Any, ...]:
        """The row of downloads, the other forms closed, a file of each suffix, and what is said."""
        try:
            desk = self.desks(request)
            files = self._files(desk.kept_talks(), talk)
            desk.note("exported", files[0].stem)
        except Exception as error:
            return *_only(False), *(None for _ in TALK_SUFFIXES), render.note(apology(error))
        return *_only(True), *map(str, files), ""

    def _files(self, talks: Talks, talk: str) -> list[Path]:
        """The exported files, in a folder whose name nobody guesses."""
        found, answers = talks.store.get(talks.user, talk), talks.answers(talk)
        folder = self.downloads / secrets.token_hex(16)
        folder.mkdir(parents=True)
        files = [folder / f"{file_name(found.title)}{suffix}" for suffix in TALK_SUFFIXES]
        for file in files:
            export_talk(found, answers, file, datetime.now().astimezone())
        return files

    def _open_form(
        self, talk: str, request: gr.Request | None, text: Callable[[str], str]
    ) -> tuple[Any, ...]:
        """A form is shown with its text, the others closed; and what is said."""
        try:
            talks = self.talks(request)
            title = talks.store.get(talks.user, talk).title
        except Exception as error:
            return *_only(False), "", render.note(apology(error))
        return *_only(True), text(title), ""


def _only(shown: bool) -> tuple[Any, ...]:
    return gr.update(visible=shown), gr.update(visible=False), gr.update(visible=False)


def file_name(title: str) -> str:
    """A title as a file name without suffix."""
    return re.sub(r"[^\w（）《》—-]+", "_", title)[:LONGEST_FILE_NAME].strip("_") or "对话"


@dataclass(frozen=True)
class TalksPanel:
    """The parts of the fold that the chat's events touch."""

    talk: gr.State
    picked: gr.State
    listing: gr.HTML
    delete: gr.Button
    said: gr.HTML
    refresh: Callable[[Any], Any]


def talks_panel(desks: Desks) -> TalksPanel:
    """Lay out the fold and wire what needs no chat: `refresh(event)` lets the list follow an event."""
    talk, picked = gr.State(""), gr.State("")
    with gr.Accordion("历史对话", open=False, elem_id="talks"):
        words = gr.Textbox(
            "", label="查找历史对话", placeholder="查找：名称或问题里的词", container=False,
            max_lines=1, elem_id="talk-words",
        )  # fmt: skip
        listing = clickable("", "历史对话列表", "talk-list")
        with gr.Row(visible=False, elem_classes="talk-row") as actions:
            rename, delete, export = (
                gr.Button(text, size="sm", min_width=64) for text in ("重命名", "删除", "导出")
            )
        with gr.Row(visible=False, elem_classes="talk-row") as renaming:
            title = gr.Textbox(
                "", label="新名称", container=False, max_lines=1, max_length=LONGEST_TITLE,
                min_width=160, scale=4, elem_id="talk-title",
            )  # fmt: skip
            save, keep = (
                gr.Button("保存", size="sm", min_width=64),
                gr.Button("取消", size="sm", min_width=64),
            )
        with gr.Column(visible=False) as deleting:
            question = gr.HTML(label="确认删除", apply_default_css=False)
            with gr.Row(elem_classes="talk-row"):
                confirm = gr.Button("确认删除", variant="stop", size="sm", min_width=96)
                spare = gr.Button("取消", size="sm", min_width=64)
        with gr.Row(visible=False, elem_classes="talk-row") as downloads:
            files = [
                gr.DownloadButton(f"下载 {suffix}", size="sm", min_width=120) for suffix in TALK_SUFFIXES
            ]
        said = gr.HTML(label="结果", elem_id="talk-said", apply_default_css=False)
    events = TalkEvents(desks, Path(listing.GRADIO_CACHE))
    shown = [listing, actions, renaming, deleting, downloads]

    def refresh(event: Any) -> Any:
        return event.then(events.refresh, [words, talk], shown, **QUIET)

    # Without triggers it runs when the page is opened, and whenever the words change.
    gr.on(None, events.refresh, [words, talk], shown, **QUIET)
    rename.click(events.ask_title, [talk], [renaming, deleting, downloads, title, said], **QUIET)
    delete.click(events.ask_to_delete, [talk], [deleting, renaming, downloads, question, said], **QUIET)
    export.click(events.export, [talk], [downloads, renaming, deleting, *files, said], **QUIET)
    refresh(gr.on([save.click, title.submit], events.rename, [talk, title], [said], **QUIET))
    for cancel in (keep, spare):
        refresh(cancel.click(None, **QUIET))
    return TalksPanel(talk, picked, listing, confirm, said, refresh)


def pick_of(event: gr.EventData) -> str:
    """What was clicked in the list: the id of a conversation, if all is well."""
    pick = event._data.get("pick")
    return pick if isinstance(pick, str) else ""
