"""Which documents and attachments a question names, and what is left of it without their names."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.works import Mention, mentions_in, missing_in, without_marks, works_of, years_alone
from knowledge.documents import Source, Validity
from knowledge.words import fold
from tests.assistant.likenesses import LIKENESSES, NEW, OLD, OUTLINE, PACKET, PLAN, document, works

PLAN_OF_ACTION = "附件1：榆沙市青年学者托举行动计划（2028—2031年）"
REVIEW = "附件2：榆沙市青年学者评审办法"


def mentions(question: str, *earlier: str) -> tuple[Mention, ...]:
    return mentions_in(fold(question), works(), [fold(one) for one in earlier])


def meant(question: str, *earlier: str) -> list[list[tuple[str, str]]]:
    """Document and attachment of every work of every mention."""
    return [[(work.source.name, work.part) for work in one.works] for one in mentions(question, *earlier)]


# --- what can be named -------------------------------------------------------------------------


def test_documents_and_attachments_with_a_title_can_be_named() -> None:
    found = [(work.source.name, work.part, work.kind) for work in works()]
    assert found == [
        (OLD, "", "实施意见"),
        (NEW, "", "实施意见"),
        (PLAN, "", "规划"),
        (OUTLINE, "", "规划纲要"),
        (PACKET, "", ""),
        (PACKET, PLAN_OF_ACTION, "行动计划"),
        (PACKET, REVIEW, "办法"),
    ]


def test_a_work_knows_its_place_its_year_and_its_issuers_short_name() -> None:
    old, *_, review = works()
    assert (old.places, old.years, old.codes) == ({"砚川"}, {2023}, {"砚科协"})
    assert (review.places, review.years, review.codes) == ({"榆沙"}, {2028}, {"榆科协"})


def test_no_documents_no_works() -> None:
    assert works_of((), {}) == ()
    assert mentions_in("砚川2023年意见", ()) == ()
    assert missing_in("砚川2023年", ()) == ""


# --- what is named -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "name", "label"),
    [
        ("砚川2023年意见要建多少家书屋？", OLD, "砚川2023年意见"),
        ("砚川2027年那版建多少家？", NEW, "砚川2027"),
        ("砚川市的规划里志愿者多少人？", PLAN, "砚川市的规划"),
        ("砚川十五五规划有多少工作站？", PLAN, "砚川十五五规划"),
        ("榆沙“十五五”规划纲要的目标？", OUTLINE, "榆沙“十五五”规划纲要"),
        ("砚科协2023年意见是哪天印的？", OLD, "砚科协2023年意见"),
        ("榆沙市2028年通知的附件有几个？", PACKET, "榆沙市2028"),
        ("榆沙２０２６年規劃綱要的目標？", OUTLINE, "榆沙2026年规划纲要"),
    ],
)
def test_marks_that_only_one_document_meets_name_it(question: str, name: str, label: str) -> None:
    (one,) = mentions(question)
    assert one.clear
    assert {work.source.name for work in one.works} == {name}
    assert one.label == label


@pytest.mark.parametrize(
    "question",
    [
        "意见里要建多少家书屋？",
        "规划里志愿者多少人？",
        "砚川要建多少家书屋？",
        "志愿者多少人？",
        "2026年印发的",
        "",
        "？",
    ],
)
def test_marks_that_many_documents_meet_name_none(question: str) -> None:
    assert mentions(question) == ()


def test_a_telling_kind_names_the_one_document_that_is_called_so() -> None:
    (one,) = mentions("规划纲要里的志愿者多少人？")
    assert not one.clear and [work.source.name for work in one.works] == [OUTLINE]
    assert meant("行动计划里每人资助多少？") == [[(PACKET, PLAN_OF_ACTION)]]
    assert mentions("实施意见里建多少家？") == ()  # two are called so
    assert mentions("办法里专家多少名？") == ()  # too short to tell


def test_the_other_attachments_of_its_document_are_left_out() -> None:
    (plan,) = mentions("榆沙行动计划每人资助多少？")
    (review,) = mentions("榆沙2028年评审办法要几名专家？")
    held = {
        question: {clause.address for clause in document(PACKET).clauses if one.holds(clause)}
        for question, one in {"plan": plan, "review": review}.items()
    }
    assert held == {
        "plan": {"附件1", "附件1第一部分"},
        "review": {"附件2", "附件2第一条", "附件2第二条"},
    }
    assert plan.left_out == {(REVIEW,)} and review.left_out == {(PLAN_OF_ACTION,)}


def test_a_document_named_by_year_holds_its_attachments_too() -> None:
    (one,) = mentions("榆沙2028年的通知说了什么？")
    assert all(one.holds(clause) for clause in document(PACKET).clauses)
    assert not any(one.holds(clause) for clause in document(OUTLINE).clauses)


# --- named by a word of the title --------------------------------------------------------------

TITLES = {
    "lamp.txt": "砚川市灯塔书屋三年行动计划",
    "boat.txt": "砚川市流动书屋三年行动计划",
    "sea.txt": "砚川市海洋课堂实施意见",
    "note.txt": "关于收集海洋标本的通知",
}


def titled(question: str) -> list[tuple[list[str], list[str], bool]]:
    """Subjects, documents and clearness of the mentions of a question among these titles."""
    sources = [Source(name, name, title) for name, title in TITLES.items()]
    return [
        (
            [mark.value for mark in one.marks if mark.kind == "subject"],
            [work.source.name for work in one.works],
            one.clear,
        )
        for one in mentions_in(fold(question), works_of(sources, {}))
    ]


@pytest.mark.parametrize(
    ("question", "subject", "name"),
    [
        ("灯塔三年计划要建几家？", "灯塔", "lamp.txt"),
        ("流动书屋行动计划要建几家？", "流动书屋", "boat.txt"),
        ("海洋课堂意见怎么说？", "海洋课堂", "sea.txt"),
    ],
)
def test_a_word_that_one_title_alone_holds_names_it_with_its_kind(
    question: str, subject: str, name: str
) -> None:
    assert titled(question) == [([subject], [name], True)]


@pytest.mark.parametrize(
    "question",
    [
        "书屋行动计划要建几家？",  # two titles hold it
        "海洋意见怎么说？",  # two titles hold it, one of that kind
        "灯塔意见怎么说？",  # its title is of another kind
        "灯塔要建几家？",  # no kind
        "灯塔建成，行动计划要建几家？",  # another part of the sentence
    ],
)
def test_a_word_of_several_titles_or_of_another_kind_names_none(question: str) -> None:
    assert not any(subjects or clear for subjects, _, clear in titled(question))


# --- several documents -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "names", "labels"),
    [
        ("砚川2023年和2027年两份意见的讲座多久一次？", [OLD, NEW], ["砚川2023", "2027年两份意见"]),
        ("2027和2023两份意见差在哪？", [NEW, OLD], ["2027", "2023两份意见"]),
        ("榆沙规划纲要和砚川十五五规划的比例各是多少？", [OUTLINE, PLAN], ["榆沙规划纲要", "砚川十五五规划"]),
        ("砚川规划和砚川2023年意见，哪个提到工作站？", [PLAN, OLD], ["砚川规划", "2023年意见"]),
    ],
)  # fmt: skip
def test_several_documents_are_named_in_the_order_of_the_question(
    question: str, names: list[str], labels: list[str]
) -> None:
    found = mentions(question)
    assert [one.works[0].source.name for one in found] == names
    assert [one.label for one in found] == labels


def test_two_kinds_side_by_side_need_no_place() -> None:
    assert meant("意见里的说法跟规划里的一样吗？") == [[(OLD, ""), (NEW, "")], [(PLAN, "")]]
    assert mentions("意见要求编制规划吗？") == ()
    assert mentions("规划纲要砚川和行动计划？") == ()  # one of them is no document there is


def test_a_document_named_twice_is_one_mention() -> None:
    assert meant("砚川2023年意见建几家？砚川2023年意见讲座多久一次？") == [[(OLD, "")]]


def test_beside_a_clear_mention_a_place_with_one_document_is_enough() -> None:
    few = works([PLAN, OUTLINE])
    found = mentions_in("榆沙和砚川十五五规划的比例？", few)
    assert [one.works[0].source.name for one in found] == [OUTLINE, PLAN]
    assert [one.label for one in found] == ["榆沙", "砚川十五五规划"]


def test_of_like_documents_the_repealed_one_is_the_old_version() -> None:
    old, new = document(OLD), document(NEW)
    repealed = replace(old.source, validity=Validity("repealed"))
    pair = works_of([repealed, new.source], {OLD: old.clauses, NEW: new.clauses})
    for question, name in [
        ("砚川修订后的意见建几家？", NEW),
        ("砚川老版意见建几家？", OLD),
        ("砚川废止的那份意见？", OLD),
        ("砚川旧文件要建几家？", OLD),
    ]:
        (one,) = mentions_in(question, pair)
        assert [work.source.name for work in one.works] == [name]


# --- follow-ups --------------------------------------------------------------------------------

FIRST = "砚川2023年意见要建多少家书屋？"


def test_a_follow_up_that_names_nothing_keeps_the_documents() -> None:
    assert meant("那讲座呢？", FIRST) == [[(OLD, "")]]


def test_a_follow_up_changes_what_it_says_and_keeps_the_rest() -> None:
    assert meant("那2027年的呢？", FIRST) == [[(NEW, "")]]
    assert meant("那规划呢？", FIRST) == [[(PLAN, "")]]


def test_the_last_question_is_asked_before_the_one_before_it() -> None:
    assert meant("那讲座呢？", "那2027年的呢？", FIRST) == [[(NEW, "")]]
    assert meant("那讲座呢？", "志愿者多少人？", FIRST) == [[(OLD, "")]]


def test_a_full_name_is_not_changed_by_what_went_before() -> None:
    assert meant("榆沙规划纲要呢？", FIRST) == [[(OUTLINE, "")]]


# --- editions that are not there ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "edition"),
    [
        ("砚川2025年的意见怎么说？", "2025年的意见"),
        ("榆沙2023年办法要几名专家？", "2023年办法"),
        ("砚川“十四五”规划的目标？", "“十四五”规划"),
        ("砚川2019年那版建几家？", "2019年那版"),
        ("砚川2028年的行动计划资助多少？", "2028年的行动计划"),  # it is of another place
    ],
)
def test_an_edition_that_no_document_has_is_missing(question: str, edition: str) -> None:
    assert missing_in(fold(question), works()) == edition


@pytest.mark.parametrize(
    "question",
    [
        "砚川2023年的意见怎么说？",
        "榆沙2028年的行动计划资助多少？",
        "砚川“十五五”规划的目标？",
        "到2035年比例达到多少？",
        "2025年底要建几家？",
        "砚川2027年的意见废止了2019年的意见吗？",  # asks of a relation
        "意见怎么说？",
    ],
)
def test_what_is_there_or_only_a_time_is_not_missing(question: str) -> None:
    assert missing_in(fold(question), works()) == ""


# --- the rest of the question ------------------------------------------------------------------


def test_what_is_asked_stays_without_the_names() -> None:
    question = "砚川2023年意见和榆沙规划纲要，志愿者各多少人？"
    rest = without_marks(fold(question), mentions(question), works())
    for mark in ("砚川", "2023", "意见", "榆沙", "规划纲要"):
        assert mark not in rest
    assert rest.endswith("志愿者各多少人?")


def test_that_an_attachment_is_one_is_part_of_its_name() -> None:
    question = "作为附件的榆沙行动计划，每人资助多少？"
    assert "附件" not in without_marks(fold(question), mentions(question), works())
    whole = "砚川2023年意见有几个附件？"
    assert "附件" in without_marks(fold(whole), mentions(whole), works())


def test_marks_that_name_nothing_stay() -> None:
    text = "意见里要建多少家书屋？"
    assert without_marks(text, mentions(text), works()) == text


PIECES = st.sampled_from(
    "砚川 榆沙 砚科协 2023年 2027年 2031年 十五五 “十四五” 意见 规划 规划纲要 行动计划 办法 和 的 跟 ， 新版 废止 "
    "志愿者 多少 三年 两份 附件 ？".split()
)
QUESTIONS = st.lists(PIECES, max_size=10).map("".join)


@given(QUESTIONS, st.lists(QUESTIONS, max_size=2))
def test_whatever_is_asked_mentions_rest_on_works_that_meet_them(text: str, earlier: list[str]) -> None:
    known = works()
    found = mentions_in(text, known, earlier)
    for one in found:
        assert one.works and set(one.works) <= set(known)
        assert one.label
        held = [c for name in LIKENESSES for c in document(name).clauses if one.holds(c)]
        assert held
        assert {clause.source.name for clause in held} <= {work.source.name for work in one.works}
    assert len({one.works for one in found}) == len(found)
    assert len(without_marks(text, found, known)) <= len(text)
    assert missing_in(text, known) in text


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("雁洲2031年建多少家书屋？", {"2031"}),
        ("雁洲2031年的办法里建多少家书屋？", set()),
        ("雁洲2031年那份文件要建多少家书屋？", set()),
        ("雁洲2030年的方案里，2031年建多少家书屋？", {"2031"}),
        ("到2031年底建多少家书屋？", {"2031"}),
    ],
)
def test_years_that_call_no_edition_by(question: str, years: set[str]) -> None:
    assert years_alone(question) == years


def test_of_several_rules_the_one_replaced_and_its_successor_are_both() -> None:
    rules = ("云湾市书屋补助办法", "云湾市书屋补助办法", "云湾市驿站管理办法")
    sources = [
        Source(name=f"{n}.txt", doc_id=f"d{n}", title=title, doc_number=f"云政规〔{2027 + n}〕2号")
        for n, title in enumerate(rules)
    ]
    sources[0] = replace(sources[0], validity=Validity("repealed", source="1.txt"))
    known = works_of(sources, {})
    assert [one.works[0].source.name for one in mentions_in("新旧办法里补助各多少", known)] == [
        "0.txt",
        "1.txt",
    ]
    assert [one.label for one in mentions_in("新旧办法里补助各多少", known)] == ["较早的办法", "较新的办法"]
    still = works_of([replace(one, validity=Validity()) for one in sources], {})
    assert not any("较" in one.label for one in mentions_in("新旧办法里补助各多少", still))
