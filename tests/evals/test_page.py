"""The page of a run: nothing in it runs or is fetched, and everything that was measured is there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answers import Answer
from evals.cases import Case
from evals.evaluate import Options, Outcome, evaluate_cases
from evals.ledger import CAPTIONS as LEDGER_CAPTIONS
from evals.page import first_rank, page, write_page
from evals.record import Earlier, write_results
from evals.run import Ask, Result, score
from evals.spans import Span
from evals.statistics import mean
from knowledge.documents import Clause
from knowledge.errors import UserError
from tests.evals.values import CASES, START, answer, case, cite, clause, document, refusal, refusing, source
from tests.evals.values import ask as fake_ask
from tests.evals.values import target as target_of

VOID = {"meta", "input", "br", "hr", "img", "link"}
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    '<a href="javascript:alert(1)">看</a>',
    "</dd></dl></details><iframe src=//evil.example></iframe>",
    "<style>@import url(http://evil.example/a.css);</style>",
    "{{ 7*7 }}{% raw %}",
    "<!-- <meta http-equiv=refresh content=0> -->",
)


class Reader(HTMLParser):
    """Every tag with its attributes and the tags it stands in, and the text of every <details>, dt and dd."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.words: list[tuple[tuple[str, ...], str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append((tuple(self.open), data))

    def of(self, name: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.tags if tag == name]


def outcome(
    cases: Sequence[Case] = CASES, asked: Ask = fake_ask, name: str = "一套", *documents: Clause
) -> Outcome:
    held = [document(one) for one in documents] or [document()]
    return evaluate_cases(tuple(cases), name, target_of(asked, *held), Options())


def told(text: str) -> dict[str, dict[str, str]]:
    """Case id → the terms and what is said under each, tags and escapes gone."""
    found = {}
    for block in re.findall(r"<details.*?</details>", text, re.S):
        summary = re.search(r"<summary>.*?</span>\s*(\S+?)　", block, re.S)
        assert summary
        pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", block, re.S)
        found[unescape(summary[1])] = {name: unescape(value) for name, value in pairs}
    return found


def summaries(text: str) -> dict[str, str]:
    """Case id → its summary line without tags."""
    lines = [unescape(re.sub(r"<[^>]*>", "", one)) for one in re.findall(r"<summary>(.*?)</summary>", text)]
    return {line.split("　")[0].split()[1]: line for line in lines}


def earlier(outcome: Outcome, scores: dict[str, float | None], **answers: str) -> Outcome:
    return replace(outcome, earlier=Earlier({}, {name: {"passed": s} for name, s in scores.items()}, answers))


def poisoned(words: str) -> Outcome:
    """A run in which these words stand wherever words from outside can stand."""
    bad = clause(raw=f"50个{words}", of=source(f"001_{words}.txt"))
    asked = case(
        id="p1", question=words, history=(words,), tags=(words,), quotes=(words,), reference=words,
        ordered=("五十个", words), facts=(("五十个", words),), forbidden=(words + "甲",),
    )  # fmt: skip
    said = answer(f"{words}9个[1]。{words}甲", [cite(bad, quote=words)], evidence=[bad])
    done = evaluate_cases((asked,), "一套", target_of(lambda *_: said, document(bad)), Options())
    assert done.record and done.report and done.report.failures()
    return replace(
        done,
        title=words,
        breaches=(words,),
        gated=True,
        record=replace(done.record, commit=words, models={"chat": words}, versions={words: words}),
        earlier=Earlier({}, {"p1": {"passed": 1.0}, words: {"passed": 1.0}}, {"p1": f"{words}上次"}),
    )


# --- nothing runs, nothing is fetched ------------------------------------------------------


def is_inert(text: str) -> None:
    reader = Reader(text)
    assert reader.open == []
    names = {tag for tag, _ in reader.tags}
    assert not names & {"script", "img", "iframe", "link", "object", "embed", "base", "form", "video", "use"}
    for tag, attributes in reader.tags:
        assert not [name for name in attributes if name.startswith("on")], tag
        assert not {"src", "srcset", "action", "style", "xlink:href", "data"} & set(attributes), tag
        assert attributes.get("href", "#").startswith("#"), tag
    (style,) = [words for place, words in reader.words if place[-1:] == ("style",)]
    assert "url(" not in style and "@import" not in style


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_only_words(words: str) -> None:
    text = page([poisoned(words)])
    is_inert(text)
    shown = told(text)["p1"]
    assert shown["上文"] == words
    assert shown["回答"] == f"{words}9个[1]。{words}甲"
    assert words in shown["引用"] and words in shown["为什么"] and words in shown["检索到"]
    assert shown["参考答案"] == shown["应引的话"] == words
    assert shown["不得出现"] == f"{words}甲" and words in shown["应有的事实"] and words in shown["先后次序"]
    assert shown["上次的回答"] == f"{words}上次"
    assert f"p1　{words}{words}　上次通过" in summaries(text)["p1"]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_add_no_tag(words: str) -> None:
    plain = [tag for tag, _ in Reader(page([poisoned("平常话")])).tags]
    assert [tag for tag, _ in Reader(page([poisoned(words)])).tags] == plain


@pytest.mark.parametrize("words", HOSTILE)
def test_a_hostile_skipped_suite_is_only_words(words: str) -> None:
    text = page([Outcome("没有", words, skipped=words), Outcome("台账", words, failed=(words,))])
    is_inert(text)
    assert f"跳过：{words}" in unescape(text) and f"<li>{words}</li>" in unescape(text)


@settings(deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf"]), min_size=1).filter(lambda one: one.strip())
)
def test_no_words_break_the_page(words: str) -> None:
    text = page([poisoned(words)])
    is_inert(text)
    assert told(text)["p1"]["上文"] == words


def test_no_address_of_the_web_stands_in_the_page() -> None:
    text = page([earlier(outcome(), {"a": 0.0}), Outcome("没有", skipped="没有资料")])
    assert not re.search(r"https?:|//[a-z]|javascript:|data:", text)


def test_an_address_in_a_text_stays_text() -> None:
    text = page([outcome((case(question="见 http://evil.example/ 吗？"),))])
    assert "http://evil.example/" in summaries(text)["sample-001"]
    assert all("evil" not in value for _, attributes in Reader(text).tags for value in attributes.values())


def test_the_page_forbids_what_it_does_not_use() -> None:
    (policy,) = [m for m in Reader(page([outcome()])).of("meta") if m.get("http-equiv")]
    assert policy == {
        "http-equiv": "Content-Security-Policy",
        "content": "default-src 'none'; style-src 'unsafe-inline'",
    }


@pytest.mark.parametrize("char", ["\u202e", "\u2066", "\u200f", "\x1b", "\x00"])
def test_no_invisible_character_turns_the_page_round(char: str) -> None:
    assert char not in page([outcome((case(question=f"甲{char}乙"),))])


# --- the file ------------------------------------------------------------------------------


def test_the_written_file_is_the_page_in_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "报告.html"
    write_page(path, [outcome()])
    text = path.read_bytes().decode("utf-8")
    assert text == page([outcome()])
    assert text.startswith("<!doctype html>") and '<meta charset="utf-8">' in text
    assert Reader(text).of("html") == [{"lang": "zh-CN"}]


@pytest.mark.parametrize(
    "below",
    [
        "",
        "文件/下/报告.html",
        "文件/报告.html",
    ],
)
def test_a_path_that_cannot_be_written_is_told_in_one_sentence(tmp_path: Path, below: str) -> None:
    (tmp_path / "文件").write_text("", encoding="utf-8")
    with pytest.raises(UserError) as error:
        write_page(tmp_path / below, [])
    assert re.fullmatch(r"评测报告无法写入 .+（[一-龥]+），请检查路径和权限。", str(error.value))


def test_half_a_character_in_an_answer_does_not_lose_the_page(tmp_path: Path) -> None:
    write_page(tmp_path / "a.html", [outcome(CASES[:1], lambda *_: answer("50个\ud800[1]"))])
    assert "50个[1]" in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_two_pages_of_one_run_are_the_same() -> None:
    done = outcome()
    assert page([done]) == page([done])


# --- cases ---------------------------------------------------------------------------------


def test_every_case_folds_and_holds_answer_citations_and_gold() -> None:
    text = page([outcome()])
    assert len(Reader(text).of("details")) == len(CASES)
    shown = told(text)
    assert list(shown) == ["a", "b", "c"]
    assert shown["a"]["回答"] == "建成50个[1]。"
    assert shown["a"]["引用"] == "[1] 001_办法.txt 第3条：到年底建成50个基地。"
    assert shown["a"]["应引"] == "001 第3条"
    assert shown["a"]["应有的事实"] == "50个 / 五十个"
    assert shown["a"]["检索到"] == "1. 001_办法.txt 第3条"
    assert "为什么" not in shown["a"] and "缺少事实 50个" in shown["b"]["为什么"]
    assert shown["b"]["上文"] == "先问"
    assert shown["c"]["回答"] == "资料里没有找到依据。" and "引用" not in shown["c"]
    assert shown["c"]["应引"] == "应当拒答（未分级）"


def test_a_failed_case_is_told_from_one_that_passed() -> None:
    lines = summaries(page([outcome()]))
    assert [line.strip()[0] for line in lines.values()] == ["✓", "✗", "✓"]
    kinds = [d["class"].split() for d in Reader(page([outcome()])).of("details")]
    assert [("ok" in kind) for kind in kinds] == [True, False, True]


def test_only_scores_that_apply_are_told_and_no_time() -> None:
    timed = outcome(CASES[2:], lambda *_: replace(refusal(), timings_ms={"total": 5.0}))
    assert (
        told(page([timed]))["c"]["得分"] == "通过 1，答与不答判断正确 1，该拒答的已拒答 1，拒答的都该拒答 1"
    )


def test_the_grade_of_a_refusal_is_told() -> None:
    assert told(page([outcome((case("refuse", grade="near"),))]))["sample-001"]["应引"] == "应当拒答（near）"


def test_unreviewed_cases_are_shown_and_not_counted() -> None:
    text = page([outcome((CASES[0], replace(CASES[1], reviewed=False)))])
    assert set(told(text)) == {"a", "b"}
    row = re.search(r'<tr><td><a href="#一套">.*?</tr>', text)
    assert row and re.findall(r'<td class="n">(.*?)</td>', row[0])[:2] == ["1", "1.000"]


def test_an_unreviewed_case_is_marked() -> None:
    reviewed, waiting = (page([outcome((replace(CASES[0], reviewed=r),))]) for r in (True, False))
    assert summaries(reviewed)["a"] != summaries(waiting)["a"] or told(reviewed) != told(waiting)


# --- the earlier run -----------------------------------------------------------------------


def test_flips_are_named() -> None:
    lines = summaries(page([earlier(outcome(), {"a": 0.0, "b": 1.0})]))
    assert lines["a"].endswith("上次没有通过")
    assert lines["b"].endswith("上次通过")
    assert lines["c"].endswith("新题")


def test_what_stayed_as_it_was_is_not_named() -> None:
    text = page([earlier(outcome(), {"a": 1.0, "b": 0.0, "c": 1.0})])
    assert not re.search("上次通过|上次没有通过|新题", text)


def test_without_an_earlier_run_nothing_is_compared() -> None:
    assert not re.search("上次|新题", page([outcome()]))


def test_an_earlier_answer_is_shown_where_it_was_another() -> None:
    shown = told(page([earlier(outcome(), {"a": 1.0}, a="建成49个[1]。", b="建成若干[1]。")]))
    assert shown["a"]["上次的回答"] == "建成49个[1]。"
    assert "上次的回答" not in shown["b"] and "上次的回答" not in shown["c"]


def test_the_difference_is_told_with_its_cases() -> None:
    text = page([earlier(outcome(), {"a": 0.0, "b": 1.0, "c": 1.0})])
    assert "<h3>与上次相比</h3>" in text and "升 1 题（a）；降 1 题（b）" in text
    assert "通过：+0.000" in text


def test_a_tick_stands_where_the_earlier_mean_was() -> None:
    text = page([earlier(outcome(), {"a": 0.0, "b": 0.0, "c": 0.0})])
    assert text.count('class="before"') == 1 and "橙色竖线是上次的得分。" in text
    assert 'class="before"' not in page([outcome()])


def test_a_run_read_from_its_file_is_compared(tmp_path: Path) -> None:
    first = outcome(asked=refusing)
    assert first.record and first.report
    write_results(tmp_path / "first.jsonl", first.record, first.report)
    done = evaluate_cases(CASES, "一套", target_of(), Options(against=tmp_path / "first.jsonl"))
    shown = page([done])
    assert summaries(shown)["a"].endswith("上次没有通过")
    assert told(shown)["a"]["上次的回答"] == "资料里没有找到依据。"


# --- suites --------------------------------------------------------------------------------


def test_a_skipped_suite_is_visible_and_no_pass() -> None:
    text = page([outcome(), Outcome("远方", "远方的题库", skipped="没有 ../shared，未评测。")])
    assert "<tr><td>远方的题库</td>" in text
    assert '<td class="bad">跳过：没有 ../shared，未评测。</td>' in text
    assert len(Reader(text).of("section")) == 1


def test_suites_are_linked_from_the_overview() -> None:
    text = page([outcome(name="甲"), outcome(name="乙")])
    assert [s["id"] for s in Reader(text).of("section")] == ["甲", "乙"]
    assert [a["href"] for a in Reader(text).of("a")] == ["#甲", "#乙"]


def test_a_kept_gate_and_a_breached_one() -> None:
    kept = page([replace(outcome(), gated=True)])
    assert "全部达标。" in kept and "未达标" not in kept and '<td class="good">达标</td>' in kept
    breached = page([replace(outcome(), gated=True, breaches=("通过：低于下限",))])
    assert '<p class="bad">未达标：通过：低于下限</p>' in breached and "全部达标。" not in breached
    assert '<td class="bad">1 项未达标</td>' in breached


def test_a_suite_without_a_gate_is_neither() -> None:
    assert "达标" not in page([outcome()])


def test_a_suite_that_could_not_run_shows_why() -> None:
    text = page([Outcome("坏的", "坏题库", breaches=("题库 a.jsonl 第 1 行有误",))])
    assert "未达标：题库 a.jsonl 第 1 行有误" in text and "1 项未达标" in text


def test_a_ledger_has_bars_and_failures_but_no_cases() -> None:
    found = mean([1.0, 0.0])
    assert found
    ledger = Outcome(
        "台账", "台账行", {"target_recall": found}, LEDGER_CAPTIONS, gated=True, failed=("L-1 没有找到 20个",)
    )
    text = page([ledger])
    assert f">{LEDGER_CAPTIONS['target_recall']}</text>" in text and ">0.500</text>" in text
    assert "<h3>未通过</h3><ul><li>L-1 没有找到 20个</li></ul>" in text
    assert Reader(text).of("details") == [] and "逐题" not in text


def test_tags_have_their_count_and_share() -> None:
    text = page([outcome()])
    row = re.search(r"<tr><td>target</td>(.*?)</tr>", text)
    assert row and re.findall(r">([^<]+)</td>", row[1])[:2] == ["2", "0.500"]


def test_the_page_says_on_what_it_was_made() -> None:
    done = outcome()
    assert done.record
    text = page([Outcome("没有", skipped="没有"), done])
    assert f"提交 {done.record.commit or '未知'}；embedding fake；python" in unescape(text)
    assert f"摘要 {done.record.suite_digest}" in text and f"摘要 {done.record.index_digest}" in text


def test_a_page_of_no_suites_is_a_page() -> None:
    text = page([])
    is_inert(text)
    assert "<h1>知策评测</h1>" in text and "<section" not in text


# --- figures -------------------------------------------------------------------------------


def test_the_refusal_curve_needs_both_kinds_of_questions() -> None:
    assert "拒答曲线" in page([outcome()])
    assert "拒答曲线" not in page([outcome(CASES[:2])])
    assert "拒答曲线" not in page([outcome(CASES[2:])])
    assert "拒答曲线" not in page([outcome((CASES[0], replace(CASES[2], reviewed=False)))])


def test_the_dot_stands_at_what_the_run_did() -> None:
    (dot,) = Reader(page([outcome()])).of("circle")
    assert (dot["cx"], dot["cy"]) == ("40.0", "40.0")
    (dot,) = Reader(page([outcome(asked=refusing)])).of("circle")
    assert (dot["cx"], dot["cy"]) == ("300.0", "40.0")


def test_ranks_are_drawn_where_a_case_has_gold() -> None:
    assert "首个应引条款的名次" in page([outcome()])
    assert "首个应引条款的名次" not in page([outcome(CASES[2:])])
    assert "首个应引条款的名次" not in page([outcome((case(clauses=(), source=()),))])


def test_a_case_whose_gold_is_not_offered_counts_as_none() -> None:
    text = page([outcome(asked=refusing)])
    figure = re.search(r"<figcaption>首个应引条款的名次.*?</figure>", text)
    assert figure and re.findall(r">([^<>]+)</text>", figure[0])[-2:] == ["2", "没有"]


def test_times_are_drawn_where_they_were_taken() -> None:
    timed = outcome(CASES[:1], lambda *_: answer(timings_ms={"total": 30.0}))
    assert "耗时（毫秒）" in page([timed]) and "耗时" not in page([outcome()])


def test_a_time_is_never_a_bar() -> None:
    fast = outcome(CASES[:1], lambda *_: answer(timings_ms={"total": 0.25}))
    assert "平均耗时" not in page([fast])


# --- the first rank ------------------------------------------------------------------------


def ranked(asked: Case, *evidence: Clause) -> Result:
    said: Answer = answer(evidence=evidence)
    return score(asked, said)


def test_the_first_rank_by_clauses() -> None:
    wrong, other_file = clause("第4条"), clause("第3条", of=source("002_别的.txt"))
    assert first_rank(ranked(case(), wrong, other_file, clause())) == 3
    assert first_rank(ranked(case(), wrong, other_file)) is None
    assert first_rank(ranked(case())) is None


def test_the_first_rank_by_spans() -> None:
    span = Span("001_办法.txt", START + 3, START + 5)
    gold = case(clauses=("第9条",), gold=(((span,),),))
    before = replace(clause(), start=START - 10, end=START + 3)
    behind = replace(clause(), start=START + 5, end=START + 9)
    touching = replace(clause(), start=START + 4, end=START + 9)
    elsewhere = clause(of=source("002_别的.txt"))
    assert first_rank(ranked(gold, before, behind, elsewhere, touching)) == 4
    assert first_rank(ranked(gold, before, behind, elsewhere)) is None


def test_spans_go_before_clauses() -> None:
    span = Span("001_办法.txt", 0, 5)
    assert first_rank(ranked(case(gold=(((span,),),)), clause())) is None


def test_any_place_of_any_set_of_quotes_counts() -> None:
    far, near = Span("001_办法.txt", 0, 5), Span("001_办法.txt", START, START + 2)
    assert first_rank(ranked(case(gold=(((far,),), ((far, near),))), clause())) == 1
