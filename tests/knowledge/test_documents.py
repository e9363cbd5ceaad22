"""Clauses, their sentences, and the way from a quote back to the source."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.documents import Clause, Source, join_lines, numbering_length, sentences

SOURCE = Source("夜市.txt", "d1", "夜市办法", "云科协发〔2031〕7号", revision="r1")


def clause(raw: str, *path: str, start: int = 0) -> Clause:
    return Clause(SOURCE, 3, "第一条", path, "item", raw, start, start + len(raw))


def test_wrapped_lines_are_joined_and_latin_words_stay_apart() -> None:
    assert (
        join_lines("办好\n\u3000\u3000夜市 ， open\n  night 活动 A\n1 期") == "办好夜市，open night活动A 1期"
    )


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("关于印发《云州市夜市办法》的通知", "云州市夜市办法"),
        ("关于修改《夜市办法》和《书屋办法》的决定", "夜市办法"),
        ("云州市夜市办法", "云州市夜市办法"),
        ("关于《》的通知", "关于《》的通知"),
    ],
)
def test_the_short_title_is_that_of_the_document_issued(title: str, short: str) -> None:
    assert replace(SOURCE, title=title).short_title == short


def test_a_clause_is_named_by_document_revision_and_place() -> None:
    assert clause("夜市").id == "d1-r1-3"


def test_a_quote_is_located_without_the_white_space_around_it() -> None:
    source = "前言。\n办好 \n 夜市。\n"
    found = clause(source[4:], start=4)
    begin = found.text.index("夜市")
    assert found.text == "办好夜市。"
    assert source[slice(*found.locate(begin, begin + 2))] == "夜市"
    assert source[slice(*found.locate(0, 4))] == "办好 \n 夜市"
    assert found.locate(2, 2) == (4, 4)


RAW = st.text(alphabet="甲乙ab1。；！\n \u3000（）“”", min_size=1, max_size=60).filter(
    lambda raw: raw.strip()
)


@settings(max_examples=200)
@given(RAW, st.integers(0, 50), st.data())
def test_every_stretch_of_text_leads_back_to_the_same_characters(
    raw: str, start: int, data: st.DataObject
) -> None:
    found = clause(raw, start=start)
    begin = data.draw(st.integers(0, len(found.text)))
    stop = data.draw(st.integers(begin, len(found.text)))
    first, last = found.locate(begin, stop)
    place = ("·" * start + raw)[first:last]
    assert "".join(place.split()) == "".join(found.text[begin:stop].split())
    assert place == place.strip()


@settings(max_examples=200)
@given(RAW)
def test_sentences_cover_a_text_without_gaps(raw: str) -> None:
    text = join_lines(raw)
    spans = sentences(text)
    assert spans[0][0] == 0 and spans[-1][1] == len(text)
    assert all(before[1] == after[0] for before, after in pairwise(spans))


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (
            "夜市每周六晚上开放。雨天全市一律停办；天晴再办。",
            ["夜市每周六晚上开放。", "雨天全市一律停办；天晴再办。"],
        ),
        (
            "夜市每周六晚上开放。（责任部门：云州市科协普及部、河湾县科协）",
            ["夜市每周六晚上开放。（责任部门：云州市科协普及部、河湾县科协）"],
        ),
        (
            "要求“办好夜市。人人参加夜市。”各县照此办理不误。",
            ["要求“办好夜市。人人参加夜市。”", "各县照此办理不误。"],
        ),
        ("夜市", ["夜市"]),
    ],
)
def test_short_pieces_quotations_and_responsible_bodies_stay_with_their_sentence(
    text: str, pieces: list[str]
) -> None:
    assert [text[b:e] for b, e in sentences(text)] == pieces


def test_the_heading_of_a_clause_is_a_sentence_of_its_own() -> None:
    found = clause("（一）办好夜市\n每周六晚上都要开放。", "一、总则", "（一）办好夜市")
    assert [found.text[b:e] for b, e in found.sentences] == ["（一）办好夜市", "每周六晚上都要开放。"]
    run_in = clause("1.办好夜市。每周六晚上都要开放。", "1.办好夜市")
    assert [run_in.text[b:e] for b, e in run_in.sentences] == ["1.办好夜市。", "每周六晚上都要开放。"]


@pytest.mark.parametrize(
    ("text", "length"),
    [
        *(("（一）夜市", 3), ("第十二条 夜市", 5), ("## 1.夜市", 5), ("——夜市", 2), ("夜市", 0)),
        *(
            ("2.8亿元", 0),
            ("二、3.5万名", 2),
            ("3．2万人", 0),
            ("12.5公里", 0),
            ("1.5个百分点", 0),
            ("1.2.1夜市", 5),
            ("2031.4.9前", 0),
        ),
        *(("2.2032年6月", 2), ("1.60周岁以上", 2), ("2.30个夜市", 2), ("二、3.夜市", 4), ("1、30万元", 2)),
    ],
)
def test_numbering_at_the_head_is_measured(text: str, length: int) -> None:
    assert numbering_length(text) == length


def test_the_year_comes_from_the_date_the_number_or_the_period() -> None:
    period = (date(2026, 1, 1), date(2030, 12, 31))
    assert (
        Source("a", "d", "t", "云科协发〔2031〕7号", issued_on=date(2032, 1, 1), period=period).year == 2032
    )
    assert Source("a", "d", "t", "云科协发〔2031〕7号", period=period).year == 2031
    assert Source("a", "d", "t", period=period).year == 2026
    assert Source("a", "d", "t").year is None


def test_a_document_is_labelled_by_title_and_number() -> None:
    assert SOURCE.label == "《夜市办法》（云科协发〔2031〕7号）"
    assert Source("a", "d", "《夜市办法》").label == "《夜市办法》"


@pytest.mark.parametrize(
    ("address", "text", "length"),
    [
        ("第3.1条", "3.1所有场馆", 3),
        ("第2条", "2组织机构", 1),
        ("第3条", "3.5亿元", 0),
        ("第1条", "1.建站", 2),
    ],
)
def test_the_number_of_a_clause_is_known_by_its_address(address: str, text: str, length: int) -> None:
    clause = Clause(Source("预案.txt", "d1", "预案"), 0, address, (text,), "item", text, 0, len(text))
    assert clause.numbering == length
