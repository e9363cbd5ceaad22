"""Slogans called by their initials."""

from __future__ import annotations

import pytest

from knowledge.initials import initials_of, spelled_out

TEXTS = [
    "广泛开展“学先进、赶先进、帮后进”活动，继续做好“访企业，送技术”工作。",
    "“学校里、赶集日、帮扶队”是另一回事；“科普之春”没有成员，“甲、乙”太短。",
]


def test_a_quoted_slogan_of_several_members_has_initials() -> None:
    assert initials_of(TEXTS) == {"学赶帮": "学先进、赶先进、帮后进", "访送": "访企业，送技术"}


@pytest.mark.parametrize(
    ("question", "known", "meant"),
    [
        ("“学赶帮”活动由谁牵头？", set(), "“学先进、赶先进、帮后进”活动由谁牵头？"),
        ("访送工作多久一次？", {"工作"}, "访企业，送技术工作多久一次？"),
        ("访送工作多久一次？", {"访送"}, "访送工作多久一次？"),  # the documents say so themselves
        ("“访送”多久一次？", {"访送"}, "“访企业，送技术”多久一次？"),
        ("书屋建几家？", set(), "书屋建几家？"),
    ],
)
def test_initials_that_no_document_holds_are_spelled_out(question: str, known: set[str], meant: str) -> None:
    assert spelled_out(question, initials_of(TEXTS), known.__contains__) == meant
