"""Bytes to text: encodings by certainty, never by guess."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.text import decode
from knowledge.errors import UserError

TEXT = "云州市科协要点\n一、办好星桥工程。\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode("utf-8"),
        codecs.BOM_UTF8 + TEXT.encode("utf-8"),
        TEXT.encode("gb18030"),
        TEXT.encode("gbk"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
        codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"),
    ],
    ids="utf-8 utf-8-bom gb18030 gbk utf-16-le utf-16-be utf-32-le utf-32-be".split(),
)
def test_every_usual_encoding_gives_the_same_text(data: bytes) -> None:
    assert decode(data, "a.txt").lstrip("\ufeff") == TEXT


def test_gb18030_characters_outside_gbk_are_read() -> None:
    assert decode("𠮷祥镇科普㐂".encode("gb18030"), "a.txt") == "𠮷祥镇科普㐂"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_become_one_kind(end: str) -> None:
    assert decode(TEXT.replace("\n", end).encode(), "a.txt") == TEXT


@pytest.mark.parametrize("data", [b"", b" \r\n\t", codecs.BOM_UTF8, "\u3000\n\u3000".encode(), b"\x00" * 40])
def test_an_empty_file_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(UserError, match=r"“空白.txt”是空的"):
        decode(data, "空白.txt")


@pytest.mark.parametrize("data", [bytes(range(1, 128)) * 4, b"%PDF-1.7\n" + bytes([1, 2, 3, 4, 5]) * 40])
def test_binary_content_named_txt_is_refused(data: bytes) -> None:
    with pytest.raises(UserError, match=r"“照片.txt”不是文本文件"):
        decode(data, "照片.txt")


@pytest.mark.parametrize("data", [b"\xff\xff\xff\x80", codecs.BOM_UTF16_LE + b"\x00\xd8\x41", b"\x81\x20abc"])
def test_bytes_of_no_known_encoding_are_refused(data: bytes) -> None:
    with pytest.raises(UserError, match=r"无法识别文件“怪.txt”的文字编码"):
        decode(data, "怪.txt")


def test_a_stray_control_character_or_two_is_no_reason_to_refuse() -> None:
    assert decode(b"abc\x01\x02", "a.txt") == "abc\x01\x02"
    with pytest.raises(UserError):
        decode(b"abc\x01\x02\x03", "a.txt")


_MARKS = st.sampled_from(
    [b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE]
)


@settings(max_examples=150, deadline=None)
@given(_MARKS, st.binary(max_size=80))
def test_arbitrary_bytes_give_encodable_text_or_a_user_error(mark: bytes, data: bytes) -> None:
    try:
        text = decode(mark + data, "a.txt")
    except UserError:
        return
    assert text.encode("utf-8").decode("utf-8") == text and "\r" not in text


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="gbk", exclude_categories=["C", "Z"]), min_size=1, max_size=60))
def test_text_in_utf8_comes_back(text: str) -> None:
    assert decode(text.encode("utf-8"), "a.txt") == text
