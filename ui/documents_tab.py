"""The tab 「文件」: which documents are in, and what their clauses say."""

from __future__ import annotations

import gradio as gr

from knowledge.documents import Source
from ui import render
from ui.desk import Desks
from ui.parts import QUIET, apology, clickable

HINT = '<p class="hint">点击文件标题，可在下方查看全部条款。</p>'


class Documents:
    """What the events of the tab do."""

    def __init__(self, desks: Desks) -> None:
        self.desks = desks

    def table(self, wanted: str = "", request: gr.Request | None = None) -> str:
        """Documents whose title, number, issuer or kind contains the wanted words."""
        try:
            library = self.desks(request).library
            found = [source for source in library.documents() if _matches(source, wanted)]
            counts = [len(library.clauses(source.name)) for source in found]
            return render.document_table(list(zip(found, counts, strict=True)))
        except Exception as error:
            return _note(error)

    def tree(self, event: gr.EventData, request: gr.Request | None = None) -> str:
        name = event._data.get("pick")
        try:
            library = self.desks(request).library
            for source in library.documents():
                if source.name == name:
                    return render.clause_tree(source, library.clauses(source.name))
        except Exception as error:
            return _note(error)
        return HINT


def _matches(source: Source, wanted: str) -> bool:
    texts = (source.title, source.doc_number, source.issuer, *source.issuers, source.kind)
    return all(any(word in (text or "") for text in texts) for word in wanted.split())


def _note(error: Exception) -> str:
    return f'<p class="hint">{render.plain(apology(error))}</p>'


def documents_tab(desks: Desks, tab: gr.Tab) -> None:
    """Lay out the tab and wire its events; the table is read each time the tab is opened."""
    documents = Documents(desks)
    wanted = gr.Textbox(
        label="筛选", placeholder="按标题、文号、发文机关或文种筛选", container=False,
        max_lines=1, elem_id="filter",
    )  # fmt: skip
    table = clickable("", "文件列表", "table")
    tree = gr.HTML(HINT, label="条款", elem_id="tree", apply_default_css=False)
    tab.select(documents.table, [wanted], [table], **QUIET)
    wanted.change(documents.table, [wanted], [table], **QUIET)
    picked = table.click(documents.tree, None, [tree], **QUIET)
    picked.then(None, js="() => document.querySelector('#tree').scrollIntoView({ behavior: 'smooth' })")
