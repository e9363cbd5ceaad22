"""Any body of a Word document: deep, swollen, or made at random; what is shown is there once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.docx import MOST_CHARACTERS, read
from knowledge.errors import UserError
from tests.ingest.readers.word_body import cell_of, deleted, lines_of, row_of, table_of
from tests.ingest.readers.writers_word import paragraph, written


def _frames_of(frame: FrameType | None) -> Iterator[FrameType]:
    while frame:
        yield frame
        frame = frame.f_back


def test_repeated_cells_cannot_swell_the_text() -> None:
    begin, goes_on = ('<w:gridSpan w:val="999999"/><w:vMerge w:val="restart"/>', "<w:vMerge/>")
    rows = [row_of(cell_of("长" * 1000, properties=begin)), *[row_of(cell_of("", properties=goes_on))] * 20]
    assert len(read(written(table_of(*rows[:2], row_of(cell_of("尾")))), "a.docx").text) < 130_000
    many = row_of(*[cell_of("", properties='<w:vMerge w:val="continue"/>')] * 63)
    with pytest.raises(UserError, match=rf"超过 {MOST_CHARACTERS // 10_000} 万字"):
        read(written(table_of(rows[0], *[many] * 100)), "a.docx")


@pytest.mark.parametrize(
    ("opening", "closing", "times"),
    [
        ("<w:tbl><w:tr><w:tc>", "</w:tc><w:tc/></w:tr></w:tbl>", 80),
        ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>", 120),
        ("<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>", 60),
    ],
)
def test_deep_nesting_is_read(opening: str, closing: str, times: int) -> None:
    (line,) = lines_of(opening * times + paragraph("底") + closing * times)
    assert line.strip() == "底"


def test_nesting_too_deep_for_the_program_is_refused() -> None:
    body = "<w:sdt><w:sdtContent>" * 100 + paragraph("底") + "</w:sdtContent></w:sdt>" * 100
    depth = len(list(_frames_of(sys._getframe())))
    limit = sys.getrecursionlimit()
    data = written(body)
    sys.setrecursionlimit(depth + 120)
    try:
        with pytest.raises(UserError, match=r"“a\.docx”的内容层层嵌套过深"):
            read(data, "a.docx")
    finally:
        sys.setrecursionlimit(limit)


# A story made at random: marks <0>, <1>, … in the order of the document, for what is shown; the rest is 暗.
_HIDDEN = (
    deleted("暗"),
    "<w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r>",
    "<w:r><w:instrText>暗</w:instrText></w:r>",
)
_SHOWN = (
    "<w:r><w:t>{}</w:t></w:r>",
    "<w:ins><w:r><w:t>{}</w:t></w:r></w:ins>",
    "<w:hyperlink><w:r><w:t>{}</w:t></w:r></w:hyperlink>",
)
_RUNS = st.lists(st.sampled_from(_HIDDEN + _SHOWN), max_size=4).map("".join)
_PROPERTIES = st.sampled_from(
    [
        "",
        '<w:pStyle w:val="无"/>',
        '<w:numPr><w:ilvl w:val="9"/><w:numId w:val="1"/></w:numPr>',
        "<w:rPr><w:del/></w:rPr>",
        "<w:rPr><w:vanish/></w:rPr>",
    ]
)
_PARAGRAPHS = st.builds(
    lambda inside, properties: paragraph(inside or "<w:r/>", properties=properties), _RUNS, _PROPERTIES
)


def _wrapped(blocks: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    inside = st.lists(blocks, min_size=1, max_size=3).map("".join)
    cells = st.lists(inside.map("<w:tc>{}</w:tc>".format), min_size=1, max_size=3).map("".join)
    rows = st.lists(cells.map("<w:tr>{}</w:tr>".format), min_size=1, max_size=3).map("".join)
    boxed = inside.map("<w:p><w:r><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r></w:p>".format)
    return st.one_of(
        inside.map("<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>".format),
        rows.map("<w:tbl>{}</w:tbl>".format),
        boxed,
    )


_BODIES = st.lists(st.recursive(_PARAGRAPHS, _wrapped, max_leaves=8), max_size=6).map("".join)


@settings(max_examples=150, deadline=None)
@given(_BODIES)
def test_every_word_that_is_shown_is_there_once_and_no_other(body: str) -> None:
    count = body.count("{}")
    marks = [f"〔{i}〕" for i in range(count)]
    data = written(body.format(*marks))
    try:
        text = read(data, "a.docx").text
    except UserError:
        assert not count
        return
    assert "暗" not in text
    assert sorted(text.replace("〕", "〕 ").split()) == sorted(marks)
    if "txbxContent" not in body:
        assert "".join(text.split()) == "".join(marks)
