"""What a person writes to narrow the ledger, and what it means: roles, kinds, days, frequencies."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from knowledge.commitments import CommitmentKind
from knowledge.errors import UserError
from knowledge.frequencies import frequencies
from knowledge.ledger import Role

_Meaning = TypeVar("_Meaning")
ROLES: dict[str, Role] = {
    "牵头": "lead", "配合": "support", "全部": "all", "lead": "lead", "support": "support", "all": "all",
}  # fmt: skip
KINDS: dict[str, CommitmentKind] = {
    "指标": "target", "时限": "deadline", "频次": "frequency", "责任": "responsibility",
    "target": "target", "deadline": "deadline", "frequency": "frequency", "responsibility": "responsibility",
}  # fmt: skip
_DAY = re.compile(r"(?P<y>\d{4})(?:[-年./](?P<m>\d{1,2})(?:[-月./](?P<d>\d{1,2})日?|月?)|年?底?|年?)")
_PER = re.compile(r"(?:\d+ )?(?:year|quarter|month|week|day|term)s?")


def one_of(text: str, known: Mapping[str, _Meaning], what: str) -> _Meaning:
    """The meaning of a word from a list. UserError names the list where it is another word."""
    if text.strip() not in known:
        raise UserError(f"{what}“{text}”不对，可用：{'、'.join(known)}。")
    return known[text.strip()]


def day_of(text: str, *, last: bool) -> date:
    """The first or last day of a date, month or year that a person writes. UserError for anything else."""
    match = _DAY.fullmatch(text.strip())
    try:
        if match:
            year, month = int(match["y"]), int(match["m"] or (12 if last else 1))
            return date(year, month, int(match["d"] or (monthrange(year, month)[1] if last else 1)))
    except ValueError:
        pass
    raise UserError(f"日期“{text}”看不懂，请写成 2025-12-31、2025-06 或 2025。")


def per_of(text: str) -> str:
    """The period (year, 2 years …) of a written frequency, or of one in those words. UserError for others."""
    found = next(frequencies(text.strip()), None)
    if found is not None:
        return found.per
    if _PER.fullmatch(text.strip()):
        return text.strip()
    raise UserError(f"频次“{text}”看不懂，请写成 每年、每季度、每两年 这样。")
