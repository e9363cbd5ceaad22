"""What a question states and wants confirmed, set against the clauses: wrong numbers, times and bodies are set right."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answers import Statement
from assistant.premises import agreeing, contradicted
from assistant.question import Asked, understand
from assistant.select import Candidate
from assistant.statements import statement_of
from knowledge.documents import Evidence
from tests.assistant.values import clause


def asked(question: str, *departments: str) -> Asked:
    return replace(understand(question, (), ()), departments=departments)


def said(question: str, text: str, *departments: str) -> Statement:
    one = clause(text)
    candidate = Candidate(Evidence(one, 1.0, 1), 0, one.sentences[0][1], 1.0, True, 1.0)
    return statement_of([asked(question, *departments)], candidate, {}, 1)


def set_right(question: str, text: str, *departments: str) -> str:
    """What a statement says before its place: nothing, or that the documents do not write so."""
    return said(question, text, *departments).text.partition("第八条")[0]


# --- numbers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "correction"),
    [
        ("书屋要建50家吗？", "文件写的不是50家。"),
        ("书屋要建五十家吗？", "文件写的不是五十家。"),
        ("建一家书屋是不是要50家？", "文件写的不是50家。"),
        ("书屋要建一家吗？", "文件写的不是一家。"),
        ("建一家书屋要多少钱？", ""),
        ("书屋要建30家吗？", ""),
        ("书屋要建三十家吗？", ""),
        ("书屋要建多少家？", ""),
        ("书屋要花50万元吗？", ""),  # the clause counts no money
        ("书屋要建多少百家吗？", ""),
    ],
)
def test_a_wrong_number_is_set_right(question: str, correction: str) -> None:
    statement = said(question, "新建书屋三十家。")
    assert statement.text == f"{correction}第八条：“新建书屋三十家”"


@pytest.mark.parametrize(
    ("question", "correction"),
    [
        ("书屋一共建90家对吗？", ""),
        ("2031年和2032年书屋建70家对吗？", ""),
        ("书屋一共建80家对吗？", "文件写的不是80家。"),
        ("书屋一共投入8万元对吗？", ""),
        ("书屋一共投入9万元对吗？", "文件写的不是9万元。"),
    ],
)
def test_what_numbers_of_a_clause_add_up_to_is_not_wrong(question: str, correction: str) -> None:
    text = "书屋2030年建20家，2031年建30家，2032年建40家，分4批，每批投入2万元。"
    assert said(question, text).text.startswith(f"{correction}第八条")


def test_a_number_that_another_quote_holds_is_not_set_right() -> None:
    question = "书屋2032年建40家对吗？"
    wrong, right, other = (
        said(question, text) for text in ("到2032年建90家。", "2032年建40家。", "建50家。")
    )
    assert wrong.text.startswith("文件写的不是40家。第八条")
    assert [one.text[:3] for one in agreeing([wrong, right])] == ["第八条", "第八条"]
    assert agreeing([wrong, other]) == [wrong, other]


@pytest.mark.parametrize("question", ["书屋要投入多少亿元？", "书屋是不是要投入几亿元？"])
def test_a_number_asked_for_is_not_one_that_the_question_states(question: str) -> None:
    assert said(question, "书屋投入3亿元。").text == "第八条：“书屋投入3亿元”"
    assert not contradicted(question, "书屋投入3亿元。")


@pytest.mark.parametrize(
    ("question", "text", "wrong"),
    [
        ("新建50家书屋，名单何时公布？", "新建三十家书屋。", True),
        ("新建30家书屋，名单何时公布？", "新建三十家书屋。", False),
        ("新建50家书店，名单何时公布？", "新建三十家书屋。", False),
        ("新建50家书屋，名单何时公布？", "新建三十家书屋，改造50家书屋。", False),
        ("新建书屋，名单何时公布？", "新建三十家书屋。", False),
    ],
)
def test_what_a_question_counts_otherwise_contradicts_the_text(question: str, text: str, wrong: bool) -> None:
    assert contradicted(question, text) is wrong


# --- what is said of something else --------------------------------------------------------------

PER_YEAR = "书屋2030年建20家，2031年建30家，2032年建40家。"
GRADES = "按照A类15万元、B类10万元、C类6万元补助书屋。"
AGES = "满80周岁的每次优惠5元，满70周岁不满80周岁的每次优惠3元，学生每次优惠10元。"


@pytest.mark.parametrize(
    ("question", "text", "correction"),
    [
        ("书屋2031年建20家对吗？", PER_YEAR, "文件写的不是2031年建20家。"),
        ("书屋2031年建30家对吗？", PER_YEAR, ""),
        ("2031年的办法里书屋2030年建20家对吗？", PER_YEAR, ""),
        ("B类书屋补15万元对吗？", GRADES, "文件写的不是B类书屋补15万元。"),
        ("B类书屋补10万元对吗？", GRADES, ""),
        ("学生每次优惠5元对吗？", AGES, "文件写的不是5元。"),
        ("学生每次优惠10元对吗？", AGES, ""),
        ("70岁每次优惠3元对吗？", AGES, ""),
        ("80岁每次优惠3元对吗？", AGES, "文件写的不是80岁每次优惠3元。"),
        ("书屋2031年建20家要多久？", PER_YEAR, ""),
    ],
)
def test_a_number_that_the_clause_gives_of_something_else_is_set_right(
    question: str, text: str, correction: str
) -> None:
    assert set_right(question, text) == correction


RANKS = "一级、二级书屋补助不超过2万元，三级书屋补助不超过1万元。"
FINE = "未经批准关闭书屋的，处2000元以上1万元以下罚款。"
SMALL = "不足500人的村可以联合建书屋，每家书屋藏书不少于3000册。"
SCHOOLS = "小学书屋藏书3000册，初中书屋藏书5000册。"


@pytest.mark.parametrize(
    ("question", "text", "correction"),
    [
        ("一级书屋补助不超过2万元对吗？", RANKS, ""),
        ("三级书屋补助不超过2万元对吗？", RANKS, "文件写的不是三级书屋补助不超过2万元。"),
        ("关闭书屋最多罚款1万元对吗？", FINE, ""),
        ("300人的村可以联合建书屋，对吗？", SMALL, ""),
        ("900人的村能联合建书屋吗？", SMALL, ""),
        ("300人可以联合建书屋对吧？", SMALL, ""),
        ("初中书屋藏书3000册对吗？", SCHOOLS, "文件写的不是初中书屋藏书3000册。"),
        ("初中书屋藏书5000册对吗？", SCHOOLS, ""),
        ("85分的书屋算良好吧？", "80分至89分的书屋为良好，60分至79分的书屋为合格。", ""),
        ("连续4个月不开门的书屋要整改，对吧？", "连续3个月不开门的书屋，应当整改。", ""),
        ("经费按7:3分担对吗？", "经费由市、区两级按6:4比例分担。", "文件写的不是7:3。"),
        ("经费按6比4分担对吗？", "经费由市、区两级按6 : 4比例分担。", ""),
        ("书屋藏书4000册对吧，云湾的？", "书屋藏书3000册。", "文件写的不是4000册。"),
    ],
)
def test_a_condition_a_list_or_a_range_is_not_set_right(question: str, text: str, correction: str) -> None:
    assert set_right(question, text) == correction


def test_a_table_sets_nothing_right_and_shows_the_line_asked_for() -> None:
    table = "|年度|书屋（家）|投入（万元）|\n|---|---|---|\n|2030年|5|260|\n|2031年|4|180|"
    one = replace(clause(table, "表1"), kind="table")
    candidate = Candidate(Evidence(one, 1.0, 1), 0, len(one.text), 1.0, True, 1.0)
    said = statement_of([asked("2030年投入260万元对吗？")], candidate, {}, 1)
    assert said.text == "表1：“|年度|书屋（家）|投入（万元）|”……“|2030年|5|260|”"
    assert statement_of([asked("投入260万元对吗？")], candidate, {}, 1).text == f"表1：“{one.text}”"


# --- times ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "text", "correction"),
    [
        ("书屋2030年9月底前建成对吗？", "书屋2031年6月底前建成。", "文件写的不是2030年9月底前。"),
        ("书屋2031年6月底前建成对吗？", "书屋2031年6月底前建成。", ""),
        ("书屋6月底前建成对吗？", "书屋2031年6月底前建成。", ""),
        ("书屋2031年建成对吗？", "书屋2030年至2032年建成。", ""),
        ("书屋讲座每季度办一次对吗？", "书屋讲座每半年举办一次。", "文件写的不是每季度。"),
        ("书屋讲座每半年办一次对吗？", "书屋讲座每半年举办一次。", ""),
        ("书屋使用期限不超过3年对吗？", "书屋使用期限不得超过2年。", "文件写的不是3年。"),
        ("书屋使用期限不超过2年对吗？", "书屋使用期限不得超过2年。", ""),
        ("书屋3年共建30家对吗？", "书屋使用期限不得超过2年，共建30家。", ""),
        ("书屋办法2040年还有效吗？", "本办法自2031年5月1日起施行，有效期5年。", ""),
        ("书屋什么时候建成？", "书屋2031年6月底前建成。", ""),
        ("8月1日满6岁可以办证对吧？", "年满6周岁（截至当年8月31日）的儿童可以办证。", ""),
        ("教满7年的老师可以办证，对吗？", "连续任教满6年的教师可以办证。", ""),
    ],
)
def test_a_time_that_the_clause_gives_otherwise_is_set_right(
    question: str, text: str, correction: str
) -> None:
    assert set_right(question, text) == correction


# --- bodies --------------------------------------------------------------------------------------

SHARED = "基教科牵头书屋管理，财务科、人事科配合。"
GROUP = "书屋领导小组由分管副市长任组长，办公室设在市教育局。"


@pytest.mark.parametrize(
    ("question", "text", "correction"),
    [
        ("财务科牵头书屋管理对吗？", SHARED, "文件写的不是财务科。"),
        ("书屋管理由基教科牵头对吗？", SHARED, ""),
        ("书屋领导小组由市长任组长对吗？", GROUP, "文件写的不是市长。"),
        ("书屋领导小组由副市长任组长对吗？", GROUP, ""),
        ("书屋领导小组办公室设在市财政局对吗？", GROUP, "文件写的不是市财政局。"),
        ("书屋领导小组办公室设在云溪市教育局对吗？", GROUP, ""),
        ("书屋领导小组办公室设在哪？", GROUP, ""),
        ("书屋领导小组组长是市长吧？", GROUP, "文件写的不是市长。"),
    ],
)
def test_a_body_that_the_clause_names_otherwise_is_set_right(
    question: str, text: str, correction: str
) -> None:
    assert set_right(question, text) == correction


@pytest.mark.parametrize(("verb", "lead"), [("牵头", "文件写的不是学会部。"), ("负责", "")])
def test_a_body_of_a_note_that_only_helps_does_not_lead(verb: str, lead: str) -> None:
    text = "新建书屋三十家。（牵头部门：科普部；配合部门：学会部）"
    note = "牵头部门：科普部；配合部门：学会部。"
    assert set_right(f"书屋由学会部{verb}吗？", text, "学会部") == lead + note
