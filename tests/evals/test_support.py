"""What an answer says against what it cites: quantities, statements, leading and co-operating bodies.

Quotes, numbers, dates and departments stand in test_support_values.py.
"""

from __future__ import annotations

import pytest

from evals import support as s
from tests.evals.values import answer, case, cite, clause, refusal

CITED = clause(
    raw="到2027年底前，每年新建基地五十个，培训不少于500人次。（牵头部门：科普部；配合部门：学会部）"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新建基地五十个[1]。", 1.0),
        ("新建基地50个[1]。", 1.0),
        ("新建基地50万个[1]。", 0.0),
        ("新建基地五十家[1]。", 0.0),
        ("培训500人次，另缴九万元[1]。", 0.5),
        ("共五项，来自两份文件[1]。", None),
        ("没有检索到写明这一点的条款。", None),
    ],
)
def test_quantity_support(text: str, expected: float | None) -> None:
    assert s.quantity_support(case(question="多少？"), answer(text, [cite(CITED)])) == expected


def test_a_refusal_may_name_no_quantity_from_nowhere() -> None:
    assert s.quantity_support(case("refuse", question="多少钱？"), refusal("大概五万元。")) == 0
    assert s.quantity_support(case("refuse", question="五万元够吗？"), refusal("没有写五万元。")) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第3条：“每年新建基地五十个”[1]。", 1.0),
        ("第3条：“每年新建基地五十个”。", 0.0),  # no mark
        ("第3条：“每年新建基地五十个”[7]。", 0.0),  # a mark that leads nowhere
        ("第3条：“每月新建基地五十个”[1]。", 0.0),
        ("第3条：“每年不新建基地五十个”[1]。", 0.0),
        ("每年新建基地[1]。", 1.0),
        ("每年新建基地，此项已经取消[1]。", 0.0),
        ("以下说法是错误的：“每年新建基地五十个”[1]。", 0.0),
        ("“每年新建基地五十个”。由财务结算机构归口办理[1]。", 0.0),
        ("文件写的不是60个。第3条：“每年新建基地五十个”[1]。", 1.0),
        ("“每年新建基地五十个”[1]。\n另行通知时间地点[1]。", 0.5),
        ("", 0.0),
    ],
)
def test_support(text: str, expected: float) -> None:
    assert s.support(case(), answer(text, [cite(CITED)])) == expected


def test_a_statement_rests_on_its_own_marks() -> None:
    other = cite(clause("第9条", raw="展厅每季度更新一次展品。"), n=2)
    said = answer("展厅每季度更新一次展品[1]。", [cite(CITED), other])
    assert s.support(case(), said) == 0
    assert s.support(case(), answer("展厅每季度更新一次展品[2]。", [cite(CITED), other])) == 1
    assert s.support(case(), refusal()) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("牵头部门：科普部；配合部门：学会部[1]。", 1.0),
        ("牵头部门：学会部；配合部门：科普部[1]。", 0.0),
    ],
)
def test_a_body_keeps_its_role(text: str, expected: float) -> None:
    assert s.department_support(case(), answer(text, [cite(CITED)], evidence=[CITED])) == expected


@pytest.mark.parametrize(
    ("form", "text", "found"),
    [
        ("50个", "150个", False),
        ("十五家", "二十五家", False),
        ("500人", "1,500人", False),
        ("10万", "10万亿", False),
        ("3个工作日", "答复,3个工作日内", True),
        ("870余项", "与采纳,870余项转交", True),
        ("五十个", "建五十个", True),
    ],
)
def test_a_form_stands_where_it_cuts_no_number(form: str, text: str, found: bool) -> None:
    assert s.stands(form, text) is found
