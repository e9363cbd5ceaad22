"""What falls due in a year or a month: which questions ask for it, and every row of the ledger that does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.due import Window, due, window_in
from assistant.question import understand
from assistant.works import Mark, Mention
from knowledge.commitments import Commitment, Deadline, Frequency
from knowledge.documents import Source, Validity
from tests.assistant.values import SOURCE, clause

TODAY = date(2026, 11, 22)
YEAR = Window(date(2027, 1, 1), date(2027, 12, 31))


def window(question: str, *departments: str) -> Window | None:
    return window_in(replace(understand(question, (), (SOURCE,)), departments=departments), TODAY)


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("2027年要完成哪些任务？", date(2027, 1, 1), date(2027, 12, 31)),
        ("2027年底前要完成的任务有哪些", date(2027, 1, 1), date(2027, 12, 31)),
        ("今年有哪些工作到期？", date(2026, 1, 1), date(2026, 12, 31)),
        ("明年要做完什么事", date(2027, 1, 1), date(2027, 12, 31)),
        ("2027年2月到期的任务有哪些？", date(2027, 2, 1), date(2027, 2, 28)),
        ("2027年12月底前要办完哪几件事？", date(2027, 12, 1), date(2027, 12, 31)),
        ("2026年和2027年要完成哪些任务？", date(2026, 1, 1), date(2027, 12, 31)),
        ("2025年3月到5月到期的任务有哪些？", None, None),
        ("2025—2027年要完成哪些任务？", date(2025, 1, 1), date(2027, 12, 31)),
    ],
)
def test_a_year_or_month_is_asked_for(question: str, since: date | None, until: date | None) -> None:
    assert window(question) == (Window(since, until) if since and until else None)


def test_another_year_goes_on_from_the_question_before() -> None:
    asked = understand("那2027年呢？", ["2025年要完成哪些任务？"], (SOURCE,))
    assert window_in(asked, TODAY) == YEAR
    alone = understand("那书屋呢？", ["2025年要完成哪些任务？"], (SOURCE,))
    assert window_in(alone, TODAY) is None


def test_a_year_that_names_the_document_is_not_the_one_asked_for() -> None:
    marks = (Mark(0, "place", "云州", 2), Mark(2, "year", "2025", 6))
    asked = understand("云州2025年修订的措施里2027年要完成哪些任务？", (), (SOURCE,))
    named = replace(asked, mentions=(Mention(marks, ()),), places=("云州",))
    assert window_in(named, TODAY) == YEAR


def test_a_body_may_be_named_besides() -> None:
    assert window("科普部2027年要完成哪些任务？", "科普部") == YEAR
    assert window("科普部2027年要完成哪些任务？") is None


@pytest.mark.parametrize(
    "question",
    [
        "2027年要完成哪些书屋的建设任务？",
        "要完成哪些任务？",
        "2027年要建多少家书屋？",
        "2027年的任务由谁完成？",
        "2027年有哪些活动？",
        "9999年",
    ],
)
def test_another_question_is_left_alone(question: str) -> None:
    assert window(question) is None


def row(
    quote: str, day: date | None, source: Source = SOURCE, ordinal: int = 1, body: str = "科普部"
) -> Commitment:
    """A row with a deadline whose quote is its clause."""
    one = clause(quote, f"第{ordinal}条", source=source, ordinal=ordinal)
    deadline = Deadline("2027年底前", day, "") if day else None
    again = None if day else Frequency("每年", "year")
    return Commitment(
        one, quote, quote, ("target",), (body,), (), None, (), deadline, again, quote, one.start, one.end
    )


def listed(question: str, rows: list[Commitment], *departments: str) -> list[str]:
    asked = replace(understand(question, (), (SOURCE,)), departments=departments)
    return [statement.text for statement in due(asked, YEAR, rows).statements]


def test_every_row_of_the_window_is_listed_under_the_count_earliest_first() -> None:
    rows = [
        row("建书屋30家", date(2027, 12, 31)),
        row("办讲座", date(2027, 6, 30), ordinal=2),
        row("建驿站", date(2028, 1, 1), ordinal=3),
        row("每年通报", None, ordinal=4),
    ]
    head, *lines = listed("2027年要完成哪些任务？", rows)
    assert head == "所问时间到期的任务共两项，来自一份文件"
    assert lines == ["第2条：“办讲座”", "第1条：“建书屋30家”"]


def test_what_is_undone_the_documents_do_not_say() -> None:
    asked = understand("2027年还有哪些任务没有完成？", (), (SOURCE,))
    assert window_in(asked, TODAY) == YEAR
    assert "不写完成情况" in due(asked, YEAR, [row("建书屋30家", date(2027, 12, 31))]).notice


def test_what_comes_round_is_told_of() -> None:
    asked = understand("2027年要完成哪些任务？", (), (SOURCE,))
    one = row("建书屋30家", date(2027, 12, 31))
    assert "台账" in due(asked, YEAR, [one, row("每年通报", None, ordinal=2)]).notice
    assert due(asked, YEAR, [one]).notice == ""


def test_rows_of_another_body_and_of_an_ended_document_are_left_out() -> None:
    ended = replace(SOURCE, name="旧.txt", validity=Validity("repealed"))
    rows = [
        row("建书屋30家", date(2027, 12, 31)),
        row("办讲座", date(2027, 6, 30), ordinal=2, body="宣传部"),
        row("建驿站", date(2027, 1, 1), source=ended),
    ]
    assert listed("科普部2027年要完成哪些任务？", rows, "科普部")[1:] == ["第1条：“建书屋30家”"]


def test_nothing_due_is_refused() -> None:
    asked = understand("2027年要完成哪些任务？", (), (SOURCE,))
    draft = due(asked, YEAR, [row("建驿站", date(2028, 1, 1))])
    assert draft.statements == () and draft.refusal and "到期" in draft.refusal.reason
