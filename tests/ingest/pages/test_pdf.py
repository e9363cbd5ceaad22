"""One page of a PDF: places, drawn lines, pictures, and characters that fonts misname."""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.pages.pdf import _character, sheet_of
from ingest.pages.printed import Rule, Sheet
from tests.ingest.readers import written_pdf


def sheet(drawing: str, box: str = "0 0 595 842") -> tuple[Sheet, float]:
    with pypdfium2.PdfDocument(written_pdf.document([drawing], box)) as document:
        return sheet_of(document[0])


def near(rules: tuple[Rule, ...]) -> list[tuple[int, ...]]:
    """Whole points; lines without length left out."""
    return [tuple(round(side) for side in rule) for rule in rules if rule[:2] != rule[2:]]


def test_a_character_stands_in_its_em_box_from_the_upper_left_corner() -> None:
    page, covered = sheet(written_pdf.words("A", 72, 742))
    (glyph,) = page.glyphs
    assert (glyph.text, round(glyph.left), round(glyph.bottom)) == ("A", 72, 101)
    assert glyph.size == pytest.approx(12)
    assert (page.width, page.height, covered, page.scanned) == (595, 842, 0.0, False)


def test_the_corner_is_that_of_the_page_wherever_its_axes_begin() -> None:
    page, _ = sheet(written_pdf.words("A", 172, 842), "100 100 695 942")
    assert (round(page.glyphs[0].left), round(page.glyphs[0].bottom)) == (72, 101)


@pytest.mark.parametrize(
    ("drawing", "rules"),
    [
        ("100 742 m 300 742 l S", [(100, 100, 300, 100)]),
        ("2 0 0 2 0 0 cm 50 371 m 150 371 l S", [(100, 100, 300, 100)]),
        ("100 742 200 0.5 re f", [(100, 100, 300, 100)]),
        ("100 642 200 100 re f", []),
        ("100 642 m 300 742 l S", []),
        (
            "100 642 200 100 re S",
            [(100, 200, 300, 200), (300, 100, 300, 200), (100, 100, 300, 100), (100, 100, 100, 200)],
        ),
        ("100 742 m 300 742 l n", []),
    ],
    ids=["stroke", "moved", "thin area", "area", "slanted", "frame", "not drawn"],
)
def test_lines_along_the_axes_are_rules(drawing: str, rules: list[tuple[int, ...]]) -> None:
    assert sorted(set(near(sheet(drawing)[0].rules))) == sorted(rules)


def _halves(text: str) -> Iterator[str]:
    codes = text.encode("utf-16-be")
    return iter((codes[:2].hex(), codes[2:].hex()))


@given(st.characters(min_codepoint=0x10000))
def test_a_character_in_two_halves_is_one(char: str) -> None:
    high, low = (int(half, 16) for half in _halves(char))
    assert _character(chr(high), low) == char


@pytest.mark.parametrize(
    ("printed", "meant"), [("⼀", "一"), ("⻓", "长"), ("⻔", "门"), ("豈", "豈"), ("云", "云")]
)
def test_radicals_are_the_characters_that_they_show(printed: str, meant: str) -> None:
    assert _character("", ord(printed)) == meant


def test_half_a_character_is_a_mark_of_loss() -> None:
    assert _character("", 0xDC00) == "\ufffd"


@given(st.binary(max_size=300))
def test_any_drawing_commands_are_borne(drawing: bytes) -> None:
    page, covered = sheet(drawing.decode("latin-1"))
    assert 0 <= covered <= 1 and page.width == 595
