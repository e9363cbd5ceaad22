"""What the cited clauses do not carry is withheld."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answers import MARK, Draft, Statement, Support, refused
from assistant.verify import verify
from tests.assistant.values import SOURCE, START, STATIONS, checked, clause, evidence, whole

PEOPLE = "注册科普志愿者累计达到1.5万人，其中大学生占百分之十，培训志愿者二十名。"


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("新建科普驿站二十个", STATIONS),
        ("新建科普驿站20个", STATIONS),
        ("新建科普驿站２０个", STATIONS),
        ("注册科普志愿者达到15000人", PEOPLE),
        ("注册科普志愿者达到1.5万人", PEOPLE),
        ("注册科普志愿者达到15,000人", PEOPLE),
        ("大学生占10%", PEOPLE),
        ("大学生占百分之十", PEOPLE),
        ("大学生占10％", PEOPLE),
        ("培训志愿者20名", PEOPLE),
        ("展品更新两成", "展品更新比例不低于20%"),
    ],
)
@pytest.mark.parametrize("writer", ["rules", "model"])
def test_a_number_is_the_same_in_every_notation(said: str, text: str, writer: str) -> None:
    answer = checked(said, text, writer=writer)
    assert answer.status == "answered"
    assert answer.text == f"{said}[1]。"
    assert answer.withheld == ()


@pytest.mark.parametrize(
    ("said", "text", "number"),
    [
        ("新建科普驿站三十个", STATIONS, "三十个"),
        ("新建科普驿站200个", STATIONS, "200个"),
        ("到2029年底新建科普驿站二十个", STATIONS, "2029年"),
        ("注册科普志愿者达到1.6万人", PEOPLE, "1.6万人"),
        ("注册科普志愿者达到1500人", PEOPLE, "1500人"),
        ("大学生占百分之十二", PEOPLE, "百分之十二"),
    ],
)
@pytest.mark.parametrize("writer", ["rules", "model"])
def test_a_number_that_no_clause_holds_is_withheld(said: str, text: str, number: str, writer: str) -> None:
    answer = checked(said, text, writer=writer)
    assert answer.status == "refused"
    assert said not in answer.text
    assert answer.citations == ()
    assert [withheld.statement for withheld in answer.withheld] == [said]
    assert answer.withheld[0].reason == f"数字“{number}”不在所引条款里"


def test_a_model_may_say_the_number_of_the_document() -> None:
    said = "澄科协发〔2026〕7号要求到2027年底新建科普驿站二十个，每个驿站配备不少于3名辅导员"
    assert checked(said, writer="rules").status == "answered"
    assert checked(said).status == "answered"


@pytest.mark.parametrize("writer", ["rules", "model"])
def test_words_in_quotation_marks_must_be_verbatim(writer: str) -> None:
    assert checked("文件要求“新建科普驿站二十个”", writer=writer).status == "answered"
    assert checked("文件要求“新建 科普驿站\n二十个”", writer=writer).status == "answered"
    answer = checked("文件要求“建成科普驿站二十个”", writer=writer)
    assert answer.status == "refused"
    assert "引号" in answer.withheld[0].reason


@pytest.mark.parametrize("writer", ["rules", "model"])
def test_a_statement_without_a_clause_is_withheld(writer: str) -> None:
    answer = checked("由科普部牵头", writer=writer, cited=False)
    assert answer.status == "refused"
    assert answer.withheld[0].reason == "没有引用条款"


@pytest.mark.parametrize("body", ["人才部", "市财政局", "学会部", "市教育委员会", "合作交流中心"])
def test_a_model_cannot_swap_a_department(body: str) -> None:
    answer = checked(f"科普驿站由{body}牵头、宣传部配合")
    assert answer.status == "refused"
    assert body not in answer.text
    assert answer.withheld


def test_a_model_may_name_the_departments_of_the_clause() -> None:
    assert checked("科普驿站由科普部牵头、宣传部配合").status == "answered"


def test_a_model_cannot_say_what_the_clause_is_not_about() -> None:
    assert checked("食堂每天中午供应红烧肉和番茄炒蛋").status == "refused"


HOLES = [
    pytest.param("由宣传部牵头、科普部配合", STATIONS, "", id="roles-of-lead-and-support"),
    pytest.param(
        "市财政局负责大篷车的统一调度",
        "市科协负责大篷车的统一调度，市财政局负责经费监督。",
        "",
        id="duties-of-two-bodies",
    ),
    pytest.param(
        "大篷车配备驾驶员2名、讲解员1名",
        "大篷车应当配备驾驶员1名、讲解员2名。",
        "",
        id="two-numbers-swapped",
    ),
    pytest.param(
        "每个驿站配备不超过3名辅导员",
        STATIONS,
        "",
        id="at-least-as-at-most",
    ),
    pytest.param("驿站不配备辅导员，不由科普部牵头", STATIONS, "", id="yes-as-no"),
    pytest.param("每辆大篷车行驶60公里", "每辆大篷车下乡服务60天。", "", id="another-unit"),
    pytest.param("每个驿站配备8名辅导员", STATIONS, "", id="number-of-the-address"),
    pytest.param("新建科普驿站7个", STATIONS, "", id="number-of-the-document"),
    pytest.param("是的，新建科普驿站30个", STATIONS, "科普驿站是要新建30个吗？", id="number-of-the-question"),
    pytest.param("到2027年底，新建科普驿站共九项", STATIONS, "", id="count-of-the-model"),
    pytest.param("科普经费1234567元", "科普经费1234568元。", "", id="seventh-digit"),
    pytest.param("文件要求「建成科普驿站二十个」", STATIONS, "", id="other-quotation-marks"),
]


@pytest.mark.parametrize(("said", "text", "question"), HOLES)
def test_a_model_cannot_twist_a_clause(said: str, text: str, question: str) -> None:
    assert checked(said, text, question=question or "问题？").status == "refused"


def test_a_number_cannot_be_borrowed_from_another_cited_clause() -> None:
    answer = checked("新建科普驿站45个", "新建科普驿站二十个。", "培育志愿服务队45支。")
    assert answer.status == "refused"


def test_the_true_statement_stays_when_the_false_one_goes() -> None:
    cited = clause()
    true, false = (
        Statement("新建科普驿站20个", (whole(cited),)),
        Statement("新建科普驿站99个", (whole(cited),)),
    )
    answer = verify("问题？", Draft((false, true), writer="model"), evidence(cited))
    assert answer.status == "answered"
    assert answer.text == "新建科普驿站20个[1]。"
    assert answer.kept == 1
    assert [withheld.statement for withheld in answer.withheld] == [false.text]


def test_a_draft_with_nothing_left_is_a_polite_refusal() -> None:
    cited = clause()
    answer = verify("问题？", Draft((Statement("新建99个", (whole(cited),)),)), evidence(cited))
    assert answer.status == "refused"
    assert answer.text.startswith("抱歉，")
    assert "99" not in answer.text
    assert answer.citations == () and not MARK.search(answer.text)
    assert [item.clause for item in answer.evidence] == [cited]


def test_an_empty_draft_is_refused_with_its_reason() -> None:
    answer = verify("问题？", refused("相关条款没有写明金额", "near"), ())
    assert (answer.status, answer.grade, answer.confidence) == ("refused", "near", 0.0)
    assert "相关条款没有写明金额" in answer.text


def test_citations_are_numbered_in_the_order_of_the_answer() -> None:
    first, second = (
        clause("新建科普驿站二十个。", "第一条"),
        clause("专家库每两年更新一次。", "第二条", ordinal=1),
    )
    statements = (
        Statement("专家库每两年更新一次", (whole(second),)),
        Statement("新建科普驿站二十个", (whole(first), whole(second))),
    )
    answer = verify("问题？", Draft(statements), evidence(first, second))
    assert answer.text == "专家库每两年更新一次[1]。\n新建科普驿站二十个[2][1]。"
    assert [(citation.n, citation.clause.address) for citation in answer.citations] == [
        (1, "第二条"),
        (2, "第一条"),
    ]


def test_a_withheld_statement_takes_no_citation_number() -> None:
    first, second = (
        clause("新建科普驿站二十个。", "第一条"),
        clause("专家库每两年更新一次。", "第二条", ordinal=1),
    )
    statements = (Statement("新建99个", (whole(first),)), Statement("专家库每两年更新一次", (whole(second),)))
    answer = verify("问题？", Draft(statements), evidence(first, second))
    assert answer.text == "专家库每两年更新一次[1]。"
    assert [citation.clause.address for citation in answer.citations] == ["第二条"]


def test_a_quote_stands_at_its_place_in_the_source_white_space_aside() -> None:
    raw = "到2027年底，\n　　新建科普\n驿站二十个，配备辅导员。"
    text = "前" * START + raw + "后文"
    cited = clause(raw)
    begin = cited.text.index("新建")
    stop = cited.text.index("，配备")
    statement = Statement("新建科普驿站20个", (Support(cited, begin, stop),))
    (citation,) = verify("问题？", Draft((statement,)), evidence(cited)).citations
    assert citation.quote == "新建科普驿站二十个"
    assert text[citation.start : citation.end] == "新建科普\n驿站二十个"


def test_documents_to_choose_from_are_kept_and_make_the_answer_a_conflict() -> None:
    one = clause()
    statement = Statement("新建科普驿站二十个", (whole(one),))
    answer = verify("问题？", Draft((statement,), choices=("《甲》", "《乙》")), evidence(one))
    assert (answer.status, answer.grade, answer.choices) == ("answered", "conflict", ("《甲》", "《乙》"))
    plain = verify("问题？", Draft((statement,)), evidence(one))
    assert (plain.grade, plain.choices) == (None, ())


def test_the_title_of_the_document_that_a_notice_issues_is_a_name() -> None:
    title = "澄湖市驿站办法（2031年修订）"
    one = clause(source=replace(SOURCE, title=f"关于印发《{title}》的通知"))
    said = f"《{title}》新建科普驿站二十个"
    assert not verify("问题？", Draft((Statement(said, (whole(one),)),)), evidence(one)).withheld
    assert verify("问题？", Draft((Statement(said, (whole(clause()),)),)), evidence(clause())).withheld
