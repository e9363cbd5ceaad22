"""Where a model's sentence says more, or other, than the clauses it cites.

Compared in normal form: bodies and their roles, negations, bounds of numbers, and the share of words.
What this cannot see: which of two numbers of one clause belongs to which of its two subjects.
"""

from __future__ import annotations

import re

from assistant.answers import Statement
from knowledge.quantities import quantities
from knowledge.words import fold, terms

LEAST_SHARE = 0.5
_BODY = re.compile("[一-龥]{1,5}(?:部|局|委|处|厅|室|科协|中心)")
_NO_BODIES = frozenset("全部 内部 外部 干部 各部 一部 到处 好处 之处 教室 问处".split())
_ROLES = ("牵头", "配合", "负责", "承担", "主管")
_NEGATION = re.compile(
    "不(?!少于|超过|低于|高于|断|仅|同|得少于|小于|大于|足|久|妨|但)|没有|未|无需|禁止|严禁|非"
)
_PROHIBITION = re.compile("不得(?!少于|低于|超过)|不予|严禁|禁止|不再")
_AT_LEAST = re.compile("(不少于|不低于|至少|不小于|(?<!不)超过|(?<!不)大于)[^，。；]{0,3}$")
_AT_MOST = re.compile("(不超过|不高于|不大于|至多|最多|(?<!不)少于|(?<!不)低于)[^，。；]{0,3}$")


def drift(statement: Statement) -> str:
    """Why a model's statement is not carried by its clauses, '' if it is."""
    said = fold(statement.text)
    for support in statement.supports:
        for name in (support.clause.source.doc_number or "", support.clause.source.title):
            said = said.replace(fold(name), " ") if name else said
    quotes = fold(" ".join(support.quote for support in statement.supports))
    clauses = fold("".join(support.clause.text for support in statement.supports))
    return _bodies(said, clauses) or _negation(said, quotes) or _bounds(said, quotes) or _words(said, clauses)


def _bodies(said: str, clauses: str) -> str:
    for match in _BODY.finditer(said):
        body = match.group()
        if any(body.endswith(word) for word in _NO_BODIES):
            continue
        named = [body[i:] for i in range(max(1, len(body) - 2)) if body[i:] in clauses]
        shown = re.split("[由和与、]", body)[-1]
        if not named:
            return f"“{shown}”不在所引条款里"
        role = next((role for role in _ROLES if said[match.end() :].startswith((role, "等" + role))), "")
        if role and not any(_holds_role(name, role, clauses) for name in named):
            return f"条款没有写明由“{shown}”{role}"
    return ""


def _holds_role(body: str, role: str, clauses: str) -> bool:
    """Whether the clauses give a body a role: 科普部牵头, or 牵头部门:科普部."""
    name = re.escape(body)
    after = rf"{name}(?:[、和与及][一-龥]{{2,12}})*(?:共同|联合|等|具体|统一)?{role}"
    listed = "牵头|责任|负责|承办" if role in ("负责", "承担", "主管", "牵头") else role
    note = rf"(?:{listed})(?:部门|单位|处室|科室)?[:：][^;；)）。]*{name}"
    return bool(re.search(after, clauses) or re.search(note, clauses))


def _negation(said: str, quotes: str) -> str:
    added = bool(_NEGATION.search(said)) and not _NEGATION.search(quotes)
    dropped = bool(_PROHIBITION.search(quotes)) and not _NEGATION.search(said)
    return "否定的说法与条款不符" if added or dropped else ""


def _bounds(said: str, quotes: str) -> str:
    """A bound that the quotes give the other way round, or that they do not give."""
    for quantity in quantities(said):
        before = said[max(0, quantity.start - 8) : quantity.start]
        for bound in (_AT_LEAST, _AT_MOST):
            if bound.search(before) and not any(
                bound.search(quotes[max(0, other.start - 8) : other.start])
                for other in quantities(quotes)
                if other.value == quantity.value
            ):
                return "数量的界限与条款不符"
    return ""


def _words(said: str, clauses: str) -> str:
    words = terms(said)
    share = sum(word in clauses for word in words) / len(words) if words else 0.0
    return "" if share >= LEAST_SHARE else "与所引条款的内容不符"
