"""When the evidence does not answer: years, and the thing asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.ask import Assistant
from assistant.question import understand
from assistant.refuse import HARDLY_SAID, LARGE, judge, of_year, saying_the_year, words_met
from assistant.select import Candidate
from knowledge.documents import Clause, Evidence, Source


@pytest.mark.parametrize(
    "question",
    [
        "2035年要新建多少个社区科普驿站？",
        "大篷车的开户银行是哪家？",
        "院士进社区活动在哪里举办？",
    ],
)
def test_what_no_clause_says_of_the_asked_thing_is_refused(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == "refused"
    assert not answer.citations


def test_an_unknown_document_number_is_refused(assistant: Assistant) -> None:
    answer = assistant.ask("澄科协发〔1999〕3号要求新建多少个驿站？")
    assert (answer.status, "文号" in answer.text) == ("refused", True)


def test_a_document_number_keeps_the_answer_in_its_document(assistant: Assistant) -> None:
    answer = assistant.ask("澄科协规〔2025〕12号规定大篷车每年下乡多少天？")
    assert {citation.clause.source.doc_number for citation in answer.citations} == {"澄科协规〔2025〕12号"}


def test_an_off_topic_question_does_not_inherit_the_subject(assistant: Assistant) -> None:
    assert assistant.ask("今天股票涨了吗？", ["要新建多少个社区科普驿站？"]).status == "refused"


def test_evidence_is_best_first(assistant: Assistant) -> None:
    scores = [item.score for item in assistant.ask("科普部负责哪些任务？").evidence]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("question", "grade"),
    [
        ("火星基地的氧气循环系统怎么维护？", "absent"),
        ("大篷车的开户银行是哪家？", "near"),
        ("2035年要新建多少个社区科普驿站？", "outside"),
        ("北京市要新建多少个社区科普驿站？", "outside"),
        ("澄科协发〔1999〕3号要求新建多少个驿站？", "outside"),
    ],
)
def test_a_refusal_has_a_grade(assistant: Assistant, question: str, grade: str) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.grade) == ("refused", grade)
    assert answer.confidence < 0.5


def test_an_answer_has_no_grade_and_is_surer_the_more_of_the_question_a_clause_holds(
    assistant: Assistant,
) -> None:
    full = assistant.ask("到2027年底新建社区科普驿站多少个？")
    half = assistant.ask("驿站打印机墨盒多少个？")
    assert full.grade is None
    assert full.confidence > max(0.5, half.confidence)


def ranked(*sentences: tuple[str, float], year: int = 2021) -> list[Candidate]:
    source = Source("纲要.txt", "d1", "纲要（2021年至2035年）", issued_on=date(year, 3, 1))
    made = []
    for ordinal, (text, covered) in enumerate(sentences):
        clause = Clause(source, ordinal, f"第{ordinal}条", (), "item", text, 0, len(text))
        made.append(Candidate(Evidence(clause, 1.0, ordinal + 1), 0, len(text), covered, True, covered))
    return made


def test_of_sentences_that_fit_those_that_say_the_year_are_meant() -> None:
    asked = understand("到2035年比例达到多少？", (), ())
    near, meant, other = ranked(("到2024年达到17%。", 0.9), ("到2035年达到28%。", 0.8), ("2035年远景。", 0.2))
    assert list(saying_the_year(asked, [near, meant, other], {})) == [meant]
    assert list(saying_the_year(asked, [near, other], {})) == [near, other]


def test_the_year_of_issue_names_the_document_and_no_sentence() -> None:
    asked = understand("2021年的纲要比例达到多少？", (), ())
    both = ranked(("到2024年达到17%。", 0.9), ("2021年启动。", 0.9))
    assert list(saying_the_year(asked, both, {})) == both
    assert list(saying_the_year(understand("比例达到多少？", (), ()), both, {})) == both


@pytest.mark.parametrize(("words", "refused"), [("驿站开放管理", False), ("驿站", True)])
def test_the_more_words_are_missing_the_nearer_a_clause_must_be(words: str, refused: bool) -> None:
    asked = understand("驿站开放管理", (), ())
    source = Source("办法.txt", "d1", "办法")
    clause = Clause(source, 0, "第一条", (), "item", words, 0, len(words))
    middling = Candidate(Evidence(clause, 1.0, 1, (), 0.88), 0, len(words), 0.5, True, 0.5)
    rarity = {term: 3.0 if term == "驿站" else 1.0 for term in asked.focus}
    assert (judge(asked, [middling], rarity, {}).refusal is not None) == refused


def test_what_leads_in_a_list_says_the_year_of_its_bullets() -> None:
    source = Source("规划.txt", "d1", "规划")
    texts = (
        ("paragraph", "第二步，到2035年："),
        ("bullet", "——比例超过20%。"),
        ("bullet", "——站点达到9个。"),
    )
    lead, first, second = (
        Clause(source, n, str(n), (), kind, text, 0, len(text))  # type: ignore[arg-type]
        for n, (kind, text) in enumerate(texts)
    )
    other = Clause(source, 3, "3", (), "paragraph", "比例达到10%。", 0, 8)
    found = [
        Candidate(Evidence(clause, 1.0), 0, len(clause.text), 0.5, True, 0.5) for clause in (other, second)
    ]
    clauses = {"规划.txt": (lead, first, second, other)}
    asked = understand("到2035年站点达到几个？", (), ())
    assert [one.clause for one in of_year(asked, found, clauses)] == [second]
    assert [one.clause for one in saying_the_year(asked, found, clauses)] == [second]
    assert not judge(asked, [found[1]], {"站点": 1.0}, clauses).refusal
    assert of_year(asked, found, {}) == found


def test_pairs_that_meet_by_chance_weigh_little_where_they_are_missing() -> None:
    asked = understand("驿站开放时间如何安排管理？", (), ())
    source = Source("办法.txt", "d1", "办法")
    clause = Clause(source, 0, "第一条", (), "item", "驿站", 0, 2)
    found = [Candidate(Evidence(clause, 1.0, 1), 0, 2, 0.5, True, 0.5)]
    chance = judge(asked, found, {"驿站": 1.0, "排管": 3.0}, {})  # 安排|管理
    meant = judge(asked, found, {"驿站": 1.0, "管理": 3.0}, {})
    assert chance.confidence > meant.confidence


def test_what_holds_the_number_asked_for_may_say_less_of_the_rest_in_its_year() -> None:
    asked = understand("到2035年比例达到多少？", (), ())
    wordy, short = ranked(("2035年的比例研究。", 0.9), ("到2035年达到28%。", 0.55))
    wordy = replace(wordy, fits=False)
    assert list(saying_the_year(asked, [wordy, short], {})) == [short]


def test_in_a_large_collection_the_words_must_meet_in_one_clause() -> None:
    asked = understand("驿站开放管理", (), ())
    source = Source("办法.txt", "d1", "办法")
    clause = Clause(source, 0, "第一条", (), "item", "驿站开放", 0, 4)
    rarity = {"驿站": 1.0, "站开": 1.0, "开放": 1.0, "放管": 1.0, "管理": 4.0}  # most of it elsewhere
    library = {"办法.txt": (clause,) * LARGE}
    for held, clauses, refused in ((0.3, library, True), (0.5, library, False), (0.3, {}, False)):
        found = [Candidate(Evidence(clause, 1.0, 1, (), 0.95), 0, 4, held, True, 0.5)]
        assert (judge(asked, found, rarity, clauses).refusal is not None) is refused


def test_the_words_that_meet_are_a_share_by_rarity() -> None:
    clause = Clause(Source("办法.txt", "d1", "办法"), 0, "第一条", ("一、管理",), "item", "开放", 0, 2)
    found = [Candidate(Evidence(clause, 1.0, 1), 0, 2, 0.5, True, 0.5)]
    rarity = {"驿站": 3.0, "管理": 1.0}
    share = pytest.approx(1 / (3 + HARDLY_SAID * 3 + 1))  # 站管 by chance
    for question in ("驿站管理", "驿站管理，有哪些优惠政策？"):  # the sort of answer is no word of it
        assert words_met(understand(question, (), ()), found, rarity) == share
    asked = understand("东州市驿站管理", (), ())
    assert words_met(asked, found, rarity) < words_met(asked, found, rarity, ("东州",)) == share


def test_who_signs_says_nothing_of_the_question() -> None:
    asked = understand("东州市科普馆电话是多少？", (), ())
    texts = ("东州市科普馆2024年3月1日", "咨询请找办公室。", "电话：0123-4567890。")
    clauses = [
        Clause(Source("办法.txt", "d1", "办法"), n, f"第{n}段", (), "paragraph", text, 0, len(text))
        for n, text in enumerate(texts)
    ]
    found = [
        Candidate(Evidence(one, 1.0, 1), 0, len(one.text), covered, True, 0.5)
        for one, covered in zip(clauses, (0.9, 0.3, 0.3), strict=True)
    ]
    assert judge(asked, found, {"电话": 1.0}, {}).refusal is None


def test_a_document_without_any_date_speaks_of_whatever_year() -> None:
    asked = understand("2021年比例达到多少？", (), ())
    clause = Clause(Source("说明.txt", "d1", "说明"), 0, "第一条", (), "item", "比例达到28%。", 0, 8)
    found = [Candidate(Evidence(clause, 1.0, 1), 0, 8, 0.5, True, 0.5)]
    assert judge(asked, found, {"比例": 1.0, "达到": 1.0}, {}).refusal is None


def test_a_body_is_given_only_by_a_clause_that_speaks_of_the_question() -> None:
    asked = understand("驿站开放由谁负责？", (), ())
    text = "驿站开放。（责任部门：科普部）"
    clause = Clause(Source("办法.txt", "d1", "办法"), 0, "第一条", (), "item", text, 0, len(text))
    rarity = {"驿站": 1.0, "开放": 1.0}
    for covered, refused in ((0.1, True), (0.5, False)):
        one = Candidate(Evidence(clause, 1.0, 1), 0, len(text), covered, True, 0.5)
        assert (judge(asked, [one], rarity, {}).refusal is not None) is refused
