"""Numbers of a spreadsheet (.xlsx) whose format says more than their value, as they are shown: 0.15 in a cell that shows
15%, 5 that shows 5亿元, 12 that shows 012, the day 2024-06-01 where a cell shows 2024年6月.

The library gives values without their formats; so such cells are made text before it reads them. A format that rounds
does not: all digits of a number stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from xml.sax.saxutils import escape

from ingest.limits.safe_xml import parse

# No < inside, as XML has it: so a quote that never ends is left at the next tag.
ATTRIBUTES = rb"((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)"
Shown = Callable[[float], str]
_PERCENT = frozenset(("9", "10"))  # built in: 0% and 0.00%
# built in: year and month (ECMA-376-1, 18.8.30, zh-CN)
_MONTHS = frozenset(("17", "27", "36", "50", "52", "57"))
_FIRST_DAY, _LAST_DAY = date(1899, 12, 30), 2_950_000  # some year before 9999
_FIRST_OF_1904 = date(1904, 1, 1)  # of workbooks that say so (date1904)
_LITERAL = re.compile(r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[[^\]]*\]|[_*].')
_PLAIN_NUMBER = re.compile(r"General|[#0,]*[#0](?:\.[#0?]+)?", re.I)
_PADDED = re.compile("0{2,}")
_NUMBER_CELL = re.compile(
    rb"<((?:\w+:)?)c(?=\s)"
    + ATTRIBUTES
    + rb">(?:<\1f\b[^<]*(?:/>|</\1f>))?<\1v>([-+.\deE]{1,40})</\1v></\1c>"
)
_STYLE = re.compile(rb"\ss\s*=\s*[\"'](\d{1,6})[\"']")
_TYPE = re.compile(rb"\st\s*=\s*[\"'](?!n[\"'])")
_NUMBER_TYPE = re.compile(rb"\st\s*=\s*[\"']n[\"']")


def shown_styles(styles: bytes, name: str, *, since_1904: bool = False) -> dict[int, Shown]:
    """How the cell styles of a style sheet that add to a number show it, by their number; `since_1904` is how the
    workbook counts its days. Raises UserError for damage."""
    root = parse(styles, name)
    formats = {each.get("numFmtId"): each.get("formatCode") or "" for each in root.iter("{*}numFmt")}
    cells = next(root.iter("{*}cellXfs"), ())
    first = _FIRST_OF_1904 if since_1904 else _FIRST_DAY
    found = (
        (place, _shown(style.get("numFmtId") or "", formats, first)) for place, style in enumerate(cells)
    )
    return {place: shown for place, shown in found if shown}


def _shown(number: str, formats: Mapping[str | None, str], first: date) -> Shown | None:
    code = formats.get(number, "").split(";")[0]
    body = _LITERAL.sub("", code).strip()
    if number in _PERCENT or "%" in body:
        return _percent
    letters = set(body.lower())
    if number in _MONTHS or ("y" in letters and not letters & set("dhs")):
        months = number in _MONTHS or "m" in letters
        return lambda value: _dated(first, value, months)
    if _PADDED.fullmatch(code):
        return lambda value: f"{round(value):0{len(code)}d}"
    if not _PLAIN_NUMBER.fullmatch(body):
        return None
    before, _, after = _LITERAL.sub(_quoted, code).partition(body)
    return (lambda value: f"{before}{value:.12g}{after}") if (before + after).strip() else None


def _quoted(literal: re.Match[str]) -> str:
    return literal["quoted"] or literal["escaped"] or ""


def _percent(value: float) -> str:
    return f"{value * 100:.12g}%"


def _dated(first: date, value: float, months: bool) -> str:
    if not 1 <= value <= _LAST_DAY:
        raise ValueError(value)
    day = first + timedelta(days=int(value))
    return f"{day.year}年{day.month}月" if months else f"{day.year}年"


def as_shown(sheet: bytes, styles: Mapping[int, Shown]) -> bytes:
    """A sheet in which the numbers of these styles are text: 15%."""
    return _NUMBER_CELL.sub(lambda cell: _written(cell, styles), sheet) if styles else sheet


def _written(cell: re.Match[bytes], styles: Mapping[int, Shown]) -> bytes:
    prefix, attributes, value = cell[1], _NUMBER_TYPE.sub(b"", cell[2]), cell[3]
    style = _STYLE.search(attributes)
    if not style or int(style[1]) not in styles or _TYPE.search(attributes):
        return cell[0]
    try:
        shown = escape(styles[int(style[1])](float(value))).encode()
    except (ValueError, OverflowError):
        return cell[0]
    return b'<%bc%b t="str"><%bv>%b</%bv></%bc>' % (prefix, attributes, prefix, shown, prefix, prefix)
