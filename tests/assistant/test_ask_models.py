"""Question to answer with an endpoint: an honest one, one that lies in every way, and one that breaks."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from pytest_httpserver import HTTPServer

from assistant.answers import MARK, Answer
from assistant.generate import Generator
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
from tests.assistant.library import ATTACK, HOW_MANY, assert_sound

HONEST = "到2027年底新建社区科普驿站20个，每个驿站配备不少于3名科普辅导员[1]。"


def assert_fell_back(answer: Answer, rules: Answer, lie: str) -> None:
    """The answer is that of the rules, with a Chinese notice, and the lie is nowhere in it."""
    assert (answer.status, answer.text, answer.citations) == ("answered", rules.text, rules.citations)
    assert answer.writer == "rules"
    assert re.search("[一-龥]", answer.notice) and answer.notice.endswith("。")
    assert KEY not in repr(answer)
    if lie:
        assert lie not in answer.text + answer.notice
        assert not any(lie in citation.quote for citation in answer.citations)


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
