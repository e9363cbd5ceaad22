"""What a document says of itself when a time is read, and the bases of a day by short names."""

from __future__ import annotations

from datetime import date

from knowledge.dates import (
    BY_CONTEXT,
    BY_ISSUE,
    BY_PERIOD,
    FROM_EVENT,
    NO_ISSUE_DATE,
    NO_PERIOD,
    RELATIVE_YEAR,
    WORKING_DAYS,
    WRITTEN,
    YEARLY,
    Frame,
)

ISSUED = date(2025, 3, 10)
FRAMES = {
    "plain": Frame(ISSUED),
    "plan": Frame(date(2021, 6, 15), (date(2021, 1, 1), date(2025, 12, 31))),
    "none": Frame(),
    "named": Frame(ISSUED, named=date(2027, 6, 30)),
    "yearly": Frame(ISSUED, yearly=True),
}
BASES = {
    "写明": WRITTEN,
    "成文": BY_ISSUE,
    "规划": BY_PERIOD,
    "前文": BY_CONTEXT,
    "某年": RELATIVE_YEAR,
    "逐年": YEARLY,
    "某事": FROM_EVENT,
    "工作日": WORKING_DAYS,
    "缺成文": NO_ISSUE_DATE,
    "缺规划": NO_PERIOD,
}
