"""What changed between two lists of clauses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.changes import Piece, applied, changes_between, same_notice, word_changes
from knowledge.documents import Clause, Source

SOURCE = Source("夜市.txt", "d1", "云州市夜市办法", revision="r1")


def clauses(*texts: str, addresses: Sequence[str] = ()) -> tuple[Clause, ...]:
    """Clauses of these words, 第1条 to 第n条 unless their addresses are given."""
    places = addresses or [f"第{number}条" for number in range(1, len(texts) + 1)]
    return tuple(
        Clause(SOURCE, i, address, (), "item", text, 0, len(text))
        for i, (address, text) in enumerate(zip(places, texts, strict=True))
    )


OLD = clauses("第1条 夜市每周六晚上开放。", "第2条 摊位经费每晚三十元。", "第3条 雨天全市夜市停办。")


def told(old: Sequence[Clause], new: Sequence[Clause]) -> list[tuple[str, str, str]]:
    return [
        (c.kind, c.before.address if c.before else "", c.after.address if c.after else "")
        for c in changes_between(old, new)
    ]


def under(title: str, number: str | None, *texts: str) -> tuple[Clause, ...]:
    source = replace(SOURCE, title=title, doc_number=number)
    return tuple(replace(clause, source=source) for clause in clauses(*texts))


def test_versions_of_one_notice_have_its_number_its_title_or_half_its_clauses() -> None:
    notice = under("关于办好夜市的通知", "云科协〔2031〕1号", "办好夜市。", "摊位免费。")
    assert same_notice(notice, under("关于夜市的通知", "云科协[2031]01号", "别的话。"))
    assert not same_notice(notice, under("关于办好夜市的通知", "云卫〔2031〕1号", "办好夜市。", "摊位免费。"))
    assert same_notice(notice, under("关于办好夜市的通知", None, "别的话。"))
    assert same_notice(notice, under("夜市方案", None, "办好夜市。", "摊位收费。"))
    assert not same_notice(notice, under("义诊方案", None, "办好义诊。", "挂号免费。"))
    assert not same_notice(under("通知", None, "办好夜市。"), under("通知", None, "办好义诊。"))
    assert not same_notice((), notice) and not same_notice(notice, ())


def test_equal_lists_differ_in_nothing() -> None:
    assert changes_between(OLD, OLD) == () and changes_between((), ()) == ()


def test_an_added_clause_renumbers_the_ones_behind_it() -> None:
    new = clauses(
        "第1条 夜市每周六晚上开放。",
        "第2条 志愿者负责秩序。",
        "第3条 摊位经费每晚三十元。",
        "第4条 雨天全市夜市停办。",
    )
    assert told(OLD, new) == [
        ("added", "", "第2条"),
        ("moved", "第2条", "第3条"),
        ("moved", "第3条", "第4条"),
    ]


def test_changed_words_are_found_at_the_place_and_after_renumbering() -> None:
    new = clauses("第1条 夜市每周六晚上开放。", "第2条 摊位经费每晚四十元。", "第3条 雨天全市夜市停办。")
    assert told(OLD, new) == [("changed", "第2条", "第2条")]
    shorter = clauses("第1条 摊位经费每晚四十元。", "第2条 雨天全市夜市停办。")
    assert told(OLD, shorter) == [
        ("removed", "第1条", ""),
        ("changed", "第2条", "第1条"),
        ("moved", "第3条", "第2条"),
    ]


def test_a_clause_with_other_words_at_an_old_address_is_new() -> None:
    new = clauses("第1条 夜市每周六晚上开放。", "第2条 县级财政另行安排。", "第3条 雨天全市夜市停办。")
    assert told(OLD, new) == [("removed", "第2条", ""), ("added", "", "第2条")]


def test_two_clauses_that_change_places_are_one_that_moved() -> None:
    new = clauses("夜二", "夜一", addresses=("乙", "甲"))
    old = clauses("夜一", "夜二", addresses=("甲", "乙"))
    assert [kind for kind, *_ in told(old, new)] == ["moved"]


words = st.text("夜市每周开放摊位经费三十四元雨天停办", max_size=12)
places = st.sampled_from([f"第{n}条" for n in range(1, 7)])
lists = st.lists(st.tuples(places, words), max_size=8).map(
    lambda rows: clauses(*(text for _, text in rows), addresses=[place for place, _ in rows])
)


@settings(max_examples=300)
@given(lists, lists)
def test_the_old_list_with_its_changes_is_the_new_list(old: Sequence[Clause], new: Sequence[Clause]) -> None:
    changes = changes_between(old, new)
    assert applied(old, changes) == tuple((clause.address, clause.text) for clause in new)
    assert {c.was for c in changes if c.was is not None} <= set(range(len(old)))
    assert len({c.at for c in changes if c.at is not None}) == sum(c.at is not None for c in changes)


@given(lists)
def test_no_list_differs_from_itself(several: Sequence[Clause]) -> None:
    assert changes_between(several, several) == ()


def test_changed_words_are_marked() -> None:
    assert word_changes("摊位经费每晚三十元。", "摊位经费每晚四十元。") == (
        Piece("same", "摊位经费每晚"),
        Piece("removed", "三十元"),
        Piece("added", "四十元"),
        Piece("same", "。"),
    )


@given(words, words)
def test_pieces_give_back_both_texts(before: str, after: str) -> None:
    pieces = word_changes(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after


def test_very_long_texts_are_set_side_by_side() -> None:
    before, after = "夜 " * 3000, "市 " * 3000
    assert word_changes(before, after) == (Piece("removed", before), Piece("added", after))
