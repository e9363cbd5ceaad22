"""What is a numbering mark, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.text.numbering import ATTACHMENT, BOX, Family, mark_of
from knowledge.quantities import to_han


@pytest.mark.parametrize(
    ("text", "family", "number"),
    [
        ("第一部分 总则", Family.PART, 1),
        ("第二章 开放", Family.CHAPTER, 2),
        ("第 3 章 开放", Family.CHAPTER, 3),
        ("第四节 预约", Family.SECTION, 4),
        ("第五条 科学馆免费开放。", Family.ARTICLE, 5),
        ("第十二条之一 展品登记。", Family.ARTICLE, 12),
        ("第120条 附则。", Family.ARTICLE, 120),
        ("第五条 修改本办法应当听取意见。", Family.ARTICLE, 5),
        ("一、办好夜市", Family.HAN_COMMA, 1),
        ("十二、办好夜市", Family.HAN_COMMA, 12),
        ("三．办好夜市", Family.HAN_COMMA, 3),
        ("（一）办好夜市", Family.HAN_PAREN, 1),
        ("(二)办好夜市", Family.HAN_PAREN, 2),
        ("1.办好夜市", Family.DIGIT, 1),
        ("2．办好夜市", Family.DIGIT, 2),
        ("3、办好夜市", Family.DIGIT, 3),
        ("12 . 办好夜市", Family.DIGIT, 12),
        ("（1）办好夜市", Family.DIGIT_PAREN, 1),
        ("2）办好夜市", Family.DIGIT_PAREN, 2),
        ("㈠办好夜市", Family.HAN_PAREN, 1),
        ("㈩ 办好夜市", Family.HAN_PAREN, 10),
        ("⒈办好夜市", Family.DIGIT, 1),
        ("⒛、办好夜市", Family.DIGIT, 20),
        ("⑴办好夜市", Family.DIGIT_PAREN, 1),
        ("⒇办好夜市", Family.DIGIT_PAREN, 20),
        ("①办好夜市", Family.CIRCLE, 1),
        ("⑳办好夜市", Family.CIRCLE, 20),
        ("——办好夜市", Family.DASH, 0),
        ("—办好夜市", Family.DASH, 0),
        ("--办好夜市", Family.DASH, 0),
        ("·办好夜市", Family.DOT, 0),
        ("●办好夜市", Family.DOT, 0),
        ("- 办好夜市", Family.DOT, 0),
        ("## 一、办好夜市", Family.HAN_COMMA, 1),
        ("**（二）** 办好夜市", Family.HAN_PAREN, 2),
        ("# **3. 办好夜市**", Family.DIGIT, 3),
    ],
)
def test_every_style_of_mark_is_read(text: str, family: Family, number: int) -> None:
    mark = mark_of(text)
    assert mark and (mark.family, mark.number) == (family, number)
    assert text.startswith(mark.printed)
    assert mark.ordered == (number > 0)


@pytest.mark.parametrize(
    "text",
    [
        "2. 5亿元资金按季度拨付",
        "3.5%的村",
        "12.8万人次",
        "2031年3月5日",
        "2031.3.5",
        "3月5日起开放",
        "10.15前报送",
        "3、4月份开放",
        "按照第二条规定办理",
        "第二条规定的展品",
        "第三章的要求",
        "第一条、第二条同时施行",
        "第五条至第八条",
        "第九条改为第八条，并修改部分文字",
        "第九条修改为：“免费开放。”",
        "第九条删去“收费”",
        "第九条 作为第八条",
        "第九条增加一款",
        "第一部分完成后再办",
        "一是办好夜市",
        "一方面办好夜市",
        "三.5倍",
        "——12——",
        "— 3 —",
        "-5度以下不开放",
        "",
        "云州市",
    ],
)
def test_quantities_dates_references_and_page_numbers_are_no_marks(text: str) -> None:
    assert mark_of(text) is None


@pytest.mark.parametrize(
    ("text", "label"), [("专栏一：夜市", "专栏一"), ("专 栏 2 夜市", "专 栏 2"), ("## 专栏三", "专栏三")]
)
def test_boxes_are_known_by_their_label(text: str, label: str) -> None:
    match = BOX.match(text)
    assert match and match["label"] == label
    assert not BOX.match("专栏作家座谈会")


@pytest.mark.parametrize(
    ("text", "number", "title"),
    [("附件", None, ""), ("附 件2：名单", "2", "名单"), ("附件三 名单", "三", "名单")],
)
def test_attachments_are_known_by_their_label(text: str, number: str | None, title: str) -> None:
    match = ATTACHMENT.fullmatch(text)
    assert match and (match["n"], match["title"]) == (number, title)


@settings(max_examples=60)
@given(st.integers(1, 199))
def test_han_and_arabic_numbers_are_read_alike(number: int) -> None:
    written = to_han(number)
    for text in (f"{written}、夜市", f"第{written}条 夜市", f"（{written}）夜市", f"{number}.夜市"):
        mark = mark_of(text)
        assert mark and mark.number == number


@settings(max_examples=150)
@given(st.text(alphabet="第一二12.．、（）()①—-·#* \n章条部分专栏附件：年", max_size=30))
def test_no_text_is_refused_and_what_is_printed_stands_at_the_head(text: str) -> None:
    mark = mark_of(text)
    assert mark is None or (mark.printed and text.startswith(mark.printed))
