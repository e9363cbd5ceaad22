"""Which documents a question is asked of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui.fakes import OLD, PLAN, make_desks
from ui.narrowing import NONE_FIT, SHOWN_TITLES, WHOLE, Narrowing, NarrowingEvents, narrowing_of, told

DRAFT = replace(PLAN, name="draft.txt", stage="征求意见稿", issuers=("甲市科协", "乙市科协"))


def test_nothing_chosen_is_every_document() -> None:
    assert narrowing_of(None, None, None, None).documents([PLAN, OLD]) is None
    assert narrowing_of("  ", [], [], False).documents([PLAN, OLD]) is None


@pytest.mark.parametrize(
    ("chosen", "fitting"),
    [
        (Narrowing("科学素质 2026"), {"plan.txt", "draft.txt"}),
        (Narrowing("old.txt"), {"old.txt"}),
        (Narrowing(issuers=("乙市科协", "丙市科协")), {"draft.txt"}),
        (Narrowing(issuers=("某省科学技术协会",)), {"plan.txt"}),
        (Narrowing(years=("2026",)), {"plan.txt", "draft.txt"}),
        (Narrowing(applying=True), {"plan.txt"}),
        (Narrowing("通知", years=("1999",)), set()),
    ],
)
def test_what_is_chosen_leaves_the_documents_that_fit(chosen: Narrowing, fitting: set[str]) -> None:
    assert chosen.documents([PLAN, OLD, DRAFT]) == fitting


def test_the_choices_are_those_of_the_documents() -> None:
    issuers, years = NarrowingEvents(make_desks()).choices()
    assert issuers["choices"] == [("某省科学技术协会", "某省科学技术协会")] and years["choices"] == ["2026"]


def test_the_fold_tells_what_is_searched() -> None:
    tell = NarrowingEvents(make_desks()).tell
    assert tell("", [], [], False) == ({"label": WHOLE, "__type__": "update"}, "")
    fold, said = tell("科学素质", [], [], False)
    assert fold["label"] == "检索范围：1 份文件" and "《关于开展全民科学素质行动的通知》" in said
    assert NONE_FIT in tell("没有的词", [], [], False)[1]


def test_of_many_documents_some_are_named_and_all_are_counted() -> None:
    page = told([PLAN] * (SHOWN_TITLES + 1))
    assert page.count("科学素质") == SHOWN_TITLES and f"等 {SHOWN_TITLES + 1} 份文件" in page
