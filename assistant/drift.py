"""Where a model's sentence says more, or other, than the clauses it cites.

Compared in the normal form of `assistant.wording`: every fact (`assistant.facts`) stands in the clauses, and
with its subject (`assistant.binding`); every half of the sentence is carried by the clauses in its words
and is as strong as they are (`assistant.force`); names, titles and other scripts are the clauses' own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from assistant.answers import Statement
from assistant.binding import misplaced
from assistant.compared import Compared, compared, halves, squash
from assistant.facts import Fact, facts, fits
from assistant.force import force
from assistant.wording import FREE, is_free, normal, same_words
from knowledge.words import words_of

LEAST_SHARE = 0.5
LONGEST_SENTENCE = 400
_ROLES = ("牵头", "配合", "负责", "承担", "主管")
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
_LATIN = re.compile("[a-z]+")


def drift(statement: Statement) -> str:
    """Why a model's statement is not carried by its clauses (Chinese), '' if it is."""
    if len(statement.text) > LONGEST_SENTENCE:
        return "句子太长，无法逐项核对"
    pair = compared(statement)
    return (
        _markup(statement.text, pair)
        or _names(statement.text, pair)
        or _bodies(pair)
        or _share(pair)
        or force(pair)
        or _facts(pair)
        or _added(pair)
        or _binding(pair)
    )


def _markup(written: str, pair: Compared) -> str:
    """Markup, links, and words about the answer itself are no statement of a clause."""
    if _MARKUP.search(unicodedata.normalize("NFKC", written)):
        return "含有标记或链接，不予显示"
    if any(mark in written and mark not in pair.clauses for mark in "<>＜＞‹›"):
        return "含有标记或链接，不予显示"
    links = [link.group() for link in _ADDRESS.finditer(pair.said)]
    if links and not all(link in pair.clauses for link in links):
        return "含有条款里没有的网址"
    return "不是对政策内容的陈述" if _OF_ITSELF.search(pair.said) else ""


def _names(written: str, pair: Compared) -> str:
    """Quoted words, titles in 《》 and foreign words or figures must be the clauses' own."""
    held = squash(pair.clauses + pair.names)
    for quoted in _QUOTED.findall(normal(written)):
        if squash(quoted).strip(",。;!?、") not in held:
            return "引号里的话与原文不一致"
    for title in _TITLE.findall(normal(written)):
        if squash(title) not in held:
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


def _share(pair: Compared) -> str:
    """A sentence most of whose words the clauses do not hold is about something else."""
    words = [word for half in halves(pair.said) for word in _content(half)]
    new = _unheld(pair.said, words, squash(pair.clauses + pair.names))
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


def _added(pair: Compared) -> str:
    """A half of the sentence, or a word beside a fact, that the clauses do not hold."""
    held = squash(pair.clauses + pair.names)
    for half in halves(pair.said):
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
