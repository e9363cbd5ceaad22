"""Contents pages: found by headings that return, and asked which headings stand above one."""

from __future__ import annotations

from ingest.text.contents import LONGEST_RUN, contents_pages, normal, same
from ingest.text.lines import segments
from ingest.text.numbering import mark_of

PAGE = "目 录\n一、回顾与形势……1\n（一）回顾 ......... 2\n（二）形势\n二、任务…3\n（一）海洋课堂\n（二）灯塔书屋 4\n"
BODY = "一、回顾与形势\n五年来办了一百场。\n（一）回顾\n办得好。\n（二）形势\n还不够。\n（一）海洋课堂\n每年四场。\n"


def test_a_run_of_headings_that_return_is_a_contents_page() -> None:
    parts = segments("海屿市科普规划\n" + PAGE + "本规划由市科协编制。\n" + BODY)
    (page,) = contents_pages(parts)
    assert parts[page.first].text == "目 录"
    assert parts[page.last].text == "本规划由市科协编制。"
    assert [entry.text for entry in page.entries][:3] == ["一、回顾与形势", "（一）回顾", "（二）形势"]


def test_page_numbers_are_no_part_of_an_entry() -> None:
    (page,) = contents_pages(segments(PAGE + "本规划由市科协编制。\n" + BODY))
    assert [entry.text for entry in page.entries][3:] == ["二、任务", "（一）海洋课堂", "（二）灯塔书屋"]


def test_headings_that_do_not_return_are_a_list_and_no_contents_page() -> None:
    assert contents_pages(segments(PAGE + "本规划由市科协编制。\n")) == ()
    assert len(contents_pages(segments(PAGE + "前言。\n" + BODY.replace("（一）海洋课堂", "")))) == 1
    assert contents_pages(segments(PAGE + "前言。\n一、回顾与形势\n五年。\n")) == ()


def test_four_headings_are_too_few_and_a_bookful_too_many() -> None:
    def doubled(count: int) -> str:
        headings = [f"{i % 999 + 1}.办好{i}号站" for i in range(count)]
        return "\n".join(headings) + "\n前言。\n" + "\n".join(heading + "\n好。" for heading in headings)

    assert [len(contents_pages(segments(doubled(n)))) for n in (4, 5, LONGEST_RUN, LONGEST_RUN + 1)] == [
        0,
        1,
        1,
        0,
    ]


def test_the_headings_above_an_entry_come_outermost_first() -> None:
    (page,) = contents_pages(segments(PAGE + "本规划由市科协编制。\n" + BODY))
    mark = mark_of("（一）海洋课堂")
    assert mark
    assert [entry.text for entry in page.ancestors(mark, "（一） 海洋课堂：每年四场")] == ["二、任务"]
    assert page.ancestors(mark, "（一）夜市") == ()
    outermost = mark_of("一、回顾与形势")
    assert outermost and page.ancestors(outermost, "一、回顾与形势") == ()


def test_headings_are_compared_without_punctuation_and_blanks() -> None:
    assert normal("（一） 办好“夜市”、小屋。") == normal("(一)办好夜市小屋。")
    assert same("1. 办好夜市", "1．办好夜市，每周一次") and not same("1.办好夜市", "1.办好小屋")
    assert not same("——", "——办好小屋")
