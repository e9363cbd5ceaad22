"""Nothing in the page runs or is fetched, whatever words stand in it."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.evaluate import Options, Outcome, evaluate_cases
from evals.page import page
from evals.record import Earlier
from tests.evals.pages import Reader, earlier, is_inert, outcome, summaries, told
from tests.evals.values import answer, case, cite, clause, document, source
from tests.evals.values import target as target_of

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
