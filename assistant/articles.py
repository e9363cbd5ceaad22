"""What an article says that a question names by its number alone (第五条规定了什么)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.answers import Draft, Statement, Support, refused
from assistant.question import Asked
from assistant.responsible import LONGEST_QUOTE
from knowledge.documents import Clause, numbering_length
from knowledge.planted import planted
from knowledge.quantities import parse_han, to_count

MOST_CLAUSES, MOST_DOCUMENTS = 8, 2
_NUMBER = r"第(?P<number>[一二三四五六七八九十百零〇\d]+)条"
_IN_ADDRESS = re.compile(_NUMBER)
_ASKED = re.compile(
    rf"(?P<article>{_NUMBER})(?:(?:里面?|中|具体|主要|都|到底)*(?:规定|写|说|讲|要求|明确)(?:的|了)*(?:都?是)?些?(?:什么|啥|哪些)|的?内容|[是有](?:什么|啥)(?:内容|规定)?[?？。]?$)"
)


def article(asked: Asked, names: Sequence[str], clauses: Mapping[str, Sequence[Clause]]) -> Draft | None:
    """The whole article that a question asks for, of at most two of the named documents, likeliest first; a refusal
    where none of those that have articles has it; None where a question asks for none, or none has any."""
    match = _ASKED.search(asked.question)
    if match is None:
        return None
    numbered = {name: [(number_of(one), one) for one in clauses[name]] for name in names}
    with_articles = [name for name, own in numbered.items() if any(number is not None for number, _ in own)]
    if not with_articles:
        return None
    wanted = _value(match["number"])
    found = {name: [one for number, one in numbered[name] if number == wanted] for name in with_articles}
    holders = [name for name in with_articles if found[name]]
    if not holders:
        last = max(number or 0 for name in with_articles for number, _ in numbered[name])
        known = f"，最后一条是第{to_count(last)}条" if len(with_articles) == 1 else ""
        return refused(f"文件里没有{match['article']}{known}", "absent")
    said = [one for name in holders[:MOST_DOCUMENTS] for one in found[name][:MOST_CLAUSES]]
    cut = any(len(found[name]) > MOST_CLAUSES for name in holders[:MOST_DOCUMENTS])
    notice = "这一条没有列完，请看原文。" if cut else ""
    if (others := len(holders) - MOST_DOCUMENTS) > 0:
        notice += f"另有{to_count(others)}份文件也有{match['article']}，请写明文件。"
    draft = Draft(tuple(_whole(one) for one in said if not planted(one.text)))
    return replace(draft, notice=notice) if draft.statements else None


def number_of(clause: Clause) -> int | None:
    """The number of the article that a clause is, or stands in, by its address."""
    match = _IN_ADDRESS.search(clause.address)
    return _value(match["number"]) if match else None


def _value(written: str) -> int | None:
    return int(written) if written.isdecimal() else parse_han(written)


def _whole(clause: Clause) -> Statement:
    """A clause without its number, as far as its sentences fit."""
    begin = numbering_length(clause.text)
    fitting = [stop for _, stop in clause.sentences if stop - begin <= LONGEST_QUOTE]
    support = Support(clause, begin, max(fitting, default=min(len(clause.text), begin + LONGEST_QUOTE)))
    return Statement(f"{clause.address}：“{support.quote}”", (support,))
