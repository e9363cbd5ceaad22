"""Whether a model's sentence is as strong as the clauses: what it denies, bounds, allows, demands, and of how many.

Each half of the sentence is held against the halves of the quotes that are nearest to it.
"""

from __future__ import annotations

import re

from assistant.compared import Compared, halves, nearest, pairs
from assistant.facts import Fact, bound_fits, facts, fits
from knowledge.quantities import Quantity

_NEGATION = re.compile(
    "不(?!少于|超过|低于|高于|断|仅|同|得少于|小于|大于|足|久|妨|但|限|动产|锈|等)|没有|未(?!来|成年|必)|无需|无须|禁止|严禁|(?<!除)非(?!遗|物质|常|公有|营利|机动)|拒绝"
)
_PROHIBITION = re.compile("不得(?!少于|低于|超过)|不予|严禁|禁止|不再|不准|不可|不能|不允许")
_HEDGES = re.compile(
    "原则上|力争|争取|尽量|尽可能|有条件的|逐步|探索|适时|试点|鼓励|提倡|倡导|视情|酌情|一般(?!性|公共)|拟(?![定订人制])|符合条件|确有|特殊情况|(?:经|报)[^,;。]{1,16}?(?:批准|同意|审批|审核通过)|除.{1,14}外|仅|只(?![要有读])|限于"
)
_ALL = re.compile("所有|一律|任何|一概|全员|无一例外|全覆盖|全面(?=覆盖)")
_EVERY = re.compile("全部|全体|全覆盖|所有|一律")
_SOME = re.compile("部分|个别|少数|多数|大多|半数|有的|少量|大部分")
_SCOPE = re.compile("全[国省市区县州镇乡村]|(?<=各)[省市区县州镇乡村]|跨[省市区县]")
_EACH = re.compile("每(?!年|月|周|日|天|季|学期)|人均|平均|各(?=\\d)")
_TOTAL = re.compile("共|总计|累计|合计|总数")
_SIDE = re.compile("时?(?:之|以)?([前后])(?!期|续|勤)")


def force(pair: Compared) -> str:
    """Why a sentence is stronger, weaker, wider or narrower than its clauses (Chinese), '' if it is not."""
    return _negation(pair) or _bounds(pair) or _strangers(pair) or _modality(pair) or _extent(pair)


def _negation(pair: Compared) -> str:
    """A half that denies what the clause's halves nearest to it do not deny, or the other way round."""
    heads = {scope[:2] for half in halves(pair.said) for scope in _denied(half)}
    for half in halves(pair.said):
        near = nearest(half, pair.quotes)
        scopes = [scope for other in near for scope in _denied(other)]
        denials = _denied(half)
        added = any(not pairs(said[:5]) & pairs("".join(scopes)) for said in denials if len(said) > 1)
        unheard = bool(denials) and not scopes
        kept = bool(denials) or bool(heads & {scope[:2] for scope in scopes})
        dropped = bool(near) and bool(_denied(near[0])) and not kept
        forced = "不得不" in half and "不得不" not in pair.quotes
        if added or unheard or dropped or forced:
            return "否定的说法与条款不符"
    lost = _PROHIBITION.search(pair.quotes) and len(halves(pair.quotes)) == 1
    return "否定的说法与条款不符" if lost and not _NEGATION.search(pair.said) else ""


def _denied(half: str) -> list[str]:
    """What each negation of a half denies: the words after it, up to 的 where it only describes (未结题的)."""
    found = []
    for match in _NEGATION.finditer(half):
        after = half[match.end() :]
        describes = match.group() in ("未", "不", "非") and after[:1] not in tuple("得准能予可允应")
        found.append(after.partition("的")[0] if describes else after)
    return found


def _bounds(pair: Compared) -> str:
    """A bound that the quotes give the other way round, or that they do not give."""
    cited = [fact for fact in facts(pair.quotes) if isinstance(fact.value, Quantity)]
    for fact in facts(pair.said):
        same = [other for other in cited if fits(fact, other)]
        if not isinstance(fact.value, Quantity) or not same:
            continue
        if not any(isinstance(o.value, Quantity) and bound_fits(fact.value, o.value) for o in same):
            return "数量的界限与条款不符"
        side, sides = _side(fact, pair.said), {_side(other, pair.quotes) for other in same}
        if side and side not in sides and sides != {""}:
            return "时间的先后与条款不符"
    return ""


def _side(fact: Fact, text: str) -> str:
    """前 or 后 where it stands right after a number (17时前, 3日后), '' if neither does."""
    match = _SIDE.match(text, fact.end)
    return match[1] if match else ""


def _strangers(pair: Compared) -> str:
    """A word that excludes the one the clause uses, and a scope that the clause does not name."""
    cited = facts(pair.clauses + pair.names)
    for fact in facts(pair.said):
        if fact.kind.startswith("opposed") and fact.written not in pair.clauses + pair.names:
            rivals = [other for other in cited if other.kind == fact.kind]
            if rivals and not any(fits(fact, other) for other in rivals):
                return f"“{fact.written}”与条款不符"
    for scope in _SCOPE.findall(pair.said):
        if scope not in pair.clauses and (_SCOPE.search(pair.clauses) or scope[-1] not in pair.names):
            return f"“{scope}”不在所引条款里"
    return ""


def _modality(pair: Compared) -> str:
    """Allowed, demanded, aimed at: a half may be neither stronger nor weaker than the clause."""
    for half in halves(pair.said):
        near = nearest(half, pair.quotes)
        said, cited = _modals(half), {modal for other in near for modal in _modals(other)}
        if "may" in said and "may" not in cited:
            return "条款没有写“可以”"
        if "must" in said and "may" in cited and "must" not in cited:
            return "条款写的是可以，不是必须"
        if re.search("必须|务必", half) and "must" not in cited and "never" not in cited:
            return "条款没有写“必须”"
        if near and "may" not in said and _modals(near[0]) == {"may"}:
            return "漏掉了“可以”"
        hedges, own = _hedges(near[0] if near else ""), _hedges(half)
        if lost := sorted(hedges - own - _hedges(pair.said)):
            return f"漏掉了“{lost[0]}”"
        if new := sorted(own - _hedges(pair.clauses)):
            return f"“{new[0]}”不在所引条款里"
    return ""


def _hedges(text: str) -> set[str]:
    """What limits a half: 力争, 原则上, …; every leave of somebody (经…批准, 报…同意) is one."""
    found = {match.group() for match in _HEDGES.finditer(text)}
    return {"批准" if hedge[0] in "经报" else "除外" if hedge[0] == "除" else hedge for hedge in found}


def _modals(half: str) -> set[str]:
    return {str(fact.value) for fact in facts(half) if fact.kind == "modal"}


def _extent(pair: Compared) -> str:
    """All or some, each or together, every year or once."""
    for pattern, allowed in ((_ALL, _ALL), (_SOME, _SOME)):
        if (word := pattern.search(pair.said)) and not allowed.search(pair.clauses):
            return f"“{word.group()}”不在所引条款里"
    if _EVERY.search(pair.said) and _SOME.search(pair.quotes) and not _SOME.search(pair.said):
        return "条款说的只是部分"
    for half in halves(pair.said):
        near = " ".join(nearest(half, pair.quotes)[:2])
        numbers = [fact for fact in facts(half) if isinstance(fact.value, Quantity)]
        if numbers and _TOTAL.search(half) and _EACH.search(near) and not _TOTAL.search(near):
            return "条款说的是每一个，不是总数"
        if any(_TOTAL.search(half[: fact.start]) and _is_one_of_several(fact, pair) for fact in numbers):
            return "条款没有写这个总数"
        if numbers and _EACH.search(half) and not _EACH.search(pair.quotes):
            return "条款没有说是每一个"
    return _period(pair)


def _is_one_of_several(fact: Fact, pair: Compared) -> bool:
    """Whether the clauses give a number as one item of a list, and nowhere as a total."""
    homes = [half for half in halves(pair.quotes) if any(fits(fact, other) for other in facts(half))]
    several = [sum(other.kind == fact.kind for other in facts(half)) > 1 for half in homes]
    return bool(homes) and all(several) and not any(_TOTAL.search(half) for half in homes)


def _period(pair: Compared) -> str:
    """A number of every year said without its year is another number."""
    if any(fact.kind == "often" for fact in facts(pair.said)):
        return ""
    cited = {half: facts(half) for half in halves(pair.quotes)}
    for fact in facts(pair.said):
        if not isinstance(fact.value, Quantity):
            continue
        homes = [found for found in cited.values() if any(fits(fact, other) for other in found)]
        if homes and all(any(other.kind == "often" for other in found) for found in homes):
            often = next(other for other in homes[0] if other.kind == "often")
            return f"漏掉了“{often.written}”"
    return ""
