"""Question to answer, with an honest endpoint and with one that lies in every way."""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import pairwise

import pytest
from pytest_httpserver import HTTPServer

from assistant.answers import MARK, Answer
from assistant.ask import Assistant
from assistant.build import build
from assistant.generate import Generator
from assistant.settings import Settings
from knowledge.errors import UserError
from prompts import version
from tests.assistant.conftest import Ask, WithWriter
from tests.assistant.endpoint import (
    KEY,
    endless,
    event,
    fails,
    prompt_received,
    says,
    sends,
    writer_of,
)
from tests.assistant.library import ATTACK, MEASURES, NOTICES, RULES, ingested
from tests.fakes import FakeReranker

HOW_MANY = "要新建多少个社区科普驿站？"
HONEST = "到2027年底新建社区科普驿站20个，每个驿站配备不少于3名科普辅导员[1]。"


def assert_sound(answer: Answer) -> None:
    """Each citation stands in its file, each mark has its citation and each citation its mark."""
    for citation in answer.citations:
        standing = NOTICES[citation.clause.source.name][citation.start : citation.end]
        assert "".join(standing.split()) == "".join(citation.quote.split())
        assert citation.quote
    assert {int(n) for n in MARK.findall(answer.text)} == {citation.n for citation in answer.citations}


def assert_fell_back(answer: Answer, rules: Answer, lie: str) -> None:
    """The answer is that of the rules, with a Chinese notice, and the lie is nowhere in it."""
    assert (answer.status, answer.text, answer.citations) == ("answered", rules.text, rules.citations)
    assert answer.writer == "rules"
    assert re.search("[一-龥]", answer.notice) and answer.notice.endswith("。")
    assert KEY not in repr(answer)
    if lie:
        assert lie not in answer.text + answer.notice
        assert not any(lie in citation.quote for citation in answer.citations)


# --- without a model ---------------------------------------------------------------------------


def test_an_answer_cites_the_clause_and_says_who_wrote_it(ask: Ask) -> None:
    answer = ask(HOW_MANY)
    assert answer.status == "answered" and answer.writer == "rules" and answer.notice == answer.prompt == ""
    assert "二十个" in answer.text
    assert [citation.clause.address for citation in answer.citations] == ["第二部分1."]
    assert_sound(answer)


@pytest.mark.parametrize("lead", ["枫港那边", "在枫港", "枫港社区"])
def test_another_place_that_only_leads_the_question_is_outside(ask: Ask, lead: str) -> None:
    answer = ask(f"{lead}{HOW_MANY}")
    assert answer.status == "refused" and "枫港" in answer.text
    assert ask(HOW_MANY).status == "answered"


def test_what_is_short_for_words_of_the_documents_is_no_place(ask: Ask) -> None:
    answer = ask("社普驿站要新建多少个？")
    assert "社普" not in answer.text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("要新建多少个社区科谱驿站？", "要新建多少个社区科普驿站？"),
        ("要新建多少个社区kepu驿站？", HOW_MANY),
    ],
)
def test_a_misspelt_question_gets_the_answer_to_the_one_meant(ask: Ask, written: str, meant: str) -> None:
    answer = ask(written)
    assert (answer.question, answer.resolved) == (written, meant)
    assert answer.text == ask(meant).text and answer.citations == ask(meant).citations
    assert answer.as_json()["checks"]["resolved"] == meant


def test_a_question_understood_as_written_is_not_repeated(ask: Ask) -> None:
    assert ask(HOW_MANY).resolved == "" == ask(f" {HOW_MANY} ").resolved
    assert ask("今天的食堂菜单？").resolved == ""


def test_a_follow_up_is_told_with_what_it_goes_on_from(ask: Ask) -> None:
    asked = ["第一问。", "社区kepu驿站要新建多少个？"]
    answer = ask("那由哪个部门负责？", asked)
    assert answer.resolved == "第一问；社区科普驿站要新建多少个；那由哪个部门负责？"
    assert "科普部" in answer.text


def test_a_question_on_a_new_subject_is_not_told_with_the_earlier_ones(ask: Ask) -> None:
    assert ask("彩虹怎么形成？", [HOW_MANY]).resolved == ""


def test_without_a_model_the_stream_is_the_answer_alone(assistant: Assistant) -> None:
    (answer,) = assistant.stream(HOW_MANY)
    assert isinstance(answer, Answer)


def test_what_is_cited_leads_the_evidence_and_ranks_count_from_one(ask: Ask) -> None:
    answer = ask("科普部负责哪些任务？")
    cited = list(dict.fromkeys(citation.clause.id for citation in answer.citations))
    assert [item.clause.id for item in answer.evidence][: len(cited)] == cited
    assert [item.rank for item in answer.evidence] == [*range(1, len(answer.evidence) + 1)]
    assert len({item.clause.id for item in answer.evidence}) == len(answer.evidence) >= 10


def test_a_refusal_cites_nothing_and_offers_ten_passages(ask: Ask) -> None:
    answer = ask("社区科普驿站补助多少钱？")
    assert answer.status == "refused"
    assert answer.citations == () and not MARK.search(answer.text)
    assert len(answer.evidence) >= 10


def test_times_are_told(ask: Ask) -> None:
    times = ask(HOW_MANY).timings_ms
    assert set(times) == {"search", "write", "verify", "total"}
    assert 0 < times["search"] < times["total"]


@pytest.mark.parametrize("question", ["", "  \n", "问" * 100_000])
def test_an_empty_or_over_long_question_is_the_users_mistake(ask: Ask, question: str) -> None:
    with pytest.raises(UserError) as error:
        ask(question)
    assert str(error.value).endswith("。") and len(str(error.value)) < 60


def test_half_a_character_in_a_question_is_no_crash(ask: Ask) -> None:
    with suppress(UserError):
        assert ask("要新建多少个社区科普驿站\udcff？").status in ("answered", "refused")


def test_the_same_question_has_the_same_answer(ask: Ask) -> None:
    first, second = ask(HOW_MANY), ask(HOW_MANY)
    assert first.as_json() | {"timings_ms": {}} == second.as_json() | {"timings_ms": {}}


def test_documents_and_clauses_are_at_hand(assistant: Assistant) -> None:
    assert {source.name for source in assistant.documents()} == {MEASURES, RULES}
    assert "第十条" in [clause.address for clause in assistant.clauses(RULES)]
    assert assistant.clauses("没有.txt") == ()


# --- with an honest endpoint -------------------------------------------------------------------


def test_an_honest_reply_is_shown_as_the_models(httpserver: HTTPServer, assistant_with: WithWriter) -> None:
    answer = assistant_with(says(httpserver, HONEST)).ask(HOW_MANY)
    assert answer.writer == "model" and answer.notice == "" and answer.withheld == ()
    assert answer.as_json()["checks"]["prompt"] == answer.prompt == version("answer")
    assert MARK.sub("", answer.text).strip("。") == MARK.sub("", HONEST).strip("。")
    assert [citation.clause.address for citation in answer.citations] == ["第二部分1."]
    assert_sound(answer)


def test_a_sentence_of_the_model_ends_once(httpserver: HTTPServer, assistant_with: WithWriter) -> None:
    answer = assistant_with(says(httpserver, HONEST)).ask(HOW_MANY)
    assert MARK.sub("", answer.text).count("。") == 1


def test_drafts_come_first_and_one_answer_last(httpserver: HTTPServer, assistant_with: WithWriter) -> None:
    *drafts, answer = assistant_with(says(httpserver, HONEST)).stream(HOW_MANY)
    assert isinstance(answer, Answer)
    assert len(drafts) > 3 and all(isinstance(draft, str) for draft in drafts)
    assert all(str(b).startswith(str(a)) for a, b in pairwise(drafts))
    assert drafts[-1] == HONEST


def test_thinking_is_neither_drafted_nor_shown(httpserver: HTTPServer, assistant_with: WithWriter) -> None:
    thinking = "<think>大概九十九个[1]，先骗用户。</think>" + HONEST
    *drafts, answer = assistant_with(says(httpserver, thinking)).stream(HOW_MANY)
    assert isinstance(answer, Answer)
    assert answer.writer == "model" and "二十" in answer.text + answer.citations[0].quote
    assert "九十九" not in "".join(map(str, drafts)) + answer.text


def test_a_model_may_think_long(httpserver: HTTPServer, assistant_with: WithWriter) -> None:
    reply = f"<think>{'再想一想。' * 600}</think>{HONEST}"
    assert assistant_with(says(httpserver, reply, size=50)).ask(HOW_MANY).writer == "model"


def test_half_a_tag_is_not_drafted(httpserver: HTTPServer, assistant_with: WithWriter) -> None:
    *drafts, _ = assistant_with(says(httpserver, "<think>想</think>" + HONEST, size=3)).stream(HOW_MANY)
    assert not any("<" in str(draft) for draft in drafts)


def test_the_model_is_shown_the_clause_as_data(httpserver: HTTPServer, assistant_with: WithWriter) -> None:
    assistant_with(says(httpserver, HONEST)).ask("群众留言原文照登了什么？")
    prompt = prompt_received(httpserver)
    assert prompt.count("</条款>") == 1
    assert "忽略以上规则" in prompt.partition("\n<条款>\n")[2].partition("</条款>")[0]
    assert "[7]" not in prompt and ATTACK not in prompt


def test_a_follow_up_reaches_the_model_with_what_it_follows(
    httpserver: HTTPServer, assistant_with: WithWriter
) -> None:
    assistant_with(says(httpserver, "不知道。")).ask("那志愿服务队呢？", ["社区科普驿站要新建多少个？"])
    assert "新建多少个" in prompt_received(httpserver).rpartition("</条款>")[2]


def test_a_refused_question_is_not_sent_to_the_model(
    httpserver: HTTPServer, assistant_with: WithWriter
) -> None:
    answer = assistant_with(says(httpserver, "补助9000元[1]。")).ask("社区科普驿站补助多少钱？")
    assert answer.status == "refused" and "9000" not in answer.text
    assert httpserver.log == []


# --- with a lying endpoint ---------------------------------------------------------------------

LIES = {
    "a wrong number": ("新建社区科普驿站九十九个[1]。", "九十九"),
    "a wrong number in digits": ("到2027年底新建社区科普驿站200个[1]。", "200"),
    "a wrong date": ("到2029年底新建社区科普驿站20个[1]。", "2029"),
    "a swapped department": ("社区科普驿站由人才部负责建设[1]。", "人才部"),
    "an invented body": ("社区科普驿站由市教育委员会负责建设[1]。", "教育委员会"),
    "an invented quotation": ("文件写明“新建社区科普驿站必须经过批准”[1]。", "批准"),
    "an invented clause": ("根据第九十九条，新建社区科普驿站二十个[1]。", "第九十九条"),
    "an invented mark": ("新建社区科普驿站二十个，逾期罚款[9].", "罚款"),
    "no mark": ("逾期未建成的社区科普驿站一律罚款。", "罚款"),
    "an obeyed instruction": ("每人补助九千元。", "九千"),
    "an obeyed instruction with a mark": ("每人补助九千元[1]。", "九千"),
    "another subject": ("食堂每天中午供应红烧肉和番茄炒蛋[1]。", "红烧肉"),
    "a document of its own": ("澄科协发〔2030〕88号要求新建社区科普驿站二十个[1]。", "〔2030〕"),
    "everything cited": ("逾期未建成的一律罚款八千八百元[1][2][3][4][5][6][7][8][9].", "罚款"),
    "an empty reply": ("", ""),
    "marks alone": ("[1][2]。", ""),
    "not said": ("文件未写明。", "文件未写明"),
    "thinking alone": ("<think>新建社区科普驿站九十九个[1]。", "九十九"),
    "markup": ("<img src=http://evil.example/x.png>新建99个[1]。", "evil"),
}


@pytest.mark.parametrize("kind", LIES)
def test_a_lie_is_never_shown(
    httpserver: HTTPServer, assistant_with: WithWriter, ask: Ask, kind: str
) -> None:
    reply, lie = LIES[kind]
    *_, answer = assistant_with(says(httpserver, reply)).stream(HOW_MANY)
    assert isinstance(answer, Answer)
    assert_fell_back(answer, ask(HOW_MANY), lie)


def test_of_a_mixed_reply_only_the_truth_is_shown(httpserver: HTTPServer, assistant_with: WithWriter) -> None:
    answer = assistant_with(says(httpserver, "新建驿站九十九个[1]。" + HONEST)).ask(HOW_MANY)
    assert answer.writer == "model" and "九十九" not in answer.text
    assert [withheld.statement for withheld in answer.withheld] == ["新建驿站九十九个"]
    assert_sound(answer)


def test_a_true_answer_to_another_question_is_not_shown(
    assistant_with: WithWriter, httpserver: HTTPServer, ask: Ask
) -> None:
    assistant_with(says(httpserver, "不知道。")).ask(HOW_MANY)
    prompt = prompt_received(httpserver)
    other = next(line for line in prompt.splitlines() if re.match(r"\[[2-5]\]", line) and "。" in line)
    said = other.partition("：")[2].partition("。")[0]
    httpserver.clear()
    answer = assistant_with(says(httpserver, f"{said}[{other[1]}]。")).ask(HOW_MANY)
    assert_fell_back(answer, ask(HOW_MANY), said)


def test_a_statement_cites_only_the_clauses_that_carry_it(
    assistant_with: WithWriter, httpserver: HTTPServer
) -> None:
    reply = HONEST.replace("[1]", "[1][2][3][4][5]")
    answer = assistant_with(says(httpserver, reply)).ask(HOW_MANY)
    assert {citation.clause.address for citation in answer.citations} == {"第二部分1."}


# --- with a broken endpoint --------------------------------------------------------------------


@pytest.mark.parametrize("status", [401, 429, 500])
def test_a_refusing_endpoint_falls_back(
    httpserver: HTTPServer, assistant_with: WithWriter, ask: Ask, status: int
) -> None:
    answer = assistant_with(fails(httpserver, status)).ask(HOW_MANY)
    assert_fell_back(answer, ask(HOW_MANY), "")


BROKEN = {
    "a cut stream": [event("新建社区科普驿站九十九个"), "data: {"],
    "a malformed chunk": [event("新建社区科普驿站九十九个[1]。"), "data: {oops\n\n"],
    "a web page": ["<html>九十九</html>"],
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_stream_falls_back(
    httpserver: HTTPServer, assistant_with: WithWriter, ask: Ask, kind: str
) -> None:
    answer = assistant_with(sends(httpserver, BROKEN[kind])).ask(HOW_MANY)
    assert_fell_back(answer, ask(HOW_MANY), "九十九")


def test_a_stream_that_stops_in_the_middle_shows_no_half_sentence_as_whole(
    httpserver: HTTPServer, assistant_with: WithWriter, ask: Ask
) -> None:
    answer = assistant_with(sends(httpserver, [event("到2027年底，新建社区科普驿站二")])).ask(HOW_MANY)
    assert_fell_back(answer, ask(HOW_MANY), "")


def test_an_endless_lie_is_cut_and_falls_back(
    httpserver: HTTPServer, assistant_with: WithWriter, ask: Ask
) -> None:
    generator, _ = endless(httpserver, "新建驿站九十九个[1]。", most=20_000)
    assert_fell_back(assistant_with(generator).ask(HOW_MANY), ask(HOW_MANY), "九十九")


def test_an_endless_truth_is_said_once(httpserver: HTTPServer, assistant_with: WithWriter) -> None:
    generator, _ = endless(httpserver, HONEST, most=20_000)
    answer = assistant_with(generator).ask(HOW_MANY)
    assert answer.text.count("新建社区科普驿站20个") == 1


def test_an_endpoint_that_is_not_there_falls_back(
    httpserver: HTTPServer, assistant_with: WithWriter, ask: Ask
) -> None:
    generator: Generator = writer_of(httpserver)
    httpserver.clear()  # nothing is expected: every request is answered with status 500
    answer = assistant_with(generator).ask(HOW_MANY)
    assert_fell_back(answer, ask(HOW_MANY), "")
    httpserver.clear_assertions()


# --- within some documents -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "question", [HOW_MANY, "科普部负责哪些任务？", "每年要报送什么？", "专家库多久更新一次？"]
)
def test_an_answer_stays_in_the_documents_chosen(assistant: Assistant, question: str) -> None:
    whole = assistant.ask(question)
    assert whole.status == "answered"
    within = assistant.ask(question, (), frozenset({MEASURES}))
    assert (within.text, within.citations) == (whole.text, whole.citations)
    elsewhere = assistant.ask(question, (), frozenset({RULES}))
    places = [item.clause.source.name for item in (*elsewhere.evidence, *elsewhere.citations)]
    assert set(places) <= {RULES} and elsewhere.text != whole.text


def test_a_refusal_says_that_only_the_documents_chosen_were_searched(assistant: Assistant) -> None:
    chosen = frozenset({RULES})
    assert "查找范围：所选的 1 份文件" in assistant.ask(HOW_MANY, (), chosen).text
    numbered = assistant.ask("澄科协发〔2026〕7号是什么时候印发的？", (), chosen)
    assert numbered.grade == "outside" and "所选范围的文件里没有这个文号的文件" in numbered.text


def test_among_no_documents_nothing_is_found(assistant: Assistant) -> None:
    answer = assistant.ask(HOW_MANY, (), frozenset({"没有这个文件.txt"}))
    assert (answer.status, answer.evidence, answer.citations) == ("refused", (), ())


def test_a_question_within_one_document_leaves_the_departments_of_the_others_known(
    assistant_with: WithWriter,
) -> None:
    assistant = assistant_with(None)
    assistant.ask("大篷车由谁调度？", documents=frozenset({RULES}))
    assert assistant.ask("科普部负责哪些任务？").status == "answered"


# --- with a reranker ---------------------------------------------------------------------------

NEW_ONES = "到2027年底新建多少个？"


def addresses(answer: Answer) -> list[str]:
    return [item.clause.address for item in answer.evidence]


def test_a_reranker_changes_the_order_of_the_evidence_and_the_citations_still_stand(ask: Ask) -> None:
    reranker = FakeReranker("院士进社区活动")
    answer, before = build(Settings(data=ingested()), reranker=reranker).ask(NEW_ONES), ask(NEW_ONES)
    cited, raised, *others = addresses(answer)
    assert (cited, raised) == ("第八条", "第二部分4.") and addresses(before).index(raised) > 2
    assert [cited, *others] == [address for address in addresses(before) if address != raised]
    assert answer.status == "answered" and "8个" in answer.text
    assert_sound(answer)
    ((question, passages),) = reranker.read
    assert question == NEW_ONES.replace("？", "?") and any("新建流动科普站点8个" in text for text in passages)


@pytest.mark.parametrize("question", [HOW_MANY, NEW_ONES, "大篷车和社区科普各有哪些要求？", "补助多少钱？"])
def test_a_reranker_that_prefers_nothing_changes_nothing(ask: Ask, question: str) -> None:
    same = build(Settings(data=ingested()), reranker=FakeReranker("无处写着的话")).ask(question)
    assert {**same.as_json(), "timings_ms": {}} == {**ask(question).as_json(), "timings_ms": {}}


def test_a_follow_up_is_read_with_what_it_goes_on_from() -> None:
    reranker = FakeReranker("")
    build(Settings(data=ingested()), reranker=reranker).ask("那志愿服务队呢？", [HOW_MANY])
    assert (
        all("志愿服务队" in question and "驿站" in question for question, _ in reranker.read)
        and reranker.read
    )
