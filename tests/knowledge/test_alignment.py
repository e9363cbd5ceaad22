"""Two documents side by side: every change that was made is found, and no other is claimed."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from ingest.extract import extract
from ingest.split import split
from knowledge.alignment import Carried, Comparison, Pair, Task, cascade, compare, similarity
from knowledge.commitments import Commitment
from knowledge.documents import Clause, PolicyDocument

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "evals" / "corpus"
KEXIE = ROOT.parent / "shared" / "corpus" / "kexie"
PLAN = "霞屿市海岛科普计划\n霞科协发〔2031〕4号\n一、主要任务\n{}\n"
# The task in the first plan, in the second, and what changed: (kind, before, after).
Changes = set[tuple[str, str, str]]
TASKS: list[tuple[str, str, Changes]] = [
    ("到2032年底，新建渔港科普驿站20个。（责任部门：科普部）", "到2035年底，新建渔港科普驿站35个。（责任部门：科普部）", {("raised", "20个", "35个"), ("deadline", "到2032年底", "到2035年底")}),
    ("每年培训海岛讲解员300人次。（责任部门：科普部）", "每年培训海岛讲解员300人次。（责任部门：科普部）", set()),
    ("赶海观察手册印数不少于6000册。（责任部门：宣传部）", "赶海观察手册印数不少于4500册。（责任部门：宣传部）", {("lowered", "不少于6000册", "不少于4500册")}),
    ("每季度举办一次灯塔夜谈。（责任部门：学会部）", "每月举办一次灯塔夜谈。（责任部门：学会部）", {("frequency", "每季度举办一次", "每月举办一次")}),
    ("到2033年，潮汐观测志愿者达到450名。（责任部门：学会部）", "到2033年，潮汐观测志愿者达到450名。（责任部门：科普部）", {("bodies", "学会部", "科普部")}),
    ("建设盐田研学营地7处。（责任部门：青少年部）", "建设盐田研学营地9处。（责任部门：青少年部、办公室）", {("raised", "7处", "9处"), ("bodies", "青少年部", "青少年部、办公室")}),
    ("每年评选十佳渔业科技能手10名。（责任部门：人才部）", "每两年评选十佳渔业科技能手10名。（责任部门：人才部）", {("frequency", "每年", "每两年")}),
    ("推动珊瑚养护知识走进渔村课堂。（责任部门：青少年部）", "推动珊瑚养护知识走进渔村课堂。（责任部门：青少年部）", set()),
    ("鼓励学会与渔业合作社结对帮扶。（责任部门：学会部）", "鼓励学会与渔业合作社结对帮扶。（责任部门：企业部）", {("bodies", "学会部", "企业部")}),
    ("到2032年6月底，完成海岛科普资源普查。（责任部门：办公室）", "到2035年9月底，完成海岛科普资源普查。（责任部门：办公室）", {("deadline", "到2032年6月底", "到2035年9月底")}),
    ("资助海藻栽培课题不超过8项。（责任部门：人才部）", "资助海藻栽培课题不超过5项。（责任部门：人才部）", {("lowered", "不超过8项", "不超过5项")}),
    ("每年开展一次应急避险演练。（责任部门：办公室）", "每年开展一次应急避险演练。（责任部门：市科协办公室）", set()),
    ("每名专家联系渔户5至10户。（责任部门：人才部）", "每名专家联系渔户8至12户。（责任部门：人才部）", {("raised", "5至10户", "8至12户")}),
    ("播出海洋广播剧30集。（责任部门：宣传部）", "播出海洋广播剧不少于30集。（责任部门：宣传部）", {("target", "30集", "不少于30集")}),
    ("到2033年，贝壳标本覆盖率达到60%。（责任部门：科普部）", "贝壳标本覆盖率达到60%。（责任部门：科普部）", {("deadline", "到2033年", "未写")}),
    ("整理渔民口述史料，建成数字档案。", "整理渔民口述史料，建成数字档案。", set()),
]  # fmt: skip
GONE = ["开通科普航线巡展船3艘。（责任部门：科普部）", "设立渔民夜校教学点25个。（责任部门：科普部）"]
NEW = ["组建无人机巡护队6支。（责任部门：科普部）", "上线鱼类识别小程序。（责任部门：宣传部）", "每半年会商赤潮预警。（责任部门：办公室）"]  # fmt: skip


def plan(tasks: list[str], name: str) -> PolicyDocument:
    return split(PLAN.format("\n".join(f"{n}.{task}" for n, task in enumerate(tasks, 1))), name)


def compared(first: PolicyDocument, second: PolicyDocument) -> Comparison:
    return compare(first.clauses, second.clauses, [*extract(first), *extract(second)])


def words(clause: Clause) -> str:
    """A clause's text without its number."""
    return clause.text.partition(".")[2]


def in_order(*, turned: bool) -> tuple[Comparison, list[str], list[str]]:
    first = [task for task, _, _ in TASKS[:8]] + GONE + [task for task, _, _ in TASKS[8:]]
    second = NEW[:1] + [task for _, task, _ in TASKS] + NEW[1:]
    second = second[::-1] if turned else second
    return compared(plan(first, "甲.txt"), plan(second, "乙.txt")), first, second


@pytest.mark.parametrize("turned", [False, True], ids=["same order", "turned round"])
def test_every_change_between_two_plans_is_found_and_no_other(turned: bool) -> None:
    found, _, _ = in_order(turned=turned)
    claimed: defaultdict[tuple[str, str], Changes] = defaultdict(set)
    for pair in found.pairs:
        changes = {(change.kind, change.first, change.second) for change in pair.changes}
        claimed[words(pair.first.clause), words(pair.second.clause)] |= changes
    assert dict(claimed) == {(first, second): changes for first, second, changes in TASKS}
    assert {words(task.clause) for task in found.only_first} == set(GONE)
    assert {words(task.clause) for task in found.only_second} == set(NEW)


def test_turned_round_the_changes_turn_too() -> None:
    first, second = plan([a for a, _, _ in TASKS], "甲.txt"), plan([b for _, b, _ in TASKS], "乙.txt")
    there, back = compared(first, second), compared(second, first)
    other = {"raised": "lowered", "lowered": "raised"}

    def told(found: Comparison, *, turn: bool) -> set[tuple[str, str, str]]:
        changes = [change for pair in found.pairs for change in pair.changes]
        if not turn:
            return {(change.kind, change.first, change.second) for change in changes}
        return {(other.get(change.kind, change.kind), change.second, change.first) for change in changes}

    assert told(there, turn=False) == told(back, turn=True) != set()


def test_the_rows_of_tables_of_tasks_are_compared() -> None:
    head = "霞屿市海岛科普分工\n一、任务分工\n任务\t责任单位\t时限\n"
    rows = ("新建渔港科普驿站30个\t科普部\t2032年12月底", "举办潮汐观测讲座40场\t学会部\t2033年6月底")
    first, second = (
        split(head + "\n".join(lines) + "\n", name)
        for name, lines in (("甲.txt", rows), ("乙.txt", (rows[1], rows[0].replace("30个", "45个"))))
    )
    found = compared(first, second)
    assert not found.only_first and not found.only_second
    changes = {(c.kind, c.first, c.second) for pair in found.pairs for c in pair.changes}
    assert changes == {("raised", "30个", "45个")}


def test_pairs_stand_in_the_order_of_the_first_document_and_use_each_task_once() -> None:
    found, first, _ = in_order(turned=True)
    places = [first.index(words(pair.first.clause)) for pair in found.pairs]
    assert places == sorted(places)
    sides = [
        [id(side) for pair in found.pairs for side in (pair.first, pair.second)],
        [*map(id, found.only_first)],
    ]
    assert len(set(sides[0])) == len(sides[0]) and not set(sides[0]) & set(sides[1])
    assert all(0 < pair.similarity <= 1 for pair in found.pairs)


def test_a_document_compared_with_its_own_words_has_no_change() -> None:
    tasks = [task for task, _, _ in TASKS]
    found = compared(plan(tasks, "甲.txt"), plan(tasks, "乙.txt"))
    assert not found.only_first and not found.only_second
    assert not any(pair.changes for pair in found.pairs) and len(found.pairs) >= len(TASKS)


def test_strange_documents_have_nothing_in_common() -> None:
    found = compared(plan(GONE, "甲.txt"), plan(NEW, "乙.txt"))
    assert found.pairs == () and found.only_first and found.only_second


def test_similarity_leaves_numbers_and_times_out() -> None:
    assert similarity("到2032年底，新建驿站20个", "到2035年，新建驿站350个") == pytest.approx(1)
    assert similarity("新建驿站", "培训讲解员") == similarity("", "驿站") == 0
    assert 0 < similarity("新建渔港驿站", "新建社区驿站") < 1


def test_tasks_whose_numbers_differ_are_never_called_the_same() -> None:
    found = compared(plan([TASKS[0][0]], "甲.txt"), plan([TASKS[0][1]], "乙.txt"))
    assert [(pair.first.text, pair.second.text) for pair in found.pairs if not pair.changes] == []


BODIES = [
    (
        "牵头部门：科普部；配合部门：学会部",
        "牵头部门：学会部；配合部门：科普部",
        "科普部（配合：学会部）",
        "学会部（配合：科普部）",
    ),
    (
        "责任部门：科普部、学会部",
        "牵头部门：科普部；配合部门：学会部",
        "科普部、学会部",
        "科普部（配合：学会部）",
    ),
    ("责任部门：科普部", "责任部门：科普部、学会部", "科普部", "科普部、学会部"),
    ("牵头部门：科普部；配合部门：学会部", "牵头部门：科普部", "科普部（配合：学会部）", "科普部"),
]


@pytest.mark.parametrize(("before", "after", "first", "second"), BODIES)
def test_bodies_that_change_roles_or_come_or_go_are_a_change(
    before: str, after: str, first: str, second: str
) -> None:
    task = "推动珊瑚养护知识走进课堂。（{}）"
    found = compared(plan([task.format(before)], "甲.txt"), plan([task.format(after)], "乙.txt"))
    told = {(c.kind, c.first, c.second) for pair in found.pairs for c in pair.changes}
    assert told == {("bodies", first, second)}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("责任部门：科普部、学会部", "责任部门：学会部、科普部"),
        ("责任部门：科普部", "责任部门：市科协科普部"),
    ],
)
def test_bodies_in_another_order_or_with_the_issuer_before_them_are_the_same(before: str, after: str) -> None:
    task = "推动珊瑚养护知识走进课堂。（{}）"
    found = compared(plan([task.format(before)], "甲.txt"), plan([task.format(after)], "乙.txt"))
    assert [pair.changes for pair in found.pairs] == [()]


def test_equal_days_do_not_make_two_tasks_one() -> None:
    first, second = (
        plan([task], name)
        for task, name in (
            ("名单公示不少于5个工作日，接受渔民监督。", "甲.txt"),
            ("答复最长可以延长5个工作日，告知申请单位。", "乙.txt"),
        )
    )
    assert compared(first, second).pairs == ()


# --- two versions of an invented city's measures -------------------------------------------------


@cache
def loaded(path: Path) -> tuple[PolicyDocument, tuple[Commitment, ...]]:
    document = split(path.read_text(encoding="utf-8"), path.name)
    return document, extract(document)


@cache
def revised() -> Comparison:
    old, new = (loaded(path) for path in sorted(CORPUS.glob("云溪市*")))
    return compare(old[0].clauses, new[0].clauses, [*old[1], *new[1]])


# Read off the two files by hand: words of the old task, of the new one, kind, before, after.
REVISED = [
    ("院士专家工作站12家", "院士专家工作站累计达到20家", "raised", "12家", "20家"),
    ("院士专家工作站12家", "院士专家工作站累计达到20家", "deadline", "到2025年", "到2027年"),
    ("高层次专家60名左右", "高层次专家90名左右", "raised", "60名", "90名"),
    ("“专家云溪行”活动不少于4场", "“专家云溪行”活动每年不少于6场", "raised", "4场", "6场"),
    ("引才联络点8个", "引才联络点增加到11个", "raised", "8个", "11个"),
    ("海外青年学者云溪论坛", "海外青年学者云溪论坛", "frequency", "每两年", "每年"),
    ("二十名左右", "“青禾”托举项目每年遴选30名", "raised", "二十名", "30名"),
    ("培训一线工程师300人次", "培训一线工程师500人次", "raised", "300人次", "500人次"),
    ("三年累计建成45个", "工程师创新工作室到2027年累计建成80个", "raised", "45个", "80个"),
    ("每季度到村授课一次", "每两个月到村授课一次", "frequency", "每季度", "每两个月"),
    ("不少于80名中学生", "不少于120名中学生", "raised", "80名", "120名"),
    ("学习不少于20学时", "学习不少于30学时", "raised", "20学时", "30学时"),
    (
        "科学副校长的中小学占比达到百分之九十",
        "中小学科学副校长实现全覆盖",
        "deadline",
        "到2025年",
        "到2027年",
    ),
    ("科学素质的比例升至16%", "科学素质的比例升至18.5%", "raised", "16%", "18.5%"),
    ("科学素质的比例升至16%", "科学素质的比例升至18.5%", "deadline", "到2025年", "到2027年"),
    ("科普讲座不少于700场", "科普讲座每年不少于900场", "raised", "700场", "900场"),
    ("新建社区科普馆28个", "新建社区科普馆36个", "raised", "28个", "36个"),
    ("每次不超过40名", "每次不超过50名", "raised", "40名", "50名"),
    ("优秀学术论文50篇", "优秀学术论文每年评选60篇", "raised", "50篇", "60篇"),
    ("状况调查站点18个", "状况调查站点增加到24个", "raised", "18个", "24个"),
    ("每半年形成一份分析报告", "每季度形成一份分析报告", "frequency", "每半年", "每季度"),
    ("30日内拿出落实方案", "20日内报送落实方案", "deadline", "30日内", "20日内"),
    ("每年11月底前报送进展", "每年10月底前报送进展", "deadline", "11月底前", "10月底前"),
]
# Only who is responsible changed: the old note names all bodies alike, the new one says who co-operates.
ONLY_BODIES = [
    (
        "每两年评选一次“云溪市优秀科技工作者”",
        "“云溪市优秀科技工作者”每两年评选一次",
        "人才工作部、学会学术部",
        "人才工作部（配合：学会学术部）",
    ),
    (
        "提升全民科学素质",
        "提升公民科学素质",
        "科普部、宣传调研部、市科技馆",
        "科普部（配合：宣传调研部、市科技馆）",
    ),
]
FALSE = ("公示时间不少于5个工作日", "可以延长5个工作日")


def pairs_of(first: str, second: str) -> list[Pair]:
    return [pair for pair in revised().pairs if first in pair.first.text and second in pair.second.text]


@pytest.mark.parametrize(("first", "second", "kind", "before", "after"), REVISED)
def test_a_change_of_the_revised_measures_is_found(
    first: str, second: str, kind: str, before: str, after: str
) -> None:
    (pair,) = pairs_of(first, second)
    changes = [change for change in pair.changes if change.kind == kind]
    assert len(changes) == 1 and before in changes[0].first and after in changes[0].second


@pytest.mark.parametrize(("first", "second", "before", "after"), ONLY_BODIES)
def test_what_the_revision_kept_changed_its_bodies_alone(
    first: str, second: str, before: str, after: str
) -> None:
    (pair,) = pairs_of(first, second)
    assert [(c.kind, c.first, c.second) for c in pair.changes] == [("bodies", before, after)]


def test_nothing_else_is_claimed_of_the_revised_measures() -> None:
    known = (
        [(first, second) for first, second, *_ in REVISED]
        + [(first, second) for first, second, *_ in ONLY_BODIES]
        + [("造就卓越工程师队伍", "培养卓越工程师"), ("15个工作日内予以答复", "压缩到10个工作日")]
    )
    for pair in revised().pairs:
        fits = [1 for first, second in known if first in pair.first.text and second in pair.second.text]
        assert fits, (pair.first.text, pair.second.text)
    assert not any(change.kind == "lowered" for pair in revised().pairs for change in pair.changes)


@pytest.mark.parametrize(
    "gone", ["开设田间班100个", "建设海智驿站5家", "资助学术会议30场", "每月举办一次“成果集市”"]
)
def test_what_the_revision_dropped_stands_in_the_old_measures_only(gone: str) -> None:
    assert [task for task in revised().only_first if gone in task.text]


@pytest.mark.parametrize("new", ["新建科技小院15个", "“算法公开课”", "人工智能学会联合体", "不超过3名"])
def test_what_the_revision_added_stands_in_the_new_measures_only(new: str) -> None:
    assert [task for task in revised().only_second if new in task.text]


def test_the_shorter_time_to_answer_is_found() -> None:
    (pair,) = pairs_of("15个工作日内予以答复", "压缩到10个工作日")
    told = "".join(change.first + change.second for change in pair.changes)
    assert "15个工作日" in told and "10个工作日" in told


def test_showing_names_and_a_longer_answer_are_not_one_task() -> None:
    assert not pairs_of(*FALSE)


@pytest.mark.skipif(not KEXIE.is_dir(), reason=f"{KEXIE} is not there: two real documents not compared")
def test_the_thousand_exchanges_a_year_of_two_real_documents_are_one_task() -> None:
    opinion, outline = (loaded(next(KEXIE.glob(f"{number}_*"))) for number in ("000", "001"))
    found = compare(opinion[0].clauses, outline[0].clauses, [*opinion[1], *outline[1]])
    (pair,) = [
        pair for pair in found.pairs if pair.first.row and "1000项" in pair.first.text.replace(" ", "")
    ]
    assert (pair.first.clause.address, pair.second.clause.address) == ("第4条", "第三部分（二）8.第1点")
    assert "学术交流不少于1000项" in pair.second.text.replace(" ", "")
    told = [(change.kind, change.first, change.second) for change in pair.changes]
    assert told == [("bodies", "市科协（含市级学会）", "未写")]


# --- cascade -----------------------------------------------------------------------------------

UPPER = plan(
    [
        "建设渔港科普驿站。全省新建渔港科普驿站200个，面向渔民常年开放。",
        "培训海岛讲解员。每年培训海岛讲解员不少于300人次，考核合格后上岗。",
        "举办灯塔夜谈。组织专家走上灯塔，每季度与居民面对面交流一次。",
        "推进航天育种试验。支持农科院所开展航天育种试验，发布育种成果目录。",
        "保护潮间带生物。支持高校采集潮间带标本，组织学校观察。",
    ],
    "省.txt",
)
LOWER = plan(
    [
        "编印中小学潮间带观察手册，向学校发放。",
        "新建渔港科普驿站30个，面向渔民开放。",
        "每年培训海岛讲解员不少于350人次。",
        "每季度举办灯塔夜谈，请专家与居民交流。",
    ],
    "市.txt",
)


def test_what_became_of_each_upper_task() -> None:
    found = cascade(UPPER.clauses, LOWER.clauses, [*extract(UPPER), *extract(LOWER)])
    lower = [one.lower and one.lower.clause.address for one in found]
    assert [one.upper.clause.address for one in found] == [f"第一部分{n}." for n in range(1, 6)]
    assert [one.grade for one in found] == ["carried", "carried", "carried", "none", "near"]
    assert lower == ["第一部分2.", "第一部分3.", "第一部分4.", None, "第一部分1."]


def test_a_lower_target_is_told_and_a_higher_one_is_not() -> None:
    found = cascade(UPPER.clauses, LOWER.clauses, [*extract(UPPER), *extract(LOWER)])
    told = {one.upper.clause.address: [(c.first, c.second) for c in one.below] for one in found if one.below}
    assert told == {"第一部分1.": [("200个", "30个")]}


def test_a_limit_from_above_is_not_undercut_by_less() -> None:
    upper, lower = (
        plan(["资助海藻栽培课题每年不超过8项。"], "省.txt"),
        plan(["资助海藻栽培课题每年不超过5项。"], "市.txt"),
    )
    (one,) = cascade(upper.clauses, lower.clauses, [*extract(upper), *extract(lower)])
    assert one.grade == "carried" and one.below == ()


BELOW: list[tuple[str, str, list[tuple[str, str]]]] = [
    ("到2033年，新建渔港科普驿站200个。", "到2033年，新建渔港科普驿站30个。", [("200个", "30个")]),
    ("到2033年，新建渔港科普驿站200个。", "到2033年，新建渔港科普驿站300个。", []),
    ("到2035年，新建渔港科普驿站200个。", "到2033年，新建渔港科普驿站30个。", []),
    ("到2033年，新建渔港科普驿站200个。", "新建渔港科普驿站30个。", []),
    ("每年新建渔港科普驿站20个。", "每年新建渔港科普驿站3个。", [("20个", "3个")]),
    ("每年新建渔港科普驿站20个。", "每季度新建渔港科普驿站3个。", []),
    ("新建渔港科普驿站20个。", "新建渔港科普驿站3处。", []),
    ("新建渔港科普驿站不少于20个。", "新建渔港科普驿站3个。", [("不少于20个", "3个")]),
    ("新建渔港科普驿站不超过20个。", "新建渔港科普驿站3个。", []),
    ("渔港科普驿站公示不少于7天。", "渔港科普驿站公示不少于5天。", []),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "given", "below"), BELOW)
def test_below_is_told_for_the_same_time_and_unit_and_bounds_from_below_only(
    wanted: str, given: str, below: list[tuple[str, str]]
) -> None:
    upper, lower = plan([wanted], "省.txt"), plan([given], "市.txt")
    (one,) = cascade(upper.clauses, lower.clauses, [*extract(upper), *extract(lower)])
    assert one.grade == "carried" and [(c.first, c.second) for c in one.below] == below


def test_the_grade_turns_at_its_least_similarity() -> None:
    task = Task(UPPER.clauses[-1])
    assert [Carried(task, task, score).grade for score in (0.28, 0.279)] == ["carried", "near"]
    assert Carried(task, None, 0.9).grade == "none"


def test_a_lower_document_without_tasks_carries_nothing() -> None:
    found = cascade(UPPER.clauses, (), extract(UPPER))
    assert [(one.grade, one.lower, one.similarity) for one in found] == [("none", None, 0.0)] * 5
