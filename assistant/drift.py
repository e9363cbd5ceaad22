"""Where a model's sentence says more, or other, than the clauses it cites.

Compared in the normal form of `assistant.wording`: every fact (`assistant.facts`) stands in the clauses, and
with its subject (`assistant.binding`); every half of the sentence is carried by the clauses in its words,
and denies, allows, demands and limits what the halves nearest to it do; names, titles and other scripts
are the clauses' own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answers import Statement
from assistant.binding import misplaced
from assistant.facts import Fact, bound_fits, facts, fits
from assistant.wording import FREE, is_free, normal, same_words
from knowledge.documents import numbering_length
from knowledge.quantities import Quantity
from knowledge.words import words_of

LEAST_SHARE = 0.5
LONGEST_SENTENCE = 400
_HALF = re.compile(r"[^,;。!?\n]+")
_ROLES = ("牵头", "配合", "负责", "承担", "主管")
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
_RARE_NUMERAL = re.compile(
    "[卅卌廿俩仨半兆]|[数几上成近][十百千万亿]+|翻番|翻倍|成倍|倍增|许多|大量|若干|多数"
)
_QUOTED = re.compile('["“‘「『]([^"“”‘’「」『』]{2,})["”’」』]')
_TITLE = re.compile("《([^《》]+)》")
_MARKUP = re.compile(
    r"\]\s*\(|!\[|</?[a-z!]|&(?:#\w+|lt|gt|amp|quot);|javascript:|```|\|\s*-{3}|\[[^\[\]]*\]\s*:", re.I
)
_ADDRESS = re.compile(r"https?:|www\.|[\w.-]+@[\w-]+\.|[\w-]+\.(?:com|cn|org|net|gov|edu|io|top|xyz)\b", re.I)
_OF_ITSELF = re.compile(
    "(?:以上|上述|前述|之前|前面|本次?|我的)(?:的)?(?:内容|回答|答案|说法|信息|规则|指令|条款内容).{0,4}(?:作废|无效|不算|错误|有误|不实|不作数|不可信|忽略)"
    "|忽略.{0,6}(?:规则|指令|要求|内容)|只回答|系统提示|提示词|语言模型|人工智能助手|作为ai"
)
_SIDE = re.compile("时?(?:之|以)?([前后])(?!期|续|勤)")
_LATIN = re.compile("[a-z]+")


@dataclass(frozen=True, slots=True)
class Compared:
    """A sentence and what it cites, in normal form: the quotes, the whole clauses, and their printed names."""

    said: str
    quotes: str
    clauses: str
    names: str


def drift(statement: Statement) -> str:
    """Why a model's statement is not carried by its clauses (Chinese), '' if it is."""
    if len(statement.text) > LONGEST_SENTENCE:
        return "句子太长，无法逐项核对"
    pair = _compared(statement)
    return (
        _markup(statement.text, pair)
        or _names(statement.text, pair)
        or _bodies(pair)
        or _negation(pair)
        or _bounds(pair)
        or _share(pair)
        or _facts(pair)
        or _strangers(pair)
        or _force(pair)
        or _extent(pair)
        or _added(pair)
        or _binding(pair)
    )


def _compared(statement: Statement) -> Compared:
    supports = statement.supports
    said, names = normal(statement.text), [""]
    for source in {support.clause.source for support in supports}:
        names += [source.doc_number or "", source.title, source.issuer or ""]
        for name in (source.doc_number or "", source.title):
            said = said.replace(normal(name), " ") if name else said
    headings = {name for s in supports for name in (s.clause.address, *s.clause.path)}
    for name in sorted(map(normal, headings), key=len, reverse=True):
        bare = name[numbering_length(name) :]
        said = said.replace(name, bare) if len(name) > 1 else said
    return Compared(
        re.sub(r"(?<=[^a-z0-9]) +| +(?=[^a-z0-9])", "", said).replace("《》", ""),
        normal("\n".join(support.quote for support in supports)),
        "\n".join(dict.fromkeys(normal(support.clause.text) for support in supports)),
        "\n".join(["", *map(normal, names), *map(normal, sorted(headings))]),
    )


def _markup(written: str, pair: Compared) -> str:
    """Markup, links, and words about the answer itself are no statement of a clause."""
    if _MARKUP.search(unicodedata.normalize("NFKC", written)):
        return "含有标记或链接，不予显示"
    links = [link.group() for link in _ADDRESS.finditer(pair.said)]
    if links and not all(link in pair.clauses for link in links):
        return "含有条款里没有的网址"
    return "不是对政策内容的陈述" if _OF_ITSELF.search(pair.said) else ""


def _names(written: str, pair: Compared) -> str:
    """Quoted words, titles in 《》 and foreign words or figures must be the clauses' own."""
    held = _squash(pair.clauses + pair.names)
    for quoted in _QUOTED.findall(normal(written)):
        if _squash(quoted).strip(",。;!?、") not in held:
            return "引号里的话与原文不一致"
    for title in _TITLE.findall(normal(written)):
        if _squash(title) not in held:
            return f"《{title}》不是所引文件，也不在所引条款里"
    for word in _LATIN.findall(pair.said):
        if not re.search(rf"(?<![a-z]){word}(?![a-z])", held):
            return f"“{word}”不在所引条款里"
    for char in pair.said:
        if (
            unicodedata.category(char)[0] in "LN"
            and not char.isascii()
            and not _is_han(char)
            and char not in held
        ):
            return f"“{char}”不在所引条款里"
    rare = next((m.group() for m in _RARE_NUMERAL.finditer(pair.said) if m.group() not in pair.clauses), "")
    return f"“{rare}”不在所引条款里" if rare else ""


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or char == "〇"


def _bodies(pair: Compared) -> str:
    cited = [fact for fact in facts(pair.clauses + pair.names) if fact.kind == "body"]
    for fact in facts(pair.said):
        if fact.kind != "body" or fact.written in pair.clauses + pair.names:
            known = True
        else:
            known = any(fits(fact, other) for other in cited)
        if not known:
            return f"“{fact.written}”不在所引条款里"
        if fact.kind == "body" and (reason := _role(fact, cited, pair)):
            return reason
    return ""


def _role(fact: Fact, cited: list[Fact], pair: Compared) -> str:
    after = pair.said[fact.end :]
    role = next((role for role in _ROLES if after.startswith((role, "等" + role))), "")
    names = {str(other.value) for other in cited if fits(fact, other)} | {str(fact.value)}
    if role and not any(_holds_role(name, role, pair.clauses) for name in names):
        return f"条款没有写明由“{fact.written}”{role}"
    return ""


def _holds_role(body: str, role: str, clauses: str) -> bool:
    """Whether the clauses give a body a role: 科普部牵头, or 牵头部门:科普部."""
    name = re.escape(body)
    after = rf"{name}(?:[、和与及][一-龥]{{2,12}})*(?:共同|联合|等|具体|统一)?{role}"
    listed = "牵头|责任|负责|承办" if role in ("负责", "承担", "主管", "牵头") else role
    note = rf"(?:{listed})(?:部门|单位|处室|科室)?[:：][^;；)）。]*{name}"
    return bool(re.search(after, clauses) or re.search(note, clauses))


def _negation(pair: Compared) -> str:
    """A half that denies what the clause's halves nearest to it do not deny, or the other way round."""
    heads = {scope[:2] for half in _halves(pair.said) for scope in _denied(half)}
    for half in _halves(pair.said):
        near = _nearest(half, pair.quotes)
        scopes = [scope for other in near for scope in _denied(other)]
        denials = _denied(half)
        added = any(not _pairs(said[:5]) & _pairs("".join(scopes)) for said in denials if len(said) > 1)
        unheard = bool(denials) and not scopes
        kept = bool(denials) or bool(heads & {scope[:2] for scope in scopes})
        dropped = bool(near) and bool(_denied(near[0])) and not kept
        forced = "不得不" in half and "不得不" not in pair.quotes
        if added or unheard or dropped or forced:
            return "否定的说法与条款不符"
    lost = _PROHIBITION.search(pair.quotes) and len(_halves(pair.quotes)) == 1
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


def _share(pair: Compared) -> str:
    """A sentence most of whose words the clauses do not hold is about something else."""
    words = [word for half in _halves(pair.said) for word in _content(half)]
    new = _unheld(pair.said, words, _squash(pair.clauses + pair.names))
    return "与所引条款的内容不符" if len(new) > (1 - LEAST_SHARE) * len(words) else ""


def _facts(pair: Compared) -> str:
    """Every fact stands in the quotes, ordinals and document numbers at least in a printed name."""
    cited = facts(pair.quotes)
    printed = facts(pair.clauses + pair.names)
    for fact in facts(pair.said):
        if fact.kind in ("body", "modal") or fact.kind.startswith("opposed"):
            continue
        source = printed if fact.kind in ("level", "文号") or fact.kind.startswith("ordinal") else cited
        if not any(fits(fact, other) for other in source):
            return f"“{fact.written}”不在所引条款里"
    return ""


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


def _force(pair: Compared) -> str:
    """Allowed, demanded, aimed at: a half may be neither stronger nor weaker than the clause."""
    for half in _halves(pair.said):
        near = _nearest(half, pair.quotes)
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
    for half in _halves(pair.said):
        near = " ".join(_nearest(half, pair.quotes)[:2])
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
    homes = [half for half in _halves(pair.quotes) if any(fits(fact, other) for other in facts(half))]
    several = [sum(other.kind == fact.kind for other in facts(half)) > 1 for half in homes]
    return bool(homes) and all(several) and not any(_TOTAL.search(half) for half in homes)


def _period(pair: Compared) -> str:
    """A number of every year said without its year is another number."""
    if any(fact.kind == "often" for fact in facts(pair.said)):
        return ""
    cited = {half: facts(half) for half in _halves(pair.quotes)}
    for fact in facts(pair.said):
        if not isinstance(fact.value, Quantity):
            continue
        homes = [found for found in cited.values() if any(fits(fact, other) for other in found)]
        if homes and all(any(other.kind == "often" for other in found) for found in homes):
            often = next(other for other in homes[0] if other.kind == "often")
            return f"漏掉了“{often.written}”"
    return ""


def _added(pair: Compared) -> str:
    """A half of the sentence, or a word beside a fact, that the clauses do not hold."""
    held = _squash(pair.clauses + pair.names)
    for half in _halves(pair.said):
        new = _unheld(half, _content(half), held)
        if new:
            return f"“{new[0]}”不在所引条款里"
    return ""


def _unheld(said: str, words: Sequence[str], held: str) -> list[str]:
    """The words that neither stand in the clauses nor mean the same, nor are made of what stands there."""
    carried = {at for i in range(len(said) - 1) if said[i : i + 2] in held for at in (i, i + 1)}
    carried |= {at for at, char in enumerate(said) if char in FREE}
    new = []
    for word in words:
        at = said.find(word)
        whole = at >= 0 and carried.issuperset(range(at, at + len(word)))
        if not whole and not any(same in held for same in same_words(word)):
            new.append(word)
    return new


@lru_cache(maxsize=512)
def _content(half: str) -> tuple[str, ...]:
    """The words of a half sentence that claim something of their own: no facts, no joints, no plain verbs."""
    for fact in facts(half):
        if fact.kind.split()[0] in ("number", "date", "ordinal", "often", "文号", "modal", "body"):
            half = half[: fact.start] + "□" * (fact.end - fact.start) + half[fact.end :]
    return tuple(
        word for word in words_of(half) if len(word) > 1 and all(map(_is_han, word)) and not is_free(word)
    )


def _binding(pair: Compared) -> str:
    mixed = misplaced(pair.said, pair.clauses)
    return f"“{mixed}”在条款里说的不是这件事" if mixed else ""


@lru_cache(maxsize=512)
def _halves(text: str) -> tuple[str, ...]:
    return tuple(half.strip() for half in _HALF.findall(text) if half.strip())


def _nearest(half: str, quotes: str) -> list[str]:
    """The halves of the quotes that a half is made of: the nearest first, then those mostly held by it."""
    own = _pairs(half)
    shared = [(len(own & _pairs(other)), other) for other in _halves(quotes)]
    shared = sorted(((n, other) for n, other in shared if n), key=lambda pair: (-pair[0], len(pair[1])))
    return [
        other
        for rank, (n, other) in enumerate(shared)
        if rank == 0 or (n > 1 and 2 * n >= len(_pairs(other)))
    ]


@lru_cache(maxsize=1024)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def _squash(text: str) -> str:
    return re.sub(r"\s", "", text)
