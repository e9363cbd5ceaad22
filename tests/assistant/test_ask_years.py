"""Answers where a year may be that of a document or of a target, and where old and new rules stand side by side."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answers import Answer
from assistant.ask import Assistant
from tests.assistant.library import assistant_over, lines_of, make_index, session_folder

PLAN, FESTIVAL = "云湾市书屋建设方案.txt", "云湾市读书节通知.txt"
BEFORE, NOW = "云湾市书屋补助暂行办法.txt", "云湾市书屋补助办法.txt"
BAY = {
    PLAN: """云湾市文化和旅游局文件

云文旅发〔2030〕3号

关于印发《云湾市书屋建设方案》的通知

各区文化和旅游局：

现将《云湾市书屋建设方案》印发给你们，请认真执行。

云湾市文化和旅游局
2030年3月5日

云湾市书屋建设方案

一、建设书屋
2030年新建书屋30家、2031年新建书屋40家、2032年新建书屋50家。市文化和旅游局每半年对书屋开展一次评估。
二、配备人员
每家书屋配备管理员2名。（责任单位：市文化和旅游局；配合单位：市财政局）
""",
    FESTIVAL: """云湾市文化和旅游局文件

云文旅发〔2031〕8号

关于举办读书节的通知

各区文化和旅游局：

读书节于4月20日举办，设会场12个，各区各推荐读书人6名。

云湾市文化和旅游局
2031年2月9日
""",
    BEFORE: """云湾市书屋补助暂行办法

云文旅规〔2027〕2号

第一条  甲级书屋每年补助3万元，乙级书屋每年补助2万元。

第二条  本办法自2027年5月1日起施行。

云湾市文化和旅游局
2027年4月8日
""",
    NOW: """云湾市书屋补助办法

云文旅规〔2030〕1号

第一条  甲级书屋每年补助5万元，半甲级书屋每年补助4万元，乙级书屋每年补助3万元。

第二条  本办法自2030年2月1日起施行。《云湾市书屋补助暂行办法》（云文旅规〔2027〕2号）同时废止。

云湾市文化和旅游局
2030年1月6日
""",
}


@pytest.fixture(scope="module")
def bay() -> Iterator[Assistant]:
    """An assistant without a model over four notices of one city."""
    yield from assistant_over(make_index(session_folder(), BAY))


def lines(answer: Answer) -> list[str]:
    return lines_of(answer, BAY)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("云湾2031年新建书屋多少家？", "2031年新建书屋40家"),
        ("云湾到2031年底要新建多少家书屋？", "2031年新建书屋40家"),
        ("云湾2031年的通知里读书节设几个会场？", "设会场12个"),
    ],
)
def test_a_year_is_that_of_a_target_where_its_documents_do_not_answer(
    bay: Assistant, question: str, said: str
) -> None:
    assert any(said in line for line in lines(bay.ask(question)))


def test_tasks_due_in_a_year_are_not_those_of_its_documents(bay: Assistant) -> None:
    head, *rows = lines(bay.ask("云湾2032年要完成哪些任务？"))
    assert "共一项" in head and ["2032年新建书屋50家" in row for row in rows] == [True]


def test_a_number_of_another_year_is_set_right(bay: Assistant) -> None:
    (line,) = lines(bay.ask("云湾2032年新建书屋40家对吗？"))
    assert line.startswith("文件写的不是2032年新建书屋40家。")
    (line,) = lines(bay.ask("云湾2032年新建书屋50家对吗？"))
    assert "不是" not in line and "2032年新建书屋50家" in line


@pytest.mark.parametrize(
    "question", ["新旧办法里乙级书屋补助各多少？", "云湾两份补助办法里乙级书屋各补多少？"]
)
def test_both_rules_of_a_kind_are_set_side_by_side(bay: Assistant, question: str) -> None:
    before, now = lines(bay.ask(question))
    assert before.startswith("较早的办法，") and "乙级书屋每年补助2万元" in before
    assert now.startswith("较新的办法，") and "乙级书屋每年补助3万元" in now


def test_a_short_second_question_is_answered_after_the_first(bay: Assistant) -> None:
    now, before = lines(bay.ask("云湾甲级书屋每年补助多少，以前呢？"))
    assert "甲级书屋每年补助5万元" in now
    assert before.startswith("以前，") and "甲级书屋每年补助3万元" in before


def test_how_often_something_else_is_done_is_doubtful(bay: Assistant) -> None:
    assert bay.ask("云湾书屋多久评估一次？").notice == ""
    answer = bay.ask("云湾书屋多久粉刷一次？")
    assert answer.status == "refused" or "没有写“粉刷”" in answer.notice


def test_a_number_of_the_question_alone_is_no_answer(bay: Assistant) -> None:
    assert bay.ask("读书节设会场12个，每个会场设多少个书摊？").status == "refused"


def test_duties_of_a_body_count_those_without_a_note(bay: Assistant) -> None:
    head, *rows = lines(bay.ask("云湾市文化和旅游局负责哪些任务？"))
    assert any("每半年" in row for row in rows) and any("配备人员" in row for row in rows)
    assert f"共{'零一两三四五六七八'[len(rows)]}项" in head
