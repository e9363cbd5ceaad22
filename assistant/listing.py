"""Lists that the structure of a document holds: the headings below a heading, the points of a box."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answers import Draft, Statement, Support
from assistant.measures import folded
from assistant.patterns import MEASURED, Kind
from assistant.question import Asked
from assistant.select import coverage
from knowledge.documents import Clause, Evidence, numbering_length
from knowledge.quantities import parse_han, to_count

SHORTEST_LIST = 3
LONGEST_LIST = 12
LEAST_COVERAGE = 0.15
CARRYING = 0.3
LEAST_WITHOUT_NOUN = 0.35
LEAST_WITHOUT_COUNT = 0.5
_ASKS_FOR_PARTS = re.compile(
    "(包括|有|分|设|列|是|含|安排|部署|实施|提出|明确|规划|确定|开展|推出|布置)了?(哪些|哪几|什么)[个项条大类]{0,2}(?P<noun>行动|工程|任务|计划|措施|原则|程序|步骤|环节|体系|目标|板块)"
)
_ASKS_WHAT_THERE_IS = re.compile(
    "(?P<noun>行动|工程|任务|计划|措施|原则|程序|步骤|环节|体系|目标)(有|是|包括|分为)?(哪些|哪几[个项条]|什么)[?？。]?$"
)
_ASKS_HOW_MANY = re.compile(
    "几(?:大|项|个|类|套|条){1,2}(?P<noun>[一-龥]{2}).*(名字|名称|叫什么|叫啥|哪些|分别|都是|各是|列)"
)
_ASKS_HOW_LARGE = re.compile("几个?大(?P<noun>[一-龥]{2})(?=[^一-龥]|$)")
_COUNTED = r"(?P<n>[二三四五六七八九十]{1,2}|[3-9]|1\d)\s*(?:大|项|个|类|套|种|条|方面|块|步|句|点)(?!月)"
_ASKED_COUNT = re.compile(rf"(?<![\d.一二三四五六七八九十百千万]){_COUNTED}")
_ASKED_WHICH = re.compile(f"哪{_COUNTED}(?=[一-龥]{{2}})")  # 八大举措 … 哪八个环境


@dataclass(frozen=True, slots=True)
class _Group:
    """The entries right below one path: label → the first clause that stands under it."""

    path: tuple[str, ...]
    entries: Mapping[str, Clause]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A list that is asked for: how many entries (None: however many there are) of what ('' unsaid),
    and the least share of the question that the list must hold: more, where the question says less."""

    count: int | None
    noun: str
    least: float = LEAST_COVERAGE


def wanted_list(asked: Asked) -> Wanted | None:
    """What list a question asks for: 五项行动 (5, 行动), 几大工程，叫什么 (None, 工程), or None."""
    text = folded(asked.question)
    if asked.kind not in (Kind.LIST, Kind.NUMBER, Kind.DEFINITION, Kind.NAME):
        return None
    if match := _ASKED_WHICH.search(text) or _ASKED_COUNT.search(text):
        noun = re.match("[一-龥]{2}", text[match.end() :])
        written = match["n"]
        count = int(written) if written.isdecimal() else parse_han(written)
        return Wanted(count, noun.group()) if noun else Wanted(count, "", LEAST_WITHOUT_NOUN)
    if match := _ASKS_HOW_MANY.search(text) or _ASKS_HOW_LARGE.search(text):
        return Wanted(None, match["noun"])
    if match := _ASKS_FOR_PARTS.search(text) or _ASKS_WHAT_THERE_IS.search(text):
        return Wanted(None, match["noun"], LEAST_WITHOUT_COUNT)
    return None


def listing(
    asked: Asked,
    evidence: Sequence[Evidence],
    rarity: Mapping[str, float],
    clauses: Mapping[str, Sequence[Clause]],
) -> Draft | None:
    """The complete list a question asks for, or None if no structure answers it."""
    wanted = wanted_list(asked)
    if wanted is None:
        return None
    names = dict.fromkeys(item.clause.source.name for item in evidence)
    best: tuple[float, _Group] | None = None
    meant = [clause for name in names for clause in clauses[name] if asked.means(clause)]
    for group in _groups(meant, evidence):
        chosen = _of_kind(group, wanted, folded(asked.question))
        if chosen is None:
            continue
        first = next(iter(chosen.entries.values()))
        heading = " ".join(chosen.path[-1:])
        value = 0.5 * coverage(asked.words, rarity, " ".join((heading, *chosen.entries)), first)
        value += 0.5 * coverage(asked.words, rarity, heading, first)
        value += CARRYING * _carrying(chosen, wanted.noun)
        if value >= wanted.least and (best is None or value > best[0]):
            best = value, chosen
    return _draft(best[1]) if best else _of_slogans(asked, wanted, evidence, clauses)


LONGEST_SLOGAN, NO_LONGER = 22, 4  # characters; than the first one: they are alike


def _of_slogans(
    asked: Asked, wanted: Wanted, evidence: Sequence[Evidence], clauses: Mapping[str, Sequence[Clause]]
) -> Draft | None:
    """The short sentences that each lead a paragraph below a heading that is what is asked for (工作原则: 着眼大局，
    以人为本。…); None where the evidence lies below no such heading, or it has fewer than three of them."""
    for item in evidence:
        path = item.clause.path
        heading = folded(short_label(path[-1])) if path else ""
        if not wanted.noun or not heading.endswith(wanted.noun) or heading not in folded(asked.question):
            continue
        below = [one for one in clauses[item.clause.source.name] if one.path == path]
        found = _slogans(below, path[-1]) if asked.means(item.clause) else []
        if wanted.count in (None, len(found)) and SHORTEST_LIST <= len(found) <= LONGEST_LIST:
            said = "；".join(support.quote for support in found)
            return Draft((Statement(f"{heading}，共{to_count(len(found))}项：{said}", tuple(found)),))
    return None


def _slogans(below: Sequence[Clause], heading: str) -> list[Support]:
    """The sentences that are about as short as the first one and stand before a longer one each."""
    spans = [(one, *span) for one in below for span in one.sentences if one.text[slice(*span)] != heading]
    longest = min(LONGEST_SLOGAN, spans[0][2] - spans[0][1] + NO_LONGER) if spans else 0
    brief = [stop - begin <= longest for _, begin, stop in spans]
    return [
        _closed(*span)
        for span, short, next_ in zip(spans, brief, [*brief[1:], True], strict=True)
        if short > next_
    ]


def _closed(clause: Clause, begin: int, stop: int) -> Support:
    """A stretch of a clause without its closing mark."""
    return Support(clause, begin, begin + len(clause.text[begin:stop].rstrip("；;。，, ")))


_CASES = "情况|情形|条件|程序|步骤|手续|环节|流程|义务|要求|原则|材料|标准|事项|行为|关系|资格|事由"
_ASKS_FOR_CASES = re.compile(
    f"(?:哪些|哪几[种类个项条点]|什么样?的?|啥|几[种类个项条道点]|怎样的)(?:{_CASES})"
    f"|(?:{_CASES})(?:有|是|都|包括)*(?:哪些|哪几|什么|啥)|走哪?几[道个]|哪几个?方面"
)
_LEAD_IN = re.compile("(?:下列|以下|如下|具备|符合|满足)[^。]{0,30}[:：]?$|[:：]$")
NEARLY_BEST = 0.9


def below_lead_in(
    asked: Asked, evidence: Sequence[Evidence], clauses: Mapping[str, Sequence[Clause]]
) -> Draft | None:
    """All items below a line that announces them (有下列情形之一的：), where a question asks for cases,
    conditions, steps or duties; None where no such line, or an item of it, is nearly the best evidence."""
    if not evidence or asked.compares or not _ASKS_FOR_CASES.search(folded(asked.question)):
        return None
    least = NEARLY_BEST * max(item.score for item in evidence)
    heads = [
        head
        for item in sorted(evidence, key=lambda item: -item.score)
        if item.score >= least
        for head in _lead_ins(item.clause, clauses[item.clause.source.name])
    ]
    if not heads:
        return None
    heads.sort(key=lambda head: _suits(asked, head), reverse=True)
    listed = _items_of(heads[0], clauses[heads[0].source.name])
    return Draft((listed,)) if listed else None


def _items_of(head: Clause, document: Sequence[Clause]) -> Statement | None:
    """All items right below a line that announces them; None where they are fewer than two or very many."""
    items = [clause for clause in document if _is_right_below(clause, head)]
    if not 2 <= len(items) <= LONGEST_LIST:
        return None
    supports = tuple(_first_sentence(clause) for clause in items)
    said = "；".join(support.quote for support in supports)
    begin, stop = head.sentences[-1] if len(head.sentences) > 1 else (0, len(head.text))
    lead = short_label(head.text[begin:stop])
    # The headings of the items hold its first sentence, if it is numbered, and no more.
    stands_above = any(head.text.startswith(line.rstrip("…")) for line in items[0].path)
    if begin or not stands_above:
        supports = (Support(head, begin, begin + len(head.text[begin:stop].rstrip("：: "))), *supports)
    return Statement(f"{lead}，共{to_count(len(items))}项：{said}", supports)


_WHICH_CASES = re.compile("哪些(?!部门|单位|机构|处室|人)|什么情[形况]")  # 哪些问题会被会同有关部门处理
_ANNOUNCES = re.compile(
    "(?:下列|以下|如下)[^。；]*$|(?:职责|任务|内容|条件|原则|范围|要求|情形|程序|材料)(?:有|是|为|包括)$"
)


def with_items(asked: Asked, said: Statement, clauses: Mapping[str, Sequence[Clause]]) -> Statement:
    """A statement whose quote only announces what is asked for (有下列情形之一的，撤销称号) with the items that it
    announces; as it is, where there are none or the line itself holds the fact asked for."""
    asks_else = asked.kind in MEASURED or (asked.kind == Kind.WHO and not _WHICH_CASES.search(asked.question))
    if asks_else or not said.supports:
        return said
    first = said.supports[0]
    head = first.clause
    if (
        len(said.supports) > 1
        or not _ANNOUNCES.search(first.quote.rstrip("：:。"))
        or first.stop < len(head.text.rstrip())
    ):
        return said
    listed = _items_of(head, clauses[head.source.name])
    return (
        replace(listed, supports=(first, *(one for one in listed.supports if one.clause is not head)))
        if listed
        else said
    )


_SORTS = tuple(
    map(
        re.compile,
        (
            "程序|步骤|手续|环节|流程|几道",
            "条件|情形|情况|标准|符合|具备|满足",
            "义务|职责|责任",
            "材料|资料|文件",
        ),
    )
)


def _suits(asked: Asked, head: Clause) -> tuple[bool, int]:
    """Whether a line that announces items announces the sort of thing asked for (手续: 程序), and how many
    words of the question it holds."""
    text, question = folded(head.text), folded(asked.question)
    alike = any(sort.search(text) and sort.search(question) for sort in _SORTS)
    return alike, sum(word in text for word in asked.focus)


def _first_sentence(clause: Clause) -> Support:
    """The first sentence of an item, without its number and closing mark."""
    begin, stop = numbering_length(clause.text), clause.sentences[0][1]
    stop = stop if begin < stop else len(clause.text)
    return _closed(clause, begin, stop)


def _lead_ins(clause: Clause, document: Sequence[Clause]) -> list[Clause]:
    """The clause itself if it announces others, and the line that announces it."""
    own = [clause] if _LEAD_IN.search(clause.text) else []
    return own + [head for head in document if _LEAD_IN.search(head.text) and _is_right_below(clause, head)]


def _is_right_below(clause: Clause, head: Clause) -> bool:
    return bool(head.path) and clause.path[:-1] == head.path and clause.id != head.id


def _carrying(group: _Group, noun: str) -> float:
    """Share of the entries that carry the noun themselves: 五种能力 are five that end in 能力."""
    return sum(bool(noun) and noun in folded(label) for label in group.entries) / len(group.entries)


def _of_kind(group: _Group, wanted: Wanted, text: str) -> _Group | None:
    """The entries of a group that are what is asked for, or None: as many as asked, of one make, and
    carrying the noun, themselves or in their common heading."""
    entries = dict(group.entries)
    carrying = {
        label: clause for label, clause in entries.items() if wanted.noun and wanted.noun in folded(label)
    }
    heading = folded(short_label(group.path[-1])) if group.path else ""
    if any(folded(short_label(label)) in text and folded(short_label(label)) != heading for label in entries):
        return None  # the question is about one entry, not about its neighbours
    above = bool(heading) and (wanted.noun in heading or heading in text)
    if len(entries) != wanted.count and not (wanted.count is None and above):
        entries = carrying
    if not SHORTEST_LIST <= len(entries) <= LONGEST_LIST or (wanted.count and len(entries) != wanted.count):
        return None
    if wanted.noun and not above and 2 * len(carrying) < len(entries):
        return None
    return (
        None
        if len({clause.kind == "box" for clause in entries.values()}) > 1
        else _Group(group.path, entries)
    )


def _groups(clauses: Sequence[Clause], evidence: Sequence[Evidence]) -> list[_Group]:
    """Groups of entries below the paths that the evidence lies on, and at the top of its documents."""
    tops = {item.clause.path[:depth] for item in evidence[:5] for depth in range(len(item.clause.path) + 1)}
    found: dict[tuple[str, tuple[str, ...]], dict[str, Clause]] = {}
    for clause in clauses:
        if clause.kind in ("title", "preamble", "footer", "attachment"):
            continue
        for depth in range(len(clause.path)):
            if clause.path[:depth] in tops or depth <= 1:
                group = found.setdefault((clause.source.name, clause.path[:depth]), {})
                group.setdefault(clause.path[depth], clause)
    return [_Group(path, entries) for (_, path), entries in found.items()]


def _draft(group: _Group) -> Draft:
    labels = [short_label(label) for label in group.entries]
    supports = []
    for label, clause in group.entries.items():
        stop = len(label) if clause.text.startswith(label) else (clause.sentences[0][1])
        supports.append(Support(clause, 0, min(stop, len(clause.text))))
    lead = short_label(group.path[-1]) + "：" if group.path else ""
    return Draft((Statement(f"共{to_count(len(labels))}项。{lead}{'；'.join(labels)}", tuple(supports)),))


def short_label(label: str) -> str:
    """A heading without its number and dashes."""
    return label[numbering_length(label) :].strip("：: ")
