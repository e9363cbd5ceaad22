"""The ids of rows: they stay while the words stay, and tell rows apart."""

from __future__ import annotations

import re

import pytest

from tests.ingest.ledger_rows import ledger

BODY = "一、任务\n1.到2033年，新建书屋80个。（责任部门：科普部）\n2.每年举办读书会60场。\n3.各区科协要报送总结。\n"


def ids(body: str, name: str = "计划.txt") -> list[str]:
    return [row.id for row in ledger(body, name=name)]


def test_ids_stay_when_the_text_is_read_again() -> None:
    assert len(ids(BODY)) == 3 and ids(BODY) == ids(BODY)


def test_ids_stay_when_clauses_are_added_and_numbers_shift() -> None:
    added = (
        BODY.replace("一、任务\n1.", "一、任务\n1.培训管理员300名。\n2.")
        .replace("\n2.每年", "\n3.每年")
        .replace("\n3.各区", "\n4.各区")
    )
    more = ids(added)
    assert set(ids(BODY)) < set(more) and len(more) == 4


@pytest.mark.parametrize(
    "spaced",
    [BODY.replace("\n", "\r\n"), BODY.replace("\n", "\n\n"), re.sub("(?m)^(?=.)", "\u3000\u3000", BODY)],
    ids=["carriage returns", "blank lines", "indented"],
)
def test_ids_stay_when_only_white_space_changes(spaced: str) -> None:
    assert ids(spaced) == ids(BODY)


def test_ids_differ_between_documents_and_between_equal_words() -> None:
    assert not set(ids(BODY)) & set(ids(BODY, name="另一计划.txt"))
    twice = ids("一、任务\n1.新建书屋80个。\n2.抓好落实。\n二、城区\n1.新建书屋80个。\n2.抓好落实。\n")
    assert len(set(twice)) == 2


def test_ids_hold_to_the_heading_above_and_not_to_the_order_of_equal_words() -> None:
    town, city = "一、城区\n1.新建书屋80个。\n2.抓好落实。\n", "二、乡村\n1.新建书屋80个。\n2.抓好落实。\n"
    first, second = ids(town + city)
    turned = ids(city.replace("二、", "一、") + town.replace("一、", "二、"))
    assert turned == [second, first] and ids(town) == [first]


def test_ids_differ_where_words_differ_by_a_blank() -> None:
    first, second = ids("一、任务\n1.推广AI VR课程30门。\n2.推广AIVR课程30门。\n")
    assert first != second
