"""A row beside its clause, as HTML: nothing from outside is markup."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from knowledge.commitments import Deadline
from knowledge.corrections import ACTIONS, Decision
from tests.knowledge.test_ledger import STATIONS
from ui.row_panel import decision_list, field_values, row_panel

HOSTILE = '<img src=x onerror=alert(1)>"\u202e'
DECISION = Decision(
    "2032-07-15T12:00:00+08:00", "王", "correct", "d-1", "a.txt", "第一条", "引文", "w", {"频次": "每年"}
)


def test_the_words_of_outside_are_text() -> None:
    row = replace(STATIONS, task=HOSTILE, lead=(HOSTILE,), doubts=(HOSTILE,))
    page = row_panel(row, (), [replace(DECISION, who=HOSTILE, changes={"任务": HOSTILE})])
    assert "<img" not in page and "\u202e" not in page
    assert page.count("&lt;img src=x onerror=alert(1)&gt;&quot;") == 5


@given(st.text(), st.sampled_from(ACTIONS))
def test_a_decision_of_any_words_has_no_markup_but_ours(words: str, action: str) -> None:
    page = decision_list([replace(DECISION, who=words, action=action, changes={"任务": words})])
    assert page.count("<") == page.count(">") == 6


def test_a_decision_says_who_what_and_when() -> None:
    assert decision_list([DECISION]) == (
        '<ol class="decisions"><li><small>2032-07-15 12:00 王</small> 更正：频次改为“每年”</li></ol>'
    )


def test_a_deadline_without_a_day_is_shown_as_written() -> None:
    assert (
        field_values(replace(STATIONS, deadline=Deadline("每年11月底前", None, "")))["时限"] == "每年11月底前"
    )
    assert field_values(replace(STATIONS, deadline=None))["时限"] == ""
