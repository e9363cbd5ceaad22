"""The notice, the document it issues, and the attachments."""

from __future__ import annotations

import pytest

from ingest.clauses.divisions import Division, divisions
from ingest.identify import read_head
from ingest.split import split
from ingest.text.lines import segments
from tests.ingest.texts import NOTICE


def divided(text: str) -> tuple[Division, ...]:
    parts = segments(text)
    return divisions(parts, read_head(parts, "a.txt"))


def test_notice_issued_document_and_attachments_are_divided() -> None:
    found = divided(NOTICE)
    assert [division.label for division in found] == ["通知", "", "附件1", "附件2"]
    assert ["".join(s.text for s in division.titles) for division in found] == [
        "",
        "云州市星桥工程三年行动计划（2031—2033年）",
        "附件1站点名单",
        "附件2经费安排",
    ]
    assert [division.body[0].text[:6] for division in found] == [
        "现将《云州市",
        "为办好星桥工",
        "一、城区站点",
        "第一条 经费",
    ]


def test_the_signature_belongs_to_the_notice_and_the_imprint_to_the_end() -> None:
    found = divided(NOTICE)
    assert [s.text for s in found[0].signature] == ["云州市科学技术协会", "二〇三一年四月九日"]
    assert [s.text for s in found[-1].signature] == ["云州市科学技术协会办公室 2031年4月12日印发"]
    assert not found[1].signature


def test_a_document_of_one_piece_is_one_division_without_label() -> None:
    (only,) = divided("关于举办夜市的通知\n各县科协：\n请办好。\n1.夜市。\n云州市科协\n2031年4月9日\n")
    assert only.label == "" and [s.text for s in only.body] == ["请办好。", "1.夜市。"]
    assert [s.text for s in only.signature] == ["云州市科协", "2031年4月9日"]


def test_a_name_without_a_date_closes_the_document_too() -> None:
    (only,) = divided("关于举办夜市的通知\n各县科协：\n请办好。\n云州市科学技术协会\n")
    assert [s.text for s in only.signature] == ["云州市科学技术协会"]


def test_a_date_inside_the_text_is_no_signature() -> None:
    (only,) = divided("关于举办夜市的通知\n各县科协：\n请于2031年4月9日前报名，逾期不再受理。\n")
    assert not only.signature


def test_the_list_of_attachments_is_no_attachment_but_one_that_names_its_title_is() -> None:
    text = "关于举办夜市的通知\n各县科协：\n请办好。\n附件：夜市摊位表\n云州市科协\n2031年4月9日\n附件：夜市摊位表\n夜市摊位表\n1.一号摊。\n"
    found = divided(text)
    assert [division.label for division in found] == ["", "附件"]
    assert [s.text for s in found[0].body] == ["请办好。"]
    assert [s.text for s in found[0].listed] == ["附件：夜市摊位表"]
    assert [s.text for s in found[1].titles] == ["附件：夜市摊位表", "夜市摊位表"]


def test_a_contents_page_is_kept_out_of_the_body() -> None:
    headings = "一、回顾\n（一）成绩\n（二）不足\n二、任务\n三、保障\n"
    body = "本规划由市科协编制。\n" + "".join(line + "\n办好。\n" for line in headings.splitlines())
    (only,) = divided("海屿市科普规划\n目 录\n" + headings + body)
    assert only.contents and len(only.contents.entries) == 5
    assert only.body[0].text == "本规划由市科协编制。"


def test_no_segment_after_the_head_is_lost_or_taken_twice() -> None:
    parts = segments(NOTICE)
    head = read_head(parts, "a.txt")
    taken = [s.start for d in divisions(parts, head) for s in (*d.titles, *d.body, *d.signature)]
    assert sorted(taken) == [part.start for part in parts[head.end :]]


def test_annexes_have_labels_of_their_own() -> None:
    text = (
        "关于举办夜市的通知\n各县科协：\n请办好。\n云州市科协\n2031年4月9日\n"
        "附件1 摊位安排\n1.一号摊。\n附件1\n名单\n1.李四。\n附注：\n1.夜市：晚上的集市。\n"
    )
    found = divided(text)
    assert [division.label for division in found] == ["", "附件1", "附件1〔2〕", "附注"]
    assert [s.text for s in found[1].titles] == ["附件1 摊位安排"]


@pytest.mark.parametrize(
    "torn", [["《夜市办法》", "已经市政府", "同意，现印发给你们。"], ["《夜市办法》印", "发给你们，请执行。"]]
)
def test_a_sentence_torn_behind_the_name_of_a_document_is_no_title(torn: list[str]) -> None:
    text = (
        "云州市政府关于印发夜市办法的通知\n各县政府：\n" + "\n".join(torn) + "\n"
        "云州市人民政府\n2031年4月9日\n夜市办法\n第一条 夜市每周开放。\n"
    )
    found = divided(text)
    assert [division.label for division in found] == ["通知", ""]
    assert [s.text for s in found[0].body] == torn
    assert [s.text for s in found[1].titles] == ["夜市办法"]


LISTING = "关于办好夜市的通知\n各县（区）科协：\n一、办好夜市。\n{}云州市科协\n2031年4月9日\n附件1\n名单\n1.东街。\n附件2\n分工\n1.西街。\n"


@pytest.mark.parametrize(
    ("listed", "titles"),
    [
        ("附件：\n1.名单\n2.分工\n", ("名单", "分工")),
        ("附件：1.名单\n2.分工\n", ("名单", "分工")),
        ("附件：1．2031年名单\n", ("2031年名单",)),
        ("附件：名单\n", ("名单",)),
    ],
)
def test_what_is_attached_is_a_clause_of_its_own_before_the_signature(
    listed: str, titles: tuple[str, ...]
) -> None:
    made = split(LISTING.format(listed), "a.txt")
    found = {clause.address: clause for clause in made.clauses}
    assert found["附件说明"].raw == listed.strip() and found["附件说明"].kind == "attachment"
    assert found["第一部分"].text == "一、办好夜市。" and found["落款"].text == "云州市科协"
    assert found["附件1第1条"].text == "1.东街。" and made.source.attachments == titles


@pytest.mark.parametrize("tail", ["附件：\n1.东街。\n2.西街。\n", "附件：\n1.东街\n2.西街\n"])
def test_an_attachment_without_a_title_is_no_list_of_attachments(tail: str) -> None:
    made = split(
        "关于办好夜市的通知\n各县（区）科协：\n一、办好夜市。\n云州市科协\n2031年4月9日\n" + tail, "a.txt"
    )
    assert [clause.address for clause in made.clauses][-3:] == ["附件", "附件第1条", "附件第2条"]
