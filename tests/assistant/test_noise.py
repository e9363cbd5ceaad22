"""What stands around a question and asks nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.noise import core
from knowledge.words import content_terms

KNOWN = frozenset(content_terms("新建科学书屋三十家，配备管理员。讲座每月举办一次，科普部负责培训志愿者。"))


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("领导刚才问起。科学书屋要新建多少家？", "科学书屋要新建多少家？"),
        ("麻烦查一下！今天天气真好。书屋讲座多久举办一次？谢谢", "书屋讲座多久举办一次？"),
        ("书屋要建几家？！领导在等。", "书屋要建几家？！"),
        ("书屋要建几家？麻烦快点，领导在等。", "书屋要建几家？"),
        ("我在写材料；书屋建多少家", "书屋建多少家"),
        ("我在写材料\n书屋建多少家\n谢谢", "书屋建多少家\n"),
    ],
)
def test_sentences_that_ask_nothing_of_the_documents_go(question: str, kept: str) -> None:
    assert core(question, KNOWN) == kept


@pytest.mark.parametrize(
    "question",
    [
        "书屋要新建多少家",
        "科学书屋很重要。要新建多少家？",  # it says what the question is about
        "书屋建多少家？讲座谁负责？",
        "书屋要建几家？只看王主任说的那种。",  # it narrows the question
        "食堂几点开饭？书屋建多少家？",  # it asks, though of other things
        "今天天气真好",
        "",
        "？？",
        "。",
    ],
)
def test_all_else_stays(question: str) -> None:
    assert core(question, KNOWN) == question


def test_where_no_document_knows_a_word_the_question_stays() -> None:
    question = "领导刚才问起。书屋要建多少家？"
    assert "书屋要建多少家？" in core(question, frozenset())


SENTENCES = st.lists(
    st.sampled_from(
        [
            "书屋建多少家？",
            "领导在等。",
            "书屋很多；",
            "讲座由谁负责",
            "\n",
            "！",
            "天气真好，",
            "培训志愿者。",
        ]
    ),
    max_size=6,
).map("".join)


@given(SENTENCES | st.text(max_size=30))
def test_whole_sentences_stay_in_their_order_and_every_one_that_asks(question: str) -> None:
    kept = core(question, KNOWN)
    rest = iter(question)
    assert all(char in rest for char in kept)  # a subsequence
    assert kept or not question
    assert kept.count("？") == question.count("？") or question == kept
