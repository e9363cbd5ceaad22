"""Which written times of a half-sentence say when something is due: not what has been, no part of a name, not how long
a document holds."""

from __future__ import annotations

import re

from knowledge.dates import BY_PERIOD, WRITTEN, Frame, Time, times
from knowledge.quantities import quantities
from knowledge.words import is_verb

FILLER = re.compile(
    r"[\s，,；;：:。、和及]|^(?:力争|争取|确保|并|于|在|再|其中|同时|要|应|须|将)|(?:力争|争取|确保|以前|时)$"
)
_OWN_TIME = re.compile("年|月|日|天|周|星期|规划期|小时|五")
_PERIOD_USED = re.compile(
    "的(?:重点|主要)?(?:工作|任务)是|要|应|将|须|力争|累计|完成|共|建成|培训|服务|新建|实现"
)
# Until when a document holds is nothing to be done: 有效期至2033年12月31日, 2033年12月31日自行失效
_HOLDS_UNTIL = re.compile(
    r"(?:有效期限?|^本[一-龥]{1,6}?的?(?:有效|试行|施行|实施|执行)(?:期限?|时间)?)(?:暂定|延长|[为是自从：:\d年月日起\s])*$"
)
_ENDS_THEN = re.compile("(?:起|止)?(?:自行|自动)?(?:废止|失效)")
UNPRINTED = re.compile('[“《（(〔"][^”》）)〕"]*[”》）)〕"]')


def due_times(text: str, frame: Frame) -> list[Time]:
    """The times of a half-sentence that lie ahead of the document and say when, in order."""
    if not _OWN_TIME.search(text):
        return []
    quoted = [match.span() for match in UNPRINTED.finditer(text)]
    return [
        time
        for time in times(text, frame)
        if ahead(time, frame)
        and not any(b < time.start and time.end <= e for b, e in quoted)
        and not (_HOLDS_UNTIL.search(text[: time.start]) or _ENDS_THEN.match(text[time.end :]))
        and (time.basis != BY_PERIOD or _leads(text, time))
        and (time.marked or time.basis != WRITTEN or _stands_alone(text, time))
    ]


def _stands_alone(text: str, time: Time) -> bool:
    """Whether a bare year or month says when (2023年开展…), not of which year a thing is (举办2025年大赛)."""
    after = text[time.end :]
    return (
        time.start <= 1
        or not FILLER.sub("", text[: time.start])
        or not after
        or after[0] in "，,。；;、"
        or after.startswith("分别")
        or _begins_with_number(after)
        or is_verb(after[:2])
        or bool(_PERIOD_USED.match(after))
    )


def _begins_with_number(text: str) -> bool:
    """Whether a number with its unit comes first (2032年|30个), no second time."""
    first = next(quantities(text), None) if text[:1].isdigit() else None
    return first is not None and first.start == 0 and first.unit not in ("", "年", "月", "日")


def _leads(text: str, time: Time) -> bool:
    """Whether a planning period opens a half-sentence or closes it: no part of a name (“十二五”时期战略目标)."""
    after = text[time.end :]
    written = text[time.start : time.end]
    return (
        "末" in written
        or written.endswith("内")
        or not after
        or bool(_PERIOD_USED.match(after))
        or is_verb(after[:2])
    )


def ahead(time: Time, frame: Frame) -> bool:
    """Whether a time lies after the document: no mention of what has been."""
    if time.date is None:
        return True
    if frame.issued_on:
        return time.date >= frame.issued_on
    return time.date >= frame.period[0] if frame.period else time.marked
