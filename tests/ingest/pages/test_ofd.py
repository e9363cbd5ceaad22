"""One page of OFD: places by boundary, matrix and steps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.limits import safe_xml
from ingest.pages.ofd import A4, POINTS, deltas, numbers, sheet_of
from ingest.pages.printed import Sheet
from tests.ingest.readers import written_ofd


def sheet(objects: str, area: tuple[float, ...] = A4) -> Sheet:
    return sheet_of(safe_xml.parse(written_ofd.page_xml(objects), "a.ofd"), area)[0]


def test_characters_stand_where_their_steps_lead() -> None:
    code = '<ofd:TextCode X="1" Y="6" DeltaX="g 2 7">云溪市</ofd:TextCode>'
    page = sheet(f'<ofd:TextObject ID="1" Font="1" Size="6" Boundary="20 30 40 8">{code}</ofd:TextObject>')
    assert [round(g.left / POINTS, 3) for g in page.glyphs] == [21, 28, 35]
    assert page.glyphs[0].bottom / POINTS == pytest.approx(30 + 6 + 0.12 * 6)
    assert page.glyphs[0].size / POINTS == pytest.approx(6)


def test_places_count_from_the_corner_of_the_page() -> None:
    page = sheet(written_ofd.text("云", 30, 40), (10.0, 10.0, 100.0, 100.0))
    assert page.glyphs[0].left / POINTS == pytest.approx(20)
    assert (round(page.width / POINTS), round(page.height / POINTS)) == (100, 100)


def test_a_frame_has_four_sides_and_a_thin_filled_area_is_a_line() -> None:
    data = "<ofd:AbbreviatedData>M 0 0 L 50 0 L 50 20 L 0 20 C</ofd:AbbreviatedData>"
    assert len(sheet(f'<ofd:PathObject Boundary="10 10 50 20">{data}</ofd:PathObject>').rules) == 4
    thin = "<ofd:AbbreviatedData>M 0 0 L 50 0 L 50 0.2 L 0 0.2 C</ofd:AbbreviatedData>"
    filled = f'<ofd:PathObject Boundary="10 10 50 1" Stroke="false" Fill="true">{thin}</ofd:PathObject>'
    (rule,) = sheet(filled).rules
    assert rule.right - rule.left == pytest.approx(50 * POINTS)


@pytest.mark.parametrize(
    ("written", "steps"),
    [
        ("3 4.5", [3, 4.5]),
        ("g 3 4.5", [4.5] * 3),
        ("1 g 2 3 4", [1, 3, 3, 4]),
        ("g 99999 1", [1] * 9),
        ("g", []),
        ("x nan", [0, 0]),
        (None, []),
    ],
)
def test_steps_are_written_one_by_one_or_in_groups(written: str | None, steps: list[float]) -> None:
    assert deltas(written, 9) == steps


@given(st.text(alphabet="0123456789.-+e gnaif", max_size=60))
def test_any_numbers_are_borne(text: str) -> None:
    assert all(abs(value) < 1e6 for value in numbers(text))
    assert len(deltas(text, 5)) <= 5


@given(st.text(alphabet="MLQBACS 0123456789.-", max_size=80), st.text(alphabet="0123456789.- ", max_size=40))
def test_any_path_is_borne(path: str, place: str) -> None:
    data = f"<ofd:AbbreviatedData>{path}</ofd:AbbreviatedData>"
    for rule in sheet(f'<ofd:PathObject Boundary="{place}" CTM="{place}">{data}</ofd:PathObject>').rules:
        assert rule.left <= rule.right and rule.top <= rule.bottom
