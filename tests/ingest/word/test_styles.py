"""Styles: what they hand down."""

from __future__ import annotations

import pytest

from ingest.limits.safe_xml import parse
from ingest.word.elements import Element
from ingest.word.styles import Placing, Styles
from tests.ingest.readers.writers_word import W


def _xml(text: str) -> Element:
    return parse(text.replace(">", f' xmlns:w="{W}">', 1).encode(), "a.docx")


def _style(key: str, based_on: str = "", properties: str = "", more: str = 'w:type="paragraph"') -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return f'<w:style {more} w:styleId="{key}">{base}{properties}</w:style>'


def _list(inside: str) -> str:
    return f"<w:pPr><w:numPr>{inside}</w:numPr></w:pPr>"


STYLES = Styles(
    _xml(
        "<w:styles>"
        + _style("H1", properties=_list('<w:numId w:val="4"/>'))
        + _style("H2", "H1", _list('<w:ilvl w:val="1"/>'))
        + _style("H3", "H2", _list('<w:numId w:val="0"/>'))
        + _style("A", "B", "<w:rPr><w:vanish/></w:rPr>")
        + _style("B", "A")
        + _style("N", more='w:type="paragraph" w:default="1"', properties=_list('<w:numId w:val="7"/>'))
        + "</w:styles>"
    )
)


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ('<w:pStyle w:val="H1"/>', Placing("4", None, ("H1",), 0)),
        ('<w:pStyle w:val="H2"/>', Placing("4", None, ("H2", "H1"), 1)),
        ('<w:pStyle w:val="H3"/>', None),
        ('<w:pStyle w:val="H1"/><w:numPr><w:numId w:val="0"/></w:numPr>', None),
        ('<w:pStyle w:val="H1"/><w:numPr><w:ilvl w:val="2"/></w:numPr>', Placing("4", 2, ("H1",), 0)),
        ('<w:numPr><w:ilvl w:val="2"/><w:numId w:val="5"/></w:numPr>', Placing("5", 2, ("N",), 0)),
        ('<w:pPrChange><w:pPr><w:pStyle w:val="H1"/></w:pPr></w:pPrChange>', Placing("7", None, ("N",), 0)),
        ('<w:pStyle w:val="无"/>', None),
        ("", Placing("7", None, ("N",), 0)),
    ],
)
def test_a_paragraph_has_the_number_that_it_or_its_style_names(properties: str, expected: Placing) -> None:
    assert STYLES.placing(_xml(f"<w:p><w:pPr>{properties}</w:pPr></w:p>")) == expected


def test_hidden_is_handed_down_and_a_ring_of_styles_ends() -> None:
    assert STYLES.hidden("B") and STYLES.hidden("A")
    assert not STYLES.hidden("H1") and not STYLES.hidden(None) and not STYLES.hidden("无")
    assert Styles().placing(_xml("<w:p/>".replace("/>", "></w:p>"))) is None
