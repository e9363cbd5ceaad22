"""The fold 「检索范围」: which documents a question is asked of, by words, issuer, year and validity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from knowledge.documents import Source
from knowledge.validity import standing
from ui import render
from ui.desk import Desks
from ui.parts import QUIET, apology

WHOLE = "检索范围：全部文件"
NONE_FIT = "没有符合检索范围的文件，请放宽检索范围再问。"
SHOWN_TITLES = 5


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a person chose; an empty field asks for nothing. Years as written, `applying` leaves out documents
    that are known not to apply, and drafts."""

    words: str = ""
    issuers: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    applying: bool = False

    def fits(self, source: Source) -> bool:
        about = "\n".join((source.title, source.doc_number or "", source.name, source.kind or ""))
        return (
            all(word in about for word in self.words.split())
            and (not self.issuers or bool(set(self.issuers) & set(issuers_of(source))))
            and (not self.years or str(source.year) in self.years)
            and not (self.applying and standing(source))
        )

    def documents(self, sources: Sequence[Source]) -> frozenset[str] | None:
        """The names of the documents that fit; None where nothing was chosen."""
        if not any((self.words.strip(), self.issuers, self.years, self.applying)):
            return None
        return frozenset(source.name for source in sources if self.fits(source))

    def label(self, count: int) -> str:
        """What was chosen, and how many documents that leaves."""
        words = f"含“{' '.join(self.words.split())}”" if self.words.strip() else ""
        years = "、".join(f"{year}年" for year in self.years)
        parts = [words, "、".join(self.issuers), years, "不含已失效文件和征求意见稿" if self.applying else ""]
        return f"{'；'.join(part for part in parts if part)}（共 {count} 份文件）"


def narrowing_of(
    words: str | None, issuers: Sequence[str] | None, years: Sequence[str] | None, applying: bool | None
) -> Narrowing:
    """What the parts of the fold hold, in their order."""
    return Narrowing(words or "", tuple(issuers or ()), tuple(years or ()), bool(applying))


def issuers_of(source: Source) -> tuple[str, ...]:
    """The bodies that issued a document."""
    return source.issuers or ((source.issuer,) if source.issuer else ())


class NarrowingEvents:
    """What the events of the fold do."""

    def __init__(self, desks: Desks) -> None:
        self.desks = desks

    def choices(self, request: gr.Request | None = None) -> tuple[Any, ...]:
        """The issuers and the years to choose from, of the documents there are now."""
        try:
            sources = self.desks(request).library.documents()
        except Exception as error:
            apology(error)
            sources = ()
        issuers = sorted({issuer for source in sources for issuer in issuers_of(source)})
        years = sorted({str(source.year) for source in sources if source.year}, reverse=True)
        named = [(render.visible(issuer), issuer) for issuer in issuers]
        return gr.update(choices=named), gr.update(choices=years)

    def tell(
        self,
        words: str | None,
        issuers: Sequence[str] | None,
        years: Sequence[str] | None,
        applying: bool | None,
        request: gr.Request | None = None,
    ) -> tuple[Any, ...]:
        """The name of the fold, and the documents that are searched."""
        try:
            sources = self.desks(request).library.documents()
            names = narrowing_of(words, issuers, years, applying).documents(sources)
        except Exception as error:
            return gr.update(label=WHOLE), render.note(apology(error))
        if names is None:
            return gr.update(label=WHOLE), ""
        found = [source for source in sources if source.name in names]
        return gr.update(label=f"检索范围：{len(found)} 份文件"), told(found)


def told(found: Sequence[Source]) -> str:
    """The first titles of the documents that are searched, and how many there are."""
    if not found:
        return render.note(NONE_FIT)
    items = "".join(
        f"<li>{render.plain(source.label)}{render.status(source)}</li>" for source in found[:SHOWN_TITLES]
    )
    more = f"<li>等 {len(found)} 份文件</li>" if len(found) > SHOWN_TITLES else ""
    return f'<ul class="searched">{items}{more}</ul>'


def narrowing_fold(desks: Desks) -> list[Any]:
    """Lay out the fold and wire it; its parts in the order of `narrowing_of`."""
    events = NarrowingEvents(desks)
    with gr.Accordion(WHOLE, open=False, elem_id="narrowing") as fold:
        words = gr.Textbox("", label="文件", placeholder="标题、文号或文件名里的词", max_lines=1)
        issuers = gr.Dropdown([], value=[], label="发文机关", multiselect=True)
        years = gr.Dropdown([], value=[], label="年份", multiselect=True)
        applying = gr.Checkbox(False, label="不查已失效的文件和征求意见稿")
        said = gr.HTML(label="查哪些文件", apply_default_css=False)
    parts: list[Any] = [words, issuers, years, applying]
    gr.on(None, events.choices, None, [issuers, years], **QUIET)
    fold.expand(events.choices, None, [issuers, years], **QUIET)
    gr.on([part.change for part in parts], events.tell, parts, [fold, said], **QUIET)
    return parts
