"""Automatic numbers of Word documents, before the words they number."""

from __future__ import annotations

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.readers.docx import read
from tests.ingest.readers.writers_word import LEVELS, level, lists, number, saved


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


def test_a_number_and_its_words_do_not_run_together() -> None:
    spaced = level(0, "decimal", "%1.").replace('<w:suff w:val="nothing"/>', "")
    document = docx.Document()
    lists(document, [spaced, *(level(i, style, text) for i, (style, text) in enumerate(LEVELS) if i)])
    for text in ("5亿元", "选址"):
        number(document.add_paragraph(text), 0)
    assert read(saved(document), "a.docx").text == "1. 5亿元\n2.选址\n"
