"""What a document says of others: repealed, replaced, amended; and what is none of that."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.identity.relations import relations_of
from ingest.split import split
from knowledge.documents import Relation

Found = list[tuple[str, str, str]]


def said(text: str, title: str = "云州市夜市办法", first: date | None = None) -> Found:
    return [(one.kind, one.title, one.number) for one in relations_of([("c", "第九条", text)], title, first)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("《旧办法》（云科协发〔2020〕3号）同时废止。", [("旧办法", "云科协发〔2020〕3号")]),
        ("原《旧办法》（云科协发[2020]3号）废止。", [("旧办法", "云科协发〔2020〕3号")]),
        (
            "《旧办法》（云科协发（2020）3号）、《老办法》（云科协〔2019〕8号）同时废止。",
            [("旧办法", "云科协发〔2020〕3号"), ("老办法", "云科协〔2019〕8号")],
        ),
        ("市科协2020年印发的《旧办法》、2019年印发的《老办法》即行废止。", [("旧办法", ""), ("老办法", "")]),
        ("原规定（云科协发〔2020〕3号）同时废止。", [("", "云科协发〔2020〕3号")]),
        ("云科协发〔2020〕3号文件同时废止。", [("", "云科协发〔2020〕3号")]),
        (
            "2020年3月1日发布的《旧办法》（云州市财政局令第19号）同时废止。",
            [("旧办法", "云州市财政局令第19号")],
        ),
        ("决定废止《旧办法》。", [("旧办法", "")]),
        ("《旧办法》停止执行。", [("旧办法", "")]),
        ("《旧办法》《老办法》等3件文件一并废止。", [("旧办法", ""), ("老办法", "")]),
        ("《旧办法》继续执行，《老办法》废止。", [("老办法", "")]),
        ("自2031年9月1日起施行，同时废止云科规〔2019〕3号文件。", [("", "云科规〔2019〕3号")]),
        ("现予公布，废止原云科规〔2019〕3号。", [("", "云科规〔2019〕3号")]),
    ],
)
def test_repeals(text: str, found: list[tuple[str, str]]) -> None:
    assert said(text) == [("repeals", *one) for one in found]


@pytest.mark.parametrize(
    "text",
    [
        "按照云科协发〔2030〕5号办理。",
        "根据《制定办法》（云政发〔2020〕1号）及时清理，不适应的予以废止。",
        "不得废止《旧办法》。",
        "《旧办法》不得废止。",
        "提出修改、废止《旧办法》的建议。",
        "评估是否废止《旧办法》。",
        "本办法第五条废止。",
        "废止的文件不再作为依据。《旧办法》见附件。",
        "研究修订了《云州市夜市办法》，现印发给你们。",
        "推动修改《云州市科普条例》。",
    ],
)
def test_no_relation(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "《旧办法》第五条废止。",
        "《旧办法》（云科协发〔2020〕3号）第五条、第六条同时废止。",
        "《旧办法》中关于摊位经费的规定同时废止。",
        "《旧办法》（云科协发〔2020〕3号）中“二、摊位经费”段落废止。",
        "对《旧办法》作如下修改：",
        "将《旧办法》第三条修改为：“夜市每周五开放。”",
    ],
)
def test_a_part_of_another_document_is_amended_not_repealed(text: str) -> None:
    assert [(kind, title) for kind, title, _ in said(text)] == [("amends", "旧办法")]


def test_a_title_amends_or_repeals_too() -> None:
    assert said("关于修改《旧办法》的决定", "关于修改《旧办法》的决定") == [("amends", "旧办法", "")]
    assert said("关于废止《旧办法》的通知", "关于废止《旧办法》的通知") == [("repeals", "旧办法", "")]


def test_what_this_one_replaces() -> None:
    assert said("以本办法取代《旧办法》。") == [("replaces", "旧办法", "")]
    assert said("《旧办法》由本办法替代。") == [("replaces", "旧办法", "")]


def test_a_list_under_a_title_that_repeals() -> None:
    text = "1.《旧办法》（云科协发〔2020〕3号）"
    assert said(text, "关于废止部分文件的通知") == [("repeals", "旧办法", "云科协发〔2020〕3号")]
    assert said(text, "关于废止和修改部分文件的通知") == [] and said(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "3.云州市科协关于印发夜市办法的通知（云科协发〔2020〕3号）",
        "一、云州市科协关于印发夜市办法的通知（云科协发[2020]03号）；",
        "3 云州市科协关于印发夜市办法的通知 云科协发〔2020〕3号 2020年5月",
    ],
)
def test_a_list_names_documents_without_quotation_marks_too(text: str) -> None:
    found = [("repeals", "云州市科协关于印发夜市办法的通知", "云科协发〔2020〕3号")]
    assert said(text, "关于宣布失效一批文件的通知") == found and said(text) == []


def test_the_ground_of_a_list_and_its_own_number_are_not_on_it() -> None:
    ground = "根据省科协关于清理文件的通知（省科协发〔2020〕3号）要求，现公布如下："
    assert said(ground, "关于废止部分文件的通知") == []
    made = split(
        "云州市科协关于废止部分文件的决定\n云科协发〔2031〕9号\n各县（区）：\n1.《旧办法》（云科协发〔2020〕3号）\n",
        "废.txt",
    )
    assert made.source.repeals == ("云科协发〔2020〕3号",)


@pytest.mark.parametrize(
    ("text", "until", "years"),
    [
        ("《旧办法》（云科协发〔2020〕3号）有效期延长至2035年12月31日。", date(2035, 12, 31), 0),
        ("决定将《旧办法》的有效期延长至2035年12月31日。", date(2035, 12, 31), 0),
        ("延长《旧办法》有效期至2035年12月31日。", date(2035, 12, 31), 0),
        ("《旧办法》将于2031年12月31日到期，现将有效期延长5年。", None, 5),
        ("《旧办法》试行期限顺延两年。", None, 2),
        ("《旧办法》继续有效，有效期至2035年12月31日。", date(2035, 12, 31), 0),
        ("《旧办法》等文件继续施行至2035年12月31日。", date(2035, 12, 31), 0),
    ],
)
def test_a_term_is_extended_to_a_day_or_by_years(text: str, until: date | None, years: int) -> None:
    (one,) = relations_of([("c", "第九条", text)], "关于延长有效期的通知", None)
    assert (one.kind, one.title, one.until, one.years) == ("extends", "旧办法", until, years)


@pytest.mark.parametrize(
    "text",
    [
        "《旧办法》有效期不再延长至2035年12月31日。",
        "按照《旧办法》要求，工程建设期延长至2035年12月31日。",
        "按照《旧办法》，免费政策延续实施至2035年12月31日。",
        "《旧办法》继续执行。",
    ],
)
def test_what_extends_no_term(text: str) -> None:
    assert said(text) == []


def test_when_a_repeal_takes_effect() -> None:
    day = date(2031, 6, 1)
    own = relations_of([("c", "第九条", "《旧办法》自2031年6月1日起停止执行。")], "办法", date(2031, 5, 1))
    assert own == (Relation("repeals", "旧办法", "", day, "c", "第九条"),)
    (same,) = relations_of([("c", "第九条", "《旧办法》同时废止。")], "办法", day)
    assert same.since == day


def test_a_document_keeps_what_it_says_with_the_clause_that_says_so() -> None:
    made = split(
        "云州市科学馆管理办法\n第一条 免费。\n第二条 原规定（云科协发[2020]3号）同时废止。\n", "馆.txt"
    )
    assert made.source.repeals == ("云科协发〔2020〕3号",)
    assert made.source.relations[0].clause == made.clauses[2].id
    assert made.source.relations[0].address == "第二条"


@given(
    st.integers(1990, 2060),
    st.integers(1, 9999),
    st.sampled_from(["〔〕", "[]", "（）", "【】", "()", "〈〉"]),
)
def test_numbers_are_read_in_every_bracket(year: int, number: int, brackets: str) -> None:
    text = f"《旧办法》（云科协发{brackets[0]}{year}{brackets[1]}{number}号）同时废止。"
    assert said(text) == [("repeals", "旧办法", f"云科协发〔{year}〕{number}号")]


def test_a_hostile_text_is_read_in_good_time() -> None:
    text = "《甲》" + "和印发的" * 300 + "x《乙》废止。" + "《" * 400
    assert said(text) == [("repeals", "乙", "")]


@given(st.text("《》（）〔〕废止同时第条云科协发2031号自起，。、 \n", max_size=60))
def test_any_text_is_read(text: str) -> None:
    for one in relations_of([("c", "a", text)], "关于废止部分文件的通知", None):
        assert one.title or one.number
