"""The normal form of words, and what counts nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.wording import is_free, normal, same_words


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("２０個", "20个"),
        ("2\u200b0\ufeff个", "20个"),
        ("贰拾个", "二十个"),
        ("伍万元", "五万元"),
        ("队伍建设，壹起", "队伍建设,壹起"),
        ("ＡＩ", "ai"),
    ],
)
def test_one_form_for_many_writings(written: str, expected: str) -> None:
    assert normal(written) == expected


def test_words_made_of_joints_claim_nothing() -> None:
    assert is_free("牵头部门") and is_free("根据") and not is_free("经费") and not is_free("")


def test_words_that_mean_the_same() -> None:
    assert "举行" in same_words("举办") and same_words("红烧肉") == {"红烧肉"}


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_the_normal_form_is_its_own(text: str) -> None:
    once = normal(text)
    assert "\u200b" not in once
    assert normal(once + "\u200b") == normal(once)
