"""Elements by local names."""

from __future__ import annotations

import pytest

from ingest.limits.safe_xml import parse
from ingest.word.elements import (
    LARGEST_NUMBER,
    attribute,
    child,
    children,
    name_of,
    number,
    switched_on,
    value,
)

ROOT = parse(
    b'<a xmlns="urn:1" xmlns:x="urn:2"><!-- c --><?p i?><b x:val="1"/><x:b val="2"><c val="off"/><d/></x:b></a>',
    "a.xml",
)


def test_names_and_attributes_are_found_in_any_namespace() -> None:
    assert [name_of(each) for each in ROOT] == ["", "", "b", "b"]
    assert [attribute(each, "val") for each in children(ROOT, "b")] == ["1", "2"]
    assert value(ROOT, "b") == "1"
    assert child(ROOT, "b", "c") is None and value(None, "b") is None and attribute(None, "val") is None


def test_a_property_is_on_off_or_not_said() -> None:
    second = list(children(ROOT, "b"))[1]
    assert [switched_on(second, name) for name in ("c", "d", "e")] == [False, True, None]


@pytest.mark.parametrize(
    ("written", "expected"),
    [("3", 3), ("-1", 0), ("9" * 30, LARGEST_NUMBER), ("9" * 9999, 5), ("x", 5), (None, 5), ("", 5)],
)
def test_numbers_are_kept_in_bounds(written: str | None, expected: int) -> None:
    assert number(written, 5) == expected
