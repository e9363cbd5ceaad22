"""Numbers are written as they are shown."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sheets.shown_cells import as_shown, shown_styles
from knowledge.errors import UserError

STYLES = b"""<styleSheet xmlns="urn:x"><numFmts><numFmt numFmtId="170" formatCode="0.0%;[Red]-0.0%"/>
<numFmt numFmtId="171" formatCode='0"%"'/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>
<cellXfs><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="170"/><xf numFmtId="171"/><xf/></cellXfs></styleSheet>"""
PERCENT = shown_styles(STYLES, "a.xlsx")[1]


def test_styles_that_add_to_a_number_are_found() -> None:
    assert list(shown_styles(STYLES, "a.xlsx")) == [1, 2, 3]
    assert shown_styles(b"<styleSheet/>", "a.xlsx") == {}
    with pytest.raises(UserError):
        shown_styles(b"<styleSheet>", "a.xlsx")


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("0%", 0.15, "15%"),
        ('0"亿元"', 5, "5亿元"),
        ('#,##0.0"万平方米"', 1250.5, "1250.5万平方米"),
        (r"0\家;[Red]-0\家", 12, "12家"),
        ('"第"0"批"', 3, "第3批"),
        ("[$¥-804]#,##0", 300, None),
        ("000", 12, "012"),
        ('yyyy"年"m"月"', 45444, "2024年6月"),
        ("yyyy/mm", 45444, "2024年6月"),
        ('yyyy"年"', 45292, "2024年"),
        ('yyyy"年"m"月"d"日"', 45444, None),
        ("yyyy-mm-dd hh:mm", 45444.5, None),
        ('0!.0,"万元"', 50000, None),
        ("#,##0.00", 5, None),
        ("General", 5, None),
        ("", 5, None),
    ],
)
def test_a_format_says_how_its_number_is_shown(code: str, value: float, text: str | None) -> None:
    sheet = (
        f"<s><numFmts><numFmt numFmtId='170' formatCode={quoteattr(code)}/></numFmts>"
        "<cellXfs><xf numFmtId='170'/></cellXfs></s>"
    )
    shown = shown_styles(sheet.encode(), "a.xlsx").get(0)
    assert (shown and shown(value)) == text


def test_a_day_that_no_calendar_has_stays_a_number() -> None:
    styles = shown_styles(b"<s><cellXfs><xf numFmtId='57'/></cellXfs></s>", "a.xlsx")
    cells = [b'<c r="A1" s="0"><v>%b</v></c>' % value for value in (b"-5", b"9e9", b"1e300")]
    assert [as_shown(cell, styles) for cell in cells] == cells
    assert as_shown(b'<c s="0"><v>45444</v></c>', styles) == '<c s="0" t="str"><v>2024年6月</v></c>'.encode()


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (b'<c r="A1" s="1"><v>0.15</v></c>', b'<c r="A1" s="1" t="str"><v>15%</v></c>'),
        (
            b'<x:c s="1" r="A1"><x:f>B1/2</x:f><x:v>1.125</x:v></x:c>',
            b'<x:c s="1" r="A1" t="str"><x:v>112.5%</x:v></x:c>',
        ),
        (b'<c r="A1" s="1" t="n"><v>0.07</v></c>', b'<c r="A1" s="1" t="str"><v>7%</v></c>'),
        (b'<c r="A1" s="2"><v>0.15</v></c>', b'<c r="A1" s="2"><v>0.15</v></c>'),
        (b'<c r="A1" s="1" t="s"><v>3</v></c>', b'<c r="A1" s="1" t="s"><v>3</v></c>'),
        (b'<c r="A1"><v>0.15</v></c>', b'<c r="A1"><v>0.15</v></c>'),
        (b'<c r="A1" s="1"><v>1e.5</v></c>', b'<c r="A1" s="1"><v>1e.5</v></c>'),
    ],
)
def test_numbers_of_these_styles_become_text(cell: bytes, shown: bytes) -> None:
    assert as_shown(b"<row>" + cell + b"</row>", {1: PERCENT}) == b"<row>" + shown + b"</row>"


@given(st.binary(max_size=80))
def test_other_bytes_stay(data: bytes) -> None:
    assert as_shown(data, {1: PERCENT}) == data
