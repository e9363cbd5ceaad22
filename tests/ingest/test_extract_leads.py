"""Times and bodies that lead other words: before a list, and within a sentence."""

from __future__ import annotations

import pytest

from tests.ingest.ledger_rows import counts, due, ledger

# --- lead-ins -----------------------------------------------------------------------------------------


def test_a_time_before_a_list_holds_for_its_bullets_and_no_further() -> None:
    found = counts(
        ledger("一、目标\n到2033年：\n——新建书屋80个。\n——培训管理员300名。\n二、措施\n1.举办读书会60场。\n")
    )
    assert {number: due(row) for number, row in found.items()} == {
        "80个": "2033-12-31",
        "300名": "2033-12-31",
        "60场": None,
    }
    assert found["80个"].deadline and found["80个"].deadline.as_written == "到2033年"


def test_a_bullet_that_says_no_number_still_has_the_time_of_its_list() -> None:
    rows = ledger("一、目标\n到2033年：\n——新建书屋80个。\n——服务水平明显提升。\n二、措施\n1.抓好落实。\n")
    assert [(row.task, due(row)) for row in rows] == [
        ("新建书屋80个", "2033-12-31"),
        ("服务水平明显提升", "2033-12-31"),
    ]


def test_each_step_has_its_own_time() -> None:
    found = counts(
        ledger(
            "一、目标\n（一）第一步，到2032年：\n——新建书屋30个。\n——培训管理员100名。\n"
            "（二）第二步，到2035年：\n——新建书屋80个。\n——培训管理员300名。\n"
        )
    )
    assert {number: due(row) for number, row in found.items()} == {
        "30个": "2032-12-31",
        "100名": "2032-12-31",
        "80个": "2035-12-31",
        "300名": "2035-12-31",
    }


def test_a_step_that_is_a_paragraph_leads_the_bullets_after_it() -> None:
    found = counts(
        ledger(
            "一、目标\n第一步，到2032年，骨干网络基本建成。\n第二步，到2035年，全域网络基本建成。\n"
            "——新建书屋80个。\n——培训管理员300名。\n二、措施\n1.举办读书会60场。\n"
        )
    )
    assert [due(found[number]) for number in ("80个", "300名", "60场")] == ["2035-12-31", "2035-12-31", None]


@pytest.mark.parametrize("before", ["（一）", ""])
def test_a_step_leads_the_bullets_after_it_wherever_it_stands(before: str) -> None:
    found = counts(
        ledger(
            f"一、目标\n{before}第二步，到2035年，全域网络基本建成。\n——新建书屋80个。\n——更新图书2万册。\n"
        )
    )
    assert [due(found[number]) for number in ("80个", "2万册")] == ["2035-12-31", "2035-12-31"]


def test_each_step_without_a_number_has_its_own_time() -> None:
    found = counts(
        ledger(
            "一、目标\n第一步，到2032年：\n——新建书屋30个。\n第二步，到2035年：\n——新建书屋80个。\n——更新图书2万册。\n"
        )
    )
    assert [due(found[number]) for number in ("30个", "80个", "2万册")] == [
        "2032-12-31",
        "2035-12-31",
        "2035-12-31",
    ]


def test_a_subject_before_a_list_holds_for_its_items() -> None:
    rows = ledger(
        "第一章 总则\n第一条 基地应当履行下列义务：\n（一）每年开放不少于200天；\n（二）配备专职人员3名；\n"
        "（三）接受监督检查。\n第二条 其他事项另行规定。\n"
    )
    assert [(row.clause.address, row.lead) for row in rows] == [
        (f"第一条{item}", ("基地",)) for item in ("", "第（一）项", "第（二）项", "第（三）项")
    ]
    found = counts(rows)["200天"]
    assert (found.indicators[0].comparator, found.frequency and found.frequency.per) == (">=", "year")


def test_conditions_are_no_duties() -> None:
    rows = ledger(
        "第一条 申报基地应当具备下列条件：\n（一）面积不少于200平方米；\n（二）专职人员3名以上。\n第二条 市科协每年评审一次。\n"
    )
    assert [row.clause.address for row in rows] == ["第二条"]


# --- within a sentence ----------------------------------------------------------------------------------


def test_a_deadline_is_carried_within_its_sentence_and_not_beyond() -> None:
    found = counts(
        ledger("一、任务\n1.到2033年，新建书屋80个，培训管理员300名。发放图书2万册。\n2.抓好落实。\n")
    )
    assert [due(found[number]) for number in ("80个", "300名", "2万册")] == ["2033-12-31", "2033-12-31", None]


def test_a_completion_at_the_end_dates_what_stands_before_it() -> None:
    rows = ledger("一、任务\n1.修订管理办法，2032年9月底前完成。\n2.新建书屋80个，2033年6月底前建成。\n")
    assert [(row.quote, due(row)) for row in rows] == [
        ("修订管理办法，2032年9月底前完成", "2032-09-30"),
        ("新建书屋80个，2033年6月底前建成", "2033-06-30"),
    ]


def test_of_them_goes_with_what_stands_before() -> None:
    found = counts(
        ledger(
            "一、任务\n1.到2033年，新建书屋80个，其中乡村书屋50个。\n2.每年举办读书会12场，其中进校园4场。\n"
        )
    )
    assert due(found["50个"]) == "2033-12-31"
    assert found["4场"].frequency and found["4场"].frequency.per == "year"


def test_a_subject_goes_on_until_a_semicolon_or_the_next_subject() -> None:
    found = counts(
        ledger(
            "一、任务\n1.科普部要新建书屋80个，更新图书2万册；举办读书会60场。\n2.科普部要编印读本9种以上，学会部要培训管理员300名。\n"
        )
    )
    leads = [found[number].lead for number in ("80个", "2万册", "60场", "9种", "300名")]
    assert leads == [("科普部",), ("科普部",), (), ("科普部",), ("学会部",)]


def test_a_body_named_at_the_close_covers_what_stands_before_it() -> None:
    found = counts(
        ledger("一、任务\n1.新建书屋80个，更新图书2万册，由科普部负责。举办读书会60场。\n2.抓好落实。\n")
    )
    assert [found[number].lead for number in ("80个", "2万册", "60场")] == [("科普部",), ("科普部",), ()]


def test_leader_and_helper_of_one_sentence() -> None:
    found = counts(ledger("一、任务\n1.科普部牵头、学会部配合，新建书屋80个。\n2.抓好落实。\n"))
    assert (found["80个"].lead, found["80个"].support) == (("科普部",), ("学会部",))


def test_a_month_takes_the_year_of_the_time_before_it() -> None:
    rows = ledger("一、任务\n（一）改造。2032年6月底前编制方案，12月底前完成改造。\n（二）抓好落实。\n")
    assert [due(row) for row in rows] == ["2032-06-30", "2032-12-31"]


@pytest.mark.parametrize(
    ("text", "lead", "support", "day"),
    [
        ("市财政局6月底前拨付资金500万元", "市财政局", "", "2031-06-30"),
        ("市教育局、市财政局2032年8月底前印发方案", "市教育局 市财政局", "", "2032-08-31"),
        (
            "由市科协会同市教育局、市财政局等部门，于2032年6月底前完成验收",
            "市科协",
            "市教育局 市财政局",
            "2032-06-30",
        ),
        ("由市科协于2032年6月底前完成验收", "市科协", "", "2032-06-30"),
    ],
)
def test_who_stands_before_a_time(text: str, lead: str, support: str, day: str) -> None:
    (row,) = ledger(f"1.{text}。\n")
    assert (row.task, row.lead, row.support) == (text, tuple(lead.split()), tuple(support.split()))
    assert due(row) == day


@pytest.mark.parametrize(
    "helps", ["配合", "协助", "予以支持", "积极配合", "按职责分工配合", "配合做好相关工作"]
)
@pytest.mark.parametrize("leads", ["牵头", "负责"])
def test_who_only_helps_supports_the_task_before(leads: str, helps: str) -> None:
    rows = ledger(f"1.科普部{leads}书屋选址，学会部、办公室{helps}。人事部{leads}决算审核，学会部{helps}。\n")
    assert [(row.quote, row.lead, row.support) for row in rows] == [
        (f"科普部{leads}书屋选址，学会部、办公室{helps}", ("科普部",), ("学会部", "办公室")),
        (f"人事部{leads}决算审核，学会部{helps}", ("人事部",), ("学会部",)),
    ]


def test_who_only_helps_supports_every_task_of_the_same_leader() -> None:
    rows = ledger("1.人事部负责决算，科普部负责新建书屋80个，更新图书2万册，学会部配合，每年检查2次。\n")
    assert [(row.lead, row.support) for row in rows] == [
        (("人事部",), ()),
        *[(("科普部",), ("学会部",))] * 3,
    ]


def test_a_helper_with_a_share_of_the_work_leads_nothing() -> None:
    rows = ledger(
        "1.科普部牵头书屋选址，学会部配合做好经费保障，办公室负责宣传。\n2.人事部配合学会部开展培训。\n"
    )
    assert [(row.lead, row.support) for row in rows] == [
        (("科普部",), ()),
        (("科普部",), ("学会部",)),
        (("办公室",), ()),
        (("学会部",), ("人事部",)),
    ]


@pytest.mark.parametrize(
    ("who", "support"),
    [
        ("科普部牵头，学会部、办公室配合", ("学会部", "办公室")),
        ("科普部按职责分工负责", ()),
        ("科普部负责。学会部配合", ("学会部",)),
    ],
)
def test_a_sentence_that_only_says_who_makes_no_row_of_its_own(who: str, support: tuple[str, ...]) -> None:
    rows = ledger(f"1.新建书屋80个。更新图书2万册。{who}。\n")
    assert [(row.indicators[0].as_written, row.lead, row.support) for row in rows] == [
        ("80个", ("科普部",), support),
        ("2万册", ("科普部",), support),
    ]


def test_a_sentence_that_only_says_who_stands_alone_where_there_is_no_other() -> None:
    rows = ledger("1.加快书屋建设步伐。科普部牵头，学会部配合。\n2.学会部配合。\n")
    assert [(row.quote, row.lead, row.support) for row in rows] == [
        ("科普部牵头，学会部配合", ("科普部",), ("学会部",)),
        ("学会部配合", (), ("学会部",)),
    ]
