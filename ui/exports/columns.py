"""The columns of the 任务分解台账, and the text of each cell, the same in every format."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.commitments import Commitment, CommitmentKind, Indicator
from knowledge.documents import join_lines
from knowledge.errors import UserError
from knowledge.quantities import fold
from knowledge.validity import in_brackets
from ui.render import KIND_LABELS

TITLE = "任务分解台账"
KINDS: dict[CommitmentKind, str] = {
    "target": "指标", "deadline": "时限", "frequency": "频次", "responsibility": "责任",
}  # fmt: skip
STATES = {"extracted": "", "confirmed": "已确认", "corrected": "已更正"}
_INVISIBLE = frozenset({"Cc", "Cf", "Cs"})
_NOT_IN_XML = "\ufffe\uffff"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its width in half-width characters, and the text of row `number` from 1."""

    width: int
    text: Callable[[int, Commitment], str]


def place(row: Commitment) -> str:
    """The address of the row's clause, or what kind of clause it is."""
    return row.clause.address or KIND_LABELS[row.clause.kind]


def quote(row: Commitment) -> str:
    """The words that prove the row, wrapped lines joined; a table keeps its own lines."""
    return row.quote if row.clause.kind == "table" else join_lines(row.quote)


def _indicator(indicator: Indicator) -> str:
    """新建科普驿站：不少于50个. The bound word is added unless the printed words say it (1000余项)."""
    amount = indicator.bounded
    return f"{indicator.object}：{amount}" if indicator.object else amount


def _time(row: Commitment) -> str:
    """The printed deadline, and its day where the words do not spell it out; else the frequency."""
    if row.deadline is None:
        return _frequency(row)
    written, day = join_lines(row.deadline.as_written), row.deadline.date
    if day is None:
        return written
    spelt = (f"{day.year}年{day.month}月{day.day}日", f"{day.year}年{day:%m}月{day:%d}日", day.isoformat())
    said = any(form in fold(written) for form in spelt)
    return written if said else f"{written}（{day.isoformat()}）"


def _frequency(row: Commitment) -> str:
    return join_lines(row.frequency.as_written) if row.frequency else ""


def _document(row: Commitment) -> str:
    """The document's title; one that does not apply says so."""
    return (row.source.title or row.source.name) + in_brackets(row.source)


def _issued(row: Commitment) -> str:
    return row.source.issued_on.isoformat() if row.source.issued_on else ""


COLUMNS: dict[str, Column] = {
    "序号": Column(6, lambda number, row: str(number)),
    "任务": Column(32, lambda number, row: join_lines(row.task)),
    "牵头部门": Column(16, lambda number, row: "、".join(row.lead)),
    "配合部门": Column(16, lambda number, row: "、".join(row.support)),
    "指标": Column(22, lambda number, row: "；".join(map(_indicator, row.indicators))),
    "时限": Column(16, lambda number, row: _time(row)),
    "依据文件": Column(24, lambda number, row: _document(row)),
    "文号": Column(20, lambda number, row: row.source.doc_number or ""),
    "条款": Column(14, lambda number, row: place(row)),
    "原文": Column(40, lambda number, row: quote(row)),
    "待核": Column(6, lambda number, row: "是" if row.needs_review else ""),
    "频次": Column(10, lambda number, row: _frequency(row)),
    "类型": Column(10, lambda number, row: "、".join(KINDS[kind] for kind in row.kinds)),
    "编号": Column(20, lambda number, row: row.id),
    "成文日期": Column(12, lambda number, row: _issued(row)),
    "核对": Column(8, lambda number, row: STATES[row.state]),
    "待核原因": Column(24, lambda number, row: "；".join(row.doubts) if row.needs_review else ""),
}
DEFAULT_COLUMNS: tuple[str, ...] = tuple(COLUMNS)[:11]


def chosen(names: Sequence[str]) -> tuple[str, ...]:
    """The named columns in the order given; an unknown or repeated name, or none at all, is an error."""
    wanted = tuple(name.strip() for name in names)
    offer = f"可选的列有：{'、'.join(COLUMNS)}。"
    if not wanted:
        raise UserError(f"请至少选择一列；{offer}")
    for index, name in enumerate(wanted):
        if name not in COLUMNS:
            raise UserError(f"没有“{clean(name)}”这一列；{offer}")
        if name in wanted[:index]:
            raise UserError(f"“{name}”列重复了，每列只能选一次；{offer}")
    return wanted


def table(rows: Sequence[Commitment], columns: Sequence[str]) -> list[tuple[str, ...]]:
    """The cells of all rows, clean, without the header."""
    return [
        tuple(clean(COLUMNS[name].text(number, row)) for name in columns)
        for number, row in enumerate(rows, 1)
    ]


def clean(text: str) -> str:
    """Text that every format can carry: no control, invisible or broken characters, none but \\n as line end."""
    if text.isprintable():
        return text.strip()
    lines = "\n".join(text.splitlines())
    return "".join(char for char in lines if _is_sound(char)).strip()


def printed_width(text: str) -> int:
    """The width of a text in half-width characters; a Chinese one counts two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def _is_sound(char: str) -> bool:
    return char in "\n\t" or (unicodedata.category(char) not in _INVISIBLE and char not in _NOT_IN_XML)
