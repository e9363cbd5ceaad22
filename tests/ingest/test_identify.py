"""The head of a document: title, number, bodies, dates."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.identify import Head, planning_period, read_head
from ingest.identity.issuers import issuer_of_signature
from ingest.split import split
from ingest.text.lines import segments
from knowledge.documents import Source


def head_of(text: str) -> Head:
    return read_head(segments(text), "a.txt")


def source_of(text: str) -> Source:
    return split(text, "a.txt").source


NOTICE = "云州市科学技术协会\n关于举办科学夜市的通知\n{number}\n各县（区）科协，市级学会：\n现将有关事项通知如下。\n1.办好夜市。\n"


@pytest.mark.parametrize(
    "number",
    [
        "云科协发〔2031〕7号",
        "云科协发[2031]7号",
        "云科协发（2031）7号",
        "云科协发(2031)7号",
        "云科协发【2031】7号",
        "云科协发﹝2031﹞7号",
        "云科协发［2031］7号",
    ],
)
def test_a_document_number_is_read_in_every_form_of_bracket(number: str) -> None:
    assert head_of(NOTICE.format(number=number)).doc_number == number


def test_blanks_inside_a_document_number_go() -> None:
    assert head_of(NOTICE.format(number="云科协发 〔 2031 〕 7 号")).doc_number == "云科协发〔2031〕7号"


def test_a_number_cited_in_the_text_is_not_the_documents_own() -> None:
    text = NOTICE.format(number="").replace("1.办好", "1.按照云科协发〔2030〕5号文件办好")
    assert head_of(text).doc_number is None


def test_the_parts_of_a_head_are_told_apart() -> None:
    head = head_of(NOTICE.format(number="云科协发〔2031〕7号"))
    assert (head.title, head.recipients, head.issuer, head.kind) == (
        "关于举办科学夜市的通知",
        "各县（区）科协，市级学会",
        "云州市科学技术协会",
        "通知",
    )
    assert (head.title_at, head.number_at, head.recipients_at, head.end) == ((1,), 2, 3, 4)


def test_a_title_over_two_lines_is_one_title() -> None:
    head = head_of(
        "云州市科学技术协会关于印发《云州市星桥工程三年行动\n计划（2031—2033年）》的通知\n各县科协：\n好。\n"
    )
    assert head.title == "云州市科学技术协会关于印发《云州市星桥工程三年行动计划（2031—2033年）》的通知"
    assert head.issued_title == "云州市星桥工程三年行动计划（2031—2033年）"
    assert head.issuer == "云州市科学技术协会"


@pytest.mark.parametrize(
    ("lines", "title", "number", "issued"),
    [
        (
            "云州市人民政府专题会议纪要\n〔2031〕15号\n云州市人民政府办公室        2031年4月2日\n关于夜市问题的会议纪要\n",
            "关于夜市问题的会议纪要",
            "云州市人民政府专题会议纪要〔2031〕15号",
            date(2031, 4, 2),
        ),
        ("云州市科技局公告\n2031年第8号\n关于夜市摊位的公告\n", "关于夜市摊位的公告", "云州市科技局公告2031年第8号", None),
        ("云州市科技局通告\n（2031年第8号）\n", "云州市科技局通告", "云州市科技局通告2031年第8号", None),
        ("内部资料 注意保存\n云州市科技局\n云科函〔2031〕7号\nA类\n云州市科技局对第45号提案的答复\n", "云州市科技局对第45号提案的答复", "云科函〔2031〕7号", None),
    ],
)  # fmt: skip
def test_letterhead_number_date_and_marks_are_no_part_of_the_title(
    lines: str, title: str, number: str, issued: date | None
) -> None:
    source = source_of(lines + "2031年3月28日，会议召开。会议议定如下：\n一、由市科协办好夜市。\n")
    assert (source.title, source.doc_number, source.issued_on) == (title, number, issued)
    assert source.issuer in ("云州市人民政府", "云州市科技局") and source.recipients is None


def test_a_plan_without_a_title_line_is_named_by_its_text_or_its_file() -> None:
    assert head_of("为办好夜市，市科协编制了《云州市夜市发展规划》，请执行。\n").title == "云州市夜市发展规划"
    assert read_head(segments("好，" * 40 + "。"), "夜市说明.txt").title == "夜市说明"
    assert read_head((), "空.txt").title == "空"


SIGNED = "关于举办科学夜市的通知\n各县科协：\n请于2030年1月2日前报名。\n云州市科学技术协会\n{date}\n云州市科学技术协会办公室 2031年4月12日印发\n"


@pytest.mark.parametrize(
    "written",
    ["2031年4月9日", "2031 年 4 月 9 日", "二〇三一年四月九日", "二○三一年四月九日", "二零三一年四月九日"],
)
def test_the_date_of_issue_stands_under_the_signature(written: str) -> None:
    source = source_of(SIGNED.format(date=written))
    assert source.issued_on == date(2031, 4, 9)
    assert source.issuer == "云州市科学技术协会"


def test_dates_of_printing_of_release_and_in_the_text_are_never_the_date_of_issue() -> None:
    assert source_of(SIGNED.format(date="")).issued_on is None
    released = "关于举办科学夜市的通知\n发布时间：2031-05-06\n各县科协：\n请于2030年1月2日前报名。\n"
    assert source_of(released).issued_on is None
    assert head_of(released).released_at == 1


def test_the_signature_names_the_issuer_where_the_head_does_not() -> None:
    assert issuer_of_signature(["李四", "河湾县科学技术协会", "2031年4月9日"]) == "河湾县科学技术协会"
    assert issuer_of_signature(["2031年4月9日"]) is None


@pytest.mark.parametrize(
    ("title", "first", "last"),
    [
        ("云州市科普发展规划（2031—2035年）", 2031, 2035),
        ("云州市科普行动计划(2031-2033)", 2031, 2033),
        ("云州市科普方案（2031年至2032年）", 2031, 2032),
        ("云州市“十二五”科普规划", 2011, 2015),
        ("云州市科普“十四五”规划", 2021, 2025),
        ("云州市十五五科普规划", 2026, 2030),
    ],
)
def test_the_planning_period_is_read_from_years_or_the_number_of_the_plan(
    title: str, first: int, last: int
) -> None:
    assert planning_period(title) == (date(first, 1, 1), date(last, 12, 31))


def test_a_single_year_is_no_period() -> None:
    assert planning_period("云州市2031年工作要点") is None


TASKS = "序号\t任务\t责任单位\n1\t新建驿站36个\t科普部\n2\t公布名单\t学术部\n"


def test_the_head_ends_at_a_table() -> None:
    alone, titled = head_of(TASKS), head_of("云州市2031年任务分工表\n" + TASKS)
    assert (alone.end, alone.title) == (0, "a")
    assert (titled.end, titled.title) == (1, "云州市2031年任务分工表")


def test_a_table_that_sets_the_letterhead_belongs_to_the_head() -> None:
    letterhead = "云州市教育局\t文件\n云州市科学技术协会\t文件\n云科协发〔2031〕7号\t签发人：王明\n"
    head = head_of(letterhead + "关于举办科学夜市的通知\n各区县科协：\n现就有关事项通知如下。\n")
    assert (head.title, head.doc_number) == ("关于举办科学夜市的通知", "云科协发〔2031〕7号")
    assert head.recipients == "各区县科协" and head.end == 5


def test_lines_torn_by_tabs_are_no_table() -> None:
    head = head_of(
        "2031年云州市科协工作报告\t\t——2031年1月5日在全会上\n主席王明\t各位代表：\n我作工作报告。\n"
    )
    assert head.end == 2 and head.title.startswith("2031年云州市科协工作报告")


def test_a_line_that_only_ends_a_title_belongs_to_it() -> None:
    lines = ["云州市科协关于印发", "《云州市科普行动方案（2031—2033年）》", "的通知", "各区县科协："]
    head = head_of("\n".join([*lines, "请抓好落实。"]))
    assert head.title == "".join(lines[:3]) and head.kind == "通知" and head.recipients == "各区县科协"


ORDER = "中华人民共和国科技部令\n第7号\n{}\n部长　王明\n2031年3月1日\n夜市科普条例\n第一章　总则\n第一条　为办好夜市，制定本条例。\n"


@pytest.mark.parametrize(
    "words",
    [
        "《夜市科普条例》已经2031年2月6日第3次部务会议通过，现予公布，自2031年5月1日起施行。",
        "现公布修订后的《夜市科普条例》，自2031年5月1日起施行。",
    ],
)
def test_an_order_is_known_by_what_it_orders(words: str) -> None:
    source = source_of(ORDER.format(words))
    assert (source.title, source.doc_number) == ("夜市科普条例", "中华人民共和国科技部令第7号")
    assert source.issuers == ("科技部",) and source.issued_on == date(2031, 3, 1)
    addresses = [clause.address for clause in split(ORDER.format(words), "a.txt").clauses]
    assert addresses[2:] == ["通知正文第1段", "通知正文第2段", "落款", "正文标题", "第一章", "第一条"]


def test_a_document_is_issued_without_title_marks_too() -> None:
    text = "云州市人民政府关于印发云州市科普行动方案的通知\n各区县人民政府：\n现印发给你们。\n云州市人民政府\n2031年1月2日\n**云州市科普行动方案**\n一、目标\n建驿站。\n"
    clauses = split(text, "a.txt").clauses
    assert [c.address for c in clauses][2:] == ["通知正文第1段", "落款", "落款〔2〕", "正文标题", "第一部分"]


def test_the_date_above_a_title_is_no_title() -> None:
    head = head_of(
        "成文日期：2031年7月14日\n云州市科协对市政协五届三次会议\n第2741号提案的答复\n王明委员：\n已收悉。\n"
    )
    assert (head.title, head.kind) == ("云州市科协对市政协五届三次会议第2741号提案的答复", "答复")
