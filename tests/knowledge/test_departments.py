"""The roster: who the documents name, short forms that are never guessed, the office's own file."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.commitments import Commitment
from knowledge.departments import (
    FILE_NAME,
    Department,
    Roster,
    UnclearDepartment,
    is_short_form,
    plain_name,
    read_roster,
    roster,
    roster_text,
)
from knowledge.documents import Source
from knowledge.errors import UserError
from knowledge.ledger import Filter, Ledger
from tests.ui.exports.ledgers import make_row

CITY = Source("市.txt", "d1", "云栖市规划", issuer="云栖市科协")
COUNTY = Source("县.txt", "d2", "河湾县规划", issuer="河湾县科协")
ROWS = [
    make_row(id="1", source=CITY, lead=("科学技术普及部",), support=("办公室",)),
    make_row(id="2", source=CITY, lead=("科学技术普及部", "机关各部室")),
    make_row(id="3", source=COUNTY, lead=("办公室",), support=("县教育局",)),
    make_row(id="4", source=COUNTY, lead=("市科协科学技术普及部",)),
]


def write(folder: Path, text: str) -> Path:
    path = folder / FILE_NAME
    path.write_text(text, encoding="utf-8")
    return path


def test_each_issuer_has_its_bodies_most_duties_first_and_every_office_is_none(tmp_path: Path) -> None:
    made = roster(ROWS, tmp_path)
    assert not made.has_file
    assert [(d.issuer, d.name, d.duties, d.listed) for d in made.departments] == [
        ("云栖市科协", "科学技术普及部", 2, False),
        ("云栖市科协", "办公室", 1, False),
        ("河湾县科协", "办公室", 1, False),
        ("河湾县科协", "县教育局", 1, False),
        ("河湾县科协", "市科协科学技术普及部", 1, False),
    ]


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("市科协科普部", "科普部"),
        ("云栖市科协科普部", "科普部"),
        ("云栖市科学技术协会科普部", "科普部"),
        ("市科协 科普部", "科普部"),
        ("市机关办公室", "市机关办公室"),
        ("办公室（人事部）", "办公室"),
        ("市科协办公室 (党办)", "办公室"),
        ("科普部（学会部）负责人", "科普部（学会部）负责人"),
        ("市科协科技服务中心", "科技服务中心"),
        ("科普部", "科普部"),
        ("市科协", "市科协"),
        ("云栖市科学技术协会", "云栖市科学技术协会"),
        ("市教育局", "市教育局"),
        ("各区县科协", "各区县科协"),
    ],
)
def test_the_issuer_before_an_office_does_not_count(written: str, plain: str) -> None:
    assert plain_name(written) == plain


@pytest.mark.parametrize("name", ["机关党委", "机关办公室", "机关纪委"])
def test_an_office_whose_name_begins_with_jiguan_is_the_same_with_the_issuer_before_it(name: str) -> None:
    assert plain_name(f"市科协{name}") == plain_name(name)


@pytest.mark.parametrize("short", ["普及部", "科普部", "科技普及部", "技术普及部"])
def test_a_short_form_has_the_characters_in_order_and_the_same_end(short: str) -> None:
    assert is_short_form(short, "科学技术普及部")


@pytest.mark.parametrize(
    "other", ["普科部", "科普处", "部", "科学技术普及部", "科学技术普及总部", "宣传部", "市科学技术普及部"]
)
def test_what_is_no_short_form(other: str) -> None:
    assert not is_short_form(other, "科学技术普及部")


@pytest.mark.parametrize("asked", ["科学技术普及部", "普及部", "科普部", "市科协科普部", "云栖市科协普及部"])
def test_a_person_may_say_the_short_name(tmp_path: Path, asked: str) -> None:
    assert "科学技术普及部" in roster(ROWS, tmp_path).wanted(asked)


def test_a_short_name_of_several_bodies_is_asked_back_with_the_choices() -> None:
    made = Roster((Department("科学普及部"), Department("科技普及部"), Department("办公室")))
    with pytest.raises(UserError) as error:
        made.wanted("科普部")
    assert str(error.value) == "“科普部”可能指：科学普及部、科技普及部。请写全称再查。"
    assert made.wanted("科学普及部") == {"科学普及部"}


def test_the_same_body_of_two_issuers_is_no_ambiguity(tmp_path: Path) -> None:
    assert roster(ROWS, tmp_path).wanted("办公室") == {"办公室"}
    twice = Roster((Department("市科协科学普及部", "甲"), Department("科学普及部", "乙")))
    assert "科学普及部" in twice.wanted("科普部")


def test_an_exact_name_comes_before_a_short_form() -> None:
    made = Roster((Department("科普部"), Department("科学技术普及部")))
    assert made.wanted("科普部") == {"科普部"}


def test_a_body_nobody_knows_is_named_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"都没有“财务部”.*zhice departments"):
        roster(ROWS, tmp_path).wanted("财务部")


def test_names_written_alike_are_offered_the_nearest_first() -> None:
    made = Roster(
        (Department("学会工作部"), Department("科普部", aliases=("普及中心",)), Department("市教育局"))
    )
    with pytest.raises(UnclearDepartment, match="相近的有：科普部）") as error:
        made.wanted("科谱部")
    assert error.value.choices == ("科普部",)
    assert made.near("市科协普及中央") == ("科普部",)
    assert made.near("学会服务部") == ("学会工作部",)
    assert made.near("财务") == ()


def test_the_bodies_that_may_be_meant_are_choices() -> None:
    made = Roster((Department("科学普及部"), Department("科技普及部")))
    with pytest.raises(UnclearDepartment) as error:
        made.wanted("科普部")
    assert error.value.choices == ("科学普及部", "科技普及部")


# --- the office's own file -----------------------------------------------------------------------

OWN = """
[[department]]
name = "科学技术普及部"
issuer = "云栖市科协"
aliases = ["科普部", "普及处"]
units = ["科普一处"]

[[department]]
name = "财务部"
"""


def test_the_office_file_gives_right_names_aliases_and_units(tmp_path: Path) -> None:
    write(tmp_path, OWN)
    rows = [
        *ROWS,
        make_row(id="5", source=CITY, lead=("普及处",)),
        make_row(id="6", source=CITY, lead=("科普一处",)),
    ]
    made = roster(rows, tmp_path)
    assert made.has_file
    own, finance = made.departments[:2]
    assert (own.name, own.duties, own.listed) == ("科学技术普及部", 4, True)
    assert (finance.name, finance.duties, finance.listed) == ("财务部", 0, True)
    assert {d.name for d in made.departments[2:]} == {"办公室", "县教育局"}
    assert made.right_name("市科协普及处") == made.right_name("科普部") == "科学技术普及部"
    assert (made.right_name("科普一处"), made.right_name("办公室")) == ("科普一处", "办公室")
    assert made.knows("普及处") and made.knows("科普一处") and not made.knows("办公室")
    known = Ledger(rows, [CITY, COUNTY], made)
    assert [row.id for row in known.select(Filter(department="普及处")).rows] == ["1", "2", "4", "5", "6"]
    assert [row.id for row in known.select(Filter(department="科普一处")).rows] == ["6"]
    assert known.select(Filter(department="财务部")).rows == ()
    assert known.rows[4].lead == ("科学技术普及部",) and known.rows[5].lead == ("科普一处",)


def test_an_entry_with_an_issuer_counts_the_rows_of_that_issuer_only(tmp_path: Path) -> None:
    write(tmp_path, '[[department]]\nname = "办公室"\nissuer = "河湾县科协"\n')
    assert [d.duties for d in roster(ROWS, tmp_path).departments if d.name == "办公室"] == [1]
    write(tmp_path, '[[department]]\nname = "办公室"\n')
    assert [d.duties for d in roster(ROWS, tmp_path).departments if d.name == "办公室"] == [2]
    write(tmp_path, '[[department]]\nname = "办公室"\nissuer = "沙洲市科协"\n')
    assert [d.duties for d in roster(ROWS, tmp_path).departments if d.name == "办公室"] == [0]


def test_a_place_before_an_office_means_the_office_of_that_issuer(tmp_path: Path) -> None:
    rows = [
        make_row(id="1", source=CITY, lead=("科普部",)),
        make_row(id="2", source=COUNTY, lead=("科普部",)),
    ]
    known = Ledger(rows, [CITY, COUNTY], roster(rows, tmp_path))
    found = {
        asked: [row.id for row in known.select(Filter(department=asked)).rows]
        for asked in ("云栖市科协科普部", "河湾县科学技术协会科普部", "市科协科普部", "科普部")
    }
    assert list(found.values()) == [["1"], ["2"], ["1", "2"], ["1", "2"]]


def test_without_a_file_names_stay_as_the_documents_write_them(tmp_path: Path) -> None:
    made = roster(ROWS, tmp_path)
    assert Ledger(ROWS, [CITY, COUNTY], made).rows == tuple(ROWS)


def test_a_byte_order_mark_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(codecs.BOM_UTF8 + OWN.encode())
    assert [d.name for d in read_roster(path)] == ["科学技术普及部", "财务部"]


FIRST = '[[department]]\nname = "办公室"\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[department]\n", "格式有误"),
        ("name = 科普部\n", "格式有误"),
        ("department = 5\n", "[[department]]"),
        ('[department]\nname = "科普部"\n', "[[department]]"),
        ('department = ["科普部"]\n', "第 1 个部门"),
        (FIRST + '[[department]]\nissuer = "市科协"\n', "第 2 个部门"),
        (FIRST + "[[department]]\nname = 7\n", "第 2 个部门"),
        (FIRST + '[[department]]\nname = "  "\n', "第 2 个部门"),
        (FIRST + '[[department]]\nname = "科普部"\nissuer = ["市科协"]\n', "第 2 个部门"),
        (FIRST + '[[department]]\nname = "科普部"\n别名 = ["普及部"]\n'.replace("别名", '"别名"'), "第 2 个部门"),
        (FIRST + '[[department]]\nname = "科普部"\nalias = ["普及部"]\n', "第 2 个部门"),
        (FIRST + '[[department]]\nname = "科普部"\naliases = "普及部"\n', "“科普部”"),
        (FIRST + '[[department]]\nname = "科普部"\nunits = ["一处", 2]\n', "“科普部”"),
    ],
)  # fmt: skip
def test_a_broken_file_is_one_sentence_that_names_file_and_entry(
    tmp_path: Path, text: str, told: str
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(UserError) as error:
        roster(ROWS, tmp_path)
    sentence = str(error.value)
    assert str(path) in sentence and told in sentence
    assert sentence.endswith("。") and sentence.count("。") == 1 and "\n" not in sentence


def test_a_file_that_is_no_utf8_or_cannot_be_read_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(OWN.encode("gb18030"))
    with pytest.raises(UserError, match="格式有误"):
        read_roster(path)

    def forbidden(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", forbidden)
    with pytest.raises(UserError, match="没有权限"):
        read_roster(path)


names = st.text(st.sampled_from("科普部办公室 \"\\'#=[]\n\t😀ａé\u2028"), min_size=1, max_size=6).filter(
    lambda name: name == name.strip()
)
departments = st.builds(
    Department,
    names,
    st.none() | names,
    st.lists(names, max_size=3).map(tuple),
    st.lists(names, max_size=3).map(tuple),
    listed=st.just(True),
)


@given(made=st.lists(departments, max_size=4))
def test_what_is_written_is_read_back_equal(
    tmp_path_factory: pytest.TempPathFactory, made: list[Department]
) -> None:
    path = write(tmp_path_factory.getbasetemp(), roster_text(made))
    assert list(read_roster(path)) == made


def test_the_written_file_explains_itself_and_can_be_put_in_place(tmp_path: Path) -> None:
    before = roster(ROWS, tmp_path)
    text = roster_text(before.departments)
    assert text.startswith("# 部门名册") and FILE_NAME in text
    write(tmp_path, text)
    after = roster(ROWS, tmp_path)
    assert after.has_file and [d.name for d in after.departments] == [d.name for d in before.departments]
    assert all(after.knows(body) for row in ROWS for body in row.bodies if body != "机关各部室")


def duties(rows: list[Commitment], folder: Path) -> dict[tuple[str | None, str], int]:
    return {(d.issuer, d.name): d.duties for d in roster(rows, folder).departments}


def test_putting_the_written_file_in_place_changes_no_count(tmp_path: Path) -> None:
    before = duties(ROWS, tmp_path)
    write(tmp_path, roster_text(roster(ROWS, tmp_path).departments))
    assert duties(ROWS, tmp_path) == before


def test_an_alias_of_two_bodies_is_asked_back(tmp_path: Path) -> None:
    block = '[[department]]\nname = "{}"\naliases = ["科普部"]\n'
    write(tmp_path, block.format("科学技术普及部") + block.format("科普服务部"))
    with pytest.raises(UserError, match="可能指：科学技术普及部、科普服务部。"):
        roster(ROWS, tmp_path).wanted("科普部")


@pytest.mark.parametrize("head", ["departments", "Department"])
def test_a_table_of_another_name_is_told(tmp_path: Path, head: str) -> None:
    write(tmp_path, f'[[{head}]]\nname = "科学技术普及部"\n')
    with pytest.raises(UserError, match=FILE_NAME):
        roster(ROWS, tmp_path)
