"""A document to clauses: address, path, kind, and the exact span of each."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.clauses.pieces import LONGEST_CLAUSE
from ingest.split import split
from tests.ingest.texts import NOTICE, bare, by_address, clauses, documents


def test_mixed_numbering_gives_the_address_a_person_would_look_for() -> None:
    assert list(by_address(NOTICE)) == [
        "文首",
        "标题",
        "发文字号",
        "主送机关",
        "通知正文第1段",
        "落款",
        "落款〔2〕",
        "正文标题",
        "第1段",
        "第一部分",
        "第一部分（一）",
        "第1条",
        "第2条",
        "第一部分（二）",
        "第一部分（二）第1点",
        "第一部分（二）第2点",
        "第二部分",
        "第3条",
        "第3条①",
        "第3条②",
        "专栏一",
        "专栏一第1点",
        "专栏一第2点",
        "第4条",
        "附件1",
        "附件1第一部分",
        "附件1第一部分1.",
        "附件1第一部分2.",
        "附件2",
        "附件2第一条",
        "附件2第二条",
        "印发",
    ]


def test_clauses_know_their_path_and_kind() -> None:
    found = by_address(NOTICE)
    assert found["第2条"].path == ("一、总体要求", "（一）工作目标", "2．每年办流动科学课300场")
    assert found["附件2第二条"].path[0] == "附件2：经费安排"
    kinds = {
        "标题": "title",
        "通知正文第1段": "preamble",
        "第1段": "paragraph",
        "第一部分": "heading",
        "第3条": "item",
    }
    kinds |= {"专栏一": "box", "第一部分（二）第1点": "bullet", "附件1": "attachment", "印发": "footer"}
    assert {address: found[address].kind for address in kinds} == kinds


def test_the_head_says_what_the_document_is() -> None:
    source = split(NOTICE, "通知.txt").source
    assert (source.name, source.doc_number, source.issuer) == (
        "通知.txt",
        "云科协发〔2031〕7号",
        "云州市科学技术协会",
    )
    assert source.title == "关于印发《云州市星桥工程三年行动计划（2031—2033年）》的通知"
    assert (source.issued_on, source.kind) == (date(2031, 4, 9), "通知")
    assert source.period == (date(2031, 1, 1), date(2033, 12, 31))
    assert source.recipients == "各县（区）科协，市级学会"


def test_numbers_that_start_anew_under_each_heading_keep_their_heading_in_the_address() -> None:
    text = "云州市科普规划\n一、夜市\n（一）目标\n1.办八场。\n2.办九场。\n（二）经费\n1.每场一万元。\n2.年底结算。\n"
    assert [c.address for c in clauses(text)][-2:] == ["第一部分（二）1.", "第一部分（二）2."]


def test_an_attachment_that_repeats_the_outline_has_addresses_of_its_own() -> None:
    body = "一、办好夜市\n1.每周一次。\n2.全部免费。\n"
    found = [
        c.address
        for c in clauses(f"云州市科普要点\n为办好科普，制定本要点。\n{body}附件\n任务分工表\n{body}")
    ]
    assert len(set(found)) == len(found)
    assert {"第一部分", "附件第一部分"} <= set(found)
    assert "附件第一部分1." in found and "附件第一部分2." in found


def test_articles_of_an_attachment_are_named_after_it() -> None:
    assert "附件第二条" in by_address(
        "云州市科普要点\n办好夜市。\n附件\n夜市规则\n第一条 免费。\n第二条 守时。\n"
    )


def test_items_of_a_box_are_named_after_the_box() -> None:
    text = "云州市科普要点\n一、夜市\n专栏一：夜市\n·东街夜市。\n二、小屋\n专栏二：小屋\n·河湾小屋。\n·石桥小屋。\n"
    assert by_address(text)["专栏二第1点"].text == "·河湾小屋。"


def test_numbers_inside_a_box_do_not_count_as_items_of_the_outline() -> None:
    text = (
        "云州市科普要点\n一、夜市\n1.办好。\n2.管好。\n专栏一：夜市\n1.东街。\n2.西街。\n二、小屋\n3.建好。\n"
    )
    assert [c.address for c in clauses(text)][1:] == [
        "第一部分",
        "第1条",
        "第2条",
        "专栏一",
        "专栏一1.",
        "专栏一2.",
        "第二部分",
        "第3条",
    ]


def test_an_outline_that_starts_over_is_told_apart() -> None:
    text = "云州市科普要点\n一、夜市。\n二、小屋。\n一、书屋。\n二、展品。\n"
    assert [c.address for c in clauses(text)][1:] == [
        "第一部分",
        "第二部分",
        "第一部分〔2〕",
        "第二部分〔2〕",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "2. 5亿元资金按季度拨付。",
        "2031年3月5日前完成。",
        "按照第二条规定办理。",
        "第二条规定的展品免费。",
        "第三章的要求同样适用。",
    ],
)
def test_quantities_dates_and_references_make_no_clause_of_their_own(line: str) -> None:
    text = f"云州市科学馆办法\n第一条 免费开放。\n{line}\n第二条 每周六天。\n"
    found = clauses(text)
    assert [c.address for c in found] == ["标题", "第一条", "第二条"]
    assert bare(line) in found[1].text


PAGE = "目 录\n一、回顾\n（一）成绩\n（二）不足\n二、任务\n（一）课堂\n（二）书屋\n三、保障\n"
BODY = "一、回顾\n（一）成绩\n办了一百场。\n（二）不足\n书屋太少。\n（一）课堂\n每村四场。\n（二）书屋\n设在码头。\n三、保障\n列入预算。\n"


def test_a_heading_that_only_the_contents_page_holds_is_restored_as_parent() -> None:
    found = by_address("海屿市科普规划\n" + PAGE + "本规划由市科协编制。\n" + BODY)
    assert found["第二部分（一）"].path == ("二、任务", "（一）课堂")
    assert found["第二部分（二）"].text == "（二）书屋设在码头。"
    heading = found["第二部分"]
    assert (heading.text, heading.kind, heading.reason) == ("二、任务", "heading", "标题只见于目录")
    assert heading.ordinal < found["第二部分（一）"].ordinal


def test_neither_contents_page_nor_crawl_noise_is_a_clause() -> None:
    text = (
        "返回首页\n海屿市科普规划\n【字体：大 中 小】\n"
        + PAGE
        + "本规划由市科协编制。\n— 2 —\n"
        + BODY
        + "打印本页\n版权所有 海屿市科协\n"
    )
    page = range(text.index("目"), text.index("本规划"))
    assert [c.text for c in clauses(text) if c.start in page or c.end in page] == ["二、任务"]  # restored
    assert [zone.name for zone in split(text, "a.txt").noise if zone.start in page] == ["目录"] * 7
    assert not [
        c for c in clauses(text) if any(word in c.text for word in ("返回", "字体", "打印", "版权", "—2—"))
    ]


def test_a_sentence_torn_by_a_page_break_is_one_clause_with_its_exact_span() -> None:
    text = "云州市科普要点\n1.各县要办好科学夜市，\n\n并且报来总结。\n2.办好小屋。\n"
    clause = by_address(text)["第1条"]
    assert clause.text == "1.各县要办好科学夜市，并且报来总结。"
    assert clause.raw == text[clause.start : clause.end] == "1.各县要办好科学夜市，\n\n并且报来总结。"


def test_flattened_text_is_split_as_its_lines_would_be() -> None:
    filler = "各县区科协要认真组织并按时报送材料，" * 8
    lines = ["一、夜市", f"（一）{filler}好。", f"1.{filler}好。", f"2.{filler}好。", f"二、{filler}好。"]
    flat = [
        (c.address, c.text) for c in clauses("云州市科普要点\n为办好科普，制定本要点。\n" + " ".join(lines))
    ]
    assert flat == [
        (c.address, c.text) for c in clauses("云州市科普要点\n为办好科普，制定本要点。\n" + "\n".join(lines))
    ]
    assert len(flat) == 7


def test_text_after_a_box_does_not_stretch_the_heading_over_the_box() -> None:
    found = by_address("云州市科普要点\n一、夜市\n专栏一：夜市\n东街夜市。\n\n\n\n以后再办。\n")
    assert (found["第一部分"].text, found["专栏一"].text) == ("一、夜市", "专栏一：夜市东街夜市。")
    assert found["第一部分第1段"].text == "以后再办。"


def test_text_after_the_signature_does_not_stretch_the_last_item_over_it() -> None:
    found = by_address(
        "关于举办夜市的通知\n各县科协：\n1.夜市。\n2.小屋。\n云州市科协\n2031年4月9日\n联系人：李四\n"
    )
    assert (found["第2条"].text, found["落款"].text) == ("2.小屋。", "云州市科协")
    assert [c.text for c in found.values()][-1] == "联系人：李四"


def test_an_endless_clause_is_cut_at_ends_of_sentences() -> None:
    text = "云州市科普要点\n1.夜市。" + "各县区科协要办好科学夜市。" * 300 + "\n2.小屋。\n"
    pieces = [c for c in clauses(text) if "节选" in c.address]
    assert len(pieces) > 3 and pieces[0].address == "第1条第1节选"
    assert all(len(c.raw) <= LONGEST_CLAUSE and c.text.endswith("。") for c in pieces)
    assert "".join(c.text for c in pieces) + "2.小屋。" == bare(text).removeprefix("云州市科普要点")


def test_what_went_wrong_is_said() -> None:
    assert split(NOTICE, "a.txt").warnings == ()
    assert split("办好夜市\ufffd。\n", "a.txt").warnings == (
        "没有找到条款编号，按段落入库",
        "原文有 1 处字符已损坏",
    )


def test_the_revision_changes_with_the_text_and_the_identity_with_the_name() -> None:
    one, same, text, name = (
        split(t, n).source for t, n in (("夜市。", "a"), ("夜市。", "a"), ("小屋。", "a"), ("夜市。", "b"))
    )
    assert one == same
    assert (text.doc_id == one.doc_id, text.revision == one.revision) == (True, False)
    assert (name.doc_id == one.doc_id, name.revision == one.revision) == (False, True)


# --- for every document ---------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(documents())
def test_no_character_of_a_document_is_lost_or_taken_twice(text: str) -> None:
    found = clauses(text)
    end, outside = 0, ""
    for clause in found:
        assert end <= clause.start < clause.end
        assert clause.raw == text[clause.start : clause.end] and bare(clause.raw) == bare(clause.text) != ""
        outside += text[end : clause.start]
        end = clause.end
    assert not (outside + text[end:]).strip()
    assert len({c.address for c in found}) == len({c.id for c in found}) == len(found)


@settings(max_examples=150, deadline=None)
@given(documents(), st.data())
def test_a_quote_is_found_again_in_the_source(text: str, data: st.DataObject) -> None:
    clause = data.draw(st.sampled_from(clauses(text)))
    begin = data.draw(st.integers(0, len(clause.text) - 1))
    stop = data.draw(st.integers(begin + 1, len(clause.text)))
    start, end = clause.locate(begin, stop)
    assert clause.start <= start <= end <= clause.end
    assert bare(text[start:end]) == bare(clause.text[begin:stop])


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        alphabet="一二、（）()《》“”。，；： 12.①—·#*专栏附件第条章目录印发年月日返回会\n\n\n\u3000\u2003甲乙a",
        max_size=300,
    )
)
def test_any_text_gives_ascending_spans_that_do_not_overlap(text: str) -> None:
    end = 0
    for clause in clauses(text):
        assert end <= clause.start < clause.end and clause.text
        end = clause.end


HOSTILE = {
    "100,000 marks in lines": "一、\n" * 100_000,
    "100,000 marks in one line": "①" * 100_000,
    "unbalanced brackets": "（" * 100_000,
    "unbalanced brackets in lines": "《甲乙\n" * 30_000,
    "one line of 1 MB": "办好科学夜市" * 60_000,
    "one line of 1 MB with blanks": "办好科学 夜市" * 50_000,
    "one line of 1 MB with stops": "办好科学夜市。 " * 45_000,
    "only digits": "1234567890" * 30_000,
    "only page numbers": "12\n" * 100_000,
    "lines that never end": "甲乙丙丁，\n" * 60_000,
    "nested boxes": "专栏一：甲\n1.甲甲甲\n·乙乙\n（一）丙丙\n" * 5_000,
    "a box of bullets": "专栏一：甲\n" + "·甲乙\n" * 15_000 + "5.甲乙丙\n" * 15_000,
    "many contents pages": "一、甲\n二、乙\n三、丙\n四、丁\n五、戊\n正文一句话。\n" * 10_000,
    "a contents page without end": "".join(f"{i % 999 + 1}.站{i}\n" for i in range(30_000)) * 2,
    "dots of a leader": "甲" + "." * 100_000 + "甲",
    "blanks in a line": "甲" + " " * 100_000 + "甲\n# " + " " * 100_000 + "甲",
    "blanks of a rare kind": "甲" + "\u2003" * 3_000 + "甲\n# " + "\u2003" * 20_000 + "甲",
    "menu words": "1\n甲\n" * 50_000,
    "attachments": "附件1：甲乙\n" * 20_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.timeout(60)
def test_hostile_input_ends(text: str) -> None:
    document = split(text, "a.txt")
    assert all(clause.raw == text[clause.start : clause.end] for clause in document.clauses)


def test_a_workbook_that_is_only_a_table_is_cut_by_rows_and_not_warned_of() -> None:
    document = split("序号\t任务\t责任单位\n1\t新建驿站36个\t科普部\n2\t公布名单\t学术部\n", "任务表.xlsx")
    assert [clause.address for clause in document.clauses] == ["表1", "表1第1行", "表1第2行"]
    assert document.source.title == "任务表" and document.warnings == ()


def test_a_heading_of_markdown_gives_a_division_its_bare_name() -> None:
    text = "# 云州市科协关于印发方案的通知\n\n各区县科协：\n\n请抓好落实。\n\n## 附件\n\n# 云州市方案\n\n## 一、目标\n\n建驿站。\n"
    document = split(text, "通知.md")
    assert document.source.attachments == ("云州市方案",)
    assert document.clauses[-1].path == ("附件：云州市方案", "一、目标")
