"""The table of readers: every suffix has its module, and every module its suffixes."""

from __future__ import annotations

from importlib import import_module

import pytest

from ingest.readers import CONTAINERS, READERS, members, read
from knowledge.errors import UserError


@pytest.mark.parametrize("suffix", READERS)
def test_every_suffix_is_one_of_its_module(suffix: str) -> None:
    assert suffix in import_module(f"ingest.readers.{READERS[suffix]}").SUFFIXES


@pytest.mark.parametrize("suffix", CONTAINERS)
def test_every_container_is_one_of_its_module(suffix: str) -> None:
    assert suffix in import_module(f"ingest.readers.{CONTAINERS[suffix]}").SUFFIXES


def test_a_file_that_holds_none_has_no_members() -> None:
    assert list(members(b"x", "a.txt")) == []


def test_the_suffix_decides_in_capitals_too() -> None:
    assert read("夜市。".encode(), "通知.TXT").text == "夜市。"


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UserError, match=r"暂不支持“表\.key”的格式，目前支持 \.txt"):
        read(b"x", "表.key")


def test_the_content_may_tell_another_format_than_the_name() -> None:
    assert read("夜市。".encode(), "通知.doc", suffix=".txt").text == "夜市。"
