"""The text of a chat message: what Markdown would run is shown instead."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import Answer
from tests.ui.fakes import FakeAnswering
from ui.api.said import markdown_text
from ui.terminal import plain_text

pieces = st.text(st.sampled_from("![]()<>/:`abimg 1\n\\字"), min_size=1, max_size=30)


def answer_of(question: str) -> Answer:
    *_, answer = FakeAnswering().stream(question)
    assert isinstance(answer, Answer)
    return answer


@given(pieces, st.sampled_from(["经费？", "火星？"]))
def test_only_backslashes_are_added_and_nothing_active_is_left(text: str, question: str) -> None:
    answer = replace(answer_of(question), text=text)
    shown = markdown_text(answer).replace("来源：\n\n", "")
    assert not re.search(r"!\[|\][(:]|<[a-z/!?]|`", re.sub(r"\\.", "字", shown))
    plain = [line for line in plain_text(answer).split("\n") if line]
    assert [line for line in re.sub(r"\\(.)", r"\1", shown).split("\n") if line] == plain


def test_sources_follow_the_answer_and_near_clauses_a_refusal() -> None:
    said, refused = (markdown_text(answer_of(question)) for question in ("经费？", "火星？"))
    assert said.index("不少于500万元。[1]") < said.index("来源：\n\n[1] 《") < said.index("\n\n[2] 《")
    assert "来源" not in refused and "相近条款（不作为依据）" in refused
