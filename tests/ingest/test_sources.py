"""The identity of a whole document: head, signature, imprint and page table together."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.split import split
from knowledge.documents import Source, Term

NOTICE = """云州市科学技术协会文件
云科协发〔2031〕7号
云州市科学技术协会 云州市财政局
关于印发《云州市夜市管理办法（试行）》的通知
各县（区）科协、财政局：
现将《云州市夜市管理办法（试行）》印发给你们，请认真执行。
附件：1.摊位登记表
2.收费标准（略）
云州市科学技术协会
云州市财政局
2031年4月9日
（此件公开发布）
云州市夜市管理办法（试行）
第一条 夜市每周六开放。
第二条 本办法自2031年5月1日起施行，有效期三年。
附件1
摊位登记表
姓名、电话。
抄送：市委办公室，市人大常委会办公室。
云州市科学技术协会办公室 2031年4月12日印发
"""


def source_of(text: str, name: str = "通知.txt") -> Source:
    return split(text, name).source


def test_all_parts_of_a_joint_notice() -> None:
    source = source_of(NOTICE)
    assert (source.doc_number, source.issuer) == ("云科协发〔2031〕7号", "云州市科学技术协会")
    assert source.issuers == ("云州市科学技术协会", "云州市财政局")
    assert (source.issued_on, source.printed_on) == (date(2031, 4, 9), date(2031, 4, 12))
    assert source.released_on is None
    assert (source.recipients, source.copies) == ("各县（区）科协、财政局", "市委办公室，市人大常委会办公室")
    assert source.attachments == ("摊位登记表", "收费标准")
    assert (source.kind, source.stage) == ("通知", "试行")
    assert (source.term.first, source.term.last) == (date(2031, 5, 1), date(2034, 4, 30))
    assert source.term.address == "第二条"


def test_the_clause_of_a_term_is_the_one_with_its_id() -> None:
    made = split(NOTICE, "通知.txt")
    (clause,) = (one for one in made.clauses if one.id == made.source.term.clause)
    assert "有效期三年" in clause.text


PAGE = """索引号：	01-2031-7	主题分类：	科技
发文机关：	云州市科学技术协会	成文日期：	2031年4月9日
标　　题：	关于举办夜市的通知
发文字号：	云科协发〔2031〕7号	发布日期：	2031年5月6日
有 效 性：	现行有效	失效日期：	2034年4月30日
主 题 词：
"""


def test_the_table_of_a_page_fills_what_the_text_lacks() -> None:
    source = source_of(PAGE + "关于举办夜市的通知\n各县科协：\n请办好夜市。\n")
    assert (source.title, source.doc_number) == ("关于举办夜市的通知", "云科协发〔2031〕7号")
    assert (source.issuer, source.issuers) == ("云州市科学技术协会", ("云州市科学技术协会",))
    assert (source.issued_on, source.released_on) == (date(2031, 4, 9), date(2031, 5, 6))
    assert (source.recipients, source.declared) == ("各县科协", "现行有效")
    assert source.term == Term(None, date(2034, 4, 30))


def test_what_the_text_says_goes_before_the_table() -> None:
    text = "云州市科协关于举办夜市的通知\n云科协〔2031〕8号\n各县科协：\n请办好夜市。\n云州市科协\n2031年4月8日\n"
    source = source_of(PAGE + text)
    assert (source.doc_number, source.issued_on) == ("云科协〔2031〕8号", date(2031, 4, 8))
    assert source.issuer == "云州市科协"


def test_a_page_without_a_title_line_is_named_by_its_table() -> None:
    assert source_of(PAGE + "各县科协：\n请办好夜市。\n").title == "关于举办夜市的通知"


def test_the_rows_of_a_table_are_no_clauses_of_the_document() -> None:
    made = split(PAGE + "关于举办夜市的通知\n各县科协：\n请办好夜市。\n", "页.txt")
    rows = [clause for clause in made.clauses if clause.start < len(PAGE)]
    assert rows and {clause.kind for clause in rows} == {"title"}


def test_a_document_out_of_a_numbered_collection() -> None:
    text = "5. 云州市科协关于印发《云州市夜市\n管理方案》的通知（2031 年4 月9 日）\n云科协发〔2031〕7 号\n各县科协：\n请办好夜市。\n"
    source = source_of(text)
    assert source.title == "云州市科协关于印发《云州市夜市管理方案》的通知"
    assert (source.doc_number, source.issued_on) == ("云科协发〔2031〕7号", date(2031, 4, 9))
    assert (source.issuer, source.kind, source.recipients) == ("云州市科协", "通知", "各县科协")


def test_a_numbered_title_goes_on_to_the_kind_of_notice() -> None:
    text = "4. 云州市科协关于印发夜市管理方案\n的通知（2031 年4 月9 日）\n各县科协：\n请办好夜市。\n"
    assert source_of(text).title == "云州市科协关于印发夜市管理方案的通知"


def test_a_first_item_is_no_title() -> None:
    assert source_of("1. 制定实施方案\n2. 举办夜市\n", "要点.txt").title != "制定实施方案"


def test_a_date_in_brackets_under_the_title_is_the_date_of_issue() -> None:
    source = source_of("云州市科协关于夜市的意见\n（2031年1月4日）\n夜市是好事。\n一、总体要求\n办好。\n")
    assert source.issued_on == date(2031, 1, 4) and source.title == "云州市科协关于夜市的意见"


def test_a_signature_inside_the_text_dates_the_notice() -> None:
    text = "关于举办夜市的通知\n云科协发〔2031〕7号\n各县科协：\n请办好夜市。\n云州市科协\n2031年4月9日\n"
    text += "夜市名单\n" + "\n".join(f"{number}.第{number}街夜市。" for number in range(1, 20))
    assert source_of(text).issued_on == date(2031, 4, 9)


@pytest.mark.parametrize(
    ("title", "stage"),
    [
        ("云州市夜市暂行规定", "暂行"),
        ("云州市夜市办法（试行）", "试行"),
        ("云州市夜市办法（征求意见稿）", "征求意见稿"),
        ("关于公开征求《云州市夜市办法》意见的公告", "征求意见稿"),
        ("云州市夜市条例（草案）", "草案"),
        ("云州市夜市办法", ""),
        ("云州市创新试行区管理办法", ""),
    ],
)
def test_the_stage_of_a_document(title: str, stage: str) -> None:
    assert source_of(f"{title}\n第一条 夜市每周六开放。\n").stage == stage


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("云州市2031年科普工作要点", "要点"),
        ("云州市人民政府令", "令"),
        ("关于同意举办夜市的批复", "批复"),
        ("关于夜市的复函", "函"),
        ("云州市科普发展规划（2031—2035年）", "规划"),
        ("《云州市夜市实施方案》具体包括哪些内容？", None),
        ("问答实录：《夜市若干措施》相关情况", None),
    ],
)
def test_the_kind_is_what_the_title_ends_in(title: str, kind: str | None) -> None:
    assert source_of(f"{title}\n夜市每周六开放。\n").kind == kind


def test_questions_and_answers_have_no_recipients() -> None:
    assert source_of("《夜市办法》包括哪些内容？\n问题：\n夜市何时开放？\n").recipients is None


def test_wrapped_recipients_are_whole() -> None:
    text = "云州市科协关于夜市的通知\n云科协发〔2031〕7号\n各县、自治县科协，高新区管委会，市级学会，在云有关\n单位：\n请办好夜市。\n"
    assert source_of(text).recipients == "各县、自治县科协，高新区管委会，市级学会，在云有关单位"
