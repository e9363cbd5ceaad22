"""Which lower clause carries out which upper task, over the sample notices, as a person judged it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from ingest.extract import extract
from ingest.split import split
from knowledge.cascade import Carried, cascade
from knowledge.commitments import Commitment
from knowledge.documents import PolicyDocument

ROOT = Path(__file__).parents[2] / "evals"
# Upper and lower document → upper address: the clauses that do carry it, those that are only near.
Judged = dict[str, tuple[str, str]]
JUDGED: dict[tuple[str, str], Judged] = {
    ("云溪市*2023*", "云溪市*2025*"): {
        "第1条": ("第1条（1）", ""),
        "第2条": ("第1条（2）", "第1条（3）"),
        "第3条": ("第2条（1）", "第2条（2） 第2条（3）"),
        "第4条": ("第3条（1） 第3条（2）", ""),
        "第5条": ("第5条（2）", "第5条（1）"),
        "第6条": ("第6条（1） 第6条（2）", ""),
        "第8条": ("第7条（1） 第7条（2）", ""),
        "第10条": ("第8条（1） 第8条（2）", ""),
        "第13条": ("第9条（1） 第9条（2）", ""),
        "第14条": ("第10条（1）", ""),
    },
    ("霁川省*", "云溪市*2025*"): {
        "第2条": ("第7条（1）", ""),
        "附件第1条": ("第7条（1）", ""),
        "附件第6条": ("", "第7条（2）"),
        "附件第8条": ("", "第10条（1）"),
        "附件第9条": ("", "第10条（2）"),
    },
    ("霁川省*", "禾渡市*"): {
        "第2条": ("第二部分（二）第1点", ""),
        "附件第1条": ("第二部分（二）第1点", ""),
        "第7条": ("第四部分（一）1.", ""),
        "第9条": ("", "第四部分（三）5."),
        "附件第8条": ("", "第四部分（一）2."),
        "附件第9条": ("", "第四部分（三）5."),
    },
    ("霁川省*", "临澜市*"): {
        "第7条": ("", "第四部分（一）"),
        "第9条": ("", "第四部分（三）"),
        "附件第9条": ("", "第四部分（三）"),
    },
    ("霁川省*", "雁洲市*"): {},
    ("青岚省*", "云溪市*2025*"): {"第17条": ("", "第10条（1）"), "第18条": ("", "第10条（2）")},
    ("青岚省*", "禾渡市*"): {"第18条": ("", "第四部分（三）5.")},
    ("禾渡市*", "云溪市*2025*"): {
        "第二部分（二）第1点": ("第7条（1）", ""),
        "第四部分（一）2.": ("第10条（1）", ""),
        "第三部分（四）9.": ("", "第8条（1）"),
        "第四部分（三）5.": ("", "第10条（2）"),
        "第三部分（三）6.第1点": ("", "第6条（1） 第6条（2）"),
        "第三部分（三）7.第2点": ("", "第7条（2）"),
    },
    ("禾渡市*", "临澜市*"): {
        "第三部分（三）7.第1点": ("第1条", ""),
        "第四部分（三）5.": ("第四部分（三）", ""),
        "第四部分（一）1.": ("", "第四部分（一）"),
        "第四部分（一）2.": ("", "第四部分（一）"),
        "第四部分（二）3.": ("", "第四部分（二）"),
        "第四部分（二）4.": ("", "第四部分（二）"),
        "第三部分（三）6.第1点": ("", "第10条"),
    },
    ("珞宁省*", "苍浦市*扩优*"): {
        "第二部分（二）1.": ("专栏1第1点 专栏1", ""),
        "第二部分（二）2.": ("专栏2 专栏2第1点", ""),
        "第三部分（一）": ("", "第三部分（一）"),
        "第三部分（三）": ("", "第三部分（三）"),
        "第二部分（二）3.": ("", "第二部分（三）3."),
    },
    ("珞宁省*", "岚澧市*"): {
        "第二部分（二）1.": ("第7条", ""),
        "第二部分（二）2.": ("第5条", ""),
        "第三部分（一）": ("第15条", ""),
        "第三部分（三）": ("", "第16条"),
    },
    ("苍浦市*扩优*", "苍浦市*招生*"): {},
    ("澄屿市*规划*", "鹭渚市*"): {
        "第二部分（二）第4点": ("", "第六条"),
        "第三部分（三）1.": ("第五条第（一）项 第六条", ""),
        "第三部分（三）2.": ("第九条第（三）项 第九条第（二）项", "第十二条"),
        "第三部分（三）3.": ("第九条第（五）项", ""),
        "第四部分（三）": ("", "第十四条 第十五条"),
    },
    ("柘川市*2022*", "柘川市*2025*"): {
        "第1条": ("第二部分（一）1.", ""),
        "第2条": ("第二部分（一）2.", ""),
        "第3条": ("第二部分（二）1.", ""),
        "第4条": ("第三部分（一）1.", ""),
        "第5条": ("第三部分（二）1.", ""),
        "第6条": ("第三部分（三）1.", ""),
        "第7条": ("第三部分（一）2.", ""),
        "第8条": ("第一部分", ""),
        "第9条": ("第四部分（一）1.", ""),
        "第10条": ("第四部分（一）2.", ""),
        "第11条": ("第四部分（三）", ""),
        "第12条": ("第五部分（一）", ""),
        "第13条": ("第五部分（二）", ""),
        "第14条": ("第五部分（三）", ""),
        "第15条": ("第六部分（一）", ""),
        "第16条": ("第六部分（三）", ""),
        "第17条": ("第六部分（二）", ""),
        "第18条": ("第七部分（一）", ""),
        "第19条": ("第七部分（三）", ""),
        "第20条": ("第七部分（二）", ""),
        "第26条": ("", "第二部分（一）2."),
    },
}  # fmt: skip


@cache
def loaded(pattern: str) -> tuple[PolicyDocument, tuple[Commitment, ...]]:
    (path,) = [path for folder in ROOT.glob("**/corpus") for path in folder.glob(f"{pattern}.txt")]
    document = split(path.read_text(encoding="utf-8"), path.name)
    return document, extract(document)


@cache
def carried(upper: str, lower: str) -> tuple[Carried, ...]:
    high, low = loaded(upper), loaded(lower)
    return cascade(high[0].clauses, low[0].clauses, [*high[1], *low[1]])


def told() -> list[tuple[Carried, tuple[str, str]]]:
    """Every upper task for which a lower clause is shown, and what was judged of it."""
    return [
        (one, judged.get(one.upper.clause.address, ("", "")))
        for pair, judged in JUDGED.items()
        for one in carried(*pair)
        if one.lower
    ]


def address(one: Carried) -> str:
    assert one.lower
    return one.lower.clause.address


def test_what_is_said_to_be_carried_is_carried_or_near() -> None:
    wrong = [
        (one.upper.text, one.lower and one.lower.text)
        for one, judged in told()
        if one.grade == "carried" and address(one) not in " ".join(judged).split()
    ]
    assert wrong == []


def test_nine_clauses_of_ten_that_are_shown_have_to_do_with_the_task() -> None:
    right = [address(one) in " ".join(judged).split() for one, judged in told()]
    assert sum(right) / len(right) >= 0.9


@pytest.mark.parametrize(("grades", "least"), [(("carried", "near"), 0.9), (("carried",), 0.7)])
def test_most_tasks_that_a_lower_clause_carries_are_shown_with_it(
    grades: tuple[str, ...], least: float
) -> None:
    shown = [
        any(
            one.upper.clause.address == upper and one.grade in grades and address(one) in right.split()
            for one in carried(*pair)
            if one.lower
        )
        for pair, judged in JUDGED.items()
        for upper, (right, _) in judged.items()
        if right
    ]
    assert sum(shown) / len(shown) >= least
