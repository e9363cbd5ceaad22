"""What list a question asks for."""

from __future__ import annotations

import pytest

from assistant.answers import Draft
from assistant.listing import Wanted, below_lead_in, short_label, wanted_list
from assistant.question import understand
from assistant.verify import verify
from knowledge.documents import Clause, Evidence, Source


def wanted(question: str) -> Wanted | None:
    return wanted_list(understand(question, (), ()))


@pytest.mark.parametrize(
    ("question", "count", "noun"),
    [
        ("五项行动是什么？", 5, "行动"),
        ("实施哪五项行动？", 5, "行动"),
        ("五項行動有哪些？", 5, "行动"),
        ("大篷车使用程序有哪四个环节？", 4, "环节"),
        ("12项任务是哪些？", 12, "任务"),
        ("八大行动要打造哪五个环境？", 5, "环境"),
        ("要实施几大工程，叫什么？", None, "工程"),
        ("保障措施有哪些？", None, "措施"),
        ("主要任务包括什么？", None, "任务"),
    ],
)
def test_a_list_is_asked_for(question: str, count: int | None, noun: str) -> None:
    found = wanted(question)
    assert found is not None
    assert (found.count, found.noun) == (count, noun)


@pytest.mark.parametrize(
    "question",
    [
        "要新建多少个驿站？",
        "由谁负责？",
        "驿站什么时候建成？",
        "什么是科普驿站？",
        "有哪些要求？",
        "五个部门分别由谁牵头？",
    ],
)
def test_no_list_is_asked_for(question: str) -> None:
    assert wanted(question) is None


@pytest.mark.parametrize(
    ("label", "short"),
    [
        ("1.建设社区科普驿站", "建设社区科普驿站"),
        ("（一）保障措施：", "保障措施"),
        ("第三章 附则", "附则"),
        ("附则", "附则"),
    ],
)
def test_a_heading_without_its_number(label: str, short: str) -> None:
    assert short_label(label) == short


HEAD = "第五条申报基地应当具备下列条件"
ITEMS = (
    "（一）具有法人资格；",
    "（二）面积不少于200平方米；",
    "（三）近三年没有发生安全责任事故。",
)


def document(*, lead: str = HEAD + "：") -> list[Clause]:
    texts = [("第五条", (HEAD,), lead)] + [
        (f"第五条{text[:3]}", (HEAD, text.split("。")[0].rstrip("；")), text) for text in ITEMS
    ]
    source = Source("办法.txt", "d1", "基地管理办法")
    made, start = [], 0
    for ordinal, (address, path, text) in enumerate(
        [*texts, ("第六条", ("第六条基地每年开放。",), "第六条基地每年开放。")]
    ):
        made.append(Clause(source, ordinal, address, path, "item", text, start, start + len(text)))
        start += len(text)
    return made


def listed(question: str, clauses: list[Clause], best: int) -> Draft | None:
    """What is listed where the clause `best` is the best evidence and all others are far behind."""
    evidence = [Evidence(clause, 1.0 if n == best else 0.1, n + 1) for n, clause in enumerate(clauses)]
    return below_lead_in(understand(question, (), ()), evidence, {"办法.txt": clauses})


@pytest.mark.parametrize("best", [0, 1, 3])
@pytest.mark.parametrize("question", ["申报要满足哪些条件？", "有什么要求？", "申报条件都有啥？"])
def test_all_items_below_the_line_that_announces_them(question: str, best: int) -> None:
    draft = listed(question, document(), best)
    assert draft is not None
    (statement,) = draft.statements
    assert statement.text == (
        "申报基地应当具备下列条件，共三项：具有法人资格；面积不少于200平方米；近三年没有发生安全责任事故"
    )
    assert [support.clause.address for support in statement.supports] == [
        "第五条（一）",
        "第五条（二）",
        "第五条（三）",
    ]
    answer = verify(question, draft, [])
    assert answer.status == "answered" and not answer.withheld


@pytest.mark.parametrize(
    ("question", "clauses", "best"),
    [
        ("基地由谁负责？", document(), 0),  # asks for no cases
        ("申报要满足哪些条件？", document(), 4),  # another clause answers better
        ("申报要满足哪些条件？", document(lead="第五条申报基地应当提交材料。"), 1),  # announces nothing
        ("申报要满足哪些条件？", document()[:2], 0),  # one item is no list
    ],
)
def test_nothing_is_listed_where_no_line_announces_it(
    question: str, clauses: list[Clause], best: int
) -> None:
    assert listed(question, clauses, best) is None


def test_without_evidence_nothing_is_listed() -> None:
    assert below_lead_in(understand("有哪些条件？", (), ()), [], {}) is None


def with_two_lead_ins() -> list[Clause]:
    """Two lines that announce items, one right below the other's heading: of applying, and of leaving."""
    lines = [
        ("第五条", ("第五条", "申报"), "第五条基地申报应当符合下列条件："),
        ("第五条（一）", ("第五条", "申报", "法人"), "（一）具有法人资格；"),
        ("第五条（二）", ("第五条", "申报", "面积"), "（二）面积不少于200平方米。"),
        ("第六条", ("第六条", "撤销"), "第六条有下列情形之一的，撤销基地命名："),
        ("第六条（一）", ("第六条", "撤销", "造假"), "（一）申报材料造假的；"),
        ("第六条（二）", ("第六条", "撤销", "停办"), "（二）停止开放半年以上的；"),
        ("第六条（三）", ("第六条", "撤销", "事故"), "（三）发生安全事故的。"),
    ]
    source, start, made = Source("办法.txt", "d1", "基地管理办法"), 0, []
    for ordinal, (address, path, text) in enumerate(lines):
        made.append(Clause(source, ordinal, address, path, "item", text, start, start + len(text)))
        start += len(text)
    return made


@pytest.mark.parametrize(
    ("question", "first", "items"),
    [
        ("基地申报要符合哪些条件？", "基地申报应当符合下列条件", 2),
        ("撤销基地命名的有哪些情形？", "有下列情形之一的，撤销基地命名", 3),
    ],
)
def test_of_several_announcing_lines_the_one_that_says_most_of_the_question_is_meant(
    question: str, first: str, items: int
) -> None:
    clauses = with_two_lead_ins()
    evidence = [Evidence(clause, 1.0, n + 1) for n, clause in enumerate(clauses)]
    for order in (evidence, evidence[::-1]):
        draft = below_lead_in(understand(question, (), ()), order, {"办法.txt": clauses})
        assert draft is not None
        (statement,) = draft.statements
        assert statement.text.startswith(first)
        assert len(statement.supports) == items


def test_steps_are_a_procedure_by_another_name() -> None:
    lines = [
        ("第五条", ("第五条",), "第五条机构进入学校应当符合下列条件："),
        ("第五条（一）", ("第五条", "法人"), "（一）具有法人资格；"),
        ("第五条（二）", ("第五条", "场地"), "（二）有固定场地。"),
        ("第六条", ("第六条",), "第六条引入机构按照下列程序办理："),
        ("第六条（一）", ("第六条", "公告"), "（一）发布公告；"),
        ("第六条（二）", ("第六条", "评审"), "（二）组织评审。"),
    ]
    source = Source("办法.txt", "d1", "办法")
    clauses = [
        Clause(source, n, address, path, "item", text, 0, len(text))
        for n, (address, path, text) in enumerate(lines)
    ]
    evidence = [Evidence(clause, 1.0, n + 1) for n, clause in enumerate(clauses)]
    draft = below_lead_in(understand("机构进入学校要走几道手续？", (), ()), evidence, {"办法.txt": clauses})
    assert draft is not None and "发布公告；组织评审" in draft.statements[0].text
