"""Question to answer by the rules, in all documents and in some, and with a reranker."""

from __future__ import annotations

from contextlib import suppress

import pytest

from assistant.answers import MARK, Answer
from assistant.ask import Assistant
from assistant.build import build
from assistant.settings import Settings
from knowledge.errors import UserError
from tests.assistant.conftest import Ask, WithWriter
from tests.assistant.library import HOW_MANY, MEASURES, RULES, assert_sound, ingested
from tests.fakes import FakeReranker

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
