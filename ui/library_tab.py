"""The tab 「文件库」: bring files in, see how each was read, look into it, take it out and put it back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from ingest.files import INSIDE, key_of
from ingest.removal import remove, restore
from ingest.run import Outcome
from ingest.uploads import MOST_FILES, safe_name
from knowledge.catalog import Catalog
from knowledge.documents import Source
from knowledge.errors import UserError
from knowledge.files import Files
from ui import library_view as view
from ui.arguments import settings_for
from ui.desk import Desk, Desks
from ui.difference_view import side_by_side
from ui.intake import Batch, Intake
from ui.parts import QUIET, apology, clickable
from ui.render import clause_panel, note
from ui.talks_panel import pick_of
from ui.upload_box import NOT_ALLOWED, Brought, upload_box
from ui.versions import two_versions, version_title
from ui.writing import written

LOOK_AGAIN_S = 0.4
TO_DETAIL = """() => {
  const detail = document.querySelector("#library-detail");
  detail.scrollTop = 0;
  if (innerWidth <= 760) detail.scrollIntoView({ behavior: "smooth" });
}"""
TAKEN = "库里已有同名的文件，但不在您能看到的范围内，请改名后再上传。"
KNOWN = "库里已有内容相同的文件，但不在您能看到的范围内。"
GONE = '<p class="hint">这个文件不在库里了，请从列表里另选一个。</p>'


class LibraryEvents:
    """What the events of the tab do; the state of a session is the name of the opened document."""

    def __init__(self, desks: Desks) -> None:
        self.desks = desks
        self._intakes: dict[Path, Intake] = {}

    def intake(self, desk: Desk) -> Intake:
        """Who reads the uploads of a desk's data folder."""
        return self._intakes.setdefault(desk.data, Intake(desk.data, apology))

    # --- the list ------------------------------------------------------------------------------

    def refresh(self, wanted: str, opened: str, request: gr.Request | None = None) -> tuple[Any, ...]:
        """Whether files can be brought, what is left to read, how far the reading is, the list."""
        try:
            desk = self.desks(request)
            return gr.update(visible=desk.may_edit), *self._state(desk), self._listing(desk, wanted, opened)
        except Exception as error:
            return gr.update(visible=False), "", "", note(apology(error))

    def listing(self, wanted: str, opened: str, request: gr.Request | None = None) -> str:
        """Documents whose title, number, issuer, kind or file name contains the wanted words."""
        return _told(lambda: self._listing(self.desks(request), wanted, opened))

    def _listing(self, desk: Desk, wanted: str, opened: str) -> str:
        snapshot = desk.records.snapshot()
        found = [(source, len(snapshot.clauses[source.name])) for source in snapshot.sources]
        rows = [row for row in found if _matches(row[0], wanted)]
        gone = [name for name in desk.records.names() if name not in snapshot.clauses and wanted in name]
        failures = {name: why for name, (_, why) in desk.records.failures().items() if desk.may_edit}
        return view.listing(rows, opened, gone, failures)

    def _state(self, desk: Desk) -> tuple[str, str]:
        """The offer to read on, and the batch of this person."""
        if not desk.may_edit:
            return "", ""
        batch = self.intake(desk).batch
        mine = batch if batch and batch.user == desk.user else None
        return view.unread(self._unread(desk)), view.batch_view(_visible(desk, mine)) if mine else ""

    def _unread(self, desk: Desk) -> list[str]:
        """Kept files of this person that nobody is reading."""
        intake = self.intake(desk)
        busy = {one.name for one in intake.batch.arrivals} if intake.batch and intake.batch.running else set()
        return [
            name for name, user in intake.uploads.unread().items() if user == desk.user and name not in busy
        ]

    # --- uploads -------------------------------------------------------------------------------

    def bring(
        self, files: Sequence[Brought] | None, wanted: str, opened: str, request: gr.Request | None = None
    ) -> Iterator[tuple[Any, ...]]:
        """Keep what was brought and read it; box, offer, progress and list as they change."""
        desk: Desk | None = None
        names: list[str] = []
        refused: list[str] = []
        try:
            desk = self.desks(request)
            names, refused = self._kept(desk, files or ())
        except Exception as error:
            refused = [apology(error)]
        finally:
            for file in files or ():
                file.forget()
        yield None, gr.skip(), view.refusal_list(refused), gr.skip()
        if desk is not None and names:
            for step in self._reading(desk, names, refused, wanted, opened):
                yield gr.skip(), *step

    def _kept(self, desk: Desk, files: Sequence[Brought]) -> tuple[list[str], list[str]]:
        """The safe names of the files that were kept, and what is said of the others."""
        _must_edit(desk)
        if len(files) > MOST_FILES:
            raise UserError(f"一次最多上传 {MOST_FILES} 个文件，您选了 {len(files)} 个，请分几次上传。")
        names: dict[str, None] = {}
        refused = []
        hidden, places = _hidden(desk)
        uploads = self.intake(desk).uploads
        for file in files:
            try:
                name = safe_name(file.name)
                if name in names:
                    raise UserError(f"这一次有两个文件都叫“{name}”，只收了第一个，请改名后再上传另一个。")
                if name in hidden or key_of(uploads.path(name)) in places:
                    raise UserError(f"“{name}”：{TAKEN}")
                uploads.keep(file.at, name, desk.user)
                desk.note("uploaded", name)
                names[name] = None
            except Exception as error:
                refused.append(apology(error))
        return list(names), refused

    def _reading(
        self, desk: Desk, names: Sequence[str], refused: Sequence[str], wanted: str, opened: str
    ) -> Iterator[tuple[str, ...]]:
        """Offer, progress and list, until the batch is read; where it cannot begin, the files stay kept."""
        intake = self.intake(desk)
        try:
            intake.begin(names, desk.user, _hidden(desk)[0])
        except UserError as error:
            yield view.unread(self._unread(desk)), note(str(error)), self._listing(desk, wanted, opened)
            return
        for batch in map(partial(_visible, desk), _watched(intake)):
            yield (
                self._unread_view(desk),
                view.batch_view(batch, refused),
                self._listing(desk, wanted, opened),
            )

    def _unread_view(self, desk: Desk) -> str:
        return view.unread(self._unread(desk))

    def again(
        self, wanted: str, opened: str, event: gr.EventData, request: gr.Request | None = None
    ) -> Iterator[tuple[str, ...]]:
        """Read what was kept and not read, or keep it no more."""
        try:
            desk = self.desks(request)
            _must_edit(desk)
            names = self._unread(desk)
            if pick_of(event) == "resume" and names:
                yield from self._reading(desk, names, (), wanted, opened)
                return
            for name in names if pick_of(event) == "discard" else ():
                self.intake(desk).uploads.discard(name)
            yield *self._state(desk), self._listing(desk, wanted, opened)
        except Exception as error:
            yield gr.skip(), note(apology(error)), gr.skip()

    # --- one document --------------------------------------------------------------------------

    def open(self, opened: str, event: gr.EventData, request: gr.Request | None = None) -> tuple[str, str]:
        """The document that was picked, and its report."""
        kind, _, name = pick_of(event).partition(":")
        if kind != "doc":
            return opened, gr.skip()
        return name, _told(lambda: self._report(self.desks(request), name))

    def act(
        self, wanted: str, opened: str, event: gr.EventData, request: gr.Request | None = None
    ) -> tuple[str, str]:
        """Do what a button in the report says; the report as it is then, and the list."""
        try:
            desk = self.desks(request)
            shown = self._acted(desk, opened, pick_of(event))
            return shown, self._listing(desk, wanted, opened)
        except Exception as error:
            return note(apology(error)) + view.BACK, gr.skip()

    def _acted(self, desk: Desk, name: str, pick: str) -> str:
        kind, _, what = pick.partition(":")
        match kind:
            case "ask-remove":
                return view.asked_to_remove(name)
            case "remove" | "restore":
                return self._changed(desk, name, kind)
            case "clause":
                return self._clause(desk, what)
            case "diff":
                return self._difference(desk, name, int(what) if what.isdecimal() else 0)
        return self._report(desk, name)

    def _changed(self, desk: Desk, name: str, what: str) -> str:
        """Take the document out or put it back in, then its report."""
        _must_edit(desk)
        if name not in desk.records.names():
            raise UserError("没有这个文件，请刷新后再看。")
        with written(settings_for(desk.data)) as (catalog, vectors):
            (remove if what == "remove" else restore)(name, catalog, vectors)
        desk.note("removed" if what == "remove" else "restored", name)
        said = (
            f"已去掉“{name}”，可在列表的“已去掉的文件”里恢复。" if what == "remove" else f"已恢复“{name}”。"
        )
        return note(said) + self._report(desk, name)

    def _report(self, desk: Desk, name: str) -> str:
        snapshot, versions = desk.records.snapshot(), desk.records.revisions(name)
        source = next((one for one in snapshot.sources if one.name == name), None)
        if source is not None:
            clauses, warnings = snapshot.clauses[name], snapshot.warnings[name]
            return view.report(source, clauses, warnings, versions, editable=desk.may_edit)
        if not versions:
            return GONE if name else view.HINT
        return view.removed_report(name, versions, editable=desk.may_edit)

    def _clause(self, desk: Desk, clause_id: str) -> str:
        clause = desk.records.clause_of(clause_id)
        if clause is None:
            raise UserError("找不到这个条款，它所在的文件可能已去掉。")
        return view.BACK + clause_panel(clause, None, desk.library.clauses(clause.source.name))

    def _difference(self, desk: Desk, name: str, number: int) -> str:
        versions = desk.records.revisions(name)
        if not versions:
            return GONE
        first, second = two_versions(versions, None, number)
        titles = version_title(first), version_title(second)
        return view.BACK + side_by_side(first.clauses, second.clauses, titles)


def _watched(intake: Intake) -> Iterator[Batch]:
    """The batch as it changes, and how it ended."""
    shown = None
    while (batch := intake.batch) is not None:
        if batch is not shown:
            yield batch
        if not batch.running:
            return
        shown = batch
        time.sleep(LOOK_AGAIN_S)


def _visible(desk: Desk, batch: Batch) -> Batch:
    """The batch without the names of documents that are not seen at this desk: the same content may be in
    under another name."""
    seen = set(desk.records.names())

    def told(name: str, outcome: Outcome) -> Outcome:
        known = outcome.status in ("failed", "opened") or outcome.name in seen
        return outcome if known else Outcome(name, "failed", message=KNOWN)

    arrivals = (
        replace(one, outcomes=tuple(told(one.name, o) for o in one.outcomes)) for one in batch.arrivals
    )
    return replace(batch, arrivals=tuple(arrivals))


def _must_edit(desk: Desk) -> None:
    if not desk.may_edit:
        raise UserError(NOT_ALLOWED)


def _hidden(desk: Desk) -> tuple[frozenset[str], set[str]]:
    """Names of documents that are kept and not seen at this desk, and the files and archives they stand in."""
    catalog = Catalog(desk.data, create=True)
    try:
        names = frozenset(catalog.names()) - set(desk.records.names())
        own = [file.path for file in Files(catalog).all().values() if file.own and file.document in names]
        return names, {path.partition(INSIDE)[0] for path in own}
    finally:
        catalog.close()


def _matches(source: Source, wanted: str) -> bool:
    texts = (source.title, source.doc_number, source.issuer, *source.issuers, source.kind, source.name)
    return all(any(word in (text or "") for text in texts) for word in wanted.split())


def _told(made: Callable[[], str]) -> str:
    """What is made, or why it cannot be."""
    try:
        return made()
    except Exception as error:
        return note(apology(error))


def library_tab(desks: Desks, tab: gr.Tab) -> None:
    """Lay out the tab and wire its events; the list is read each time the tab is opened."""
    events, opened = LibraryEvents(desks), gr.State("")
    with gr.Row(elem_id="library"):
        with gr.Column(scale=2, min_width=300):
            with gr.Column(visible=False, elem_id="upload-room") as room:
                box = upload_box()
                offer = clickable("", "没有读完的文件", "unread")
                progress = clickable("", "上传进度", "arrivals")
            wanted = gr.Textbox(
                label="筛选", placeholder="按标题、文号、发文机关或文种筛选", container=False,
                max_lines=1, elem_id="filter",
            )  # fmt: skip
            listing = clickable("", "文件列表", "library-list")
        with gr.Column(scale=3, min_width=300, elem_id="library-main"):
            detail = clickable(view.HINT, "文件详情", "library-detail")
    tab.select(events.refresh, [wanted, opened], [room, offer, progress, listing], **QUIET)
    wanted.change(events.listing, [wanted, opened], [listing], **QUIET)
    shown = [offer, progress, listing]
    many = {**QUIET, "trigger_mode": "multiple"}
    box.upload(events.bring, [box, wanted, opened], [box, *shown], **many)
    offer.click(events.again, [wanted, opened], shown, **QUIET)
    for place in (listing, progress):
        picked = place.click(events.open, [opened], [opened, detail], **QUIET)
        picked.then(events.listing, [wanted, opened], [listing], **QUIET)
        picked.then(None, js=TO_DETAIL)
    detail.click(events.act, [wanted, opened], [detail, listing], **QUIET)
