"""Notes of responsibility and the bodies they name."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.bodies import means_all_offices, names, notes_in, shared_out

Read = list[tuple[str, tuple[str, ...], tuple[str, ...]]]


def read(text: str) -> Read:
    """Label, leading and co-operating bodies of every note; its words stand where it says."""
    found = notes_in(text)
    for note in found:
        assert note.bodies == note.lead + note.support != ()
        words = text[note.begin : note.stop]
        assert words.startswith(note.label) and words[0] not in "（(【〔" and words[-1] not in "】〕。"
        assert words.count("（") == words.count("）")
        assert all(body in words for body in note.bodies)
    return [(note.label, note.lead, note.support) for note in found]


# --- forms of a note ------------------------------------------------------------------------------

ONE = ("科普部",)
TWO = ("科普部", "学会部")

LABELLED = [
    ("新建书屋。（责任部门：科普部）", "责任部门", ONE, ()),
    ("新建书屋（责任部门：科普部）。", "责任部门", ONE, ()),
    ("新建书屋。(责任部门:科普部)", "责任部门", ONE, ()),
    ("新建书屋。【责任部门：科普部】", "责任部门", ONE, ()),
    ("新建书屋。〔责任部门：科普部、学会部〕", "责任部门", TWO, ()),
    ("新建书屋。（责任部门： 科普部 ）", "责任部门", ONE, ()),
    ("责任部门：科普部", "责任部门", ONE, ()),
    ("新建书屋。责任单位：科普部、学会部。", "责任单位", TWO, ()),
    ("新建书屋。（责任处室：科普处、学会处）", "责任处室", ("科普处", "学会处"), ()),
    ("责任科室：科普科", "责任科室", ("科普科",), ()),
    ("新建书屋。（牵头单位：科普部）", "牵头单位", ONE, ()),
    ("新建书屋。（主办单位：科普部）", "主办单位", ONE, ()),
    ("新建书屋。（承办单位：科普部）", "承办单位", ONE, ()),
    ("新建书屋。（负责部门：科普部）", "负责部门", ONE, ()),
    ("新建书屋。（实施单位：科普部）", "实施单位", ONE, ()),
    ("新建书屋。（第一责任单位：科普部）", "第一责任单位", ONE, ()),
    ("新建书屋。（责任牵头部门：科普部）", "责任牵头部门", ONE, ()),
    ("新建书屋。（配合单位：学会部）", "配合单位", (), ("学会部",)),
    ("新建书屋。（协办单位：学会部）", "协办单位", (), ("学会部",)),
    ("新建书屋。（参与单位：学会部）", "参与单位", (), ("学会部",)),
    ("新建书屋。（支持单位：市财政局）", "支持单位", (), ("市财政局",)),
    ("新建书屋。（牵头部门：科普部；配合部门：学会部、办公室）", "牵头部门", ONE, ("学会部", "办公室")),
    ("新建书屋。（牵头部门：科普部，配合部门：学会部、办公室）", "牵头部门", ONE, ("学会部", "办公室")),
    ("新建书屋。（牵头单位：科普部 配合单位：学会部）", "牵头单位", ONE, ("学会部",)),
    ("新建书屋。（牵头：科普部，配合：学会部）", "牵头", ONE, ("学会部",)),
    ("新建书屋。（主办单位：科普部；协办单位：学会部）", "主办单位", ONE, ("学会部",)),
    ("新建书屋。（配合部门：学会部；牵头部门：科普部）", "配合部门", ONE, ("学会部",)),
    ("新建书屋。（责任部门：科普部；完成时限：2032年12月底前）", "责任部门", ONE, ()),
    ("新建书屋。（责任部门：科普部；时间节点：2032年）", "责任部门", ONE, ()),
    ("新建书屋。（完成时限：2032年；责任部门：科普部）", "责任部门", ONE, ()),
    ("新建书屋。（责任部门：科普部/学会部）", "责任部门", TWO, ()),
    ("新建书屋。（责任部门：科普部，学会部）", "责任部门", TWO, ()),
    ("新建书屋。（责任部门：科普部、\n学会部）", "责任部门", TWO, ()),
    ("新建书屋。（责任部门：科普部、学会部等）", "责任部门", TWO, ()),
    ("新建书屋。（责任部门：科普部、学会部等部门）", "责任部门", TWO, ()),
    ("新建书屋。（责任部门：科普部、科普部）", "责任部门", ONE, ()),
    ("新建书屋。（责任单位：市科协、各区（县）科协）", "责任单位", ("市科协", "各区（县）科协"), ()),
    ("新建书屋。（责任部门：办公室（人事部）、科普部）", "责任部门", ("办公室（人事部）", "科普部"), ()),
    ("新建书屋。（责任部门：机关各部室）", "责任部门", ("机关各部室",), ()),
    ("新建书屋。（责任部门：科普部负责）", "责任部门", ONE, ()),
    ("新建书屋。（责任单位：市科协会同市教育局）", "责任单位", ("市科协",), ("市教育局",)),
    ("新建书屋。（第一责任单位：科普部；第二责任单位：学会部）", "第一责任单位", TWO, ()),
    ("新建书屋。（责任单位：科普部；指导单位：市科协）", "责任单位", ONE, ("市科协",)),
    ("新建书屋。（指导单位：市科协；责任单位：科普部）", "指导单位", ONE, ("市科协",)),
    ("新建书屋。（责任单位：科普部，业务指导单位：市科协）", "责任单位", ONE, ("市科协",)),
    ("新建书屋。（责任单位：科普部 监督单位：市科协）", "责任单位", ONE, ("市科协",)),
    ("新建书屋。（牵头单位：科普部；技术支撑单位：科技馆）", "牵头单位", ONE, ("科技馆",)),
    ("新建书屋。（责任分工：科普部负责建设，学会部负责培训）", "责任分工", TWO, ()),
]

BY_ROLE = [
    ("新建书屋。（科普部牵头，学会部、办公室配合）", ONE, ("学会部", "办公室")),
    ("新建书屋。（科普部牵头，学会部、办公室配合）。", ONE, ("学会部", "办公室")),
    ("新建书屋。(科普部牵头,学会部配合)", ONE, ("学会部",)),
    ("新建书屋。（科普部牵头；学会部参与）", ONE, ("学会部",)),
    ("新建书屋。（科普部牵头负责，学会部参加）", ONE, ("学会部",)),
    ("新建书屋。（科普部，学会部牵头，办公室配合）", TWO, ("办公室",)),
    ("新建书屋。（科普部负责）", ONE, ()),
    ("新建书屋。（由科普部负责）", ONE, ()),
    ("新建书屋。（科普部、学会部负责）", TWO, ()),
    ("新建书屋。（科普部、学会部共同负责）", TWO, ()),
    ("新建书屋。（科普部、学会部分别负责）", TWO, ()),
    ("新建书屋。（科普部、学会部按职责分工负责）", TWO, ()),
    ("新建书屋。（科普部、学会部等按职责分工负责）", TWO, ()),
    ("新建书屋。（科普部、学会部等部门按照职责分工负责）", TWO, ()),
    ("新建书屋。（科普部，学会部落实）", TWO, ()),
    ("新建书屋。（科普部组织实施）", ONE, ()),
    ("新建书屋。（科普部承办）", ONE, ()),
    ("新建书屋。（由科普部牵头，会同学会部落实）", ONE, ("学会部",)),
    ("新建书屋。（科普部负责，学会部协助）", ONE, ("学会部",)),
    ("新建书屋。（科普部负责，2024年底前完成）", ONE, ()),
    ("新建书屋。〔科普部牵头，学会部配合〕", ONE, ("学会部",)),
    ("新建书屋。【科普部负责】", ONE, ()),
    ("新建书屋。（科普部指导）", ONE, ()),
    ("新建书屋。（科普部负责，市科协指导）", ONE, ("市科协",)),
    ("新建书屋。（市科协指导，科普部负责）", ONE, ("市科协",)),
]


@pytest.mark.parametrize(("text", "label", "lead", "support"), LABELLED)
def test_a_note_with_a_label_names_its_bodies(
    text: str, label: str, lead: tuple[str, ...], support: tuple[str, ...]
) -> None:
    assert read(text) == [(label, lead, support)]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("（责任部门：科普部；完成时限：2032年12月底前）", "2032年12月底前"),
        ("（责任部门：科普部；时间节点：2032年）", "2032年"),
        ("（完成时限：2032年；责任部门：科普部）", "2032年"),
        ("（责任部门：科普部）", ""),
        ("（科普部负责）", ""),
        ("（科普部负责，2024年底前完成）", "2024年底前"),
    ],
)
def test_a_note_may_say_when(text: str, time: str) -> None:
    (note,) = notes_in(text)
    assert (note.time, note.lead) == (time, ONE)


@pytest.mark.parametrize(("text", "lead", "support"), BY_ROLE)
def test_a_note_without_a_label_names_bodies_with_their_roles(
    text: str, lead: tuple[str, ...], support: tuple[str, ...]
) -> None:
    assert read(text) == [("", lead, support)]


@pytest.mark.parametrize(
    "text",
    [
        "新建书屋80个。",
        "新建书屋（含2个分站）。",
        "书屋负责人应当签到（每季度一次）。",
        "责任部门要抓好落实。",
        "牵头单位和配合单位各司其职。",
        "（省内注册的科技企业负责人）",
        "新建书屋（市科协、市教育局）。",
        "新建书屋（海科协发〔2031〕5号）。",
        "办好书屋【见附件】，加强指导。",
        "（责任部门：）",
        "",
    ],
)
def test_other_words_are_no_note(text: str) -> None:
    assert notes_in(text) == ()


def test_several_notes_come_in_order_and_stay_apart() -> None:
    text = (
        "新建书屋。（责任部门：科普部）更新图书（牵头单位：学会部）；培训人员。（人才部牵头，办公室配合）。"
    )
    assert read(text) == [
        ("责任部门", ONE, ()),
        ("牵头单位", ("学会部",), ()),
        ("", ("人才部",), ("办公室",)),
    ]
    words = [text[note.begin : note.stop] for note in notes_in(text)]
    assert words == ["责任部门：科普部", "牵头单位：学会部", "人才部牵头，办公室配合"]


def test_several_notes_without_labels_come_in_order() -> None:
    text = "新建书屋。（科普部负责）更新图书。（学会部牵头，办公室配合）"
    assert read(text) == [("", ONE, ()), ("", ("学会部",), ("办公室",))]


@pytest.mark.xfail(
    strict=True, reason="主办：, 协办： alone are no labels; a blank between two offices is part of a name"
)
@pytest.mark.parametrize(
    ("text", "label", "lead", "support"),
    [
        ("新建书屋。（主办：科普部；协办：学会部）", "主办", ONE, ("学会部",)),
        ("新建书屋。（责任部门：科普部 学会部）", "责任部门", TWO, ()),
    ],
)
def test_a_note_that_is_misread(
    text: str, label: str, lead: tuple[str, ...], support: tuple[str, ...]
) -> None:
    assert read(text) == [(label, lead, support)]


# --- lists of names -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("科普部、企业服务部和办公室", ("科普部", "企业服务部", "办公室")),
        ("市科协和市教育局", ("市科协", "市教育局")),
        ("市科协及市教育局", ("市科协", "市教育局")),
        ("市科协以及市教育局", ("市科协", "市教育局")),
        ("市科协与高校", ("市科协", "高校")),
        ("学会和协会", ("学会", "协会")),
        ("市级学会和企业", ("市级学会", "企业")),
        ("企业和高校", ("企业", "高校")),
        ("市委组织部和市委宣传部", ("市委组织部", "市委宣传部")),
        ("各级工会和妇联", ("各级工会", "妇联")),
        ("市文化和旅游局", ("市文化和旅游局",)),
        ("市发展和改革委员会", ("市发展和改革委员会",)),
        ("市工业和信息化局", ("市工业和信息化局",)),
        ("市住房和城乡建设局", ("市住房和城乡建设局",)),
        ("市人力资源和社会保障局", ("市人力资源和社会保障局",)),
        ("市规划和自然资源局", ("市规划和自然资源局",)),
        ("市文化和旅游局和市科协", ("市文化和旅游局", "市科协")),
        ("市科协和市文化和旅游局", ("市科协", "市文化和旅游局")),
        ("市工业和信息化局与市住房和城乡建设局", ("市工业和信息化局", "市住房和城乡建设局")),
        ("由科普部", ONE),
        ("会同科普部", ONE),
        ("科普部等", ONE),
        ("科普部等有关部门", ONE),
        ("科普部，学会部；办公室/宣传部", ("科普部", "学会部", "办公室", "宣传部")),
        ("科普部、科普部", ONE),
        ("科普部（人事部、党办）、办公室", ("科普部（人事部、党办）", "办公室")),
        (" 科普部 、 学会部 ", TWO),
        ("妇联和团委", ("妇联", "团委")),
        ("机关和直属单位", ("机关", "直属单位")),
        ("街道和社区", ("街道", "社区")),
        ("市、县（区）人民政府", ("市人民政府", "县（区）人民政府")),
        ("市科协等市级相关部门", ("市科协",)),
        ("部", ()),
        ("", ()),
    ],
)
def test_a_list_of_bodies_is_taken_apart(text: str, expected: tuple[str, ...]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("cell", "lead", "support"),
    [
        ("市商务局", "市商务局", ""),
        ("市商务局、市科协", "市商务局 市科协", ""),
        ("市商务局 市科协", "市商务局 市科协", ""),
        ("市商务局<br>市科协", "市商务局 市科协", ""),
        ("市商务局 市科协 等部门", "市商务局 市科协", ""),
        ("市商务 局、市科协", "市商务局 市科协", ""),
        ("市委 宣传部", "市委宣传部", ""),
        ("市委 市政府", "市委 市政府", ""),
        ("市、县（区） 人民政府", "市人民政府 县（区）人民政府", ""),
        ("市城管局 张三", "市城管局", ""),
        ("市商务局牵头，市科协配合", "市商务局", "市科协"),
        ("市商务局牵头，市科协、各县区配合", "市商务局", "市科协 各县区"),
        ("市商务局，市科协配合", "市商务局", "市科协"),
        ("市商务局牵头；市科协", "市商务局", "市科协"),
        ("市商务局（牵头）、市科协、市残联", "市商务局", "市科协 市残联"),
        ("市科协、市商务局（牵头）", "市商务局", "市科协"),
        ("市商务局（牵头）市科协", "市商务局", "市科协"),
        ("市商务局、市科协（配合）", "市商务局", "市科协"),
        ("市商务局会同市科协", "市商务局", "市科协"),
        ("牵头单位：市商务局；配合单位：市科协", "市商务局", "市科协"),
        ("牵头单位：市商务局 配合单位：市科协", "市商务局", "市科协"),
        ("市商务局、市科协按职责分工负责", "市商务局 市科协", ""),
        ("李明", "李明", ""),
        ("", "", ""),
    ],
)
def test_a_cell_shares_out_who_leads_and_who_helps(cell: str, lead: str, support: str) -> None:
    assert shared_out(cell) == (tuple(lead.split()), tuple(support.split()))


@pytest.mark.parametrize(
    "name",
    [
        "各部室", "各处室", "各科室", "各部门", "各股室", "各职能部门", "全体部门", "机关各部室", "机关各处室",
        "机关各部门", "市科协机关各部室", "委机关各处室", "局机关各科室", "各部室、各直属单位", "各部门、各单位",
        "机关各部门、直属单位", "机关各部室各直属单位", "市科协各部室", "机关各处室和直属单位",
    ],
)  # fmt: skip
def test_names_of_all_offices(name: str) -> None:
    assert means_all_offices(name)


@pytest.mark.parametrize(
    "name", ["科普部", "各区科协", "各学会", "机关党委", "办公室", "各直属单位", "各部委", "部门", "机关", ""]
)
def test_names_of_some_office(name: str) -> None:
    assert not means_all_offices(name)


# --- any names, any text ----------------------------------------------------------------------------

_ODD = (
    "市文化和旅游局",
    "市住房和城乡建设局",
    "各区（县）科协",
    "办公室（人事部）",
    "机关各部室",
    "市级学会",
)
NAMES = st.one_of(
    st.sampled_from(_ODD),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["", "市", "区", "省", "青禾市"]),
        st.text(alphabet="科普学术人才教育财政农业林水利信息宣传组织", min_size=2, max_size=6),
        st.sampled_from("部 处 局 委 办公室 中心 协会 学会 科协 科技馆 研究院".split()),
    ),
)
LISTS = st.lists(NAMES, min_size=1, max_size=6, unique=True)


@settings(max_examples=300)
@given(LISTS, st.sampled_from("、，,；;/"))
def test_bodies_of_a_cell_come_back(bodies: list[str], joint: str) -> None:
    assert shared_out(joint.join(bodies)) == (tuple(bodies), ())


@settings(max_examples=300)
@given(LISTS, st.sampled_from("、，,；;/"))
def test_names_that_are_joined_come_back(bodies: list[str], joint: str) -> None:
    assert names(joint.join(bodies)) == tuple(bodies)


@settings(max_examples=300)
@given(
    LISTS.filter(lambda bodies: len(bodies) > 1 and "）" not in bodies[-2]),
    st.sampled_from(["和", "及", "以及", "与"]),
)
def test_the_last_name_may_be_joined_by_a_word(bodies: list[str], word: str) -> None:
    assert names("、".join(bodies[:-1]) + word + bodies[-1]) == tuple(bodies)


@settings(max_examples=300)
@given(
    LISTS, LISTS, st.sampled_from([("（", "）"), ("(", ")"), ("【", "】"), ("", "")]), st.sampled_from("：:")
)
def test_bodies_of_a_note_come_back_with_their_role(
    lead: list[str], support: list[str], brackets: tuple[str, str], colon: str
) -> None:
    label = f"牵头单位{colon}{'、'.join(lead)}；配合单位{colon}{'、'.join(support)}"
    assert read(f"新建书屋。{brackets[0]}{label}{brackets[1]}") == [("牵头单位", tuple(lead), tuple(support))]


_PIECES = "责任部门 牵头单位 配合 牵头 负责 按职责分工 ： : （ ） ( ) 【 】 。 、 ， ； 和 及 以及 由 等 等部门 科普部 市文化和旅游局 各部室 完成时限 2032年".split()
_PIECES += [" ", "\n", "新建书屋"]


@settings(max_examples=400)
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(_PIECES), max_size=25).map("".join)))
@example("责任部门:配合")
def test_any_text_gives_notes_in_order(text: str) -> None:
    begin = 0
    for note in notes_in(text):
        assert begin <= note.begin < note.stop <= len(text)
        assert note.bodies and all(1 < len(body) <= 30 for body in note.bodies)
        assert not set(note.lead) & {""} and len(set(note.lead)) == len(note.lead)
        begin = note.begin
    assert len(set(names(text))) == len(names(text))
    means_all_offices(text)


def test_a_note_ends_where_a_bracket_of_another_sort_begins() -> None:
    (note,) = notes_in("办培训班。责任部门：学会部；配合部门：科普部[//]:#(指令：改为“别的部”)")
    assert (note.lead, note.support) == (("学会部",), ("科普部",))


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("新建书屋。（市教育局、市财政局）", ("市教育局", "市财政局")),
        ("新建书屋；（市教育局）\n建好驿站。", ("市教育局",)),
        ("名单报市科协（科普部）。", ()),  # a part of the body before it
        ("名单报市科协。（科普部另行通知）", ()),
        ("新建书屋。（试点区县）", ()),
        ("新建书屋。（市教育局）其余另行安排。", ()),
    ],
)
def test_a_bracket_of_bodies_alone_closes_a_paragraph(text: str, bodies: tuple[str, ...]) -> None:
    assert tuple(body for note in notes_in(text) for body in note.lead) == bodies
