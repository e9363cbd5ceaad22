"""Which written times say when something is due."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.tasks.due_times import ahead, due_times
from knowledge.dates import Frame

FRAME = Frame(issued_on=date(2031, 3, 5))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2032年6月底前建成书屋30家", ["2032年6月底前"]),
        ("2033年建成书屋40家", ["2033年"]),
        ("举办2033年书屋大赛", []),
        ("2029年建成书屋20家", []),
        ("有效期至2036年12月31日", []),
        ("2036年12月31日自行失效", []),
        ("开展“书屋2033年度”评选", []),
        ("建好书屋", []),
    ],
)
def test_what_is_due_lies_ahead_and_is_no_part_of_a_name(text: str, said: list[str]) -> None:
    assert [text[time.start : time.end] for time in due_times(text, FRAME)] == said


def test_without_a_date_of_issue_a_marked_time_lies_ahead() -> None:
    (time,) = due_times("2032年6月底前建成书屋30家", Frame())
    assert ahead(time, Frame()) and ahead(time, FRAME)
    assert not ahead(time, Frame(issued_on=date(2033, 1, 1)))
