"""Labels are found in the documents, or the case that is wrong is named."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest

from evals.cases import Case
from evals.gold import SHOWN_MISTAKES, located, place_of
from evals.spans import Span
from knowledge.documents import Clause, PolicyDocument
from knowledge.errors import UserError
from tests.evals.values import case, source

TEXT = "总则。第一条 建成基地。第二条 年底建成基地，奖补一万元。第三条 建成基地。"
NAME, OTHER = "001_办法.txt", "002_通知.txt"


def document(text: str = TEXT, name: str = NAME, *, cut: bool = True) -> PolicyDocument:
    """A document whose clauses begin at 第…条; `cut` false: one without clauses."""
    of = source(name)
    starts = [*(head.start() for head in re.finditer("第.条", text) if cut), len(text)]
    clauses = tuple(
        Clause(of, i, text[start : start + 3], (), "item", text[start:end], start, end)
        for i, (start, end) in enumerate(pairwise(starts))
    )
    return PolicyDocument(of, text, clauses)


DOCUMENTS = (document(), document("通知。第一条 年底建成基地。", OTHER))


def quoting(*quotes: str, **more: Any) -> Case:
    return case(**{"id": "q-1", "clauses": (), "quotes": quotes} | more)


def words(gold: tuple[tuple[tuple[Span, ...], ...], ...]) -> list[list[list[str]]]:
    """The words at the places of a gold."""
    texts = {one.source.name: one.text for one in DOCUMENTS}
    return [[[texts[p.source][p.start : p.end] for p in places] for places in quotes] for quotes in gold]


def test_a_quote_is_found_where_it_stands() -> None:
    (found,) = located([quoting("奖补一万元")], DOCUMENTS)
    start = TEXT.index("奖补一万元")
    assert found.gold == (((Span(NAME, start, start + 5),),),)


def test_the_case_stays_as_it_is_but_for_its_gold() -> None:
    given = quoting("奖补一万元")
    (found,) = located([given], DOCUMENTS)
    assert found.as_json() == given.as_json() and given.gold == ()


def test_a_case_without_quotes_has_no_gold() -> None:
    assert [one.gold for one in located([case(clauses=("第三条",)), case("refuse")], DOCUMENTS)] == [(), ()]


def test_quotes_are_a_set_and_alternatives_are_others() -> None:
    asked = quoting("奖补一万元", "总则", alternatives=(("第二条", "年底"), ("第三条",)))
    (found,) = located([asked], DOCUMENTS)
    assert words(found.gold) == [[["奖补一万元"], ["总则"]], [["第二条"], ["年底"]], [["第三条"]]]


def test_words_are_found_at_every_place_in_the_files_of_the_case() -> None:
    (found,) = located([quoting("建成基地")], DOCUMENTS)
    assert found.gold == (
        (tuple(Span(NAME, m.start(), m.end()) for m in re.finditer("建成基地", TEXT)),),
    )  # fmt: skip
    (both,) = located([quoting("建成基地", source=("001", "002"))], DOCUMENTS)
    assert [place.source for place in both.gold[0][0]] == [NAME] * 3 + [OTHER]


def test_overlapping_places_are_found_too() -> None:
    (found,) = located([quoting("啊啊", clauses=())], [document("啊啊啊")])
    assert found.gold == (((Span(NAME, 0, 2), Span(NAME, 1, 3)),),)


def test_of_several_places_those_in_the_expected_clauses_count() -> None:
    second = TEXT.index("建成基地，")
    (found,) = located([quoting("建成基地", clauses=("第二条",))], DOCUMENTS)
    assert found.gold == (((Span(NAME, second, second + 4),),),)
    (two,) = located([quoting("建成基地", clauses=("第二条", "第三条"))], DOCUMENTS)
    assert len(two.gold[0][0]) == 2


def test_places_outside_the_expected_clauses_count_where_none_is_inside() -> None:
    twice = document("基地。基地。第一条 其他。")
    (found,) = located([quoting("基地", clauses=("第一条",))], [twice])
    assert len(found.gold[0][0]) == 2
    (once,) = located([quoting("奖补一万元", clauses=("第一条",))], DOCUMENTS)
    assert words(once.gold) == [[["奖补一万元"]]]


def test_the_expected_clause_of_another_file_is_another_clause() -> None:
    (found,) = located([quoting("年底建成基地", source=("001", "002"), clauses=("第一条",))], DOCUMENTS)
    assert [place.source for place in found.gold[0][0]] == [OTHER]


# --- by place ------------------------------------------------------------------------------


def test_a_place_leads_back_to_its_words() -> None:
    for start, end in ((0, 2), (TEXT.index("奖补"), TEXT.index("奖补") + 5), (0, len(TEXT))):
        (found,) = located([quoting(place_of(NAME, start, end, TEXT))], DOCUMENTS)
        assert found.gold == (((Span(NAME, start, end),),),)


def test_a_place_names_one_place_of_words_that_stand_in_several() -> None:
    third = TEXT.rindex("建成基地")
    (found,) = located([quoting(place_of("001", third, third + 4, TEXT), clauses=("第一条",))], DOCUMENTS)
    assert found.gold == (((Span(NAME, third, third + 4),),),)


def test_a_place_is_written_with_a_digest_of_its_words() -> None:
    assert place_of("003", 0, 2, TEXT) == "@003:0-2#8936cfd3"


@pytest.mark.parametrize("changed", ["总则，" + TEXT[3:], "新" + TEXT])
def test_a_place_whose_words_have_changed_is_not_found(changed: str) -> None:
    with pytest.raises(UserError, match="找不到 q-1 的引文“@001:0-3#"):
        located([quoting(place_of("001", 0, 3, TEXT))], [document(changed)])


def test_a_place_in_another_file_is_not_found() -> None:
    both = [document(), document(TEXT, OTHER)]
    (found,) = located([quoting(place_of("002", 0, 3, TEXT), source=("001", "002"))], both)
    assert found.gold == (((Span(OTHER, 0, 3),),),)
    with pytest.raises(UserError, match="@002:0-3#"):
        located([quoting(place_of("002", 0, 3, TEXT))], both)


def test_what_only_looks_like_a_place_is_words() -> None:
    (found,) = located([quoting("@办公室:1-2#完")], [document("联系@办公室:1-2#完。")])
    assert found.gold == (((Span(NAME, 2, 12),),),)


# --- what does not fit ---------------------------------------------------------------------


def message(*cases: Case, documents: tuple[PolicyDocument, ...] = DOCUMENTS) -> str:
    with pytest.raises(UserError) as caught:
        located(cases, documents)
    return str(caught.value)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (quoting("没有的话"), "q-1 的引文“没有的话”"),
        (quoting("总则", "没有的话"), "q-1 的引文“没有的话”"),
        (quoting("总则", alternatives=(("没有的话",),)), "q-1 的引文“没有的话”"),
        (quoting("通知"), "q-1 的引文“通知”"),  # it stands in another file
        (case(id="q-1", source=("001", "009"), clauses=("第一条",)), "q-1 的文件“009”"),
        (case(id="q-1", source=("001",), clauses=("第一条", "第九条")), "q-1 的条款“第九条”"),
        (case(id="q-1", source=("00",), clauses=()), "q-1 的文件“00”"),
    ],
)
def test_what_is_not_there_is_named(wrong: Case, named: str) -> None:
    told = message(case(id="q-0", clauses=("第一条",)), wrong)
    assert told.startswith(f"题库与已入库的文件对不上，找不到 {named}，请确认")
    assert "q-0" not in told and "共" not in told and "\n" not in told


def test_an_unknown_file_is_told_alone() -> None:
    told = message(case(id="q-1", source=("009",), clauses=("第一条",)))
    assert "q-1 的文件“009”" in told and "条款" not in told


def test_a_document_without_clauses_misses_none() -> None:
    (found,) = located([case(clauses=("第九条",))], [document(cut=False)])
    assert found.clauses == ("第九条",)


def test_all_mistakes_are_counted_and_five_are_shown() -> None:
    wrong = [quoting(f"无{n}", id=f"q-{n}") for n in range(SHOWN_MISTAKES + 2)]
    told = message(*wrong)
    assert [f"q-{n} 的引文“无{n}”" in told for n in range(SHOWN_MISTAKES + 2)] == [True] * 5 + [False] * 2
    assert "；" in told and "共 7 处" in told
    assert "共" not in message(*wrong[:SHOWN_MISTAKES])


def test_several_mistakes_of_one_case_are_all_named() -> None:
    told = message(quoting("无甲", "无乙", source=("001", "009"), clauses=("第九条",)))
    assert all(f"q-1 的{what}" in told for what in ("文件“009”", "条款“第九条”", "引文“无甲”", "引文“无乙”"))
    assert told.count("q-1") == 4


def test_a_refusal_needs_no_gold() -> None:
    asked = case("refuse", source=("009",), clauses=("第九条",))
    assert located([asked], DOCUMENTS) == (asked,)
    assert located([asked], []) == (asked,)
