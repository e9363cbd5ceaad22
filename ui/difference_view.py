"""Differences between clauses as HTML: what went and what came can be told apart without colour.

Pure functions; every text from outside passes through `render.plain`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from knowledge.changes import ChangeKind, ClauseChange, changes_between, word_changes
from knowledge.documents import Clause
from ui.render import KIND_LABELS, plain, shown_text
from ui.versions import KINDS, changed

SAME = "两者条款相同，没有文字变化。"
LEGEND = '<p class="caption legend">标记：<del>删去的文字</del> <ins>新增的文字</ins></p>'
_SIDES = {"removed": ("del", 0), "added": ("ins", 1)}


def marked(before: str, after: str) -> tuple[str, str]:
    """Both texts, in the first what went is struck out, in the second what came is underlined."""
    sides: tuple[list[str], list[str]] = ([], [])
    for piece in word_changes(before, after):
        text = plain(piece.text)
        if piece.kind == "same":
            for side in sides:
                side.append(text)
        else:
            tag, place = _SIDES[piece.kind]
            sides[place].append(f"<{tag}>{text}</{tag}>")
    return "".join(sides[0]), "".join(sides[1])


def side_by_side(old: Sequence[Clause], new: Sequence[Clause], titles: tuple[str, str]) -> str:
    """Two texts in two columns, clause beside clause; clauses that are the same fold away."""
    changes = changes_between(old, new)
    if not changes:
        return f'<p class="hint">{SAME}</p>'
    heads = "".join(f'<div class="side" role="columnheader">{plain(title)}</div>' for title in titles)
    rows = "".join(_runs(old, new, changes))
    return (
        f'<section class="differences" aria-label="文字对照"><p class="counts">{_counts(changes)}</p>{LEGEND}'
        f'<div class="pair heads" role="row">{heads}</div>{rows}</section>'
    )


def _counts(changes: Sequence[ClauseChange]) -> str:
    counts = Counter(change.kind for change in changes)
    ordered: dict[ChangeKind, int] = {kind: counts[kind] for kind in KINDS if counts[kind]}
    return f"共 {len(changes)} 处不同：{changed(ordered)}"


def _runs(old: Sequence[Clause], new: Sequence[Clause], changes: Sequence[ClauseChange]) -> Iterator[str]:
    """The changes in order, and between them the clauses that are in both."""
    gone = {change.was for change in changes if change.was is not None}
    put = {change.at for change in changes if change.at is not None}
    stayed = [at for at in range(len(new)) if at not in put]
    after = dict(zip(stayed, (was for was in range(len(old)) if was not in gone), strict=True))
    rest = iter(stayed)
    waiting = next(rest, None)
    for change in changes:
        run = []
        while waiting is not None and _before(waiting, after[waiting], change):
            run.append(new[waiting])
            waiting = next(rest, None)
        yield _same(run)
        yield _pair(change)
    yield _same([new[at] for at in ([] if waiting is None else [waiting, *rest])])


def _before(at: int, was: int, change: ClauseChange) -> bool:
    """Whether a clause that stayed, at these places, is told before a change."""
    if change.at is not None:
        return at < change.at
    assert change.was is not None
    return was < change.was


def _same(run: Sequence[Clause]) -> str:
    if not run:
        return ""
    inner = "".join(f'<div class="one">{_clause(clause, plain(shown_text(clause)))}</div>' for clause in run)
    return f'<details class="same"><summary>相同的 {len(run)} 条</summary>{inner}</details>'


def _pair(change: ClauseChange) -> str:
    before, after = change.before, change.after
    left = plain(shown_text(before)) if before else ""
    right = plain(shown_text(after)) if after else ""
    if before and after and change.kind == "changed":
        left, right = marked(before.text, after.text)
    elif not before:
        right = f"<ins>{right}</ins>"
    elif not after:
        left = f"<del>{left}</del>"
    badge = f'<span class="kind {change.kind}">{KINDS[change.kind]}</span>'
    return (
        f'<div class="pair" role="row">{badge}<div class="side">{_clause(before, left)}</div>'
        f'<div class="side">{_clause(after, right)}</div></div>'
    )


def _clause(clause: Clause | None, body: str) -> str:
    if clause is None:
        return '<p class="none">（没有）</p>'
    page = f"<small>{clause.page_label}</small>" if clause.page else ""
    return f"<b>{plain(clause.address or KIND_LABELS[clause.kind])}</b>{page}<p>{body}</p>"
