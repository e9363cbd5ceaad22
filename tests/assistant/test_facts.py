"""Facts of a text in normal form."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.facts import Date, bound_fits, facts, fits
from assistant.wording import normal
from knowledge.quantities import Quantity


def read(text: str, kind: str) -> list[str]:
    return [fact.written for fact in facts(normal(text)) if fact.kind.startswith(kind)]


def date(text: str) -> Date:
    (value,) = [fact.value for fact in facts(normal(text)) if fact.kind == "date"]
    assert isinstance(value, Date)
    return value


@pytest.mark.parametrize(
    "written",
    [
        "2026年3月9日",
        "2026年03月09日",
        "二〇二六年三月九日",
        "2026-03-09",
        "2026.3.9",
        "2026/3/9",
        "２０２６年３月９日",
    ],
)
def test_a_day_is_the_same_in_every_notation(written: str) -> None:
    assert date(f"于{written}印发") == Date(2026, 3, 9)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2027年底前", Date(2027, None, None, "底", "by")),
        ("到2027年底", Date(2027, None, None, "底", "by")),
        ("2027年末", Date(2027, None, None, "底")),
        ("自2025年10月1日起", Date(2025, 10, 1, "", "since")),
        ("2026年上半年", Date(2026, None, None, "上半年")),
        ("2026年3月上旬", Date(2026, 3, None, "上旬")),
        ("11月20日前", Date(None, 11, 20, "", "by")),
        ("2025版", Date(2025, None, None)),
    ],
)
def test_what_a_date_names(written: str, expected: Date) -> None:
    assert date(written) == expected


def test_a_month_without_its_year_is_of_the_year_named_before() -> None:
    dates = [fact.value for fact in facts("2026年3月9日至12日,5月发文。6月总结") if fact.kind == "date"]
    assert dates == [Date(2026, 3, 9), Date(2026, 3, 12, "", "by"), Date(2026, 5, None), Date(None, 6, None)]


def test_a_span_of_months_is_no_date() -> None:
    assert read("3个月内完成", "date") == [] and read("3个月内完成", "number") == ["3个月"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("由科普部牵头、宣传部配合", ["科普部", "宣传部"]),
        ("由学会部会同市教育局组织实施", ["学会部", "市教育局"]),
        ("科学技术普及部负责统筹", ["科学技术普及部"]),
        ("各县（区）科协、市农业农村局配合", ["各县(区)科协", "市农业农村局"]),
        ("全部内部部署到处布局", []),
        ("受委托的院士在室内为中心城区服务", []),
    ],
)
def test_bodies(text: str, names: list[str]) -> None:
    assert read(text, "body") == names


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("云科协发〔2024〕16号", "文号", ["科协〔2024〕16号"]),
        ("第十二条和第三章", "ordinal", ["第十二条", "第三章"]),
        ("“十四五”期间", "plan", ["十四五"]),
        ("每两年更新一次", "often", ["每两年"]),
        ("市级和区级基地", "level", ["市级", "区级"]),
        ("统一安排，进一步完善", "number", []),
    ],
)
def test_other_facts(text: str, kind: str, found: list[str]) -> None:
    if kind == "文号":
        found = [
            fact.written
            for fact in facts(normal(text))
            if fact.kind == kind and "〔2024〕16号" in fact.written
        ]
        assert len(found) == 1
    else:
        assert read(text, kind) == found


@pytest.mark.parametrize(
    ("said", "cited", "same"),
    [
        ("20名", "二十人", True),
        ("20名", "20个", False),
        ("3至5家", "3-5家", True),
        ("3家", "3至5家", False),
        ("2025年", "2025年3月", True),
        ("2025年3月", "2025年", False),
        ("2027年底", "2027年底前", True),
        ("自2027年起", "2027年前", False),
        ("2027年初", "2027年底", False),
        ("市科协", "云溪市科协", True),
        ("市教育局", "省教育局", False),
        ("教育局", "市教育局", True),
        ("科普部", "科学技术普及部", True),
    ],
)
def test_what_fits(said: str, cited: str, same: bool) -> None:
    ours, theirs = facts(normal(f"、{said}"))[0], facts(normal(f"、{cited}"))[0]
    assert fits(ours, theirs) is same


@pytest.mark.parametrize(
    ("said", "cited", "follows"),
    [
        ("=", ">=", True),
        (">=", "=", False),
        (">=", ">", True),
        (">", ">=", False),
        ("<=", ">=", False),
        ("~", "=", False),
    ],
)
def test_a_bound_follows_from_the_same_or_a_stricter_one(said: str, cited: str, follows: bool) -> None:
    ours, theirs = (Quantity(3.0, "名", 0, 1, comparator=c) for c in (said, cited))  # type: ignore[arg-type]
    assert bound_fits(ours, theirs) is follows


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="第二十四五年月日底前每个级部科协〔〕20263.-至（）由，。可不得应当", max_size=40))
def test_facts_stand_where_they_say(text: str) -> None:
    folded = normal(text)
    for fact in facts(folded):
        assert 0 <= fact.start < fact.end <= len(folded)
        assert fits(fact, fact)
