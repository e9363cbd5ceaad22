"""The reading path follows from the ledger and the clauses; the brief is their own words, of bounded length."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.onboarding import (
    BRIEF_CHARACTERS,
    POSTS,
    SHARES,
    TITLES,
    Course,
    Post,
    course,
    label_of,
    offered,
    post_of,
    span_of,
)
from ingest.parse import parsed
from knowledge.catalog import Catalog
from knowledge.documents import Clause, Source
from knowledge.errors import UserError
from knowledge.ledger import open_ledger

TODAY = date(2032, 5, 6)
PLAN = """云栖市科学技术协会文件
云科协发〔2031〕7号
关于印发《云栖市科普计划（2031—2033年）》的通知
机关各部室：
现印发给你们，请认真执行。
云栖市科学技术协会
2031年3月9日
云栖市科普计划（2031—2033年）
一、总体要求
为让居民就近学到科学知识，制定本计划。本计划所称科普驿站，是指设在社区的服务点。
二、主要任务
1.建设科普驿站。到2032年底，新建科普驿站20个。（牵头部门：科普部；配合部门：办公室）
2.培训辅导员。每年培训辅导员300人次。（牵头部门：学会部；配合部门：科普部）
3.编印读本。到2033年6月30日前，编印读本5种。（责任部门：宣传部）
4.服务农村。每季度到村授课一次。（责任部门：科普部）
三、保障
1.报送情况。每年11月底前报送总结。（责任部门：机关各部室）
2.管好经费。各部室要把科普经费用于科普活动。
"""
LETTER = "关于做好档案工作的函\n云档函〔2031〕2号\n市科协：\n请做好档案移交。\n"


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    yield from filled(tmp_path, {"计划.txt": PLAN, "函.txt": LETTER})


def filled(folder: Path, texts: dict[str, str]) -> Iterator[Catalog]:
    catalog = Catalog(folder, create=True)
    for name, text in texts.items():
        done = parsed(name, text.encode())
        catalog.replace(done.document, done.commitments, digest=name, place="")
    yield catalog
    catalog.close()


def made(catalog: Catalog, department: str, post: Post = "head", today: date = TODAY) -> Course:
    return course(catalog, open_ledger(catalog, Path("/no-such-folder")), department, post, today)


def quotes(found: Course, key: str) -> list[str]:
    return [one.quote for part in found.sections if part.key == key for one in part.passages]


@pytest.mark.parametrize(
    ("post", "order"),
    [
        ("leader", ("purpose", "lead", "due", "rules", "support", "common", "recurring", "others")),
        ("head", ("purpose", "lead", "support", "due", "rules", "common", "recurring", "others")),
        ("staff", ("purpose", "lead", "support", "common", "recurring", "rules", "due", "others")),
    ],
)
def test_after_the_purpose_comes_what_the_post_has_most_to_do_with(
    catalog: Catalog, post: Post, order: tuple[str, ...]
) -> None:
    assert tuple(part.key for part in made(catalog, "科普部", post).sections) == order


def test_the_path_goes_from_the_purpose_over_the_duties_to_the_rules(catalog: Catalog) -> None:
    found = made(catalog, "科普部")
    assert "为让居民就近学到科学知识，制定本计划。" in "".join(quotes(found, "purpose"))
    assert [quote[:3] for quote in quotes(found, "lead")] == ["到20", "每季度"]
    assert any("培训辅导员300人次" in quote for quote in quotes(found, "support"))
    assert any("11月底前报送总结" in quote for quote in quotes(found, "common"))
    assert [one for one in quotes(found, "due") if "20个" in one] and "读本" not in "".join(
        quotes(found, "due")
    )
    assert any("经费" in quote for quote in quotes(found, "rules"))
    assert all("读本" in quote for quote in quotes(found, "others"))


def test_where_nothing_is_due_this_year_the_next_year_is_named(catalog: Catalog) -> None:
    titles = {part.key: part.title for part in made(catalog, "宣传部", today=date(2031, 5, 6)).sections}
    assert titles["due"] == "2033年到期的目标和时限（今年没有）"
    titles = {part.key: part.title for part in made(catalog, "宣传部", today=date(2033, 5, 6)).sections}
    assert titles["due"] == TITLES["due"][0]
    assert "due" not in {part.key for part in made(catalog, "宣传部", today=date(2040, 5, 6)).sections}


@pytest.mark.parametrize("post", POSTS.values())
def test_the_brief_says_each_thing_once_in_the_words_of_its_clause(catalog: Catalog, post: Post) -> None:
    found = made(catalog, "科普部", post)
    brief = [one for part in found.sections for one in part.brief]
    assert brief and len({(one.clause.id, one.begin) for one in brief}) == len(brief)
    for one in brief:
        begin, stop = one.clause.locate(one.begin, one.stop)
        assert catalog.text(one.clause.source.name)[begin:stop].replace("\n", "") == one.quote
    assert found.characters == sum(len(one.quote) for one in brief) <= BRIEF_CHARACTERS
    assert found.minutes == -(-found.characters // 400)
    again = [one for part in found.sections for one in part.again]
    assert {(one.clause.id, one.begin) for one in again} <= {(one.clause.id, one.begin) for one in brief}


def test_a_long_plan_is_cut_to_ten_minutes_and_shared_out_by_post(tmp_path: Path) -> None:
    tasks = "\n".join(
        f"{n}.做好第{n}项工作。认真组织第{n}项活动，做到有人管有人问，把服务办到群众身边，到2032年底完成{n}次。（责任部门：{who}）"
        for n, who in enumerate(["科普部", "学会部"] * 90, 1)
    )
    ideas = "".join(f"坚持第{n}条思路，把科学知识送到每一位居民身边，让大家都有收获。" for n in range(90))
    text = PLAN.replace("1.建设", tasks + "\n181.建设").replace("为让居民", ideas + "为让居民")
    for catalog in filled(tmp_path, {"长.txt": text}):
        lengths: dict[Post, dict[str, int]] = {}
        for post in POSTS.values():
            found = made(catalog, "科普部", post)
            assert 3000 < found.characters <= BRIEF_CHARACTERS and found.minutes <= 10
            lengths[post] = {p.key: sum(len(one.quote) for one in p.brief) for p in found.sections}
        assert lengths["leader"]["purpose"] > lengths["head"]["purpose"] > lengths["staff"]["purpose"]
        assert lengths["staff"]["lead"] > lengths["leader"]["lead"]


def test_the_shares_of_a_brief_are_whole() -> None:
    for shares in SHARES.values():
        assert sum(shares.values()) == pytest.approx(1) and set(shares) == set(TITLES) - {"others"}


def test_only_documents_that_apply_and_name_the_department_are_read(tmp_path: Path) -> None:
    new = PLAN.replace("〔2031〕7号", "〔2032〕8号").replace("请认真执行。", "云科协发〔2031〕7号同时废止。")
    for catalog in filled(tmp_path, {"计划.txt": PLAN, "新计划.txt": new, "函.txt": LETTER}):
        found = made(catalog, "科普部")
        assert [source.name for source in found.sources] == ["新计划.txt"]
        assert [source.name for source in found.outdated] == ["计划.txt"]
        assert {row.source.name for row in (*found.rows, *found.peers)} == {"新计划.txt"}


def test_terms_come_from_the_same_documents(catalog: Catalog) -> None:
    assert [term.term for term in made(catalog, "科普部").terms] == ["科普驿站"]


def test_departments_are_offered_and_understood_with_their_issuer(catalog: Catalog) -> None:
    ledger = open_ledger(catalog, Path("/no-such-folder"))
    names = offered(ledger)
    assert "科普部（云栖市科学技术协会）" in names and not any("机关各部室" in name for name in names)
    whole, short = made(catalog, "科普部（云栖市科学技术协会）"), made(catalog, "科普部")
    assert whole.sections == short.sections
    assert {label_of(d) for d in ledger.roster.departments} >= set(names)


def test_somebody_over_several_departments_names_them_all(catalog: Catalog) -> None:
    both = made(catalog, "科普部、宣传部", "leader")
    assert any("读本" in quote for quote in quotes(both, "lead"))
    assert len(quotes(both, "lead")) > len(quotes(made(catalog, "科普部", "leader"), "lead"))


@pytest.mark.parametrize(("department", "said"), [("天文部", "没有“天文部”"), (" ", "请先选择或写明部门")])
def test_an_unknown_department_is_a_mistake(catalog: Catalog, department: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        made(catalog, department)


def test_an_unknown_post_is_a_mistake() -> None:
    assert post_of("一般干部") == "staff"
    with pytest.raises(UserError, match="没有“厨师”这一岗位，请选分管领导"):
        post_of("厨师")


@given(st.text(alphabet="甲乙1 \n\t。", min_size=1, max_size=30), st.data())
def test_the_place_of_words_is_found_again(raw: str, data: st.DataObject) -> None:
    clause = Clause(Source("甲.txt", "d", "甲"), 0, "第一条", (), "item", raw, 7, 7 + len(raw))
    if not clause.text:
        return
    begin = data.draw(st.integers(0, len(clause.text) - 1))
    stop = data.draw(st.integers(begin + 1, len(clause.text)))
    found = span_of(clause, *clause.locate(begin, stop))
    if clause.text[begin:stop].strip():
        assert clause.text[slice(*found)] == clause.text[begin:stop].strip()
