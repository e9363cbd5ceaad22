"""Two documents side by side: every change that was made is found, and no other is claimed."""

from __future__ import annotations

from collections import defaultdict

import pytest

from ingest.extract import extract
from ingest.split import split
from knowledge.alignment import Comparison, compare
from knowledge.documents import Clause, PolicyDocument
from tests.knowledge.plans import plan

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


LEVELS = "海岛驿站评定为{}的，分别奖励{}。"
SAID_OF: list[tuple[str, str, list[str]]] = [
    (
        LEVELS.format("三级、四级", "6万元、12万元"),
        LEVELS.format("二级、三级、四级", "5万元、10万元、20万元"),
        ["指标提高（三级）：6万元 → 10万元", "指标提高（四级）：12万元 → 20万元", "指标改变（二级）：未写 → 5万元"],
    ),
    (
        LEVELS.format("二级、三级", "6万元、12万元"),
        LEVELS.format("三级、四级", "10万元、20万元"),
        ["指标降低（三级）：12万元 → 10万元", "指标改变（二级）：6万元 → 未写", "指标改变（四级）：未写 → 20万元"],
    ),
    (
        LEVELS.format("二级、三级", "6万元、12万元"),
        LEVELS.format("三级、二级", "12万元、6万元"),
        [],
    ),
    (
        "海岛驿站建设补贴分期拨付，比例依次为60%、40%。",
        "海岛驿站建设补贴分期拨付，比例依次为50%、30%、20%。",
        ["指标改变：60%、40% → 50%、30%、20%"],
    ),
    (
        "海岛驿站建设补贴分期拨付，比例依次为60%、40%。",
        "海岛驿站建设补贴分期拨付，比例依次为50%、50%。",
        ["指标降低：60% → 50%", "指标提高：40% → 50%"],
    ),
    (
        "建设渔港驿站，其中2031年30个、2032年35个。",
        "建设渔港驿站，其中2032年40个、2033年45个。",
        ["指标提高：35个 → 40个"],  # 2031 stands in the one alone, 2033 in the other
    ),
    (
        "近岛渔户每户每月60元，远岛渔户每户每月150元。",
        "近岛渔户每户每月100元，外海渔户每户每月480元，远岛渔户每户每月260元。",
        ["指标提高：60元 → 100元", "指标提高：150元 → 260元"],
    ),
    (
        "高龄津贴按年龄发放：80至89周岁渔民每人每月100元，90至99周岁渔民每人每月200元。",
        "高龄津贴按年龄发放：70至79周岁渔民每人每月100元，80至89周岁渔民每人每月150元，90至99周岁渔民每人每月300元。",
        ["指标提高：100元 → 150元", "指标提高：200元 → 300元"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "told"), SAID_OF)
def test_numbers_are_paired_by_what_they_are_said_of(before: str, after: str, told: list[str]) -> None:
    found = compared(plan([before], "甲.txt"), plan([after], "乙.txt"))
    assert sorted(change.told for pair in found.pairs for change in pair.changes) == sorted(told)


OTHER_THINGS = [
    ("近岛渔户每户每月60元，远岛渔户每户每月150元。", "近岛渔户每户每月100元，外海渔户每户每月480元。", "远岛", "外海"),
    (
        "护理补贴标准为：轻度失能渔民每人每月60元，半失能渔民每人每月150元。",
        "护理补贴标准为：轻度失能渔民每人每月90元，失智渔民每人每月480元。",
        "半失能",
        "失智",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "gone", "new"), OTHER_THINGS)
def test_two_rows_of_lists_that_are_said_of_other_things_are_no_pair(
    before: str, after: str, gone: str, new: str
) -> None:
    found = compared(plan([before], "甲.txt"), plan([after], "乙.txt"))
    assert [gone in task.text for task in found.only_first] == [True]
    assert [new in task.text for task in found.only_second] == [True]


def test_what_stands_before_a_list_is_said_of_each_of_its_rows() -> None:
    found = compared(
        plan(["新建驿站每个床位补贴8000元；租赁房屋的每个床位补贴4000元。"], "甲.txt"),
        plan(
            ["新建驿站，自有产权的每个床位补贴12000元；租赁房屋且租期5年以上的每个床位补贴6000元。"], "乙.txt"
        ),
    )
    told = [change.told for pair in found.pairs for change in pair.changes]
    assert told == ["指标提高：8000元 → 12000元", "指标提高：4000元 → 6000元"]


def test_equal_days_do_not_make_two_tasks_one() -> None:
    first, second = (
        plan([task], name)
        for task, name in (
            ("名单公示不少于5个工作日，接受渔民监督。", "甲.txt"),
            ("答复最长可以延长5个工作日，告知申请单位。", "乙.txt"),
        )
    )
    assert compared(first, second).pairs == ()
