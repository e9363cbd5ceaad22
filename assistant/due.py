"""What falls due in a year or a month (2027年底前要完成哪些任务): every row of the ledger, never a top-k."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answers import Draft, Statement, refused
from assistant.question import Asked
from assistant.responsible import ledger_row
from knowledge.commitments import Commitment
from knowledge.departments import plain_name
from knowledge.quantities import to_count
from knowledge.timetable import day_of
from knowledge.words import fold

_WHEN = re.compile(
    r"(?:(?P<year>20\d\d)年?|(?P<now>今年|本年度?)|(?P<next>明年))(?:的?(?P<month>1[0-2]|0?[1-9])月)?"
)
_WHICH = re.compile("哪些|什么|啥|哪几[件项个样]|有几[件项]|多少[件项]")
_DONE = re.compile("完成|做完|办完|干完|办结|做好|到期|截止|到时间")
_WHAT = re.compile("任务|工作|事|活|目标|完成什么|做完什么|什么到期")
_UNDONE = re.compile("没有?|尚?未")
_PLAIN = re.compile(
    "请问|列一下|没有?|尚?未|[和与跟至—-]|列出|到|在|截至|之?前|以前|年?底|年?末|之?内|以内|里面?|当中|中|需要|应当|应该|必须|得|要|该|能|会|都|还|"
    "一共|总共|分别|是|有|包括|市|省|县|科协|[这那][份个]?|文件|规划|措施|意见|方案|办法|通知|纲要|版|修订|修改|改过|按照?|根据|负责|牵头|"
    "事项|事情|各项|全部|所有|的|了|呢|吗|我们|咱们|[，。？?！、：“”《》\\s]"
)


@dataclass(frozen=True, slots=True)
class Window:
    """The days asked for, first and last."""

    since: date
    until: date

    def holds(self, row: Commitment) -> bool:
        """Whether the day of a row lies in the window."""
        day = day_of(row)
        return day is not None and self.since <= day <= self.until


def window_in(asked: Asked, today: date) -> Window | None:
    """The years or months whose tasks a question asks for, from the first to the last it names, else those of the
    question it goes on from; None where it asks of anything besides."""
    text = fold(asked.text if asked.follows else asked.question)
    times = [*_WHEN.finditer(fold(asked.question))] or [*_WHEN.finditer(text)]
    naming = {mark.value for mention in asked.mentions for mark in mention.marks}
    times = [when for when in times if when["year"] not in naming] or times
    if not times or not all(one.search(text) for one in (_WHICH, _DONE, _WHAT)):
        return None
    named = [*asked.departments, *asked.places, *(mention.label for mention in asked.mentions)]
    rest = _WHEN.sub("", text)
    for name in sorted(map(fold, named), key=len, reverse=True):
        rest = rest.replace(name, "")
    for plain in (_WHICH, _DONE, _PLAIN, _WHAT):
        rest = plain.sub("", rest)
    if rest:
        return None
    spans = [_span(when, today) for when in times]
    return Window(min(since for since, _ in spans), max(until for _, until in spans))


def _span(when: re.Match[str], today: date) -> tuple[date, date]:
    """The first and last day of a year or month."""
    year = int(when["year"]) if when["year"] else today.year + bool(when["next"])
    if month := int(when["month"] or 0):
        following = date(year + month // 12, month % 12 + 1, 1)
        return date(year, month, 1), date.fromordinal(following.toordinal() - 1)
    return date(year, 1, 1), date(year, 12, 31)


def due(asked: Asked, window: Window, rows: Sequence[Commitment]) -> Draft:
    """The rows that fall due in a window, earliest first, with the count: of the bodies that the question names,
    where it names some; of what another document has ended only where it names that document."""
    bodies = set(map(plain_name, asked.departments))
    own = [row for row in rows if not bodies or bodies & set(map(plain_name, row.bodies))]
    if not asked.mentions:
        own = [row for row in own if not row.source.overtaken]
    found = sorted(
        filter(window.holds, own), key=lambda row: (day_of(row), row.source.name, row.clause.ordinal)
    )
    if not found:
        return refused("没有条款写明在所问时间到期的任务", "near")
    listed = [ledger_row(row) for row in found]
    sources = {row.source.name for row in found}
    head = f"所问时间到期的任务共{to_count(len(found))}项，来自{to_count(len(sources))}份文件"
    notice = "文件只写时限，不写完成情况，请另行核实。" if _UNDONE.search(asked.question) else ""
    if any(row.frequency for row in own):
        notice += "每年、每季等要反复办的任务没有列在内，可在台账里查。"
    return Draft((Statement(head, tuple(line.supports[0] for line in listed)), *listed), notice=notice)
