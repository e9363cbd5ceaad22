"""Automatic numbers: what Word counts, level by level."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.limits.safe_xml import parse
from ingest.word.lists import Numbering
from ingest.word.styles import Placing
from tests.ingest.readers.writers_word import W, level


def _definition(*levels: str, key: int = 1, more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{key}">{more}{"".join(levels)}</w:abstractNum>'


def _list(key: int, definition: int = 1, overrides: str = "") -> str:
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{definition}"/>{overrides}</w:num>'


def _override(place: int, inside: str) -> str:
    return f'<w:lvlOverride w:ilvl="{place}">{inside}</w:lvlOverride>'


def _count(places: Iterable[int | tuple[int, int]], *parts: str) -> str:
    """The numbers of paragraphs at these levels of list 1, or of (list, level)."""
    numbering = Numbering(
        parse(f'<w:numbering xmlns:w="{W}">{"".join(parts)}</w:numbering>'.encode(), "a.docx")
    )
    pairs = [(1, place) if isinstance(place, int) else place for place in places]
    return " ".join(numbering.next(Placing(str(key), place, (), 0))[0] for key, place in pairs)


CHINESE = (
    level(0, "chineseCounting", "%1、"),
    level(1, "chineseCounting", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimalEnclosedCircleChinese", "%4"),
)
OUTLINE = tuple(level(i, "decimal", ".".join(f"%{j + 1}" for j in range(i + 1))) for i in range(4))


def test_each_level_counts_and_begins_anew_under_the_next_of_an_outer_one() -> None:
    found = _count([0, 1, 2, 2, 1, 2, 0, 1, 3, 3], _definition(*CHINESE), _list(1))
    assert found == "一、 （一） 1. 2. （二） 1. 二、 （一） ① ②"


def test_numbers_of_outer_levels_are_named() -> None:
    assert _count([0, 1, 1, 2, 0, 1], _definition(*OUTLINE), _list(1)) == "1 1.1 1.2 1.2.1 2 2.1"


def test_an_outer_level_that_was_passed_over_counts_as_used() -> None:
    assert _count([1, 0, 2, 1, 2], _definition(*OUTLINE), _list(1)) == "1.1 2 2.1.1 2.2 2.2.1"


def test_lists_of_one_definition_count_on_and_those_of_another_do_not() -> None:
    parts = (_definition(*CHINESE), _definition(*CHINESE, key=2), _list(1), _list(2), _list(3, 2))
    assert _count([(1, 0), (2, 0), (3, 0), (1, 0)], *parts) == "一、 二、 一、 三、"


def test_a_list_begins_anew_once_where_it_says_so() -> None:
    again = _list(2, overrides=_override(0, '<w:startOverride w:val="1"/>'))
    parts = (_definition(*CHINESE), _list(1), again)
    assert _count([(1, 0), (1, 0), (2, 0), (2, 0), (1, 0)], *parts) == "一、 二、 一、 二、 三、"


def test_a_list_may_bring_a_level_of_its_own() -> None:
    own = _list(1, overrides=_override(0, level(0, "upperLetter", "%1)", start=3)))
    assert _count([0, 0], _definition(*CHINESE), own) == "C) D)"


@pytest.mark.parametrize(("after", "expected"), [(0, "1.1 1.2 2.3"), (1, "1.1 1.2 2.1")])
def test_a_level_begins_anew_only_after_the_one_it_names(after: int, expected: str) -> None:
    inner = level(2, "decimal", "%1.%3", f'<w:lvlRestart w:val="{after}"/>')
    found = _count([0, 2, 1, 2, 0, 2], _definition(*OUTLINE[:2], inner), _list(1)).split()
    assert " ".join(found[1::2]) == expected


def test_a_legal_level_prints_digits_only() -> None:
    inner = level(1, "decimal", "%1.%2", "<w:isLgl/>")
    assert _count([0, 1], _definition(CHINESE[0], inner), _list(1)) == "一、 1.1"


def test_bullets_of_symbol_fonts_become_plain_ones_and_have_no_number() -> None:
    marks = [level(i, "bullet", text) for i, text in enumerate(("\uf06e", "—", "\ue123"))]
    inner = level(3, "decimal", "%1%4.")
    assert _count([0, 1, 2, 3], _definition(*marks, inner), _list(1)) == "■ — • 1."


def test_a_level_without_number_or_picture_or_visible_mark() -> None:
    picture = level(1, "decimal", "%2", '<w:lvlPicBulletId w:val="0"/>')
    hidden = level(2, "decimal", "%3.").replace("</w:lvl>", "<w:rPr><w:vanish/></w:rPr></w:lvl>")
    levels = _definition(level(0, "none", ""), picture, hidden)
    assert _count([0, 1, 2], levels, _list(1)) == " • "


def test_a_format_given_twice_is_read_in_its_older_form() -> None:
    names = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    newer = '<mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001"/></mc:Choice>'
    both = f'<mc:AlternateContent {names}>{newer}<mc:Fallback><w:numFmt w:val="upperRoman"/></mc:Fallback></mc:AlternateContent>'
    inner = f'<w:lvl w:ilvl="0"><w:start w:val="2"/>{both}<w:lvlText w:val="%1."/></w:lvl>'
    assert _count([0], _definition(inner), _list(1)) == "II."


def test_a_definition_may_be_named_by_a_style() -> None:
    named = _definition(*CHINESE, key=2, more='<w:styleLink w:val="列表"/>')
    naming = _definition(more='<w:numStyleLink w:val="列表"/>')
    assert _count([0, (2, 0)], naming, named, _list(1), _list(2, 2)) == "一、 二、"


def test_a_level_is_found_by_the_style_that_it_is_for() -> None:
    inner = level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="H2"/>')
    root = f'<w:numbering xmlns:w="{W}">{_definition(CHINESE[0], inner)}{_list(1)}</w:numbering>'
    numbering = Numbering(parse(root.encode(), "a.docx"))
    assert numbering.next(Placing("1", None, ("H2",), 0)) == ("（一）", False)
    assert numbering.next(Placing("1", None, ("其他",), 0))[0] == "二、"


@pytest.mark.parametrize("placing", [None, Placing("9", 0, (), 0), Placing("1", 7, (), 0)])
def test_what_is_defined_nowhere_has_no_number(placing: Placing | None) -> None:
    assert Numbering().next(placing) == ("", False)
    root = f'<w:numbering xmlns:w="{W}">{_definition(*CHINESE)}{_list(1)}{_list(2, 8)}</w:numbering>'
    assert Numbering(parse(root.encode(), "a.docx")).next(placing) == ("", False)


_STYLES = st.sampled_from("decimal chineseCounting upperRoman lowerLetter bullet none custom 乱".split())
_VALUES = st.sampled_from(["1", "0", "3", "-1", "99999999999", "", "x", "%1", "%9%1.", "（%2）"])


@st.composite
def _definitions(draw: st.DrawFn) -> str:
    def one(place: int) -> str:
        more = draw(st.sampled_from(["", "<w:isLgl/>", '<w:pStyle w:val="s"/>', "<w:lvlRestart/>"]))
        text = f'<w:lvlText w:val="{draw(_VALUES)}"/><w:start w:val="{draw(_VALUES)}"/>'
        return f'<w:lvl w:ilvl="{place}"><w:numFmt w:val="{draw(_STYLES)}"/>{more}{text}</w:lvl>'

    levels = [one(place) for place in draw(st.lists(st.integers(-1, 10), max_size=5))]
    link = draw(st.sampled_from(["", '<w:numStyleLink w:val="s"/>', '<w:styleLink w:val="s"/>']))
    start = f'<w:startOverride w:val="{draw(_VALUES)}"/>'
    return _definition(*levels, more=link) + _list(
        1, draw(st.integers(0, 2)), _override(draw(st.integers(0, 3)), start)
    )


@settings(max_examples=150, deadline=None)
@given(_definitions(), st.lists(st.tuples(st.integers(0, 2), st.integers(0, 12)), max_size=12))
def test_any_definition_gives_short_numbers_or_none(parts: str, places: list[tuple[int, int]]) -> None:
    assert len(_count(places, parts)) <= 60 * (len(places) + 1)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=30))
def test_an_outline_never_goes_back(places: list[int]) -> None:
    numbers = _count(places, _definition(*OUTLINE), _list(1)).split()
    assert [number.count(".") for number in numbers] == places
    counted = [tuple(map(int, number.split("."))) for number in numbers]
    assert all(before < after for before, after in pairwise(counted))
