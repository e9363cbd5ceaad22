"""Source text to paragraphs: noise out, torn sentences joined, flattened text cut."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.text.lines import MOST_LINES, paragraphs, segments
from ingest.text.noise import NOISE
from tests.ingest.texts import bare


def texts(source: str) -> list[str]:
    return [segment.text for segment in segments(source)]


def test_each_line_is_a_segment_with_its_place_and_the_breaks_before_it() -> None:
    source = "\ufeff\u3000\u3000办好夜市。\n\n\n  一、总则\u2003\n\u2003\n"
    first, second = segments(source)
    assert (first.text, first.breaks) == ("办好夜市。", 0)
    assert (second.text, second.breaks) == ("一、总则", 3)
    assert [source[s.start : s.end] for s in (first, second)] == ["办好夜市。", "一、总则"]


@pytest.mark.parametrize(
    "noise",
    [
        "返回首页",
        "上一篇：河湾镇新闻",
        "打印本页",
        "【字体：大 中 小】",
        "浏览次数：1024",
        "责任编辑：李四",
        "来源：云州日报",
        "当前位置：首页 > 通知",
        "版权所有 云州市科协",
        "云ICP备12345号",
        "— 3 —",
        "- 12 -",
        "17",
        "第 3 页 共 9 页",
        "# Page 4",
        "5/12",
        "========",
        "相关附件：",
    ],
)
def test_noise_of_crawls_and_page_numbers_is_left_out(noise: str) -> None:
    assert NOISE.fullmatch(noise)
    assert texts(f"办好夜市。\n{noise}\n办好小屋。") == ["办好夜市。", "办好小屋。"]


def test_menu_words_beside_noise_at_an_end_go_but_not_in_the_middle() -> None:
    assert texts("首页\n通知公告\n返回\n办好夜市。\n平安\n办好小屋。\n网站首页\n返回顶部") == [
        "办好夜市。",
        "平安",
        "办好小屋。",
    ]


def test_a_short_line_with_a_mark_or_a_body_is_no_menu_word() -> None:
    assert texts("返回\n①夜市\n办好夜市。")[0] == "①夜市"
    assert texts("返回\n云州市科协\n办好夜市。")[0] == "云州市科协"


@pytest.mark.parametrize(
    ("torn", "joined"),
    [
        ("各县要办好夜市，\n并且报来总结。", "各县要办好夜市，并且报来总结。"),
        ("办好《星桥\n工程计划》中的夜市。", "办好《星桥工程计划》中的夜市。"),
        ("办好夜市（含河湾镇、\n\n石桥镇）和小屋。", "办好夜市（含河湾镇、石桥镇）和小屋。"),
        ("办好夜市，\n— 3 —\n并且报来总结。", "办好夜市，—3—并且报来总结。"),
    ],
)
def test_a_sentence_torn_by_a_page_break_is_one_segment_with_an_exact_span(torn: str, joined: str) -> None:
    (segment,) = segments(torn)
    assert bare(segment.text) == joined
    assert torn[segment.start : segment.end] == segment.text


@pytest.mark.parametrize(
    "source",
    [
        "办好夜市。\n并且报来。",
        "要点：\n办好夜市",
        "办好夜市，\n一、总则",
        "办好夜市，\n附件：名单",
        "夜市\n小屋",
    ],
)
def test_lines_that_end_or_begin_something_stay_apart(source: str) -> None:
    assert texts(source) == source.split("\n")


def test_an_open_bracket_does_not_swallow_the_rest_of_the_document() -> None:
    source = "办好夜市（含河湾镇\n" + "河湾镇办好小屋\n" * (3 * MOST_LINES)
    assert len(segments(source)) >= 3


def test_hard_wrapped_text_is_joined_to_its_full_width() -> None:
    line = "云州市各级科协组织要把星桥工程放在重要位置抓好抓实"
    source = "\n".join([line] * 24) + "\n到此为止。\n另起一段。"
    assert [len(bare(text)) for text in texts(source)] == [24 * len(line) + 5, 5]


def test_a_numbered_line_that_stops_short_of_the_edge_is_a_heading() -> None:
    line = "云州市各级科协组织要把星桥工程放在重要位置抓好抓实"
    page = "\n".join([line] * 24) + "\n到此为止。\n"
    short, quoted = "一、坚持规范透明，打造夜市环境", "（二）摸清底数，纠正“只建不管”"
    found = texts(f"{page}{short}\n推行摊位公示，\n接受监督。\n{quoted}\n“只管不建”的做法，并公布名单。\n")
    assert short in found and "推行摊位公示，\n接受监督。" in found
    assert f"{quoted}\n“只管不建”的做法，并公布名单。" in found


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("第二条 摊位依照本办法第一条、", "第三条办理。"),
        ("二、摊位依据《云州市夜市办法》", "第五条办理。"),
        ("第四条 违反本办法", "第九条规定的，收回摊位。"),
        ("第六条 参照第一条至", "第三条规定办理。"),
    ],
)
def test_an_article_that_a_sentence_refers_to_begins_no_line_of_its_own(before: str, after: str) -> None:
    assert texts(f"{before}\n{after}\n第七条 附则。\n") == [f"{before}\n{after}", "第七条 附则。"]


def test_an_article_after_a_title_begins_its_own_line() -> None:
    lines = ["云州市《夜市办法》", "第一条 摊位每晚开放。", "第二条 摊主持证经营、", "第三条 雨天停办。"]
    assert texts("\n".join(lines)) == lines


def test_flattened_text_is_cut_at_marks_and_ends_of_sentences() -> None:
    filler = "各县区科协要认真组织并按时报送材料，" * 12
    source = f"一、总体要求 {filler}到此为止。 二、主要任务 （一）办好夜市。{filler}好。 1.办好小屋。 专栏一：小屋 附件：名单"
    found = segments(source)
    assert [s.text[:5] for s in found] == [
        "一、总体要",
        "各县区科协",
        "二、主要任",
        "（一）办好",
        "1.办好小",
        "专栏一：小",
        "附件：名单",
    ]
    assert [s.run_in for s in found] == [False] + [True] * 6
    assert all(source[s.start : s.end] == s.text for s in found)


def test_blanks_between_latin_words_and_after_a_mark_are_no_break() -> None:
    filler = "各县区科协要认真组织并按时报送材料，" * 12
    source = f"1. 办好夜市。{filler}参加 open science night 活动，好。"
    assert len(segments(source)) == 1


SOURCES = st.text(
    alphabet="一二、（）()《》“”。，；：1 2.①—·专栏附件第条页返回首\n\n\n \t\u3000\u2003\u200b\ufeff\x85\u2028\x1c甲乙丙abA",
    max_size=400,
)


@settings(max_examples=200, deadline=None)
@given(SOURCES)
def test_any_text_gives_ascending_segments_that_lie_in_the_source(source: str) -> None:
    end = 0
    for segment in segments(source):
        assert end <= segment.start < segment.end
        assert source[segment.start : segment.end] == segment.text
        assert bare(segment.text)
        end = segment.end


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_unicode_text_is_taken(source: str) -> None:
    assert all(source[s.start : s.end] == s.text for s in segments(source))


def test_a_number_alone_on_its_line_goes_with_the_next_one() -> None:
    assert [bare(text) for text in texts("（三）\n办好夜市。\n（四）\n（五）\n办好小屋。")] == [
        "（三）办好夜市。",
        "（四）",
        "（五）办好小屋。",
    ]


def test_a_title_a_number_and_a_note_of_bodies_end_their_lines() -> None:
    lines = [
        "云州市科学技术协会关于印发《云州市星桥工程三年行动计划》和《云州市天文小屋管理办法》两个文件的通知"
        * 2,
        "云科协发〔2031〕12号",
        "1.办好夜市，每周一次，夏天每周两次，" * 6 + "由社区管理（责任部门：科普部）",
        "2.2032年底前建成小屋8个。",
    ]
    assert texts("\n".join(lines)) == lines


def test_rows_are_segments_of_their_own_and_keep_their_empty_cells() -> None:
    rows = ["任务\t单位\t时限", "办好夜市，\t\t2031年", "\t学会部\t"]
    found = segments("夜市\n" + "\n".join(rows) + "\n书屋")
    assert [segment.text for segment in found if segment.row] == rows


def test_noise_is_told_by_name_and_place() -> None:
    source = "返回首页\n办好夜市。\n— 3 —\n办好小屋。"
    assert [(source[z.start : z.end], z.name) for z in paragraphs(source)[1]] == [
        ("返回首页", "网页菜单"),
        ("— 3 —", "页码"),
    ]


def test_a_document_number_and_the_rows_of_a_page_s_table_stand_by_themselves() -> None:
    wrapped = "云州市科学技术协会关于印发《云州市科学夜市管理办法》的通知并同时公布摊位名录和收费标准的事项\n"
    assert texts(wrapped * 30 + "云科协发〔2031〕7 号\n")[-1] == "云科协发〔2031〕7 号"
    link = "**原文链接**: [" + "http://page.invalid/a" * 6 + "](a)"
    assert texts(f"{link}\n**检索时间**: 2031-05-06\n各县科协：\n")[1:] == [
        "**检索时间**: 2031-05-06",
        "各县科协：",
    ]
