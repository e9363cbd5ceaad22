"""The conversation of 「问答」 as HTML: questions, drafts, answers with their marks, refusals, what to ask next.

Pure functions; every text from outside passes through `render.plain`. A button with `data-pick` sends
its value back, one with `data-copy` copies it (clicks.js).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.answers import MARK, Answer, Citation, Grade
from knowledge.documents import Clause, Evidence
from knowledge.validity import standing
from ui.render import NEAR_CLAUSES, address_of, lines, plain, status
from ui.terminal import plain_text

_HELD = re.compile(r"(<button[^>]*>\[\d+\]</button>[。；，、！？])")
DRAFT_LABEL = "正在起草，尚未核对"
SEARCHING = "正在查找依据…"
REFUSED: dict[Grade | None, str] = {
    "absent": "没有回答：文件里没有找到",
    "near": "没有回答：有相近条款，但没有写明",
    "conflict": "没有回答：几份文件说法不一",
    "outside": "没有回答：不在已有文件的范围内",
    None: "没有回答：文件未写明",
}


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what became of it: a draft, an answer, or a message, instead of an answer or below it."""

    question: str
    draft: str = ""
    answer: Answer | None = None
    message: str = ""

    @property
    def busy(self) -> bool:
        """Whether its answer is still being written."""
        return not self.answer and not self.message


def conversation(turns: Sequence[Turn]) -> str:
    """The whole conversation, oldest turn first."""
    inner = "".join(_turn(turn, number) for number, turn in enumerate(turns))
    return f'<div class="turns" role="region" aria-label="对话" tabindex="0">{inner}</div>'


def announcement(turns: Sequence[Turn]) -> str:
    """One short sentence for screen readers on what became of the last question; it changes only with that."""
    return f'<p class="unseen" role="status">{plain(_spoken(turns[-1])) if turns else ""}</p>'


def _spoken(turn: Turn) -> str:
    if turn.message:
        return turn.message
    if turn.answer is None:
        return SEARCHING
    if turn.answer.status == "refused":
        return REFUSED[turn.answer.grade]
    return f"已回答，引用 {len(turn.answer.citations)} 处原文。"


def questions(offered: Iterable[str], lead: str) -> str:
    """Questions to be asked with a click, below a few words; '' where there are none."""
    buttons = "".join(
        f'<button type="button" class="starter" data-pick="{plain(question)}">{plain(question)}</button>'
        for question in offered
    )
    caption = f'<p class="caption">{plain(lead)}</p>'
    return (
        f'<div class="starters" role="group" aria-label="{plain(lead)}">{caption}{buttons}</div>'
        if buttons
        else ""
    )


def _turn(turn: Turn, number: int) -> str:
    asked = f'<div class="question">{plain(turn.question)}</div>' if turn.question else ""
    return f'<article class="turn">{asked}{_reply(turn, number)}</article>'


def _reply(turn: Turn, number: int) -> str:
    if turn.busy:
        label = f'<p class="badge">{DRAFT_LABEL if turn.draft else SEARCHING}</p>'
        return f'<div class="reply draft" aria-busy="true">{label}{lines(turn.draft)}</div>'
    message = f'<div class="reply note">{lines(turn.message)}</div>' if turn.message else ""
    if turn.answer:
        return _answer(turn.answer, number) + message
    again = f'<div class="tools">{_edit(number)}</div>' if turn.question else ""
    return message + again


def _answer(answer: Answer, number: int) -> str:
    resolved = f'<p class="caption">按“{plain(answer.resolved)}”理解</p>' if answer.resolved else ""
    if answer.status == "refused":
        badge = f'<p class="badge">{REFUSED[answer.grade]}</p>'
        body = f"{resolved}{badge}{lines(answer.text)}{_notice(answer)}{_near(answer.evidence, number)}"
        return f'<div class="reply refused">{body}{_withheld(answer)}{_actions(answer, number)}</div>'
    body = f"{resolved}{_lines_with_chips(answer, number)}{_warnings(answer)}{_notice(answer)}"
    cards = _source_cards(answer.citations, number)
    return f'<div class="reply">{body}{cards}{_withheld(answer)}{_actions(answer, number)}</div>'


def _lines_with_chips(answer: Answer, number: int) -> str:
    """The answer's text; a mark [n] becomes a button when the answer has a citation n."""
    known = {str(citation.n): citation for citation in answer.citations}

    def chip(mark: re.Match[str]) -> str:
        citation = known.get(mark[1])
        if citation is None:
            return mark[0]
        place = address_of(citation.clause)
        hint = plain(f"{citation.clause.source.label} {place}：{citation.quote}")
        return (
            f'<button type="button" class="chip" data-pick="{number}-cite-{citation.n}" title="{hint}" '
            f'aria-label="{plain(f"查看引用 {citation.n}：{place}")}">[{citation.n}]</button>'
        )

    return lines(answer.text, lambda line: _HELD.sub(r'<span class="held">\1</span>', MARK.sub(chip, line)))


def _warnings(answer: Answer) -> str:
    """What a person must know of the documents that an answer rests on: one line each that does not apply."""
    sources = dict.fromkeys(citation.clause.source for citation in answer.citations)
    told = [
        f"注意：{source.label}{label}" + (f"（{source.validity.reason}）" if source.validity.reason else "")
        for source in sources
        if (label := standing(source))
    ]
    return "".join(f'<p class="warning">{plain(text)}。</p>' for text in told)


def _notice(answer: Answer) -> str:
    return f'<p class="caption">提示：{plain(answer.notice)}</p>' if answer.notice else ""


def _source_cards(citations: Sequence[Citation], number: int) -> str:
    """The places cited, below the document that they stand in."""
    groups = "".join(
        f'<div class="source"><p>{plain(source.label)}{status(source)}</p><div class="cards">'
        f"{''.join(_card(one, number) for one in citations if one.clause.source == source)}</div></div>"
        for source in dict.fromkeys(citation.clause.source for citation in citations)
    )
    return f'<div class="sources" role="group" aria-label="引用条款">{groups}</div>' if groups else ""


def _card(citation: Citation, number: int) -> str:
    return (
        f'<button type="button" class="card" data-pick="{number}-cite-{citation.n}">'
        f'<span class="number">[{citation.n}]</span> {_where(citation.clause)}</button>'
    )


def _near(evidence: Sequence[Evidence], number: int) -> str:
    cards = [
        f'<button type="button" class="card" data-pick="{number}-near-{index}">{_place(found.clause)}'
        f'<span class="excerpt">{plain(found.clause.text[:80])}</span></button>'
        for index, found in enumerate(evidence[:NEAR_CLAUSES])
    ]
    if not cards:
        return ""
    group = f'<div class="cards" role="group" aria-label="相近条款">{"".join(cards)}</div>'
    return f'<p class="caption">相近条款（不作为依据）</p>{group}'


def _place(clause: Clause) -> str:
    source = clause.source
    return f"<span>{plain(source.label)} {_where(clause)}</span>{status(source)}"


def _where(clause: Clause) -> str:
    page = f' <span class="page">{clause.page_label}</span>' if clause.page else ""
    return f"<b>{plain(address_of(clause))}</b>{page}"


def _withheld(answer: Answer) -> str:
    """The fold with the statements that did not pass the checks, and why."""
    if not answer.withheld:
        return ""
    removed = "".join(
        f"<li>{plain(withheld.statement)}<small>原因：{plain(withheld.reason)}</small></li>"
        for withheld in answer.withheld
    )
    count = len(answer.withheld)
    told = "<p>每一句都要与所引条款逐字核对，下面的话没有通过，不作为回答：</p>"
    return (
        f'<details class="checks"><summary>核对时撤下 {count} 句</summary>{told}<ul>{removed}</ul></details>'
    )


def _actions(answer: Answer, number: int) -> str:
    copied = plain(f"问：{answer.question}\n{plain_text(answer)}")
    copy = f'<button type="button" class="tool" data-copy="{copied}">复制（含出处）</button>'
    remark = f'<button type="button" class="tool" data-pick="{number}-remark">提意见</button>'
    return f'<div class="tools">{copy}{_edit(number)}{remark}</div>'


def _edit(number: int) -> str:
    return f'<button type="button" class="tool" data-pick="{number}-edit" data-focus="question">修改问题</button>'
