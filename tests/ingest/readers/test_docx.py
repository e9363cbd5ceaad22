"""Word documents: what is printed comes back, in order; what is hidden or deleted does not."""

from __future__ import annotations

import io

import docx
import pytest
from docx.shared import Cm
from PIL import Image

from ingest.limits import heartbeat
from ingest.readers.docx import read
from ingest.split import split
from knowledge.errors import UserError
from tests.ingest.readers import notice
from tests.ingest.readers.word_body import cell_of, deleted, lines_of, row_of, table_of
from tests.ingest.readers.writers_word import (
    converted,
    needs_soffice,
    notice_docx,
    packed,
    paragraph,
    saved,
    written,
)


def _inserted(text: str) -> str:
    return f'<w:ins w:id="1"><w:r><w:t>{text}</w:t></w:r></w:ins>'


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


def _box(text: str) -> str:
    inside = f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"
    choice = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{inside}</wps:txbx></w:drawing></mc:Choice>'
    fallback = f"<mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback>"
    return f"<w:r><mc:AlternateContent>{choice}{fallback}</mc:AlternateContent></w:r>"


def test_a_text_box_comes_once_after_its_paragraph() -> None:
    assert lines_of(paragraph("前", _box("框"), "后") + paragraph("末")) == ["前后", "框", "末"]


def test_a_text_box_of_old_programs_and_drawn_words_are_read() -> None:
    old = (
        f"<w:r><w:pict><v:textbox><w:txbxContent>{paragraph('框')}</w:txbxContent></v:textbox></w:pict></w:r>"
    )
    drawn = '<w:r><w:pict><v:shape><v:textpath string="云溪市文件"/></v:shape></w:pict></w:r>'
    assert lines_of(paragraph(drawn) + paragraph("前", old)) == ["云溪市文件", "前", "框"]


def test_notes_follow_the_paragraph_or_row_they_hang_on_once() -> None:
    foot, end = '<w:r><w:footnoteReference w:id="2"/></w:r>', '<w:r><w:endnoteReference w:id="3"/></w:r>'
    table = table_of(row_of(f"<w:tc>{paragraph('甲', end)}</w:tc>", cell_of("乙")))
    footnotes = f'<w:footnote w:id="0" w:type="separator">{paragraph("线")}</w:footnote>'
    footnotes += f'<w:footnote w:id="2">{paragraph("<w:r><w:footnoteRef/></w:r>", " 脚注。")}</w:footnote>'
    body = paragraph("前", foot, foot, "后") + table + paragraph("末")
    endnotes = f'<w:endnote w:id="3">{paragraph("尾注。")}</w:endnote>'
    assert lines_of(body, footnotes=footnotes, endnotes=endnotes) == [
        "前后",
        "脚注。",
        "甲\t乙",
        "尾注。",
        "末",
    ]


def test_tracked_changes_are_resolved_as_accepted_and_said() -> None:
    moved = '<w:moveFrom w:id="1"><w:r><w:t>旧处</w:t></w:r></w:moveFrom>'
    arrived = '<w:moveTo w:id="1"><w:r><w:t>新处</w:t></w:r></w:moveTo>'
    body = paragraph("新建", deleted("26"), _inserted("36"), "个。") + paragraph(moved, arrived)
    reading = read(written(body), "通知.docx")
    assert reading.text == "新建36个。\n新处\n"
    assert reading.warnings == ("文中有修订痕迹，已按接受修订后的文字入库",)


def test_a_paragraph_whose_mark_was_deleted_runs_on_into_the_next() -> None:
    gone = '<w:rPr><w:del w:id="1"/></w:rPr>'
    body = paragraph("前半", properties=gone) + paragraph("后半") + paragraph(deleted("无"), properties=gone)
    assert lines_of(body + paragraph("末")) == ["前半后半", "末"]


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
    assert lines_of(body + paragraph("　丁", "<w:r><w:noBreakHyphen/></w:r>", "戊 ")) == [
        "甲",
        "乙 丙",
        "丁-戊",
    ]
    cell = f"<w:tc>{paragraph('甲', '<w:r><w:br/></w:r>', '乙')}</w:tc>"
    assert lines_of(table_of(row_of(cell, cell_of("丙")))) == ["甲 乙\t丙"]


def _field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def test_of_a_field_the_result_is_shown_and_the_instruction_is_not() -> None:
    nested = (_field("begin"), "内条件", _field("separate"), "内结果", _field("end"))
    inner = ("<w:r><w:instrText>IF </w:instrText></w:r>", *nested)
    body = paragraph("见", _field("begin"), *inner, _field("separate"), "第3页", _field("end"), "。")
    body += paragraph('<w:fldSimple w:instr="PAGE"><w:r><w:t>7</w:t></w:r></w:fldSimple>')
    assert lines_of(body + paragraph(_field("begin"), "断") + paragraph("后")) == ["见第3页。", "7", "后"]


def test_controls_links_and_formulas_are_looked_into_and_placeholders_are_not() -> None:
    control = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    holder = control.format("<w:showingPlcHdr/>", paragraph("单击此处输入文字"))
    link = "<w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink>"
    formula = "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>"
    ruby = "<w:r><w:ruby><w:rt><w:r><w:t>xī</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>溪</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    body = control.format("", paragraph("控件")) + holder + paragraph(link, formula, ruby)
    assert lines_of(body) == ["控件", "链接a+b溪"]


def test_symbols_are_read_by_what_they_look_like() -> None:
    symbols = ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', '<w:r><w:sym w:char="2460"/></w:r>')
    assert lines_of(paragraph(*symbols, '<w:r><w:sym w:char="什么"/></w:r>', "项")) == ["☑①项"]


def test_the_parts_are_found_by_their_relations() -> None:
    assert read(written(paragraph("甲"), main="text/body.xml"), "a.docx").text == "甲\n"


def test_the_other_dialect_of_the_format_is_read() -> None:
    namespace = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    document = f'<document xmlns="{namespace}"><body><p><r><t>甲</t></r></p></body></document>'
    assert read(packed({"word/document.xml": document}), "a.docx").text == "甲\n"


def test_a_character_in_a_circle_is_read_from_its_field() -> None:
    code = "".join(
        f"<w:r><w:instrText>{text}</w:instrText></w:r>" for text in ("eq \\o\\ac(", "○", ",", "3)")
    )
    assert lines_of(paragraph(_field("begin"), code, _field("end"), "公布名单。")) == ["③公布名单。"]


def test_a_document_of_pictures_only_says_so() -> None:
    with pytest.raises(UserError, match=r"“扫描.docx”里没有可入库的文字，只有图片"):
        read(written('<w:p><w:r><w:drawing><a:blip xmlns:a="urn:a"/></w:drawing></w:r></w:p>'), "扫描.docx")
    with pytest.raises(UserError, match=r"里没有可入库的文字，请检查"):
        read(written(paragraph("　")), "空.docx")


def test_each_paragraph_and_cell_is_a_sign_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    beats: list[None] = []
    monkeypatch.setattr(heartbeat, "_listener", lambda: beats.append(None))
    lines_of(paragraph("甲") * 3 + table_of(row_of(cell_of("乙"), cell_of("丙"))))
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
