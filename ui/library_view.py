"""What the tab 文件库 shows, as HTML. Pure functions; every text from outside passes through `render.plain`.

A button's `data-pick` says what is wanted: `doc:NAME`, `clause:ID`, `diff:NUMBER`, or one word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from ingest.run import Outcome
from knowledge.documents import Clause, Source
from knowledge.revisions import Revision
from knowledge.validity import standing
from ui.ingest_commands import NAMES
from ui.intake import Arrival, Batch
from ui.render import KIND_LABELS, plain, shown_text, status
from ui.versions import changed, version_rows

HINT = '<p class="hint">从左边的列表里选一个文件，在这里查看它的来历、条款和历次版本。</p>'
IN_FORCE = "现行有效"
FEW = 40  # clauses that are shown unfolded
ENTERED = ("new", "changed", "moved", "unchanged", "same")


def button(pick: str, text: str, kind: str = "action") -> str:
    """A button that sends `pick`; `text` is plain."""
    return f'<button type="button" class="{kind}" data-pick="{plain(pick)}">{plain(text)}</button>'


BACK = f'<p class="acts">{button("back", "返回文件详情")}</p>'


# --- the list -----------------------------------------------------------------------------------


def listing(
    rows: Sequence[tuple[Source, int]],
    opened: str,
    gone: Sequence[str],
    failures: Mapping[str, str],
) -> str:
    """Documents with their numbers of clauses, the opened one marked; those taken out; what failed, and why."""
    items = "".join(_row(source, count, source.name == opened) for source, count in rows)
    found = f'<ul class="books">{items}</ul>' if rows else '<p class="hint">没有符合条件的文件。</p>'
    head = f'<p class="caption">{len(rows)} 个文件</p>'
    return f"{head}{found}{_gone(gone, opened)}{_failed(failures)}"


def _row(source: Source, count: int, current: bool) -> str:
    mark = ' aria-current="true"' if current else ""
    issuer = "、".join(source.issuers) or source.issuer or ""
    facts = (source.doc_number or "", issuer, _day(source.issued_on), source.kind or "", f"{count} 条")
    told = "".join(f"<span>{plain(fact)}</span>" for fact in facts if fact)
    return (
        f'<li><button type="button" class="book" data-pick="{plain(f"doc:{source.name}")}"{mark}>'
        f"<b>{plain(source.title)}</b>{status(source)}<small>{told}</small></button></li>"
    )


def _gone(names: Sequence[str], opened: str) -> str:
    if not names:
        return ""
    items = "".join(f"<li>{button(f'doc:{name}', name, 'link')}</li>" for name in names)
    shown = " open" if opened in names else ""
    return f'<details class="fold"{shown}><summary>已去掉的文件（{len(names)}）</summary><ul>{items}</ul></details>'


def _failed(failures: Mapping[str, str]) -> str:
    if not failures:
        return ""
    items = "".join(f"<li><b>{plain(name)}</b><p>{plain(why)}</p></li>" for name, why in failures.items())
    return f'<details class="fold failed"><summary>没能读入的文件（{len(failures)}）</summary><ul>{items}</ul></details>'


# --- uploads ------------------------------------------------------------------------------------


def unread(names: Sequence[str]) -> str:
    """The offer to read on what was kept and not read."""
    if not names:
        return ""
    return (
        f'<div class="offer" role="status"><p>上次没有读完：{plain("、".join(names))}</p>'
        f"{button('resume', '继续读取')}{button('discard', '不要了', 'action quiet')}</div>"
    )


def batch_view(batch: Batch, refused: Sequence[str] = ()) -> str:
    """How far each file is; what was refused, with the reason."""
    rows = "".join(map(_arrival, batch.arrivals)) + _refusals(refused)
    trouble = f'<p class="trouble">{plain(batch.trouble)}</p>' if batch.trouble else ""
    done = sum(arrival.stage == "done" for arrival in batch.arrivals)
    head = "正在读取" if batch.running else "已读完" if done == len(batch.arrivals) else "没有读完"
    return (
        f'<section class="arrivals" role="status" aria-label="上传进度">'
        f"<p><b>{head}</b> {done}/{len(batch.arrivals)}</p><ul>{rows}</ul>{trouble}</section>"
    )


def refusal_list(refused: Sequence[str]) -> str:
    """Files that were not taken, where no other was."""
    return (
        f'<section class="arrivals" role="alert"><ul>{_refusals(refused)}</ul></section>' if refused else ""
    )


def _refusals(refused: Sequence[str]) -> str:
    return "".join(f'<li class="refused">{plain(sentence)}</li>' for sentence in refused)


def _arrival(arrival: Arrival) -> str:
    name = plain(arrival.name)
    if arrival.stage == "waiting":
        return f"<li><b>{name}</b><span>等待读取</span></li>"
    if arrival.stage == "reading":
        told = f"正在建立索引 {arrival.share}%" if arrival.share else "正在读取文字"
        bar = f'<progress max="100" value="{arrival.share}" aria-label="{name} 的进度"></progress>'
        return f"<li><b>{name}</b>{bar}<span>{told}</span></li>"
    return f"<li><b>{name}</b>{''.join(map(_outcome, arrival.outcomes))}</li>"


def _outcome(outcome: Outcome) -> str:
    count = f"，{outcome.clauses} 个条款" if outcome.status in ENTERED else ""
    said = f"：{outcome.message}" if outcome.message else ""
    link = button(f"doc:{outcome.name}", "查看", "link") if outcome.status in ENTERED else ""
    told = plain(f"{NAMES[outcome.status]}{count}{said}")
    return f'<p class="outcome {outcome.status}">{told} {link}</p>'


# --- one document -------------------------------------------------------------------------------


def report(
    source: Source,
    clauses: Sequence[Clause],
    warnings: Sequence[str],
    versions: Sequence[Revision],
    *,
    editable: bool,
) -> str:
    """All there is to know of a document: identity, whether it applies, warnings, clauses, versions."""
    action = button("ask-remove", "从库里去掉", "action quiet") if editable else ""
    return (
        f'<article class="document" aria-label="文件详情"><h3>{plain(source.label)}{status(source)}</h3>'
        f'<div class="acts">{action}</div>{_facts(source, clauses)}{_validity(source)}{_warnings(warnings)}'
        f"{outline(clauses)}{version_list(versions)}</article>"
    )


def removed_report(name: str, versions: Sequence[Revision], *, editable: bool) -> str:
    """A document that was taken out: its last version can be read, and put back in."""
    last = versions[-1]
    action = button("restore", "恢复到库里") if editable else ""
    return (
        f'<article class="document" aria-label="文件详情"><h3>{plain(last.source.label)}'
        f'<span class="stale">已去掉</span></h3><p>这个文件已从库里去掉，不再参与回答；最后一版的条款还在。</p>'
        f'<div class="acts">{action}</div>{outline(last.clauses)}{version_list(versions)}</article>'
    )


def asked_to_remove(name: str) -> str:
    """The question before a document is taken out."""
    return (
        f'<div class="offer" role="alertdialog" aria-label="确认去掉"><p>从库里去掉“{plain(name)}”？'
        f"去掉以后不再参与回答，以后可以恢复。</p>"
        f"{button('remove', '确认去掉')}{button('back', '取消', 'action quiet')}</div>"
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _facts(source: Source, clauses: Sequence[Clause]) -> str:
    pages = max((clause.page or 0 for clause in clauses), default=0)
    scanned = "（含扫描页，文字由识别得来，请对照原件）" if any(c.scanned for c in clauses) else ""
    period = f"{source.period[0].isoformat()} 至 {source.period[1].isoformat()}" if source.period else ""
    term = " 至 ".join(filter(None, (_day(source.term.first), _day(source.term.last))))
    facts = {
        "文号": source.doc_number or "未写明",
        "发文机关": "、".join(source.issuers) or source.issuer or "未写明",
        "成文日期": _day(source.issued_on) or "未写明",
        "文种": source.kind or "",
        "主送": source.recipients or "",
        "抄送": source.copies or "",
        "规划期": period,
        "施行期": term,
        "附件": "；".join(source.attachments),
        "条款": f"{len(clauses)} 个" + (f"，{pages} 页{scanned}" if pages else ""),
        "文件名": source.name,
    }
    rows = "".join(f"<dt>{label}</dt><dd>{plain(fact)}</dd>" for label, fact in facts.items() if fact)
    return f'<dl class="facts">{rows}</dl>'


def _validity(source: Source) -> str:
    found = source.validity
    label = standing(source) or (IN_FORCE if source.status == "in_force" else "未写明是否有效")
    reason = f"：{plain(found.reason)}" if found.reason else ""
    proof = (
        button(f"clause:{found.clause}", f"依据 {found.address or '条款'}", "link") if found.clause else ""
    )
    return f'<p class="validity"><b>效力</b> {plain(label)}{reason} {proof}</p>'


def _warnings(warnings: Sequence[str]) -> str:
    if not warnings:
        return '<p class="caption">读入时没有发现问题。</p>'
    items = "".join(f"<li>{plain(warning)}</li>" for warning in warnings)
    return f'<div class="warnings"><b>读入提示</b><ul>{items}</ul></div>'


def outline(clauses: Sequence[Clause]) -> str:
    """All clauses under their headings; a heading with several clauses below it folds."""
    counts = Counter(path for clause in clauses for path in _prefixes(clause))
    shown = " open" if len(clauses) <= FEW else ""
    inner = "".join(_folded(clauses, {path for path, count in counts.items() if count > 1}, shown))
    return f'<details class="outline" open><summary>条款（{len(clauses)}）</summary>{inner}</details>'


def _prefixes(clause: Clause) -> Iterator[tuple[str, ...]]:
    return (clause.path[:depth] for depth in range(1, len(clause.path) + 1))


def _folded(clauses: Sequence[Clause], folds: set[tuple[str, ...]], shown: str) -> Iterator[str]:
    open_paths: list[tuple[str, ...]] = []
    for clause in clauses:
        mine = [path for path in _prefixes(clause) if path in folds]
        while open_paths and open_paths != mine[: len(open_paths)]:
            open_paths.pop()
            yield "</details>"
        for path in mine[len(open_paths) :]:
            open_paths.append(path)
            yield f'<details class="part"{shown}><summary>{plain(path[-1])}</summary>'
        if (
            clause.kind != "heading" or not mine or mine[-1] != clause.path
        ):  # its words are in the fold's head
            yield _clause(clause)
    yield "</details>" * len(open_paths)


def _clause(clause: Clause) -> str:
    page = f"<small>{clause.page_label}</small>" if clause.page else ""
    return (
        f'<div class="clause-line {clause.kind}"><b>{plain(clause.address or KIND_LABELS[clause.kind])}</b>'
        f"{page}<p>{plain(shown_text(clause))}</p></div>"
    )


def version_list(versions: Sequence[Revision]) -> str:
    """The versions, the newest first; each but the oldest can be compared with the one before it."""
    items = "".join(_version(row) for row in reversed([*version_rows(versions)]))
    return (
        f'<details class="versions"><summary>历次版本（{len(versions)}）</summary><ul>{items}</ul></details>'
    )


def _version(row: dict[str, Any]) -> str:
    counts = row["changes"]
    mark = "（现用）" if row["current"] else ""
    when = row["read"].replace("T", " ")[:16]
    against = "" if counts is None else f"，比上一版{changed(counts) or '文字无变化'}"
    told = plain(f"第 {row['number']} 版{mark}：{when} 读入，{row['clauses']} 个条款{against}")
    link = "" if counts is None else button(f"diff:{row['number']}", "对照上一版", "link")
    return f"<li>{told} {link}</li>"
