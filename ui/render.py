"""What the page shows, as HTML. Pure functions; every text from outside passes through `plain`.

The page shows answers, clauses and tables with `gr.HTML`, which interprets no Markdown and no
mathematics: escaping is all that is needed, and `<` in the result is always ours. A button
that carries `data-pick` sends its value back (clicks.js).
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from assistant.answers import Citation
from knowledge.conversations import Conversation
from knowledge.documents import Clause, Source
from knowledge.validity import standing

NEAR_CLAUSES = 3
AROUND, OUTLINE_DEPTH, LONGEST_OUTLINE, LONGEST_HEADING = 300, 3, 300, 30
FRAME = ("title", "preamble", "footer")
CLOSED_PANEL = '<p class="hint">点击回答中的引用编号，可在此查看条款原文。</p>'
KIND_LABELS = {
    "title": "标题", "preamble": "引言", "heading": "小标题", "item": "条款", "paragraph": "正文段落",
    "bullet": "列举项", "box": "专栏", "table": "表格", "attachment": "附件", "footer": "文末",
}  # fmt: skip


def plain(text: str) -> str:
    """Escape a text for HTML, element or attribute; control and invisible characters are left out."""
    return html.escape(visible(text), quote=True)


def visible(text: str) -> str:
    """A text without control and invisible characters, direction marks among them."""
    if text.isprintable():
        return text
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Cs"})


def note(text: str) -> str:
    """What is told in passing."""
    return f'<div class="reply note" role="status">{lines(text)}</div>'


def lines(text: str, mark: Callable[[str], str] = str) -> str:
    """A text as paragraphs, one a line; `mark` works on each line when it is escaped."""
    return "".join(f"<p>{mark(plain(line))}</p>" for line in text.splitlines() if line.strip())


def clause_panel(clause: Clause, citation: Citation | None, document: Sequence[Clause]) -> str:
    """One clause with its path, the quoted words marked, in the midst of its document with an outline.

    Of a long document AROUND clauses before and after are shown.
    """
    places = {other.id: index for index, other in enumerate(document)}
    index = places.get(clause.id, 0)
    window = document[max(0, index - AROUND) : index + AROUND + 1] if clause.id in places else (clause,)
    close = '<button type="button" class="close" data-pick="" aria-label="关闭条款原文">关闭</button>'
    head = f'<div class="clause-head">{close}{_trail(clause)}{_outline(clause, window)}</div>'
    body = "".join(_line(other, clause, citation, before) for before, other in _paired(window))
    return f'<section class="clause" tabindex="0" aria-label="条款原文">{head}{_cut(clause, window, document)}{body}</section>'


def _cut(clause: Clause, window: Sequence[Clause], document: Sequence[Clause]) -> str:
    """Why the whole document is not below, if it is not."""
    if not any(other.id == clause.id for other in document):
        return '<p class="caption">这份文件已更新或已移出，下面是当时引用的原文。</p>'
    if len(window) < len(document):
        return '<p class="caption">文件较长，这里只显示前后的条款。</p>'
    return ""


def _paired(window: Sequence[Clause]) -> Iterable[tuple[Clause | None, Clause]]:
    """Each clause with the one before it."""
    return zip((None, *window), window, strict=False)


def _line(other: Clause, clause: Clause, citation: Citation | None, before: Clause | None) -> str:
    """One clause of the document as it is read; the one that the panel is about stands out."""
    new_page = other.page and (before is None or before.page != other.page)
    page = f'<p class="caption page">{other.page_label}</p>' if new_page else ""
    if other.id == clause.id:
        return page + _body(other, citation)
    return f'{page}<p class="context {other.kind}" data-at="{other.ordinal}">{plain(shown_text(other))}</p>'


def _outline(clause: Clause, window: Sequence[Clause]) -> str:
    """The headings of a document, each a button that jumps to it; '' where there are not two."""
    first: dict[tuple[str, ...], int] = {}
    for other in window:
        for depth in range(1, min(len(other.path), OUTLINE_DEPTH) + 1 if other.kind not in FRAME else 0):
            first.setdefault(other.path[:depth], other.ordinal)
    here = max((path for path in first if clause.path[: len(path)] == path), key=len, default=())
    items = "".join(_heading(path, at, path == here) for path, at in islice(first.items(), LONGEST_OUTLINE))
    if len(first) < 2:
        return ""
    return f'<details class="contents"><summary>目录</summary><ol>{items}</ol></details>'


def _short(heading: str) -> str:
    return heading if len(heading) <= LONGEST_HEADING else heading[: LONGEST_HEADING - 1] + "…"


def _heading(path: tuple[str, ...], at: int, here: bool) -> str:
    mark = ' aria-current="true"' if here else ""
    button = f'<button type="button" class="link" data-jump="{at}"{mark}>{plain(_short(path[-1]))}</button>'
    return f'<li style="--depth:{len(path) - 1}">{button}</li>'


def _trail(clause: Clause) -> str:
    """《title》（number）→ headings → address."""
    steps = [*clause.path, address_of(clause)]
    unique = [step for index, step in enumerate(steps) if step and step not in steps[:index]]
    rest = "".join(f"<li>{plain(_short(step))}</li>" for step in unique)
    told = [clause.page_label, clause.source.validity.reason]
    about = "；".join(text for text in told if text)
    document = f"<li><b>{plain(clause.source.label)}</b>{status(clause.source)}</li>"
    caption = f'<p class="caption">{plain(about)}</p>' if about else ""
    return f'<ol class="trail">{document}{rest}</ol>{caption}'


def _body(clause: Clause, citation: Citation | None) -> str:
    shown = shown_text(clause)
    span = quoted_span(citation, shown) if citation else None
    first, last = span or (0, 0)
    marked = f"<mark>{plain(shown[first:last])}</mark>" if span else ""
    return f'<blockquote class="full" data-at="{clause.ordinal}">{plain(shown[:first])}{marked}{plain(shown[last:])}</blockquote>'


def shown_text(clause: Clause) -> str:
    """The clause as shown: joined lines, but a table keeps its own."""
    return clause.raw.strip() if clause.kind == "table" else clause.text


def quoted_span(citation: Citation, shown: str) -> tuple[int, int] | None:
    """Where the quoted words stand in the shown text: source offsets counted without white space."""
    clause = citation.clause
    first = _solid(clause.raw[: max(citation.start - clause.start, 0)])
    count = _solid(clause.raw[: max(citation.end - clause.start, 0)]) - first
    places = [index for index, char in enumerate(shown) if not char.isspace()]
    if count <= 0 or first + count > len(places):
        return None
    return places[first], places[first + count - 1] + 1


def _solid(text: str) -> int:
    return sum(not char.isspace() for char in text)


def address_of(clause: Clause) -> str:
    """Where a clause stands, by its kind where the document gives it no number."""
    return clause.address or KIND_LABELS[clause.kind]


def status(source: Source) -> str:
    """A badge when the document does not apply, with the reason where the pointer rests on it."""
    label, reason = standing(source), plain(source.validity.reason)
    hint = f' title="{reason}"' if reason else ""
    return f'<span class="stale"{hint}>{plain(label)}</span>' if label else ""


def talk_list(talks: Sequence[Conversation], current: str, words: str) -> str:
    """The conversations as buttons, the one with the id `current` marked; `words` they were searched by."""
    if not talks:
        hint = "没有符合的对话。" if words.strip() else "还没有历史对话，提问后会自动保存在这里。"
        return f'<p class="hint talk-hint">{hint}</p>'
    items = "".join(_talk(talk, talk.id == current) for talk in talks)
    return f'<div class="talks" role="group" aria-label="历史对话">{items}</div>'


def _talk(talk: Conversation, current: bool) -> str:
    mark = ' aria-current="true"' if current else ""
    when = f"{talk.changed.astimezone():%Y-%m-%d %H:%M}"
    return (
        f'<button type="button" class="talk" data-pick="{plain(talk.id)}"{mark}>'
        f"<span>{plain(talk.title)}</span><small>{when}，{talk.count} 轮</small></button>"
    )
