"""Word documents: what is printed comes back, in order, with the numbers that Word makes."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from types import FrameType

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ingest.limits import heartbeat
from ingest.readers.docx import MOST_CHARACTERS, read
from ingest.split import split
from knowledge.errors import UserError
from tests.ingest.readers import notice
from tests.ingest.readers.writers_word import (
    LEVELS,
    converted,
    level,
    lists,
    needs_soffice,
    notice_docx,
    number,
    packed,
    paragraph,
    saved,
    written,
)


def _frames_of(frame: FrameType | None) -> Iterator[FrameType]:
    while frame:
        yield frame
        frame = frame.f_back


def _lines(body: str, **parts: str) -> list[str]:
    return read(written(body, parts), "通知.docx").text.splitlines()


def _deleted(text: str) -> str:
    return f'<w:del w:id="1"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


def _inserted(text: str) -> str:
    return f'<w:ins w:id="1"><w:r><w:t>{text}</w:t></w:r></w:ins>'


def _cell(*texts: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(map(paragraph, texts))}</w:tc>"


def _row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


@pytest.mark.parametrize("automatic", [False, True])
def test_the_notice_comes_back_line_by_line_and_clause_by_clause(automatic: bool) -> None:
    reading = read(notice_docx(automatic=automatic), "通知.docx")
    assert reading.text == notice.text()
    assert reading.warnings == () and reading.pages == ()
    expected = split(notice.text(), "通知.docx").clauses
    found = split(reading, "通知.docx").clauses
    assert [(c.text, c.address) for c in found] == [(c.text, c.address) for c in expected]
    assert any(clause.address.endswith("（一）1.") for clause in found)


@needs_soffice
def test_the_notice_comes_back_from_a_docx_that_libreoffice_wrote() -> None:
    again = converted(notice_docx(automatic=True), ".docx", "odt")
    assert read(converted(again, ".odt", "docx"), "通知.docx").text == notice.text()


def test_tables_stand_in_their_place() -> None:
    table = _table(_row(_cell("任务"), _cell("单位")), _row(_cell("建站"), _cell("办公室", "  学会部 ")))
    assert _lines(paragraph("前") + table + paragraph("后")) == [
        "前",
        "任务\t单位",
        "建站\t办公室 学会部",
        "后",
    ]


def test_merged_cells_are_repeated_in_every_row_and_column_they_cover() -> None:
    wide, begin, goes_on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    table = _table(
        _row(_cell("任务"), _cell("分工", properties=wide)),
        _row(_cell("建站", properties=begin), _cell("一"), _cell("二")),
        _row(_cell("", properties=goes_on), _cell("三"), _cell("四")),
        _row(_cell("五"), properties='<w:gridBefore w:val="2"/>'),
    )
    assert _lines(table) == ["任务\t分工\t分工", "建站\t一\t二", "建站\t三\t四", "\t\t五"]


def test_a_cell_that_is_a_whole_row_stands_once() -> None:
    rows = [_row(*map(_cell, row)) for row in (("任务", "单位", "时限"), ("建站", "学会部", "每年"))]
    band = _row(_cell("一、书屋", properties='<w:gridSpan w:val="3"/>'))
    assert _lines(_table(rows[0], band, rows[1])) == [
        "任务\t单位\t时限",
        "一、书屋\t\t",
        "建站\t学会部\t每年",
    ]


def test_a_header_of_two_rows_is_made_one() -> None:
    wide, begin, goes_on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    table = _table(
        _row(
            _cell("任务", properties=begin), _cell("分工", properties=wide), _cell("时限", properties=begin)
        ),
        _row(_cell("", properties=goes_on), _cell("牵头"), _cell("配合"), _cell("", properties=goes_on)),
        _row(_cell("夜市"), _cell("科普部"), _cell("学会部"), _cell("年底")),
    )
    assert _lines(table) == ["任务\t分工 牵头\t分工 配合\t时限", "夜市\t科普部\t学会部\t年底"]


def test_python_docx_merges_the_same_way() -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    for i, cell in enumerate(table._cells):
        cell.text = str(i)
    table.cell(0, 0).merge(table.cell(1, 1))
    assert read(saved(document), "表.docx").text == "0 1 3 4\t0 1 3 4\t2\n0 1 3 4\t0 1 3 4\t5\n6\t7\t8\n"


def test_a_table_inside_a_cell_is_flattened_into_it() -> None:
    inner = _table(_row(_cell("甲"), _cell("乙")))
    cell = f"<w:tc>{paragraph('外')}{inner}{paragraph('尾')}</w:tc>"
    assert _lines(_table(_row(cell, _cell("右")))) == ["外 甲 乙 尾\t右"]


def test_a_table_of_one_cell_is_a_frame_around_paragraphs() -> None:
    assert _lines(_table(_row(_cell("专栏1 驿站", "1.选址", "2.人员")))) == ["专栏1 驿站", "1.选址", "2.人员"]


def test_a_row_or_cell_that_was_deleted_is_gone() -> None:
    table = _table(
        _row(_cell("甲"), _cell("乙")),
        _row(_cell("丙"), _cell("丁"), properties='<w:del w:id="1"/>'),
        _row(_cell("戊"), _cell("己", properties='<w:cellDel w:id="1"/>'), properties='<w:ins w:id="2"/>'),
    )
    assert _lines(table) == ["甲\t乙", "戊"]


def _box(text: str) -> str:
    inside = f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"
    choice = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{inside}</wps:txbx></w:drawing></mc:Choice>'
    fallback = f"<mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback>"
    return f"<w:r><mc:AlternateContent>{choice}{fallback}</mc:AlternateContent></w:r>"


def test_a_text_box_comes_once_after_its_paragraph() -> None:
    assert _lines(paragraph("前", _box("框"), "后") + paragraph("末")) == ["前后", "框", "末"]


def test_a_text_box_of_old_programs_and_drawn_words_are_read() -> None:
    old = (
        f"<w:r><w:pict><v:textbox><w:txbxContent>{paragraph('框')}</w:txbxContent></v:textbox></w:pict></w:r>"
    )
    drawn = '<w:r><w:pict><v:shape><v:textpath string="云溪市文件"/></v:shape></w:pict></w:r>'
    assert _lines(paragraph(drawn) + paragraph("前", old)) == ["云溪市文件", "前", "框"]


def test_notes_follow_the_paragraph_or_row_they_hang_on_once() -> None:
    foot, end = '<w:r><w:footnoteReference w:id="2"/></w:r>', '<w:r><w:endnoteReference w:id="3"/></w:r>'
    table = _table(_row(f"<w:tc>{paragraph('甲', end)}</w:tc>", _cell("乙")))
    footnotes = f'<w:footnote w:id="0" w:type="separator">{paragraph("线")}</w:footnote>'
    footnotes += f'<w:footnote w:id="2">{paragraph("<w:r><w:footnoteRef/></w:r>", " 脚注。")}</w:footnote>'
    body = paragraph("前", foot, foot, "后") + table + paragraph("末")
    endnotes = f'<w:endnote w:id="3">{paragraph("尾注。")}</w:endnote>'
    assert _lines(body, footnotes=footnotes, endnotes=endnotes) == [
        "前后",
        "脚注。",
        "甲\t乙",
        "尾注。",
        "末",
    ]


def test_tracked_changes_are_resolved_as_accepted_and_said() -> None:
    moved = '<w:moveFrom w:id="1"><w:r><w:t>旧处</w:t></w:r></w:moveFrom>'
    arrived = '<w:moveTo w:id="1"><w:r><w:t>新处</w:t></w:r></w:moveTo>'
    body = paragraph("新建", _deleted("26"), _inserted("36"), "个。") + paragraph(moved, arrived)
    reading = read(written(body), "通知.docx")
    assert reading.text == "新建36个。\n新处\n"
    assert reading.warnings == ("文中有修订痕迹，已按接受修订后的文字入库",)


def test_a_paragraph_whose_mark_was_deleted_runs_on_into_the_next() -> None:
    gone = '<w:rPr><w:del w:id="1"/></w:rPr>'
    body = paragraph("前半", properties=gone) + paragraph("后半") + paragraph(_deleted("无"), properties=gone)
    assert _lines(body + paragraph("末")) == ["前半后半", "末"]


@pytest.mark.parametrize(
    ("run", "shown"),
    [
        ("<w:vanish/>", False),
        ('<w:vanish w:val="0"/>', True),
        ('<w:rStyle w:val="hid"/>', False),
        ('<w:rStyle w:val="sub"/>', False),
        ('<w:rStyle w:val="sub"/><w:vanish w:val="false"/>', True),
        ("<w:webHidden/>", True),
    ],
)
def test_hidden_text_stays_out_and_is_said(run: str, shown: bool) -> None:
    styles = (
        '<w:style w:type="character" w:styleId="hid"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="sub"><w:basedOn w:val="hid"/></w:style>'
    )
    body = paragraph("明", f"<w:r><w:rPr>{run}</w:rPr><w:t>暗</w:t></w:r>")
    reading = read(written(body, {"styles": styles}), "通知.docx")
    assert reading.text == ("明暗\n" if shown else "明\n")
    assert reading.warnings == (() if shown else ("文中有隐藏文字，没有入库",))


def test_line_breaks_end_a_line_and_tabs_are_blanks() -> None:
    body = paragraph("甲", "<w:r><w:br/></w:r>", "乙", "<w:r><w:tab/></w:r>", "丙", "<w:r><w:cr/></w:r>")
    assert _lines(body + paragraph("　丁", "<w:r><w:noBreakHyphen/></w:r>", "戊 ")) == [
        "甲",
        "乙 丙",
        "丁-戊",
    ]
    cell = f"<w:tc>{paragraph('甲', '<w:r><w:br/></w:r>', '乙')}</w:tc>"
    assert _lines(_table(_row(cell, _cell("丙")))) == ["甲 乙\t丙"]


def _field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def test_of_a_field_the_result_is_shown_and_the_instruction_is_not() -> None:
    nested = (_field("begin"), "内条件", _field("separate"), "内结果", _field("end"))
    inner = ("<w:r><w:instrText>IF </w:instrText></w:r>", *nested)
    body = paragraph("见", _field("begin"), *inner, _field("separate"), "第3页", _field("end"), "。")
    body += paragraph('<w:fldSimple w:instr="PAGE"><w:r><w:t>7</w:t></w:r></w:fldSimple>')
    assert _lines(body + paragraph(_field("begin"), "断") + paragraph("后")) == ["见第3页。", "7", "后"]


def test_controls_links_and_formulas_are_looked_into_and_placeholders_are_not() -> None:
    control = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    holder = control.format("<w:showingPlcHdr/>", paragraph("单击此处输入文字"))
    link = "<w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink>"
    formula = "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>"
    ruby = "<w:r><w:ruby><w:rt><w:r><w:t>xī</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>溪</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    body = control.format("", paragraph("控件")) + holder + paragraph(link, formula, ruby)
    assert _lines(body) == ["控件", "链接a+b溪"]


def test_symbols_are_read_by_what_they_look_like() -> None:
    symbols = ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', '<w:r><w:sym w:char="2460"/></w:r>')
    assert _lines(paragraph(*symbols, '<w:r><w:sym w:char="什么"/></w:r>', "项")) == ["☑①项"]


def test_the_parts_are_found_by_their_relations() -> None:
    assert read(written(paragraph("甲"), main="text/body.xml"), "a.docx").text == "甲\n"


def test_the_other_dialect_of_the_format_is_read() -> None:
    namespace = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    document = f'<document xmlns="{namespace}"><body><p><r><t>甲</t></r></p></body></document>'
    assert read(packed({"word/document.xml": document}), "a.docx").text == "甲\n"


def test_numbers_stand_in_cells_too_even_alone() -> None:
    document = docx.Document()
    lists(document, [level(0, "decimal", "%1")])
    table = document.add_table(2, 2)
    for row, text in zip(table.rows, ("甲", "乙"), strict=True):
        number(row.cells[0].paragraphs[0], 0)
        row.cells[1].text = text
    assert read(saved(document), "a.docx").text == "1\t甲\n2\t乙\n"


def test_a_number_without_words_counts_and_is_no_line() -> None:
    document = docx.Document()
    lists(document, [level(0, "chineseCounting", "%1、")])
    for text in ("甲", "", "乙"):
        number(document.add_paragraph(text), 0)
    assert read(saved(document), "a.docx").text == "一、甲\n三、乙\n"


def test_a_heading_whose_mark_is_hidden_keeps_its_number() -> None:
    document = docx.Document()
    lists(document, [level(0, "chineseCounting", "（%1）")])
    heading = document.add_paragraph("建设驿站。")
    number(heading, 0)
    heading._p.get_or_add_pPr().append(parse_xml(f"<w:rPr {nsdecls('w')}><w:vanish/><w:specVanish/></w:rPr>"))
    document.add_paragraph("到2033年建成。")
    number(document.add_paragraph("下一项。"), 0)
    assert read(saved(document), "a.docx").text == "（一）建设驿站。到2033年建成。\n（二）下一项。\n"


def test_a_character_in_a_circle_is_read_from_its_field() -> None:
    code = "".join(
        f"<w:r><w:instrText>{text}</w:instrText></w:r>" for text in ("eq \\o\\ac(", "○", ",", "3)")
    )
    assert _lines(paragraph(_field("begin"), code, _field("end"), "公布名单。")) == ["③公布名单。"]


def test_a_number_and_its_words_do_not_run_together() -> None:
    spaced = level(0, "decimal", "%1.").replace('<w:suff w:val="nothing"/>', "")
    document = docx.Document()
    lists(document, [spaced, *(level(i, style, text) for i, (style, text) in enumerate(LEVELS) if i)])
    for text in ("5亿元", "选址"):
        number(document.add_paragraph(text), 0)
    assert read(saved(document), "a.docx").text == "1. 5亿元\n2.选址\n"


def test_a_document_of_pictures_only_says_so() -> None:
    with pytest.raises(UserError, match=r"“扫描.docx”里没有可入库的文字，只有图片"):
        read(written('<w:p><w:r><w:drawing><a:blip xmlns:a="urn:a"/></w:drawing></w:r></w:p>'), "扫描.docx")
    with pytest.raises(UserError, match=r"里没有可入库的文字，请检查"):
        read(written(paragraph("　")), "空.docx")


def test_repeated_cells_cannot_swell_the_text() -> None:
    begin, goes_on = ('<w:gridSpan w:val="999999"/><w:vMerge w:val="restart"/>', "<w:vMerge/>")
    rows = [_row(_cell("长" * 1000, properties=begin)), *[_row(_cell("", properties=goes_on))] * 20]
    assert len(read(written(_table(*rows[:2], _row(_cell("尾")))), "a.docx").text) < 130_000
    many = _row(*[_cell("", properties='<w:vMerge w:val="continue"/>')] * 63)
    with pytest.raises(UserError, match=rf"超过 {MOST_CHARACTERS // 10_000} 万字"):
        read(written(_table(rows[0], *[many] * 100)), "a.docx")


@pytest.mark.parametrize(
    ("opening", "closing", "times"),
    [
        ("<w:tbl><w:tr><w:tc>", "</w:tc><w:tc/></w:tr></w:tbl>", 80),
        ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>", 120),
        ("<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>", 60),
    ],
)
def test_deep_nesting_is_read(opening: str, closing: str, times: int) -> None:
    (line,) = _lines(opening * times + paragraph("底") + closing * times)
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
    _deleted("暗"),
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


def test_each_paragraph_and_cell_is_a_sign_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    beats: list[None] = []
    monkeypatch.setattr(heartbeat, "_listener", lambda: beats.append(None))
    _lines(paragraph("甲") * 3 + _table(_row(_cell("乙"), _cell("丙"))))
    assert len(beats) == 6


@pytest.mark.parametrize(
    ("text", "size", "told"), [("名单见图", 6, True), ("名单见图", 4, False), ("办好夜市。" * 60, 6, False)]
)
def test_a_page_as_a_picture_beside_hardly_any_text_is_told(text: str, size: int, told: bool) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (60, 60), "white").save(stream, "PNG")
    document = docx.Document()
    document.add_paragraph(text)
    stream.seek(0)
    document.add_picture(stream, width=Cm(size))
    assert [warning for warning in read(saved(document), "图.docx").warnings if "图片" in warning] == (
        ["文字很少，另有 1 张图片没有读入；正文如果在图片里，请先识别成文字再入库"] if told else []
    )
