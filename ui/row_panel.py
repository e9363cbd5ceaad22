"""One row of the ledger beside its clause: what it says, the words it stands on, who decided what about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.answers import Citation
from knowledge.commitments import Commitment
from knowledge.corrections import ACTION_LABELS, FIELDS, Decision
from knowledge.documents import Clause
from ui.exports import COLUMNS
from ui.render import clause_panel, plain

FACTS = ("任务", "牵头部门", "配合部门", "指标", "时限", "频次", "类型", "待核原因", "核对")
NO_DECISIONS = '<p class="caption">还没有人核对过这一项。</p>'


def row_panel(row: Commitment, document: Sequence[Clause], decisions: Sequence[Decision]) -> str:
    """The clause with the words of the row marked, then its cells and the decisions on it, oldest first."""
    citation = Citation(1, row.clause, row.quote, row.start, row.end)
    return (
        f'<div class="row-panel">{clause_panel(row.clause, citation, document)}'
        f'<section class="row-facts" aria-label="这一项的内容"><h2>这一项</h2>{_facts(row)}'
        f"<h2>核对记录</h2>{decision_list(decisions)}</section></div>"
    )


def _facts(row: Commitment) -> str:
    cells = [(name, COLUMNS[name].text(1, row)) for name in FACTS]
    return f"<dl>{''.join(f'<dt>{name}</dt><dd>{plain(text)}</dd>' for name, text in cells if text)}</dl>"


def decision_list(decisions: Sequence[Decision]) -> str:
    """Who decided what and when."""
    items = "".join(f"<li>{decision_text(decision)}</li>" for decision in decisions)
    return f'<ol class="decisions">{items}</ol>' if items else NO_DECISIONS


def decision_text(decision: Decision) -> str:
    """One decision: day and time, name, what, and the values set."""
    changes = "；".join(f"{name}改为“{value}”" for name, value in decision.changes.items())
    what = ACTION_LABELS[decision.action] + (f"：{changes}" if changes else "")
    when = decision.at[:16].replace("T", " ")
    return f"<small>{plain(when)} {plain(decision.who)}</small> {plain(what)}"


def field_values(row: Commitment) -> dict[str, str]:
    """What the fields of a correction show before anybody changes them."""
    return {name: COLUMNS[name].text(1, row) if name != "时限" else _deadline(row) for name in FIELDS}


def _deadline(row: Commitment) -> str:
    if row.deadline is None:
        return ""
    return row.deadline.date.isoformat() if row.deadline.date else row.deadline.as_written


def changed_fields(shown: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """The fields a person wrote something else in, as `knowledge.corrections` takes them: nothing is 无."""
    texts = {name: (text or "").strip() for name, text in given.items()}
    return {name: text or "无" for name, text in texts.items() if text != shown[name].strip()}
