"""The Markdown of a conversation, read by a parser that is not ours: no text becomes markup."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.ui.exports.talks import ANSWERS, AT, HOSTILE, TALK
from ui.exports.talk_blocks import Block, Kind, blocks
from ui.exports.talk_markdown import escaped, markdown

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
OURS = {"h1", "h2", "blockquote", "p", "strong", "ul", "li"}
lines = st.lists(
    st.sampled_from([*HOSTILE.split("\n"), *"#*_-+=~`<>[]()!|\\&.:0123456789 $^甲"]) | st.text(max_size=5),
    max_size=6,
).map(lambda parts: " ".join("".join(parts).split()))
kinds: tuple[Kind, ...] = ("title", "remark", "heading", "question", "label", "text", "source")


def shown(made: str) -> tuple[set[str], str]:
    """The tags that a reader's program makes of it, and the text that it shows."""
    page = PARSER.render(made)
    tags = set(re.findall(r"</?([a-z0-9]+)", page))
    return tags, unescape(re.sub(r"<[^>]*>", "", page))


def test_the_conversation_reads_as_its_blocks_do() -> None:
    made = blocks(TALK, ANSWERS, AT)
    tags, text = shown(markdown(made))
    assert tags == OURS
    expected = [("问： " if block.kind == "question" else "") + block.text for block in made]
    assert text.split("\n") != [] and [line for line in text.split("\n") if line] == expected


def test_an_ordinary_answer_stays_legible_as_it_is_written() -> None:
    made = markdown(blocks(TALK, ANSWERS[:1], AT))
    assert "# 经费是多少？\n\n> 导出时间：2031年5月6日 20\\:05；" in made
    assert "## 第 1 问\n\n**问：** 经费是多少？\n\n科普专项经费不少于500万元。\\[1\\]\n\n" in made
    assert "**引用来源：**\n\n- \\[1\\] 《关于开展全民科学素质行动的通知》" in made
    assert escaped("比例超过18.5%，3.5万人") == "比例超过18.5%，3.5万人"


@pytest.mark.parametrize("kind", kinds)
@given(text=lines)
def test_any_text_is_shown_as_it_is_in_any_place(kind: Kind, text: str) -> None:
    if not text:
        return
    tags, seen = shown(markdown([Block(kind, text), Block("text", "尾")]))
    assert tags <= OURS
    said = ("问： " if kind == "question" else "") + text
    assert re.sub(r"\s", "", seen) == re.sub(r"\s", "", said.replace("\x00", "\ufffd")) + "尾"


@pytest.mark.parametrize("link", ["http://evil.example", "www.evil.example", "https://1.2.3.4/x"])
def test_an_address_is_broken_for_programs_that_make_links_of_bare_ones(link: str) -> None:
    assert not re.search(r"(?:https?:|www\.)\w*", escaped(link))
