"""What the page shows, as HTML. Pure functions; every text from outside passes through `plain`.

The page shows answers, clauses and tables with `gr.HTML`, which interprets no Markdown and no
mathematics: escaping is all that is needed, and `<` in the result is always ours. A button
that carries `data-pick` sends its value back (clicks.js).
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.answers import MARK, Answer, Citation
from knowledge.conversations import Conversation
from knowledge.documents import Clause, Evidence, Source
from knowledge.validity import standing

NEAR_CLAUSES = 3
DRAFT_LABEL = "正在起草，尚未核对"
CLOSED_PANEL = '<p class="hint">点击回答中的引用编号，可在此查看条款原文。</p>'
KIND_LABELS = {
    "title": "标题", "preamble": "引言", "heading": "小标题", "item": "条款", "paragraph": "正文段落",
    "bullet": "列举项", "box": "专栏", "table": "表格", "attachment": "附件", "footer": "文末",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what became of it: a draft, an answer, or a message, instead of an answer or below it."""

    question: str
    draft: str = ""
    answer: Answer | None = None
    message: str = ""


def plain(text: str) -> str:
    """Escape a text for HTML, element or attribute; control and invisible characters are left out."""
    return html.escape(_visible(text), quote=True)


def _visible(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Cs"})


def conversation(turns: Sequence[Turn]) -> str:
    """The whole conversation, oldest turn first."""
    inner = "".join(_turn(turn, number) for number, turn in enumerate(turns))
    return f'<div class="turns" role="log" aria-live="polite" aria-label="对话" tabindex="0">{inner}</div>'


def _turn(turn: Turn, number: int) -> str:
    asked = f'<div class="question">{plain(turn.question)}</div>' if turn.question else ""
    return f'<article class="turn">{asked}{_reply(turn, number)}</article>'


def _reply(turn: Turn, number: int) -> str:
    message = note(turn.message) if turn.message else ""
    if turn.answer or turn.message:
        return (_answer(turn.answer, number) if turn.answer else "") + message
    label = f'<p class="badge">{DRAFT_LABEL if turn.draft else "正在查找依据…"}</p>'
    return f'<div class="reply draft" aria-busy="true">{label}{_lines(plain(turn.draft))}</div>'


def note(text: str) -> str:
    """What is told in passing."""
    return f'<div class="reply note" role="status">{_lines(plain(text))}</div>'


def _answer(answer: Answer, number: int) -> str:
    resolved = f'<p class="caption">按“{plain(answer.resolved)}”理解</p>' if answer.resolved else ""
    if answer.status == "refused":
        body = f'{resolved}<p class="badge">文件未写明</p>{_lines(plain(answer.text))}{_near(answer.evidence, number)}'
        return f'<div class="reply refused">{body}{_checks(answer)}</div>'
    body = resolved + _lines(_chips(answer, number)) + _source_cards(answer.citations, number)
    return f'<div class="reply">{body}{_checks(answer)}</div>'


def _lines(escaped: str) -> str:
    return "".join(f"<p>{line}</p>" for line in escaped.splitlines() if line.strip())


def _chips(answer: Answer, number: int) -> str:
    """The answer's text; a mark [n] becomes a button when the answer has a citation n."""
    known = {str(citation.n): citation for citation in answer.citations}

    def chip(mark: re.Match[str]) -> str:
        citation = known.get(mark[1])
        if citation is None:
            return mark[0]
        hint = plain(f"{citation.clause.source.label} {_address(citation.clause)}：{citation.quote}")
        pick = f"{number}-cite-{citation.n}"
        name = plain(f"查看引用 {citation.n}：{_address(citation.clause)}")
        return (
            f'<button type="button" class="chip" data-pick="{pick}" title="{hint}" '
            f'aria-label="{name}">[{citation.n}]</button>'
        )

    return MARK.sub(chip, plain(answer.text))


def _source_cards(citations: Iterable[Citation], number: int) -> str:
    cards = [
        f'<button type="button" class="card" data-pick="{number}-cite-{citation.n}">'
        f'<span class="number">[{citation.n}]</span> {_place(citation.clause)}</button>'
        for citation in citations
    ]
    return f'<div class="cards" role="group" aria-label="引用条款">{"".join(cards)}</div>' if cards else ""


def _near(evidence: Sequence[Evidence], number: int) -> str:
    cards = [
        f'<button type="button" class="card" data-pick="{number}-near-{index}">{_place(found.clause)}'
        f'<span class="excerpt">{plain(found.clause.text[:80])}</span></button>'
        for index, found in enumerate(evidence[:NEAR_CLAUSES])
    ]
    if not cards:
        return ""
    return f'<p class="caption">相近条款（不作为依据）</p><div class="cards">{"".join(cards)}</div>'


def _checks(answer: Answer) -> str:
    """The fold 「核对情况」: the notice, and the statements that were taken out."""
    if not answer.notice and not answer.withheld:
        return ""
    removed = "".join(
        f"<li>{plain(withheld.statement)}<small>原因：{plain(withheld.reason)}</small></li>"
        for withheld in answer.withheld
    )
    notice = _lines(plain(answer.notice))
    listed = f"<p>以下内容未通过核对，已撤下：</p><ul>{removed}</ul>" if removed else ""
    return f'<details class="checks"><summary>核对情况</summary>{notice}{listed}</details>'


def clause_panel(clause: Clause, citation: Citation | None, document: Sequence[Clause]) -> str:
    """One clause with its path, the quoted words marked, and its neighbours in the document."""
    places = {other.id: index for index, other in enumerate(document)}
    index = places.get(clause.id)
    before = document[index - 1 : index] if index else ()
    after = document[index + 1 : index + 2] if index is not None else ()
    close = '<button type="button" class="close" data-pick="" aria-label="关闭条款原文">关闭</button>'
    return (
        f'<section class="clause" tabindex="-1" aria-label="条款原文">{close}{_trail(clause)}'
        f"{_context(before, '上文')}{_body(clause, citation)}{_context(after, '下文')}</section>"
    )


def _trail(clause: Clause) -> str:
    """《title》（number）→ headings → address."""
    steps = [*clause.path, _address(clause)]
    unique = [step for index, step in enumerate(steps) if step and step not in steps[:index]]
    rest = "".join(f"<li>{plain(step)}</li>" for step in unique)
    page = f'<p class="caption">{clause.page_label}</p>' if clause.page else ""
    document = f"<li><b>{plain(clause.source.label)}</b>{status(clause.source)}</li>"
    return f'<ol class="trail">{document}{rest}</ol>{page}'


def _body(clause: Clause, citation: Citation | None) -> str:
    shown = shown_text(clause)
    span = quoted_span(citation, shown) if citation else None
    first, last = span or (0, 0)
    marked = f"<mark>{plain(shown[first:last])}</mark>" if span else ""
    return f'<blockquote class="full">{plain(shown[:first])}{marked}{plain(shown[last:])}</blockquote>'


def _context(clauses: Sequence[Clause], label: str) -> str:
    return "".join(
        f'<div class="context"><p class="caption">{label} · {plain(_address(clause))}</p>'
        f"<p>{plain(shown_text(clause))}</p></div>"
        for clause in clauses
    )


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


def _address(clause: Clause) -> str:
    return clause.address or KIND_LABELS[clause.kind]


def _place(clause: Clause) -> str:
    source = clause.source
    return f"<span>{plain(source.label)} <b>{plain(_address(clause))}</b></span>{status(source)}"


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
