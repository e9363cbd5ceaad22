"""Percentages are written as they are shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sheets.percent_cells import percent_styles, with_percents
from knowledge.errors import UserError

STYLES = b"""<styleSheet xmlns="urn:x"><numFmts><numFmt numFmtId="170" formatCode="0.0%;[Red]-0.0%"/>
<numFmt numFmtId="171" formatCode='0"%"'/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>
<cellXfs><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="170"/><xf numFmtId="171"/><xf/></cellXfs></styleSheet>"""


def test_styles_of_percentages_are_found() -> None:
    assert percent_styles(STYLES, "a.xlsx") == {1, 2}
    assert percent_styles(b"<styleSheet/>", "a.xlsx") == frozenset()
    with pytest.raises(UserError):
        percent_styles(b"<styleSheet>", "a.xlsx")


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
    assert with_percents(b"<row>" + cell + b"</row>", frozenset((1,))) == b"<row>" + shown + b"</row>"


@given(st.binary(max_size=80))
def test_other_bytes_stay(data: bytes) -> None:
    assert with_percents(data, frozenset((1,))) == data
