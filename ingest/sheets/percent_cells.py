"""Percentages of a spreadsheet (.xlsx): 0.15 in a cell that shows 15% is written as 15%.

The library gives values without their formats; so such cells are made text before it reads them.
"""

from __future__ import annotations

import re

from ingest.limits.safe_xml import parse

# No < inside, as XML has it: so a quote that never ends is left at the next tag.
ATTRIBUTES = rb"((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)"
_BUILT_IN = frozenset(("9", "10"))  # 0% and 0.00%
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_NUMBER_CELL = re.compile(
    rb"<((?:\w+:)?)c(?=\s)"
    + ATTRIBUTES
    + rb">(?:<\1f\b[^<]*(?:/>|</\1f>))?<\1v>([-+.\deE]{1,40})</\1v></\1c>"
)
_STYLE = re.compile(rb"\ss\s*=\s*[\"'](\d{1,6})[\"']")
_TYPE = re.compile(rb"\st\s*=\s*[\"'](?!n[\"'])")
_NUMBER_TYPE = re.compile(rb"\st\s*=\s*[\"']n[\"']")


def percent_styles(styles: bytes, name: str) -> frozenset[int]:
    """Which cell styles of a style sheet show percentages, by their number. Raises UserError for damage."""
    root = parse(styles, name)
    formats = {each.get("numFmtId"): each.get("formatCode") or "" for each in root.iter("{*}numFmt")}
    percent = _BUILT_IN | {number for number, code in formats.items() if "%" in _QUOTED.sub("", code)}
    cells = next(root.iter("{*}cellXfs"), ())
    return frozenset(place for place, style in enumerate(cells) if style.get("numFmtId") in percent)


def with_percents(sheet: bytes, styles: frozenset[int]) -> bytes:
    """A sheet in which the numbers of these styles are text: 15%."""
    return _NUMBER_CELL.sub(lambda cell: _written(cell, styles), sheet) if styles else sheet


def _written(cell: re.Match[bytes], styles: frozenset[int]) -> bytes:
    prefix, attributes, value = cell[1], _NUMBER_TYPE.sub(b"", cell[2]), cell[3]
    style = _STYLE.search(attributes)
    if not style or int(style[1]) not in styles or _TYPE.search(attributes):
        return cell[0]
    try:
        shown = f"{float(value) * 100:.12g}%".encode()
    except ValueError:
        return cell[0]
    return b'<%bc%b t="str"><%bv>%b</%bv></%bc>' % (prefix, attributes, prefix, shown, prefix, prefix)
