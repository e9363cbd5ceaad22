"""Places of a text on the pages."""

from __future__ import annotations

import pytest

from ingest.reading import Reading


@pytest.mark.parametrize(("offset", "page"), [(0, 1), (9, 1), (10, 2), (19, 2), (20, 4), (500, 4)])
def test_an_offset_stands_on_the_page_that_began_last(offset: int, page: int) -> None:
    """The third page is empty: it begins where the fourth does."""
    assert Reading("", pages=(0, 10, 20, 20)).page_at(offset) == page


def test_a_format_without_pages_has_none() -> None:
    assert Reading("正文").page_at(0) is None
