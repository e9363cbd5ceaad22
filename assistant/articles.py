"""What an article or part says that a question names by its number alone (第五条规定了什么), and how many there are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.answers import Draft, Statement, Support, refused
from assistant.question import Asked
from assistant.responsible import LONGEST_QUOTE
from assistant.select import is_heading_line
from knowledge.documents import Clause, numbering_length
from knowledge.planted import planted
from knowledge.quantities import parse_han, to_count, to_han

MOST_CLAUSES, MOST_DOCUMENTS = 8, 2
_NUMBER = r"第(?P<number>[一二三四五六七八九十百零〇\d]+)(?P<unit>条|部分|章|节)"
_IN_ADDRESS = re.compile(_NUMBER)
_ASKED = re.compile(
    rf"(?P<article>{_NUMBER})(?:(?:里面?|中|具体|主要|都|到底)*(?:规定|写|说|讲|要求|明确)(?:的|了)*(?:都?是)?些?(?:什么|啥|哪些)|的?内容|[是有](?:什么|啥)(?:内容|规定)?[?？。]?$|怎么(?:规定|说|写|讲)|的?(?:原文|全文)|[?？。]?$)"
)
_HOW_MANY = re.compile(
    "(?:一共|总共|共)?(?:有|分)?(?:几|多少)(?:个)?(?P<unit>条|部分|章)(?:内容|规定)?[?？。]?$"
)


def article(asked: Asked, names: Sequence[str], clauses: Mapping[str, Sequence[Clause]]) -> Draft | None:
    """The whole article, part or chapter that a question asks for, of at most two of the named documents, likeliest
    first; a refusal where none of those that have such has it; how many the likeliest has, where that is asked; None
    where a question asks for neither, or none has any."""
    match = _ASKED.search(asked.question)
    how_many = _HOW_MANY.search(asked.question)
    if match is None:
        return _count(how_many["unit"], clauses[names[0]]) if how_many and names else None
    unit = match["unit"]
    numbered = {name: [(number_of(one, unit), one) for one in clauses[name]] for name in names}
    able = [name for name, own in numbered.items() if any(number is not None for number, _ in own)]
    if not able:
        return refused(f"文件里没有{match['article']}", "absent") if asked.mentions else None
    wanted = _value(match["number"])
    found = {name: [one for number, one in numbered[name] if number == wanted] for name in able}
    holders = [name for name in able if found[name]]
    if not holders:
        last = max(number or 0 for name in able for number, _ in numbered[name])
        known = f"，最后一{unit}是第{to_han(last)}{unit}" if len(able) == 1 else ""
        return refused(f"文件里没有{match['article']}{known}", "absent")
    said = [one for name in holders[:MOST_DOCUMENTS] for one in found[name][:MOST_CLAUSES]]
    cut = any(len(found[name]) > MOST_CLAUSES for name in holders[:MOST_DOCUMENTS])
    notice = f"这一{unit}没有列完，请看原文。" if cut else ""
    if (others := len(holders) - MOST_DOCUMENTS) > 0:
        notice += f"另有{to_count(others)}份文件也有{match['article']}，请写明文件。"
    draft = Draft(tuple(_whole(one) for one in said if not planted(one.text)))
    return replace(draft, notice=notice) if draft.statements else None


def _count(unit: str, clauses: Sequence[Clause]) -> Draft | None:
    """How many articles, parts or chapters a document has: the number of its last one, which is cited; None where it
    has none, or they are not numbered through."""
    numbered = [(number, one) for one in clauses if (number := number_of(one, unit)) is not None]
    numbers = {number for number, _ in numbered}
    if not numbers or numbers != set(range(1, max(numbers) + 1)):
        return None
    last = next(one for number, one in numbered if number == max(numbers))
    support = Support(last, 0, last.sentences[0][1])
    return Draft(
        (
            Statement(
                f"共{to_count(len(numbers))}{unit}，最后一{unit}是第{to_han(len(numbers))}{unit}",
                (support,),
            ),
        )
    )


def number_of(clause: Clause, unit: str = "条") -> int | None:
    """The number of the article (or another `unit`) that a clause is, or stands in, by its address."""
    numbers = (match for match in _IN_ADDRESS.finditer(clause.address) if match["unit"] == unit)
    return next((_value(match["number"]) for match in numbers), None)


def _value(written: str) -> int | None:
    return int(written) if written.isdecimal() else parse_han(written)


def _whole(clause: Clause) -> Statement:
    """A clause without its number and heading, as far as its sentences fit."""
    begin = numbering_length(clause.text)
    if len(clause.sentences) > 1 and is_heading_line(clause, *clause.sentences[0]):
        begin = clause.sentences[1][0]
    fitting = [stop for _, stop in clause.sentences if stop - begin <= LONGEST_QUOTE]
    support = Support(clause, begin, max(fitting, default=min(len(clause.text), begin + LONGEST_QUOTE)))
    return Statement(f"{clause.address}：“{support.quote}”", (support,))
